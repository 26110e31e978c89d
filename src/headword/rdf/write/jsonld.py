"""Compact JSON-LD 1.1, and the context that all documents share.

The context contains each key that is written. A value that does not match the context's definition of its key is
written in full under the long name of the key. The context contains the long name, too, without a type.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from headword.rdf.graph import DocumentSubjects
from headword.rdf.terms import (
    DCAT,
    DCTERMS,
    OWL,
    PREFIXES,
    RDF,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SKOS,
    VOID,
    XSD,
    Literal,
    Term,
    compact,
)
from headword.rdf.write import SerializedGraph

CONTEXT_NAME = "context.jsonld"


class _Kind(Enum):
    """The type of a key's values in the context."""

    LINK = ("@type", "@id")
    TEXT = ("@container", "@language")
    DATE = ("@type", "xsd:date")
    INTEGER = ("@type", "xsd:integer")
    PLAIN = ("", "")


def _terms(kind: _Kind, namespace: str, names: str) -> dict[str, tuple[str, _Kind]]:
    return {namespace + name: (name, kind) for name in names.split()}


_TERMS: dict[str, tuple[str, _Kind]] = {
    **_terms(_Kind.TEXT, SKOS, "prefLabel altLabel hiddenLabel definition scopeNote note example historyNote"),
    **_terms(_Kind.TEXT, SKOS, "editorialNote changeNote"),
    **_terms(_Kind.PLAIN, SKOS, "notation"),
    **_terms(_Kind.LINK, SKOS, "inScheme topConceptOf hasTopConcept broader narrower related member memberList"),
    **_terms(_Kind.LINK, SKOS, "exactMatch closeMatch broadMatch narrowMatch relatedMatch"),
    **_terms(_Kind.TEXT, DCTERMS, "title description"),
    **_terms(_Kind.LINK, DCTERMS, "creator publisher license subject hasPart isReplacedBy"),
    **_terms(_Kind.DATE, DCTERMS, "created modified"),
    **_terms(_Kind.PLAIN, DCTERMS, "source language"),
    **_terms(_Kind.PLAIN, OWL, "versionInfo deprecated"),
    **_terms(_Kind.LINK, RDF, "first rest"),
    **_terms(_Kind.LINK, RDFS, "seeAlso isDefinedBy"),
    **_terms(_Kind.PLAIN, SCHEMA, "name email url"),
    **_terms(_Kind.TEXT, SCHEMA, "keywords"),
    **_terms(_Kind.LINK, VOID, "vocabulary dataDump class classPartition"),
    **_terms(_Kind.INTEGER, VOID, "triples entities"),
    **_terms(_Kind.PLAIN, VOID, "uriSpace"),
    **_terms(_Kind.LINK, DCAT, "distribution downloadURL mediaType"),
}
_CLASSES: dict[str, str] = {
    SKOS + "Concept": "Concept",
    SKOS + "ConceptScheme": "ConceptScheme",
    SKOS + "Collection": "Collection",
    SKOS + "OrderedCollection": "OrderedCollection",
}


def write_jsonld(graph: SerializedGraph, document: DocumentSubjects, prefixes: Mapping[str, str]) -> str:
    """Return ``document`` as JSON-LD: one object for each resource, one line for each key."""
    del prefixes
    above = posixpath.relpath(CONTEXT_NAME, posixpath.dirname(document.path) or ".")
    nodes = ",\n".join(
        _write_node(subject, graph.properties(subject)) for subject in document.subjects if graph.properties(subject)
    )
    return f'{{\n  "@context": {_dump(above)},{_OPEN}{nodes}{_CLOSE}'


_OPEN, _CLOSE = '\n  "@graph": [\n', "\n  ]\n}\n"
"""The text before and after the resources of a document."""


def join_jsonld(texts: Sequence[str]) -> str:
    """Return several documents from `write_jsonld` as one, with the context of the first."""
    head = texts[0].partition(_OPEN)[0]
    resources = ",\n".join(filter(None, (text.partition(_OPEN)[2].removesuffix(_CLOSE) for text in texts)))
    return f"{head}{_OPEN}{resources}{_CLOSE}"


