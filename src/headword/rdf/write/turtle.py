"""Turtle and TriG (RDF 1.1), for readers.

The page's own concepts are written as ``:name``, in the namespace of most of the document's resources.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from headword.rdf.graph import DocumentSubjects
from headword.rdf.terms import PREFIXES, RDF_TYPE, XSD, Term, quote, write_triple
from headword.rdf.write import SerializedGraph

_START = (
    r"A-Za-z0-9_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_LOCAL = re.compile(rf"[{_START}](?:[{_START}\u00B7\u0300-\u036F.-]*[{_START}\u0300-\u036F-])?")
_BARE = {XSD + "integer": re.compile(r"0|-?[1-9][0-9]*"), XSD + "boolean": re.compile(r"true|false")}


def write_turtle(graph: SerializedGraph, document: DocumentSubjects, prefixes: Mapping[str, str]) -> str:
    """Return ``document`` as Turtle; only used prefixes are declared."""
    names = _PrefixedNames({**PREFIXES, **prefixes, "": own_namespace(document.subjects)})
    blocks = list(_blocks(graph, document, names, ""))
    return "\n".join([*names.declarations(), "", *blocks])


def write_trig(graph: SerializedGraph, document: DocumentSubjects, prefixes: Mapping[str, str]) -> str:
    """Return ``document`` as TriG: one named graph with the name of the first resource, its scheme."""
    names = _PrefixedNames({**PREFIXES, **prefixes, "": own_namespace(document.subjects)})
    name = names.write(document.subjects[0])
    blocks = list(_blocks(graph, document, names, "    "))
    return "\n".join([*names.declarations(), "", f"{name} {{", *blocks, "}", ""])


def own_namespace(subjects: Sequence[str]) -> str:
    """Return the namespace, with its final ``/`` or ``#``, of most resources."""
    counts: dict[str, int] = {}
    for subject in subjects:
        end = max(subject.rfind("/"), subject.rfind("#")) + 1
        counts[subject[:end]] = counts.get(subject[:end], 0) + 1
    return max(sorted(counts), key=lambda namespace: counts[namespace])


class _PrefixedNames:
    """A writer of IRIs that records the prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # The longest matching namespace is used.
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used: dict[str, str] = {}
        self._written: dict[str, str] = {}

    def write(self, iri: str) -> str:
        written = self._written.get(iri)
        if written is None:
            written = self._written[iri] = self._compact(iri)
        return written

    def _compact(self, iri: str) -> str:
        if iri.startswith("_:"):
            return iri
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self._used[prefix] = namespace
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def write_term(self, term: Term) -> str:
        if isinstance(term, str):
            return self.write(term)
        if term.datatype:
            bare = _BARE.get(term.datatype)
            if bare is not None and bare.fullmatch(term.value):
                return term.value
            return f"{_quoted(term.value)}^^{self.write(term.datatype)}"
        return f"{_quoted(term.value)}@{term.language}" if term.language else _quoted(term.value)

    def declarations(self) -> list[str]:
        return [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in sorted(self._used.items())]


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(r"[ !#-\[\]-~\u00a1-\u1fff]*")


def _quoted(text: str) -> str:
    return f'"{text}"' if _plain().fullmatch(text) else quote(text)


def _blocks(graph: SerializedGraph, document: DocumentSubjects, names: _PrefixedNames, indent: str) -> Iterator[str]:
    for subject in document.subjects:
        properties = graph.properties(subject)
        if not properties:
            continue
        lines = []
        for predicate, values in properties:
            verb = "a" if predicate == RDF_TYPE else names.write(predicate)
            objects = f" ,\n{indent}        ".join([names.write_term(value) for value in values])
            lines.append(f"{verb} {objects}")
        joined = f" ;\n{indent}    ".join(lines)
        yield f"{indent}{names.write(subject)} {joined} .\n"


def write_ntriples(graph: SerializedGraph, document: DocumentSubjects, prefixes: Mapping[str, str]) -> str:
    """Return ``document`` as N-Triples, in the order of the Turtle; ``prefixes`` are not used."""
    del prefixes
    return "".join(
        write_triple((subject, predicate, value))
        for subject in document.subjects
        for predicate, values in graph.properties(subject)
        for value in values
    )
