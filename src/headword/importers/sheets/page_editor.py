"""Changes of cells as the smallest edits of pages: only the span of a value, or a line for a new one."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.compiler.meaning.dialect import FieldKey, list_keys
from headword.compiler.meaning.field_keys import Field
from headword.compiler.meaning.passages import read_passages
from headword.core.findings import Location
from headword.importers.headings import WrittenField, WrittenHeading, guard_number, quote_attribute, write_heading
from headword.importers.sheets.columns import DEPRECATED, STATUS, SheetColumn, full_predicate
from headword.importers.sheets.compare import CellChange
from headword.importers.sheets.line_edits import (
    LineChange,
    change_line,
    delete_lines,
    find_edit,
    find_in_source,
    insert_after,
    replace_span,
    write_links,
)
from headword.importers.sheets.rows import Values
from headword.importers.sheets.tables import PREF_LABEL
from headword.importers.spelling import is_paragraph, spell_iri, spell_label, spell_link, spell_note
from headword.lint.fixes import drop_value
from headword.markdown.marking import add_keyword, mark_id
from headword.markdown.outline import Heading, Outline
from headword.markdown.text import SourceText
from headword.project.config import Config
from headword.project.project import PAGE_SUFFIXES
from headword.rdf.graph import LocatedGraph, invert
from headword.rdf.languages import NONE
from headword.rdf.terms import OWL, SKOS, XSD, Literal, Term, Triple, is_iri

_KEYS = {full_predicate(key): key for key in list_keys()}
_CLASS = re.compile(r"\s*\.deprecated\b")
_EMPTY_BRACES = re.compile(r"\s*\{\s*\}[ \t]*$")
_ITEM = re.compile(r"(?P<mark>\s*(?:[-*+]|\d+[.)])\s+)")
_MATCHED = re.compile(r" {0,3}#{1,6}[ \t]")
_ESCAPED_BY_KEYWORDS = re.compile(r"(?<!\\)[,\"]")
"""Signs that have a meaning among keywords, in addition to those in labels."""
_MARKUP = re.compile(r"[\\`*_\[\]<>&#{}~|!=^$]")
_TRUE = Literal("true", "", XSD + "boolean")


class EditError(Exception):
    """A change cannot be written into a page; ``line`` is the place in it."""

    def __init__(self, message: str, hint: str = "", line: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line


class ConceptSection(NamedTuple):
    """The section of a concept on a page in one language: the outline, the heading, and the lines of the page."""

    outline: Outline
    heading: Heading
    lines: Sequence[str]
    language: str


class LinkNames(NamedTuple):
    """The page and the id of each concept, and its label, for links to it."""

    pages: Mapping[str, str]
    ids: Mapping[str, str]
    labels: Mapping[str, str]


class NewSection(NamedTuple):
    """The section of a new concept: the values by column, and the id and the IRI of its heading, which may be empty."""

    values: Mapping[SheetColumn, Values]
    name: str
    iri: str


@dataclass(frozen=True, slots=True)
class PageEditor:
    """Writes changes of cells into pages.

    Args:
        facts: the compiled pages, with the place of each value.
        config: the config of the project.
        names: the concepts for links.
        find_outline: returns the outline of the page with a path.
    """

    facts: LocatedGraph
    config: Config
    names: LinkNames
    find_outline: Callable[[str], Outline | None]

    def edit(self, change: CellChange, sections: Sequence[ConceptSection]) -> Iterator[tuple[str, LineChange]]:
        """Yield the edits for a changed cell, each with the path of its page.

        ``sections`` are those of the concept, that of the original first.

        Raises:
            EditError: headword cannot write the change.
        """
        removed = [value for value in change.old if value not in change.new]
        added = [value for value in change.new if value not in change.old]
        if change.column.predicate == PREF_LABEL and not change.new and removed:
            self._refuse_empty_label(change, sections)
        column = change.column
        places = {old: self._find_places(change.iri, column, old) for old in removed}
        # A relation that is stated at its other end is removed there, and written here.
        kept = [old for old in removed if len(places[old]) == 1 and _is_own(places[old][0], sections)]
        pairs = list(zip(kept, added, strict=False))
        for old, new in pairs:
            yield self._replace(column, places[old][0], old, new, sections)
        replaced = {old for old, _ in pairs}
        for old in removed:
            for place in places[old] if old not in replaced else ():
                yield self._remove(column, place, sections)
        if added[len(pairs) :]:
            yield self._add(column, added[len(pairs) :], sections)

    def _refuse_empty_label(self, change: CellChange, sections: Sequence[ConceptSection]) -> None:
        places = [place for old in change.old for place in self._find_places(change.iri, change.column, old)]
        heading = sections[0].heading.label.location
        if any(place == heading for place in places):
            raise EditError("a concept needs a label", "restore the label, or retire the concept", heading)

    def _find_places(self, iri: str, column: SheetColumn, value: str) -> list[Location]:
        """The places where a value is stated; a relation may be stated at its other end."""
        triple = _to_triple(iri, column, value)
        triples = [triple] if not column.is_reference or is_iri(value) else [(iri, column.predicate, Literal(value))]
        other = invert(triple) if column.is_reference else None
        found = {place for one in (*triples, *([other] if other else [])) if (place := self.facts.get(one)) is not None}
        if not found and column.is_reference:
            place = self.facts.get((iri, column.predicate, Literal(value)))
            found = {place} if place is not None else set()
        if not found:
            raise EditError(f"the place of {value!r} in the pages is not known", "edit the page")
        return sorted(found)

    def _find_section(self, place: Location, sections: Sequence[ConceptSection]) -> ConceptSection | None:
        return next((one for one in sections if one.outline.page.path == place.path), None)

    def _check_place(self, place: Location, sections: Sequence[ConceptSection]) -> ConceptSection:
        section = self._find_section(place, sections)
        if section is None:
            hint = "edit it there, and restore the cell"
            raise EditError("the value is stated in another file", hint, place)
        if place.line <= section.outline.page.body_start:
            raise EditError(
                "the value is in the front matter of the page", "edit it there, and restore the cell", place
            )
        return section

    def _replace(
        self, column: SheetColumn, place: Location, old: str, new: str, sections: Sequence[ConceptSection]
    ) -> tuple[str, LineChange]:
        section = self._check_place(place, sections)
        if column.kind == "note":
            return place.path, self._replace_note(section, place, old, new)
        number = place.line - 1
        in_heading = _is_heading_line(section, number)
        spelled = self._spell(column, new, section)
        if in_heading and place == section.heading.label.location:
            spelled = guard_number(spelled, section.heading.place)
        elif in_heading and column.kind == "label":
            spelled = _ESCAPED_BY_KEYWORDS.sub(r"\\\g<0>", spelled)
        if section.outline.in_map and "#" in new:
            raise EditError("a map cuts a label at '#'", "leave the sign out", place)
        return place.path, replace_span((number, place.column - 1), (number, place.end_column - 1), spelled)

    def _replace_note(self, section: ConceptSection, place: Location, old: str, wanted: str) -> LineChange:
        text = _find_text(section.heading, place)
        if text is None:
            hint = "edit the page, and restore the cell"
            raise EditError("the note is written in several parts, which a cell cannot change", hint, place)
        start, end = _span_of(text)
        written = _cut_source(section.lines, start, end)
        if text in read_passages(section.heading).paragraphs and is_paragraph(old) and not is_paragraph(wanted):
            begin = wanted.split(maxsplit=1)[0][:20]
            hint = "begin with a word; or edit the page, with 'Definition:' before the text"
            raise EditError(f"a paragraph that begins with {begin!r} would not be a definition", hint, place)
        before, middle, instead, after = write_links(find_edit(old, wanted), written)
        span = find_in_source(written, before, middle, after) if "\n" not in middle + instead else None
        if span is not None:
            return replace_span(_advance(written, start, span[0]), _advance(written, start, span[1]), instead)
        if "<!--" in written:
            raise EditError("the note has a comment inside, which would be lost", "edit the page", place)
        spelled = spell_note(wanted)
        if spelled is None:
            raise EditError("headword cannot write this text as one note", "use one paragraph without Markdown blocks")
        prefix = re.match(r"[\s>]*", section.lines[start[0]][: start[1]])
        is_item = bool(_ITEM.match(section.lines[start[0]][: start[1]]))
        indent = "  " if is_item else prefix.group() if prefix else ""
        return replace_span(start, end, spelled.replace("\n", f"\n{indent}"))

    def _remove(
        self, column: SheetColumn, place: Location, sections: Sequence[ConceptSection]
    ) -> tuple[str, LineChange]:
        section = self._check_place(place, sections) if _is_own(place, sections) else None
        if section is None:
            outline = self.find_outline(place.path)
            if outline is None or place.line <= outline.page.body_start:
                raise EditError("the value is stated in another file", "edit it there, and restore the cell", place)
        number = place.line - 1
        if section and column.kind == STATUS and place == section.heading.label.location:
            last = _last_heading_line(section)
            return place.path, change_line(last, 0, _drop_class)
        if section and column.kind == "note":
            text = _find_text(section.heading, place)
            if text is None:
                raise EditError("the note is written in several parts, which a cell cannot delete", "", place)
            start, end = _span_of(text)
            return place.path, delete_lines(start[0], _with_blank(section.lines, start[0], end[0]))
        if section and column.kind == "label" and place == section.heading.label.location:
            message = f"the label is a heading of {place.path}, so it cannot be removed alone"
            raise EditError(message, "restore the cell, or delete the section in the page", place)
        span = (place.column - 1, place.end_column - 1)

        def drop(line: str) -> str | None:
            edit = drop_value(number, *span, line)
            if edit is None:
                raise EditError("headword cannot remove this value", "edit the page, and restore the cell", place)
            return None if edit.text is None else line[: edit.start] + edit.text + line[edit.end :]

        return place.path, change_line(number, span[0], drop)

    def _add(
        self, column: SheetColumn, values: Sequence[str], sections: Sequence[ConceptSection]
    ) -> tuple[str, LineChange]:
        section = next((one for one in sections[1:] if one.language == column.language), sections[0])
        path = section.outline.page.path
        if section.heading.is_page_name and not section.outline.headings[1:]:
            hint = "write it in the page"
            raise EditError("the concept is the page as a whole", hint, Location(path))
        has_markup = any(map(_MARKUP.search, values)) and not section.outline.in_map
        if self._takes_keyword(column, section) and not has_markup:
            line = _last_heading_line(section)
            return path, change_line(line, len(section.lines[line]), lambda text: _add_keywords(text, values))
        if section.outline.in_map:
            message = "the page draws a map, in which only headings with keywords can be"
            raise EditError(message, "use the alternative labels in the language of the page", Location(path))
        key = self.key_of(column)
        spelled = [self._spell(column, value, section) for value in values]
        fields = [one for one in read_passages(section.heading).fields if _is_in(one, section)]
        same = [one for one in fields if self._is_same(one, column, section)]
        if same and key.value != "note" and _is_plain_line(same[-1], section):
            number = same[-1].item.text.last_line - 1
            return path, change_line(number, len(section.lines[number]), lambda line: _append(line, spelled))
        title = self.title_of(column, section)
        if (
            column.predicate == SKOS + "definition"
            and title == key.name
            and is_paragraph(spelled[0])
            and not _has_prose(section)
        ):
            return path, insert_after(_last_heading_line(section, underline=True), ["", *spelled[0].split("\n")])
        lines = [
            f"- {title}: {text}".replace("\n", "\n  ")
            for text in (spelled if key.value == "note" else ["; ".join(spelled)])
        ]
        flat = [line for text in lines for line in text.split("\n")]
        if fields and _is_plain_line(fields[-1], section):
            mark = _ITEM.match(section.lines[fields[-1].item.text.line - 1])
            bullet = mark["mark"] if mark else ""
            marked = [
                bullet + line.removeprefix("- ") if line.startswith("- ") else " " * len(bullet) + line.lstrip()
                for line in flat
            ]
            return path, insert_after(max(one.item.text.last_line for one in fields[-1:]) - 1, marked)
        after = _last_text_line(section)
        follows = section.lines[after + 1] if after + 1 < len(section.lines) else ""
        return path, insert_after(after, ["", *flat, *([""] if follows.strip() else [])])

    def write_new(self, new: NewSection, page: Outline, language: str) -> list[str]:
        """Return the lines of the section of a new concept, with a heading of the first level.

        Raises:
            EditError: headword cannot write a value.
        """
        section = ConceptSection(page, page.headings[0], (), language)
        labels = [(column, values) for column, values in new.values.items() if column.predicate == PREF_LABEL]
        column, values = next((one for one in labels if one[0].language == language), labels[0])
        heading = guard_number(self._spell(column, values[0], section), (0,))
        alt = next((one for one in new.values if self._is_keyword(one, language) and page.in_map), None)
        if page.in_map:
            words = new.values[alt] if alt else ()
            if set(new.values) - {column, alt} or len(values) > 1 or column.language != language or new.iri:
                message = "the page draws a map, in which only headings with keywords can be"
                raise EditError(message, "leave the other cells empty", Location(page.page.path))
            marked = mark_id(f"# {heading}", new.name, in_map=True) if new.name else f"# {heading}"
            return [_add_keywords(marked, words)]
        attributes = [*([f"#{new.name}"] if new.name else []), *([quote_attribute("iri", new.iri)] if new.iri else [])]
        if column.language != language:
            attributes.append(quote_attribute("lang", column.language or NONE))
        definition = next(
            (one for one in new.values if one.predicate == SKOS + "definition" and one.language == language), None
        )
        paragraph = self._spell(definition, new.values[definition][0], section) if definition else ""
        fields = []
        for one, said in new.values.items():
            rest = said[1:] if one in (column, definition) else said
            spelled = tuple(self._spell(one, value, section) for value in rest)
            title = self.title_of(one, section)
            fields += (
                [WrittenField(title, (text,)) for text in spelled]
                if one.kind == "note"
                else [WrittenField(title, spelled)]
                if spelled
                else []
            )
        written = WrittenHeading(1, heading, tuple(attributes), paragraph, tuple(fields))
        return [line for text in list(write_heading(written, (0,)))[1:] for line in text.split("\n")] + [""]

    def _is_keyword(self, column: SheetColumn, language: str) -> bool:
        kinds = {"altLabel": SKOS + "altLabel", "hiddenLabel": SKOS + "hiddenLabel"}
        return kinds.get(self.config.keywords) == column.predicate and column.language == language

    def key_of(self, column: SheetColumn) -> FieldKey:
        """Return the key of the dialect for a column."""
        return _KEYS[SKOS + DEPRECATED if column.kind == STATUS else column.predicate]

    def title_of(self, column: SheetColumn, section: ConceptSection) -> str:
        """Return the key of a field as it is written, with the language if it is not that of the page."""
        name = self.key_of(column).name
        has_language = column.kind in ("label", "note") and column.language != section.language
        return f"{name} ({column.language or NONE})" if has_language else name

    def _takes_keyword(self, column: SheetColumn, section: ConceptSection) -> bool:
        heading = section.heading
        is_kind = self._is_keyword(column, section.language)
        is_line = bool(_MATCHED.match(section.lines[heading.label.location.line - 1])) and not heading.is_page_name
        return is_kind and is_line and (section.outline.in_map or bool(heading.keywords))

    def _is_same(self, one: Field, column: SheetColumn, section: ConceptSection) -> bool:
        if full_predicate(one.key) != column.predicate:
            return False
        written = one.item.language.text if one.item.language is not None else None
        language = "" if written == NONE else written or section.language
        return column.kind not in ("label", "note") or language == column.language

    def _spell(self, column: SheetColumn, value: str, section: ConceptSection) -> str:
        """A value as Markdown."""
        if column.kind == STATUS:
            return "yes"
        if column.is_reference:
            spelled = self._spell_reference(value, section)
        elif column.kind == "note":
            spelled = spell_note(value)
        else:
            spelled = spell_label(value)
        if spelled is None:
            hint = "a label is one line; a note is one paragraph"
            raise EditError(f"headword cannot write {value!r} in Markdown", hint)
        return spelled

    def _spell_reference(self, value: str, section: ConceptSection) -> str | None:
        page = self.names.pages.get(value)
        if page is None:
            return spell_iri(value) if is_iri(value) else spell_label(value)
        here = section.outline.page.path
        file = "" if page == here else posixpath.relpath(page, posixpath.dirname(here))
        return spell_link(self.names.labels.get(value, value), f"{file}#{self.names.ids[value]}")


def _to_triple(iri: str, column: SheetColumn, value: str) -> Triple:
    if column.kind == STATUS:
        return (iri, OWL + DEPRECATED, _TRUE)
    term: Term = value if column.is_reference else Literal(value, column.language)
    return (iri, column.predicate, term)


def to_triples(iri: str, column: SheetColumn, values: Sequence[str]) -> set[Triple]:
    """Return the triples of the values of a cell."""
    found = set()
    for value in values:
        is_text = column.kind == "link" and not is_iri(value)
        found.add((iri, column.predicate, Literal(value)) if is_text else _to_triple(iri, column, value))
    return found


def _is_own(place: Location, sections: Sequence[ConceptSection]) -> bool:
    """Whether a place is in the section of the concept in any language."""
    for one in sections:
        if one.outline.page.path != place.path:
            continue
        start = one.heading.label.location.line
        starts = (other.label.location.line for other in one.outline.headings)
        end = min((line for line in starts if line > start), default=len(one.lines) + 1)
        return start <= place.line < end or one.heading.is_page_name or place.line <= one.outline.page.body_start
    return not place.path.lower().endswith(PAGE_SUFFIXES)


def _is_heading_line(section: ConceptSection, number: int) -> bool:
    return number == section.heading.label.location.line - 1


def _last_heading_line(section: ConceptSection, *, underline: bool = False) -> int:
    """The line of the heading that its attributes are on; with its underline if it has one."""
    first = section.heading.label.location.line - 1
    if _MATCHED.match(section.lines[first]):
        return first
    following = range(first + 1, min(first + 20, len(section.lines)))
    end = next(
        (number for number in following if re.fullmatch(r" {0,3}(?:=+|-+)\s*", section.lines[number])), first + 1
    )
    return end if underline else end - 1


def _add_keywords(line: str, words: Sequence[str]) -> str:
    for word in words:
        line = add_keyword(line, word)
    return line


def _append(line: str, spelled: Sequence[str]) -> str:
    text = line.rstrip()
    return f"{text}{'' if text.endswith(';') else ';'} {'; '.join(spelled)}"


def _drop_class(line: str) -> str:
    return _EMPTY_BRACES.sub("", _CLASS.sub("", line, count=1))


def _is_in(one: Field, section: ConceptSection) -> bool:
    return one.item.text.line > section.outline.page.body_start


def _is_plain_line(one: Field, section: ConceptSection) -> bool:
    """Whether a field ends with its line, and is not in a table."""
    last = section.lines[one.item.text.last_line - 1]
    first = section.lines[one.item.text.line - 1]
    return not first.lstrip().startswith("|") and not last.rstrip().endswith("\\") and "<!--" not in last


def _has_prose(section: ConceptSection) -> bool:
    return bool(read_passages(section.heading).paragraphs)


def _list_texts(heading: Heading) -> Iterator[SourceText]:
    passages = read_passages(heading)
    yield from (*passages.paragraphs, *passages.quotes, *passages.notes)
    for one in passages.fields:
        yield from one.item.texts()


def _find_text(heading: Heading, place: Location) -> SourceText | None:
    """The text of a heading, or of a section below it, that is at a place."""
    texts = (text for one in (heading, *heading.sections) for text in _list_texts(one))
    return next((text for text in texts if text.whole() == place), None)


def _span_of(text: SourceText) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first place of a text and the place after it, as lines and columns from 0."""
    start = (text.line - 1, text.column - 1)
    if not text.runs:
        return start, (text.line - 1, text.column - 1 + len(text.text))
    last = text.runs[-1]
    return start, (last.line - 1, last.end - 1)


def _cut_source(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    if start[0] == end[0]:
        return lines[start[0]][start[1] : end[1]]
    return "\n".join([lines[start[0]][start[1] :], *lines[start[0] + 1 : end[0]], lines[end[0]][: end[1]]])


def _advance(written: str, start: tuple[int, int], offset: int) -> tuple[int, int]:
    """The place of an offset in a text that begins at ``start``."""
    lines = written.count("\n", 0, offset)
    column = offset - (written.rfind("\n", 0, offset) + 1)
    return (start[0] + lines, column + (start[1] if not lines else 0))


def _with_blank(lines: Sequence[str], first: int, last: int) -> int:
    """The last line to delete: with the blank line after it if there is one before it too."""
    before = first == 0 or not lines[first - 1].strip()
    after = last + 1 < len(lines) and not lines[last + 1].strip()
    return last + 1 if before and after else last


def _last_text_line(section: ConceptSection) -> int:
    """The last line of the text below a heading, else of the heading."""
    heading = section.heading
    texts = [*heading.paragraphs, *heading.quotes, *(item.text for items in heading.lists for item in items)]
    last = max((text.last_line - 1 for text in texts), default=-1)
    return max(last, _last_heading_line(section, underline=True))
