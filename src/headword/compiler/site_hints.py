"""Findings that are reported once for a whole site, on its config."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from headword.core.findings import Located, Location, Observation
from headword.core.terminal import counted
from headword.project.config import Config, to_toml

MANY_PAGES = 5
"""The minimum number of pages with a recurring heading."""
_SHARE = 3
"""The divisor of the number of pages: a heading recurs if it is on at least one in three pages."""
_PHRASES = 20
"""The minimum number of phrases for a finding on keywords, if they are also half of all keywords."""


class UnreadKey(NamedTuple):
    """A key of front matter that looks like a property, and its likely meaning."""

    key: Located
    meaning: str


class PageHints(NamedTuple):
    """The signs of one page.

    ``headings`` are the concepts that are below or next to another one, each label once. ``phrases`` is the number of
    long ``keywords`` in its headings, and ``first`` the location of the first one. ``entries`` is the number of list
    items that are terms. ``contents`` are the headings whose only content is a table of contents.
    ``has_opening`` is true if there is text above the first heading.
    """

    keys: tuple[UnreadKey, ...] = ()
    headings: tuple[Located, ...] = ()
    keywords: int = 0
    phrases: int = 0
    first: Location | None = None
    entries: int = 0
    contents: tuple[Located, ...] = ()
    has_opening: bool = False


def check_hints(hints: Sequence[PageHints], config: Config) -> Iterator[Observation]:
    """Report hints on the config that follow from all pages together."""
    yield from _report_headings(hints)
    yield from _report_keys(hints)
    if "keywords" not in config.source.keys and config.keywords == "altLabel":
        yield from _report_keywords(hints)


def find_recurring(hints: Sequence[PageHints]) -> list[tuple[Located, int]]:
    """Return the recurring headings, each at its first location, with the number of pages."""
    size = sum(bool(one.headings) for one in hints)
    counts = [(_first_of(labels), len(labels)) for labels in _gather_headings(hints)]
    recurring = [(first, count) for first, count in counts if count >= MANY_PAGES and count * _SHARE >= size]
    return sorted(recurring, key=lambda one: (-one[1], one[0].text))


def count_shared(hints: Sequence[PageHints]) -> int:
    """Return the number of headings that all pages share, if there are too few pages for recurring headings."""
    size = sum(bool(one.headings) for one in hints)
    return sum(size for labels in _gather_headings(hints) if len(labels) == size) if 1 < size < MANY_PAGES else 0


def _gather_headings(hints: Iterable[PageHints]) -> Iterable[list[Located]]:
    pages: dict[str, list[Located]] = defaultdict(list)
    for one in hints:
        for label in one.headings:
            pages[label.text.casefold()].append(label)
    return pages.values()


def _report_headings(hints: Sequence[PageHints]) -> Iterator[Observation]:
    size = sum(bool(one.headings) for one in hints)
    for first, count in find_recurring(hints):
        line = f"skip-headings = {to_toml([first.text])}"
        message = f"{first.text!r} is on {count:,} of {size:,} pages; if it is structure, add {line!r}"
        yield Observation("recurring-heading", first.location, message)


def _report_keys(hints: Iterable[PageHints]) -> Iterator[Observation]:
    found: dict[tuple[str, str], list[Located]] = defaultdict(list)
    for one in hints:
        for key, meaning in one.keys:
            found[key.text, meaning].append(key)
    for (name, meaning), keys in found.items():
        line = to_toml({name: meaning})[1:-1]
        pages = counted(len(keys), "page")
        message = f"the key {name!r} is not read ({pages}); to read it, add {line!r} to the table front-matter"
        yield Observation("unread-key", _first_of(keys).location, message)


def _report_keywords(hints: Sequence[PageHints]) -> Iterator[Observation]:
    phrases, keywords = sum(one.phrases for one in hints), sum(one.keywords for one in hints)
    places = [one.first for one in hints if one.first is not None]
    if phrases >= _PHRASES and phrases * 2 >= keywords:
        message = f"{phrases:,} of {keywords:,} keywords in headings are phrases of five words or more"
        yield Observation("keywords-as-labels", min(places), message)


def _first_of(found: Iterable[Located]) -> Located:
    return min(found, key=lambda one: one.location)
