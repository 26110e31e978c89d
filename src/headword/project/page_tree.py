"""The hierarchy of pages from lists of links: mdBook's summary, or a page such as a map of content."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.forms import find_value
from headword.project.project import PAGE_SUFFIXES
from headword.project.variants import SourcePage

_ITEM = re.compile(
    r"^(?P<indent>[ \t]*)[-*+][ \t]+"
    r"(?:\[\[(?P<name>[^\[\]|#]+)[^\[\]]*\]\]|\[[^\[\]]*\]\(<?(?P<path>[^()<>#\s]+)[^()]*\))?",
    re.MULTILINE,
)


class _Lookup(NamedTuple):
    """The pages of a site by path, and by the name of the file in lower case."""

    paths: frozenset[str]
    names: Mapping[str, Sequence[str]]


def read_page_tree(top: Path, pages: Sequence[SourcePage], config: Config) -> Mapping[str, str]:
    """Return the parent of each page, both as paths under ``top``; the first list with a page decides."""
    lists = [page.inside for page in pages if find_value(page.inside, "link_lists", config) == "narrower"]
    summary = config.shape.summary if config.concepts == "page" else ""
    if not lists and not summary:
        return {}
    names: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        names[posixpath.splitext(posixpath.basename(page.inside))[0].casefold()].append(page.inside)
    lookup = _Lookup(frozenset(page.inside for page in pages), names)
    above: dict[str, str] = {}
    for file, root in [*([(summary, "")] if summary else []), *((one, one) for one in sorted(lists))]:
        for child, parent in _read_list(_read_text(top / file), file, root, lookup):
            if child not in (parent, root):
                above.setdefault(child, parent)
    return {child: parent for child, parent in above.items() if not _is_circular(child, above)}


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""


def _read_list(text: str, file: str, root: str, lookup: _Lookup) -> Iterator[tuple[str, str]]:
    """Yield each page of a list with the page of the item above it, or with ``root``."""
    open_items: list[tuple[int, str]] = []
    for match in _ITEM.finditer(text):
        indent = len(match["indent"].expandtabs(4))
        while open_items and open_items[-1][0] >= indent:
            open_items.pop()
        above = next((page for _, page in reversed(open_items) if page), root)
        page = _find_page(match, posixpath.dirname(file), lookup)
        open_items.append((indent, page))
        if page and above:
            yield page, above


def _find_page(item: re.Match[str], folder: str, lookup: _Lookup) -> str:
    """Return the page that an item links to; empty if there is none."""
    if item["path"]:
        path = posixpath.normpath(posixpath.join(folder, normalize(unquote(item["path"]))))
        candidates = (path, *(f"{path}{suffix}" for suffix in PAGE_SUFFIXES))
        return next((one for one in candidates if one in lookup.paths), "")
    name = normalize(item["name"] or "").strip().removesuffix(".md")
    found = lookup.names.get(posixpath.basename(name).casefold(), ())
    return found[0] if len(found) == 1 else ""


def _is_circular(page: str, above: Mapping[str, str]) -> bool:
    seen = {page}
    while (page := above.get(page, "")) and page not in seen:
        seen.add(page)
    return bool(page)
