"""Query results: rows, triples or a boolean, with the original spelling of literals and language tags."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from headword.core.errors import HeadwordError
from headword.rdf.languages import format_tag
from headword.rdf.parse import to_term
from headword.rdf.sparql.exact.functions import restore
from headword.rdf.sparql.exact.literals import KEPT, Traits
from headword.rdf.terms import Term, Triple

# BCP 47 writes a tag with one subtag in lower case.
_TAG = rb"(?P<tag>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)"
_KEPT = re.escape(KEPT).encode()
# A string is matched as a whole, so that no match begins inside it.
_QUOTED = rb'"(?:[^"\\]++|\\.)*+"'
_QUOTED_TAG = re.compile(rb"%s(?:@%s)?" % (_QUOTED, _TAG), re.DOTALL)
_TAGS: Mapping[ox.QueryResultsFormat | ox.RdfFormat, re.Pattern[bytes]] = {
    ox.QueryResultsFormat.JSON: re.compile(rb'"xml:lang":"%s' % _TAG),
    ox.QueryResultsFormat.XML: re.compile(rb' xml:lang="%s' % _TAG),
    ox.QueryResultsFormat.TSV: _QUOTED_TAG,
    ox.RdfFormat.TURTLE: _QUOTED_TAG,
    ox.RdfFormat.N_TRIPLES: _QUOTED_TAG,
    ox.RdfFormat.N_QUADS: _QUOTED_TAG,
    ox.RdfFormat.TRIG: _QUOTED_TAG,
    ox.RdfFormat.RDF_XML: re.compile(rb' xml:lang="%s' % _TAG),
    ox.RdfFormat.JSON_LD: re.compile(rb'"@language":"%s' % _TAG),
}
"""The positions of language tags in each format; CSV has none.

All formats escape quotes inside strings, so that no string matches as a tag.
"""
_TYPES: Mapping[ox.QueryResultsFormat, re.Pattern[bytes]] = {
    ox.QueryResultsFormat.JSON: re.compile(rb'("datatype":")%s' % _KEPT),
    ox.QueryResultsFormat.XML: re.compile(rb'( datatype=")%s' % _KEPT),
    ox.QueryResultsFormat.TSV: re.compile(rb"(%s(?:\^\^<)?)(?:(?<=<)%s)?" % (_QUOTED, _KEPT), re.DOTALL),
}
"""The positions of private datatypes of rows in each format; CSV has none, and triples are restored one by one."""


_XML = frozenset({ox.QueryResultsFormat.XML, ox.RdfFormat.RDF_XML})
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""The UTF-8 of characters that XML 1.0 does not allow (section 2.2); pyoxigraph writes them without an error."""


def _refuse_not_xml(data: bytes, syntax: ox.QueryResultsFormat | ox.RdfFormat) -> None:
    found = _NOT_XML.search(data) if syntax in _XML else None
    if found is not None:
        message = (
            f"a text of the result has the control character U+{ord(found[0].decode()):04X}, which XML cannot hold"
        )
        raise HeadwordError(message, hint="ask for another format, such as JSON")


def format_tags(data: bytes, syntax: ox.QueryResultsFormat | ox.RdfFormat) -> bytes:
    """Return the output of pyoxigraph in ``syntax`` with language tags in BCP 47 case."""
    return _TAGS[syntax].sub(_format_tag, data) if syntax in _TAGS else data


def _format_tag(found: re.Match[bytes]) -> bytes:
    tag = found["tag"]
    return found[0][: -len(tag)] + format_tag(tag.decode()).encode() if tag else found[0]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT query, which can be read once.

    Attributes:
        found: the result of pyoxigraph.
        traits: the traits of their literals.
    """

    found: ox.QuerySolutions
    traits: Traits

    @property
    def variables(self) -> list[str]:
        """Return the names of the columns."""
        return [variable.value for variable in self.found.variables]

    def __iter__(self) -> Iterator[dict[str, Term]]:
        names = self.variables
        for row in self.found:
            yield {name: to_term(restore(value)) for name in names if (value := row[name]) is not None}


@dataclass(frozen=True, slots=True)
class ResultTriples:
    """The triples of a CONSTRUCT or DESCRIBE query, which can be read once.

    Attributes:
        found: the result of pyoxigraph.
        traits: the traits of their literals.
    """

    found: ox.QueryTriples
    traits: Traits

    def __iter__(self) -> Iterator[Triple]:
        for triple in self.found:
            yield str(to_term(triple.subject)), str(to_term(triple.predicate)), to_term(restore(triple.object))

    def write(self, output: io.BytesIO, syntax: ox.RdfFormat, prefixes: Mapping[str, str] | None) -> bytes:
        """Return the triples in an RDF syntax, written through ``output``, which may limit the size.

        Raises:
            HeadwordError: a text has a character that XML does not allow.
        """
        restored = (ox.Triple(one.subject, one.predicate, restore(one.object)) for one in self.found)
        triples = restored if Traits.FORMS in self.traits else self.found
        ox.serialize(triples, output, format=syntax, prefixes=dict(prefixes) if prefixes else None)
        data = output.getvalue()
        _refuse_not_xml(data, syntax)
        return format_tags(data, syntax) if Traits.TAGS in self.traits else data


QueryResult: TypeAlias = Solutions | ResultTriples | ox.QueryBoolean


def write_table(result: Solutions | ox.QueryBoolean, output: io.BytesIO, syntax: ox.QueryResultsFormat) -> bytes:
    """Return rows or a boolean in a W3C format, written through ``output``, which may limit the size.

    Raises:
        HeadwordError: a text has a character that XML does not allow.
    """
    if isinstance(result, ox.QueryBoolean):
        result.serialize(output, format=syntax)
        return output.getvalue()
    result.found.serialize(output, format=syntax)
    data = output.getvalue()
    _refuse_not_xml(data, syntax)
    if Traits.TAGS in result.traits:
        data = format_tags(data, syntax)
    return _TYPES[syntax].sub(rb"\1", data) if Traits.FORMS in result.traits and syntax in _TYPES else data
