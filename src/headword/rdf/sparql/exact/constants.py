"""The IRIs and literals in the text of a query."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import urljoin

from headword.rdf.languages import format_tag
from headword.rdf.sparql.exact.expressions import IRI, SPACE, STRING, Expression, ExpressionKind
from headword.rdf.terms import XSD

_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def _decode_escapes(iri: str) -> str:
    """Return an IRI without escapes (SPARQL 1.1, section 19.2); pyoxigraph accepts none in keywords and names."""
    return _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), iri)


_GAP = SPACE.pattern
_DECLARATION = re.compile(
    rf"{_GAP}(?:PREFIX\b{_GAP}(?P<prefix>[^\s:]*):{_GAP}(?P<iri>{IRI.pattern})"
    rf"|BASE\b{_GAP}(?P<base>{IRI.pattern})|VERSION\b{_GAP}(?:{STRING.pattern}))",
    re.IGNORECASE | re.DOTALL,
)

Expand: TypeAlias = Callable[[str], str]


def read_names(query: str, prefixes: Mapping[str, str], base: str) -> Expand:
    """Return a function that expands the IRIs and prefixed names of ``query``."""
    known = dict(prefixes)
    at = 0
    while found := _DECLARATION.match(query, at):
        at = found.end()
        if found["base"]:
            base = urljoin(base, _decode_escapes(found["base"][1:-1]))
        elif found["iri"]:
            known[found["prefix"]] = urljoin(base, _decode_escapes(found["iri"][1:-1]))
    return lambda written: _expand_name(written, known, base)


def _expand_name(written: str, prefixes: Mapping[str, str], base: str) -> str:
    if written.startswith("<"):
        return urljoin(base, _decode_escapes(written[1:-1]))
    prefix, _, local = written.partition(":")
    return prefixes.get(prefix, "") + local.replace("\\", "")


_NUMERIC = re.compile(r"(?P<double>[\d.+-]*[eE][\d.+-]*)|(?P<decimal>[\d+-]*\.[\d]*)|(?P<integer>[\d+-]+)", re.ASCII)


def read_literal(literal: Expression, expand: Expand) -> tuple[str, str]:
    """Return the text and datatype of a literal; plain literals and those with a language have no datatype.

    Escapes are not decoded, because no lexical form that the store keeps contains them.
    """
    if literal.word[0] in "'\"":
        length = 3 if literal.word[:3] in ("'''", '"""') else 1
        return literal.word[length:-length], expand(literal.parts[0].word) if literal.parts else ""
    number = _NUMERIC.fullmatch(literal.word)
    if literal.word in ("TRUE", "FALSE"):
        return literal.word.lower(), XSD + "boolean"
    return literal.word, f"{XSD}{number.lastgroup}" if number else ""


def has_capitals(text: str, literal: Expression) -> bool:
    """Return whether a literal has a language tag with upper-case letters."""
    if literal.word[0] not in "'\"" or literal.parts:
        return False
    tag = text[literal.start + len(literal.word) : literal.end]
    return tag != tag.lower()


def is_tag(literal: Expression) -> bool:
    """Return whether a literal is a plain one whose text is a language tag in BCP 47 case."""
    if literal.kind is not ExpressionKind.LITERAL or literal.word[0] not in "'\"" or literal.parts:
        return False
    tag = literal.word[1:-1]
    has_own_tag = literal.end - literal.start > len(literal.word)
    return not has_own_tag and re.fullmatch(r"[A-Za-z0-9-]+", tag) is not None and format_tag(tag) == tag
