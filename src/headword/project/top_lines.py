"""The lines ``Key: value`` below the title of a page that is a concept, which decision records use as front matter."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from headword.core.findings import Located
from headword.markdown.block import FrontMatterEntry
from headword.markdown.fields import ListItem, locate_lines, read_item
from headword.markdown.outline import Outline
from headword.markdown.text import SourceText
from headword.project.config import Config
from headword.project.config.front_matter import IGNORE
from headword.project.front_matter_map import add_entries

_USUAL: Mapping[str, str] = {
    "date": "created",
    **dict.fromkeys(("last updated", "lastmod", "updated"), "modified"),
    **dict.fromkeys(
        ("author", "authors", "consulted", "decision makers", "decision-makers", "deciders", "informed", "status"),
        IGNORE,
    ),
}
"""The default meanings of keys below the title of decision records."""


def read_top_lines(outline: Outline, config: Config) -> Outline:
    """Return ``outline`` with lines below the title of its page as front matter, if their keys are known.

    A paragraph counts only if each of its lines has such a key. The front matter has priority.
    """
    main = outline.main
    if main is None or not (main.paragraphs or main.lists):
        return outline
    meanings = {**_USUAL, **config.meanings}
    taken = [items for one in main.paragraphs if (items := _split_lines(one)) and _are_known(items, meanings)]
    lines = {item.text.line for items in taken for item in items}
    paragraphs = tuple(one for one in main.paragraphs if one.line not in lines)
    listed = [item for items in main.lists for item in items if _are_known([item], meanings)]
    if not taken and not listed:
        return outline
    lists = (tuple(item for item in items if item not in listed) for items in main.lists)
    settled = replace(main, paragraphs=paragraphs, lists=tuple(filter(None, lists)))
    found = [item for items in taken for item in items] + listed
    page = add_entries(outline.page, ((meanings[_name(item)], _make_entry(item)) for item in found))
    headings = tuple(settled if one is main else one for one in outline.headings)
    return replace(outline, page=page, headings=headings, main=settled)


def _split_lines(paragraph: SourceText) -> list[ListItem]:
    return [read_item(paragraph.part(*span)) for span in locate_lines(paragraph)]


def _are_known(items: Iterable[ListItem], meanings: Mapping[str, str]) -> bool:
    return all(item.key is not None and not item.inline and _name(item) in meanings for item in items)


def _name(item: ListItem) -> str:
    return item.key.text.lower() if item.key is not None else ""


def _make_entry(item: ListItem) -> FrontMatterEntry:
    values = tuple(Located(text.text, text.whole()) for text in item.values())
    return FrontMatterEntry(item.key or Located("", item.text.whole()), values, is_list=len(values) > 1)
