"""The reference engine: pySHACL.

Knows pySHACL and rdflib; must not know rules or findings.
"""

from collections.abc import Iterable, Iterator

from rdflib import Graph
from rdflib.namespace import RDF, SH

from headword.engines import ShapeResult
from headword.errors import HeadwordError
from headword.graph import Facts
from headword.rdflibgraph import from_rdflib, to_rdflib
from headword.terms import Term


def validate(facts: Facts, shapes: Facts) -> Iterable[ShapeResult]:
    """Validate ``facts`` against ``shapes`` (SHACL Core and SHACL-SPARQL).

    Raises:
        HeadwordError: pySHACL calls a shape ill-formed.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError

    try:
        _, report, text = pyshacl.validate(
            to_rdflib(facts),
            shacl_graph=to_rdflib(shapes),
            inplace=True,
            inference="none",
            do_owl_imports=False,
        )
    except (ReportableRuntimeError, ShapeLoadError) as error:
        raise HeadwordError(f"a shape is ill-formed: {str(error).strip()}") from error
    if not isinstance(report, Graph):
        raise HeadwordError(f"the shapes cannot be evaluated: {text.strip()}")
    return _read_report(report)


def _read_report(report: Graph) -> Iterator[ShapeResult]:
    for result in report.subjects(RDF.type, SH.ValidationResult):

        def term(predicate: object, result: object = result) -> Term | None:
            found = report.value(result, predicate)  # type: ignore[arg-type]
            return None if found is None else from_rdflib(found)

        message = term(SH.resultMessage)
        yield ShapeResult(
            shape=str(term(SH.sourceShape) or ""),
            focus=term(SH.focusNode) or "",
            path=str(term(SH.resultPath) or ""),
            value=term(SH.value),
            component=str(term(SH.sourceConstraintComponent) or ""),
            severity=str(term(SH.resultSeverity) or ""),
            message=message.value if message is not None and not isinstance(message, str) else "",
        )
