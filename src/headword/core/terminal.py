"""Text for terminals: colours, counts, widths, and characters that are safe to print."""

import re
import unicodedata
from collections.abc import Mapping

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2064\u2066-\u206f\ufeff]"
)


_COLOURS: Mapping[str, str] = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
}


def paint(text: str, style: str, colour: bool) -> str:
    """Return ``text`` in a style of the terminal, or unchanged if ``colour`` is false."""
    return f"{_COLOURS[style]}{text}\x1b[0m" if colour else text


def visible(text: str) -> str:
    """Return ``text`` with escapes for control and direction characters, so that it cannot control the terminal."""
    return _CONTROL.sub(lambda match: f"\\u{{{ord(match.group()):x}}}", text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as ``1 page`` or ``1,200 pages``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def flat(text: str) -> str:
    """Return ``text`` as one line of a terminal: a tab becomes a space, and a line break is escaped."""
    return visible(text.replace("\t", " "))


def text_width(text: str) -> int:
    """Return the columns that ``text`` takes on a terminal: two for a wide character, none for a combining one."""
    width = 0
    for char in flat(text):
        if unicodedata.combining(char):
            continue
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width
