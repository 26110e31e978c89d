"""XML files as events, and the text in them.

Knows XML; must not know what elements mean.
"""

from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

from headword.errors import HeadwordError
from headword.findings import Location


def read_events(data: bytes, path: str) -> Iterator[tuple[str, ET.Element]]:
    """The start and end of each element, in order.

    Raises:
        HeadwordError: the file is not XML, or declares entities, of which a few lines expand to gigabytes.
    """
    if b"<!ENTITY" in data:
        raise HeadwordError("the file declares XML entities, which are not read", Location(path), "write them out")
    try:
        yield from ET.iterparse(BytesIO(data), ("start", "end"))  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise HeadwordError(f"not valid XML: {reason}", Location(path, line, column + 1)) from error


def text_of(element: ET.Element) -> str:
    """All text in an element, white space as a page shows it."""
    return " ".join("".join(element.itertext()).split())
