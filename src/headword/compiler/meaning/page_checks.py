"""Checks of a page as a whole."""

import re
from collections.abc import Iterator

from headword.compiler.naming.page_role import UNDER
from headword.compiler.naming.plan import PagePlan
from headword.core.errors import HeadwordError
from headword.core.findings import Observation
from headword.core.patterns import PATTERN_LIMIT, PatternTimeoutError, match_texts
from headword.core.slugs import fold_words, slugify
from headword.markdown.outline import Outline
from headword.project.config import Config
from headword.project.variants import read_name

_HOMES = frozenset({"index", "_index", "README"})
_NOT_LETTERS = re.compile(r"\W+|_")


def check_page(plan: PagePlan, config: Config) -> Iterator[Observation]:
    """Yield the observations about the page as a whole."""
    yield from check_title(plan.outline)
    yield from _check_folder(plan, config)
    yield from _check_ids(plan, config)


def check_title(outline: Outline) -> Iterator[Observation]:
    """Compare the title with the only top heading.

    A page that continues a concept is named after the concept, and a home page is often called so in menus.
    """
    if outline.page.value(UNDER) is not None or outline.page.page_path in _HOMES:
        return
    title = outline.page.value("title")
    tops = [heading for heading in outline.headings if heading.parent is None]
    # Below a title in the front matter, a page may begin with a section.
    if title is not None and len(tops) == 1 and tops[0].level == 1 and tops[0].label.text:
        names = {_fold_title(tops[0].label.text), _fold_title(tops[0].name)}
        folded = _fold_title(title.text)
        # A title in a menu may be a shorter form of the heading.
        if not any(folded in name or name in folded for name in names):
            message = f"the title is {title.text!r}, but the top heading is {tops[0].label.text!r}"
            yield Observation("title-heading-mismatch", title.location, message)


def _fold_title(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()


def _check_folder(plan: PagePlan, config: Config) -> Iterator[Observation]:
    """Compare the folders of the page with its subjects, level by level, unless none of them agree."""
    folders = read_name(plan.file, config)[0].split("/")[:-1]
    levels = [plan.page.values(key.lower()) for key in config.subjects]
    pairs = [(folder, values) for folder, values in zip(folders, levels, strict=False) if values]
    agreeing = [
        folder in {name(value.text) for value in values for name in (slugify, fold_words)} for folder, values in pairs
    ]
    if not any(agreeing):
        return
    for (folder, values), agrees in zip(pairs, agreeing, strict=True):
        if not agrees:
            message = f"the subject is {values[0].text!r}, but the page is in the folder {folder!r}"
            yield Observation("path-subject-mismatch", values[0].location, message)


def _check_ids(plan: PagePlan, config: Config) -> Iterator[Observation]:
    """Yield an observation for each id that does not match the pattern in the config."""
    if not config.iri_policy:
        return
    for planned, fits in zip(plan.headings, _find_fitting(plan, config), strict=True):
        if not fits:
            written = planned.heading.attributes.id
            place = written.location if written is not None else planned.heading.label.location
            message = f"the id {planned.name!r} does not match the pattern {config.iri_policy!r}"
            yield Observation("iri-policy", place, message, planned.iri)


def _find_fitting(plan: PagePlan, config: Config) -> list[bool]:
    """Return for each heading whether its id matches the policy.

    Raises:
        HeadwordError: the policy takes too long.
    """
    try:
        return match_texts(config.iri_policy, [planned.name for planned in plan.headings], whole=True)
    except PatternTimeoutError as error:
        message = f"'iri-policy' was stopped: {config.iri_policy!r} took longer than {PATTERN_LIMIT:g} seconds"
        hint = "simplify the expression: a repetition inside a repetition can take for ever"
        raise HeadwordError(message, config.place_of("iri-policy"), hint) from error
