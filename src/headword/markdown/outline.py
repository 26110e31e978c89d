"""The outline of a page: its headings in order, each with its content."""

import operator
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markdown_it.token import Token

from headword.core.findings import Location, Observation
from headword.core.slugs import slugify
from headword.markdown.blocks import read_block, read_contents
from headword.markdown.callouts import Quote, is_quoting, read_callout
from headword.markdown.containers import read_opener, settle_containers
from headword.markdown.fields import ListItem, read_items, take_inline
from headword.markdown.filename import name_page, settle_name
from headword.markdown.headings import read_heading
from headword.markdown.html_anchors import Anchor, find_anchors, find_unread
from headword.markdown.inline import has_words
from headword.markdown.list_outline import LISTS, read_list
from headword.markdown.markup import hide_unseen
from headword.markdown.outline_numbers import settle_numbers
from headword.markdown.page import Page
from headword.markdown.page_form import PageForm
from headword.markdown.profiles import PLAIN, SiteProfile
from headword.markdown.references import Definitions, check_references, find_repeated, read_link_definitions
from headword.markdown.reshape import in_published, reshape
from headword.markdown.section import Heading, Section
from headword.markdown.shortcodes import OutlineRegion, find_outline
from headword.markdown.syntax import block_parser
from headword.markdown.template_tags import find_gaps, hide_tags
from headword.markdown.text import HIDDEN, SPACE, SourceText, concatenate, join_lines

_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_AFTER_TAG = re.compile(rf"{HIDDEN}[{HIDDEN} \t]*[-\u2013\u2014:|\xb7]+[ \t]+(?=\S)")
"""A hidden tag at the start of a heading, and the sign that separates it from the label."""
_CLOSING_BEFORE_ATTRIBUTES = re.compile(r"(?<=[ \t])#+(?=[ \t]+\{:?[ \t]*[#.][^{}]*\}[ \t]*$)")
"""The closing marks of kramdown, PHP Markdown Extra and Pandoc: ``## Label ## {#id}``."""
_KEPT = frozenset({"table_open", "dl_open", "math_block", "math_block_label"})
"""Blocks that are kept as they are written."""
_TEXTS = _KEPT | {"paragraph_open", "blockquote_open", "bullet_list_open", "ordered_list_open"}
_DEFINITION = re.compile(r" {0,3}:[ \t]+\S")
_ONLY_SHORTCODES = re.compile(r"(?:\s*\{\{[<%](?!/\*)(?:(?![>%]\}\}).)*[>%]\}\})+\s*")


_WHOLE = PageForm()


_UNREAD = "the text above the first heading is not published"
_CALL = re.compile(
    r"\{%-?\s*(?:call|include_relative)\b|^import\s[^'\"]+\sfrom\s+[\"'][^\"']+\.mdx?[\"']|<!--\s*@include:"
    r"|--8<--|\{\{#include\b|\{\{[<%]\s*(?:read-?file|include)\b|^\s*(?:`{3,}|:{3,})\s*\{include\}"
)
"""The beginning of a part of a page that is passed to a macro, and the insertion of another file."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a page in order, and the observations of the reader.

    ``main`` is the heading that represents the page, if the page is a concept. ``in_map`` is true if the headings are
    in a map, which draws every line. ``has_calls`` is true if parts of the page are passed to macros or inserted from
    other files, which may have headings. ``has_opening`` is true if there is text above the first heading, and no
    heading represents the page.
    """

    page: Page
    headings: tuple[Heading, ...]
    observations: tuple[Observation, ...]
    main: Heading | None = None
    in_map: bool = False
    has_calls: bool = False
    has_opening: bool = False


