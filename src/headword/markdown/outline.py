"""The outline of a page: its headings in order, each with what stands under it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from markdown_it.token import Token

from headword.core.findings import Located, Location, Observation, Observed
from headword.core.slugs import slugify
from headword.markdown.blocks import read_block, read_contents
from headword.markdown.callouts import Quote, is_quoting, read_callout
from headword.markdown.containers import read_opener, settle_containers
from headword.markdown.fields import ListItem, read_items, take_inline
from headword.markdown.filename import name_page, settle_name
from headword.markdown.headings import Attributes, HeadingText, read_heading
from headword.markdown.html_anchors import Anchor, find_anchors, find_unread_html
from headword.markdown.inline import has_words
from headword.markdown.list_outline import LISTS, read_list
from headword.markdown.markup import hide_unseen
from headword.markdown.page import Page
from headword.markdown.page_form import PageForm
from headword.markdown.profiles import PLAIN, SiteProfile
from headword.markdown.references import Definitions, check_references, find_repeated, read_link_definitions
from headword.markdown.reshape import reshape
from headword.markdown.section import Section
from headword.markdown.shortcodes import OutlineRegion, find_outline
from headword.markdown.syntax import block_parser
from headword.markdown.template_tags import hide_tags
from headword.markdown.text import HIDDEN, SPACE, SourceText, concatenate, join_lines

_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_CLOSING_BEFORE_ATTRIBUTES = re.compile(r"(?<=[ \t])#+(?=[ \t]+\{:?[ \t]*[#.][^{}]*\}[ \t]*$)")
"""As kramdown, PHP Markdown Extra and Pandoc close a heading: ``## Label ## {#id}``."""
_KEPT = frozenset({"table_open", "dl_open", "math_block", "math_block_label"})
"""Blocks that are kept as they stand."""
_TEXTS = _KEPT | {"paragraph_open", "blockquote_open", "bullet_list_open", "ordered_list_open"}
_DEFINITION = re.compile(r" {0,3}:[ \t]+\S")
_ONLY_SHORTCODES = re.compile(r"(?:\s*\{\{[<%](?!/\*)(?:(?![>%]\}\}).)*[>%]\}\})+\s*")


_WHOLE = PageForm()


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading and what stands under it before the next.

    ``parent`` is the index of the heading above it in `Outline.headings`;
    ``place`` its ordinals from the top, the third heading under the first is
    ``(1, 3)``.  ``number`` is the number before the label where it says just
    that place.  ``name`` is what the heading is called by in slugs and in the
    lock: the label, and a bare number before it (``5 Eyes``) even if it says
    the place.  ``unnumbered`` is the name without any ``1.`` or ``1.1``,
    whatever it says: it stays as it is when headings move.
    ``lists`` are lists, each a tuple of its items.
    """

    level: int
    parent: int | None
    place: tuple[int, ...]
    label: Located
    keywords: tuple[Located, ...]
    number: Located | None
    name: str
    unnumbered: str
    attributes: Attributes
    paragraphs: tuple[SourceText, ...]
    quotes: tuple[SourceText, ...]
    lists: tuple[tuple[ListItem, ...], ...]
    is_file_name: bool = False
    """Whether it is the name of the file, which stands above all headings and in no line."""
    is_title: bool = False
    """Whether it is the title in the front matter of a page that is a concept."""
    anchors: tuple[str, ...] = ()
    """What a link can have after ``#`` that leads to it or to a place in what stands under it, and is no id."""
    sections: "tuple[Heading, ...]" = ()
    """Headings below it that are no concepts, in their order: they and what stands under them describe this one."""

    @property
    def is_page_name(self) -> bool:
        """Whether it is the name of a page, which is written in no heading."""
        return self.is_file_name or self.is_title


_CALL = re.compile(r"\{%-?\s*call\b")
"""What gives a part of a page to a macro, in Nunjucks and Jinja."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's headings in the order they stand, and what was wrong while reading.

    ``main`` is the one that has the name of the file, where pages are named so.
    ``in_map`` says whether they stand in a map, which draws every line.
    ``has_calls`` says whether parts of the page are given to macros, which may write headings.
    """

    page: Page
    headings: tuple[Heading, ...]
    observations: tuple[Observation, ...]
    main: Heading | None = None
    in_map: bool = False
    has_calls: bool = False


