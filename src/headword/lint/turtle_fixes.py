"""The fixes in Turtle files of pages: the literal of a finding is rewritten or removed.

Everything else in the file stays the same, including comments and line breaks.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.core.findings import Finding
from headword.lint.fixes import capitalize, squeeze, strip_controls, strip_separators, turn
from headword.rdf.locate.lines import LineIndex
from headword.rdf.locate.turtle import Token, list_tokens
from headword.rdf.terms import quote


class TextEdit(NamedTuple):
    """An edit of a text: the span, and its new text."""

    start: int
    end: int
    text: str


class _Object(NamedTuple):
    """A literal with a finding, as the index of its token in the file."""

    tokens: Sequence[Token]
    number: int
    finding: Finding
    newline: str

    @property
    def token(self) -> Token:
        return self.tokens[self.number]

    def near(self, step: int) -> Token:
        """Return the token ``step`` tokens later or, if negative, earlier; an empty token beyond the file."""
        number = self.number + step
        return self.tokens[number] if 0 <= number < len(self.tokens) else Token("", 0, 0, "")

    @property
    def predicate(self) -> Token:
        """Return the predicate, or an empty token if there are brackets in between."""
        step = -1
        while self.near(step).written == "," and self.near(step - 1).kind != "mark":
            step -= 2
        return self.near(step)


_TurtleFix = Callable[[_Object], Sequence[TextEdit]]
"""A function that returns the edits for a literal, or none if the finding cannot be fixed."""


def _rewrite_literal(change: Callable[[str], str]) -> _TurtleFix:
    """Return a fix that rewrites the text of the literal."""

    def rewrite(found: _Object) -> Sequence[TextEdit]:
        text, suffix = _read_literal(found.token.written)
        changed = change(text)
        if changed in ("", text):
            return ()
        return (TextEdit(found.token.start, found.token.end, f"{quote(changed)}{suffix}"),)

    return rewrite


def _write_suggestion(found: _Object) -> Sequence[TextEdit]:
    _, suffix = _read_literal(found.token.written)
    instead = found.finding.instead
    return (TextEdit(found.token.start, found.token.end, f"{quote(instead)}{suffix}"),) if instead else ()


def _read_literal(written: str) -> tuple[str, str]:
    """Return the text of a literal, and its language or datatype as it is written."""
    # Imported here, because most fixes are of pages.
    import pyoxigraph as ox

    mark = re.match(r"\"\"\"|'''|\"|'", written)
    end = written.rindex(mark.group()) + len(mark.group()) if mark else len(written)
    (triple,) = ox.parse(f"<a:s> <a:p> {written[:end]} .", format=ox.RdfFormat.TURTLE)
    assert isinstance(triple.object, ox.Literal)
    return triple.object.value, written[end:]


def _drop(found: _Object) -> Sequence[TextEdit]:
    """Remove the literal, with its predicate if no value is left, and the statement if no predicate is left."""
    before, after = found.near(-1), found.near(1)
    # A SKOS-XL label must keep its text.
    if not _is_label_or_note(found.predicate):
        return ()
    if after.written == ",":
        return (TextEdit(found.token.start, found.near(2).start, ""),)
    if before.written == ",":
        return (TextEdit(found.near(-2).end, found.token.end, ""),)
    return _drop_predicate(found)


def _drop_predicate(found: _Object) -> Sequence[TextEdit]:
    predicate, before, after = found.near(-1), found.near(-2), found.near(1)
    if after.written == ";" and found.near(2).written not in (".", "]", ";"):
        return (TextEdit(predicate.start, found.near(2).start, ""),)
    if before.written == ";":
        return (TextEdit(found.near(-3).end, found.token.end, ""),)
    if after.written == "." and before.kind in ("iri", "name"):
        return (TextEdit(before.start, after.end, ""),)
    return ()


def _turn_into_alternative(found: _Object) -> Sequence[TextEdit]:
    """Turn a second preferred label into an alternative label."""
    predicate = found.predicate
    if not re.search(r"prefLabel>?$", predicate.written) or not _is_label_or_note(predicate):
        return ()
    renamed = re.sub(r"prefLabel(?=>?$)", "altLabel", predicate.written)
    if found.near(-1) is predicate and found.near(1).written != ",":
        return (TextEdit(predicate.start, predicate.end, renamed),)
    step = 0
    while found.near(step + 1).written == ",":
        step += 2
    if found.near(step).kind not in ("text", "iri", "name"):
        return ()
    last = found.near(step) if step else found.near(-2)
    return (*_drop(found), TextEdit(last.end, last.end, f" ;{found.newline}    {renamed} {found.token.written}"))


def _is_label_or_note(predicate: Token) -> bool:
    return predicate.kind in ("iri", "name") and not re.search(r"literalForm>?$", predicate.written)


_FIXES: Mapping[str, _TurtleFix] = {
    "case-variant": _drop,
    "control-character": _rewrite_literal(strip_controls),
    "empty-text": _drop,
    "inverted-label": _rewrite_literal(turn),
    "label-case-style": _rewrite_literal(capitalize),
    "label-clash": _drop,
    "label-punctuation": _rewrite_literal(strip_separators),
    "label-whitespace": _rewrite_literal(squeeze),
    "two-preferred-labels": _turn_into_alternative,
    "xl-label-differs": _write_suggestion,
    "xl-label-left-over": _write_suggestion,
}


def fix_turtle(text: str, findings: Sequence[Finding], rules: Container[str]) -> tuple[str, list[Finding]]:
    """Return the fixed text of a file, and the findings that are fixed.

    Args:
        text: the text of the file.
        findings: the findings in it.
        rules: the names of the rules whose findings may be fixed.
    """
    tokens = list_tokens(text)
    lines = LineIndex(text, "")
    newline = "\r\n" if "\r\n" in text else "\n"
    numbers = {token.start: number for number, token in enumerate(tokens) if token.kind == "text"}
    chosen: list[TextEdit] = []
    done: list[Finding] = []
    for finding in findings:
        fix = _FIXES.get(finding.rule.name) if finding.rule.name in rules else None
        number = numbers.get(lines.offset_of(finding.location)) if finding.location.column else None
        edits = fix(_Object(tokens, number, finding, newline)) if fix is not None and number is not None else ()
        if edits and not any(_overlap(one, other) for one in edits for other in chosen):
            chosen.extend(edits)
            done.append(finding)
    return "".join(_apply(text, sorted(chosen))), done


def _overlap(one: TextEdit, other: TextEdit) -> bool:
    return one.start <= other.end and other.start <= one.end


def _apply(text: str, edits: Sequence[TextEdit]) -> Iterator[str]:
    start = 0
    for edit in edits:
        yield text[start : edit.start]
        yield edit.text
        start = edit.end
    yield text[start:]
