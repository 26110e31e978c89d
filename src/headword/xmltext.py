"""What a text has to be to stand in XML 1.0 (section 2.2).

Knows characters; must not know any document.
"""

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def replace_forbidden(text: str) -> str:
    """``text`` with a replacement character for each that XML cannot hold, not even escaped."""
    return _FORBIDDEN.sub("\ufffd", text)
