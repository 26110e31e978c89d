"""Edits of a heading line: an id, which stays the same when the label changes, keywords and a label."""

import re
from collections.abc import Iterator

_ATTRIBUTES = re.compile(r"(?P<before>^|[\s;])\{:?(?P<body>[^{}]*)\}(?P<after>[ \t]*(?:#+[ \t]*)?)$")
_END = re.compile(r"(?P<after>[ \t]*(?:(?<=[ \t])#+[ \t]*)?)$")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_SPECIAL = re.compile(r"[\\`*_\[\]<>&;#{}~|!]")
_NUMBER = re.compile(r"\d+(?:\.\d+)*(?P<end>[.)])?(?=[ \t])")


def mark_id(line: str, name: str, in_map: bool) -> str:
    """Return a heading's last line with the id ``name``, next to existing attributes.

    In a map, the attributes are the third field, after the keywords, which may be empty.
    """
    attributes = _find_attributes(line)
    if attributes is not None:
        start = attributes.start("body")
        return f"{line[:start]}#{name} {line[start:].lstrip()}"
    return _append(line, f"#{name}", in_map)


def mark_class(line: str, name: str, in_map: bool) -> str:
    """Return a heading's last line with the class ``name``, as `mark_id` writes an id."""
    attributes = _find_attributes(line)
    if attributes is not None:
        end = attributes.end("body")
        return f"{line[:end].rstrip()} .{name}{line[end:]}"
    return _append(line, f".{name}", in_map)


def _find_attributes(line: str) -> re.Match[str] | None:
    """Return the attributes at the end of a heading; None if the braces are empty."""
    attributes = _ATTRIBUTES.search(line)
    return attributes if attributes is not None and attributes["body"].strip() else None


def _append(line: str, attribute: str, in_map: bool) -> str:
    """Return a heading's last line with its first attribute."""
    end = _END.search(line)
    assert end is not None
    text, after = line[: end.start()], end["after"] if _HEADING.match(line) else ""
    fields = re.sub(r"\\.", "", text).count(";")
    gap = {0: "; ; ", 1: "; "}.get(fields, " ") if in_map else " "
    return f"{text}{gap}{{{attribute}}}{after}"


def add_keyword(line: str, word: str) -> str:
    """Return a heading line with an additional keyword after the existing ones; attributes stay at the end."""
    attributes = _find_attributes(line)
    end = attributes.start() if attributes is not None else len(line)
    closing = _END.search(line[:end])
    assert closing is not None
    text, rest = line[: closing.start()], line[closing.start() :]
    # In a map, attributes are a separate field, which begins with the semicolon before them.
    has_separator = text.endswith(";")
    text = text.rstrip("; \t") if has_separator else text
    has_keywords = ";" in re.sub(r"\\.", "", text)
    # An unescaped quotation mark could form a pair with another one in the line.
    escaped = re.sub(r"([;,\\\"])", r"\\\1", word)
    return f"{text}{', ' if has_keywords else '; '}{escaped}{';' if has_separator else ''}{rest}"


def spell_label(label: str) -> Iterator[str]:
    """Yield spellings of ``label`` that read back as the same label, the plainest first."""
    yield label
    escaped = _SPECIAL.sub(lambda match: f"\\{match.group()}", label)
    yield escaped
    number = _NUMBER.match(escaped)
    if number is not None and number["end"]:
        end = number.start("end")
        yield f"{escaped[:end]}\\{escaped[end:]}"
    elif number is not None:
        # A number without a dot may also be read as the position of the heading.
        yield f"&#{ord(escaped[0])};{escaped[1:]}"
