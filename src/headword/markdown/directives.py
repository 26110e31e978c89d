"""MyST directives in fenced code, such as ``{note}`` after three backticks: those with prose become containers."""

import re
from collections.abc import Sequence

_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})(?:\{(?P<kind>[A-Za-z][\w:.-]*)\})?")
_PROSE = frozenset((
    "admonition", "attention", "card", "caution", "danger", "deprecated", "dropdown", "epigraph", "error", "glossary",
    "grid", "grid-item", "grid-item-card", "hint", "important", "margin", "note", "pull-quote", "seealso", "sidebar",
    "tab-item", "tab-set", "tip", "topic", "versionadded", "versionchanged", "warning",
))  # fmt: skip
"""Directives whose content is Markdown; the content of any other is code, a special table or a file."""


def open_directives(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` with colons for the backticks around directives of prose. All columns stay the same."""
    opened = list(lines)
    if not any("{" in line and ("```" in line or "~~~" in line) for line in lines):
        return opened
    at = start
    while at < len(opened):
        fence = _FENCE.match(opened[at])
        if fence is None:
            at += 1
            continue
        end = _find_close(opened, at, fence["marks"])
        if (fence["kind"] or "").lower() in _PROSE and end < len(opened):
            for number in (at, end):
                marks = _FENCE.match(opened[number])
                assert marks is not None
                first, last = marks.span("marks")
                opened[number] = f"{opened[number][:first]}{':' * (last - first)}{opened[number][last:]}"
            at += 1
        else:
            at = end + 1
    return opened


def _find_close(lines: Sequence[str], at: int, marks: str) -> int:
    """Return the line that closes a fence, with at least as many marks, or the number of lines if there is none."""
    closing = re.compile(rf"[ \t]*{marks[0]}{{{len(marks)},}}[ \t]*")
    return next((number for number in range(at + 1, len(lines)) if closing.fullmatch(lines[number])), len(lines))
