"""Changes of one page: each function yields ways to write a change, the plainest first; the compiler chooses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product, takewhile
from pathlib import Path

from headword.compiler.naming.plan import PagePlan, PlannedHeading
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.lsp.occurrences import find_declaration
from headword.lsp.project_state import CheckedProject
from headword.markdown.marking import add_keyword, mark_class, mark_id, spell_label
from headword.markdown.page import take_apart
from headword.markdown.shortcodes import OutlineRegion, find_outline

_MARKS = re.compile(r" {0,3}(#{1,6})(?=[ \t])")
_ITEM = re.compile(r" {0,3}[-*+][ \t]")
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
_LEVELS = 6

Lines = Sequence[str]


@dataclass(frozen=True)
class EditedPage:
    """A page with the place of a concept or scheme.

    Attributes:
        file: the file of the page.
        plan: its headings and their IRIs.
        lines: its lines, without endings.
        ending: the ending of its lines.
        mark: its byte order mark, if it has one.
        position: the heading of the concept, as an index of the plan; None for a scheme.
        region: the lines that are its outline.
    """

    file: Path
    plan: PagePlan
    lines: tuple[str, ...]
    ending: str
    mark: str
    position: int | None
    region: OutlineRegion

    @property
    def heading(self) -> PlannedHeading:
        """Return the heading of the concept."""
        assert self.position is not None
        return self.plan.headings[self.position]

    @property
    def line(self) -> int:
        """Return the line of that heading, from 0."""
        return self.heading.heading.label.location.line - 1

    @property
    def place(self) -> Location:
        """Return the place of that heading."""
        return self.heading.heading.label.location

    @cached_property
    def is_spaced(self) -> bool:
        """Return whether an empty line precedes headings."""
        starts = [one.heading.label.location.line - 1 for one in self.plan.headings if not one.heading.is_page_name]
        return not starts or any(start > 0 and not self.lines[start - 1].strip() for start in starts[1:] or starts)

    @cached_property
    def is_airy(self) -> bool:
        """Return whether an empty line follows headings."""
        texts = (one for one in self.plan.headings if one.heading.paragraphs and not one.heading.is_page_name)
        lines = [one.heading.label.location.line for one in texts]
        return any(line < len(self.lines) and not self.lines[line].strip() for line in lines)

    def encode(self, lines: Lines) -> bytes:
        """Return the page with other lines."""
        return (self.mark + self.ending.join(lines)).encode("utf-8", "surrogatepass")

    def find_end(self, position: int, *, below: bool) -> int:
        """Return the line after a heading's text, or after all that is ``below`` it, without empty lines at the end."""
        start, level = self._start(position), self.plan.headings[position].heading.level
        others = (one for one in self.plan.outline.headings if one.label.location.line - 1 > start)
        starts = (one.label.location.line - 1 for one in others if not below or one.level <= level)
        return self._strip(start, min(starts, default=len(self.lines)))

    def find_last(self) -> int:
        """Return the line after the outline."""
        return self._strip(-1, len(self.lines))

    def _start(self, position: int) -> int:
        return self.plan.headings[position].heading.label.location.line - 1

    def _strip(self, start: int, end: int) -> int:
        """Return the line after the last one with text of the outline."""
        used = (number for number in range(end - 1, start, -1) if self.region.lines[number].strip())
        return next(used, start) + 1


def open_page(checked: CheckedProject, iri: str) -> EditedPage:
    """Return the page of a concept or scheme.

    Raises:
        HeadwordError: no page describes it, or the page is not UTF-8 or has several kinds of line ends.
    """
    place = find_declaration(checked, iri)
    plan = checked.plan(place.path) if place is not None else None
    positions = {one.iri: number for number, one in enumerate(plan.headings)} if plan is not None else {}
    if place is None or plan is None or iri not in {*positions, plan.scheme}:
        raise HeadwordError(f"<{iri}> is not a heading or the scheme of a page", place, "change its file by hand")
    file = checked.project.root / place.path
    try:
        written = take_apart(file.read_bytes())
    except UnicodeDecodeError as error:
        raise HeadwordError("the page is not UTF-8", place) from error
    position = None if iri == plan.scheme else positions[iri]
    plain = written.plain
    endings = {ending for _, ending in written.lines if ending}
    if len(endings) > 1:
        raise HeadwordError("the page has several kinds of line ends", place, "use one kind, and propose again")
    region = find_outline(plain, plan.page.body_start, place.path, checked.project.config.outline_shortcodes)
    return EditedPage(file, plan, plain, min(endings, default="\n"), written.mark, position, region)


