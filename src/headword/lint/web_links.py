"""The web links of a vocabulary."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from headword.core.findings import Located, Location, Observation
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import RDF_TYPE

RULE = "dead-link"


class WebLink(NamedTuple):
    """A web link with its location, and the resource that it is about."""

    iri: str
    place: Location
    focus: str


Observe: TypeAlias = Callable[[Iterable[WebLink]], tuple[Sequence[Observation], Sequence[str]]]
"""A function that returns observations on links, and notices for people."""


def see_nothing(links: Iterable[WebLink]) -> tuple[Sequence[Observation], Sequence[str]]:
    """Check no links."""
    del links
    return (), ()


def list_links(facts: LocatedGraph, mentions: Iterable[Located], base: str) -> Iterator[WebLink]:
    """Yield the web links in facts and in prose, except those that begin with ``base``.

    Metadata from the config has the location of the scheme, and is not part of the page.
    """
    declared = {place for (_, predicate, _), place in facts.items() if predicate == RDF_TYPE and place.column}
    for (subject, _, value), place in facts.items():
        if isinstance(value, str) and place not in declared and _leads_out(value, base):
            yield WebLink(value, place, subject)
    yield from (WebLink(iri, place, "") for iri, place in mentions if _leads_out(iri, base))


def _leads_out(iri: str, base: str) -> bool:
    return iri.startswith(("http://", "https://")) and not iri.startswith(base)
