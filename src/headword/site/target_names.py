"""The names of concepts of other vocabularies that mappings lead to, fetched with ``--online`` and cached."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

import msgspec

from headword.core.cache import Cache, CacheEntry, decode, encode
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.core.extras import require_packages
from headword.core.version import __version__
from headword.rdf.parse import FORMATS, parse_rdf
from headword.rdf.terms import RDFS, SCHEMA, SKOS, Literal

if TYPE_CHECKING:
    import urllib3

_KIND = "target-name"
_NAMING = (f"{SKOS}prefLabel", f"{RDFS}label", f"{SCHEMA}name")
"""The predicates that name a resource, best first."""
_SYNTAXES = {"text/turtle": ".ttl", "application/rdf+xml": ".rdf", "application/n-triples": ".nt"}
_ACCEPT = "text/turtle, application/rdf+xml;q=0.8, application/n-triples;q=0.8"
_AT_ONCE, _SECONDS, _BYTES = 8, 10.0, 8 << 20

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
    require_packages("--online", "online", "urllib3")
    import urllib3

    known = read_names(context.cache)
    by_host: dict[str, list[str]] = defaultdict(list)
    for iri in dict.fromkeys(iris):
        if iri not in known and iri.startswith(("http://", "https://")):
            by_host[urlsplit(iri).netloc].append(iri)
    pool = urllib3.PoolManager(
        headers={"User-Agent": f"headword/{__version__}", "Accept": _ACCEPT},
        timeout=urllib3.Timeout(connect=_SECONDS, read=_SECONDS),
        retries=urllib3.Retry(2, redirect=6, backoff_factor=0.5, raise_on_status=False),
    )
    found: dict[str, Names] = {}
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        answers = threads.map(lambda host: list(_fetch_host(by_host[host], pool)), by_host)
        for answered in context.track("asking", answers, len(by_host)):
            found.update(answered)
    named = {iri: CacheEntry(iri, encode(dict(names))) for iri, names in found.items() if names}
    context.cache.write(_KIND, named)
    return len(found) - len(named)


def _fetch_host(iris: Sequence[str], pool: "urllib3.PoolManager") -> Iterator[tuple[str, Names]]:
    for iri in iris:
        yield iri, _fetch(iri, pool)


def _fetch(iri: str, pool: "urllib3.PoolManager") -> Names:
    """Return the names of a resource; none if the host does not answer with RDF."""
    import urllib3

    try:
        response = pool.request("GET", urldefrag(iri).url, preload_content=False)
        data = response.read(_BYTES)
        response.close()
    except urllib3.exceptions.HTTPError:
        return {}
    return find_names(iri, data, response.headers.get("Content-Type", ""))


def find_names(iri: str, data: bytes, media_type: str) -> Names:
    """Return the names of a resource in a document."""
    ending = _SYNTAXES.get(media_type.partition(";")[0].strip().lower())
    if ending is None:
        return {}
    try:
        facts = parse_rdf(data, FORMATS[ending], iri, iri)
    except HeadwordError:
        return {}
    for naming in _NAMING:
        texts = (value for one, name, value in facts if one == iri and name == naming)
        if names := {text.language: text.value for text in texts if isinstance(text, Literal)}:
            return names
    return {}
