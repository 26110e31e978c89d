"""Adding values to a key of front matter: only what is added changes, in the way the key is written."""

import json
import re
from collections.abc import Mapping, Sequence

from headword.markdown.block import FrontMatterEntry
from headword.markdown.page import Page, PageLines, parse_page, take_apart
from headword.markdown.plain_yaml import is_plain
from headword.markdown.text import normalize

_ITEM = re.compile(r"(?P<before>[ \t]*-[ \t]+)")


def add_values(data: bytes, key: str, values: Sequence[str]) -> bytes | None:
    """Return a page with more values of a key; None if they cannot be added without a change to something else.

    Args:
        data: the page.
        key: the key of its front matter; with a dot, one in a table.
        values: the values, of which it has none.
    """
    if not values:
        return data
    pages = take_apart(data)
    page = _read_page(pages)
    if any(seen.rule == "front-matter-duplicate-key" for seen in page.observations):
        # Programs differ in which of the keys they read.
        return None
    before = page.front_matter
    changed = _write_values(pages, before.get(key.lower()), key, values)
    if changed is None:
        return None
    after = _read_page(take_apart(changed)).front_matter
    old = [normalize(one.text) for one in before[key.lower()].values] if key.lower() in before else []
    wanted = {**_simplify(before), key.lower(): [*(one for one in old if one), *values]}
    return changed if _simplify(after) == wanted else None


def add_id(data: bytes, name: str) -> bytes | None:
    """Return a page with an id in its front matter, which is created if it is missing; None if it cannot be added."""
    pages = take_apart(data)
    if "id" in _read_page(pages).front_matter:
        return None
    return _write_key(pages, _find_kind(pages), "id", _quote(name))


def _read_page(pages: PageLines) -> Page:
    return parse_page("\n".join(pages.plain), "", "")


def _simplify(entries: Mapping[str, FrontMatterEntry]) -> dict[str, list[str]]:
    return {key: [normalize(one.text) for one in entry.values] for key, entry in entries.items()}


def _write_values(pages: PageLines, entry: FrontMatterEntry | None, key: str, values: Sequence[str]) -> bytes | None:
    kind = _find_kind(pages)
    if entry is None:
        listed = ", ".join(_spell(one, kind or "yaml", "") for one in values)
        return _write_key(pages, kind, key, f"[{listed}]")
    if not entry.values and not entry.tables:
        return _fill_empty(pages, kind, entry.key.location.line - 1, values)
    return None if entry.tables else _extend(pages, kind, entry, values)


def _extend(pages: PageLines, kind: str, entry: FrontMatterEntry, values: Sequence[str]) -> bytes | None:
    """Return the page with values after those that a key has."""
    place = entry.values[-1].location
    number, start, end = place.line - 1, place.column - 1, place.end_column - 1
    line = pages.plain[number]
    written = line[start:end]
    spelled = [_spell(one, kind, written[:1]) for one in values]
    item = _ITEM.fullmatch(line[:start])
    if kind == "yaml" and entry.is_list and item:
        return _insert_lines(pages, number + 1, [f"{item['before']}{one}" for one in spelled])
    if entry.is_list:
        return _replace(pages, number, end, end, "".join(f", {one}" for one in spelled))
    # One text may be several values, which a site separates by commas or spaces.
    if not written or re.search(r"[,\s]", entry.values[0].text) or written[:1] in "|>&*!{[":
        return None
    return _replace(pages, number, start, end, f"[{', '.join([written, *spelled])}]")


def _spell(value: str, kind: str, mark: str) -> str:
    """Return a value as it is written next to one that begins with ``mark``."""
    if kind == "yaml" and mark == "'":
        return "'" + value.replace("'", "''") + "'"
    if kind == "yaml" and mark != '"' and is_plain(value):
        return value
    return _quote(value)


def _quote(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _find_kind(pages: PageLines) -> str:
    mark = pages.plain[0].rstrip()
    return "json" if mark.startswith("{") else {"---": "yaml", "+++": "toml"}.get(mark, "")


def _write_key(pages: PageLines, kind: str, key: str, value: str) -> bytes | None:
    """Return the page with a new key: at the end of YAML, and before all others in TOML and JSON."""
    if "." in key:
        return None
    if kind == "json":
        end = pages.lines[0][0].index("{") + 1
        is_empty = pages.plain[0][end:].strip() == "}"
        return _replace(pages, 0, end, end, f'"{key}": {value}{"" if is_empty else ", "}')
    if kind == "toml":
        return _insert_lines(pages, 1, [f"{key} = {value}"])
    if kind == "yaml":
        close = next((at for at, line in enumerate(pages.plain) if at and line.rstrip() == "---"), None)
        return None if close is None else _insert_lines(pages, close, [f"{key}: {value}"])
    return _insert_lines(pages, 0, ["---", f"{key}: {value}", "---"])


def _fill_empty(pages: PageLines, kind: str, number: int, values: Sequence[str]) -> bytes | None:
    """Return the page with values for a key that has an empty list, or nothing."""
    line = pages.plain[number]
    listed = ", ".join(_spell(one, kind, "") for one in values)
    empty = re.search(r"\[[ \t]*\]", line)
    if empty:
        return _replace(pages, number, empty.start(), empty.end(), f"[{listed}]")
    bare = re.fullmatch(r"(?P<key>[^#]*:)(?P<rest>[ \t]*(?:#.*)?)", line) if kind == "yaml" else None
    return _replace(pages, number, bare.end("key"), bare.end("key"), f" [{listed}]") if bare else None


def _replace(pages: PageLines, number: int, start: int, end: int, text: str) -> bytes:
    line, ending = pages.lines[number]
    changed = (line[:start] + text + line[end:], ending)
    return PageLines(pages.mark, [*pages.lines[:number], changed, *pages.lines[number + 1 :]]).encode()


def _insert_lines(pages: PageLines, number: int, lines: Sequence[str]) -> bytes:
    newline = next((ending for _, ending in pages.lines if ending), "\n")
    added = [(line, newline) for line in lines]
    return PageLines(pages.mark, [*pages.lines[:number], *added, *pages.lines[number:]]).encode()
