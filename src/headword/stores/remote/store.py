"""The operations of every kind of store: replace, extend, remove and read graphs.

Each of them can be repeated with the same effect, because our graphs have no blank nodes.
"""

import abc
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from headword.core.cache import batched
from headword.core.errors import HeadwordError, StoreError
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import RdfSyntaxError, parse_rdf
from headword.rdf.terms import Literal, is_iri, to_ntriples
from headword.stores.remote.connection import Connection, StoreResponse
from headword.stores.remote.presets import Endpoints

_RDF = "application/n-triples, text/turtle;q=0.9, application/n-quads;q=0.8, application/rdf+xml;q=0.5"
_SYNTAXES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/x-nquads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_AT_ONCE = 64
"""The number of graphs that one query counts."""
_PAGES = 100_000
"""The maximum number of pages of a graph."""
_CHUNK = 4 << 20
"""The number of bytes of triples in one operation of an update."""
_REQUEST = 32 << 20
"""The number of bytes in one request: a larger graph needs several, which are separate changes for the store."""


def write_iri(iri: str) -> str:
    """Return ``iri`` in the syntax of SPARQL and N-Triples.

    Raises:
        HeadwordError: it is not an IRI, and would be read as something else.
    """
    if not is_iri(iri):
        raise HeadwordError(f"this IRI cannot name a graph: {iri!r}")
    return f"<{iri}>"


