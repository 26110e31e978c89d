"""The Markdown of Obsidian: markup that a reader does not see, tags and properties."""

import re
from collections.abc import Iterator, Mapping, Sequence

from headword.core.findings import Located, Location
from headword.markdown.block import FrontMatterEntry, split_value
from headword.markdown.shortcodes import outside_fences
from headword.markdown.text import HIDDEN, hide

_MARK = re.compile(r"(`+)(?:(?!`).)*?\1|(?P<comment>%%)")
_CODE = re.compile(r"(`+)(?:(?!`).)*?\1")
_NO_TAGS = re.compile(r"<!--.*?(?:-->|\Z)|\$\$.*?\$\$", re.DOTALL)
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^[A-Za-z0-9-]+\s*$")
_NO_TAG = "\\s\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\\[\\]\\\\"
_TAG = rf"(?<!\S)#(?![\d/]*(?:[{_NO_TAG}]|$))(?P<name>[^{_NO_TAG}]+)"
_TAGS = re.compile(_TAG)
_ANY_TAG = _TAG.replace("?P<name>", "?:")
_ONLY_TAGS = re.compile(rf"\s*(?:[-*+]\s+)?(?:\**[Tt]ags?\**\s*::?\**\s+)?{_ANY_TAG}(?:[\s,]+{_ANY_TAG})*[\s,]*")
_TAGGED_HEADING = re.compile(rf" {{0,3}}#{{1,6}}[ \t]+\S.*?(?P<tags>(?:\s+{_ANY_TAG})+)[\s{HIDDEN}]*$")
_ONLY_EMBEDS = re.compile(r"\s*(?:!\[\[[^\[\]]*\]\]\s*)+")
_LONGEST = 2_000
"""The length above which a line is not searched: no line of tags is that long."""
_PIECE = re.compile(r"[^,]+")
_WORD = re.compile(r"[^,\s]+")


def hide_obsidian_markup(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` from ``start`` on without comments, block ids, and lines that only have tags or embeds."""
    hidden = _hide_comments(lines, start)
    for index, line in list(outside_fences(hidden, start)):
        hidden[index] = _hide_in_line(line)
    return hidden


def _hide_in_line(line: str) -> str:
    if "^" in line:
        line = _hide(_BLOCK_ID, 0, line)
    if "#" in line and len(line) <= _LONGEST:
        line = "" if _ONLY_TAGS.fullmatch(line) else _hide(_TAGGED_HEADING, "tags", line)
    return "" if "![[" in line and _ONLY_EMBEDS.fullmatch(line) else line


def _hide(pattern: re.Pattern[str], group: int | str, line: str) -> str:
    match = pattern.search(line)
    return hide(line, match.start(group), match.end(group)) if match else line


def _hide_comments(lines: Sequence[str], start: int) -> list[str]:
    """Return ``lines`` without the text between pairs of ``%%``, which may span several lines."""
    hidden = list(lines)
    is_open = False
    for index, line in outside_fences(lines, start):
        if is_open or "%%" in line:
            hidden[index], is_open = _hide_comment(line, is_open=is_open)
    return hidden


def _hide_comment(line: str, *, is_open: bool) -> tuple[str, bool]:
    """Return ``line`` without its comments, and whether the last one stays open; ``is_open`` is the state before."""
    parts: list[str] = []
    at = 0
    while at < len(line):
        begin = at if is_open else _find_comment(line, at)
        # The mark that opens a comment does not close it.
        end = line.find("%%", begin if is_open else begin + 2)
        is_open = end < 0 and begin < len(line)
        after = end + 2 if end >= 0 else len(line)
        parts += [line[at:begin], HIDDEN * (after - begin)]
        at = after
    return "".join(parts), is_open


def _find_comment(line: str, start: int) -> int:
    """Return the start of the first comment from ``start`` on, or the length of ``line`` if there is none."""
    return next((mark.start() for mark in _MARK.finditer(line, start) if mark["comment"]), len(line))


def find_tags(lines: Sequence[str], start: int, path: str) -> Iterator[Located]:
    """Yield the tags in the text from ``start`` on, except those in code, comments and blocks of mathematics."""
    if not any("#" in line for line in lines[start:]):
        return
    for index, line in enumerate(_hide_untagged(_hide_comments(lines, start), start), start):
        for match in _TAGS.finditer(line) if "#" in line else ():
            name = match["name"].rstrip("/")
            yield Located(name, Location(path, index + 1, match.start() + 1, match.start() + 2 + len(name)))


def _hide_untagged(lines: Sequence[str], start: int) -> list[str]:
    """Return the lines from ``start`` on without code, comments and mathematics, in which there are no tags."""
    outside = dict(outside_fences(lines, start))
    plain = (_CODE.sub(_blot, outside.get(index, "")) for index in range(start, len(lines)))
    return _NO_TAGS.sub(_blot, "\n".join(plain)).split("\n")


def _blot(match: re.Match[str]) -> str:
    """Return text of the same length and lines without tags."""
    return re.sub(r"[^\n]", "`", match.group())


def read_properties(entries: Mapping[str, FrontMatterEntry], tags: Sequence[Located]) -> dict[str, FrontMatterEntry]:
    """Return the properties of a note, with the ``tags`` of its text; tags become a list without ``#``.

    A value that is not a list may contain several values, separated by commas and, for tags, also by spaces.
    """
    read = dict(entries)
    for key, pattern in (("aliases", _PIECE), ("alias", _PIECE), ("tags", _WORD), ("tag", _WORD)):
        if key in read:
            read[key] = _split_entry(read[key], pattern)
    for key in ("tags", "tag"):
        if key in read:
            named = tuple(value._replace(text=value.text.strip("#/ ")) for value in read[key].values)
            read[key] = FrontMatterEntry(read[key].key, tuple(value for value in named if value.text), is_list=True)
    if tags:
        own = read.get("tags", FrontMatterEntry(tags[0], ()))
        read["tags"] = FrontMatterEntry(own.key, (*own.values, *tags), is_list=True)
    return read


def split_words(entry: FrontMatterEntry) -> FrontMatterEntry:
    """Return the entry with each word of its value as a value, unless it is a list."""
    return _split_entry(entry, _WORD)


def _split_entry(entry: FrontMatterEntry, pattern: re.Pattern[str]) -> FrontMatterEntry:
    values = tuple(part for value in entry.values for part in split_value(value, pattern))
    return entry if entry.is_list else FrontMatterEntry(entry.key, values, is_list=True)
