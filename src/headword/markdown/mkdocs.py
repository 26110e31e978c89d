"""The Markdown of MkDocs: markup that a reader does not see, and admonitions, which become quotes."""

import re
from collections.abc import Collection, Sequence

from headword.markdown.shortcodes import outside_fences
from headword.markdown.text import hide

_ADMONITION = re.compile(
    r"""(?:!!!|\?\?\?\+?)[ ]+(?P<kind>[\w-]+)(?P<classes>(?:[ ]+[\w-]+)*)(?:[ ]+"(?P<title>.*)")?\s*"""
)
_INDENTED = re.compile(r"(?: {4}|\t)")
_UNSEEN = re.compile(
    r"""\s*(?:\[TOC\]|\*\[[^\]]+\]:.*|:::\s+\S.*|;?-{1,}8<-{1,}\s*".*"|===[!+]?\s+".*"|"""
    r"""\{:?\s*[.#][\w-][^{}]*\}|\{:?\s*[\w-]+=[^{}]*\})\s*"""
)
_HOLDS = re.compile(r"(?:===[!+]?\s+\"|:::\s+\S)")
"""A tab, or an object documented by mkdocstrings: the indented lines below belong to it."""
_SNIPPETS = re.compile(r"\s*;?-{1,}8<-{1,}\s*")
_INLINE_ATTRIBUTES = re.compile(r"""(?<=[)\]*_`])\{:?\s*(?:[.#][\w-]+|[\w-]+=(?:"[^"]*"|[^\s"{}]+))[^{}]*\}""")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:")


def hide_mkdocs_markup(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` from ``start`` on without markup, and with a quote in place of each admonition."""
    changed = list(lines)
    unseen: set[int] = set()
    in_snippets = in_unread = False
    outside = {index for index, _ in outside_fences(lines, start)}
    for index in range(start, len(lines)):
        line, is_code = lines[index], index not in outside
        is_mark = not is_code and _SNIPPETS.fullmatch(line) is not None
        # Indented text under a tab could otherwise continue a list before the tab.
        in_unread = (not is_code and _HOLDS.match(line) is not None) or (
            in_unread and (not line.strip() or bool(_INDENTED.match(line)))
        )
        if in_snippets or is_mark or in_unread or (not is_code and _UNSEEN.fullmatch(line)):
            changed[index] = ""
            unseen.add(index)
        elif not is_code:
            changed[index] = _hide_all(_ICON, hide_attributes(line))
        in_snippets ^= is_mark
    return quote_admonitions(changed, start, unseen)


def hide_attributes(line: str) -> str:
    """Hide the attributes of links, images, code and emphasis in a line."""
    return _hide_all(_INLINE_ATTRIBUTES, line) if "{" in line else line


def _hide_all(pattern: re.Pattern[str], line: str) -> str:
    return pattern.sub(lambda match: hide(match.group(), 0, len(match.group())), line)


def quote_admonitions(lines: Sequence[str], start: int, unseen: Collection[int] = ()) -> list[str]:
    """Return ``lines`` with each ``!!! note "Title"`` and its indented content as a quote that begins ``[!note]``.

    All text keeps its column. Indented lines under an unseen line, such as the title of a tab, are not part of the
    admonition before it.
    """
    quoted = list(lines)
    last: int | None = None
    outside = {index for index, _ in outside_fences(lines, start)}
    for index in range(start, len(lines)):
        line = lines[index]
        match = _ADMONITION.fullmatch(line) if line[:1] in ("!", "?") and index in outside else None
        if match:
            quoted[index] = _quote_marker(line, match)
            last = index
        elif last is not None and line.strip() and _INDENTED.match(line):
            quoted[last + 1 : index + 1] = [">"] * (index - last - 1) + [f">{line[1:]}"]
            last = index
        elif line.strip() or index in unseen:
            last = None
    return quoted


def _quote_marker(line: str, match: re.Match[str]) -> str:
    """Return the marker of an admonition as that of a callout; the title keeps its column, without its quotes."""
    kind = match.start("kind")
    line = f">{' ' * (kind - 3)}[!{line[kind:]}"
    end = match.end("kind")
    line = f"{line[:end]}]{line[end + 1 :]}"
    line = hide(line, end + 1, match.end("classes") + 1) if match["classes"] else line
    if match["title"] is not None:
        first, last = match.start("title"), match.end("title")
        line = hide(hide(line, first - 1, first), last, last + 1)
    return line.rstrip()
