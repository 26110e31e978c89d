"""Explicit IRIs of headings, ``{iri="…"}``."""

from collections.abc import Iterable, Iterator

from headword.core.findings import Location, Observation
from headword.markdown.outline import Heading
from headword.rdf.terms import is_iri


def written_iri(heading: Heading) -> str:
    """Return the explicit IRI of a heading, or an empty text if there is no valid one."""
    written = heading.attributes.iri
    return written.text if written is not None and is_iri(written.text) else ""


def check_written(headings: Iterable[tuple[Heading, str]]) -> Iterator[Observation]:
    """Report invalid explicit IRIs, and those of another heading of the page; each heading is given with its IRI."""
    known: dict[str, Location] = {}
    for heading, iri in headings:
        written = heading.attributes.iri
        if written is not None and not is_iri(written.text):
            yield Observation("invalid-attribute", written.location, f"{written.text!r} is not an absolute IRI")
        if written is not None and iri in known:
            message = f"<{iri}> is already the IRI of the resource at {known[iri]}"
            yield Observation("same-iri", written.location, message, iri)
        known.setdefault(iri, heading.label.location)
