"""Containers: fenced blocks of Markdown, ``::: warning Title`` to ``:::`` or ``/// note | Title`` to ``///``."""

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
"""Kinds that a class is enough to say: others are there for the looks of what stands in them."""
_CODE = frozenset((
    "code", "code-block", "code-cell", "code-group", "image", "include", "literalinclude", "math", "mermaid",
    "myst-example", "myst-to-html", "toctree",
    "video",
))  # fmt: skip
"""Kinds in which no prose stands."""
_LAYOUT = frozenset((
    "center", "column", "columns", "div", "grid", "html", "incremental", "raw", "row", "section", "tab-set", "tabs",
    "v-pre",
))  # fmt: skip
"""Kinds that are there for the looks, as classes are."""
_MOST = 20
"""Marks of a fence that are counted."""
_CODE_INDENT = 4
_TITLED = frozenset({"admonition", "card", "dropdown", "tab-item", *_REMARKS})
"""Directives whose argument is a title; that of others is a file, a language, a number."""


class Opener(NamedTuple):
    """What the first line of a container says: its kind, and where its title stands in the line, if it has one."""

    kind: str
    title: tuple[int, int] | None

    @property
    def is_remark(self) -> bool:
        """Whether what stands in it is said beside the text, and not part of it."""
        return bool(self.kind) and self.kind not in _LAYOUT


class Containers(NamedTuple):
    """The lines of a page in which only remarks that stand by themselves have fences, and what is wrong."""

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
        """Whether it is a comment in an indented block of code, ``    /// text``, if nothing closes it."""
        return self.sign == "/" and len(self.indent.expandtabs(4)) >= _CODE_INDENT


def is_opener(parameters: str, _markup: str) -> bool:
    """Whether ``parameters``, which stand after the marks of a fence, open a container."""
    return bool(parameters.strip())


def read_opener(line: str) -> Opener:
    """Read the fence at which a container opens."""
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
    """Leave the fences of remarks that stand by themselves, and hide all others, so that what they hold is plain text.

    A container in another, or in a list, has its title and its text in that.  One that only has classes is part of
    the text around it.  One that is never closed would take in the rest of the page.
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
    """Return each fence that opens a container with the one that closes it, if any, and what closes nothing."""
    found: dict[int, tuple[_Fence, _Fence | None]] = {}
    opened: list[_Fence] = []
    # By sign and number of marks, where fences with so many stand among those that are open.
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for fence in fences:
        if fence.opener is not None:
            places[fence.sign, fence.length].append(len(opened))
            opened.append(fence)
            found[fence.at] = (fence, None)
            continue
        # As many marks close a container; so do more of them, in some programs.
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
    """``line`` with nothing but the title of a container to be seen."""
    start, end = opener.title or (len(line), len(line))
    return hide(_hide_fence(line[:start]) + line[start:], end, len(line))


def _hide_fence(line: str) -> str:
    """Hide all of ``line`` but its indentation, by which it may belong to a list."""
    return hide(line, len(line) - len(line.lstrip()), len(line))


def _hide_options(lines: list[str], index: int) -> None:
    """Hide the options that a container has on the lines after its first, as fields or as YAML between dashes."""
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
    return Observation("unclosed-shortcode", place, f"the container {line.strip()!r} is never closed")