def read_outline(
    page: Page, outline_shortcodes: tuple[str, ...], site: SiteProfile = PLAIN, form: PageForm = _WHOLE
) -> Outline:
    """The outline of ``page``: what stands in its outline shortcodes, or the whole body without any.

    A page that is a concept by its ``form`` has a heading that says so: what has no other above it stands under that.
    """
    region = find_outline(page.lines, page.body_start, page.path, outline_shortcodes)
    observations = [*page.observations, *region.observations]
    if not region.in_map:
        lines = hide_tags(region.lines, page.body_start, site.templates)
        contained = settle_containers(lines, page.body_start, site.container, page.path)
        region = replace(region, lines=contained.lines)
        observations += contained.observations
    anchors = list(find_anchors(region.lines, page.body_start))
    region = replace(region, lines=hide_unseen(region.lines, page.body_start, site))
    body = _read_body(region, page, site, form)
    named = name_page(form, page) if form.name and page.lines else None
    read = list(_read_sections(body, region, named))
    sections = [one for one in read if isinstance(one, Section)]
    main = settle_name(sections, form, page) if named else None
    shaped = reshape(sections, main, form)
    nested = _nest(shaped.sections)
    numbered = _settle_numbers(nested, shaped.sections)
    headings = tuple(
        _with_anchors(numbered.value, [*anchors, *shaped.anchors, *_find_inner_anchors(body)], region.lines)
    )
    observations += [
        *check_references(body.tokens, region.lines, page.body_start, body.definitions, page.path),
        *body.repeated,
        *(one for one in read if isinstance(one, Observation)),
        *find_unread_html(body.tokens, region.lines, page.path, _list_stretches(sections, shaped.sections)),
        *(_check_map(region, page.path) if region.in_map else ()),
        *_check_levels(nested, shaped.sections),
        *numbered.observations,
    ]
    # What the lines say is in the headings now: a large site would carry them along for nothing.
    said = replace(page, lines=())
    whole = None if shaped.main is None else headings[shaped.main]
    has_calls = any(map(_CALL.search, page.lines))
    return Outline(said, headings, tuple(observations), whole, region.in_map, has_calls)


@dataclass(frozen=True, slots=True)
class _Body:
    """The blocks of a page, the lines that they stand in, and what is defined among them."""

    tokens: Sequence[Token]
    lines: Sequence[str]
    path: str
    site: SiteProfile
    definitions: Definitions
    repeated: tuple[Observation, ...]
    has_keywords: bool
    has_lists: bool
    has_title: bool


def _read_body(region: OutlineRegion, page: Page, site: SiteProfile, form: PageForm) -> _Body:
    env: dict[str, Any] = {}
    tokens = block_parser(site).parse("\n".join(region.lines), env)
    definitions = read_link_definitions(tokens, env, region.lines, page.path)
    has_title = page.value("title") is not None
    repeated = tuple(find_repeated(env, region.lines, page.path))
    return _Body(
        tokens, region.lines, page.path, site, definitions, repeated, form.has_keywords, form.has_lists, has_title
    )


def _find_inner_anchors(body: _Body) -> Iterator[Anchor]:
    """The anchors of headings that are no part of the outline, since they stand in other blocks."""
    for token in body.tokens:
        if token.type == "heading_open" and token.level and token.map is not None:
            source = _heading_source(token, body.lines, body.path)
            text = read_heading(source, in_map=False, site=body.site, has_keywords=body.has_keywords)
            yield Anchor(token.map[0], slugify(text.label.text), leads=False)
            yield Anchor(token.map[0], text.label.text, leads=False)
            if text.attributes.id is not None:
                yield Anchor(token.map[0], text.attributes.id.text, leads=False)


def _list_stretches(sections: Sequence[Section], kept: Sequence[Section]) -> list[tuple[int, bool]]:
    """Return the first line of each section, and whether its text is published."""
    published = {one.text.label.location.line for section in kept for one in (section, *section.inner)}
    return [(line, line in published) for line in (section.text.label.location.line for section in sections)]


