"""The outline of a page: its headings in order, each with what stands under it.

The only importer of the Markdown block parser.  Knows CommonMark and the place
of everything; knows no SKOS.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from headword.core.findings import Located, Location, Observation
from headword.markdown.callouts import Quote, read_callout
from headword.markdown.fields import ListItem, read_items, take_inline
from headword.markdown.filename import name_page, settle_name
from headword.markdown.headings import Attributes, HeadingText, read_heading
from headword.markdown.markup import hide_unseen
from headword.markdown.page import Page
from headword.markdown.profiles import PLAIN, SiteProfile
from headword.markdown.section import Section
from headword.markdown.shortcodes import OutlineRegion, find_outline
from headword.markdown.text import SPACE, SourceText, join_lines

_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_ONLY_SHORTCODES = re.compile(r"(?:\s*\{\{[<%](?:(?![>%]\}\}).)*[>%]\}\})+\s*")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading and what stands under it before the next.

    ``parent`` is the index of the heading above it in `Outline.headings`;
    ``place`` its ordinals from the top, the third heading under the first is
    ``(1, 3)``.  ``number`` is the number before the label where it says just
    that place.  ``name`` is the label without any such number, ``1.`` or
    ``1.1``, whatever it says: it stays as it is when headings move.
    ``lists`` are lists, each a tuple of its items.
    """

    level: int
    parent: int | None
    place: tuple[int, ...]
    label: Located
    keywords: tuple[Located, ...]
    number: Located | None
    name: str
    attributes: Attributes
    paragraphs: tuple[SourceText, ...]
    quotes: tuple[SourceText, ...]
    lists: tuple[tuple[ListItem, ...], ...]
    is_file_name: bool = False
    """Whether it is the name of the file, which stands above all headings and in no line."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's headings in the order they stand, and what was wrong while reading.

    ``main`` is the one that has the name of the file, where pages are named so.
    """

    page: Page
    headings: tuple[Heading, ...]
    observations: tuple[Observation, ...]
    main: Heading | None = None


def read_outline(page: Page, outline_shortcodes: tuple[str, ...], site: SiteProfile = PLAIN, name: str = "") -> Outline:
    """The outline of ``page``: what stands in its outline shortcodes, or the whole body without any.

    A page with a ``name`` has a heading that says it: what has no other above it stands under that.
    """
    region = find_outline(page.lines, page.body_start, page.path, outline_shortcodes)
    region = replace(region, lines=hide_unseen(region.lines, page.body_start, site))
    observations = [*page.observations, *region.observations]
    tokens = _block_parser().parse("\n".join(region.lines))
    named = name_page(name, page) if name and page.lines else None
    sections = list(_read_sections(tokens, region, page.path, site, named, observations))
    main = settle_name(sections, name, page) if named else None
    if region.in_map:
        observations.extend(_check_map(region, page.path))
    headings = tuple(_nest(sections, observations))
    # What the lines say is in the headings now: a large site would carry them along for nothing.
    said = replace(page, lines=())
    return Outline(said, headings, tuple(observations), None if main is None else headings[main])


@cache
def _block_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _read_sections(
    tokens: Sequence[Token],
    region: OutlineRegion,
    path: str,
    site: SiteProfile,
    section: Section | None,
    observations: list[Observation],
) -> Iterator[Section]:
    """The sections of a page, after the ``section`` that it begins with, if any."""
    has_atx = any(token.type == "heading_open" and token.markup.startswith("#") for token in tokens)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            raw = _heading_source(token, region.lines, path)
            if token.level:
                message = "this heading stands inside a list or quote, so it is not part of the outline"
                observations.append(Observation("heading-in-list", raw.whole(), message))
                continue
            if section is not None:
                yield section
            text = read_heading(raw, region.in_map)
            observations.extend(text.observations)
            section = Section(int(token.tag[1]), text, [], [], [])
            if token.markup == "-" and _is_accident(raw, has_atx):
                message = "the line `---` under this paragraph turns it into a heading"
                observations.append(Observation("accidental-setext", raw.whole(), message))
        elif section is not None and token.level == 0 and token.map is not None:
            _read_block(tokens, index, region.lines, path, site, section)
    if section is not None:
        yield section


def _is_accident(raw: SourceText, has_atx: bool) -> bool:
    """Whether a setext heading looks like prose: among ``#`` headings, over lines, or a whole sentence."""
    return has_atx or bool(raw.line_starts) or raw.text.rstrip().endswith((".", "!", "?", ":", "…", "。"))


def _heading_source(token: Token, lines: Sequence[str], path: str) -> SourceText:
    assert token.map is not None
    first, end = token.map
    if not token.markup.startswith("#"):
        return join_lines(((number + 1, lines[number]) for number in range(first, end - 1)), path)
    line = lines[first]
    opening = _ATX.match(line, max(line.find("#") - 3, 0)) or _ATX.search(line)
    start = opening.end() if opening else line.index("#")
    text = _CLOSING.sub("", line[start:].rstrip(SPACE)).rstrip(SPACE)
    if not text:
        marks = line.index("#")
        return SourceText("", path, first + 1, marks + 1)
    return SourceText(text, path, first + 1, start + 1)


