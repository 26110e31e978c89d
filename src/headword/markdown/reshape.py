"""The sections of a page by its form: those that are no concepts are text of the concept above, or left out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from headword.core.slugs import slugify
from headword.markdown.html_anchors import Anchor
from headword.markdown.page_form import ALL_LEVELS, PageForm, fits_heading
from headword.markdown.section import Section

_KEPT, _INNER, _GONE, _CLOSED = "kept", "inner", "gone", "closed"
"""What becomes of a section: a concept, text of the one above, nothing, or nothing with all that is below it."""

_DEEPEST = 7


class ReshapedPage(NamedTuple):
    """The sections that are left, the index of the one that the page as a whole is, and the anchors of the others."""

    sections: tuple[Section, ...]
    main: int | None
    anchors: tuple[Anchor, ...] = ()


def reshape(sections: Sequence[Section], main: int | None, form: PageForm) -> ReshapedPage:
    """Return ``sections``, of which ``main`` is the page as a whole, as ``form`` has them."""
    if _is_plain(form, main):
        return ReshapedPage(tuple(sections), main)
    kept: list[Section] = []
    anchors: list[Anchor] = []
    inner: dict[int, list[Section]] = defaultdict(list)
    fates = list(_choose_all(sections, main, form))
    for section, fate, lift in fates:
        if fate == _KEPT:
            kept.append(replace(section, level=section.level - lift))
        else:
            anchors += _list_anchors(section)
        if fate == _INNER and (kept or main is not None):
            # What stands before the heading of a page that is a concept is text of that.
            inner[max(len(kept) - 1, 0)].append(section)
    before = sum(fate == _KEPT for _, fate, _ in fates[:main]) if main is not None else None
    joined = (replace(one, inner=inner[index]) for index, one in enumerate(kept))
    return ReshapedPage(tuple(joined), before, tuple(anchors))


class _Fate(NamedTuple):
    """What becomes of a section, and how many levels it moves up."""

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
    """What becomes of a section that is not the page as a whole; ``is_page`` says whether that is a concept."""
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
    """The names that a link to the heading has: it leads to the concept above, since the heading is none."""
    text = section.text
    # Other programs leave out the signs that a slug spells: they are found by the label itself.
    names = [
        slugify(text.label.text),
        text.label.text,
        *([text.attributes.id.text] if text.attributes.id is not None else []),
    ]
    return [Anchor(text.label.location.line - 1, name, leads=False) for name in names]
