"""The signs of each page for hints on the config; they are collected per page, and judged for all pages together."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from headword.compiler.meaning.dialect import find_key
from headword.compiler.naming.plan import PagePlan
from headword.compiler.site_hints import PageHints, UnreadKey
from headword.core.findings import Located
from headword.markdown.list_outline import is_contents, is_entry
from headword.markdown.outline import Outline
from headword.markdown.section import Heading
from headword.project.config import Config

_LOOK_ALIKES: Mapping[str, str] = {
    **dict.fromkeys(("abbr", "abbreviation", "abbreviations", "acronym", "acronyms", "alias", "alternate_names",
                     "alternative_names", "alt_names", "other_names", "synonym", "synonyms"), "altLabel"),
    **dict.fromkeys(("excerpt", "meaning", "short", "tldr"), "definition"),
    **dict.fromkeys(("broader_term", "is_a", "parent", "parent_term", "up"), "broader"),
    **dict.fromkeys(("related_pages", "related_terms", "relates_to", "see"), "related"),
    **dict.fromkeys(("translation_key", "translation_of"), "translation"),
    **dict.fromkeys(("wikidata", "wikipedia"), "exactMatch"),
    "superseded_by": "replacedBy",
}  # fmt: skip
"""Common keys of front matter for properties of concepts, each with its likely meaning."""
_PHRASE = 5
"""The number of words from which on a keyword is a search phrase."""
_LONGEST = 60
"""The maximum length of a heading that may be repeated on many pages."""


def find_hints(plan: PagePlan, config: Config) -> PageHints:
    """Return the signs of a page."""
    keywords = [word for one in plan.headings for word in one.heading.keywords]
    phrases = [word for word in keywords if word.text.count(" ") >= _PHRASE - 1]
    return PageHints(
        tuple(_find_unread(plan.outline, config)) if plan.outline.main is not None else (),
        tuple(_list_headings(plan)),
        len(keywords),
        len(phrases),
        phrases[0].location if phrases else None,
        entries=sum(is_entry(item.text) for one in plan.headings for items in one.heading.lists for item in items),
        contents=tuple(one.heading.label for one in plan.headings if _has_contents_alone(one.heading)),
        has_opening=plan.outline.has_opening,
    )


def _has_contents_alone(heading: Heading) -> bool:
    is_else = heading.paragraphs or heading.quotes or heading.sections
    return bool(heading.lists) and not is_else and all(map(is_contents, heading.lists))


def _find_unread(outline: Outline, config: Config) -> Iterator[UnreadKey]:
    spellings = (key for keys in config.shape.spellings for key in keys)
    known: Collection[str] = {*spellings, *(key.lower() for key in config.subjects)}
    for name, entry in outline.page.front_matter.items():
        meaning = _LOOK_ALIKES.get(name.rpartition(".")[2].replace("-", "_"))
        is_said = any(value.text.strip() for value in entry.values)
        if meaning and is_said and name not in known and find_key(name) is None:
            yield UnreadKey(Located(name, entry.key.location), meaning)


def _list_headings(plan: PagePlan) -> Iterable[Located]:
    tops = [one for one in plan.headings if one.parent is None]
    labels = (one.heading.label for one in plan.headings if len(tops) > 1 or one.parent is not None)
    short = (label for label in labels if len(label.text) <= _LONGEST)
    return {label.text.casefold(): label for label in reversed(list(short))}.values()
