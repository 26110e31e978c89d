"""RDF terms and the namespaces that headword speaks of.

An IRI is a plain ``str``, a blank node a ``str`` that starts with ``_:``, and
a literal a `Literal`.  Plain values make a triple cheap to build, to hash and
to sort, and they need no RDF library: a vocabulary of 12,800 concepts has
100,000 triples, and building rdflib terms for each costs more than compiling.
"""

import re
import unicodedata
from collections.abc import Mapping
from ipaddress import IPv6Address
from typing import NamedTuple, TypeAlias, TypeGuard

DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
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
"""The lexical labels, the best first (SKOS Reference, section 5)."""
NOTES = tuple(
    SKOS + name for name in ("definition", "scopeNote", "note", "example", "historyNote", "editorialNote", "changeNote")
)
"""The documentation properties, as they are best read (section 7)."""
MAPPINGS = tuple(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"))
"""The mapping properties, the nearest first (section 10)."""

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
"""Prefixes that are there without being declared, by prefix."""


class Literal(NamedTuple):
    """An RDF literal (RDF 1.1 Concepts, section 3.3).

    ``language`` is a BCP 47 tag or empty; ``datatype`` is an IRI, empty for
    ``xsd:string`` and for text with a language.
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
# The grammar of RFC 3987, section 2.2; what stands in brackets is held against that of IPv6 by itself.
_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16 if plane != 0xE else 0xE1000)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 0xF)
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_PLAIN = rf"A-Za-z0-9\-._~!$&'()*+,;={_UCS}"
_HEX = "%[0-9A-Fa-f]{2}"
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:"
    rf"(?://(?:(?:[{_PLAIN}:]|{_HEX})*@)?(?:\[(?P<address>[^\]]*)\]|(?:[{_PLAIN}]|{_HEX})*)(?::[0-9]*)?(?=[/?#]|\Z)|(?!//))"
    rf"(?:[{_PLAIN}:@/]|{_HEX})*(?:\?(?:[{_PLAIN}{_PRIVATE}:@/?]|{_HEX})*)?(?:#(?:[{_PLAIN}:@/?]|{_HEX})*)?"
)
_FUTURE = re.compile(r"v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+", re.IGNORECASE)


def quote(text: str) -> str:
    """``text`` as a quoted string of Turtle and N-Triples.

    Control, bidirectional and zero-width characters are written as escapes, so
    that what a reader sees in the file is what the file says.
    """
    return f'"{_TO_ESCAPE.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def is_iri(text: str) -> bool:
    """Whether ``text`` is an absolute IRI by the grammar of RFC 3987, with or without a fragment."""
    match = _IRI.fullmatch(text)
    return match is not None and (match["address"] is None or _is_address(match["address"]))


def _is_address(text: str) -> bool:
    """Whether ``text`` may stand in brackets as a host (RFC 3986, section 3.2.2)."""
    if _FUTURE.fullmatch(text):
        return True
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


def is_blank(term: Term) -> TypeGuard[str]:
    """Whether ``term`` is a blank node."""
    return isinstance(term, str) and term.startswith("_:")


_PATH_UNSAFE = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`%?#\[\]]')


def quote_path(path: str) -> str:
    """``path`` as part of an IRI: what RFC 3987 does not allow there is percent-encoded, letters are not."""
    return _PATH_UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", unicodedata.normalize("NFC", path))


def write_triple(triple: Triple) -> str:
    """A line of N-Triples."""
    subject, predicate, value = triple
    return f"{to_ntriples(subject)} <{predicate}> {to_ntriples(value)} .\n"


def to_ntriples(term: Term) -> str:
    """``term`` in N-Triples."""
    if isinstance(term, str):
        return term if term.startswith("_:") else f"<{term}>"
    if term.language:
        return f"{quote(term.value)}@{term.language}"
    if term.datatype:
        return f"{quote(term.value)}^^<{term.datatype}>"
    return quote(term.value)


def compact(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """``iri`` as ``prefix:name`` where a prefix fits, else unchanged; for people, not for a parser."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
