"""The rules about terms in the text of a page, label by label."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from headword.compiler.naming.lock import to_id
from headword.content.check import KINDS, find_replacements, to_iri
from headword.content.prose.label_index import LabelIndex, LabelMatch
from headword.content.prose.words import common_words, fold_word, is_acronym
from headword.content.thesaurus import TermConcept, TermLabel, TermScope, Thesaurus, fold_label
from headword.core.errors import ConfigError
from headword.core.findings import Observation
from headword.core.suggest import nearest_hint
from headword.markdown.prose import EMPHASIS, OPAQUE, ProseBlock, has_markup, show_prose
from headword.markdown.text import HIDDEN
from headword.project.config import Config, ProseRules
from headword.rdf.languages import is_in_range, primary_subtag

_ANY = TermScope("", "")
_WITHOUT_GENDER = frozenset({
    "en", "et", "eu", "fa", "fi", "id", "ja", "ka", "ms", "th", "vi", "yue", "zh",
})  # fmt: skip
"""Languages in which no other word of a sentence changes with the noun, but for the article of English.

Hungarian has two forms of the article, Korean of its particles, and the letters after a Turkish noun follow its vowels.
"""
_CAPITALIZING = frozenset({"de", "lb"})
"""Languages that write each noun with a capital."""
_ARTICLE = re.compile(r"\b(?P<article>an?)[\s(\[]*$", re.IGNORECASE)
_VOWEL_SOUND = re.compile(r"(?:a|e(?!u|w)|i|o(?!u|nce|ne(?![^\W_])))(?=[^\W\d_])", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(
    r"[bcdfgjklmnpqrstvwz][aeiouy]|[bcdfgkpt][lr]|[bcgst]h|wh|qu|[dst]w|s[cklmnpt]|y[aeiou]|one(?![^\W_])",
    re.IGNORECASE,
)
"""The beginnings of words that are read with a vowel or a consonant for certain: not `hour`, `unit`, `nginx`."""
_MARKUP = re.compile(r"[\\`*_\[\]<>|~${}^]|==|://|\bwww\.|&[#\w]|(?<!\w)[#@]\w|:[\w+-]+:|\w@\w")
"""Signs that may be markup on one kind of site or another."""
_NO_WORDS = re.compile(r"(?:\W|\d{1,9}[.)]\s)*")
_BLOCK_BEGINS = re.compile(r"\d{1,9}[.)](?:\s|$)|[^\w\s\"'(\u00bf\u00a1]|(?:import|export)\s")
"""The beginning of a list, say, if it is at the beginning of a line."""
_PAGE_BEGINS = re.compile(r"(?:[#>*+_\s-]|\d{1,9}[.)](?:\s|$)|\[(?:[ xX]|!\w+)\])*")
_LAST_WORD = re.compile(r"(?P<word>[\w.]*)\.$")
_NEVER_LAST = frozenset({
    "e.g", "i.e", "approx", "cf", "dr", "eq", "fig", "mr", "mrs", "resp", "sec", "viz", "vol", "vs",
    "z.b", "d.h", "bzw", "vgl", "p.ex",
})  # fmt: skip
"""Abbreviations after which a sentence continues."""
_SHORT = 3
"""An unknown word of so many letters before a full stop may be an abbreviation."""
_TRADEMARK = re.compile(r"\s?(?:[\u2122\u00ae\u2120]|\((?:TM|R|SM)\))")
_DOTTED = frozenset({"az", "tr"})
"""Languages in which ``i`` and ``I`` are two letters."""
_IN_TARGET = str.maketrans({"(": "%28", ")": "%29"})
"""Signs of IRIs that end the target of a link."""
_DELIBERATE = 0.1
"""Share of preferred labels with a small letter at the beginning, from which on a capital there says something."""
_NAMED = re.compile(
    r"(?:\b(?:aka|a\.k\.a\.|alias|formerly|abbreviated(?: (?:as|to))?|(?:also |often |sometimes |commonly |"
    r"previously |originally )(?:known as|called|named|referred to as|spelled|written)|(?:the |a )?(?:term|word|name)|"
    r"(?:short|stands) for|or simply|(?:is|are|was|were|so)[ -]called|auch|genannt|aussi appel\xe9e?s?)"
    r"\s*:?\s*(?:an? |the |as )?)$",
    re.IGNORECASE,
)
"""Text before a word that a page speaks of."""
_WINDOW = 60
_BEFORE_VERB = re.compile(
    r"(?:^|\W)(?:to|can|cannot|could|will|would|shall|should|may|might|must|not|[a-z]+n't|let|lets|help|helps|i|we|you|"
    r"they|he|she|who|that|which|it)(?: \w+ly| then| also)?$",
    re.IGNORECASE,
)
_AFTER_VERB = re.compile(
    r"\s+(?:a|an|the|this|that|these|those|your|its|our|their|his|her|my|it|them|all|any|each|every|some|one|two|"
    r"more|both|up|out|down)\b",
    re.IGNORECASE,
)
"""Text before and after an English verb."""
_PHRASAL = re.compile(r"[^\W\d_]+[ -](?:away|back|down|in|off|on|out|over|through|up)")
_NAME_BEFORE = re.compile(r"(?:(?P<begins>^|[.!?:;|>#*-] )|(?<=[ (]))(?P<word>[A-Z](?:[\w.-]*\w)?)$")
_INVISIBLE = re.compile(f"[{EMPHASIS}{HIDDEN}{OPAQUE}]")
_INNER_CAPITAL = re.compile(r"[^\W\d_A-Z][A-Z]")
_CODE_AFTER = re.compile(rf"\s?[(\[]{OPAQUE}[{OPAQUE}{EMPHASIS}{HIDDEN}]*[)\]]")
_NAME_AFTER = re.compile(r" [A-Z]\w*")
"""Words with a capital next to a match, but for the first of a sentence."""


class TextMatch(NamedTuple):
    """A label in a block, and all blocks of its page."""

    block: ProseBlock
    match: LabelMatch
    page: Sequence[ProseBlock] = ()

    @property
    def span(self) -> tuple[int, int]:
        """Return the offsets of its beginning and end in the text of the block."""
        return self.match.start, self.match.end

    @property
    def surface(self) -> str:
        """Return its text as it is written."""
        return self.block.text[self.match.start : self.match.end]

    @property
    def before(self) -> str:
        """Return the text before it, on one line."""
        return show_prose(self.block.text[max(self.match.start - _WINDOW, 0) : self.match.start])

    @property
    def is_emphasized(self) -> bool:
        """Return whether it is all of an emphasis, or in a name on a screen: ``**Restore indices**``."""
        text, runs = self.block.text, self.block.emphasis
        before = bisect_right(runs, self.match.start, key=itemgetter(1))
        after = bisect_left(runs, self.match.end, key=itemgetter(0))
        if before % 2 == 0:
            return False
        first = runs[before - 1][1]
        last = runs[after][0] if after < len(runs) else len(text)
        return (first, last) == self.span or text[first : first + 1].isupper()


class TextTerms:
    """The labels that texts in one language are searched for.

    Args:
        thesaurus: the concepts.
        config: says which labels count.
        language: the tag of the language.
    """

    def __init__(self, thesaurus: Thesaurus, config: Config, language: str) -> None:
        self.language = language
        self._thesaurus = thesaurus
        self._config = config
        self._rules = config.content.prose or ProseRules()
        self._base = primary_subtag(language)
        self._schemes = find_schemes(self._rules, thesaurus, config)
        self._chosen = frozenset(map(fold_label, self._rules.include))
        self._left_out = frozenset(map(fold_label, self._rules.ignore))
        # The same labels recur from page to page.
        self._is_wanted = cache(self._counts)

    @cached_property
    def _index(self) -> LabelIndex:
        labels = self._thesaurus.labels
        return LabelIndex((one for one in labels if self._is_of_language(one.language)), self._base)

    def _is_of_language(self, tag: str) -> bool:
        return not tag or not self._base or is_in_range(tag, self._base)

    def find(self, blocks: Sequence[ProseBlock]) -> Iterator[TextMatch]:
        """Yield the labels that count in blocks of text, in their order."""
        for block in blocks:
            for match in self._index.find(block.text):
                labels = tuple(filter(self._is_wanted, match.labels))
                if labels:
                    yield TextMatch(block, match._replace(labels=labels), blocks)

    def list_ignored(self) -> frozenset[str]:
        """Return the texts of labels that texts are not searched for, by the config, the concept or the language."""
        wanted = {one.text: False for one in self._thesaurus.labels}
        for one in self._thesaurus.labels:
            wanted[one.text] |= not self._thesaurus.concepts[one.concept].is_silent and self._is_wanted(one)
        return frozenset(text for text, is_wanted in wanted.items() if not is_wanted)

    def _counts(self, label: TermLabel) -> bool:
        """Return whether texts are searched for a label: by its scheme, its length, and how common it is."""
        concept = self._thesaurus.concepts[label.concept]
        folded = fold_label(label.text)
        if folded in self._left_out or not (self._schemes is None or self._schemes & concept.schemes):
            return False
        if folded in self._chosen:
            return True
        letters = sum(map(str.isalnum, label.text))
        least = self._rules.min_length - is_acronym(label.text) if label.text.isascii() else 2
        is_common = not is_acronym(label.text) and fold_word(label.text) in common_words(self._base)
        return letters >= least and not is_common

    @cached_property
    def _capitals_say_something(self) -> bool:
        """Return whether the preferred labels have a capital at the beginning only if they are names."""
        names = [
            name
            for one in self._thesaurus.concepts.values()
            for tag, name in one.names.items()
            if self._is_of_language(tag)
        ]
        # `iOS` is a name as well.
        return sum(name[:1].islower() and name.split()[0].islower() for name in names) >= _DELIBERATE * len(names)

    def check(self, path: str, blocks: Sequence[ProseBlock]) -> Iterator[Observation]:
        """Yield the observations on the terms in a page."""
        matches = list(self.find(blocks))
        introduced = _find_introduced(matches)
        named = self._find_named(matches)
        for found in matches:
            concept = self.choose(found)
            if concept is None or concept.is_silent or not (concept.is_deprecated or found.match.labels[0].rank):
                continue
            if found.is_emphasized or _is_mentioned(found) or _is_title(found) or _is_name_of_code(found):
                continue
            is_introduced = (concept.iri, fold_label(show_prose(found.surface))) in introduced
            if is_introduced or self.is_verb(found) or self._is_part_of_name(found):
                continue
            seen = self._check_deprecated(found, concept) if concept.is_deprecated else self._check_name(found, concept)
            if seen:
                rule, message, name = seen
                others = named[_find_sentence(found)].get(name, frozenset()) - {fold_label(found.match.labels[0].text)}
                instead = self._write(name, found) if name and not others else ""
                yield Observation(rule, found.block.place(*found.span, path), message, concept.iri, instead)

    def _find_named(self, matches: Sequence[TextMatch]) -> Mapping[tuple[int, int], Mapping[str, frozenset[str]]]:
        """For each sentence, the preferred labels of the concepts in it, and the labels that it names them by.

        A second name in one sentence is there on purpose: ``a database or datastore``.
        """
        found: dict[tuple[int, int], dict[str, frozenset[str]]] = defaultdict(dict)
        for one in matches:
            concept, labels = self.choose(one), found[_find_sentence(one)]
            name = self._name(concept) if concept is not None else ""
            labels[name] = labels.get(name, frozenset()) | {fold_label(one.match.labels[0].text)}
        return found

    def find_unlinked(self, path: str, blocks: Sequence[ProseBlock]) -> Iterator[Observation]:
        """Yield an observation, with a link, on the first use of each concept that a page does not link to."""
        targets = {target for block in blocks for target in block.targets}
        done: set[str] = set()
        for found in self.find(blocks):
            concept, block = self.choose(found), found.block
            if concept is None or concept.iri in done or concept.is_deprecated or concept.is_silent:
                continue
            target = self._find_target(concept)
            if target in targets or block.is_linked(*found.span):
                done.add(concept.iri)
            elif not (block.level or has_markup(found.surface) or self.is_verb(found) or self._is_part_of_name(found)):
                done.add(concept.iri)
                message = f"the page does not link to {self._thesaurus.name(concept.iri, self.language)!r}"
                instead = f"[{found.surface}]({target})"
                yield Observation("unlinked-term", block.place(*found.span, path), message, concept.iri, instead)

    def _find_target(self, concept: TermConcept) -> str:
        """Return the target of a link to a concept."""
        path = concept.iri.removeprefix(self._config.base)
        target = self._rules.link.format(iri=concept.iri, path=path, id=concept.id)
        return target.translate(_IN_TARGET)

    def choose(self, found: TextMatch) -> TermConcept | None:
        """Return the concept that a text names with certainty: by a preferred label, or as the only one."""
        labels = found.match.labels
        best = [one for one in labels if not one.rank] or list(labels)
        in_use = [one for one in best if not self._thesaurus.concepts[one.concept].is_deprecated] or best
        concepts = {one.concept for one in in_use}
        return self._thesaurus.concepts[concepts.pop()] if len(concepts) == 1 else None

    def _check_deprecated(self, found: TextMatch, concept: TermConcept) -> tuple[str, str, str] | None:
        others = find_replacements(concept, _ANY, self._thesaurus)
        names = [name for one in others if (name := self._name(one))]
        use = f"use {' or '.join(map(repr, names))}" if names else "no concept replaces it"
        message = f"the concept {show_prose(found.surface)!r} is deprecated; {use}"
        is_certain = len(names) == len(others) == 1 and self._base in _WITHOUT_GENDER
        return "deprecated-term-in-text", message, names[0] if is_certain else ""

    def _check_name(self, found: TextMatch, concept: TermConcept) -> tuple[str, str, str] | None:
        name = self._name(concept)
        label = next(one for one in found.match.labels if one.concept == concept.iri)
        if not label.rank or not name or fold_label(label.text) == fold_label(name):
            return None
        if self._is_short_form(label.text, name):
            return None
        kind = KINDS[label.rank]
        form = "a form of " if found.match.is_inflected else ""
        message = f"{show_prose(found.surface)!r} is {form}{kind} of {name!r}"
        is_certain = label.rank > 1 or self._base in _WITHOUT_GENDER
        return "non-preferred-term-in-text", message, name if is_certain else ""

    def _is_short_form(self, label: str, name: str) -> bool:
        """Return whether a label is a word of a name: ``bundle`` for `page bundle` is good style later on."""
        words = fold_label(name).split()
        return len(words) > 1 and fold_label(label) in words and fold_label(label) not in self._chosen

    def is_verb(self, found: TextMatch) -> bool:
        """Return whether a word, or one like `plug in`, is a verb by the words around it: concepts are nouns."""
        surface = show_prose(found.surface)
        if self._base != "en" or is_acronym(surface) or not (surface.isalpha() or _PHRASAL.fullmatch(surface)):
            return False
        before = _BEFORE_VERB.search(found.before)
        return before is not None or _AFTER_VERB.match(found.block.text, found.match.end) is not None

    def _is_part_of_name(self, found: TextMatch) -> bool:
        """Return whether the capitals around a match make it a part of a longer name: ``ML Commons``, ``AWS CLI``."""
        if _TRADEMARK.match(found.block.text, found.match.end):
            return True
        if self._base in _CAPITALIZING or not found.surface[:1].isupper():
            return False
        after = _INVISIBLE.sub("", found.block.text[found.match.end : found.match.end + _WINDOW])
        before = _NAME_BEFORE.search(found.before)
        # The first word of a sentence has a capital anyway.
        is_first = before is not None and fold_word(before["word"]) in common_words(self._base)
        return (before is not None and not (before["begins"] is not None and is_first)) or bool(
            _NAME_AFTER.match(after)
        )

    def _name(self, concept: TermConcept) -> str:
        """Return the preferred label in the language of the texts; empty if there is none."""
        tags = sorted(concept.names, key=lambda tag: (not is_in_range(tag, self.language), tag))
        return next((concept.names[tag] for tag in tags if self._is_of_language(tag)), "")

    def _write(self, name: str, found: TextMatch) -> str:
        """``name`` as it is written in place of a match; empty if that is not certain."""
        block, is_special = found.block, found.match.is_inflected or has_markup(found.surface)
        if is_special or block.level or block.is_linked(*found.span) or _MARKUP.search(name):
            return ""
        written = self._fit_case(name, found)
        line = block.text.rfind("\n", 0, found.match.start) + 1
        if _BLOCK_BEGINS.match(written) and _NO_WORDS.fullmatch(block.text, line, found.match.start):
            return ""
        article = _ARTICLE.search(found.before) if self._base == "en" else None
        return "" if article and not _fits_article(article["article"], written) else written

    def _fit_case(self, name: str, found: TextMatch) -> str:
        """Return ``name`` with the capital that the sentence asks for; empty if that is not certain.

        An acronym and a label that has a capital itself say nothing on the sentence.
        """
        surface, label = found.surface, found.match.labels[0].text
        if is_acronym(surface) and not is_acronym(label):
            return ""
        small, capital = self._to_small(name, found), self._to_capital(name)
        begins: bool | None = surface[:1].isupper()
        if is_acronym(surface) or not surface[:1].isalpha() or (begins and surface == label):
            begins = self._begins_sentence(found.before)
        if begins is None:
            return small if small == capital else ""
        return capital if begins else small

    def _to_capital(self, name: str) -> str:
        """``name`` at the beginning of a sentence; empty if that is not certain."""
        first = name.split(maxsplit=1)[0]
        if first[1:] != first[1:].lower():
            return name
        is_special = name[:1] == "i" and (self._base in _DOTTED or (self._base == "nl" and name[1:2] == "j"))
        return "" if is_special else f"{name[:1].upper()}{name[1:]}"

    def _to_small(self, name: str, found: TextMatch) -> str:
        """Return ``name`` inside a sentence; empty if it is not certain whether it keeps its capital."""
        first, *others = name.split()
        is_word = first[:1].isupper() and first[1:].islower()
        if not is_word or self._base in _CAPITALIZING or self._capitals_say_something:
            return name
        word = (self._base or self._thesaurus.base_language, first.lower())
        is_small, is_capital = word in self._thesaurus.small_words, word in self._thesaurus.capital_words
        if any(map(str.istitle, others)):
            # Titles have capitals, and so do names.
            is_small = is_capital = False
        if not (is_small or is_capital):
            is_small, is_capital = _find_case(name, found.page)
        if is_small:
            return "" if is_capital else _lower(name)
        return name if is_capital else ""

    def _begins_sentence(self, before: str) -> bool | None:
        """Return whether a sentence begins after a text; None if that is not certain."""
        if _PAGE_BEGINS.fullmatch(before) or before.endswith(("!", "?")):
            return True
        if before.endswith((OPAQUE, "|", ")", "\u2026")):
            return None
        last = _LAST_WORD.search(before)
        if last is None or last["word"].lower() in _NEVER_LAST:
            return False
        word = last["word"].lower()
        return True if word in common_words(self._base) or (len(word) > _SHORT and "." not in word) else None


def find_schemes(rules: ProseRules, thesaurus: Thesaurus, config: Config) -> frozenset[str] | None:
    """Return the schemes whose concepts are searched for; None for all.

    Raises:
        ConfigError: there is no such scheme.
    """
    found = {written: to_iri(written, config) for written in rules.schemes}
    for written, iri in found.items():
        if iri not in thesaurus.schemes:
            known = [to_id(one, config.base) for one in thesaurus.schemes]
            raise ConfigError(f"there is no scheme {written!r}", config.place_of(written), nearest_hint(written, known))
    return frozenset(found.values()) or None


def _fits_article(article: str, name: str) -> bool:
    """Return whether ``a`` or ``an`` is right before a name for certain; before an acronym it is not."""
    sound = _VOWEL_SOUND if len(article) == len("an") else _CONSONANT_SOUND
    return not name[:2].isupper() and sound.match(name) is not None


def _find_sentence(found: TextMatch) -> tuple[int, int]:
    """Return the first line of the block of a match, and the place in it of the sentence that the match is in."""
    return found.block.line, bisect_right(found.block.sentence_ends, found.match.start)


def _lower(name: str) -> str:
    """Return a name without the capitals of its words, but for those of acronyms and of signs."""
    return " ".join(word.lower() if word[:1].isupper() and word[1:].islower() else word for word in name.split())


def _find_case(name: str, page: Sequence[ProseBlock]) -> tuple[bool, bool]:
    """Return whether the sentences of a page have a name in small letters, and whether with its capitals."""
    inside = r"(?<=[a-z,;] ){}(?!\w)"
    texts = [block.text for block in page if not block.level]
    forms = (inside.format(re.escape(_lower(name))), inside.format(re.escape(name)))
    is_small, is_capital = (any(re.search(form, text) for text in texts) for form in forms)
    return is_small, is_capital


def _is_mentioned(found: TextMatch) -> bool:
    """Return whether a page speaks of a word in place of using it."""
    return _NAMED.search(f"{found.before} ") is not None


def _is_name_of_code(found: TextMatch) -> bool:
    """Return whether a match is written like a class, ``DataStore``, or is explained by code: ``data store (`db`)``."""
    is_class = _INNER_CAPITAL.search(found.surface) and not _INNER_CAPITAL.search(found.match.labels[0].text)
    return bool(is_class) or _CODE_AFTER.match(found.block.text, found.match.end) is not None


def _is_title(found: TextMatch) -> bool:
    """Return whether a match is in a title: in a link to a different site, or one with more words."""
    link = found.block.find_link(*found.span)
    if link is None:
        return False
    (first, last), target = link
    words = show_prose(found.block.text[first:last])
    return "://" in target or (words[:1].isupper() and words != show_prose(found.surface))


def _find_introduced(matches: Sequence[TextMatch]) -> frozenset[tuple[str, str]]:
    """Concepts with a label that a page introduces next to a different one: ``Horizontal Pod Autoscaler (HPA)``."""
    found: set[tuple[str, str]] = set()
    for one, other in pairwise(matches):
        between = one.block.text[one.match.end : other.match.start] if one.block is other.block else ""
        after = _INVISIBLE.sub("", other.block.text[other.match.end : other.match.end + _WINDOW])[:1]
        if _INVISIBLE.sub("", between).strip() in ("(", "[") and after in (")", "]", ",", ";"):
            both = {label.concept for label in one.match.labels} & {label.concept for label in other.match.labels}
            found |= {(iri, fold_label(show_prose(match.surface))) for iri in both for match in (one, other)}
    return frozenset(found)
