"""The similarity of a name and a query, on a scale to 100.

docs/apis.md explains the scale, since people decide by it.
"""

from dataclasses import dataclass
from unicodedata import normalize

from headword.rdf.folding import fold_words
from headword.rdf.languages import primary_subtag
from headword.server.reconciliation.comparing import name_key
from headword.server.reconciliation.names import NOTATION, NameForm, split_words

SAME, SAME_BUT_CASE, SAME_BUT_SIGNS, SAME_WORDS = 100.0, 98.0, 95.0, 90.0
"""The same text; except capitals; except accents and signs; except the order of words."""
ALIKE = 85.0
"""The maximum for names that share only some words."""
LEAST = 30.0
"""A name below this score is not a candidate."""
_LESS = {"prefLabel": 0.0, NOTATION: 1.0, "altLabel": 2.0, "hiddenLabel": 5.0}
"""The deduction for each kind of name."""
_OTHER_LANGUAGE = 4.0
_DEPRECATED = 20.0


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A name to search for.

    Attributes:
        text: the text in NFC, with single spaces.
        folded: the folded text for comparisons.
        language: its language tag; empty if it is not known.
        key: the key that it shares with names that differ only in case, accents and spaces.
    """

    text: str
    folded: str
    language: str
    key: str


def make_name_query(text: str, language: str) -> NameQuery:
    """Return a name prepared for the search."""
    plain = " ".join(normalize("NFC", text).split())
    return NameQuery(plain, fold_words(plain), language, name_key(plain))


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating of a name.

    Attributes:
        form: the name.
        likeness: the similarity of the two texts, to 100.
        is_same: whether the texts differ only in case, accents and spaces.
        in_language: whether it is in the language of the query, if that has one.
        is_deprecated: whether the concept is deprecated.
    """

    form: NameForm
    likeness: float
    is_same: bool
    in_language: bool
    is_deprecated: bool

    @property
    def score(self) -> float:
        """Return the score: the similarity with deductions for kind, language and deprecation."""
        less = _LESS[self.form.kind] + (0.0 if self.in_language else _OTHER_LANGUAGE)
        return max(self.likeness - less - (_DEPRECATED if self.is_deprecated else 0.0), 0.0)

    @property
    def is_name(self) -> bool:
        """Return True if the name is the same and identifies the concept: hidden labels and numbers do not."""
        return self.is_same and self.form.kind != "hiddenLabel" and (self.form.kind != NOTATION or self._is_code)

    @property
    def _is_code(self) -> bool:
        """Return True if a notation has a letter: a number alone is ambiguous."""
        return self.likeness == SAME and any(character.isalpha() for character in self.form.text)


def rate(asked: NameQuery, form: NameForm, common: float, *, is_deprecated: bool) -> Rating:
    """Return the rating of ``form`` for ``asked``.

    Args:
        asked: the name in the query.
        form: a name of a concept.
        common: the share of common letters, from 0 to 1.
        is_deprecated: whether the concept is deprecated.
    """
    likeness = _compare(asked, form, common)
    # The key is computed only if it may be the same: each query rates up to 60 names.
    is_same = likeness >= SAME_BUT_SIGNS and (likeness >= SAME_BUT_CASE or name_key(form.text) == asked.key)
    return Rating(form, likeness, is_same, _shares_language(form.language, asked.language), is_deprecated)


def _compare(asked: NameQuery, form: NameForm, common: float) -> float:
    text = " ".join(normalize("NFC", form.text).split())
    if text == asked.text:
        return SAME
    if text.casefold() == asked.text.casefold():
        return SAME_BUT_CASE
    if form.folded == asked.folded:
        return SAME_BUT_SIGNS
    if common == 1.0 and sorted(split_words(form.folded)) == sorted(split_words(asked.folded)):
        return SAME_WORDS
    return ALIKE * common


def _shares_language(language: str, wanted: str) -> bool:
    have, want = map(primary_subtag, (language, wanted))
    return not have or not want or have == want
