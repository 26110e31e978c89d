"""Which concept stands on which page, and under which heading.

Knows how concepts stand to one another; must not know how a page is written.
Whatever order a graph comes in, it is arranged in the same way.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from headword.core.slugs import slugify
from headword.importers.forest import Forest
from headword.importers.vocabulary import SourceVocabulary

_WORDLY = 0.6
"""Of which share of letters on the end of an IRI is taken for a word, not a number or a hash."""
_DEEPEST = 6
"""Levels of headings in Markdown."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How concepts are spread over pages.

    Attributes:
        depth: from how deep on what is below a concept has a page of its own; 0 for as deep as Markdown goes.
        tops: whether each top concept has a page of its own.
        most: how many headings a page may have before what is below some has pages of its own; 0 for any number.
    """

    depth: int = 0
    tops: bool = False
    most: int = 0


class DraftHeading(NamedTuple):
    """A heading to be: what stands there, and how deep; ``above`` is what it stands under, also on another page."""

    iri: str
    level: int
    above: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A page to be.

    ``file`` is its path under the sources folder; ``scheme`` the IRI of the
    scheme that its concepts are in, empty for none; ``under`` the page that it
    goes on from, empty where it begins, and ``concept`` the concept there, if
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
        """The page of each concept and collection."""
        return {spot.iri: sheet.file for sheet in self.sheets for spot in sheet.spots}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The place of each in the order of all."""
        return {iri: number for number, iri in enumerate(self.files)}


def arrange(
    vocabulary: SourceVocabulary, layout: Layout, name: str, left_out: frozenset[str] = frozenset()
) -> Arrangement:
    """Spread the concepts and collections of ``vocabulary`` over pages, but for those ``left_out``.

    ``name`` is that of the page of a vocabulary in no scheme, or whose scheme has no better one.
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
    """A name for the page of a scheme: the end of its IRI if it is a word, else its title."""
    end = _end_of(scheme)
    if not scheme or len(re.findall(r"[^\W\d_]", end)) > _WORDLY * len(end):
        return end
    return vocabulary.title(scheme) or end


def _end_of(iri: str) -> str:
    return re.split(r"[/#:]", iri.rstrip("/#"))[-1]


class _FileNames:
    """Names of files, each given once, capitals not told from small letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """The name, or one like it that is free."""
        name, number = wanted, 2
        while name.casefold() in self._taken:
            name, number = f"{wanted}-{number}", number + 1
        self._taken.add(name.casefold())
        return name


class _Task(NamedTuple):
    """A page that is to be filled with branches."""

    file: str
    title: str
    items: tuple[str, ...]
    under: str = ""
    concept: str = ""


class _Spread:
    """Spreads the branches of one scheme over pages."""

    def __init__(self, forest: Forest, layout: Layout, names: _FileNames, scheme: str, folder: str) -> None:
        self._forest = forest
        self._layout = layout
        self._names = names
        self._scheme = scheme
        self._folder = folder

    def page(self, task: _Task) -> Iterator[DraftPage]:
        """A page, and those that go on from it."""
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
        most = self._layout.most
        if most and len(task.items) > most:
            parts = [task.items[start : start + most] for start in range(0, len(task.items), most)]
            # A page that declares a scheme may stand alone; any other has to have a heading.
            here = () if self._scheme and not task.under else parts[0]
            above = (task.under, task.concept) if task.under else (task.file, "")
            further = [self._on_page(part, *above, task.title) for part in parts if part is not here]
            sheet, more = self._fill_with(task._replace(items=here))
            return sheet, [*more, *further]
        moved = self._choose_moved(task.items)
        spots: list[DraftHeading] = []
        further = []
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

    def _sheet(self, task: _Task, spots: tuple[DraftHeading, ...]) -> DraftPage:
        return DraftPage(task.file, self._scheme, task.title, spots, task.under, task.concept)

    def _choose_moved(self, items: Sequence[str]) -> set[str]:
        """Of branches that do not all fit on a page, those whose concepts go on on another: the largest."""
        most, sizes = self._layout.most, self._forest.sizes
        if not most or sum(sizes[one] for one in items) <= most:
            return set()
        room = most - len(items)
        moved: set[str] = set()
        for one in sorted(items, key=lambda one: (sizes[one], self._forest.keys[one])):
            room -= sizes[one] - 1
            if room < 0:
                moved.add(one)
        return moved

    def _on_page(self, items: tuple[str, ...], under: str, concept: str, title: str) -> _Task:
        name = self._names.take(f"{self._folder}/{slugify(title)}")
        return _Task(f"{name}.md", title, items, under, concept)

    def _label(self, iri: str) -> str:
        return self._forest.keys[iri][3]
