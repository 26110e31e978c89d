"""The text of a note as it is published: its links become IRIs, so that it is independent of its page."""

import re
from collections.abc import Iterable, Mapping

from headword.markdown.delimiters import show_target
from headword.markdown.inline import Link
from headword.markdown.text import SourceText, normalize

_BARE = re.compile(r"[^\s()]+")


def write_note(text: SourceText, links: Iterable[Link], iris: Mapping[Link, str]) -> str:
    """Return ``text`` with each of its ``links`` that has an IRI in ``led`` written with this IRI.

    A link by name without an IRI is replaced by its words, because only a vault can read it as a link.
    """
    parts: list[str] = []
    at = 0
    for link in links:
        start, end = link.span
        written = _write_link(link, iris[link]) if link in iris else text.text[start:end]
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