def _with_anchors(headings: Sequence[Heading], anchors: Sequence[Anchor], lines: Sequence[str]) -> Iterator[Heading]:
    """``headings`` with the ``anchors`` in what stands under them; one right before a heading may be its own."""
    starts = [heading.label.location.line for heading in headings]
    shown = [number for number, line in enumerate(lines, 1) if line.strip(SPACE)] if anchors else []
    found: dict[int, list[str]] = defaultdict(list)
    for index, name, leads in anchors if headings else ():
        at = max(bisect_right(starts, index + 1) - 1, 0)
        # The next line with something on it, which is this one where the name does not stand alone.
        near = bisect_left(shown, index + 1)
        is_before = leads and shown[near : near + 1] == starts[at + 1 : at + 2] != []
        found[at + is_before].append(name)
    for at, heading in enumerate(headings):
        yield replace(heading, anchors=tuple(dict.fromkeys(found[at]))) if at in found else heading


def _read_sections(body: _Body, region: OutlineRegion, section: Section | None) -> Iterator[Section | Observation]:
    """The sections of a page, after the ``section`` that it begins with, if any."""
    has_atx = any(token.type == "heading_open" and token.markup.startswith("#") for token in body.tokens)
    above = section.level if section is not None else 0
    yield from _check_beginning(body, region) if section is None else ()
    for index, token in enumerate(body.tokens):
        if token.type == "heading_open":
            raw = _heading_source(token, body.lines, body.path)
            if token.level:
                message = "this heading is inside another block, so it is not part of the outline"
                yield Observation("heading-in-list", raw.whole(), message)
                continue
            if section is not None:
                yield section
            section, seen = _make_section(token, raw, body, region.in_map)
            above = section.level
            yield from seen
            if token.markup == "-" and _is_accident(raw, has_atx):
                message = "the line `---` under this paragraph turns it into a heading"
                yield Observation("accidental-setext", raw.whole(), message)
        elif body.has_lists and token.type in LISTS and not token.level:
            found = [section, *read_list(body.tokens, index, body.lines, body.path, body.site, above + 1)]
            yield from filter(None, found[:-1])
            section = found[-1]
        elif section is not None and token.level == 0 and token.map is not None:
            _read_block(body, index, section)
    if section is not None:
        yield section


def _check_beginning(body: _Body, region: OutlineRegion) -> Iterator[Observation]:
    """Report the text above the first heading, which no concept has; a page with a title has an introduction there."""
    if body.has_title or body.has_lists or region.in_map:
        return
    tops = [token for token in body.tokens if token.level == 0 and token.map is not None]
    first = next((at for at, token in enumerate(tops) if token.type == "heading_open"), 0)
    for token in tops[:first]:
        assert token.map is not None
        text = join_lines(((number + 1, body.lines[number]) for number in range(*token.map)), body.path)
        if token.type in _TEXTS and has_words(text.text, body.site) and not _ONLY_SHORTCODES.fullmatch(text.text):
            yield Observation("unread-text", text.whole(), "the text above the first heading is not published")
            return


def _make_section(token: Token, raw: SourceText, body: _Body, in_map: bool) -> tuple[Section, list[Observation]]:
    """The section that a heading opens, and what is wrong with the heading."""
    shown, notes = body.definitions.take_footnotes(body.definitions.settle_links(raw))
    whole = shown.part(0, len(shown.text))
    text = read_heading(whole, in_map, body.site, has_keywords=body.has_keywords)
    # What is hidden in a heading without a label stands for one that a program writes.
    is_written_later = token.map is not None and HIDDEN in body.lines[token.map[0]]
    seen = [one for one in text.observations if one.rule != "empty-heading" or not is_written_later]
    return Section(int(token.tag[1]), text, [], [], [(ListItem(note),) for note in notes]), seen


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
    text = _CLOSING_BEFORE_ATTRIBUTES.sub(lambda marks: HIDDEN * len(marks.group()), text)
    if not text:
        marks = line.index("#")
        return SourceText("", path, first + 1, marks + 1)
    return SourceText(text, path, first + 1, start + 1)


