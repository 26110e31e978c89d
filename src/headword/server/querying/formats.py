"""The formats of answers: their media types, and how they write language tags."""

import re
from collections.abc import Mapping

import pyoxigraph as ox

from headword.rdf.languages import format_tag

TABLES: Mapping[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
"""Of SELECT and ASK, the preferred first."""
GRAPHS: Mapping[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/json": ox.RdfFormat.JSON_LD,
}
"""Of CONSTRUCT and DESCRIBE, the preferred first."""
NAMES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "turtle": "text/turtle",
    "n3": "text/turtle",
    "ntriples": "application/n-triples",
    "rdf+xml": "application/rdf+xml",
    "json-ld": "application/ld+json",
    **{name: name for name in (*TABLES, *GRAPHS)},
}
"""Media types by what links call them, which have no header to ask with, and by what client libraries do."""

# A tag of one subtag is in lower case anyhow.
_TAG = rb"([A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)"
# A text is taken as a whole, so that none is begun in the midst of it.
_IN_QUOTES = re.compile(rb'("(?:[^"\\]++|\\.)*+"@?)' + _TAG + rb"?")
_IN_JSON = re.compile(rb'("xml:lang":")' + _TAG)
_IN_JSON_LD = re.compile(rb'("@language":")' + _TAG)
_IN_XML = re.compile(rb'( xml:lang=")' + _TAG)
_TAGS: Mapping[str, re.Pattern[bytes]] = {
    "application/sparql-results+json": _IN_JSON,
    "application/json": _IN_JSON,
    "application/sparql-results+xml": _IN_XML,
    "application/xml": _IN_XML,
    "text/tab-separated-values": _IN_QUOTES,
    "text/turtle": _IN_QUOTES,
    "application/n-triples": _IN_QUOTES,
    "application/rdf+xml": _IN_XML,
    "application/ld+json": _IN_JSON_LD,
}
"""Where a language tag stands.

Within texts all these formats escape quotes, so that no text is taken for a tag.
"""


def format_tags(data: bytes, media_type: str) -> bytes:
    """An answer with language tags in the case that BCP 47 recommends; the engine has them in lower case."""
    pattern = _TAGS.get(media_type)
    return data if pattern is None else pattern.sub(_format, data)


def _format(match: re.Match[bytes]) -> bytes:
    return match[1] + format_tag(match[2].decode()).encode() if match[2] else match[0]
