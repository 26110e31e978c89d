"""Lists of ``Key: value`` items under a heading.

Knows the shape of an item; must not know which keys there are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from headword.core.findings import Located
from headword.markdown.inline import split_text
from headword.markdown.profiles import SiteProfile
from headword.markdown.text import SourceText, join_lines

_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_FIELD = re.compile(
    r"(?P<mark>\*\*|__|)(?P<key>[^\W\d_](?:[^\W_]|[ ./-]){0,40}?)[ \t]*"
    r"(?:\((?P<language>[^()]*)\))?[ \t]*(?::(?P=mark)|(?P=mark)[ \t]*:)(?:[ \t]+|$)"
)
_INLINE_FIELD = re.compile(
    r"(?P<mark>\*\*|__|)(?P<key>[^\W\d_](?:[^\W_]|[ ./-]){0,40}?)[ \t]*(?P=mark)[ \t]*"
    r"(?:\((?P<language>[^()]*)\))?[ \t]*::(?:[ \t]+|$)"
)


@dataclass(frozen=True, slots=True)
class ListItem:
    """One list item; ``key`` is None where it does not read ``Key: value``.

    One that is ``inline`` reads ``key:: value``, as what Dataview looks for
    does: keys that are not ours are for others.
    """

    text: SourceText
    key: Located | None = None
    language: Located | None = None
    value: SourceText | None = None
    inline: bool = False

    def values(self) -> Iterator[SourceText]:
        """The value split at each ``;`` that is not escaped; empty ones left out."""
        if self.value is not None:
            for span in split_text(self.value, ";"):
                piece = self.value.part(*span)
                if piece.text:
                    yield piece


def read_items(
    tokens: Sequence[Token], index: int, lines: Sequence[str], path: str, site: SiteProfile
) -> Iterator[ListItem]:
    """The items of the list that opens at ``tokens[index]``, one level deep."""
    level = tokens[index].level
    for token in tokens[index + 1 :]:
        if token.type in ("bullet_list_close", "ordered_list_close") and token.level == level:
            return
        if token.type == "list_item_open" and token.level == level + 1 and token.map is not None:
            yield _read_item(_item_text(token.map, lines, path), site)


def take_inline(
    numbered: Sequence[tuple[int, str]], path: str, site: SiteProfile
) -> tuple[tuple[ListItem, ...], list[tuple[int, str]]]:
    """The lines that read ``key:: value`` by themselves, as items, where the site has such, and the other lines."""
    if not site.inline_fields or not any("::" in line for _, line in numbered):
        return (), list(numbered)
    items = [_read_item(join_lines(iter([one]), path), site) for one in numbered]
    taken = tuple(item for item in items if item.inline)
    return taken, [one for one, item in zip(numbered, items, strict=True) if not item.inline]


def _item_text(span: Sequence[int], lines: Sequence[str], path: str) -> SourceText:
    first, end = span
    bullet = _BULLET.match(lines[first])
    opening = lines[first]
    if bullet:
        opening = " " * bullet.end() + opening[bullet.end() :]
    numbered = [(first + 1, opening)]
    numbered += [(number + 1, lines[number]) for number in range(first + 1, end) if lines[number].strip()]
    return join_lines(iter(numbered), path)


def _read_item(text: SourceText, site: SiteProfile) -> ListItem:
    inline = _INLINE_FIELD.match(text.text) if site.inline_fields else None
    match = inline or _FIELD.match(text.text)
    if match is None:
        return ListItem(text)
    language = None
    if match["language"] is not None:
        place = text.place(match.start("language"), match.end("language"))
        language = Located(match["language"].strip(), place)
    key = Located(match["key"].strip(), text.place(match.start("key"), match.end("key")))
    return ListItem(text, key, language, text.part(match.end(), len(text.text)), inline is not None)
