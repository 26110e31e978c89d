"""Changes of values as the smallest edits of pages: only the span of a value, or a line for a new one."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from headword.compiler.meaning.field_keys import Field
from headword.compiler.meaning.passages import read_passages
from headword.core.findings import Location
from headword.importers.edits.columns import DEPRECATED, PREF_LABEL, STATUS, SheetColumn, full_predicate
from headword.importers.edits.editions import ConceptSection
from headword.importers.edits.line_edits import LineChange, change_line, insert_after, replace_span
from headword.importers.edits.note_edits import delete_note, replace_note
from headword.importers.edits.problems import EditError
from headword.importers.edits.request import CellChange
from headword.importers.edits.section_lines import (
    insert_below,
    is_in_body,
    is_matched,
    is_own,
    is_plain_line,
    last_heading_line,
    last_text_line,
)
from headword.importers.edits.value_spelling import (
    IS_MAP,
    ValueSpelling,
    add_keywords,
    is_plain_keyword,
    to_triple,
)
from headword.importers.headings import guard_number
from headword.importers.spelling import is_paragraph
from headword.lint.fixes import drop_value, spell_value
from headword.markdown.marking import mark_class
from headword.markdown.outline import Outline
from headword.rdf.graph import LocatedGraph, invert
from headword.rdf.languages import NONE
from headword.rdf.terms import RDF_TYPE, SKOS, Literal, is_iri

_CLASS = re.compile(r"\s*\.deprecated\b")
_EMPTY_BRACES = re.compile(r"\s*\{\s*\}[ \t]*$")
_ITEM = re.compile(r"(?P<mark>\s*(?:[-*+]|\d+[.)])\s+)")
_ESCAPED_BY_KEYWORDS = re.compile(r"(?<!\\)[,\"]")
"""Signs that have a meaning among keywords, in addition to those in labels."""


@dataclass(frozen=True, slots=True)
class PageEditor:
    """Writes changes of values into pages.

    Args:
        facts: the compiled pages, with the place of each value.
        spelling: the way values are written.
        find_outline: returns the outline of the page with a path.
    """

    facts: LocatedGraph
    spelling: ValueSpelling
    find_outline: Callable[[str], Outline | None]

    def edit(self, change: CellChange, sections: Sequence[ConceptSection]) -> Iterator[tuple[str, LineChange]]:
        """Yield the edits for a change, each with the path of its page.

        ``sections`` are those of the concept, that of the original first.

        Raises:
            EditError: headword cannot write the change.
        """
        column = change.column
        removed = [value for value in change.old if value not in change.new]
        added = [value for value in change.new if value not in change.old]
        self._require_label(change, sections)
        if self._has_order(change) and change.old and change.new:
            yield self._write_members(change, sections)
            return
        places = {old: self._find_places(change.iri, column, old) for old in removed}
        # A relation that is stated at its other end is removed there, and written here.
        kept = [old for old in removed if len(places[old]) == 1 and is_own(places[old][0], sections)]
        pairs = list(zip(kept, added, strict=False))
        for old, new in pairs:
            yield self._replace(column, places[old][0], old, new, sections)
        replaced = {old for old, _ in pairs}
        for old in removed:
            for place in places[old] if old not in replaced else ():
                yield self._remove(column, place, sections)
        if added[len(pairs) :]:
            yield self._add(column, added[len(pairs) :], sections)

    def _require_label(self, change: CellChange, sections: Sequence[ConceptSection]) -> None:
        if change.column.predicate != PREF_LABEL or change.new:
            return
        places = [place for old in change.old for place in self._find_places(change.iri, change.column, old)]
        heading = sections[0].heading.label.location
        if heading in places:
            raise EditError("a concept needs a label", "restore the label, or retire the concept", heading)

    def _has_order(self, change: CellChange) -> bool:
        is_ordered = (change.iri, RDF_TYPE, SKOS + "OrderedCollection") in self.facts
        return is_ordered and change.column.predicate == SKOS + "member"

    def _write_members(self, change: CellChange, sections: Sequence[ConceptSection]) -> tuple[str, LineChange]:
        """Return the edit of the values of a field whose order has a meaning."""
        found = {old: self._find_places(change.iri, change.column, old)[0] for old in change.old}
        first, last = min(found.values()), max(found.values())
        if {one.line for one in found.values()} != {first.line} or not is_own(first, sections):
            raise EditError("the members are written in several places", "edit the page, and restore the cell", first)
        section = _check_place(first, sections)
        line = section.lines[first.line - 1]
        written = {old: line[place.column - 1 : place.end_column - 1] for old, place in found.items()}
        texts = [written.get(new) or self.spelling.spell(change.column, new, first.path) for new in change.new]
        number = first.line - 1
        return first.path, replace_span((number, first.column - 1), (number, last.end_column - 1), "; ".join(texts))

    def _find_places(self, iri: str, column: SheetColumn, value: str) -> list[Location]:
        """Return the places where a value is stated; a relation may be stated at its other end."""
        triple = to_triple(iri, column, value)
        triples = [triple] if not column.is_reference or is_iri(value) else [(iri, column.predicate, Literal(value))]
        other = invert(triple) if column.is_reference else None
        found = {place for one in (*triples, *([other] if other else [])) if (place := self.facts.get(one)) is not None}
        if not found and column.is_reference:
            place = self.facts.get((iri, column.predicate, Literal(value)))
            found = {place} if place is not None else set()
        if not found:
            raise EditError(f"the place of {value!r} in the pages is not known", "edit the page")
        return sorted(found)

    def _replace(
        self, column: SheetColumn, place: Location, old: str, new: str, sections: Sequence[ConceptSection]
    ) -> tuple[str, LineChange]:
        section = _check_place(place, sections)
        number = place.line - 1
        if section.heading.is_file_name and place == section.heading.label.location and column.kind == "label":
            raise EditError("the label is the name of the file", "rename the file, and restore the cell", place)
        if _is_above_body(place, section):
            text = _spell_in_front_matter(section, place, new)
        elif column.kind == "note":
            return place.path, replace_note(section, place, old, new)
        else:
            text = self._spell_in_place(column, place, new, section)
        return place.path, replace_span((number, place.column - 1), (number, place.end_column - 1), text)

    def _spell_in_place(self, column: SheetColumn, place: Location, new: str, section: ConceptSection) -> str:
        """Return a value as it is written in the place of another one."""
        if section.outline.in_map and "#" in new:
            raise EditError("a map cuts a label at '#'", "leave the sign out", place)
        spelled = self.spelling.spell(column, new, place.path)
        if place.line != section.heading.label.location.line:
            return spelled
        if place == section.heading.label.location:
            return guard_number(spelled, section.heading.place)
        return _ESCAPED_BY_KEYWORDS.sub(r"\\\g<0>", spelled) if column.kind == "label" else spelled

    def _remove(
        self, column: SheetColumn, place: Location, sections: Sequence[ConceptSection]
    ) -> tuple[str, LineChange]:
        section = _check_place(place, sections) if is_own(place, sections) else None
        if section is None:
            self._require_page(place)
        elif place == section.heading.label.location:
            if column.kind == STATUS:
                return place.path, change_line(last_heading_line(section), 0, _drop_class)
            if column.kind == "label":
                message = f"the label is a heading of {place.path}, so it cannot be removed alone"
                raise EditError(message, "restore the cell, or delete the section in the page", place)
        elif column.kind == "note" and not _is_above_body(place, section):
            return place.path, delete_note(section, place)
        return place.path, _drop_span(place)

    def _require_page(self, place: Location) -> None:
        outline = self.find_outline(place.path)
        if outline is None or place.line <= outline.page.body_start:
            raise EditError("the value is stated in another file", "edit it there, and restore the cell", place)

    def _add(
        self, column: SheetColumn, values: Sequence[str], sections: Sequence[ConceptSection]
    ) -> tuple[str, LineChange]:
        section = next((one for one in sections[1:] if one.language == column.language), sections[0])
        path, in_map = section.outline.page.path, section.outline.in_map
        if column.kind == STATUS and is_matched(section):
            return path, change_line(last_heading_line(section), 0, lambda line: mark_class(line, DEPRECATED, in_map))
        fields = [one for one in read_passages(section.heading).fields if is_in_body(one, section)]
        same = [one for one in fields if self._is_same(one, column, section)]
        if self._takes_keyword(column, section, is_free=not same) and (in_map or all(map(is_plain_keyword, values))):
            line = last_heading_line(section)
            return path, change_line(line, len(section.lines[line]), lambda text: add_keywords(text, values))
        if in_map:
            raise EditError(IS_MAP, "use the alternative labels in the language of the page", Location(path))
        spelled = [self.spelling.spell(column, value, path) for value in values]
        if same and column.kind != "note" and is_plain_line(same[-1], section):
            number = same[-1].item.text.last_line - 1
            return path, change_line(number, len(section.lines[number]), lambda line: _append(line, spelled))
        is_first = column.predicate == SKOS + "definition" and not read_passages(section.heading).paragraphs
        if is_first and column.language == section.language and is_paragraph(spelled[0]):
            return path, insert_below(section, spelled[0].split("\n"), last_heading_line(section, underline=True))
        return path, self._add_fields(column, spelled, section, fields)

    def _add_fields(
        self, column: SheetColumn, spelled: Sequence[str], section: ConceptSection, fields: Sequence[Field]
    ) -> LineChange:
        """Return the edit that adds a field to the list that a section has, or in a list of its own."""
        title = self.spelling.title_of(column, section.language)
        values = spelled if column.kind == "note" else ["; ".join(spelled)]
        if not fields or not is_plain_line(fields[-1], section):
            lines = [line for text in values for line in f"- {title}: {text}".replace("\n", "\n  ").split("\n")]
            return insert_below(section, lines, last_text_line(section))
        mark = _ITEM.match(section.lines[fields[-1].item.text.line - 1])
        bullet = mark["mark"] if mark else ""
        indent = "\n" + " " * len(bullet)
        lines = [line for text in values for line in f"{bullet}{title}: {text}".replace("\n", indent).split("\n")]
        return insert_after(fields[-1].item.text.last_line - 1, lines)

    def _takes_keyword(self, column: SheetColumn, section: ConceptSection, *, is_free: bool) -> bool:
        is_line = self.spelling.is_keyword(column, section.language) and is_matched(section)
        return is_line and (section.outline.in_map or is_free or bool(section.heading.keywords))

    def _is_same(self, one: Field, column: SheetColumn, section: ConceptSection) -> bool:
        if full_predicate(one.key) != column.predicate:
            return False
        written = one.item.language.text if one.item.language is not None else None
        language = "" if written == NONE else written or section.language
        return column.kind not in ("label", "note") or language == column.language


def _check_place(place: Location, sections: Sequence[ConceptSection]) -> ConceptSection:
    section = next((one for one in sections if one.outline.page.path == place.path), None)
    if section is None:
        raise EditError("the value is stated in another file", "edit it there, and restore the cell", place)
    return section


def _is_above_body(place: Location, section: ConceptSection) -> bool:
    return place.line <= section.outline.page.body_start


def _spell_in_front_matter(section: ConceptSection, place: Location, new: str) -> str:
    line, span = section.lines[place.line - 1], (place.column - 1, place.end_column - 1)
    spelled = spell_value(line[span[0] : span[1]], line, span, new, section.lines[0])
    if spelled is None:
        message = "headword cannot write this value into the front matter of the page"
        raise EditError(message, "edit it there, and restore the cell", place)
    return spelled


def _drop_span(place: Location) -> LineChange:
    """Return the edit that removes a value from its line, or the line if nothing is left."""
    number, start, end = place.line - 1, place.column - 1, place.end_column - 1

    def drop(line: str) -> str | None:
        if not line[end:].strip() and _ITEM.fullmatch(line[:start]):
            return None
        if line[:start].rstrip().endswith("[") and line[end:].lstrip().startswith("]"):
            return line[:start] + line[end:]
        edit = drop_value(number, start, end, line)
        if edit is None:
            raise EditError("headword cannot remove this value", "edit the page, and restore the cell", place)
        return None if edit.text is None else line[: edit.start] + edit.text + line[edit.end :]

    return change_line(number, start, drop)


def _append(line: str, spelled: Sequence[str]) -> str:
    text = line.rstrip()
    return f"{text}{'' if text.endswith(';') else ';'} {'; '.join(spelled)}"


def _drop_class(line: str) -> str:
    return _EMPTY_BRACES.sub("", _CLASS.sub("", line, count=1))
