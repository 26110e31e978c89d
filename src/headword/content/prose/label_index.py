"""The labels of one language, and where they are in a text: the longest that begins at a word hides those inside it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, product
from typing import NamedTuple

from headword.content.prose.words import UNSEPARATED, WordForms, fold_gap, fold_word, is_acronym, word_pattern
from headword.content.thesaurus import TermLabel
from headword.markdown.prose import EMPHASIS, OPAQUE
from headword.markdown.text import HIDDEN
from headword.rdf.collation import find_word_ends
from headword.rdf.languages import primary_subtag

_MOST_WORDS = 200_000
"""Words of texts that are kept, with the labels that begin with them."""
_MOST_PHRASES = 64
"""Forms of the words of a phrase that are tried."""
_LAST_WORD = frozenset({"da", "en", "nb", "nl", "nn", "no", "sv"})
"""Languages in which only the last word of a noun with others before it has other forms."""
_JOINS = frozenset(f"_@\\/=$#+&%~-\u2010\u2011|*{OPAQUE}")
"""Signs that join words to one name: ``my-db``, ``lib/db``, ``C#``."""
_UNSEEN = frozenset((EMPHASIS, HIDDEN))
_UNSEEN_SIGN = re.compile(f"[{EMPHASIS}{HIDDEN}]")
_AROUND = 40
"""Characters before and after a match that decide where its words end."""
_JOINS_BEFORE = re.compile(r"[.:](?=\w)|\(\)|::")
_JOINS_AFTER = re.compile(r"(?<=\w)[.:]$|::$")


class LabelMatch(NamedTuple):
    """A part of a text that is a label.

    Attributes:
        start: where it begins in the text.
        end: where it ends.
        labels: the labels that it is.
        is_inflected: whether it is written in a different form than the label.
    """

    start: int
    end: int
    labels: tuple[TermLabel, ...]
    is_inflected: bool = False


class _LabelGroup(NamedTuple):
    """Labels that are written alike: what is between their words, before the first and after the last."""

    gaps: tuple[str, ...]
    lead: str
    trail: str
    acronym: tuple[str, ...]
    """The words as they are written, of an acronym; empty for other labels."""
    labels: tuple[TermLabel, ...]

    def match(self, text: str, words: Sequence[re.Match[str]]) -> tuple[int, int] | None:
        """Return the beginning and end of such a label in ``text`` at these ``words``; None if it is not there."""
        start, end = words[0].start() - len(self.lead), words[-1].end() + len(self.trail)
        if self.lead and (start < 0 or not text.startswith(self.lead, start)):
            return None
        if self.trail and not text.startswith(self.trail, words[-1].end()):
            return None
        if self.acronym and not all(
            word.group() in (letters, f"{letters}s") for word, letters in zip(words, self.acronym, strict=True)
        ):
            return None
        gaps = (text[one.end() : other.start()] for one, other in pairwise(words))
        is_there = all(gap == wanted or fold_gap(gap) == wanted for gap, wanted in zip(gaps, self.gaps, strict=True))
        return (start, end) if is_there else None


class _FormCache(dict[str, tuple[str, ...]]):
    """For the words of texts, the words of labels that they are forms of."""

    def __init__(self, forms: WordForms) -> None:
        super().__init__()
        self._forms = forms

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) > _MOST_WORDS:
            self.clear()
        found = self._forms.find(fold_word(word))
        if word.endswith("s") and is_acronym(word[:-1]):
            found = tuple(dict.fromkeys((*found, *self._forms.find(fold_word(word[:-1])))))
        self[word] = found
        return found


