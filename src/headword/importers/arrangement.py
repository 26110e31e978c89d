"""The arrangement of concepts: their pages, and their places in the outline.

The arrangement does not depend on the order of the graph.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from headword.core.slugs import slugify
from headword.importers.forest import Forest
from headword.importers.vocabulary import SourceVocabulary

_WORDLY = 0.6
"""The share of letters from which on the end of an IRI is a word, not a number or a hash."""
_DEEPEST = 6
"""The number of heading levels in Markdown."""
_WORTH = 50
"""The minimum number of headings for a separate page."""
_SOME = 10
"""The minimum number of headings for a separate page at the deepest level of headings."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The distribution of concepts over pages.

    Attributes:
        depth: the level from which on the concepts below a concept have a separate page; 0 for the deepest level of
            Markdown.
        tops: whether each top concept has a separate page.
        most: the maximum number of headings on a page before branches move to separate pages; 0 for no maximum.
    """

    depth: int = 0
    tops: bool = False
    most: int = 0


class DraftHeading(NamedTuple):
    """A future heading: its concept and its level; ``above`` is its parent, also on a different page."""

    iri: str
    level: int
    above: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A future page.

    ``file`` is its path under the sources folder; ``scheme`` the IRI of the
    scheme of its concepts, empty for none; ``under`` the page that it
    continues, empty for a first page, and ``concept`` the concept there, if
    it is one.
    """

    file: str
    scheme: str
    title: str
    spots: tuple[DraftHeading, ...]
    under: str = ""
    concept: str = ""


@dataclass(frozen=True)
class Arrangement:
    """The pages in the order of their headings."""

    sheets: tuple[DraftPage, ...]

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Return the page of each concept and collection."""
        return {spot.iri: sheet.file for sheet in self.sheets for spot in sheet.spots}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Return the position of each resource in the order of all."""
        return {iri: number for number, iri in enumerate(self.files)}


def arrange(
    vocabulary: SourceVocabulary, layout: Layout, name: str, left_out: frozenset[str] = frozenset()
) -> Arrangement:
    """Distribute the concepts and collections of ``vocabulary`` over pages, except those ``left_out``.

    ``name`` is the name of the page of a vocabulary without a scheme, or with a scheme without a better name.
    """
    forest = Forest(vocabulary, left_out)
    names = _FileNames()
    sheets: list[DraftPage] = []
    for scheme, tops in sorted(forest.tops().items()):
        file = names.take(slugify(_name_page(vocabulary, scheme) or name))
        spread = _Spread(forest, layout, names, scheme, file)
        title = _end_of(scheme) or name
        sheets.extend(spread.page(_Task(f"{file}.md", title, tuple(tops))))
    return Arrangement(tuple(sheets))


def _name_page(vocabulary: SourceVocabulary, scheme: str) -> str:
    """Return the name of the page of a scheme: the end of its IRI if it is a word, otherwise its title."""
    end = _end_of(scheme)
    if not scheme or len(re.findall(r"[^\W\d_]", end)) > _WORDLY * len(end):
        return end
    title = vocabulary.title(scheme)
    return title.value if title is not None else end


def _end_of(iri: str) -> str:
    return re.split(r"[/#:]", iri.rstrip("/#"))[-1]


