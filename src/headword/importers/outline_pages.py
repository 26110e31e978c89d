"""The pages for the lines of an outline, in their order."""

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from headword.compiler.meaning.dialect import FieldKey, find_key
from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.core.slugs import is_valid_id, slugify
from headword.importers.headings import WrittenField, WrittenHeading, quote_attribute, write_page
from headword.importers.outlines.line import Line, OutlineField
from headword.importers.spelling import spell_iri, spell_label, spell_link, spell_note
from headword.rdf.terms import PREFIXES, is_iri

_DEEPEST = 6
_LEADING = frozenset({"relation", "mapping", "link", "scheme"})
"""The fields whose values are links."""


class _Place(NamedTuple):
    """The place of a line: its page, its level, and its id, which is empty if nothing links to it."""

    page: int
    level: int
    name: str


@dataclass(frozen=True, slots=True)
class _Page:
    """A future page: its file, its title, and the line that it continues; the first page has none."""

    file: str
    title: str
    above: int | None


def write_outline(
    lines: Sequence[Line], name: str, path: str, prefixes: Collection[str] = PREFIXES, language: str = ""
) -> dict[str, str]:
    """Return the pages of ``lines`` by their paths under the sources folder; ``name`` is the name of the first page.

    ``language`` is the language tag in the front matter, or empty for none. ``prefixes`` are the prefixes of the site:
    a text that begins with one is kept. If an outline is deeper than headings, it continues on further pages.

    Raises:
        HeadwordError: there is no line, or a label cannot be a heading; ``path`` is the path of the outline.
    """
    if not lines:
        raise SourceError("the input has no headings", Location(path))
    depths = list(_even(lines))
    pages, numbers = _spread(lines, depths, name)
    words = _index_labels(lines)
    names = _name(lines, numbers, pages, words)
    places = [_Place(*each) for each in zip(numbers, (depth % _DEEPEST + 1 for depth in depths), names, strict=True)]
    outline = _Outline(lines, places, pages, words, path, prefixes, language)
    return {page.file: outline.write(number) for number, page in enumerate(pages)}


def _even(lines: Iterable[Line]) -> Iterator[int]:
    """Return the level of each line, which is at most one deeper than the line before."""
    before = -1
    for line in lines:
        before = min(line.depth, before + 1)
        yield before


def _spread(lines: Sequence[Line], depths: Sequence[int], name: str) -> tuple[list[_Page], list[int]]:
    """Return the pages, and the number of the page of each line."""
    first = slugify(name)
    tops = [line.label for line, depth in zip(lines, depths, strict=True) if not depth]
    pages = [_Page(f"{first}.md", tops[0] if len(tops) == 1 else name, None)]
    taken = {first}
    numbers: list[int] = []
    above: list[int] = []
    by_parent: dict[int, int] = {}
    for index, depth in enumerate(depths):
        above[depth:] = [index]
        parent = above[depth - 1] if depth else None
        if parent is None or depth % _DEEPEST:
            numbers.append(numbers[parent] if parent is not None else 0)
            continue
        if parent not in by_parent:
            by_parent[parent] = len(pages)
            label = lines[parent].label
            pages.append(_Page(f"{_free(f'{first}/{slugify(label)}', taken)}.md", label, parent))
        numbers.append(by_parent[parent])
    return pages, numbers


