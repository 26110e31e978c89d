"""The text of a note as it is published: its links lead to IRIs, so that it says the same away from its page."""

import re
from collections.abc import Iterable, Mapping

from headword.markdown.delimiters import show_target
from headword.markdown.inline import Link
from headword.markdown.text import SourceText, normalize

_BARE = re.compile(r"[^\s()]+")


def write_note(text: SourceText, links: Iterable[Link], led: Mapping[Link, str]) -> str:
    """Return ``text`` with those of its ``links`` that are ``led`` to an IRI written with that.

    Links by the name of a page that lead nowhere are words alone; nothing else outside a vault could tell that they
    are links.
    """
    parts: list[str] = []
    at = 0
    for link in links:
        start, end = link.span
        written = _write_link(link, led[link]) if link in led else text.text[start:end]
        parts += [text.text[at:start] if written else text.text[at:start].removesuffix(" "), written]
        at = end
    return normalize("".join([*parts, text.text[at:]]).replace(r"\;", ";")).strip(" ")


def _write_link(link: Link, iri: str) -> str:
    if not iri:
        return "" if link.is_embed else link.words or show_target(link.written)
    words = link.words or (show_target(link.written) if link.style == "wiki" else "")
    target = iri if _BARE.fullmatch(iri) else f"<{iri}>"
    title = f" {link.title}" if link.title else ""
    return f"[{words}]({target}{title})" if words else f"<{iri}>"