def read_outline(
    page: Page, outline_shortcodes: tuple[str, ...], site: SiteProfile = PLAIN, form: PageForm = _WHOLE
) -> Outline:
    """Return the outline of ``page``: the content of its outline shortcodes, or the whole body without any.

    If ``form`` makes the page a concept, a heading represents the page, and top-level content belongs to it.
    """
    region = find_outline(page.lines, page.body_start, page.path, outline_shortcodes)
    observations = [*page.observations, *region.observations]
    gaps: Sequence[Observation] = ()
    if not region.in_map:
        lines = hide_tags(region.lines, page.body_start, site.templates)
        gaps = list(find_gaps(region.lines, lines, page.body_start, site.templates, page.path))
        contained = settle_containers(lines, page.body_start, site.container, page.path)
        region = replace(region, lines=contained.lines)
        observations += contained.observations
    anchors = list(find_anchors(region.lines, page.body_start))
    region = replace(region, lines=hide_unseen(region.lines, page.body_start, site))
    body = _read_body(region, page, site, form)
    named = name_page(form, page) if form.name and page.lines else None
    opening = _find_opening(body, region) if named is None else None
    read = list(_read_sections(body, region, named))
    sections = [one for one in read if isinstance(one, Section)]
    main = settle_name(sections, form, page) if named else None
    shaped = reshape(sections, main, form)
    nested = _nest(shaped.sections)
    numbered = settle_numbers(nested, shaped.sections)
    headings = tuple(
        _with_anchors(numbered.value, [*anchors, *shaped.anchors, *_find_inner_anchors(body)], region.lines)
    )
    observations += [
        *check_references(body.tokens, region.lines, page.body_start, body.definitions, page.path),
        *body.repeated,
        *([Observation("unread-text", opening, _UNREAD)] if opening and not body.has_title else []),
        *(one for one in read if isinstance(one, Observation)),
        *in_published(find_unread(body.tokens, body.lines, body.path, gaps), sections, shaped.sections),
        *(_check_map(region, page.path) if region.in_map else ()),
        *_check_levels(nested, shaped.sections),
        *numbered.observations,
    ]
    # The headings now contain the text. Without the lines, the pages of a large site take less memory.
    without_lines = replace(page, lines=())
    whole = None if shaped.main is None else headings[shaped.main]
    has_calls = any(map(_CALL.search, page.lines))
    return Outline(without_lines, headings, tuple(observations), whole, region.in_map, has_calls, opening is not None)


@dataclass(frozen=True, slots=True)
class _Body:
    """The blocks of a page, their lines, and the definitions among them."""

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
    definitions = read_link_definitions(tokens, env, region.lines, page.path, site)
    has_title = page.value("title") is not None
    repeated = tuple(find_repeated(env, region.lines, page.path))
    return _Body(
        tokens, region.lines, page.path, site, definitions, repeated, form.has_keywords, form.has_lists, has_title
    )


def _find_inner_anchors(body: _Body) -> Iterator[Anchor]:
    """Yield the anchors of headings inside other blocks, which are not part of the outline."""
    for token in body.tokens:
        if token.type == "heading_open" and token.level and token.map is not None:
            source = _heading_source(token, body.lines, body.path)
            text = read_heading(source, in_map=False, site=body.site, has_keywords=body.has_keywords)
            yield Anchor(token.map[0], slugify(text.label.text), leads=False)
            yield Anchor(token.map[0], text.label.text, leads=False)
            if text.attributes.id is not None:
                yield Anchor(token.map[0], text.attributes.id.text, leads=False)


def _with_anchors(headings: Sequence[Heading], anchors: Sequence[Anchor], lines: Sequence[str]) -> Iterator[Heading]:
    """Yield ``headings`` with the ``anchors`` in their content; an anchor right before a heading may belong to it."""
    starts = [heading.label.location.line for heading in headings]
    shown = [number for number, line in enumerate(lines, 1) if line.strip(SPACE)] if anchors else []
    found: dict[int, list[str]] = defaultdict(list)
    for index, name, leads in anchors if headings else ():
        at = max(bisect_right(starts, index + 1) - 1, 0)
        # The next visible line. It is the line of the anchor itself if that line has other text.
        near = bisect_left(shown, index + 1)
        is_before = leads and shown[near : near + 1] == starts[at + 1 : at + 2] != []
        found[at + is_before].append(name)
    for at, heading in enumerate(headings):
        yield replace(heading, anchors=tuple(dict.fromkeys(found[at]))) if at in found else heading


