"""RDF terms and the namespaces that headword uses.

An IRI is a plain ``str``, a blank node a ``str`` that starts with ``_:``, and a literal a `Literal`. A triple of plain
values is cheap to build, to hash and to sort, and needs no RDF library: a vocabulary of 12,800 concepts has 100,000
triples, and building rdflib terms for each costs more than compiling.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from ipaddress import IPv6Address
from typing import NamedTuple, TypeAlias, TypeGuard

DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
HW = "https://w3id.org/headword/ns#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
FOAF = "http://xmlns.com/foaf/0.1/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SKOS_XL = "http://www.w3.org/2008/05/skos-xl#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

RDF_TYPE = RDF + "type"
REPLACED_BY = DCTERMS + "isReplacedBy"
LABELS = tuple(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))
"""The lexical labels, in the order of preference (SKOS Reference, section 5)."""
NOTES = tuple(
    SKOS + name for name in ("definition", "scopeNote", "note", "example", "historyNote", "editorialNote", "changeNote")
)
"""The documentation properties, in the order for readers (section 7)."""
SEARCHED_NOTES = {
    **{SKOS + name: name for name in ("definition", "scopeNote", "example", "note")},
    DCTERMS + "description": "description",
}
"""The names of the notes for readers, which a search reads: those of editors are left out."""
MAPPINGS = tuple(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"))
"""The mapping properties, the closest first (section 10)."""


NO_LINT = HW + "noLint"
"""Says of a concept that texts are not searched for its labels."""
PREFIXES: dict[str, str] = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}
"""Prefixes that need no declaration, by prefix."""


class Literal(NamedTuple):
    """An RDF literal (RDF 1.1 Concepts, section 3.3).

    ``language`` is a BCP 47 tag or empty. ``datatype`` is an IRI, empty for ``xsd:string`` and for text with a
    language.
    """

    value: str
    language: str = ""
    datatype: str = ""


Term: TypeAlias = str | Literal
Triple: TypeAlias = tuple[str, str, Term]

_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16 if plane != 0xE else 0xE1000)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 0xF)
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_HEX = "%[0-9A-Fa-f]{2}"
_ASCII = r"A-Za-z0-9\-._~!$&'()*+,;="
_FUTURE = re.compile(r"v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+", re.IGNORECASE)


def quote(text: str) -> str:
    """Return ``text`` as a quoted string of Turtle and N-Triples.

    Control, bidirectional and zero-width characters are escaped, so that the visible text is the whole text.
    """
    return f'"{_TO_ESCAPE.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


@cache
def _compile_grammar(*, is_ascii: bool) -> re.Pattern[str]:
    """Return the grammar of IRIs (RFC 3987, section 2.2), or its part for texts that are ASCII.

    An address in brackets is checked separately, with the grammar of IPv6. Compiling the whole grammar takes 20 ms,
    and most programs see no IRI that needs it.
    """
    plain, private = (_ASCII, "") if is_ascii else (_ASCII + _UCS, _PRIVATE)
    return re.compile(
        rf"[A-Za-z][A-Za-z0-9+.-]*:"
        rf"(?://(?:(?:[{plain}:]|{_HEX})*@)?(?:\[(?P<address>[^\]]*)\]|(?:[{plain}]|{_HEX})*)(?::[0-9]*)?(?=[/?#]|\Z)|(?!//))"
        rf"(?:[{plain}:@/]|{_HEX})*(?:\?(?:[{plain}{private}:@/?]|{_HEX})*)?(?:#(?:[{plain}:@/?]|{_HEX})*)?"
    )


def is_iri(text: str) -> bool:
    """Return whether ``text`` is an absolute IRI (RFC 3987), with or without a fragment."""
    match = _compile_grammar(is_ascii=text.isascii()).fullmatch(text)
    return match is not None and (match["address"] is None or _is_address(match["address"]))


def _is_address(text: str) -> bool:
    """Return whether ``text`` is valid in brackets as a host (RFC 3986, section 3.2.2)."""
    if _FUTURE.fullmatch(text):
        return True
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


def is_blank(term: Term) -> TypeGuard[str]:
    """Return whether ``term`` is a blank node."""
    return isinstance(term, str) and term.startswith("_:")


@cache
def _compile_path_unsafe() -> re.Pattern[str]:
    return re.compile(rf"[^{_ASCII}{_UCS}:@/]")


def quote_path(path: str) -> str:
    """Return ``path`` as part of an IRI: characters that RFC 3987 does not allow are percent-encoded as UTF-8."""
    return _compile_path_unsafe().sub(_encode, unicodedata.normalize("NFC", path))


def _encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))


def write_triple(triple: Triple) -> str:
    """Return a line of N-Triples."""
    subject, predicate, value = triple
    return f"{to_ntriples(subject)} <{predicate}> {to_ntriples(value)} .\n"


def to_ntriples(term: Term) -> str:
    """Return ``term`` in N-Triples."""
    if isinstance(term, str):
        return term if term.startswith("_:") else f"<{term}>"
    if term.language:
        return f"{quote(term.value)}@{term.language}"
    if term.datatype:
        return f"{quote(term.value)}^^<{term.datatype}>"
    return quote(term.value)


def compact(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return ``iri`` as ``prefix:name`` if a prefix matches, else unchanged; for people, not for a parser."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
