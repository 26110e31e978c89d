"""The changelog, and new entries for releases: the newest is first, everything else is kept."""

import re

_HEAD = "# Changelog\n"
_SECTION = re.compile(r"(?P<marks>##?)[ \t]+(?P<title>.*)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
_VERSION = re.compile(r"\[?(?:v|version[ \t]+)?\d", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_UNRELEASED = re.compile(r"\[?unreleased\b", re.IGNORECASE)


def has_entry(text: str, version: str) -> bool:
    """Return whether there is a section for ``version``: a heading that begins with it, also as ``[1.2.0]``."""
    wanted = re.compile(rf"\[?(?:v|version[ \t]+)?{re.escape(version)}(?![\w.+-])", re.IGNORECASE)
    return any(wanted.match(title) for _, title in _list_sections(text))


def add_entry(text: str, version: str, date: str, body: str) -> str:
    """Return ``text`` with a section for ``version``, above earlier versions and below unreleased changes."""
    entry = f"## {version} ({date})\n\n{body.rstrip()}\n"
    plain = text.replace("\r\n", "\n")
    if not plain.strip("\ufeff \n"):
        return f"{_HEAD}\n{entry}"
    lines = plain.splitlines(keepends=True)
    at = next((number for number, title in _list_sections(plain) if not _UNRELEASED.match(title)), len(lines))
    above, below = "".join(lines[:at]).rstrip("\n"), "".join(lines[at:])
    written = f"{above}\n\n{entry}\n{below}" if below else f"{above}\n\n{entry}"
    return written.replace("\n", "\r\n") if "\r\n" in text else written


def _list_sections(text: str) -> list[tuple[int, str]]:
    """Yield the line and the title of each section; text in a block of code is not a section."""
    found: list[tuple[int, str]] = []
    fence = ""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark["fence"]
        elif mark and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif not fence and (title := _read_title(line, lines[number + 1] if number + 1 < len(lines) else "")):
            found.append((number, title))
    return found


def _read_title(line: str, following: str) -> str:
    """Return the title of the section that begins with ``line``; a top heading must contain a version."""
    section = _SECTION.match(line)
    if section is not None:
        is_section = section["marks"] == "##" or _VERSION.match(section["title"])
        return section["title"] if is_section else ""
    is_underlined = bool(line.strip() and _UNDERLINE.fullmatch(following) and _VERSION.match(line))
    return line.strip() if is_underlined else ""