def _read_sections(body: _Body, region: OutlineRegion, section: Section | None) -> Iterator[Section | Observation]:
    """Yield the sections of a page and observations; ``section`` is the initial section, if the page has one."""
    has_atx = any(token.type == "heading_open" and token.markup.startswith("#") for token in body.tokens)
    above = section.level if section is not None else 0
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


def _find_opening(body: _Body, region: OutlineRegion) -> Location | None:
    """Return the location of the text above the first heading, which belongs to no concept."""
    if body.has_lists or region.in_map:
        return None
    tops = [token for token in body.tokens if token.level == 0 and token.map is not None]
    first = next((at for at, token in enumerate(tops) if token.type == "heading_open"), 0)
    for token in tops[:first]:
        assert token.map is not None
        text = join_lines(((number + 1, body.lines[number]) for number in range(*token.map)), body.path)
        if token.type in _TEXTS and has_words(text.text, body.site) and not _ONLY_SHORTCODES.fullmatch(text.text):
            return text.whole()
    return None


def _make_section(token: Token, raw: SourceText, body: _Body, in_map: bool) -> tuple[Section, list[Observation]]:
    """Return the section that a heading opens, and the observations about the heading."""
    shown, notes = body.definitions.take_footnotes(body.definitions.settle_links(raw))
    tag = _AFTER_TAG.match(shown.text)
    whole = shown.part(tag.end(), len(shown.text)) if tag else shown
    text = read_heading(whole, in_map, body.site, has_keywords=body.has_keywords)
    # Hidden text in a heading without a label is a tag that generates the label later.
    is_written_later = token.map is not None and HIDDEN in body.lines[token.map[0]]
    seen = [one for one in text.observations if one.rule != "empty-heading" or not is_written_later]
    return Section(int(token.tag[1]), text, [], [], [(ListItem(note),) for note in notes]), seen


def _is_accident(raw: SourceText, has_atx: bool) -> bool:
    """Return whether a setext heading looks like prose: among ``#`` headings, over several lines, or a sentence."""
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
        # Several terms with one definition are a list in kramdown and Markdown Extra, but a paragraph for this parser.
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
    """Return ``item`` with the definitions that it uses inserted."""
    text, parts = definitions.settle(item.text), tuple(map(definitions.settle, item.parts))
    value = definitions.settle(item.value) if item.value is not None else None
    if text is item.text and value is item.value and all(map(operator.is_, parts, item.parts)):
        return item
    return replace(item, text=text, value=value, parts=parts)


def _add_quote(quote: Quote, section: Section, site: SiteProfile) -> None:
    if not quote.text.text or not has_words(quote.text.text, site):
        return
    if quote.is_quoted:
        section.quotes.append(quote.text)
    else:
        # A remark is a note, like an item of a plain list.
        section.lists.append((ListItem(quote.text),))


def _read_container(body: _Body, index: int) -> Quote:
    """Return the content of a container, its title first, and whether it is a quotation."""
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
    """Return the sections as headings, each with its parent and its position in the outline."""
    above: list[int] = []
    # Ancestors of the current section: their levels increase strictly, so that the last one is the parent.
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
    """Report headings that are more than one level below their parent."""
    for heading, section in zip(headings, sections, strict=True):
        above = None if heading.parent is None else sections[heading.parent].level
        if above is not None and section.level > above + 1:
            message = f"this heading of level {section.level} is directly under one of level {above}"
            yield Observation("skipped-level", section.text.label.location, message)


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
