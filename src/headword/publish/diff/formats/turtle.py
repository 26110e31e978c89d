"""The difference as Turtle: a change set for each resource (http://purl.org/vocab/changeset/schema#)."""

from collections.abc import Iterable, Iterator

from headword.publish.diff.compare import ChangedResource, VocabularyDiff
from headword.publish.diff.formats.context import DiffContext
from headword.rdf.terms import RDF, XSD, Literal, Triple, quote, to_ntriples

_NAMESPACE = "http://purl.org/vocab/changeset/schema#"


def format_turtle(difference: VocabularyDiff, given: DiffContext) -> str:
    """Return a change set for each resource, with its removed and added triples."""
    head = f"@prefix cs: <{_NAMESPACE}> .\n@prefix rdf: <{RDF}> .\n@prefix xsd: <{XSD}> .\n"
    return head + "".join(_write(one, given) for one in difference.changed)


def _write(changed: ChangedResource, given: DiffContext) -> str:
    statements = [
        "[] a cs:ChangeSet",
        f"cs:subjectOfChange {to_ntriples(changed.iri)}",
        f"cs:createdDate {quote(given.today)}^^xsd:date",
        f"cs:changeReason {quote(', '.join(changed.kinds))}",
        *_statements("cs:removal", changed.gone),
        *_statements("cs:addition", changed.come),
    ]
    return "\n" + " ;\n    ".join(statements) + " .\n"


def _statements(word: str, triples: Iterable[Triple]) -> Iterator[str]:
    for subject, predicate, value in triples:
        written_value = to_ntriples(value) if isinstance(value, Literal) or not value.startswith("_:") else "[]"
        parts = (
            f"rdf:subject {to_ntriples(subject)} ; rdf:predicate {to_ntriples(predicate)} ; rdf:object {written_value}"
        )
        yield f"{word} [ a rdf:Statement ; {parts} ]"
