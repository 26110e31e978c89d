"""Finding a secret in what somebody else wrote, however it is spelled there.

Knows how HTML, JSON and addresses escape characters; must not know where secrets are from.
"""

import json
import re
from collections.abc import Iterable
from html.entities import html5

_HIDDEN = "***"


def hide(text: str, secrets: Iterable[str]) -> str:
    """``text`` with none of ``secrets`` in it, each character of which may be escaped or not."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        text = re.sub("".join(map(_match, secret)), _HIDDEN, text)
    return text


def _match(character: str) -> str:
    """An expression for all that a character can be spelled as."""
    code = ord(character)
    escaped = json.dumps(character)[1:-1]
    spellings = [
        rf"(?i:&\#0*{code};?)",
        rf"(?i:&\#x0*{code:x};?)",
        *(re.escape(f"&{name}") for name, value in html5.items() if value == character and name.endswith(";")),
        f"(?i:{''.join(f'%{byte:02x}' for byte in character.encode('utf-8', 'surrogatepass'))})",
        # JSON, in which a character beyond the sixteenth bit is two.
        f"(?i:{re.escape(escaped if len(escaped) > 2 else f'{chr(92)}u{code:04x}')})",
        re.escape("\\" + character),
        re.escape(character),
    ]
    if character == " ":
        spellings.append(re.escape("+"))
    return f"(?:{'|'.join(spellings)})"
