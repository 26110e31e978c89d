"""How well a name fits what was asked for, on a scale to 100, and why.

The scale is told in docs/apis.md, since people decide by it.
"""

from dataclasses import dataclass
from unicodedata import normalize

from headword.rdf.folding import fold_words
from headword.server.reconciliation.comparing import name_key
from headword.server.reconciliation.names import NOTATION, NameForm, split_words

SAME, SAME_BUT_CASE, SAME_BUT_SIGNS, SAME_WORDS = 100.0, 98.0, 95.0, 90.0
"""The same text; but for capitals; but for accents and signs; but for the order of words."""
ALIKE = 85.0
"""What all words in common would be worth, where not all are."""
LEAST = 30.0
"""What is less alike is no candidate."""
_LESS = {"prefLabel": 0.0, NOTATION: 1.0, "altLabel": 2.0, "hiddenLabel": 5.0}
"""What a name of another kind than the preferred is less."""
_OTHER_LANGUAGE = 4.0
_DEPRECATED = 20.0


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A name that is looked for.

    Attributes:
        text: without spaces at its ends, in Unicode's NFC.
        folded: how it is compared.
        language: its tag, empty if it is not known.
        key: what other names have too that differ in case, accents and spaces only.
    """

    text: str
    folded: str
    language: str
    key: str


def make_name_query(text: str, language: str) -> NameQuery:
    """A name as it is looked for."""
    plain = " ".join(normalize("NFC", text).split())
    return NameQuery(plain, fold_words(plain), language, name_key(plain))


@dataclass(frozen=True, slots=True)
class Rating:
    """How well a name fits.

    Attributes:
        form: the name.
        likeness: of the two texts, to 100.
        is_same: whether nothing but case, accents and spaces differ.
        in_language: whether it is in the language that was asked for, if one was.
        is_deprecated: whether what it names is to be used no longer.
    """

    form: NameForm
    likeness: float
    is_same: bool
    in_language: bool
    is_deprecated: bool

    @property
    def score(self) -> float:
        """All of it in one number."""
        less = _LESS[self.form.kind] + (0.0 if self.in_language else _OTHER_LANGUAGE)
        return max(self.likeness - less - (_DEPRECATED if self.is_deprecated else 0.0), 0.0)

    @property
    def is_name(self) -> bool:
        """Whether it is the name that was asked for, and one to go by."""
        return self.is_same and self.form.kind != "hiddenLabel" and (self.form.kind != NOTATION or self._is_code)

    @property
    def _is_code(self) -> bool:
        """Whether a notation tells what it is: a number alone may mean anything."""
        return self.likeness == SAME and any(character.isalpha() for character in self.form.text)


def rate(asked: NameQuery, form: NameForm, common: float, *, is_deprecated: bool) -> Rating:
    """How well ``form`` fits ``asked``.

    Args:
        asked: what is looked for.
        form: a name.
        common: how much of both, in letters, is common to both, from 0 to 1.
        is_deprecated: whether what it names is to be used no longer.
    """
    likeness = _compare(asked, form, common)
    # Two keys are made only where they may be the same: there are up to 60 names for each that is asked for.
    is_same = likeness >= SAME_BUT_SIGNS and (likeness >= SAME_BUT_CASE or name_key(form.text) == asked.key)
    return Rating(form, likeness, is_same, _is_kin(form.language, asked.language), is_deprecated)


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


def _is_kin(language: str, wanted: str) -> bool:
    have, want = (tag.partition("-")[0].lower() for tag in (language, wanted))
    return not have or not want or have == want
