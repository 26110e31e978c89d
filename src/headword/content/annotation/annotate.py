"""The concepts that a text mentions, with places and weights."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from headword.content.prose.check import TextMatch, TextTerms
from headword.content.thesaurus import Thesaurus
from headword.core.errors import SourceError
from headword.markdown.page import Page, parse_page
from headword.markdown.prose import ProseBlock, read_prose
from headword.markdown.text import HIDDEN
from headword.project.config import Config

Place: TypeAlias = Literal["title", "heading", "text"]
_WEIGHTS: Mapping[Place, float] = {"title": 4.0, "heading": 2.0, "text": 1.0}
"""How much a mention counts, by its place."""
_SHARE = 0.5
"""The share of its score that a concept gives to each concept directly above it."""
_LEAST_BELOW = 2
"""Narrower concepts that a text mentions, from which on it is about a concept that it does not mention itself."""
_LINE_END = re.compile(r"\r\n|\n|\r")
_OPENING = re.compile(r"[>|][-+0-9]*[ \t]*(?:#[^\n]*)?\n\s*|\"{3}\n?|'{3}\n?|[\"']?")
"""The beginning of a value in YAML, TOML or JSON."""
_ESCAPES = {
    '"': re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[^\n])"),
    "'": re.compile("''"),
}
_GAP = re.compile(r"(?:\s|\\\n)+")
_FILLER = "\u00ad"
"""A soft hyphen, which is not compared: a word with an escape is one word."""
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class TextMention:
    """A place where a text mentions a concept.

    Attributes:
        start: the offset at which it begins, in characters (Unicode code points) from 0: ``text[start:end]`` is it.
        end: the offset after it.
        line: its line, from 1.
        column: its column in characters, from 1.
        text: what is written.
        label: the label of the concept that it is, or a form of it.
        place: ``title`` for the title in the front matter, ``heading``, or ``text``.

    Example:
        >>> mention = vocabulary.annotate("Amethyst is violet.")[0].mentions[0]
        >>> mention.start, mention.end, mention.text, mention.place
        (0, 8, 'Amethyst', 'text')
    """

    start: int
    end: int
    line: int
    column: int
    text: str
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class ConceptMentions:
    """A concept that a text is about.

    Attributes:
        iri: its IRI.
        name: its preferred label in the language of the text.
        weight: between 0 and 1; the heaviest concept of a text has 1.
        mentions: its mentions in their order; none if only concepts below it are mentioned.
    """

    iri: str
    name: str
    weight: float
    mentions: tuple[TextMention, ...]


class AmbiguousMention(NamedTuple):
    """A mention of one of several concepts, and their IRIs."""

    mention: TextMention
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextAnnotation:
    """The concepts that a text is about.

    Attributes:
        language: the tag of the language of the text.
        concepts: the concepts, the heaviest first.
        ambiguous: mentions that could be of several concepts, in their order; they count for none.
    """

    language: str
    concepts: tuple[ConceptMentions, ...]
    ambiguous: tuple[AmbiguousMention, ...] = ()


class Annotator:
    """Finds the concepts that texts are about.

    Args:
        thesaurus: the concepts.
        config: says which labels count, and the shape of the pages.
    """

    def __init__(self, thesaurus: Thesaurus, config: Config) -> None:
        self._thesaurus = thesaurus
        self._config = config
        self._find_terms = cache(lambda language: TextTerms(thesaurus, config, language))

    def annotate(self, text: str, language: str | None = None, path: str = "") -> TextAnnotation:
        """Return the concepts that a text in Markdown is about.

        Args:
            text: the text, perhaps with front matter.
            language: the tag of its language; None for that of the front matter, else that of the vocabulary.
            path: the path of the text in errors.

        Raises:
            SourceError: it cannot be read.
        """
        page = parse_page(text, path, path)
        if text and not page.lines:
            raise SourceError(page.observations[0].message, page.observations[0].location)
        written = page.value("lang", "language")
        tag = language or (written.text if written is not None else "") or self._config.lang
        terms = self._find_terms(tag)
        title = tuple(_read_title(page))
        blocks = (*title, *read_prose(page, self._config.shape))
        starts = _find_starts(text)
        found: dict[str, list[TextMention]] = defaultdict(list)
        ambiguous: list[AmbiguousMention] = []
        for candidates, match in _resolve(list(terms.find(blocks)), terms, self._thesaurus):
            place: Place = "title" if match.block in title else "heading" if match.block.level else "text"
            mention = _make_mention(match, place, text, starts)
            if len(candidates) == 1:
                found[candidates[0]].append(mention)
            else:
                ambiguous.append(AmbiguousMention(mention, candidates))
        return TextAnnotation(tag, tuple(_weigh(found, self._thesaurus, tag)), tuple(ambiguous))


def _read_title(page: Page) -> Iterator[ProseBlock]:
    """Yield the title of the front matter as a block, with each character where it is written."""
    title = page.value("title")
    if title is not None:
        (_, line, column, _) = title.location
        source = "\n".join(page.lines[line - 1 : max(line, page.body_start)])[column - 1 :]
        written = _align(" ".join(title.text.split()), source)
        if written:
            yield ProseBlock(line, " " * (column - 1) + written)


def _align(text: str, source: str) -> str:
    """Return the beginning of ``source`` without its escapes; empty if it does not say ``text``."""
    opened = _OPENING.match(source)
    opening = opened.group() if opened else ""
    mark = opening.rstrip()[-1:]
    parts, at = [re.sub(r"\S", " ", opening)], len(opening)
    for char in text:
        gap = _GAP.match(source, at) if char == " " else None
        escape = _ESCAPES[mark].match(source, at) if mark in _ESCAPES and gap is None else None
        if escape:
            filler = _FILLER if char.isalnum() else HIDDEN
            parts.append(f"{char}{filler * (len(escape.group()) - 1)}")
        elif gap or source.startswith(char, at):
            parts.append(gap.group() if gap else char)
        else:
            return ""
        at += len(parts[-1])
    return "".join(parts)


def _find_starts(text: str) -> Sequence[int]:
    """Return where each line of a text begins."""
    return (int(text.startswith(_BOM)), *(match.end() for match in _LINE_END.finditer(text)))


def _make_mention(found: TextMatch, place: Place, text: str, starts: Sequence[int]) -> TextMention:
    block, (first, last) = found.block, found.span
    here, after = block.place(first, first, ""), block.place(last, last, "")
    start, end = (starts[one.line - 1] + one.column - 1 for one in (here, after))
    return TextMention(start, end, here.line, here.column, text[start:end], found.match.labels[0].text, place)


def _resolve(
    matches: Sequence[TextMatch], terms: TextTerms, thesaurus: Thesaurus
) -> Iterator[tuple[tuple[str, ...], TextMatch]]:
    """Yield each match with its concept; of several, that is the only one with a relative in the text, else all."""
    chosen = [(terms.choose(match), match) for match in matches if not terms.is_verb(match)]
    certain = {concept.iri for concept, _ in chosen if concept is not None}
    around = certain | {iri for one in certain for iri in thesaurus.list_broader(one)}
    for concept, match in chosen:
        candidates = sorted({label.concept for label in match.match.labels})
        related = [one for one in candidates if one in around or thesaurus.list_broader(one) & certain]
        settled = [concept.iri] if concept is not None else related if len(related) == 1 else candidates
        yield tuple(settled), match


def _weigh(
    found: Mapping[str, Sequence[TextMention]], thesaurus: Thesaurus, language: str
) -> Iterator[ConceptMentions]:
    """Yield the concepts that are mentioned and those above them, the heaviest first."""
    own = {iri: sum(_WEIGHTS[one.place] for one in mentions) for iri, mentions in found.items()}
    gained: dict[str, float] = defaultdict(float)
    below: dict[str, set[str]] = defaultdict(set)
    for iri, score in own.items():
        for above, steps in _list_above(iri, thesaurus):
            gained[above] += score * _SHARE**steps
            below[above].add(iri)
    scores = {
        iri: own.get(iri, 0.0) + gained[iri] for iri in {*own, *gained} if iri in own or len(below[iri]) >= _LEAST_BELOW
    }
    most = max(scores.values(), default=1.0)
    for iri in sorted(scores, key=lambda iri: (-scores[iri], iri not in own, iri)):
        name = thesaurus.name(iri, language)
        yield ConceptMentions(iri, name, round(scores[iri] / most, 3), tuple(found.get(iri, ())))


def _list_above(iri: str, thesaurus: Thesaurus) -> Iterable[tuple[str, int]]:
    """Return the concepts above a concept, each with the least number of steps to it."""
    found: dict[str, int] = {}
    steps, level = 0, {iri}
    while level:
        steps += 1
        level = {
            above
            for one in level
            for above in thesaurus.concepts[one].broader
            if above in thesaurus.concepts and above not in found and above != iri
        }
        found.update(dict.fromkeys(level, steps))
    return sorted(found.items())
