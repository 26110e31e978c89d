"""A Markdown file: its front matter with the location of each key, and its body."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.core.findings import Located, Location, Observation, Observed
from headword.markdown.block import FrontMatter, FrontMatterBlock, FrontMatterEntry, UnreadableError
from headword.markdown.front_matter import HANDLERS
from headword.markdown.shortcodes import outside_fences
from headword.markdown.suppressions import Suppression, find_misspelt, find_suppressions
from headword.markdown.text import BYTE_ORDER_MARK, normalize, to_lines

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page after reading.

    ``path`` is the path in locations, ``page_path`` the path that IRIs are built from. ``lines`` are all lines of the
    file without their endings; the body begins at ``lines[body_start]``. ``suppressions`` are the rules that the page
    disables.
    """

    path: str
    page_path: str
    lines: tuple[str, ...]
    body_start: int
    front_matter: Mapping[str, FrontMatterEntry]
    observations: tuple[Observation, ...]
    suppressions: tuple[Suppression, ...] = ()

    def value(self, *keys: str) -> Located | None:
        """Return the first value of the first of ``keys`` with a value in the front matter, in NFC."""
        return next((values[0] for key in keys if (values := self.values(key))), None)

    def values(self, key: str) -> tuple[Located, ...]:
        """Return every value of ``key``, in NFC."""
        entry = self.front_matter.get(key)
        return tuple(value._replace(text=normalize(value.text)) for value in entry.values) if entry is not None else ()


def make_page(data: bytes | UnreadableError, path: str, page_path: str) -> Page:
    """Return the page for the result of `read_bytes`; an unreadable page is empty and has one observation."""
    try:
        text = _decode(data, path)
    except UnreadableError as error:
        seen = Observation("unreadable-page", error.defect.location, error.defect.message)
        return Page(path, page_path, (), 0, {}, (seen,))
    return parse_page(text, path, page_path)


def parse_page(text: str, path: str, page_path: str) -> Page:
    """Parse ``text`` as a page; a byte order mark and any kind of line ending are accepted.

    NUL is replaced by U+FFFD (CommonMark, section 2.3).
    """
    lines = to_lines(text.replace("\0", "\ufffd"))
    conflict = _find_conflict(lines) if "\n>>>>>>> " in text else 0
    if conflict:
        seen = Observation("unreadable-page", Location(path, conflict, 1, 8), "the page contains a merge conflict")
        return Page(path, page_path, (), 0, {}, (seen,))
    text = "\n".join(lines)
    front_matter, body_start, observations = _read_front_matter(text, path)
    suppressions: tuple[Suppression, ...] = ()
    if "headword" in text:
        unfenced = list(outside_fences(lines, body_start))
        suppressions = tuple(find_suppressions(lines, iter(unfenced), front_matter.entries, path))
        observations = (*observations, *find_misspelt(iter(unfenced), front_matter.entries, path))
    return Page(path, page_path, lines, body_start, front_matter.entries, observations, suppressions)


def _find_conflict(lines: Sequence[str]) -> int:
    """Return the first line of a merge conflict, or 0 if there is none: all three markers must occur in order."""
    begun = next((number for number, line in enumerate(lines, 1) if line.startswith("<<<<<<< ")), 0)
    ends = any(line.startswith(">>>>>>> ") for line in lines[begun:]) if begun else False
    return begun if ends and "=======" in lines[begun:] else 0


class PageLines(NamedTuple):
    """A page as lines that can be edited: its byte order mark, and each line with its ending."""

    mark: str
    lines: list[tuple[str, str]]

    @property
    def plain(self) -> tuple[str, ...]:
        """Return the lines without their endings."""
        return tuple(line for line, _ in self.lines)

    def encode(self) -> bytes:
        """Return the bytes of the page."""
        return (self.mark + "".join(line + ending for line, ending in self.lines)).encode("utf-8")


def take_apart(data: bytes) -> PageLines:
    """Split the bytes of a page into lines with their endings.

    Raises:
        UnicodeDecodeError: the page is not UTF-8.
    """
    text = data.decode("utf-8")
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    parts = re.split(r"(\r\n|\n|\r)", text.removeprefix(BYTE_ORDER_MARK))
    return PageLines(mark, list(zip(parts[::2], [*parts[1::2], ""], strict=True)))


def _decode(data: bytes | UnreadableError, path: str) -> str:
    if isinstance(data, UnreadableError):
        raise data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(*_undecodable(data, error.start, path)) from error


def _undecodable(data: bytes, start: int, path: str) -> tuple[str, Location]:
    line_start = data.rfind(b"\n", 0, start) + 1
    line = data.count(b"\n", 0, start) + 1
    column = len(data[line_start:start].decode("utf-8", "replace")) + 1
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the page is UTF-16; save it as UTF-8", Location(path)
    return f"the page is not UTF-8: byte 0x{data[start]:02x}", Location(path, line, column, column + 1)


def _read_front_matter(text: str, path: str) -> tuple[FrontMatter, int, tuple[Observation, ...]]:
    handler = next((handler for handler in HANDLERS if handler.detect(text)), None)
    if handler is None:
        return FrontMatter(), 0, ()
    try:
        written, body = handler.split(text)
    except ValueError:
        message = f"the front matter is never closed: no line `{handler.END_DELIMITER}` follows"
        width = len(handler.START_DELIMITER or "")
        return FrontMatter(), 0, (Observation("front-matter-syntax", Location(path, 1, 1, 1 + width), message),)
    body_start = text.count("\n", 0, len(text) - len(body))
    first_line = text.count("\n", 0, text.index(written) if written else 0) + 1
    try:
        front_matter = handler.read(FrontMatterBlock(written, path, first_line))
    except UnreadableError as error:
        return FrontMatter(), body_start, (Observation(*error.defect),)
    # Only an escape can be a surrogate, and looking at each value takes time.
    kept, seen = _drop_surrogates(front_matter.entries) if "\\" in written else Observed(front_matter.entries)
    observations = (*(Observation(*defect) for defect in front_matter.defects), *seen)
    return FrontMatter(kept, front_matter.defects), body_start, observations


def _drop_surrogates(entries: Mapping[str, FrontMatterEntry]) -> Observed[Mapping[str, FrontMatterEntry]]:
    """Remove the entries with a lone surrogate, which JSON and YAML can escape but UTF-8 cannot encode."""
    broken = {key: places[0] for key, entry in entries.items() if (places := list(_find_surrogates(entry)))}
    if not broken:
        return Observed(entries)
    message = "{!r} contains half of a surrogate pair"
    seen = tuple(Observation("front-matter-syntax", place, message.format(key)) for key, place in broken.items())
    return Observed({key: entry for key, entry in entries.items() if key not in broken}, seen)


def _find_surrogates(entry: FrontMatterEntry) -> Iterator[Location]:
    yield from (place for text, place in (entry.key, *entry.values) if _SURROGATE.search(text))
    for inner in (one for table in entry.tables for one in table):
        yield from _find_surrogates(inner)
