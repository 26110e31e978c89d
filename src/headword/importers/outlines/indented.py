"""Outlines as plain text, a line each, indented by tabs or spaces."""

import re
from collections.abc import Iterator

from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.importers.outlines.line import Importer, Line
from headword.markdown.text import to_lines

_LINE = re.compile(r"(?P<indent>[ \t]*)(?:[-*+\u2022\u2013][ \t]+)?(?P<label>\S.*?)[ \t]*")
_TAB = 8


def read_indented(data: bytes, path: str) -> Iterator[Line]:
    """Return a line for each one that is not blank; a line with more indentation is below the previous one.

    Raises:
        HeadwordError: the file is not UTF-8.
    """
    try:
        lines = to_lines(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(f"the outline is not UTF-8: byte {error.start + 1}", Location(path)) from error
    open_: list[int] = []
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        width = len(match["indent"].expandtabs(_TAB))
        while open_ and open_[-1] > width:
            open_.pop()
        if not open_ or open_[-1] < width:
            open_.append(width)
        yield Line(len(open_) - 1, match["label"], number=number)


INDENTED_TEXT = Importer((".txt",), read_indented)
