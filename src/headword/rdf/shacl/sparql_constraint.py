"""The constraint ``sh:sparql`` (SHACL-SPARQL, section 5), run once for all focus nodes, on pyoxigraph."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from headword.core.errors import HeadwordError
from headword.rdf.shacl import SlowShapeError
from headword.rdf.shacl.paths import ShapeFacts, write_path
from headword.rdf.shacl.shapes import IllFormedError, Shape, ShapesGraph
from headword.rdf.sparql.tokens import bare_query
from headword.rdf.terms import OWL, SH, Literal, Term, Triple, to_ntriples

if TYPE_CHECKING:
    from headword.rdf.sparql.exact.store import ExactStore

TIME_LIMIT = 60.0
"""The time limit for one query, in seconds."""


@dataclass(frozen=True, slots=True)
class SparqlResult:
    """A solution of the query of a constraint."""

    focus: Term
    value: Term | None
    path: str
    message: str


class SparqlStore:
    """The facts as a store, loaded for the first query."""

    def __init__(self, facts: Collection[Triple]) -> None:
        self._facts = facts

    @cached_property
    def _store(self) -> "ExactStore":
        from headword.rdf.sparql.exact.store import load_store

        return load_store(self._facts)

    def solutions(self, query: str, name: str) -> list[dict[str, Term]]:
        """Return the rows of a SELECT query.

        The query runs in a separate process, because a running query cannot be stopped.

        Raises:
            SlowShapeError: it takes longer than `TIME_LIMIT`.
            HeadwordError: it cannot be answered.
        """
        import multiprocessing

        store = self._store
        if "fork" not in multiprocessing.get_all_start_methods():
            return _solve(store, query)
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_solve_and_send, args=(store, query, sender), daemon=True)
        process.start()
        sender.close()
        try:
            if not receiver.poll(TIME_LIMIT):
                raise SlowShapeError(f"its SPARQL query took longer than {TIME_LIMIT:g} seconds", name)
            answer = receiver.recv()
        except EOFError as error:
            raise HeadwordError(f"the SPARQL query of {name} could not be answered") from error
        finally:
            process.kill()
            process.join()
        if isinstance(answer, str):
            raise HeadwordError(f"the SPARQL query of {name} cannot be answered: {answer}")
        return list(answer)


def _solve_and_send(store: "ExactStore", query: str, sender: Any) -> None:
    try:
        sender.send(_solve(store, query))
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        sender.send(str(error))
    sender.close()


def _solve(store: "ExactStore", query: str) -> list[dict[str, Term]]:
    from headword.rdf.sparql.exact.results import Solutions

    found = store.query(query, {})
    if not isinstance(found, Solutions):
        raise TypeError("it is not a SELECT query")
    return list(found)


def violations(
    shape: Shape, graph: ShapesGraph, foci: Collection[Term], store: SparqlStore, name: str
) -> Iterator[SparqlResult]:
    """Yield the results of the SPARQL constraints of ``shape`` for ``foci``."""
    for node in shape.values.get(SH + "sparql", ()):
        properties = graph.facts.get(node, {})
        if any(
            isinstance(value, Literal) and value.value == "true" for value in properties.get(SH + "deactivated", ())
        ):
            continue
        selects = properties.get(SH + "select", ())
        if len(selects) != 1 or not isinstance(selects[0], Literal):
            raise IllFormedError(shape.node, "sh:sparql without just one sh:select")
        messages = [value.value for value in properties.get(SH + "message", ()) if isinstance(value, Literal)]
        text = _prefixes(properties, graph.facts) + selects[0].value
        if shape.path is not None:
            text = re.sub(r"\$PATH\b", lambda _: write_path(shape.path), text)  # type: ignore[arg-type]
        for row in store.solutions(_bind(text, foci), name):
            if "this" not in row:
                continue
            value = row.get("value", None if shape.path is not None else row["this"])
            message = _fill(messages[0], row) if messages else ""
            yield SparqlResult(row["this"], value, str(row.get("path", "")), message)


_BEYOND = re.compile(
    r"[$?](shapesGraph|currentShape)\b"
    r"|\b(FROM|MINUS|SERVICE|LIMIT|OFFSET|GROUP|HAVING|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|ASK|VALUES)\b",
    re.IGNORECASE,
)


def is_simple(query: str) -> bool:
    """Return whether one query with ``$this`` bound to all focus nodes gives the same results.

    It does not if an inner group uses ``$this`` in an expression, or if matches are counted, limited or excluded. Nor
    does it if a dataset is named or ``$this`` is not selected. The reference engine runs such queries.
    """
    bare = bare_query(query)
    head, brace, inner = bare.partition("{")
    selected = re.search(r"\bSELECT\b(.*?)(?:\bWHERE\b|$)", head, re.IGNORECASE | re.DOTALL)
    if not brace or selected is None or not re.search(r"[$?]this\b|\*", selected[1]):
        return False
    if _BEYOND.search(bare) or re.search(r"\bSELECT\b", inner, re.IGNORECASE):
        return False
    depth = 0
    for token in re.finditer(r"[{}]|\b(?:BIND|FILTER)\b[^{}]*", inner, re.IGNORECASE):
        if token.group() == "{":
            depth += 1
        elif token.group() == "}":
            depth -= 1
        elif depth > 0 and re.search(r"[$?]this\b", token.group()):
            return False
    return True


def _bind(query: str, foci: Collection[Term]) -> str:
    """Return ``query`` with ``$this`` bound to ``foci`` in its outermost group."""
    nodes = " ".join(to_ntriples(focus) for focus in foci if not (isinstance(focus, str) and focus.startswith("_:")))
    opening = re.search(r"\{", re.sub(r"<[^<>\s]*>|#[^\n]*", lambda m: " " * len(m.group()), query))
    if opening is None:
        return query
    return f"{query[: opening.end()]} VALUES $this {{ {nodes} }} {query[opening.end() :]}"


def _prefixes(properties: Mapping[str, list[Term]], facts: ShapeFacts) -> str:
    """Return the prefix declarations of ``sh:prefixes``, also through ``owl:imports``."""
    waiting, lines = [*properties.get(SH + "prefixes", ())], list[str]()
    seen: set[Term] = set()
    while waiting:
        ontology = waiting.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        about = facts.get(ontology, {})
        waiting.extend(about.get(OWL + "imports", ()))
        for declaration in about.get(SH + "declare", ()):
            parts = facts.get(declaration, {})
            lines.extend(
                f"PREFIX {prefix.value}: <{namespace.value}>\n"
                for prefix in parts.get(SH + "prefix", ())
                for namespace in parts.get(SH + "namespace", ())
                if isinstance(prefix, Literal) and isinstance(namespace, Literal)
            )
    return "".join(sorted(set(lines)))


def _fill(message: str, row: Mapping[str, Term]) -> str:
    """Return ``message`` with ``{$name}`` and ``{?name}`` replaced by values of the row."""

    def shown(match: re.Match[str]) -> str:
        term = row.get(match[1])
        return match.group() if term is None else term.value if isinstance(term, Literal) else term

    return re.sub(r"\{[$?](\w+)\}", shown, message)
