"""YAML front matter of the plainest kind, line by line: most pages have no other, and this takes a tenth of the time.

Text that could mean anything else than what is written is for the parser.
"""

import re
from collections.abc import Iterator, Mapping

from headword.core.findings import Located, Location
from headword.markdown.block import FrontMatterBlock, FrontMatterEntry

_TEXT = r"[^\W_](?:[\w .+/()-]*[\w.+)])?"
"""A text without signs that YAML reads as something else; a number or a word is text as well."""
_LINE = re.compile(
    rf"([A-Za-z_][\w-]*):(?: (?:({_TEXT})|\[({_TEXT}(?:, {_TEXT})*)\]))?"  # a key, with a text or with a list
    rf"|( *)- ({_TEXT})"  # an item
)
_FLOW_ITEM = re.compile(r"[^,]+")
_NULL = frozenset({"null", "Null", "NULL"})


def read_plain_yaml(block: FrontMatterBlock) -> Mapping[str, FrontMatterEntry] | None:
    """Return the entries of a block, if its lines are ``key: text``, ``key: [text, text]`` and ``- text``."""
    keys: dict[str, tuple[Located, bool, list[Located]]] = {}
    values: list[Located] | None = None
    width = -1
    for number, line in enumerate(block.text.rstrip("\n").split("\n"), block.first_line):
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        key, text, flow, indent, item = match.groups()
        if item is not None:
            # YAML reads no item below a value, and none with a different indentation.
            if values is None or (values and len(indent) != width):
                return None
            width = len(indent)
            values.append(_locate(item, len(line), number, block.path))
            continue
        name, width = key.lower(), -1
        if name in keys:
            return None
        values = []
        if text is not None:
            values.append(_locate(text, len(line), number, block.path))
        elif flow is not None:
            values += _split_flow(flow, match.start(3), number, block.path)
        keys[name] = (_locate(name, len(name), number, block.path), text is None, values)
    entries = {
        name: FrontMatterEntry(key, tuple(found), bool(found) and can_be_list)
        for name, (key, can_be_list, found) in keys.items()
    }
    is_plain = not any(value.text in _NULL for entry in entries.values() for value in entry.values)
    return entries if is_plain else None


def _locate(text: str, end: int, line: int, path: str) -> Located:
    """Return a text that ends before the 0-based column ``end`` of a line."""
    return Located(text, Location(path, line, end - len(text) + 1, end + 1))


def _split_flow(flow: str, start: int, line: int, path: str) -> Iterator[Located]:
    for part in _FLOW_ITEM.finditer(flow):
        yield _locate(part.group().lstrip(" "), start + part.end(), line, path)


_PLAIN = re.compile(r"[^\W_](?:[\w .+/()&-]*[\w.+)])?")


def is_plain(text: str) -> bool:
    """Return whether YAML reads an unquoted text as the same text, also in a flow sequence."""
    if not _PLAIN.fullmatch(text):
        return False
    import yaml

    try:
        return bool(yaml.safe_load(text) == text)
    except (yaml.YAMLError, ValueError):
        return False


def read_scalar(written: str) -> str | None:
    """Return the text of a YAML scalar from its spelling, or None if it is not one scalar on one line."""
    if written[:1] not in ("'", '"'):
        return written
    import yaml

    try:
        text = yaml.safe_load(written)
    except (yaml.YAMLError, ValueError):
        return None
    return text if isinstance(text, str) else None
