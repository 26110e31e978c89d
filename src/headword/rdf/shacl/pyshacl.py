"""The reference engine: pySHACL."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rdflib import Graph
from rdflib.namespace import SH
from rdflib.plugins.sparql import processor

from headword.core.errors import HeadwordError
from headword.rdf.graph import LocatedGraph
from headword.rdf.rdflib_bridge import from_rdflib, to_rdflib
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl.paths import PathError, ShapeFacts, read_path, write_path
from headword.rdf.terms import Term


def validate_with_pyshacl(facts: LocatedGraph, shapes: LocatedGraph) -> Iterable[ShapeResult]:
    """Validate ``facts`` against ``shapes`` (SHACL Core and SHACL-SPARQL).

    Raises:
        HeadwordError: pySHACL calls a shape ill-formed.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError

    try:
        with _queries_parsed_once():
            _, report, text = pyshacl.validate(
                to_rdflib(facts),
                shacl_graph=to_rdflib(shapes),
                inplace=True,
                inference="none",
                do_owl_imports=False,
            )
    except (ReportableRuntimeError, ShapeLoadError) as error:
        raise HeadwordError(f"pySHACL refuses the shapes: {_one_line(error)}") from error
    except Exception as error:  # what pySHACL lets through of rdflib, pyparsing and decimal is not its own
        raise HeadwordError(f"pySHACL cannot evaluate the shapes: {_one_line(error)}") from error
    if not isinstance(report, Graph):
        raise HeadwordError(f"the shapes cannot be evaluated: {text.strip()}")
    return _read_report(report, _find_messages(shapes))


@contextmanager
def _queries_parsed_once() -> Iterator[None]:
    """Keep what rdflib makes of a query's text: pySHACL asks the same one again for each focus node."""
    names = vars(processor)
    kept = {name: names[name] for name in ("parseQuery", "translateQuery")}
    known: dict[Hashable, Any] = {}

    def translate_once(text: str, base: str | None = None, prefixes: Mapping[str, Any] | None = None) -> Any:
        key = (text, base, tuple(sorted((prefixes or {}).items())))
        if key not in known:
            known[key] = kept["translateQuery"](kept["parseQuery"](text), base, prefixes)
        return known[key]

    names.update(parseQuery=str, translateQuery=translate_once)
    try:
        yield
    finally:
        names.update(kept)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _find_messages(shapes: LocatedGraph) -> frozenset[Term]:
    """The shapes that have a message of their own, or in a query; pySHACL makes one up for the others."""
    told = {subject for subject, predicate, _ in shapes if predicate == _MESSAGE}
    asking = {subject for subject, predicate, value in shapes if predicate == _SPARQL and value in told}
    return frozenset(told | asking)


_MESSAGE, _SPARQL = str(SH.message), str(SH.sparql)


def _read_report(report: Graph, with_message: Collection[Term]) -> Iterator[ShapeResult]:
    facts: ShapeFacts = {}
    for subject, predicate, value in report:
        facts.setdefault(from_rdflib(subject), {}).setdefault(str(predicate), []).append(from_rdflib(value))
    # Not every sh:ValidationResult: those under sh:detail only explain another.
    for result in report.objects(None, SH.result):
        said = {predicate: from_rdflib(value) for predicate, value in report.predicate_objects(result)}
        message = said.get(SH.resultMessage) if said[SH.sourceShape] in with_message else None
        yield ShapeResult(
            shape=str(said[SH.sourceShape]),
            focus=said[SH.focusNode],
            path=_path(said.get(SH.resultPath), facts),
            value=said.get(SH.value),
            component=str(said[SH.sourceConstraintComponent]),
            severity=str(said[SH.resultSeverity]),
            message=message.value if message is not None and not isinstance(message, str) else "",
        )


def _path(node: Term | None, facts: ShapeFacts) -> str:
    """A predicate as it is, any other path as SPARQL writes it."""
    if not isinstance(node, str):
        return ""
    if not node.startswith("_:"):
        return node
    try:
        return write_path(read_path(node, facts))
    except PathError:
        # pySHACL does not copy every nested path into its report whole.
        return ""
