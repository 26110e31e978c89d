"""The constraint component of regular expressions (SHACL, section 4.4.3), with a time limit."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import compress

from headword.core.patterns import PatternTimeoutError, match_texts
from headword.rdf.shacl import SlowShapeError, sparql_constraint
from headword.rdf.shacl.components import EvaluationContext, Pairs, Violation, component, failing_values, read_text
from headword.rdf.shacl.shapes import Shape
from headword.rdf.terms import SH, Literal

_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}


@component("pattern")
def pattern(run: EvaluationContext, shape: Shape, pairs: Pairs) -> Iterator[Violation]:
    """Yield value nodes that a regular expression does not match, and blank nodes."""
    flags = 0
    for written in shape.values.get(SH + "flags", ()):
        for flag in written.value if isinstance(written, Literal) else "":
            flags |= _FLAGS.get(flag, 0)
    text_of = {value: text for value in pairs.distinct() if (text := read_text(value)) is not None}
    texts = list(dict.fromkeys(text_of.values()))
    for wanted in shape.values[SH + "pattern"]:
        assert isinstance(wanted, Literal)
        found = _find_matching(wanted.value, flags, texts, shape.node)
        yield from failing_values(pairs, lambda value: text_of.get(value) in found)  # noqa: B023 - called at once


def _find_matching(expression: str, flags: int, texts: Sequence[str], shape: str) -> Collection[str | None]:
    """Return the texts that a regular expression matches somewhere."""
    limit = sparql_constraint.TIME_LIMIT
    try:
        is_found = match_texts(expression, texts, flags, seconds=limit)
    except PatternTimeoutError as error:
        raise SlowShapeError(f"its pattern {expression!r} took longer than {limit:g} seconds", shape) from error
    return set(compress(texts, is_found))
