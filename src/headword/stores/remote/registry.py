"""The register: our graph in the store that lists our other graphs.

A graph is entered before it is sent, and its entry is completed when all of it is in the store. So graphs of ours and
incomplete graphs are always known. An entry has its own resource, so that it does not describe the scheme with the name
of the graph.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from headword.compiler.meaning.retired import RETIRED
from headword.core.errors import StoreError
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import RDF_TYPE, VOID, XSD, Literal, is_iri, quote_path
from headword.stores.remote.store import Store, write_iri

_SD = "http://www.w3.org/ns/sparql-service-description#"
_NAME = _SD + "name"
_DIGEST = "https://w3id.org/headword/ns#digest"
_TRIPLES = VOID + "triples"


class GraphEntry(NamedTuple):
    """An entry: the digest of a graph, and the store's number of its triples; None while the graph is sent."""

    digest: str = ""
    triples: int = 0


def register_iri(base: str) -> str:
    """Return the name of the register of the vocabulary with this ``base``; a page cannot have this name."""
    return f"{base}-/graphs"


class Register:
    """The register of a vocabulary in a store."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._iri = register_iri(base)
        self.shared = frozenset({base, f"{base}{quote_path(RETIRED)}"})
        """The graphs that every vocabulary with this base has: the catalogue, and the retired concepts."""

    def read(self) -> dict[str, GraphEntry]:
        """Return every graph of headword with its entry.

        Raises:
            StoreError: the store does not answer, or the register has other content.
        """
        entries: dict[str, GraphEntry] = {}
        number = self._store.count([self._iri]).get(self._iri, 0)
        for subject, properties in _group(self._store.fetch(self._iri, number)).items():
            names = properties[_NAME]
            if len(names) != 1 or not is_iri(str(names[0])):
                hint = "if no other program needs that graph, remove it, and push all graphs again with --adopt"
                raise StoreError(f"the graph <{self._iri}> says of <{subject}> what headword did not write", hint=hint)
            entries[str(names[0])] = _read_entry(properties)
        return entries

    def count(self, graphs: Iterable[str]) -> dict[str, int]:
        """Return the number of triples of each of these graphs in the store, without graphs that have none."""
        wanted = list(dict.fromkeys(graphs))
        registered = self._store.count_named(self._iri, _NAME)
        counts = {iri: registered[iri] for iri in wanted if iri in registered}
        return {**counts, **self._store.count(iri for iri in wanted if iri not in registered)}

    def write(self, entries: Mapping[str, GraphEntry]) -> None:
        """Replace the content of the register."""
        lines = [line for iri, entry in sorted(entries.items()) for line in self._lines(iri, entry)]
        if lines:
            self._store.replace(self._iri, "".join(lines).encode())
        else:
            self._store.remove(self._iri)

    def complete(self, entries: Mapping[str, GraphEntry]) -> None:
        """Mark entered graphs as complete."""
        lines = [line for iri, entry in sorted(entries.items()) for line in self._lines(iri, entry)[2:]]
        if lines:
            self._store.add(self._iri, "".join(lines).encode())

    def _lines(self, iri: str, entry: GraphEntry) -> list[str]:
        subject = f"<{self._iri}#{hashlib.sha256(iri.encode()).hexdigest()[:16]}>"
        lines = [
            f"{subject} <{RDF_TYPE}> <{_SD}NamedGraph> .\n",
            f"{subject} <{_NAME}> {write_iri(iri)} .\n",
        ]
        if entry.digest:
            lines.append(f'{subject} <{_DIGEST}> "{entry.digest}" .\n')
            lines.append(f'{subject} <{_TRIPLES}> "{entry.triples}"^^<{XSD}integer> .\n')
        return lines


_Properties = defaultdict[str, list[str | Literal]]


def _group(facts: LocatedGraph) -> dict[str, _Properties]:
    properties: dict[str, _Properties] = {}
    for subject, predicate, value in facts:
        properties.setdefault(subject, defaultdict(list))[predicate].append(value)
    return properties


def _read_entry(properties: _Properties) -> GraphEntry:
    """Return an entry; a contradictory one counts as incomplete."""
    texts = [_texts(properties[predicate]) for predicate in (_DIGEST, _TRIPLES)]
    if any(len(found) != 1 for found in texts) or not texts[1][0].isdecimal():
        return GraphEntry()
    return GraphEntry(texts[0][0], int(texts[1][0]))


def _texts(values: Iterable[str | Literal]) -> list[str]:
    return [value.value for value in values if isinstance(value, Literal)]
