"""FreeMind and Freeplane: mind maps in files that end in ``.mm``."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from headword.importers.outlines.line import Importer, Line, OutlineField
from headword.importers.outlines.xml_events import read_events, text_of

_NOTES = ("NOTE", "DETAILS")


def read_freemind(data: bytes, path: str) -> Iterator[Line]:
    """Return a line for each ``node`` with a text; the children of one without text are a level higher.

    Raises:
        HeadwordError: the file is not XML.
    """
    root: ET.Element | None = None
    for _, element in read_events(data, path):
        root = element if root is None else root
    left = [(0, one) for one in reversed(root.findall("node"))] if root is not None else []
    while left:
        depth, node = left.pop()
        label = _read_label(node)
        if label:
            yield Line(depth, label, tuple(_read_fields(node)))
        left.extend((depth + bool(label), one) for one in reversed(node.findall("node")))


def _read_label(node: ET.Element) -> str:
    written = " ".join(node.get("TEXT", "").split())
    return written or next((text_of(one) for one in node.findall("richcontent") if one.get("TYPE") == "NODE"), "")


def _read_fields(node: ET.Element) -> Iterator[OutlineField]:
    for one in node.findall("richcontent"):
        if one.get("TYPE") in _NOTES and text_of(one):
            yield OutlineField("Note", text_of(one))
    for attribute in node.findall("attribute"):
        if attribute.get("NAME") and attribute.get("VALUE"):
            yield OutlineField(attribute.get("NAME", ""), " ".join(attribute.get("VALUE", "").split()))
    if "://" in node.get("LINK", ""):
        yield OutlineField("See also", node.get("LINK", ""))


FREEMIND = Importer((".mm",), read_freemind)
