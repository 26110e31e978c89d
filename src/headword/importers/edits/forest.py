"""The sections of pages as trees, in which they move with all below them, within a page or to another one."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from headword.core.findings import Location
from headword.importers.edits.editions import PageEdition
from headword.importers.edits.line_edits import Lines
from headword.importers.edits.problems import EditError
from headword.importers.edits.request import EditRequest

_ATX = re.compile(r"(?P<indent> {0,3})(?P<marks>#{1,6})(?=[ \t]|$)")
_DEEPEST = 6


class SectionText(NamedTuple):
    """A heading with the lines up to the next one, the page that it was on, and its place there."""

    level: int
    lines: tuple[str, ...]
    place: Location


class PageFrame(NamedTuple):
    """The lines of a page before its first heading and after its outline, and the key of its last section."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    last: str


class PlacedSection(NamedTuple):
    """A section at its new place: its key, its text and its level."""

    key: str
    text: SectionText
    level: int


@dataclass(frozen=True, slots=True)
class SectionForest:
    """The sections of pages in one language.

    Attributes:
        pages: the rest of each page by its path.
        sections: the sections by key: the IRI of a concept, the key of a new one, or a path and a number.
        below: the keys of the sections below each section, and of those at the top of each page by its path.
        moved: the keys of the sections that have a new place.
    """

    pages: Mapping[str, PageFrame]
    sections: Mapping[str, SectionText]
    below: Mapping[str, tuple[str, ...]]
    moved: frozenset[str] = frozenset()

    def walk(self, path: str) -> Iterator[PlacedSection]:
        """Yield the sections of a page in their order.

        Raises:
            EditError: a moved heading would be deeper than six levels.
        """
        top = next((self.sections[key].level for key in self.below.get(path, ()) if key not in self.moved), 1)
        yield from self._walk_below(path, top, 0)

    def _walk_below(self, above: str, level: int, shift: int) -> Iterator[PlacedSection]:
        for key in self.below.get(above, ()):
            text = self.sections[key]
            own = level if key in self.moved else text.level + shift
            yield PlacedSection(key, text, own)
            yield from self._walk_below(key, own + 1, own - text.level)

    def find_last(self, path: str) -> str:
        """Return the key of the last section of a page."""
        key = ""
        while self.below.get(key or path):
            key = self.below[key or path][-1]
        return key


def plant(pages: Iterable[tuple[PageEdition, Lines, int]]) -> SectionForest:
    """Return the sections of pages, each with its edited lines and the line, from 0, at which its outline ends."""
    frames: dict[str, PageFrame] = {}
    sections: dict[str, SectionText] = {}
    below: dict[str, tuple[str, ...]] = {}
    for edition, lines, end in pages:
        headings, path, keys = edition.outline.headings, edition.path, list[str]()
        body = edition.outline.page.body_start
        starts = [body if one.is_page_name else one.label.location.line - 1 for one in headings]
        for number, (heading, own, start, stop) in enumerate(
            zip(headings, edition.keys, starts, [*starts[1:], end], strict=True)
        ):
            key = own if own and own not in sections else f"{path}?{number}"
            above = path if heading.parent is None else keys[heading.parent]
            sections[key] = SectionText(heading.level, flatten(lines[start:stop]), heading.label.location)
            below[above] = (*below.get(above, ()), key)
            keys.append(key)
        first = starts[0] if starts else end
        frames[path] = PageFrame(flatten(lines[:first]), flatten(lines[end:]), keys[-1] if keys else "")
    return SectionForest(frames, sections, below)


def arrange_sections(
    forest: SectionForest,
    request: EditRequest,
    placed: Collection[str],
    homes: Mapping[str, str],
    added: Mapping[str, SectionText],
) -> SectionForest:
    """Return the forest with the moved sections of a request at their places; all others stay where they are.

    ``placed`` are the keys of sections that get a new section above; the others move among their siblings. ``homes``
    are the paths of the pages on which sections are in the end, and ``added`` are new sections.
    """
    sections = {**forest.sections, **added}
    was_below = {key: above for above, keys in forest.below.items() for key in keys}
    below = {above: [key for key in keys if key not in request.moved] for above, keys in forest.below.items()}
    for (_, parent), keys in request.children.items():
        before: dict[str, int] = {}
        for key in keys:
            if key not in sections or key not in homes:
                continue
            top = parent if parent in sections and homes.get(parent) == homes[key] else homes[key]
            above = top if key in placed else was_below[key]
            there = below.setdefault(above, [])
            if key in request.moved:
                there.insert(before.get(above, -1) + 1, key)
            if key in there:
                before[above] = there.index(key)
    return _settle_ends(
        SectionForest(forest.pages, sections, {above: tuple(keys) for above, keys in below.items()}, request.moved)
    )


def _settle_ends(forest: SectionForest) -> SectionForest:
    """Exchange the blank lines at the ends of the section that was the last one of a page and of the last one now."""
    sections = dict(forest.sections)
    for path, frame in forest.pages.items():
        now = forest.find_last(path)
        if now != frame.last and now and frame.last:
            (was_text, was_end), (now_text, now_end) = (_split_end(sections[key].lines) for key in (frame.last, now))
            sections[frame.last] = sections[frame.last]._replace(lines=was_text + now_end)
            sections[now] = sections[now]._replace(lines=now_text + was_end)
    return replace(forest, sections=sections)


def _split_end(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at = next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 0)
    return lines[:at], lines[at:]


def flatten(lines: Lines) -> tuple[str, ...]:
    """Return edited lines as lines."""
    return tuple(line for each in lines for line in each)


def relevel(section: PlacedSection) -> tuple[str, ...]:
    """Return the lines of a section with its heading at its new level.

    Raises:
        EditError: the level is below six, or the heading cannot change its level.
    """
    text, level = section.text, section.level
    if level == text.level:
        return text.lines
    if level > _DEEPEST:
        hint = "continue on another page with 'under' in its front matter"
        raise EditError(f"the heading would be {level} levels deep, and Markdown has {_DEEPEST}", hint, text.place)
    marks = _ATX.match(text.lines[0])
    if marks is None:
        raise EditError("only a heading that begins with # can change its level", "rewrite the heading", text.place)
    return (f"{marks['indent']}{'#' * level}{text.lines[0][marks.end() :]}", *text.lines[1:])
