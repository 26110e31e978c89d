"""The encoding of an XML file, from its byte order mark or its declaration (XML 1.0, section 4.3.3)."""

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(
    r"<\?xml\s[^>]*?(?P<whole>\bencoding\s*=\s*(?P<quote>[\"'])(?P<name>[A-Za-z][\w.-]*)(?P=quote))", re.ASCII
)
_HEAD = 400
"""The number of bytes at the beginning in which a declaration is searched."""


def to_utf8(data: bytes) -> bytes:
    """Return XML in UTF-8 without a mark, with all lines and columns unchanged.

    Raises:
        LookupError: the declared encoding is unknown.
        UnicodeDecodeError: the text is not in the encoding.
    """
    mark, encoding = next((one for one in _MARKS if data.startswith(one[0])), (b"", ""))
    encoding = encoding or next((name for start, name in _UNMARKED if data.startswith(start)), "")
    declared = _DECLARED.match(data[len(mark) : _HEAD].decode(encoding or "latin-1", "replace"))
    named = codecs.lookup(declared["name"]).name if declared is not None else "utf-8"
    if not encoding:
        # A text whose declaration can be read is not in UTF-16.
        encoding = "utf-8" if named.startswith(("utf-16", "utf-32")) else named
    if encoding == named == "utf-8":
        return data[len(mark) :]
    text = data[len(mark) :].decode(encoding)
    if declared is not None:
        start, end = declared.span("whole")
        text = text[:start] + 'encoding="UTF-8"'.ljust(end - start) + text[end:]
    return text.encode()