class _FileNames:
    """Unique names of files, without regard to case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """Return the name, or a similar one that is free."""
        name, number = wanted, 2
        while name.casefold() in self._taken:
            name, number = f"{wanted}-{number}", number + 1
        self._taken.add(name.casefold())
        return name


class _Task(NamedTuple):
    """A page to fill with branches."""

    file: str
    title: str
    items: tuple[str, ...]
    under: str = ""
    concept: str = ""


class _Spread:
    """The distribution of the branches of one scheme over pages."""

    def __init__(self, forest: Forest, layout: Layout, names: _FileNames, scheme: str, folder: str) -> None:
        self._forest = forest
        self._layout = layout
        self._names = names
        self._scheme = scheme
        self._folder = folder
        self._worth = min(_WORTH, max(layout.most // 10, 2)) if layout.most else _WORTH

    def page(self, task: _Task) -> Iterator[DraftPage]:
        """Yield a page, and the pages that continue it."""
        left = [task]
        first = True
        while left:
            current = left.pop()
            sheet, further = self._fill(current, has_tops=first)
            first = False
            yield sheet
            left.extend(reversed(further))

    def _fill(self, task: _Task, *, has_tops: bool) -> tuple[DraftPage, list[_Task]]:
        if has_tops and self._layout.tops:
            whole = [one for one in task.items if self._forest.children.get(one)]
            stay = tuple(one for one in task.items if one not in set(whole))
            further = [self._on_page((one,), task.file, "", self._label(one)) for one in whole]
            sheet, more = self._fill_with(task._replace(items=stay))
            return sheet, [*further, *more]
        return self._fill_with(task)

    def _fill_with(self, task: _Task) -> tuple[DraftPage, list[_Task]]:
        moved = self._choose_moved(task.items)
        if moved is None:
            return self._fill_with_runs(task)
        spots: list[DraftHeading] = []
        further: list[_Task] = []
        left = [DraftHeading(iri, 1, task.concept) for iri in reversed(task.items)]
        while left:
            spot = left.pop()
            iri, level, _ = spot
            spots.append(spot)
            below = self._forest.children.get(iri, [])
            if below and (iri in moved or level in (_DEEPEST, self._layout.depth)):
                further.append(self._on_page(tuple(below), task.file, iri, self._label(iri)))
            else:
                left.extend(DraftHeading(one, level + 1, iri) for one in reversed(below))
        return self._sheet(task, tuple(spots)), further

    def _fill_with_runs(self, task: _Task) -> tuple[DraftPage, list[_Task]]:
        """Return a page and continuations for too many branches that are too small for separate pages."""
        runs = self._cut(task.items)
        # A page that declares a scheme can be empty; any other page needs a heading.
        items_of_page = () if self._scheme and not task.under else runs[0]
        above = (task.under, task.concept) if task.under else (task.file, "")
        name = PurePosixPath(task.file).stem
        further = [self._on_page(run, *above, task.title, name) for run in runs if run is not items_of_page]
        sheet, more = self._fill_with(task._replace(items=items_of_page))
        return sheet, [*more, *further]

    def _cut(self, items: Sequence[str]) -> list[tuple[str, ...]]:
        """Group branches, in their order, so that each group fits on a page; the last group is also worth a page."""
        runs = self._fill_runs(items, self._layout.most)
        if len(runs) > 1 and self._size(runs[-1]) < self._worth:
            runs[-2:] = self._halve([*runs[-2], *runs[-1]])
        return runs

    def _halve(self, items: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the branches in two runs, of which the second is not longer than the first."""
        whole, first, before = self._size(items), 0, 0
        while 2 * before < whole:
            before += self._forest.sizes[items[first]]
            first += 1
        return [run for run in (tuple(items[:first]), tuple(items[first:])) if run]

    def _fill_runs(self, items: Iterable[str], room: int) -> list[tuple[str, ...]]:
        runs: list[list[str]] = [[]]
        left = room
        for one in items:
            size = self._forest.sizes[one]
            if runs[-1] and size > left:
                runs.append([])
                left = room
            runs[-1].append(one)
            left -= size
        return [tuple(run) for run in runs]

    def _size(self, items: Iterable[str]) -> int:
        return sum(self._forest.sizes[one] for one in items)

    def _sheet(self, task: _Task, spots: tuple[DraftHeading, ...]) -> DraftPage:
        return DraftPage(task.file, self._scheme, task.title, spots, task.under, task.concept)

    def _choose_moved(self, items: Sequence[str]) -> set[str] | None:
        """Return the concepts that continue on their own pages: the largest branches, if not all fit on one page.

        Concepts below the deepest level of headings move together with their parents, if that makes a large page.
        None if too few branches are worth a page.
        """
        moved = self._choose_largest(items)
        if moved is None or self._layout.depth:
            return moved
        return moved | self._choose_deep(items, moved)

    def _choose_largest(self, items: Sequence[str]) -> set[str] | None:
        most, sizes = self._layout.most, self._forest.sizes
        if not most or self._size(items) <= most:
            return set()
        room = most - len(items)
        moved: set[str] = set()
        for one in sorted(items, key=lambda one: (sizes[one], self._forest.keys[one])):
            room -= sizes[one] - 1
            if room < 0 and sizes[one] >= self._worth:
                room += sizes[one] - 1
                moved.add(one)
        return moved if room >= 0 or len(items) == 1 else None

    def _choose_deep(self, items: Iterable[str], moved: set[str]) -> set[str]:
        """Return the concepts below which the levels end: each, or the nearest one above with a larger branch.

        The page itself keeps two levels.
        """
        children, parents = self._forest.children, self._forest.parents
        chosen: set[str] = set()
        left = [(one, 1) for one in items]
        while left:
            iri, level = left.pop()
            if iri in moved or not children.get(iri):
                continue
            if level < _DEEPEST:
                left.extend((one, level + 1) for one in children[iri])
                continue
            above = [iri]
            while len(above) < level - 1:
                above.append(parents[above[-1]])
            # The branch moves without the concept at its top.
            chosen.add(next((one for one in above if self._forest.sizes[one] > _SOME), iri))
        return chosen

    def _on_page(self, items: tuple[str, ...], under: str, concept: str, title: str, name: str = "") -> _Task:
        taken = self._names.take(f"{self._folder}/{name or slugify(title)}")
        return _Task(f"{taken}.md", title, items, under, concept)

    def _label(self, iri: str) -> str:
        return self._forest.keys[iri][4]
