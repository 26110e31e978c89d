"""OPML 2.0: outlines as many outliners and feed readers write them (http://opml.org/spec2.opml)."""

from collections.abc import Iterator

from headword.importers.outlines.line import Importer, Line, OutlineField
from headword.importers.outlines.xml_events import read_events


def read_opml(data: bytes, path: str) -> Iterator[Line]:
    """Return a line for each ``outline`` with a text; the children of one without text are a level higher.

    Raises:
        HeadwordError: the file is not XML.
    """
    depth = 0
    for event, element in read_events(data, path):
        text = " ".join((element.get("text") or element.get("title") or "").split())
        if element.tag != "outline" or not text:
            continue
        if event == "end":
            depth -= 1
            continue
        note = "\n".join(" ".join(line.split()) for line in element.get("_note", "").strip().splitlines())
        fields = [OutlineField("Note", note)] if note else []
        fields += [OutlineField("See also", url) for key in ("htmlUrl", "url", "xmlUrl") if (url := element.get(key))]
        yield Line(depth, text, tuple(fields))
        depth += 1


OPML = Importer((".opml",), read_opml)
