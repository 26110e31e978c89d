"""The Markdown that a shape of site has beyond CommonMark.

Knows which reader is for which; must not know any of it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from headword.markdown import mkdocs, obsidian
from headword.markdown.block import FrontMatterEntry
from headword.markdown.page import Page
from headword.markdown.profiles import SiteProfile
from headword.markdown.text import HIDDEN, SPACE

_ATTRIBUTES = re.compile(r"\s*\{\s*[.#][\w-][^{}]*\}\s*")


def _hide_attributes(lines: Sequence[str], start: int) -> list[str]:
    """``lines`` without those that give a paragraph of Hugo's its classes."""
    return [
        "" if number >= start and "{" in line and _ATTRIBUTES.fullmatch(line) else line
        for number, line in enumerate(lines)
    ]


_HIDE: Mapping[str, Callable[[Sequence[str], int], list[str]]] = {
    "hugo": _hide_attributes,
    "mkdocs": mkdocs.hide_mkdocs_markup,
    "obsidian": obsidian.hide_obsidian_markup,
}


def hide_unseen(lines: tuple[str, ...], start: int, site: SiteProfile) -> tuple[str, ...]:
    """``lines`` from ``start`` on without what a reader of the page does not see; all else keeps its column."""
    if site.markup not in _HIDE:
        return lines
    kept: list[str] = []
    for line in _HIDE[site.markup](lines, start):
        # What is hidden from the end of one line on does not part it from what comes after.
        goes_on = bool(kept) and kept[-1].endswith(HIDDEN)
        kept.append(line if goes_on or line.strip(SPACE) else "")
    return tuple(kept)


def settle_front_matter(page: Page, site: SiteProfile) -> Page:
    """``page`` with its front matter as its site reads it: keys that are one have the values of all of them."""
    if not site.spellings:
        return page
    entries = dict(page.front_matter)
    if site.markup == "obsidian":
        tags = list(obsidian.find_tags(page.lines, page.body_start, page.path))
        entries = obsidian.read_properties(entries, tags)
    for keys in site.spellings:
        said = [entries[key] for key in keys if key in entries]
        values = {value.text: value for entry in reversed(said) for value in reversed(entry.values)}
        ordered = [value for entry in said for value in entry.values if values[value.text] is value]
        entries.update(dict.fromkeys(keys, FrontMatterEntry(said[0].key, tuple(ordered), is_list=True)) if said else {})
    return replace(page, front_matter=entries)
