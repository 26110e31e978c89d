"""Containers: fenced Markdown such as ``::: warning Title`` to ``:::`` or ``/// note | Title`` to ``///``."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from headword.core.findings import Location, Observation
from headword.markdown.directives import open_directives
from headword.markdown.shortcodes import outside_fences
from headword.markdown.text import hide

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<marker>:{3,}|/{3,})(?P<rest>.*)")
_OPENER = re.compile(
    r"[ \t]*(?:\{(?P<directive>[A-Za-z][\w:.-]*)\}|(?P<kind>[A-Za-z][\w-]*))?(?:\[(?P<label>[^\[\]]*)\])?"
    r"[ \t]*(?P<attributes>\{[^{}]*\})?[ \t]*\|?[ \t]*(?P<title>\S.*?)??[ \t]*(?:\{[^{}]*\})?[ \t]*:*[ \t]*"
)
_CLASS = re.compile(r"\.(?:callout-|admonition-)?([\w-]+)")
_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t].*)?| {4}[ \t]*[\w-]+:(?:[ \t].*)?")
_REMARKS = frozenset((
    "admonition", "attention", "caution", "danger", "details", "error", "example", "failure", "hint", "important",
    "info", "note", "question", "quote", "seealso", "success", "tip", "todo", "warning",
))  # fmt: skip
"""Kinds that may be given as a class; any other class only changes the layout."""
_CODE = frozenset((
    "code", "code-block", "code-cell", "code-group", "image", "include", "literalinclude", "math", "mermaid",
    "myst-example", "myst-to-html", "toctree",
    "video",
))  # fmt: skip
"""Kinds whose content is not prose."""
_LAYOUT = frozenset((
    "center", "column", "columns", "div", "grid", "html", "incremental", "raw", "row", "section", "tab-set", "tabs",
    "v-pre",
))  # fmt: skip
"""Kinds that only change the layout, as classes do."""
_MOST = 20
"""The maximum number of marks of a fence that are counted."""
_CODE_INDENT = 4
_TITLED = frozenset({"admonition", "card", "dropdown", "tab-item", *_REMARKS})
"""Directives whose argument is a title; the argument of any other is a file, a language or a number."""


class Opener(NamedTuple):
    """The kind of a container, and the columns of the title in its first line, if it has one."""

    kind: str
    title: tuple[int, int] | None

    @property
    def is_remark(self) -> bool:
        """Return whether the content is a remark, separate from the text of the section."""
        return bool(self.kind) and self.kind not in _LAYOUT


class Containers(NamedTuple):
    """The lines of a page in which only the fences of top-level remarks are visible, and the observations."""

    lines: tuple[str, ...]
    observations: tuple[Observation, ...]


class _Fence(NamedTuple):
    at: int
    sign: str
    length: int
    indent: str
    opener: Opener | None

    @property
    def is_comment(self) -> bool:
        """Return whether an unclosed fence is a comment in an indented code block, ``    /// text``."""
        return self.sign == "/" and len(self.indent.expandtabs(4)) >= _CODE_INDENT


def is_opener(parameters: str, _markup: str) -> bool:
    """Return whether the text after the marks of a fence opens a container."""
    return bool(parameters.strip())


def read_opener(line: str) -> Opener:
    """Read the opening fence of a container."""
    fence = _FENCE.match(line)
    match = _OPENER.fullmatch(line, fence.start("rest")) if fence else None
    if match is None:
        return Opener("", None)
    kind = (match["directive"] or match["kind"] or "").lower()
    group = "label" if match["label"] is not None else "title"
    is_titled = match[group] is not None and kind != "html" and (match["directive"] is None or kind in _TITLED)
    classes = _CLASS.findall((match["attributes"] or "").lower()) if not kind else []
    return Opener(kind or next(filter(_REMARKS.__contains__, classes), ""), match.span(group) if is_titled else None)