_encode = json.JSONEncoder(ensure_ascii=False).encode
_PLAIN = re.compile(r"[^\"\\\x00-\x1f]*")


def inline_context(text: str, context: str) -> str:
    """Return a document from `write_jsonld` with ``context`` in place of its name."""
    inside = context.rstrip().removeprefix("{").removesuffix("}").strip()
    start = text.index('"@context":')
    return text[:start] + inside + text[text.index("\n", start) - 1 :]


def _dump(value: Any) -> str:
    """Return ``value`` as JSON on one line; most values are plain texts, which only need quotes."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join([_dump(item) for item in value])}]"
    if isinstance(value, dict):
        return f"{{{', '.join([f'{_dump(key)}: {_dump(item)}' for key, item in value.items()])}}}"
    return _encode(value)


def _write_node(subject: str, properties: Sequence[tuple[str, list[Term]]]) -> str:
    lines = [f'      "id": {_dump(subject)}']
    for predicate, values in properties:
        lines.extend(f"      {_dump(key)}: {_dump(value)}" for key, value in _write_property(predicate, values))
    body = ",\n".join(lines)
    return f"    {{\n{body}\n    }}"


def _write_property(predicate: str, values: list[Term]) -> Iterator[tuple[str, Any]]:
    if predicate == RDF_TYPE:
        yield "type", _one_or_many([_CLASSES.get(str(value), _curie(str(value))) for value in values])
        return
    key, kind = _TERMS.get(predicate, ("", _Kind.PLAIN))
    if not key:
        yield _curie(predicate), _one_or_many([_full(value) for value in values])
        return
    if kind is _Kind.PLAIN:
        yield key, _one_or_many([_full(value) for value in values])
        return
    fitting = [value for value in values if _has_kind(value, kind)]
    if fitting:
        yield key, _language_map(fitting) if kind is _Kind.TEXT else _one_or_many([_short(v) for v in fitting])
    if len(fitting) < len(values):
        others = [_full(value) for value in values if not _has_kind(value, kind)]
        yield _curie(predicate), _one_or_many(others)


def _has_kind(value: Term, kind: _Kind) -> bool:
    if isinstance(value, str):
        return kind is _Kind.LINK
    if kind is _Kind.TEXT:
        return bool(value.language)
    expected = {_Kind.DATE: XSD + "date", _Kind.INTEGER: XSD + "integer"}.get(kind)
    return expected is not None and value.datatype == expected


def _short(value: Term) -> str:
    return value if isinstance(value, str) else value.value


def _full(value: Term) -> Any:
    if isinstance(value, str):
        return {"id": value}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype == XSD + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if value.datatype:
        return {"@value": value.value, "@type": value.datatype}
    return value.value


def _language_map(values: list[Term]) -> dict[str, Any]:
    by_language: dict[str, list[str]] = {}
    for value in values:
        if isinstance(value, Literal):
            by_language.setdefault(value.language, []).append(value.value)
    return {language: _one_or_many(texts) for language, texts in by_language.items()}


def _one_or_many(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _curie(iri: str) -> str:
    return compact(iri)


def write_context(predicates: Iterable[str], classes: Iterable[str]) -> str:
    """Return the shared context: every term above, and the long name of each predicate and class in use."""
    context: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type", **PREFIXES}
    for iri, name in _CLASSES.items():
        context[name] = compact(iri)
    for iri, (name, kind) in _TERMS.items():
        context[name] = {"@id": compact(iri), kind.value[0]: kind.value[1]} if kind.value[0] else compact(iri)
    for iri in sorted({*predicates, *classes} - {RDF_TYPE}):
        long = _curie(iri)
        if long not in context:
            context[long] = {"@id": iri}
    lines = ",\n".join(f"    {_dump(key)}: {_dump(value)}" for key, value in context.items())
    return f'{{\n  "@context": {{\n{lines}\n  }}\n}}\n'
