"""Definitions on a page that are used elsewhere: the targets of reference links, and footnotes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from headword.core.findings import Location, Observation
from headword.markdown.blocks import read_contents
from headword.markdown.profiles import SiteProfile
from headword.markdown.shortcodes import outside_fences
from headword.markdown.text import HIDDEN, SourceText, concatenate

_MARK = re.compile(
    r"\\."
    r"|(?P<code>`+)[^`]*(?P=code)"
    r"|\[\[[^\[\]]{0,300}\]\]"
    r"|\[\^(?P<note>[^\[\]\s]+)\]"
    r"|\^\[(?P<inline>(?:[^\[\]\\]|\\.|\[[^\[\]]*\]){1,2000})\]"
    r"|(?P<image>!?)\[(?P<words>(?:[^\[\]\\]|\\.|!?\[[^\[\]]{0,200}\]){0,400})\]"
    r"(?P<target>\(|\[(?P<label>(?!\^)[^\[\]]{0,999})\])?"
)
_NOTE = re.compile(r"\[\^([^\[\]\s]+)\]")
_DEFINITION = re.compile(r" {0,3}\[\^[^\[\]\s]+\]:")
_NAME = re.compile(r"[\w.:-]+")
_CLASS = re.compile(r"(?:\w-\w|[_.:-])+")
_REPEATS = frozenset("*+{(")
"""Signs that follow a character class or the text of a link, but not a footnote."""
_MADE = re.compile(rf" {{0,3}}\[[^\[\]\n{HIDDEN}]*{HIDDEN}+\]:")
"""A definition whose label a template writes."""
_BREAK = re.compile(r"\s*\n\s*")
_BRACKET = re.compile(r"\\.|[\[\]]")
_BAR = re.compile(r"(?<!\\)\|")
_DELIMITERS = re.compile(r"^[ >]*\|?[ \t]*:?-+:?[ \t]*(?:\||$)[-:| \t]*$", re.MULTILINE)
"""The row of a table between its header and its body."""
_BARE = re.compile(r"[^\s()<>]+")
_MOST = 100_000
"""The maximum length of all uses of a page's definitions; four times the length of the page, if that is more."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definitions of a page: by label, the end of a link, ``(target "title")``, and the text of a footnote.

    With ``has_others``, the generator of the site defines other references, too. A link to one of them becomes its
    words.
    """

    links: Mapping[str, str] = field(default_factory=dict)
    footnotes: Mapping[str, SourceText] = field(default_factory=dict)
    has_others: bool = False

    def settle(self, text: SourceText) -> SourceText:
        """Return ``text`` with each reference link as an inline link, and each footnote mark as ``^[text]``."""
        if "[" not in text.text or not (self.links or self.footnotes or (self.has_others and "][" in text.text)):
            return text
        in_table = _DELIMITERS.search(text.text) is not None
        edits = self._find_edits(text)
        return text.substitute((start, end, _guard(new) if in_table else new) for start, end, new in edits)

    def settle_links(self, text: SourceText) -> SourceText:
        """Return ``text`` with each reference link as an inline link."""
        return replace(self, footnotes={}).settle(text) if "[" in text.text else text

    def take_footnotes(self, text: SourceText) -> tuple[SourceText, tuple[SourceText, ...]]:
        """Return ``text`` with its footnotes hidden, character by character, and the texts of the footnotes."""
        if "^" not in text.text:
            return text, ()
        shown, notes = text.text, []
        for match in _scan(text):
            if match["note"] in self.footnotes:
                notes.append(self.footnotes[match["note"]])
            elif match["inline"]:
                notes.append(text.part(*match.span("inline")))
            else:
                continue
            start, end = match.span()
            shown = f"{shown[:start]}{HIDDEN * (end - start)}{shown[end:]}"
        return replace(text, text=shown), tuple(notes)

    def _find_edits(self, text: SourceText) -> Iterator[tuple[int, int, SourceText]]:
        reached = 0
        for match in _scan(text):
            start, end = match.span()
            if start < reached:
                continue
            if match["note"] in self.footnotes:
                opening, closing = text.stand_in(start, end, "^["), text.stand_in(end, end, "]")
                yield start, end, concatenate([opening, self.footnotes[match["note"]], closing])
                reached = end
            elif link := self._find_link(match):
                yield start, end, text.stand_in(start, end, link)
                reached = end

    def _find_link(self, match: re.Match[str]) -> str:
        if match["words"] is None or match["target"] == "(":
            return ""
        ending = self.links.get(normalizeReference(match["label"] or match["words"]), "")
        is_other = self.has_others and bool(match["label"]) and not ending
        words = self.settle(SourceText(match["words"], "", 1, 1)).text if ending or is_other else ""
        return f"{match['image']}[{words}]{ending}" if ending else words


def _scan(text: SourceText) -> Iterator[re.Match[str]]:
    """Yield the possible uses of definitions in ``text``, in order; a link comes before the links in its text."""
    for start, end in text.prose:
        at = start
        while match := _MARK.search(text.text, at, end):
            yield match
            at = match.start("words") if match["words"] and "[" in match["words"] else match.end()


def _guard(text: SourceText) -> SourceText:
    """Escape the bars in ``text``, which separate the cells of a table."""
    return text.substitute((match.start(), match.end(), r"\|") for match in _BAR.finditer(text.text))


def check_references(
    tokens: Sequence[Token], lines: Sequence[str], start: int, definitions: Definitions, path: str
) -> Iterator[Observation]:
    """Return the observations on footnotes and reference links that are used but undefined, or defined but unused."""
    yield from _find_undefined(lines, start, definitions, path)
    yield from () if definitions.has_others else _find_broken(lines, start, definitions, path)
    yield from _find_unused(tokens, lines, start, path)


def _find_undefined(lines: Sequence[str], start: int, definitions: Definitions, path: str) -> Iterator[Observation]:
    """Yield an observation for each footnote mark without a definition."""
    for text, match in _find_marks(lines, start, path):
        if match["note"] and match["note"] not in definitions.footnotes and _is_mark(match):
            message = f"the page does not define the footnote {match.group()}"
            yield Observation("undefined-footnote", text.place(*match.span()), message)


def _find_broken(lines: Sequence[str], start: int, definitions: Definitions, path: str) -> Iterator[Observation]:
    """Yield an observation for each reference link, ``[words][label]``, whose label is not defined."""
    for text, match in _find_marks(lines, start, path, "]["):
        label = match["label"] or match["words"]
        is_link = match["label"] is not None and not (
            text.text[: match.start()][-1:].isalnum() or label.startswith("@")
        )
        if is_link and normalizeReference(label) not in definitions.links:
            message = f"the page does not define the reference [{label}]"
            yield Observation("broken-link-in-text", text.place(*match.span()), message)


def _find_unused(tokens: Sequence[Token], lines: Sequence[str], start: int, path: str) -> Iterator[Observation]:
    """Yield an observation for each footnote that is never used or that has the name of an earlier one."""
    defined = [token for token in tokens if token.type == "footnote_reference_open" and token.map is not None]
    used = set[str]()
    first: dict[str, int] = {}
    for text, match in _find_marks(lines, start, path) if defined else ():
        if not _DEFINITION.fullmatch(text.text[: match.end() + 1]):
            used.update([match["note"]] if match["note"] else _NOTE.findall(match["inline"] or ""))
    for token in defined:
        name, number = token.meta["label"], token.map[0] if token.map else 0
        column = lines[number].find("[^") + 1
        place = Location(path, number + 1, column, column + len(name) + 3)
        if name in first:
            message = f"the footnote [^{name}] is already defined in line {first[name]}; this text is not published"
            yield Observation("unused-footnote", place, message)
        elif name not in used:
            yield Observation("unused-footnote", place, f"the footnote [^{name}] is never used")
        first.setdefault(name, number + 1)


def find_repeated(env: Mapping[str, Any], lines: Sequence[str], path: str) -> Iterator[Observation]:
    """Return an observation for each definition of a reference that leads elsewhere than the first one of its label."""
    for one in env.get("duplicate_refs", ()):
        first, number = env["references"][one["label"]], one["map"][0]
        if one["href"] != first["href"]:
            line = lines[number]
            column = line.find("[")
            place = Location(path, number + 1, column + 1, len(line.rstrip()) + 1)
            label = line[column : line.find("]", column) + 1]
            message = f"the reference {label} is already defined in line {first['map'][0] + 1}; this target is not used"
            yield Observation("repeated-reference", place, message)


def _find_marks(
    lines: Sequence[str], start: int, path: str, sign: str = "^"
) -> Iterator[tuple[SourceText, re.Match[str]]]:
    """Yield the possible uses of definitions on each line with ``sign`` outside code fences, with the line."""
    for index, line in outside_fences(lines, start) if any(sign in line for line in lines) else ():
        if sign in line and "[" in line:
            text = SourceText(line, path, index + 1, 1)
            yield from ((text, match) for match in _scan(text))


def _is_mark(match: re.Match[str]) -> bool:
    """Return whether a name in brackets is a footnote: ``[^0-9]`` and ``[^ab]*`` are character classes."""
    name, after = match["note"], match.string[match.end() : match.end() + 1]
    return bool(name.isdecimal() or (_NAME.fullmatch(name) and not _CLASS.fullmatch(name) and after not in _REPEATS))


def read_link_definitions(
    tokens: Sequence[Token], env: Mapping[str, Any], lines: Sequence[str], path: str, site: SiteProfile
) -> Definitions:
    """Return the definitions of a page, without those whose uses would expand out of proportion."""
    has_others = site.outside_references or any(map(_MADE.match, lines))
    links = {label: _write_ending(one["href"], one["title"]) for label, one in env.get("references", {}).items()}
    footnotes: dict[str, SourceText] = {}
    for index, token in enumerate(tokens):
        if token.type == "footnote_reference_open":
            footnotes.setdefault(token.meta["label"], _flatten_reference(read_contents(tokens, index, lines, path)))
    if not (links or footnotes):
        return Definitions(has_others=has_others)
    marks = list(_scan(SourceText("\n".join(lines), path, 1, 1)))
    uses = Counter(match["note"] for match in marks if match["note"])
    labels = Counter(normalizeReference(match["label"] or match["words"]) for match in marks if match["words"])
    most = max(_MOST, 4 * sum(map(len, lines)))
    links = _select_cheapest(links, {label: len(one) for label, one in links.items()}, labels, most)
    plain = Definitions(links, _select_cheapest(footnotes, _sizes(footnotes), uses, most))
    # The references of a footnote inside a footnote are left out, so that no footnote contains itself.
    bare = Definitions(links, {label: plain.take_footnotes(one)[0] for label, one in plain.footnotes.items()})
    nested = {label: _balance(bare.settle(one)) for label, one in plain.footnotes.items()}
    return Definitions(links, _select_cheapest(nested, _sizes(nested), uses, most), has_others)


def _sizes(texts: Mapping[str, SourceText]) -> Mapping[str, int]:
    return {label: len(text.text) for label, text in texts.items()}


_Text = TypeVar("_Text")


def _select_cheapest(
    texts: Mapping[str, _Text], sizes: Mapping[str, int], uses: Mapping[str, int], most: int
) -> dict[str, _Text]:
    """Return the ``texts`` with the lowest cost, as many as have a total of at most ``most`` where they are used."""
    kept: dict[str, _Text] = {}
    for label in sorted(texts, key=lambda label: (sizes[label] * uses.get(label, 0), label)):
        most -= sizes[label] * uses.get(label, 0)
        if most < 0:
            break
        kept[label] = texts[label]
    return kept


def _flatten_reference(text: SourceText) -> SourceText:
    """Return ``text`` on one line."""
    return text.substitute((match.start(), match.end(), " ") for match in _BREAK.finditer(text.text))


def _balance(text: SourceText) -> SourceText:
    """Return ``text`` with its brackets escaped, unless they are balanced."""
    depth, brackets = 0, [match for match in _BRACKET.finditer(text.text) if len(match.group()) == 1]
    for match in brackets:
        depth += 1 if match.group() == "[" else -1
        if depth < 0:
            break
    if not depth:
        return text
    return text.substitute((match.start(), match.end(), f"\\{match.group()}") for match in brackets)


def _write_ending(target: str, title: str) -> str:
    written = target if _BARE.fullmatch(target) else f"<{target.replace('<', '%3C').replace('>', '%3E')}>"
    quoted = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'({written} "{quoted}")' if title else f"({written})"