def _read_block(body: _Body, index: int, section: Section) -> None:
    token, settle = body.tokens[index], body.definitions.settle
    assert token.map is not None
    if token.type in _KEPT:
        section.lists.append((ListItem(settle(read_block(body.tokens, index, body.lines, body.path))),))
    elif token.type == "paragraph_open" and any(map(_DEFINITION.match, body.lines[token.map[0] + 1 : token.map[1]])):
        # Several terms of one definition are a list in kramdown and Markdown Extra, if not for the parser.
        lines = [SourceText(body.lines[number], body.path, number + 1, 1) for number in range(*token.map)]
        text = concatenate([line.part(0, len(line.text)) for line in lines], "\n")
        section.lists.append((ListItem(settle(text)),))
    elif token.type == "paragraph_open":
        numbered = [(number + 1, body.lines[number]) for number in range(*token.map)]
        items, others = take_inline(numbered, body.path, body.site)
        if items:
            section.lists.append(tuple(_settle_item(item, body.definitions) for item in items))
        text = settle(join_lines(others, body.path))
        if text.text and not _ONLY_SHORTCODES.fullmatch(text.text) and has_words(text.text, body.site):
            section.paragraphs.append(text)
    elif token.type == "blockquote_open":
        text = settle(read_contents(body.tokens, index, body.lines, body.path))
        _add_quote(read_callout(text), section, body.site)
    elif token.type.startswith("container_remark"):
        _add_quote(_read_container(body, index), section, body.site)
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        items = tuple(read_items(body.tokens, index, body.lines, body.path, body.site))
        settled = [_settle_item(item, body.definitions) for item in items]
        section.lists.append(tuple(item for item in settled if item.key or has_words(item.text.text, body.site)))


def _settle_item(item: ListItem, definitions: Definitions) -> ListItem:
    """``item`` with nothing in it that is defined elsewhere on the page."""
    value = definitions.settle(item.value) if item.value is not None else None
    parts = tuple(map(definitions.settle, item.parts))
    return replace(item, text=definitions.settle(item.text), value=value, parts=parts)


def _add_quote(quote: Quote, section: Section, site: SiteProfile) -> None:
    if not quote.text.text or not has_words(quote.text.text, site):
        return
    if quote.is_quoted:
        section.quotes.append(quote.text)
    else:
        # A remark is a note, as an item of a plain list is.
        section.lists.append((ListItem(quote.text),))


def _read_container(body: _Body, index: int) -> Quote:
    """What stands in a container, its title first, and whether it is somebody's words."""
    token = body.tokens[index]
    assert token.map is not None
    number = token.map[0]
    opener = read_opener(body.lines[number])
    line = SourceText(body.lines[number], body.path, number + 1, 1)
    text = read_contents(body.tokens, index, body.lines, body.path)
    parts = [part for part in (line.part(*(opener.title or (0, 0))), text) if part.text]
    return Quote(body.definitions.settle(concatenate(parts, "\n\n") if parts else text), is_quoting(opener.kind))


def _check_map(region: OutlineRegion, path: str) -> Iterator[Observation]:
    for number, line in enumerate(region.lines, 1):
        if line.strip() and not _ATX.match(line):
            start = len(line) - len(line.lstrip())
            place = Location(path, number, start + 1, len(line.rstrip()) + 1)
            message = "this line is not a heading, but the map draws it"
            yield Observation("text-in-map", place, message)


def _nest(sections: Sequence[Section]) -> list[Heading]:
    """Give each section its parent and its place."""
    above: list[int] = []
    children: dict[int | None, int] = {}
    headings: list[Heading] = []
    for index, section in enumerate(sections):
        while above and sections[above[-1]].level >= section.level:
            above.pop()
        parent = above[-1] if above else None
        children[parent] = children.get(parent, 0) + 1
        place = (*(headings[parent].place if parent is not None else ()), children[parent])
        headings.append(_make_heading(section, parent, place))
        above.append(index)
    return headings


def _check_levels(headings: Sequence[Heading], sections: Sequence[Section]) -> Iterator[Observation]:
    """Report headings that are more than one level below the heading above them."""
    for heading, section in zip(headings, sections, strict=True):
        above = None if heading.parent is None else sections[heading.parent].level
        if above is not None and section.level > above + 1:
            message = f"this heading of level {section.level} is directly under one of level {above}"
            yield Observation("skipped-level", section.text.label.location, message)


def _settle_numbers(headings: Sequence[Heading], sections: Sequence[Section]) -> Observed[list[Heading]]:
    """Decide which numbers are places, and which are part of a label."""
    telling = _find_telling_numbers(headings, sections)
    lone = _lone_numbers(headings, [section.text.bare for section in sections])
    versions = _find_versions(headings, sections)
    repeated = Counter(heading.number.text for heading in headings if heading.number is not None)
    settled = []
    for index, heading in enumerate(headings):
        if index in versions | lone | telling:
            settled.append(_without_number(heading, sections[index].text))
        elif heading.number is not None and repeated[heading.number.text] > 1:
            # Steps that are counted anew in each part of a page: the number is the place among siblings only.
            settled.append(replace(heading, number=None))
        else:
            settled.append(heading)
    misnumbered = _misnumbered(headings, sections, telling)
    return Observed(settled, tuple(one for index, one in misnumbered if index not in versions))


