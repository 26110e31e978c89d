"""The names of concepts of other vocabularies that mappings lead to, fetched with ``--online`` and cached."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

import msgspec

from headword.core.cache import Cache, CacheEntry, decode, encode
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.core.web import BUSY, HostBusyError, ask_hosts, open_pool
from headword.rdf.parse import FORMATS, parse_rdf
from headword.rdf.terms import DCTERMS, RDFS, SCHEMA, SKOS, Literal

if TYPE_CHECKING:
    import urllib3

_KIND = "target-name"
_GND = "https://d-nb.info/standards/elementset/gnd#preferredName"
_NAMING = (
    f"{SKOS}prefLabel", f"{RDFS}label", f"{SCHEMA}name", "http://schema.org/name",
    "http://www.loc.gov/mads/rdf/v1#authoritativeLabel", f"{_GND}ForTheSubjectHeading",
    f"{_GND}ForThePlaceOrGeographicName", f"{_GND}ForThePerson", f"{_GND}ForTheCorporateBody",
    f"{_GND}ForTheConferenceOrEvent", f"{_GND}ForTheWork", _GND, f"{DCTERMS}title",
)  # fmt: skip
"""The predicates that name a resource, best first; the Library of Congress and the GND have their own."""
_SYNTAXES = {
    "text/turtle": ".ttl", "application/x-turtle": ".ttl", "application/rdf+xml": ".rdf",
    "application/n-triples": ".nt", "application/ld+json": ".jsonld",
}  # fmt: skip
_ACCEPT = "text/turtle, application/rdf+xml;q=0.8, application/n-triples;q=0.8, application/ld+json;q=0.5"
_BYTES = 8 << 20

Names = Mapping[str, str]
"""The names of a resource, by language tag; empty for a text without a language."""
_read_names = msgspec.json.Decoder(dict[str, str]).decode


def read_names(cache: Cache) -> dict[str, Names]:
    """Return the known names, by IRI."""
    entries = cache.read_all(_KIND)
    return {iri: names for iri, entry in entries.items() if (names := decode(entry, iri, _read_names))}


def fetch_names(iris: Iterable[str], context: RunContext) -> int:
    """Fetch the names of resources that are not in the cache, and return the number of those without a name.

    Raises:
        HeadwordError: the package for requests is not installed.
    """
    pool = open_pool(_ACCEPT)
    known = read_names(context.cache)
    wanted = [iri for iri in dict.fromkeys(iris) if iri not in known and iri.startswith(("http://", "https://"))]
    found = ask_hosts(wanted, lambda iri: _fetch(iri, pool), context)
    named = {iri: CacheEntry(iri, encode(dict(names))) for iri, names in found.items() if names}
    context.cache.write(_KIND, named)
    return len(wanted) - len(named)


def _fetch(iri: str, pool: "urllib3.PoolManager") -> Names:
    """Return the names of a resource; none if the host does not answer with RDF.

    Raises:
        HostBusyError: the host has no time for further requests.
    """
    import urllib3

    try:
        response = pool.request("GET", urldefrag(iri).url, preload_content=False)
        data = response.read(_BYTES)
        response.close()
    except urllib3.exceptions.HTTPError:
        return {}
    if response.status in BUSY:
        raise HostBusyError
    return find_names(iri, data, response.headers.get("Content-Type", "")) if response.status == HTTPStatus.OK else {}


def find_names(iri: str, data: bytes, media_type: str) -> Names:
    """Return the names of a resource in a document."""
    ending = _SYNTAXES.get(media_type.partition(";")[0].strip().lower())
    if ending is None:
        return {}
    try:
        facts = parse_rdf(data, FORMATS[ending], iri, iri)
    except HeadwordError:
        return {}
    # Hosts moved to https and kept their IRIs, or did not.
    said = [(name, value) for one, name, value in facts if _without_scheme(one) == _without_scheme(iri)]
    for naming in _NAMING:
        texts = (value for name, value in said if name == naming)
        if names := {text.language: text.value for text in texts if isinstance(text, Literal)}:
            return names
    return {}


def _without_scheme(iri: str) -> str:
    return iri.partition("://")[2] or iri
