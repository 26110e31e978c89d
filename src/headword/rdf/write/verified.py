"""The text of every published file, with the proof that it contains the same facts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from headword.core.errors import HeadwordError
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.terms import RDF_TYPE, XSD, Term
from headword.rdf.write import SerializedGraph, arrange
from headword.rdf.write.jsonld import CONTEXT_NAME, inline_context, join_jsonld, write_context, write_jsonld
from headword.rdf.write.turtle import write_ntriples, write_trig, write_turtle

_Writer = Callable[[SerializedGraph, DocumentSubjects, Mapping[str, str]], str]


class SerializationContext(NamedTuple):
    """The data of documents that are written together: predicates and classes, and the order of resources."""

    predicates: Collection[str]
    classes: Collection[str]
    rank: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents: the ending of its files, its writer, and the syntax for reading them back."""

    ending: str
    write: _Writer
    syntax: ox.RdfFormat


def _write_rdfxml(facts: SerializedGraph, document: DocumentSubjects, prefixes: Mapping[str, str]) -> str:
    # Imported here, because its library for XML imports those for HTTP and TLS.
    from headword.rdf.write.rdfxml import write_rdfxml

    return write_rdfxml(facts, document, prefixes)


FORMATS: dict[str, Format] = {
    "turtle": Format("ttl", write_turtle, ox.RdfFormat.TURTLE),
    "jsonld": Format("jsonld", write_jsonld, ox.RdfFormat.JSON_LD),
    "rdfxml": Format("rdf", _write_rdfxml, ox.RdfFormat.RDF_XML),
    "ntriples": Format("nt", write_ntriples, ox.RdfFormat.N_TRIPLES),
    "trig": Format("trig", write_trig, ox.RdfFormat.TRIG),
}


def serialize(
    documents: Iterable[tuple[DocumentSubjects, LocatedGraph]],
    usage: SerializationContext,
    formats: Sequence[str],
    prefixes: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Yield each file as its path under the output folder and its bytes, after the proof that it has the facts.

    Raises:
        HeadwordError: a file does not read back as it was written, or a format cannot express a text.
    """
    if not formats:
        return
    context = ""
    if "jsonld" in formats:
        context = write_context(usage.predicates, usage.classes)
        yield CONTEXT_NAME, context.encode()
    # The parser loads no external context, so the proof inserts it.
    for document, facts in documents:
        graph = arrange(facts, usage.rank)
        meant = _canonical_lines(graph, document)
        for name in formats:
            made = FORMATS[name]
            path = f"{document.path}.{made.ending}"
            text = made.write(graph, document, prefixes)
            complete = inline_context(text, context) if name == "jsonld" else text
            _prove(complete.encode(), path, made.syntax, meant)
            yield path, text.encode()


def write_whole(facts: LocatedGraph, name: str, prefixes: Mapping[str, str]) -> str:
    """Return a graph as one document in a format, in the order of the facts; JSON-LD has its context inside.

    Raises:
        HeadwordError: the format cannot express a text.
    """
    document = DocumentSubjects("", tuple(dict.fromkeys(subject for subject, _, _ in facts)))
    graph = arrange(facts, {subject: number for number, subject in enumerate(document.subjects)})
    text = FORMATS[name].write(graph, document, prefixes)
    if name != "jsonld":
        return text
    classes = {str(value) for _, predicate, value in facts if predicate == RDF_TYPE}
    return inline_context(text, write_context({predicate for _, predicate, _ in facts}, classes))


_JOINS: Mapping[str, Callable[[Sequence[str]], str]] = {"turtle": "\n".join, "jsonld": join_jsonld}
"""The functions that join several documents into one, by format."""


def serialize_parts(
    parts: Sequence[DocumentSubjects],
    facts: LocatedGraph,
    usage: SerializationContext,
    prefixes: Mapping[str, str],
    formats: Collection[str],
) -> Iterator[tuple[str, bytes]]:
    """Yield each of some resources as a separate document, in Turtle and JSON-LD if ``formats`` has them.

    They are small and many, so they are proved together.

    Raises:
        HeadwordError: they do not read back as they were written.
    """
    joins = {name: join for name, join in _JOINS.items() if name in formats}
    if not parts or not joins:
        return
    graph = arrange(facts, usage.rank)
    whole = DocumentSubjects(parts[0].path, tuple(iri for part in parts for iri in part.subjects))
    meant = _canonical_lines(graph, whole)
    context = write_context(usage.predicates, usage.classes)
    for name, join in joins.items():
        made = FORMATS[name]
        texts = [made.write(graph, part, prefixes) for part in parts]
        joined = join(texts)
        _prove(
            (inline_context(joined, context) if name == "jsonld" else joined).encode(), whole.path, made.syntax, meant
        )
        for part, text in zip(parts, texts, strict=True):
            yield f"{part.path}.{made.ending}", text.encode()


def _prove(data: bytes, path: str, syntax: ox.RdfFormat, meant: frozenset[bytes]) -> None:
    """Parse ``data`` with an independent parser and compare it with the facts, triple by triple."""
    try:
        quads: Iterable[ox.Quad] = ox.parse(data, format=syntax, base_iri="https://base.invalid/")
        if syntax is ox.RdfFormat.TRIG:
            quads = (ox.Quad(*quad.triple) for quad in quads)
        # In N-Quads, a triple of the default graph is written as in N-Triples.
        read = frozenset((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines())
    except (SyntaxError, ValueError, MemoryError) as error:
        raise _defect(path, f"it does not parse: {error}") from error
    if read != meant:
        example = min(read ^ meant).decode("utf-8", "replace")
        raise _defect(path, f"it does not say what it was written from, first at {example}")


def _defect(path: str, reason: str) -> HeadwordError:
    hint = "this is a defect in headword: please report it with the page that it comes from"
    return HeadwordError(f"{path} was not written, for {reason}", hint=hint)


_CANONICAL_ESCAPES = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    ord("\b"): "\\b",
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\f"): "\\f",
    ord("\r"): "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}


def _canonical_lines(graph: SerializedGraph, document: DocumentSubjects) -> frozenset[bytes]:
    """Return the facts of ``document`` in canonical N-Triples, as the parser's library writes them.

    This is independent of the writers, so that it detects their mistakes.
    """
    return frozenset(
        f"<{subject}> <{predicate}> {_canonical(value)} .".encode()
        for subject in document.subjects
        for predicate, values in graph.properties(subject)
        for value in values
    )


def _canonical(value: Term) -> str:
    if isinstance(value, str):
        return f"<{value}>"
    quoted = value.value.translate(_CANONICAL_ESCAPES)
    if value.language:
        return f'"{quoted}"@{value.language.lower()}'
    if value.datatype and value.datatype != XSD + "string":
        return f'"{quoted}"^^<{value.datatype}>'
    return f'"{quoted}"'
