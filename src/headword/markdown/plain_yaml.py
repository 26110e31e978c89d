"""YAML front matter of the plainest kind, line by line: most pages have no other, and this takes a quarter of the time.

Text that could mean anything else than what is written is for the parser.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from headword.core.findings import Located
from headword.markdown.block import FrontMatterBlock, FrontMatterEntry

_TEXT = r"[^\W_](?:[\w .+/()-]*[\w.+)])?"
"""A text without signs that YAML reads as something else; a number or a word is text as well."""
_LINE = re.compile(
    rf"(?P<key>[A-Za-z_][\w-]*):(?: (?:(?P<text>{_TEXT})|\[(?P<flow>{_TEXT}(?:, {_TEXT})*)\]))?"
    rf"|(?P<indent> *)- (?P<item>{_TEXT})"
)
_FLOW_ITEM = re.compile(r"[^,]+")
_NULL = frozenset({"null", "Null", "NULL"})


class _Read(NamedTuple):
    """A key with the values that were read so far, and the indentation of its items if they are on lines."""

    key: Located
    values: list[Located]
    is_list: bool
    indent: int | None


def read_plain_yaml(block: FrontMatterBlock) -> Mapping[str, FrontMatterEntry] | None:
    """Return the entries of a block, if its lines are ``key: text``, ``key: [text, text]`` and ``- text``."""
    found: dict[str, _Read] = {}
    last = ""
    for number, line in enumerate(block.text.rstrip("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        if match["key"] is None:
            added = _add_item(found.get(last), match, number, block)
            if added is None:
                return None
            found[last] = added
            continue
        last = match["key"].lower()
        if last in found:
            return None
        key = Located(last, block.at(number, 1, len(last)))
        found[last] = _Read(key, list(_list_values(match, number, block)), match["flow"] is not None, None)
    entries = {name: FrontMatterEntry(one.key, tuple(one.values), one.is_list) for name, one in found.items()}
    texts = [value for one in found.values() for value in one.values]
    if any(value.text in _NULL for value in texts):
        return None
    return entries


def _add_item(read: _Read | None, match: re.Match[str], number: int, block: FrontMatterBlock) -> _Read | None:
    """Return the key with one more item, or None if YAML would not read an item here."""
    indent = len(match["indent"])
    is_first = read is not None and not read.values and not read.is_list
    if read is None or not (is_first or read.indent == indent):
        return None
    start = match.start("item")
    read.values.append(Located(match["item"], block.at(number, start + 1, len(match["item"]))))
    return read._replace(is_list=True, indent=indent)


def _list_values(match: re.Match[str], number: int, block: FrontMatterBlock) -> Iterator[Located]:
    if match["text"] is not None:
        yield Located(match["text"], block.at(number, match.start("text") + 1, len(match["text"])))
    elif match["flow"] is not None:
        for part in _FLOW_ITEM.finditer(match["flow"]):
            text = part.group().lstrip(" ")
            start = match.start("flow") + part.end() - len(text)
            yield Located(text, block.at(number, start + 1, len(text)))
