"""The engine that answers one query from a store."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from headword.rdf.sparql.errors import explain_query_error
from headword.rdf.sparql.exact.literals import Traits
from headword.rdf.sparql.exact.results import QueryResult, ResultTriples, write_table
from headword.rdf.sparql.exact.store import ExactStore
from headword.rdf.sparql.tokens import ServiceError, list_words, refuse_service
from headword.server.querying.formats import GRAPHS, TABLES
from headword.server.querying.query import READ_ONLY, QueryAnswer, QueryRequest, make_answer, refuse_query

_LONGEST_REASON = 500


class Engine:
    """Answers to queries.

    Args:
        store: the store: everything in the default graph, and each document in a named graph.
        prefixes: the prefixes that queries need not declare.
        base: the base of relative IRIs in queries.
        most: the maximum number of bytes in an answer.
        traits: the traits of the literals in the store.
    """

    def __init__(
        self, store: ox.Store, prefixes: Mapping[str, str], base: str, most: int, traits: Traits = ~Traits.NONE
    ) -> None:
        self._store = ExactStore(store, traits)
        self._nothing = ox.Store()
        self._prefixes = dict(prefixes)
        self._base = base
        self._most = most

    def answer(self, question: QueryRequest) -> QueryAnswer:
        """Return the answer, or the reason why there is none."""
        try:
            return self._write(self._ask(question), question)
        except Exception as error:
            return refuse_query(*self._explain(error, question.query))

    def _explain(self, error: Exception, query: str) -> tuple[int, str]:
        """Return the status of HTTP for an error, and the reason."""
        match error:
            case ServiceError():
                return 403, "SERVICE is refused: queries cannot use the network"
            case SyntaxError():
                return self._explain_syntax(error, query)
            case _TooLongError():
                most = f"{self._most / (1 << 20):g} MB"
                return 413, f"the result is larger than {most}: read it in parts, with LIMIT and OFFSET"
            case MemoryError():
                return 503, "the query reached its memory limit"
            case OSError():
                return 503, "the store cannot be read: it is damaged or missing"
        return 400, f"the query cannot be answered: {str(error)[:_LONGEST_REASON]}"

    def _explain_syntax(self, error: SyntaxError, query: str) -> tuple[int, str]:
        # An update never parses as a query.
        if _is_update(query):
            return 403, READ_ONLY
        reason = explain_query_error(query, error.msg, self._prefixes)
        return 400, f"the query does not parse: {reason[:_LONGEST_REASON]}"

    def _ask(self, question: QueryRequest) -> QueryResult:
        refuse_service(question.query, self._prefixes, self._parse)
        chosen: dict[str, Any] = {}
        if question.default_graphs or question.named_graphs:
            # Graphs of the request replace those of the query (SPARQL 1.1 Protocol, section 2.1.4).
            chosen["default_graph"] = _to_graph_names(question.default_graphs)
            chosen["named_graphs"] = _to_graph_names(question.named_graphs)
        return self._store.query(question.query, self._prefixes, self._base, **chosen)

    def _parse(self, query: str, prefixes: Mapping[str, str]) -> None:
        self._nothing.query(query, base_iri=self._base, prefixes=dict(prefixes))

    def _write(self, found: QueryResult, question: QueryRequest) -> QueryAnswer:
        out = _Bounded(self._most)
        if isinstance(found, ResultTriples):
            if not question.graph:
                return refuse_query(406, "triples are available as\n" + "\n".join(GRAPHS))
            # Only Turtle has prefixes that people read.
            is_turtle = question.graph == "text/turtle"
            data = found.write(out, GRAPHS[question.graph], self._prefixes if is_turtle else None)
            return make_answer(_tidy(data) if is_turtle else data, question.graph, is_packed=question.is_packed)
        if not question.table:
            return refuse_query(406, "results are available as\n" + "\n".join(TABLES))
        data = write_table(found, out, TABLES[question.table])
        return make_answer(data, question.table, is_packed=question.is_packed)


_UPDATES = frozenset({"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"})
_FORMS = frozenset({"select", "ask", "construct", "describe"})


def _is_update(query: str) -> bool:
    return next((word for word in list_words(query) if word in _UPDATES | _FORMS), "") in _UPDATES


_PREFIXES = re.compile(rb"(?:@prefix \S*: <[^>]*> \.\n)+")


def _tidy(turtle: bytes) -> bytes:
    """Return Turtle with the used prefixes in alphabetical order; the engine writes all prefixes in any order."""
    head = _PREFIXES.match(turtle)
    if head is None:
        return turtle
    body = turtle[head.end() :]
    lines = sorted(line for line in head[0].splitlines(keepends=True) if line.split()[1] in body)
    return b"".join([*lines, b"\n" if lines else b"", body])


def _to_graph_names(graphs: Sequence[str]) -> list[ox.NamedNode]:
    return [ox.NamedNode(graph) for graph in graphs]


class _TooLongError(Exception):
    """An answer that is longer than the limit."""


class _Bounded(io.BytesIO):
    """Bytes in memory, up to a limit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._most:
            raise _TooLongError
        return super().write(data)
