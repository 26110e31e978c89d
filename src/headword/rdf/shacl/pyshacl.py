"""The reference engine: pySHACL."""

import datetime as dt
import logging
import re
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

import rdflib
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.plugins.sparql import processor

from headword.core.errors import HeadwordError
from headword.core.patterns import PatternTimeoutError, match_texts
from headword.rdf.graph import LocatedGraph
from headword.rdf.lexical_forms import KNOWN, is_well_formed
from headword.rdf.rdflib_bridge import from_rdflib, to_rdflib
from headword.rdf.shacl import ShapeResult, SlowShapeError, sparql_constraint
from headword.rdf.shacl.paths import PathError, ShapeFacts, read_path, write_path
from headword.rdf.terms import XSD, Literal, Term


def validate_with_pyshacl(facts: LocatedGraph, shapes: LocatedGraph) -> Iterable[ShapeResult]:
    """Validate ``facts`` against ``shapes`` (SHACL Core and SHACL-SPARQL).

    Raises:
        HeadwordError: a shape is ill-formed according to pySHACL, or takes too long.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError

    try:
        with _queries_parsed_once(), _literals_as_written(), _patterns_with_limit(shapes):
            _, report, text = pyshacl.validate(
                to_rdflib(facts),
                shacl_graph=to_rdflib(shapes),
                inplace=True,
                inference="none",
                do_owl_imports=False,
            )
    except SlowShapeError:
        raise
    except (ReportableRuntimeError, ShapeLoadError) as error:
        raise HeadwordError(f"pySHACL refuses the shapes: {_one_line(error)}") from error
    except Exception as error:  # what pySHACL lets through of rdflib, pyparsing and decimal is not its own
        raise HeadwordError(f"pySHACL cannot evaluate the shapes: {_one_line(error)}") from error
    if not isinstance(report, Graph):
        raise HeadwordError(f"the shapes cannot be evaluated: {text.strip()}")
    return _read_report(report, _find_messages(shapes))


@contextmanager
def _queries_parsed_once() -> Iterator[None]:
    """Cache rdflib's translation of queries, because pySHACL runs the same query for each focus node."""
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


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """Keep rdflib from rewriting the literals of queries, and from giving ill-formed literals a value.

    rdflib reads ``" 7"``, ``"1_0"`` and ``"TRUE"`` as numbers and booleans, and logs a traceback for other forms.
    """
    names = vars(rdflib.term)
    readers, log = names["_toPythonMapping"], logging.getLogger(rdflib.term.__name__)
    kept, normalizes, disabled = dict(readers), rdflib.NORMALIZE_LITERALS, log.disabled
    # These replace white space in xsd:token and xsd:normalizedString, even if literals are not normalized.
    replacing = {name: names[name] for name in ("_normalise_XSD_STRING", "_strip_and_collapse_whitespace")}
    for datatype in KNOWN:
        name = URIRef(datatype)
        readers[name] = partial(_read_strictly, datatype, kept.get(name) or str)
    names.update(dict.fromkeys(replacing, str))
    rdflib.NORMALIZE_LITERALS, log.disabled = False, True
    try:
        yield
    finally:
        readers.clear()
        readers.update(kept)
        names.update(replacing)
        rdflib.NORMALIZE_LITERALS, log.disabled = normalizes, disabled


def _read_strictly(datatype: str, read: Callable[[str], Any], text: str) -> Any:
    """Return the value of a literal.

    Raises:
        ValueError: it is ill-formed, as rdflib expects.
    """
    if not is_well_formed(Literal(text, "", datatype)):
        if datatype == XSD + "boolean":
            # rdflib treats a boolean without a value as true.
            return False
        raise ValueError(text)
    if datatype in _WITH_CLOCK and "24:00:00" in text:
        value = read(text.replace("24:00:00", "00:00:00", 1))
        return value + dt.timedelta(days=1) if isinstance(value, dt.datetime) else value
    return read(text)


_WITH_CLOCK = frozenset({XSD + "dateTime", XSD + "time"})


@contextmanager
def _patterns_with_limit(shapes: LocatedGraph) -> Iterator[None]:
    """Limit the time that pySHACL takes for a regular expression."""
    from pyshacl.constraints.core import string_based_constraints as module

    shape_of = {value.value: subject for subject, predicate, value in shapes if predicate == _PATTERN}  # type: ignore[union-attr]
    kept = vars(module)["re"]

    def compile_pattern(text: str, flags: int) -> _LimitedPattern:
        return _LimitedPattern(text, flags, shape_of.get(text, ""))

    vars(module)["re"] = SimpleNamespace(**{**vars(re), "compile": compile_pattern})
    try:
        yield
    finally:
        vars(module)["re"] = kept


_PATTERN = str(SH.pattern)


class _LimitedPattern:
    """A regular expression as pySHACL uses one, with one time limit for all texts."""

    def __init__(self, pattern: str, flags: int, shape: str) -> None:
        self._pattern = pattern
        self._flags = flags
        self._shape = shape
        self._left = sparql_constraint.TIME_LIMIT

    def match(self, text: str) -> None:
        """Return None: pySHACL then calls `search`, which also finds matches at the start."""

    def search(self, text: str) -> bool:
        """Return whether the expression matches somewhere in ``text``."""
        begun = time.monotonic()
        try:
            [is_found] = match_texts(self._pattern, [text], self._flags, seconds=max(self._left, 0.001))
        except PatternTimeoutError as error:
            message = f"its pattern {self._pattern!r} took longer than {sparql_constraint.TIME_LIMIT:g} seconds"
            raise SlowShapeError(message, self._shape) from error
        self._left -= time.monotonic() - begun
        return is_found


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _find_messages(shapes: LocatedGraph) -> frozenset[Term]:
    """Return the shapes with a message, also in a query; pySHACL generates messages for the others."""
    with_message = {subject for subject, predicate, _ in shapes if predicate == _MESSAGE}
    asking = {subject for subject, predicate, value in shapes if predicate == _SPARQL and value in with_message}
    return frozenset(with_message | asking)


_MESSAGE, _SPARQL = str(SH.message), str(SH.sparql)


def _read_report(report: Graph, with_message: Collection[Term]) -> Iterator[ShapeResult]:
    facts: ShapeFacts = {}
    for subject, predicate, value in report:
        facts.setdefault(from_rdflib(subject), {}).setdefault(str(predicate), []).append(from_rdflib(value))
    # Not every sh:ValidationResult, because those under sh:detail only explain another one.
    for result in report.objects(None, SH.result):
        properties = {predicate: from_rdflib(value) for predicate, value in report.predicate_objects(result)}
        message = properties.get(SH.resultMessage) if properties[SH.sourceShape] in with_message else None
        yield ShapeResult(
            shape=str(properties[SH.sourceShape]),
            focus=properties[SH.focusNode],
            path=_path(properties.get(SH.resultPath), facts),
            value=properties.get(SH.value),
            component=str(properties[SH.sourceConstraintComponent]),
            severity=str(properties[SH.resultSeverity]),
            message=message.value if message is not None and not isinstance(message, str) else "",
        )


def _path(node: Term | None, facts: ShapeFacts) -> str:
    """Return a predicate as it is, and any other path in SPARQL syntax."""
    if not isinstance(node, str):
        return ""
    if not node.startswith("_:"):
        return node
    try:
        return write_path(read_path(node, facts))
    except PathError:
        # pySHACL does not copy every nested path completely into its report.
        return ""