class Store(abc.ABC):
    """A store for queries and changes; every method raises `StoreError` if it fails."""

    def __init__(self, connection: Connection, endpoints: Endpoints) -> None:
        self._connection = connection
        self._endpoints = endpoints

    @property
    def address(self) -> str:
        """Return the endpoint of queries."""
        return self._endpoints.query

    @abc.abstractmethod
    def replace(self, graph: str, triples: bytes) -> None:
        """Replace the triples of ``graph`` by these, in N-Triples."""

    @abc.abstractmethod
    def add(self, graph: str, triples: bytes) -> None:
        """Add these triples to ``graph``."""

    @abc.abstractmethod
    def remove(self, graph: str) -> None:
        """Make sure that there is no ``graph``."""

    @abc.abstractmethod
    def _fetch_whole(self, graph: str) -> LocatedGraph:
        """Return the response of the store to a request for a whole graph, which can be a part of it."""

    def count(self, graphs: Iterable[str]) -> dict[str, int]:
        """Return the number of triples of each graph, without graphs that have none."""
        counts: dict[str, int] = {}
        for batch in batched(graphs, _AT_ONCE):
            names = " ".join(map(write_iri, batch))
            query = (
                f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
            )
            counts.update(self._read_counts(query))
        return counts

    def count_named(self, graph: str, predicate: str) -> dict[str, int]:
        """Return the number of triples of each graph that ``graph`` names as a value of ``predicate``.

        This is one short query, but its response may be truncated. Graphs that it lacks must be counted with `count`.
        """
        query = (
            f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH {write_iri(graph)} {{ ?entry {write_iri(predicate)} ?g }} "
            "GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        )
        return self._read_counts(query)

    def _read_counts(self, query: str) -> dict[str, int]:
        try:
            counts = {_value(row, "g"): int(_value(row, "n")) for row in self._select(query)}
        except ValueError as error:
            raise _garbled(self.address, "numbers of triples") from error
        return {graph: number for graph, number in counts.items() if number}

    def find_graphs(self, beginning: str) -> list[str]:
        """Return the graphs whose IRI begins with ``beginning``."""
        query = (
            f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), {_quote(beginning)})) }}"
        )
        return [_value(row, "g") for row in self._select(query)]

    def has_subjects(self, beginning: str) -> bool:
        """Return whether the default graph has subjects whose IRI begins with ``beginning``."""
        query = f"SELECT ?s WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), {_quote(beginning)})) }} LIMIT 1"
        return any(True for _ in self._select(query))

    def fetch(self, graph: str, number: int) -> LocatedGraph:
        """Return all triples of a graph, also if the store limits the size of a response.

        Args:
            graph: the IRI of the graph.
            number: the number of its triples, as the store counts them.

        Raises:
            StoreError: the store does not return all of them.
        """
        facts = self._fetch_whole(graph) if number else {}
        if facts and len(facts) < number:
            facts = self._fetch_pages(graph, len(facts), number)
        if len(facts) != number:
            message = f"{self.address}: {len(facts):,} triples are given of {graph}, and {number:,} are counted"
            raise StoreError(
                message, hint="another program may be changing the graph, or the store may limit its answers"
            )
        return facts

    def _fetch_pages(self, graph: str, size: int, number: int) -> LocatedGraph:
        """Return a graph page by page, for stores that limit the number of triples in a response."""
        facts: LocatedGraph = {}
        for page in range(min(_PAGES, -(-number // size))):
            facts.update(self._construct(graph, f" LIMIT {size} OFFSET {page * size}"))
        return facts

    def _construct(self, graph: str, end: str = "") -> LocatedGraph:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {write_iri(graph)} {{ ?s ?p ?o }} }}{end}"
        return _parse_graph(self._query(query, _RDF), graph, self.address)

    def _query(self, query: str, accept: str) -> StoreResponse:
        return self._connection.ask("POST", self._endpoints.query, data={"query": query}, headers={"Accept": accept})

    def _select(self, query: str) -> Iterator[dict[str, Any]]:
        answer = self._query(query, "application/sparql-results+json")
        try:
            rows = json.loads(answer.body)["results"]["bindings"]
            yield from [row for row in rows if row]
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise _garbled(self.address, "results of SPARQL in JSON") from error


def _quote(text: str) -> str:
    """Return a text as a SPARQL string."""
    return to_ntriples(Literal(text))


def _value(row: dict[str, Any], name: str) -> str:
    try:
        return str(row[name]["value"])
    except (TypeError, LookupError) as error:
        raise StoreError(f"the answer of the store does not say ?{name}, which was asked for") from error


def _garbled(address: str, expected: str) -> StoreError:
    return StoreError(f"{address}: the answer is not {expected}", hint="check the address of the store")


def _parse_graph(answer: StoreResponse, graph: str, address: str) -> LocatedGraph:
    syntax = _SYNTAXES.get(answer.media_type)
    if syntax is None:
        raise _garbled(address, "RDF")
    try:
        return parse_rdf(answer.body, syntax, graph, graph)
    except RdfSyntaxError as error:
        # The place of a triple is the graph, and the line of the response.
        raise StoreError(
            f"{address}: the graph cannot be read: {error}",
            hint="fix that graph in the store, or look at others with --graph",
        ) from error


class GraphStore(Store):
    """A store with the Graph Store Protocol, in which a graph is replaced as a whole."""

    def replace(self, graph: str, triples: bytes) -> None:
        """Replace a graph with PUT."""
        self._send("PUT", graph, triples)

    def add(self, graph: str, triples: bytes) -> None:
        """Extend a graph with POST."""
        self._send("POST", graph, triples)

    def remove(self, graph: str) -> None:
        """Remove a graph with DELETE; a missing graph is accepted."""
        self._ask("DELETE", graph, allowed=frozenset({404}))

    def _send(self, method: str, graph: str, triples: bytes) -> None:
        # Every store reads Turtle, and N-Triples is a subset of it.
        self._ask(method, graph, triples, {"Content-Type": "text/turtle;charset=utf-8"})

    def _fetch_whole(self, graph: str) -> LocatedGraph:
        answer = self._ask("GET", graph, headers={"Accept": _RDF}, allowed=frozenset({404}))
        return {} if answer.status == 404 else _parse_graph(answer, graph, self._endpoints.graphs)

    def _ask(
        self,
        method: str,
        graph: str,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        allowed: frozenset[int] = frozenset(),
    ) -> StoreResponse:
        write_iri(graph)
        return self._connection.ask(
            method, self._endpoints.graphs, parameters={"graph": graph}, data=data, headers=headers, allowed=allowed
        )


class UpdateStore(Store):
    """A store without the Graph Store Protocol: graphs are dropped and filled with SPARQL Update.

    This takes one request, unless a graph is very large.
    """

    def replace(self, graph: str, triples: bytes) -> None:
        """Replace a graph with DROP and INSERT DATA."""
        self._update([f"DROP SILENT GRAPH {write_iri(graph)}".encode(), *_insertions(graph, triples)])

    def add(self, graph: str, triples: bytes) -> None:
        """Extend a graph with INSERT DATA."""
        self._update(list(_insertions(graph, triples)))

    def remove(self, graph: str) -> None:
        """Remove a graph with DROP."""
        self._update([f"DROP SILENT GRAPH {write_iri(graph)}".encode()])

    def _update(self, operations: Sequence[bytes]) -> None:
        for number, request in enumerate(_batch_operations(operations)):
            try:
                self._connection.ask(
                    "POST", self._endpoints.update, data=request,
                    headers={"Content-Type": "application/sparql-update;charset=utf-8"},
                )  # fmt: skip
            except StoreError as error:
                # The earlier requests succeeded, also if this one fails.
                error.is_refusal = error.is_refusal and number == 0
                raise

    def _fetch_whole(self, graph: str) -> LocatedGraph:
        return self._construct(graph)


def _insertions(graph: str, triples: bytes) -> Iterator[bytes]:
    """Yield operations that insert these triples, each of limited size."""
    start = 0
    while start < len(triples):
        end = triples.rfind(b"\n", start, start + _CHUNK) + 1 if start + _CHUNK < len(triples) else len(triples)
        end = end if end > start else (triples.find(b"\n", start) + 1 or len(triples))
        yield b"INSERT DATA { GRAPH %s {\n%s} }" % (write_iri(graph).encode(), triples[start:end])
        start = end


def _batch_operations(operations: Sequence[bytes]) -> Iterator[bytes]:
    """Yield requests with as many operations as possible."""
    waiting: list[bytes] = []
    size = 0
    for operation in operations:
        if waiting and size + len(operation) > _REQUEST:
            yield b" ;\n".join(waiting)
            waiting, size = [], 0
        waiting.append(operation)
        size += len(operation)
    if waiting:
        yield b" ;\n".join(waiting)