def require_heading(page: EditedPage) -> None:
    """Raise an error if the concept is not written as a heading with number signs.

    Raises:
        HeadwordError: it is the title of its page, the name of its file, an underlined heading or an item of a list.
    """
    is_named = page.position is None or page.heading.heading.is_page_name
    if is_named or not _MARKS.match(page.lines[page.line]):
        place = None if page.position is None else page.place
        raise HeadwordError("the concept is not a heading that begins with #", place, "change the page by hand")


def insert_concept(page: EditedPage, label: str, others: Sequence[str], definition: str) -> Iterator[bytes]:
    """Add a heading below a concept, or at the top of a scheme."""
    level = _find_level(page)
    end = page.find_last() if page.position is None else page.find_end(page.position, below=True)
    number = _number_next(page)
    for spelled, text in product(spell_label(label), _spell_definition(page, definition)):
        line = f"{'#' * level} {number}{spelled}"
        for other in others:
            line = add_keyword(line, other)
        yield page.encode(_insert(page, end, [line, *text]))


def _find_level(page: EditedPage) -> int:
    children = _children(page)
    if children:
        return children[0].heading.level
    level = page.heading.heading.level + 1 if page.position is not None else 1
    if level > _LEVELS:
        hint = "continue the outline on a page with `under` in its front matter"
        raise HeadwordError("Markdown has six levels of headings", page.place, hint)
    return level


def _children(page: EditedPage) -> list[PlannedHeading]:
    return [one for one in page.plan.headings if one.above == page.position and not one.heading.is_page_name]


def _number_next(page: EditedPage) -> str:
    """Return the number of a new heading, where all of its siblings have one."""
    siblings = _children(page)
    if not siblings or not all(one.heading.number for one in siblings):
        return ""
    last = siblings[-1].heading
    assert last.number is not None
    line = page.lines[last.label.location.line - 1]
    written = line[last.number.location.column - 1 : last.label.location.column - 1]
    return _LAST_NUMBER.sub(lambda found: str(int(found.group()) + 1), written)


def _spell_definition(page: EditedPage, definition: str) -> Iterator[list[str]]:
    if not definition:
        yield []
        return
    if page.region.in_map:
        raise HeadwordError("a map draws every line, so its concepts have no definitions", hint="leave it out")
    start = [""] if page.is_airy else []
    yield [*start, definition]
    yield [*start, f"- Definition: {definition}"]


def _insert(page: EditedPage, at: int, block: Lines, lines: Lines = ()) -> list[str]:
    """Return the page, or other ``lines`` that begin with the same ones, with a block."""
    whole = lines or page.lines
    before, after = whole[:at], whole[at:]
    is_apart = page.is_spaced and not page.region.in_map
    start = [""] if is_apart and before and before[-1].strip() else []
    # A page ends with a line feed, and what follows it is an empty line.
    end = [""] if not after or (is_apart and after[0].strip()) else []
    return [*before, *start, *block, *end, *after]


def add_label(page: EditedPage, field: str, language: str, label: str) -> Iterator[bytes]:
    """Add a label: an alternative one as a keyword of the heading where it can be, others as a field."""
    if field == "Alt" and not language:
        require_heading(page)
        lines = list(page.lines)
        lines[page.line] = add_keyword(lines[page.line], label)
        yield page.encode(lines)
    key = f"{field} ({language})" if language else field
    yield from _add_field(page, key, label.replace("\\", "\\\\").replace(";", "\\;"))


