"""The other names of a page: its title, its id, and a key that it shares with its translations.

Only the first lines of each file are read, and only if the config or the site's profile needs such names.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.config.front_matter import ID, RELATIONS, TITLE, TRANSLATION

_MOST = 8_192
"""The number of bytes that are read from a file: front matter is seldom longer."""
_ENTRY = re.compile(r"""^["']?(?P<key>[\w.-]+)["']?[ \t]*[:=][ \t]*(?P<value>\S.*?)[ \t]*,?$""", re.MULTILINE)
_END = re.compile(r"^(?:---|\+\+\+|\})[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(?P<text>[^\n{]+?)[ \t#]*(?:\{|$)", re.MULTILINE)


class PageNames(NamedTuple):
    """The names of a page in its front matter, and the key that it shares with translations; empty if unknown."""

    names: tuple[str, ...] = ()
    shared: str = ""


class _Wanted(NamedTuple):
    """Keys of front matter; of the shared ones, the first that a page has is used."""

    names: Collection[str]
    shared: Collection[str]


def read_page_names(files: Iterable[Path], config: Config) -> Mapping[Path, PageNames]:
    """Return the names of each of ``files``, if pages may be referred to by them."""
    wanted = _find_wanted(config)
    if not wanted.names and not wanted.shared:
        return {}
    return {file: _read_names(file, wanted) for file in files}


def _find_wanted(config: Config) -> _Wanted:
    meanings = config.meanings
    keys: dict[str, list[str]] = defaultdict(list)
    for key, meaning in meanings.items():
        keys[meaning].append(key)
    has_relations = any(keys[meaning] for meaning in RELATIONS)
    names = (TITLE, ID, *keys[TITLE], *keys[ID]) if has_relations else ()
    shared = (*keys[TRANSLATION], ID, *keys[ID]) if config.languages else ()
    return _Wanted(names, shared)


def _read_names(file: Path, wanted: _Wanted) -> PageNames:
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except OSError:
        return PageNames()
    start = 4 if text.startswith(("---\n", "+++\n")) else 0
    end = _END.search(text, start) if text.startswith(("---", "+++", "{")) else None
    entries = (
        [(match["key"].lower(), match["value"]) for match in _ENTRY.finditer(text, start, end.start())] if end else []
    )
    names = [_unquote(value) for key, value in entries if key in wanted.names]
    heading = _HEADING.search(text, end.end() if end else 0) if wanted.names else None
    names += [heading["text"]] if heading else []
    first_values = dict(reversed(entries))
    shared = next((_unquote(first_values[key]) for key in wanted.shared if key in first_values), "")
    return PageNames(tuple(dict.fromkeys(map(normalize, filter(None, names)))), normalize(shared))


def _unquote(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value