def settle_containers(lines: Sequence[str], start: int, signs: str, path: str) -> Containers:
    """Keep the fences of top-level remarks and hide all others, so that their content becomes plain text.

    The title and text of a container inside another one, or in a list, belong to the outer block. A container that only
    has classes is part of the text around it. An unclosed container would contain the rest of the page, so its fence is
    hidden and reported.
    """
    lines = open_directives(lines, start) if ":" in signs else lines
    if not any(sign * 3 in line for sign in signs for line in lines):
        return Containers(tuple(lines), ())
    settled = list(lines)
    observations: list[Observation] = []
    shown = -1
    for opening, closing in _match_fences(_find_fences(lines, start, signs)):
        opener, end = opening.opener, closing.at if closing else opening.at
        if closing is None and opener is not None and opening.is_comment:
            continue
        if opener is None or (closing and opener.kind in _CODE):
            settled[opening.at : end + 1] = map(_hide_fence, lines[opening.at : end + 1])
            continue
        _hide_options(settled, opening.at)
        if closing and opener.is_remark and not opening.indent and opening.at > shown:
            shown = end
            continue
        settled[opening.at] = _keep_title(lines[opening.at], opener)
        if closing:
            settled[end] = _hide_fence(lines[end])
        else:
            observations.append(_report_unclosed(opening, lines, path))
    return Containers(tuple(settled), tuple(observations))


def _find_fences(lines: Sequence[str], start: int, signs: str) -> Iterator[_Fence]:
    for index, line in outside_fences(lines, start):
        match = _FENCE.fullmatch(line)
        if match and match["marker"][0] in signs:
            opener = read_opener(line) if is_opener(match["rest"], "") else None
            yield _Fence(index, match["marker"][0], min(len(match["marker"]), _MOST), match["indent"], opener)


def _match_fences(fences: Iterable[_Fence]) -> list[tuple[_Fence, _Fence | None]]:
    """Return each opening fence with its closing fence, if any, and each fence that closes nothing."""
    found: dict[int, tuple[_Fence, _Fence | None]] = {}
    opened: list[_Fence] = []
    # Indexes into ``opened`` by sign and number of marks. With them, the search for the opening fence is independent of
    # the number of open containers.
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for fence in fences:
        if fence.opener is not None:
            places[fence.sign, fence.length].append(len(opened))
            opened.append(fence)
            found[fence.at] = (fence, None)
            continue
        # A closing fence has as many marks as the opening fence; some programs also accept more.
        fewer = [
            each[-1] for (sign, length), each in places.items() if each and sign == fence.sign and length < fence.length
        ]
        at = max(places[fence.sign, fence.length][-1:] or fewer, default=len(opened))
        opening = opened[at] if at < len(opened) else fence
        found[opening.at] = (opening, fence)
        for one in opened[at:]:
            places[one.sign, one.length].pop()
        del opened[at:]
    return [found[index] for index in sorted(found)]


def _keep_title(line: str, opener: Opener) -> str:
    """Hide everything in ``line`` except the title of a container."""
    start, end = opener.title or (len(line), len(line))
    return hide(_hide_fence(line[:start]) + line[start:], end, len(line))


def _hide_fence(line: str) -> str:
    """Hide ``line`` except its indentation, which may make it a part of a list."""
    return hide(line, len(line) - len(line.lstrip()), len(line))


def _hide_options(lines: list[str], index: int) -> None:
    """Hide the options on the lines after the opening fence: fields, or YAML between dashes."""
    first = index + 1
    paragraph_end = next((at for at in range(first, len(lines)) if not lines[at].strip()), len(lines))
    dashes = [at for at in range(first, paragraph_end) if lines[at].strip() == "---"]
    if dashes[1:] and dashes[0] == first:
        end = dashes[1] + 1
    else:
        end = next((at for at in range(first, len(lines)) if not _OPTION.fullmatch(lines[at])), len(lines))
    lines[first:end] = map(_hide_fence, lines[first:end])


def _report_unclosed(fence: _Fence, lines: Sequence[str], path: str) -> Observation:
    line = lines[fence.at].rstrip()
    start = len(line) - len(line.lstrip())
    place = Location(path, fence.at + 1, start + 1, len(line) + 1)
    return Observation("unclosed-container", place, f"the container {line.strip()!r} is never closed")
