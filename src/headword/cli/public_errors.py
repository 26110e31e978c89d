"""Errors as anybody may read them who asks the server: no path of this machine but those within the project."""

import os
import re
import tempfile
from pathlib import Path

from headword.core.cache import FOLDER
from headword.core.errors import HeadwordError

_PATH = re.compile(r"""(?<![^\s'"(\[=])/(?!/)[^\s'"<>()\[\]:,;]*""")
_LEFT_OUT = "…"


def tell_publicly(error: HeadwordError, root: Path) -> str:
    """What is wrong, where in the project at ``root``, and how to mend it."""
    where = hide_paths(str(error.location or ""), root)
    said = hide_paths(f"{error.message}\n{error.hint}".strip(), root)
    return said if where in ("", ".") or where.startswith(_LEFT_OUT) else f"{where}: {said}"


def hide_paths(text: str, root: Path) -> str:
    """``text`` with paths that are relative to the project at ``root``; where others stood, none."""
    # Where paths are known, so is where they end, whatever is in them.
    for top in {str(root), os.path.realpath(root)}:
        text = _cut(text, f"{top}/{FOLDER}", _LEFT_OUT)
        text = text.replace(f"{top}/", "")
        text = _cut(text, top, ".")
    text = _cut(text, tempfile.gettempdir(), _LEFT_OUT)
    return _PATH.sub(lambda match: _LEFT_OUT if _is_here(match[0]) else match[0], text)


def _cut(text: str, folder: str, put: str) -> str:
    """``text`` with ``put`` where a folder, or a path in it, stood."""
    return re.sub(rf"""{re.escape(folder)}(?:/[^\s'"<>()\[\]:,;]*)?(?![^\s'"<>()\[\]:,;])""", lambda _: put, text)


def _is_here(path: str) -> bool:
    """Whether a path begins as those of this machine do: an address on the server does not."""
    first = path.split("/")[1]
    return bool(first) and os.path.lexists(f"/{first}")
