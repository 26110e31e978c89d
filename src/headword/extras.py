"""The Turtle file that may stand beside a page, for what the dialect cannot say.

Knows its name and how it is read; must not know what is made of it.
"""

from pathlib import Path

from headword.findings import Location, Observation
from headword.graph import Facts
from headword.model import Document

EXTRA_SUFFIX = ".extra.ttl"


def extra_of(page: Path) -> Path:
    """The Turtle file that may stand beside ``page``."""
    return page.with_name(page.stem + EXTRA_SUFFIX)


def state_extra(data: bytes, file: Path, path: str, document: Document, observations: list[Observation]) -> Facts:
    """The facts of the Turtle ``data`` that stand in ``file``, beside a page; what is wrong with it is observed.

    Relative IRIs are resolved against the file's own address; blank nodes are named after the ``document``.
    """
    # Imported here: most pages have no such file.
    from headword.rdffile import FORMATS, RdfSyntaxError, address, name_blank_nodes, parse_rdf

    first = (*document.schemes, *document.resources)[0].iri
    try:
        facts = parse_rdf(data, FORMATS[".ttl"], path, address(file))
    except RdfSyntaxError as error:
        observations.append(Observation("rdf-syntax", error.location or Location(path), error.message))
        return {}
    # An IRI has one fragment at most.
    separator = "." if "#" in first else "#"
    return name_blank_nodes(facts, f"{first.rstrip('/')}{separator}extra-")
