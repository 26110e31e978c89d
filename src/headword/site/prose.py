"""Notes as HTML: their Markdown rendered, their links led to pages, and nothing in them that could run.

Knows Markdown and HTML; must not know facts.  HTML in Markdown is shown as
text, and what comes out is held against a list of what is allowed, so that
a mistake of one of the two is not a hole.
"""

import re
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from headword.core.findings import Located, Location
from headword.markdown.inline import find_links
from headword.markdown.text import SourceText

_TAGS = frozenset(
    [
        "p",
        "em",
        "strong",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "a",
        "br",
        "hr",
        "s",
        "del",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_PLAIN = re.compile(r"[^\\`*_\[\]<>&!{}#|~\n:/+\-=]*")
_AMP = re.compile(r"[&<>\"]")
_LONGEST = 20_000
"""Characters from which on a text is shown as it stands: parsing would take its time."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


def _lower_headings(state: StateCore) -> None:
    """Put the headings of a note below those of the page, which has two levels of its own."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + 2, 6)}"


def escape_html(text: str) -> str:
    """``text`` as HTML that shows just that."""
    return _AMP.sub(lambda match: _ENTITIES[match.group()], text)


def render_prose(text: str, led: Sequence[str] = (), find_page: Callable[[str], str] = str) -> str:
    """``text``, which is Markdown, as HTML that may stand in any page.

    Args:
        text: a note.
        led: the IRIs that its links lead to, in order, those that lead nowhere left out.
        find_page: the address to lead to instead of an IRI; empty where there is none, and only the words are shown.
    """
    if len(text) > _LONGEST or _PLAIN.fullmatch(text):
        return f"<p>{escape_html(text)}</p>"
    html = _parser().render(_lead_links(text, deque(led), find_page))
    return nh3.clean(
        html, tags=set(_TAGS), attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer",
    )  # fmt: skip


_WORDS = re.compile(r"!?\[(?P<words>.*)\]\(.*\)\Z|\[\[(?P<page>[^\[\]|]*)(?:\|(?P<shown>[^\[\]]*))?\]\]\Z", re.DOTALL)


def _lead_links(text: str, led: deque[str], find_page: Callable[[str], str]) -> str:
    """``text`` with each link led to where its IRI has a page; of what leads nowhere the words are left."""
    if "[" not in text and "{{" not in text and "<" not in text:
        return text
    parts, end = [], 0
    for link in find_links(SourceText(text.replace("\n", " "), "", 1, 1)):
        start, stop = link.location.column - 1, link.location.end_column - 1
        is_iri = link.style == "iri"
        if is_iri and led and led[0] == link.target:
            led.popleft()
        iri = link.target if is_iri else led.popleft() if led else ""
        address = find_page(iri) if iri else ""
        if is_iri and address == iri:
            continue
        match = _WORDS.fullmatch(text[start:stop])
        words = (match["words"] or match["shown"] or match["page"] or "") if match else link.written
        parts += [text[end:start], f"[{words}](<{address}>)" if address else words]
        end = stop
    return "".join([*parts, text[end:]])


class Mentions:
    """Where links stand in the sources and what they lead to, by the notes that they stand in.

    Args:
        places: where each link stands, and the IRI that it leads to.
        starts: where each fact begins: a note goes on until the next.
    """

    def __init__(self, places: Iterable[Located], starts: Iterable[Location]) -> None:
        self._mentions: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for iri, at in places:
            self._mentions[at.path].append((at.line, at.column, iri))
        self._starts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for path, line, column, _ in set(starts):
            if path in self._mentions:
                self._starts[path].append((line, column))
        for mentions in self._mentions.values():
            mentions.sort()
        for begun in self._starts.values():
            begun.sort()

    @property
    def iris(self) -> list[str]:
        """The IRIs that links lead to, in order, and nothing of where they stand."""
        return [iri for _, mentions in sorted(self._mentions.items()) for _, _, iri in mentions]

    def of(self, note: Location) -> list[str]:
        """The IRIs that the links of the note lead to that begins at a place, in order."""
        mentions = self._mentions.get(note.path)
        if not mentions:
            return []
        starts = self._starts[note.path]
        following = bisect_right(starts, (note.line, note.column))
        last = starts[following] if following < len(starts) else (sys.maxsize, 0)
        begin, end = (bisect_left(mentions, (*at, "")) for at in ((note.line, note.column), last))
        return [iri for _, _, iri in mentions[begin:end]]