def _find_telling_numbers(headings: Sequence[Heading], sections: Sequence[Section]) -> set[int]:
    """Headings that only their number tells from a sibling, ``2.4 GHz`` and ``5.8 GHz``: it is no place."""
    alike: dict[tuple[int | None, str], list[int]] = {}
    for index, (heading, section) in enumerate(zip(headings, sections, strict=True)):
        alike.setdefault((heading.parent, section.text.unnumbered.text.casefold()), []).append(index)
    groups = (indexes for indexes in alike.values() if len(indexes) > 1)
    return {index for indexes in groups for index in indexes if sections[index].text.number is not None}


def _find_versions(headings: Sequence[Heading], sections: Sequence[Section]) -> set[int]:
    """Headings whose numbers count versions, not places: ``9.7.6``.

    Such a number has several parts below a heading that has no number, and it or one beside it is not its place.
    Numbers of chapters can be so, too: versions have three parts or a zero, or count down.
    """
    dotted: dict[int | None, list[int]] = defaultdict(list)
    for index, (heading, section) in enumerate(zip(headings, sections, strict=True)):
        above = None if heading.parent is None else sections[heading.parent].text.number
        number = section.text.number
        if number is not None and above is None and "." in number.text:
            dotted[heading.parent].append(index)
    return {
        index
        for together in dotted.values()
        if any(headings[one].number is None for one in together)
        and _are_versions([text.number.text for one in together if (text := sections[one].text).number])
        for index in together
    }


def _are_versions(numbers: Sequence[str]) -> bool:
    parts = [tuple(map(int, number.split("."))) for number in numbers]
    return any(len(one) > 2 or 0 in one for one in parts) or any(one > after for one, after in pairwise(parts))


def _misnumbered(
    headings: Sequence[Heading], sections: Sequence[Section], telling: Collection[int]
) -> Iterator[tuple[int, Observation]]:
    """Numbers that are not places, among siblings that are numbered: ``1967 Outer Space Treaty`` is none of them."""
    counted: dict[int | None, int] = {}
    is_counted = [
        section.text.number is not None and not section.text.bare and index not in telling
        for index, section in enumerate(sections)
    ]
    for heading, counts in zip(headings, is_counted, strict=True):
        counted[heading.parent] = counted.get(heading.parent, 0) + counts
    for index, (heading, section, counts) in enumerate(zip(headings, sections, is_counted, strict=True)):
        number = section.text.number
        if counts and number is not None and heading.number is None and counted[heading.parent] > 1:
            place = ".".join(map(str, heading.place[-len(number.text.split(".")) :]))
            message = f"the number {number.text} does not match the place of this heading, {place}"
            yield index, Observation("numbering-gap", number.location, message, instead=place)


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
        name=text.unnumbered.text if is_place and not text.bare else text.label.text,
        unnumbered=text.label.text if text.number is None or text.bare else text.unnumbered.text,
        attributes=text.attributes,
        paragraphs=tuple(section.paragraphs),
        quotes=tuple(section.quotes),
        lists=tuple(section.lists),
        is_file_name=section.is_file_name,
        is_title=section.is_title,
        sections=tuple(_make_heading(one, None, ()) for one in section.inner),
    )


def _says_place(number: str, place: tuple[int, ...]) -> bool:
    ordinals = tuple(int(part) for part in number.rstrip(".)").split("."))
    return bool(place) and ordinals == place[-len(ordinals) :]


def _lone_numbers(headings: Sequence[Heading], bare: Sequence[bool]) -> set[int]:
    """Headings whose number is the place by chance, since a sibling is not numbered.

    A bare number is one if any sibling is not numbered, ``5 Eyes``, and ``1. Bundesliga`` if it alone is numbered.
    """
    unnumbered = {heading.parent for heading in headings if heading.number is None}
    counts = Counter(heading.parent for heading in headings if heading.number is not None)
    return {
        index
        for index, heading in enumerate(headings)
        if heading.number is not None and heading.parent in unnumbered and (bare[index] or counts[heading.parent] == 1)
    }


def _without_number(heading: Heading, text: HeadingText) -> Heading:
    return replace(heading, number=None, label=text.label, name=text.label.text)
