"""Links of lines that go to another page, and links to headings that are on another page now."""

import posixpath
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from headword.core.slugs import slugify
from headword.importers.spelling import quote_target
from headword.markdown.inline import Link, find_links
from headword.markdown.text import SourceText

Moves = Mapping[tuple[str, str], str]
"""The new page of each heading that goes to another page, by its old page and its id."""


def relink(lines: Sequence[str], was: str, now: str, moves: Moves) -> tuple[str, ...]:
    """Return lines of the page ``was`` for the page ``now``, with links that lead to the same headings and files."""
    text = "\n".join(lines)
    if "](" not in text or (was == now and not moves):
        return tuple(lines)
    parts, end = [], 0
    for link in find_links(SourceText(text, was, 1, 1)):
        target = _find_target(link, was, now, moves) if link.style == "path" and link.written else link.written
        start = text.rfind(link.written, *link.span)
        if target != link.written and start >= 0:
            parts += [text[end:start], target]
            end = start + len(link.written)
    return tuple("".join([*parts, text[end:]]).split("\n"))


def _find_target(link: Link, was: str, now: str, moves: Moves) -> str:
    if link.target.startswith(("/", "{")):
        return link.written
    folder, new_folder = posixpath.dirname(was), posixpath.dirname(now)
    page = posixpath.normpath(posixpath.join(folder, unquote(link.target))) if link.target else was
    new = moves.get((page, link.fragment)) or moves.get((page, slugify(link.fragment)), page)
    if new == page and (link.target or was == now) and folder == new_folder and page != now:
        return link.written
    fragment = f"#{link.fragment}" if link.fragment else ""
    if new == now and fragment:
        return fragment if not link.target or page != now or was != now else link.written
    return quote_target(posixpath.relpath(new, new_folder or ".") + fragment)