def _free(wanted: str, taken: set[str]) -> str:
    """Return the name, or a similar one that is free, and reserve it."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name


def _index_labels(lines: Sequence[Line]) -> Mapping[str, int]:
    """Return the first line of each label, including those in other languages, and of each id or IRI."""
    numbered = list(enumerate(lines))
    labels = {line.label: index for index, line in reversed(numbered)}
    others = {one.text: index for index, line in reversed(numbered) for one in line.said if one.key == "Label"}
    return {**others, **labels, **{line.name: index for index, line in enumerate(lines) if line.name}}


def _name(lines: Sequence[Line], numbers: Sequence[int], pages: Sequence[_Page], words: Mapping[str, int]) -> list[str]:
    """Return the id of each line: its own, a generated one if the line is a link target, or an empty text."""
    names = [line.name if is_valid_id(line.name) else "" for line in lines]
    wanted = {page.above for page in pages if page.above is not None}
    wanted.update(words[field.text] for line in lines for field in line.said if _leads(field) and field.text in words)
    taken: dict[int, set[str]] = defaultdict(set)
    for name, page in zip(names, numbers, strict=True):
        taken[page].add(name)
    for index in sorted(wanted):
        if not names[index]:
            names[index] = _free(slugify(lines[index].label), taken[numbers[index]])
    return names


def _leads(field: OutlineField) -> bool:
    """Return whether a value belongs to a field that links to a concept."""
    key = find_key(field.key)
    return key is not None and key.value in ("relation", "mapping")


@dataclass(frozen=True, slots=True)
class _Outline:
    """The lines, their places, and the line of each label or id."""

    lines: Sequence[Line]
    places: Sequence[_Place]
    pages: Sequence[_Page]
    words: Mapping[str, int]
    path: str
    prefixes: Collection[str]
    language: str

    def write(self, number: int) -> str:
        """Return the text of a page."""
        on_page = (index for index, place in enumerate(self.places) if place.page == number)
        return write_page(self._front_matter(self.pages[number]), map(self._heading, on_page))

    def _front_matter(self, page: _Page) -> Iterator[tuple[str, str]]:
        yield "title", page.title
        if page.above is not None:
            yield "under", self._target(page.above, page)
        if self.language:
            yield "lang", self.language

    def _target(self, index: int, page: _Page) -> str:
        place = self.places[index]
        other = self.pages[place.page]
        file = "" if other is page else posixpath.relpath(other.file, posixpath.dirname(page.file))
        return f"{file}#{place.name}"

    def _heading(self, index: int) -> WrittenHeading:
        line, place = self.lines[index], self.places[index]
        label = spell_label(line.label)
        if label is None:
            raise SourceError(
                f"this label cannot be written as a heading: {line.label!r}", Location(self.path, line.number)
            )
        attributes = [f"#{place.name}"] if place.name else []
        if is_iri(line.name):
            attributes.append(quote_attribute("iri", line.name))
        if line.language:
            attributes.append(quote_attribute("lang", line.language))
        definitions = [one for one in line.said if find_key(one.key) == find_key("Definition") and not one.language]
        first = definitions[0] if len(definitions) == 1 and spell_note(definitions[0].text) else None
        fields = tuple(self._fields([one for one in line.said if one is not first], self.pages[place.page]))
        return WrittenHeading(
            place.level, label, tuple(attributes), (spell_note(first.text) or "") if first else "", fields
        )

    def _fields(self, written: Sequence[OutlineField], page: _Page) -> Iterator[WrittenField]:
        """Yield the fields, with labels of one kind and language together."""
        for (key, _), ones in groupby(written, key=lambda one: (one.key, one.language)):
            fields = [self._field(one, page) for one in ones]
            known = find_key(key)
            if known is not None and known.value == "label" and fields:
                yield WrittenField(fields[0].key, tuple(value for field in fields for value in field.values))
            else:
                yield from fields

    def _field(self, field: OutlineField, page: _Page) -> WrittenField:
        key = find_key(field.key) or FieldKey("Note", "note", "note")
        text = field.text if find_key(field.key) else f"{field.key}: {field.text}"
        spelled = spell_label(text) or text
        if key.value == "note":
            spelled = spell_note(text) or spelled
        elif key.value in _LEADING and text.partition(":")[0] in self.prefixes and "://" not in text:
            spelled = text
        elif key.value in _LEADING and is_iri(text):
            spelled = spell_iri(text) or spelled
        elif _leads(field) and text in self.words:
            index = self.words[text]
            spelled = spell_link(self.lines[index].label, self._target(index, page))
        return WrittenField(f"{key.name} ({field.language})" if field.language else key.name, (spelled,))
