"""The events and texts of XML files."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

from headword.core.errors import SourceError
from headword.core.findings import Location


def read_events(data: bytes, path: str) -> Iterator[tuple[str, ET.Element]]:
    """Yield the start and end of each element, in order.

    Raises:
        HeadwordError: the file is not XML, or declares entities, which can expand to gigabytes.
    """
    if b"<!ENTITY" in data:
        raise SourceError(
            "the file declares XML entities, which headword does not read",
            Location(path),
            "replace the entities by their text",
        )
    try:
        yield from ET.iterparse(BytesIO(data), ("start", "end"))  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise SourceError(f"not valid XML: {reason}", Location(path, line, column + 1)) from error


_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "br", "tr", "td", "th", "table", "blockquote", "pre"})


def text_of(element: ET.Element) -> str:
    """Return all text in an element, with white space between blocks, as a page shows it."""
    copied = ET.fromstring(ET.tostring(element, encoding="unicode"))  # noqa: S314 - it was parsed already
    for one in copied.iter():
        if one.tag in _BLOCKS or re.fullmatch(r"h[1-6]", str(one.tag)):
            one.text, one.tail = f" {one.text or ''}", f" {one.tail or ''}"
    return " ".join("".join(copied.itertext()).split())
