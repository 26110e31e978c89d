"""Lists as an outline: each item is a heading below the heading that contains the list."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from headword.core.findings import Located
from headword.markdown.blocks import find_children, read_paragraph
from headword.markdown.fields import ListItem
from headword.markdown.headings import read_heading
from headword.markdown.inline import find_links
from headword.markdown.profiles import SiteProfile
from headword.markdown.section import Section
from headword.markdown.text import SourceText, stand_at

LISTS = ("bullet_list_open", "ordered_list_open")
_TASK = re.compile(r"\[[ xX]\]\s+")
_TERM = re.compile(
    r"(?P<label>\*\*.+?\*\*|__.+?__|\[[^\[\]]*\]\([^()\s]*(?:\([^()]*\)[^()]*)*\)|\[\[[^\[\]]*\]\])\s*(?:[:\u2013\u2014-]\s+)?"
    r"|(?P<plain>.+?)\s+[\u2013\u2014-]\s+"
)
"""A term before its description: in bold, as a link, or before a dash."""
_ENTRY = re.compile(
    r"(?:\[[ xX]\]\s+)?(?:\*\*[^*]+\*\*|\[[^\[\]]+\]\([^()\s]+\))(?:\s*(?:[:\u2013\u2014-]\s.*)?)?", re.DOTALL
)
"""Text that begins with a term in bold or a link, and continues with a dash or a colon, if at all."""
_IN_PAGE = re.compile(r"\[[^\[\]]+\]\(#[^()\s]*\)")
_SEE_ALSO = "See also"


def is_contents(items: Sequence[ListItem]) -> bool:
    """Return whether a list is a table of contents: all its items are links within the page."""
    return len(items) > 1 and all(_IN_PAGE.fullmatch(item.text.text) for item in items)


def is_entry(text: SourceText) -> bool:
    """Return whether an item of a list is a term in bold or a link, alone or separated from its text by a dash."""
    return _ENTRY.fullmatch(text.text) is not None


def read_list(
    tokens: Sequence[Token], index: int, lines: Sequence[str], path: str, site: SiteProfile, level: int
) -> Iterator[Section]:
    """Yield the items of the list at ``tokens[index]``, and of nested lists, as headings from ``level`` on."""
    for item in find_children(tokens, index):
        section: Section | None = None
        for child in find_children(tokens, item):
            if tokens[child].type in LISTS:
                yield from read_list(tokens, child, lines, path, site, level + 1 if section else level)
            elif tokens[child].type == "paragraph_open" and section is None:
                section = _read_item_label(read_paragraph(tokens, child, path, lines), site, level)
                yield section
            elif tokens[child].type == "paragraph_open" and section is not None:
                section.paragraphs.append(read_paragraph(tokens, child, path, lines))


def _read_item_label(text: SourceText, site: SiteProfile, level: int) -> Section:
    task = _TASK.match(text.text)
    start = task.end() if task else 0
    match = _TERM.match(text.text, start)
    end = match.end("label" if match["label"] else "plain") if match else len(text.text)
    label, rest = text.part(start, end), text.part(match.end() if match else end, len(text.text))
    heading = read_heading(label, in_map=False, site=site, has_keywords=False)
    return Section(level, heading, [rest] if rest.text else [], [], [tuple(_find_addresses(label))])


def _find_addresses(label: SourceText) -> Iterator[ListItem]:
    """Yield the web addresses in a label, each as a field."""
    for link in find_links(label):
        if link.style == "iri":
            target = stand_at(f"<{link.target}>", link.location)
            yield ListItem(label, Located(_SEE_ALSO, link.location), value=target, parts=(target,))