def _read_block(
    tokens: Sequence[Token], index: int, lines: Sequence[str], path: str, site: SiteProfile, section: Section
) -> None:
    token = tokens[index]
    if token.type == "paragraph_open":
        assert token.map is not None
        items, others = take_inline([(number + 1, lines[number]) for number in range(*token.map)], path, site)
        if items:
            section.lists.append(items)
        text = join_lines(iter(others), path)
        if text.text and not _ONLY_SHORTCODES.fullmatch(text.text):
            section.paragraphs.append(text)
    elif token.type == "blockquote_open":
        text = _block_text(token, lines, path, ">")
        quote = read_callout(text) if site.callouts else Quote(text, is_quoted=True)
        if quote.is_quoted and quote.text.text:
            section.quotes.append(quote.text)
        elif quote.text.text:
            # A remark is a note, as an item of a plain list is.
            section.lists.append((ListItem(quote.text),))
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        section.lists.append(tuple(read_items(tokens, index, lines, path, site)))


def _block_text(token: Token, lines: Sequence[str], path: str, marker: str) -> SourceText:
    assert token.map is not None
    numbered = []
    for number in range(*token.map):
        line = lines[number]
        if marker:
            stripped = re.sub(r"^( {0,3}> ?)+", lambda match: " " * len(match.group()), line)
            line = stripped
        if line.strip():
            numbered.append((number + 1, line))
    return join_lines(iter(numbered), path)


def _check_map(region: OutlineRegion, path: str) -> Iterator[Observation]:
    for number, line in enumerate(region.lines, 1):
        if line.strip() and not _ATX.match(line):
            start = len(line) - len(line.lstrip())
            place = Location(path, number, start + 1, len(line.rstrip()) + 1)
            message = "only headings may stand inside a map shortcode: the map draws this line too"
            yield Observation("text-in-map", place, message)


def _nest(sections: Sequence[Section], observations: list[Observation]) -> Iterator[Heading]:
    """Give each section its parent and place, and decide which numbers are places."""
    above: list[int] = []
    children: dict[int | None, int] = {}
    headings: list[Heading] = []
    for index, section in enumerate(sections):
        while above and sections[above[-1]].level >= section.level:
            above.pop()
        parent = above[-1] if above else None
        if parent is not None and section.level > sections[parent].level + 1:
            message = f"a heading of level {section.level} stands under one of level {sections[parent].level}"
            observations.append(Observation("skipped-level", section.text.label.location, message))
        children[parent] = children.get(parent, 0) + 1
        place = (*(headings[parent].place if parent is not None else ()), children[parent])
        headings.append(_make_heading(section, parent, place))
        above.append(index)
    lone = _lone_numbers(headings, [section.text.bare for section in sections])
    observations.extend(_misnumbered(headings, sections))
    for index, heading in enumerate(headings):
        yield _without_number(heading, sections[index].text) if index in lone else heading


def _misnumbered(headings: Sequence[Heading], sections: Sequence[Section]) -> Iterator[Observation]:
    """Numbers that are not places, among siblings that are numbered: ``1967 Outer Space Treaty`` is none of them."""
    counted: dict[int | None, int] = {}
    for heading, section in zip(headings, sections, strict=True):
        is_counted = section.text.number is not None and not section.text.bare
        counted[heading.parent] = counted.get(heading.parent, 0) + is_counted
    for heading, section in zip(headings, sections, strict=True):
        number = section.text.number
        if number is not None and heading.number is None and not section.text.bare and counted[heading.parent] > 1:
            place = ".".join(map(str, heading.place[-len(number.text.split(".")) :]))
            message = f"the number {number.text} is not the place of this heading, which is {place}"
            yield Observation("numbering-gap", number.location, message, instead=place)


def _make_heading(section: Section, parent: int | None, place: tuple[int, ...]) -> Heading:
    text = section.text
    is_place = text.number is not None and _says_place(text.number.text, place)
    return Heading(
        level=section.level,
        parent=parent,
        place=place,
        label=text.unnumbered if is_place else text.label,
        keywords=text.keywords,
        number=text.number if is_place else None,
        name=text.label.text if text.number is None or text.bare else text.unnumbered.text,
        attributes=text.attributes,
        paragraphs=tuple(section.paragraphs),
        quotes=tuple(section.quotes),
        lists=tuple(section.lists),
        is_file_name=section.is_file_name,
    )


def _says_place(number: str, place: tuple[int, ...]) -> bool:
    ordinals = tuple(int(part) for part in number.rstrip(".)").split("."))
    return ordinals == place[-len(ordinals) :]


def _lone_numbers(headings: Sequence[Heading], bare: Sequence[bool]) -> set[int]:
    """Headings like ``5 Eyes``: a bare number that is the place by chance, since a sibling is not numbered."""
    unnumbered = {heading.parent for heading in headings if heading.number is None}
    return {
        index
        for index, heading in enumerate(headings)
        if heading.number is not None and bare[index] and heading.parent in unnumbered
    }


def _without_number(heading: Heading, text: HeadingText) -> Heading:
    return replace(heading, number=None, label=text.label)
