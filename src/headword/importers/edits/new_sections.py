"""Sections of new concepts: a heading with keywords and attributes, a definition, and fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from headword.core.findings import Location
from headword.importers.edits.columns import PREF_LABEL, SheetColumn
from headword.importers.edits.problems import EditError
from headword.importers.edits.rows import Values
from headword.importers.edits.value_spelling import IS_MAP, ValueSpelling, add_keywords, is_plain_keyword
from headword.importers.headings import WrittenField, WrittenHeading, guard_number, quote_attribute, write_heading
from headword.markdown.marking import mark_id
from headword.rdf.languages import NONE
from headword.rdf.terms import SKOS


class PageStyle(NamedTuple):
    """The way a page is written: its path and language, and whether it is a map and empty lines follow headings."""

    path: str
    language: str
    in_map: bool
    is_airy: bool


@dataclass(frozen=True, slots=True)
class NewSection:
    """The section of a new concept.

    ``name`` is the id, ``iri`` the IRI and ``number`` the number of its heading; each may be empty.
    """

    values: Mapping[SheetColumn, Values]
    name: str
    iri: str
    number: str
    page: PageStyle
    spelling: ValueSpelling

    def write(self) -> list[str]:
        """Return the lines of the section, with a heading of the first level.

        Raises:
            EditError: headword cannot write a value.
        """
        label = self._find(SKOS + "prefLabel") or next(one for one in self.values if one.predicate == PREF_LABEL)
        heading = self.number + guard_number(self._spell(label, self.values[label][0]), (0,))
        keywords = next((one for one in self.values if self.spelling.is_keyword(one, self.page.language)), None)
        if self.page.in_map:
            return [self._write_in_map(heading, label, keywords)]
        if keywords is not None and not all(map(is_plain_keyword, self.values[keywords])):
            keywords = None
        definition = self._find(SKOS + "definition")
        paragraph = self._spell(definition, self.values[definition][0]) if definition else ""
        fields = (
            field
            for column, values in self.values.items()
            if column != keywords
            for field in self._write_fields(column, values[1:] if column in (label, definition) else values)
        )
        written = WrittenHeading(1, heading, tuple(self._list_attributes(label)), paragraph, tuple(fields))
        first, *rest = [line for text in list(write_heading(written, (0,)))[1:] for line in text.split("\n")]
        words = self.values[keywords] if keywords is not None else ()
        return [add_keywords(first, words), *(rest if self.page.is_airy else rest[1:]), ""]

    def _find(self, predicate: str) -> SheetColumn | None:
        """Return the column of a property in the language of the page."""
        return next((one for one in self.values if one[2:] == (predicate, self.page.language)), None)

    def _spell(self, column: SheetColumn, value: str) -> str:
        return self.spelling.spell(column, value, self.page.path)

    def _write_in_map(self, heading: str, label: SheetColumn, keywords: SheetColumn | None) -> str:
        is_plain = len(self.values[label]) == 1 and label.language == self.page.language and not self.iri
        if not is_plain or set(self.values) - {label, keywords}:
            raise EditError(IS_MAP, "leave the other cells empty", Location(self.page.path))
        marked = mark_id(f"# {heading}", self.name, in_map=True) if self.name else f"# {heading}"
        return add_keywords(marked, self.values[keywords] if keywords else ())

    def _write_fields(self, column: SheetColumn, values: Values) -> Iterator[WrittenField]:
        spelled = tuple(self._spell(column, value) for value in values)
        groups = [(text,) for text in spelled] if column.kind == "note" else [spelled] if spelled else []
        title = self.spelling.title_of(column, self.page.language)
        yield from (WrittenField(title, group) for group in groups)

    def _list_attributes(self, label: SheetColumn) -> Iterator[str]:
        if self.name:
            yield f"#{self.name}"
        if self.iri:
            yield quote_attribute("iri", self.iri)
        if label.language != self.page.language:
            yield quote_attribute("lang", label.language or NONE)
