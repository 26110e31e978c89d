"""Inline rules for text between pairs of signs, such as ``~~struck~~`` and ``==marked==``, and for wikilinks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_NARROW = frozenset({"sub", "sup"})
"""Elements that contain no white space, so that ``2^10 and 2^20`` is plain text."""
_SHIFT = 21
"""The bits of a code point. A marker combines sign and length, so that two signs are closed by two."""
_WIKILINK = re.compile(r"(?P<embed>!?)\[\[(?P<target>[^\[\]|]{1,300}?)(?:\\?\|(?P<shown>[^\[\]]{0,300}))?\]\](?!\()")
_BLOCK = re.compile(r"#?\^[^#]*$")


def pairs_plugin(md: MarkdownIt, tags: Mapping[str, str]) -> None:
    """Add the pairs of signs in ``tags`` to ``md``, each with its HTML element: ``{"==": "mark"}``."""
    chars = frozenset(sign[0] for sign in tags)
    md.inline.ruler.before("strikethrough", "pairs", partial(_read_sign, tags=tags, chars=chars))
    md.inline.ruler2.before("strikethrough", "pairs", partial(_close_pairs, tags=tags))


def _read_sign(state: StateInline, silent: bool, *, tags: Mapping[str, str], chars: frozenset[str]) -> bool:
    """Push a run of signs as text, and also as a delimiter if ``tags`` contains the run."""
    char = state.src[state.pos]
    if silent or char not in chars:
        return False
    scanned = state.scanDelims(state.pos, True)
    token = state.push("text", "", 0)
    token.content = sign = char * scanned.length
    if sign in tags:
        marker = ord(char) + (scanned.length << _SHIFT)
        index = len(state.tokens) - 1
        state.delimiters.append(Delimiter(marker, 0, index, -1, scanned.can_open, scanned.can_close))
    state.pos += scanned.length
    return True


def _close_pairs(state: StateInline, *, tags: Mapping[str, str]) -> None:
    """Replace each pair of delimiters by an opening and a closing token."""
    for delimiters in (state.delimiters, *_nested(state)):
        for delimiter in delimiters:
            sign = chr(delimiter.marker & ((1 << _SHIFT) - 1)) * (delimiter.marker >> _SHIFT)
            if sign in tags and delimiter.end >= 0:
                _close_pair(state, delimiter.token, delimiters[delimiter.end].token, sign, tags[sign])


def _nested(state: StateInline) -> Iterator[Sequence[Delimiter]]:
    yield from (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)


def _close_pair(state: StateInline, start: int, end: int, sign: str, tag: str) -> None:
    between = state.tokens[start + 1 : end]
    if tag in _NARROW and any(char.isspace() for token in between for char in token.content):
        return
    opening, closing = state.tokens[start], state.tokens[end]
    opening.type, opening.nesting = f"{tag}_open", 1
    closing.type, closing.nesting = f"{tag}_close", -1
    for token in (opening, closing):
        token.tag, token.markup, token.content = tag, sign, ""


def wikilinks_plugin(md: MarkdownIt) -> None:
    """Render ``[[Page#Heading|shown]]`` as the text that it shows, and an embedded ``![[Page]]`` as nothing."""
    md.inline.ruler.before("link", "wikilink", _read_wikilink)


def _read_wikilink(state: StateInline, silent: bool) -> bool:
    """Push the text that a wikilink shows. Brackets directly after a letter are an index, as in ``x[[1]]``."""
    is_bracket = state.src.startswith(("[[", "![["), state.pos)
    match = _WIKILINK.match(state.src, state.pos, state.posMax) if is_bracket else None
    if match is None or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    if not silent and match["embed"]:
        state.push("html_inline", "", 0)
    elif not silent and match["shown"]:
        maximum = state.posMax
        state.pos, state.posMax = match.span("shown")
        state.md.inline.tokenize(state)
        state.posMax = maximum
    elif not silent:
        token = state.push("text", "", 0)
        token.content = show_target(match["target"])
    state.pos = match.end()
    return True


def show_target(target: str) -> str:
    """Return the text of a wikilink that has no text of its own: ``Page > Heading`` for ``Page#Heading``."""
    return _BLOCK.sub("", target.rstrip("\\")).strip("#").replace("#", " > ")