def _add_field(page: EditedPage, key: str, value: str) -> Iterator[bytes]:
    """Add a field to the list at the end of a heading's text, or in a list of its own."""
    require_heading(page)
    if page.region.in_map:
        raise HeadwordError("a map draws every line, so its concepts have no fields", page.place)
    assert page.position is not None
    end = page.find_end(page.position, below=False)
    field = f"- {key}: {value}"
    if _ITEM.match(page.lines[end - 1]):
        yield page.encode([*page.lines[:end], field, *page.lines[end:]])
    last = [] if end - 1 == page.line and not page.is_airy else [""]
    yield page.encode([*page.lines[:end], *last, field, *page.lines[end:]])


def define(page: EditedPage, definition: str, known: Location | None) -> Iterator[bytes]:
    """Write a definition, in place of the ``known`` one if there is one."""
    require_heading(page)
    if known is not None:
        yield from _replace_text(page, known, definition)
        return
    start = page.line + 1
    for block in _spell_definition(page, definition):
        rest = page.lines[start:]
        is_apart = bool(rest) and bool(rest[0].strip())
        yield page.encode([*page.lines[:start], *block, *([""] if is_apart else []), *rest])


def _replace_text(page: EditedPage, known: Location, text: str) -> Iterator[bytes]:
    """Write a text in place of the ``known`` one, which can continue on the lines below."""
    before, line, after = page.lines[: known.line - 1], page.lines[known.line - 1], page.lines[known.line :]
    written = line[: known.column - 1] + text
    yield page.encode([*before, written + line[known.end_column - 1 :], *after])
    for number, _ in enumerate(takewhile(str.strip, after), 1):
        yield page.encode([*before, written, *after[number:]])


def deprecate(page: EditedPage, replacement: str) -> Iterator[bytes]:
    """Mark a heading as deprecated; ``replacement`` is a link to the concept to use instead, or empty."""
    require_heading(page)
    lines = list(page.lines)
    lines[page.line] = mark_class(lines[page.line], "deprecated", page.region.in_map)
    if not replacement:
        yield page.encode(lines)
        return
    marked = EditedPage(page.file, page.plan, tuple(lines), page.ending, page.mark, page.position, page.region)
    yield from _add_field(marked, "Replaced by", replacement)


def move(page: EditedPage, target: EditedPage) -> Iterator[bytes]:
    """Move a heading, with all below it, below another one of its page, or to the top of its scheme."""
    require_heading(page)
    assert page.position is not None
    start, end = page.line, page.find_end(page.position, below=True)
    at = target.find_last() if target.position is None else target.find_end(target.position, below=True)
    if target.position is not None and start <= target.line < end:
        raise HeadwordError("a concept cannot move below itself", page.place, "name a concept outside of it")
    shift = _find_level(target) - page.heading.heading.level
    headings = {
        one.label.location.line - 1 for one in page.plan.outline.headings if start < one.label.location.line <= end
    }
    block = [_shift(line, shift) if number in headings else line
             for number, line in enumerate(page.lines[start:end], start)]  # fmt: skip
    for first in (block[0], mark_id(block[0], page.heading.name, page.region.in_map)):
        moved = [first, *block[1:]]
        if at <= start:
            rest = [*page.lines[:start], *_drop_blank(page.lines[:start], page.lines[end:])]
            yield page.encode(_insert(page, at, moved, rest))
        else:
            following = _insert(page, at, moved)
            yield page.encode([*following[:start], *_drop_blank(following[:start], following[end:])])


def _drop_blank(before: Lines, after: Lines) -> Lines:
    """Return what follows lines that were taken out, without an empty line that is left over."""
    return after[1:] if len(after) > 1 and not after[0].strip() and (not before or not before[-1].strip()) else after


def _shift(line: str, by: int) -> str:
    marks = _MARKS.match(line)
    if marks is None or not 1 <= len(marks[1]) + by <= _LEVELS:
        raise HeadwordError("a heading below it would be deeper than six levels, or is not written with #")
    return f"{line[: marks.start(1)]}{'#' * (len(marks[1]) + by)}{line[marks.end(1) :]}"
