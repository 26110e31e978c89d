"""The Markdown of each kind of site beyond CommonMark."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from headword.markdown import mkdocs, obsidian
from headword.markdown.block import FrontMatterEntry
from headword.markdown.html_anchors import hide_empty, hide_markdown_elements
from headword.markdown.page import Page
from headword.markdown.profiles import SiteProfile
from headword.markdown.shortcodes import outside_fences
from headword.markdown.text import HIDDEN, SPACE, hide

_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?:[.#][\w-]|[\w-]+=|toc\b)[^{}]*\}\s*")
_UNSEEN = re.compile(
    rf"{_ATTRIBUTES.pattern}|\s*(?:\[toc\]|\[\[_?toc_?\]\])\s*|\*\[[^\]]+\]:.*|\([\w./:+-]+\)=\s*", re.IGNORECASE
)
_CONTENTS = re.compile(r"\{:\s*toc\b[^{}]*\}\s*", re.IGNORECASE)
_DEPTHS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_MODULE = re.compile(
    r"(?P<line>import\s[^{]*?from\s+[\"'][^\"']+[\"'];?\s*$|import\s+[\"'][^\"']+[\"'];?\s*$|export\s.*;\s*$)"
    r"|(?P<code>import\s+(?:[\w$]+\s*,\s*)?\{|export\s*\{|export\s+\*\s+(?:as|from)\b"
    r"|export\s+(?:const|default|function|let|var|async\s+function|class\s+\w+\s*(?:extends\b|\{))(?=\W))"
    r"|(?P<script><(?:script|style)\b[^>]*>)|(?P<tag><[A-Z][\w.]*(?:\s[^<>]*)?$)"
)
"""The beginning of code: a whole line, a statement, an element, or the tag of a component on several lines."""
_MODULE_ENDS = {"script": r"</(?:script|style)>", "tag": r"^\s*/?>|/?>\s*$"}
_SNIPPET = re.compile(r"<<<\s+\S+.*")
"""An include of VitePress, which a file replaces."""
_MDX_COMMENT = re.compile(r"\{/\*.*?\*/\}")
_BLOCK_BREAK = re.compile(r"\+{3,}(?:\s.*)?")
_ROLE = re.compile(r"(?<![\w`])\{[A-Za-z][\w:.-]*\}(?=`)")
_ITEM = re.compile(r"(?:[-*+]|1\.)\s.*")
"""An item that a table of contents replaces."""


def _hide_attributes(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` without the lines that give classes to a paragraph in Hugo."""
    return _blank(lines, start, _ATTRIBUTES)


def _hide_marks(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` without the marks for programs: attributes, tables of contents, abbreviations, targets.

    Admonitions of Python-Markdown become quotes here too.
    """
    blanked = _blank(lines, start, _UNSEEN)
    for index, line in outside_fences(blanked, start):
        blanked[index] = mkdocs.hide_attributes(line)
    for index in range(start + 1, len(lines)):
        if _CONTENTS.fullmatch(lines[index]) and _ITEM.fullmatch(lines[index - 1]):
            blanked[index - 1] = ""
    return mkdocs.quote_admonitions(blanked, start)


def _hide_mdx(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` without the code of MDX and Vue: imports, exports, comments, scripts and styles."""
    hidden = _hide_marks(lines, start)
    end = start
    for index, line in list(outside_fences(hidden, start)):
        begun = _MODULE.match(line) if index >= end else None
        if begun:
            end = _find_module_end(hidden, index, begun) + 1
        seen = _MDX_COMMENT.sub(lambda match: HIDDEN * len(match.group()), line)
        hidden[index] = "" if index < end or _SNIPPET.fullmatch(line) else seen
    return hidden


def _find_module_end(lines: Sequence[str], index: int, begun: re.Match[str]) -> int:
    """Return the last line of the code that begins at a line.

    A statement ends before the first empty line at which no bracket is open. If the brackets never balance, because one
    is part of a string, it ends before the first empty line.
    """
    if begun["line"]:
        return index
    rest = (lines[index][begun.end() :], *lines[index + 1 :])
    for group, end in _MODULE_ENDS.items():
        if begun[group] is not None:
            return index + next((at for at, line in enumerate(rest) if re.search(end, line)), 0)
    empty = 0
    depth = 0
    for at in range(index, len(lines)):
        if not lines[at].strip():
            empty = empty or at
            if depth <= 0:
                return at - 1
        depth += sum(_DEPTHS.get(char, 0) for char in lines[at])
    return (empty or len(lines)) - 1


def _blank(lines: Sequence[str], start: int, pattern: re.Pattern[str]) -> list[str]:
    blanked = list(lines)
    for index, line in outside_fences(lines, start):
        if line.lstrip()[:1] in ("{", "[", "*", "(") and pattern.fullmatch(line):
            blanked[index] = ""
    return blanked


def _hide_myst(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` without the syntax of Sphinx: comments, block breaks and the names of roles."""
    hidden = _hide_marks(lines, start)
    for index, line in list(outside_fences(hidden, start)):
        is_unseen = line.startswith("%") or _BLOCK_BREAK.fullmatch(line)
        hidden[index] = "" if is_unseen else _ROLE.sub(lambda role: hide(role.group(), 0, len(role.group())), line)
    return hidden


_HIDE: Mapping[str, Callable[[Sequence[str], int], list[str]]] = {
    "hugo": _hide_attributes,
    "mkdocs": mkdocs.hide_mkdocs_markup,
    "obsidian": obsidian.hide_obsidian_markup,
    "plain": _hide_marks,
    "mdx": _hide_mdx,
    "myst": _hide_myst,
}


def hide_unseen(lines: Sequence[str], start: int, site: SiteProfile) -> tuple[str, ...]:
    """Return ``lines`` from ``start`` on without the text that a reader does not see; columns stay the same."""
    kept: list[str] = []
    for line in _HIDE[site.markup](lines, start):
        # Markup may be hidden across a line break, as in a comment. A line after hidden text must not become an empty
        # line, which would end the paragraph.
        continues = bool(kept) and kept[-1].endswith(HIDDEN)
        kept.append(line if continues or line.strip(SPACE) else "")
    # A line that contains only an anchor is not a paragraph break: it may be in the middle of HTML.
    return tuple(hide_empty(hide_markdown_elements(kept, start), start))


def settle_front_matter(page: Page, site: SiteProfile) -> Page:
    """Return ``page`` with its front matter as the site reads it: synonymous keys get the values of all of them."""
    if not site.spellings:
        return page
    entries = dict(page.front_matter)
    if site.markup == "obsidian":
        tags = list(obsidian.find_tags(page.lines, page.body_start, page.path))
        entries = obsidian.read_properties(entries, tags)
    entries.update({key: obsidian.split_words(entries[key]) for key in site.spaced if key in entries})
    for keys in site.spellings:
        present = [entries[key] for key in keys if key in entries]
        values = {value.text: value for entry in reversed(present) for value in reversed(entry.values)}
        ordered = [value for entry in present for value in entry.values if values[value.text] is value]
        entries.update(
            dict.fromkeys(keys, FrontMatterEntry(present[0].key, tuple(ordered), is_list=True)) if present else {}
        )
    return replace(page, front_matter=entries)
