"""Errors for clients of the server: without paths of this machine, except those in the project."""

import os
import re
import tempfile
from pathlib import Path

from headword.core.cache import FOLDER
from headword.core.errors import HeadwordError

_PATH = re.compile(r"""(?<![^\s'"(\[=])/(?!/)[^\s'"<>()\[\]:,;]*""")
_LEFT_OUT = "…"


def describe_publicly(error: HeadwordError, root: Path) -> str:
    """Return what is wrong, the place in the project at ``root``, and how to fix it."""
    where = hide_paths(str(error.location or ""), root)
    said = hide_paths(f"{error.message}\n{error.hint}".strip(), root)
    return said if where in ("", ".") or where.startswith(_LEFT_OUT) else f"{where}: {said}"


def hide_paths(text: str, root: Path) -> str:
    """Return ``text`` with paths relative to the project at ``root``, and without other paths."""
    # A known path can contain any character, so it is replaced first.
    for top in {str(root), os.path.realpath(root)}:
        text = _cut(text, f"{top}/{FOLDER}", _LEFT_OUT)
        text = text.replace(f"{top}/", "")
        text = _cut(text, top, ".")
    text = _cut(text, tempfile.gettempdir(), _LEFT_OUT)
    return _PATH.sub(lambda match: _LEFT_OUT if _is_here(match[0]) else match[0], text)


def _cut(text: str, folder: str, put: str) -> str:
    """Return ``text`` with ``put`` instead of a folder and the paths in it."""
    return re.sub(rf"""{re.escape(folder)}(?:/[^\s'"<>()\[\]:,;]*)?(?![^\s'"<>()\[\]:,;])""", lambda _: put, text)


def _is_here(path: str) -> bool:
    """Return whether a path begins like one of this machine, and not like an address on the server."""
    first = path.split("/")[1]
    return bool(first) and os.path.lexists(f"/{first}")
