"""The sections of a page by its form: sections that are not concepts become content, or are left out."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from headword.core.findings import Observation
from headword.core.slugs import slugify
from headword.markdown.html_anchors import Anchor
from headword.markdown.page_form import ALL_LEVELS, PageForm, fits_heading
from headword.markdown.section import Section

_KEPT, _INNER, _GONE, _CLOSED = "kept", "inner", "gone", "closed"
"""The fates of a section: concept, content of the one above, left out, or left out with everything below it."""

_DEEPEST = 7


class ReshapedPage(NamedTuple):
    """The remaining sections, the index of the section that represents the page, and the anchors of the others."""

    sections: tuple[Section, ...]
    main: int | None
    anchors: tuple[Anchor, ...] = ()


def reshape(sections: Sequence[Section], main: int | None, form: PageForm) -> ReshapedPage:
    """Return ``sections``, of which ``main`` represents the page, according to ``form``."""
    if _is_plain(form, main):
        return ReshapedPage(tuple(sections), main)
    kept: list[Section] = []
    anchors: list[Anchor] = []
    inner: dict[int, list[Section]] = defaultdict(list)
    fates = list(_choose_all(sections, main, form))
    for section, fate, lift in fates:
        if fate == _KEPT:
            kept.append(replace(section, level=section.level - lift) if lift else section)
        else:
            anchors += _list_anchors(section)
        if fate == _INNER and (kept or main is not None):
            # In a page that is a concept, content before its heading belongs to that heading.
            inner[max(len(kept) - 1, 0)].append(section)
    before = sum(fate == _KEPT for _, fate, _ in fates[:main]) if main is not None else None
    joined = (replace(one, inner=inner[index]) if index in inner else one for index, one in enumerate(kept))
    return ReshapedPage(tuple(joined), before, tuple(anchors))


def in_published(
    observations: Iterable[Observation], sections: Sequence[Section], kept: Sequence[Section]
) -> Iterator[Observation]:
    """Yield those ``observations`` that are in a section whose text is published."""
    published = {one.text.label.location.line for section in kept for one in (section, *section.inner)}
    starts = [section.text.label.location.line for section in sections]
    for one in observations:
        at = bisect_right(starts, one.location.line) - 1
        if at >= 0 and starts[at] in published:
            yield one


class _Fate(NamedTuple):
    """The fate of a section, and the number of levels that it moves up."""

    section: Section
    fate: str
    lift: int = 0


def _choose_all(sections: Sequence[Section], main: int | None, form: PageForm) -> Iterator[_Fate]:
    closed, flattened = _DEEPEST, list[int]()
    for index, section in enumerate(sections):
        if section.level > closed:
            yield _Fate(section, _GONE)
            continue
        closed = _DEEPEST
        flattened = [one for one in flattened if one < section.level]
        fate = _KEPT if index == main else _choose(section, form, is_page=main is not None)
        yield _Fate(section, _GONE if fate == _CLOSED else fate, len(flattened))
        if fate == _CLOSED:
            closed = section.level
        elif fate == _INNER and fits_heading(section.text.label.text, form.flattened):
            flattened.append(section.level)


def _is_plain(form: PageForm, main: int | None) -> bool:
    has_choice = form.levels != ALL_LEVELS or form.skipped or form.flattened
    return not has_choice and (main is None or form.sections == "concepts")


def _choose(section: Section, form: PageForm, *, is_page: bool) -> str:
    """Return the fate of a section that does not represent the page; ``is_page`` is true if the page is a concept."""
    label = section.text.label.text
    if fits_heading(label, form.skipped):
        return _CLOSED
    if is_page and form.sections != "concepts":
        is_hidden = form.sections == "ignore" or "skip" in section.text.attributes.classes
        return _CLOSED if is_hidden else _INNER
    if fits_heading(label, form.flattened):
        return _INNER
    first, last = form.levels
    if section.level < first:
        return _GONE
    return _KEPT if section.level <= last else _INNER


def _list_anchors(section: Section) -> list[Anchor]:
    """Return the fragments of links to the heading, which lead to the concept above."""
    text = section.text
    # Other programs leave out signs that a slug spells out; their fragments are found by the label itself.
    names = [
        slugify(text.label.text),
        text.label.text,
        *([text.attributes.id.text] if text.attributes.id is not None else []),
    ]
    return [Anchor(text.label.location.line - 1, name, leads=False) for name in names]
