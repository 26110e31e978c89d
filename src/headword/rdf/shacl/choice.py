"""The choice of the engine: the fast one for every shape that it supports, pySHACL for the others."""

from collections.abc import Iterator
from dataclasses import dataclass

from headword.core.errors import HeadwordError
from headword.rdf.graph import LocatedGraph
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl import engine as fast
from headword.rdf.terms import OWL, RDF_TYPE, RDFS, SH

ENGINES = ("auto", "fast", "pyshacl")


@dataclass(frozen=True, slots=True)
class Validation:
    """The results of a validation, and sentences for people on the engine."""

    results: tuple[ShapeResult, ...]
    notices: tuple[str, ...] = ()


def validate(
    facts: LocatedGraph, shapes: LocatedGraph, engine: str = "auto", wanted: fast.Wanted = fast.all_wanted
) -> Validation:
    """Validate ``facts`` against ``shapes`` with one of `ENGINES`.

    ``fast`` rejects unsupported shapes; ``auto`` passes them to pySHACL, with a notice; ``pyshacl`` uses only pySHACL.
    Results for focus nodes that are not ``wanted`` may be left out.

    Raises:
        HeadwordError: a shape is ill-formed, or not supported by the chosen engine.
    """
    if engine == "pyshacl":
        return Validation(tuple(_by_reference(facts, shapes)))
    plan = fast.plan(shapes)
    if not plan.elsewhere:
        return Validation(tuple(fast.run(facts, plan, wanted)))
    notices = tuple(
        f"{_show_shape(shape)} is checked by pySHACL, which takes longer: {reason} is beyond the fast engine"
        for shape, reason in sorted(plan.elsewhere.items())
    )
    if engine == "fast":
        raise HeadwordError(notices[0].replace("is checked by", "must be checked by"), hint="use --engine auto")
    rest = _without_targets(shapes, {shape.node for shape in plan.here})
    return Validation((*fast.run(facts, plan, wanted), *_by_reference(facts, rest)), notices)


def _by_reference(facts: LocatedGraph, shapes: LocatedGraph) -> Iterator[ShapeResult]:
    # Imported here, because most checks do not need pySHACL.
    from headword.rdf.shacl import pyshacl as reference

    yield from reference.validate_with_pyshacl(facts, shapes)


def _show_shape(shape: str) -> str:
    return "a shape without a name" if shape.startswith("_:") else f"<{shape}>"


def _without_targets(shapes: LocatedGraph, done: set[str]) -> LocatedGraph:
    """Return the shapes graph without the targets of the shapes in ``done``, which may still be referenced."""
    classes = (RDFS + "Class", OWL + "Class")
    return {
        (subject, predicate, value): place
        for (subject, predicate, value), place in shapes.items()
        if subject not in done
        or not (predicate.startswith(SH + "target") or (predicate == RDF_TYPE and value in classes))
    }