class LabelIndex:
    """Labels of one language, for searches in texts.

    Args:
        labels: the labels.
        language: the tag of the language, for the forms of words.
    """

    def __init__(self, labels: Iterable[TermLabel], language: str) -> None:
        grouped: dict[tuple[str, ...], list[_LabelGroup]] = defaultdict(list)
        for label in labels:
            if written := _read_label(label):
                phrase, group = written
                grouped[phrase].append(group)
        self._groups = {words: _join_groups(found) for words, found in grouped.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in grouped:
            lengths[phrase[0]].add(len(phrase))
        self._lengths = {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}
        self._base = primary_subtag(language)
        self._has_one_form = self._base in _LAST_WORD
        self._forms = _FormCache(WordForms(self._base, {word for words in grouped for word in words}))

    def find(self, text: str) -> Iterator[LabelMatch]:
        """Yield the labels in ``text`` in their order; none overlaps another."""
        pattern = word_pattern(text)
        forms = list(map(self._forms.__getitem__, pattern.findall(text)))
        known = [at for at, first in enumerate(forms) if first]
        words = list(pattern.finditer(text)) if known else []
        free = 0
        for at in known:
            if at >= free:
                match, count = self._match(text, words, forms, at)
                if match is not None and not self._is_whole(text, match.start, match.end):
                    continue
                free = at + count
                if match is not None and _is_apart(text, match.start, match.end):
                    yield match

    def _is_whole(self, text: str, start: int, end: int) -> bool:
        """Return whether a part of a text without spaces begins and ends where words do."""
        before = _UNSEEN_SIGN.sub("", text[max(start - _AROUND, 0) : start])
        after = _UNSEEN_SIGN.sub("", text[end : end + _AROUND])
        is_joined = (
            UNSEPARATED.match(before[-1:]) and UNSEPARATED.match(text, start),
            UNSEPARATED.match(after) and UNSEPARATED.match(text, end - 1),
        )
        if not any(is_joined):
            return True
        surface = _UNSEEN_SIGN.sub("", text[start:end])
        ends = find_word_ends(f"{before}{surface}{after}", self._base)
        places = (len(before), len(before) + len(surface))
        return all(place in ends for place, joined in zip(places, is_joined, strict=True) if joined)

    def _match(
        self, text: str, words: Sequence[re.Match[str]], forms: Sequence[tuple[str, ...]], at: int
    ) -> tuple[LabelMatch | None, int]:
        """Return the longest label that begins at a word, and the number of its words."""
        for count in self._list_lengths(forms[at]):
            here = words[at : at + count]
            for phrase in self._list_phrases(forms[at : at + count]) if len(here) == count else ():
                for group in self._groups.get(phrase, ()):
                    span = group.match(text, here)
                    if span is None:
                        continue
                    written = tuple(fold_word(word.group()) for word in here)
                    if not (self._has_one_form and written[:-1] != phrase[:-1]):
                        return LabelMatch(*span, group.labels, written != phrase), count
        return None, 1

    def _list_lengths(self, forms: Sequence[str]) -> Sequence[int]:
        """Return the numbers of words of the labels that begin with one of these words, the highest first."""
        if len(forms) == 1:
            return self._lengths.get(forms[0], ())
        return sorted({count for form in forms for count in self._lengths.get(form, ())}, reverse=True)

    def _list_phrases(self, forms: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """Yield the phrases of labels that words may be; in many languages, only the last word has other forms."""
        if self._has_one_form:
            forms = (*(one[:1] for one in forms[:-1]), forms[-1])
        return islice(product(*forms), _MOST_PHRASES)


def _read_label(label: TermLabel) -> tuple[tuple[str, ...], _LabelGroup] | None:
    """Return the words of a label as they are compared, and how it is written; None for a label without words."""
    text = label.text.strip()
    words = list(word_pattern(text).finditer(text))
    if not words:
        return None
    written = tuple([word.group() for word in words])
    gaps = tuple([fold_gap(text[one.end() : other.start()]) for one, other in pairwise(words)])
    lead, trail = text[: words[0].start()], text[words[-1].end() :]
    return tuple(map(fold_word, written)), _LabelGroup(gaps, lead, trail, written if is_acronym(text) else (), (label,))


def _join_groups(groups: Sequence[_LabelGroup]) -> Sequence[_LabelGroup]:
    """Return the groups in the order in which they are tried; those that are written alike are one."""
    if len(groups) == 1:
        return groups
    alike: dict[tuple[object, ...], list[TermLabel]] = defaultdict(list)
    for *form, labels in groups:
        alike[tuple(form)] += labels
    joined = {tuple(group[:-1]): group for group in groups}
    return sorted((one._replace(labels=tuple(alike[form])) for form, one in joined.items()), key=_rank)


def _rank(group: _LabelGroup) -> tuple[int, bool]:
    """Return the order in which labels with the same words are tried: with more signs first, and acronyms first."""
    return -len(group.lead) - len(group.trail), not group.acronym


def _is_apart(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text is a name by itself, and no part of a longer one that signs join."""
    while start and text[start - 1] in _UNSEEN:
        start -= 1
    while end < len(text) and text[end] in _UNSEEN:
        end += 1
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if before[-1:] in _JOINS or after[:1] in _JOINS:
        return False
    return not _JOINS_BEFORE.match(after) and not _JOINS_AFTER.search(before)
