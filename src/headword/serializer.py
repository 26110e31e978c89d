"""From facts to the text of every published file, and the proof that each says what the facts say.

Knows which formats there are and how they are read back; must not know where
files go.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from headword.errors import HeadwordError
from headword.graph import DocumentSubjects, Facts
from headword.rdffile import parse_rdf
from headword.serializers import SerializedGraph, arrange
from headword.serializers.jsonld import CONTEXT_NAME, write_context, write_jsonld
from headword.serializers.rdfxml import write_rdfxml
from headword.serializers.turtle import write_ntriples, write_trig, write_turtle
from headword.terms import RDF_TYPE, Literal, Term

_Writer = Callable[[SerializedGraph, DocumentSubjects, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a document: the ending of its file, its writer, and how it is read back."""

    ending: str
    write: _Writer
    syntax: ox.RdfFormat


FORMATS: dict[str, Format] = {
    "turtle": Format("ttl", write_turtle, ox.RdfFormat.TURTLE),
    "jsonld": Format("jsonld", write_jsonld, ox.RdfFormat.JSON_LD),
    "rdfxml": Format("rdf", write_rdfxml, ox.RdfFormat.RDF_XML),
    "ntriples": Format("nt", write_ntriples, ox.RdfFormat.N_TRIPLES),
    "trig": Format("trig", write_trig, ox.RdfFormat.TRIG),
}


def serialize(
    facts: Facts,
    documents: Sequence[DocumentSubjects],
    formats: Sequence[str],
    prefixes: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Each file as its path under the output folder and its bytes, proved to hold its document's facts.

    Raises:
        HeadwordError: a file does not read back as what was written, or a format cannot hold a text.
    """
    graph = arrange(facts, documents)
    context = ""
    if "jsonld" in formats:
        predicates = {predicate for _, predicate, _ in facts}
        classes = {str(value) for _, predicate, value in facts if predicate == RDF_TYPE}
        context = write_context(predicates, classes)
        yield CONTEXT_NAME, context.encode()
    for document in documents:
        for name in formats:
            made = FORMATS[name]
            path = f"{document.path}.{made.ending}"
            data = made.write(graph, document, prefixes).encode()
            _prove(data, path, made.syntax, graph, document, context)
            yield path, data


def _prove(
    data: bytes,
    path: str,
    syntax: ox.RdfFormat,
    graph: SerializedGraph,
    document: DocumentSubjects,
    context: str,
) -> None:
    """Parse ``data`` with a parser that is not ours and compare it with the facts, triple by triple."""
    if syntax is ox.RdfFormat.JSON_LD:
        # The parser loads no context from outside.
        loaded = json.loads(data)
        loaded["@context"] = json.loads(context)["@context"]
        data = json.dumps(loaded).encode()
    read = set(parse_rdf(data, syntax, path, "https://base.invalid/"))
    meant = {
        (subject, predicate, _as_read(value))
        for subject in document.subjects
        for predicate, values in graph.properties(subject)
        for value in values
    }
    if read != meant:
        example = sorted(read ^ meant, key=repr)[0]
        raise HeadwordError(
            f"{path} does not read back as what it was written from, first at {example}; nothing was changed",
            hint="this is a defect in headword: please report it with the page that it comes from",
        )


def _as_read(value: Term) -> Term:
    """``value`` as the parser gives it: an explicit xsd:string is no datatype."""
    if isinstance(value, Literal) and value.datatype.endswith("XMLSchema#string"):
        return Literal(value.value)
    return value
