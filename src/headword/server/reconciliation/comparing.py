"""The comparison of names without case, accents and spaces; every other sign counts."""

import re
import unicodedata

from headword.rdf.folding import LETTERS, is_vowel_mark

_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    }
)
"""Signs that keyboards and typesetters use as variants of each other."""
_SPACED_SIGN = re.compile(r" ?([^\w ]) ?")
_LETTERS = str.maketrans(LETTERS)


def name_key(text: str) -> str:
    """Return ``text`` without case, accents and needless spaces; two names are the same if they have the same key.

    ``C#`` and ``C++``, ``H+`` and ``H-``, ``m²`` and ``m2`` have different keys; ``50 %`` and ``50%``, ``Łódź`` and
    ``LODZ`` have the same.
    """
    bare = "".join(_strip_accents(unicodedata.normalize("NFC", text)))
    # Upper case in between maps ß to ss and the Turkish dotless i to i, alike in every language.
    cased = bare.lower().upper().lower().translate(_LETTERS).translate(_VARIANTS)
    return _SPACED_SIGN.sub(r"\1", " ".join(cased.split()))


def _strip_accents(text: str) -> list[str]:
    """Return the characters of ``text``, letters without their accents.

    Only letters lose them: ``≠`` without its stroke is ``=``, and ``4̄`` is different from 4 in crystallography.
    """
    kept: list[str] = []
    is_letter = False
    for character in text:
        category = unicodedata.category(character)
        if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
            continue
        if category[0] == "M" and is_letter:
            kept.append(character if is_vowel_mark(character) else "")
            continue
        is_letter = category[0] == "L"
        if is_letter:
            kept.extend(one for one in _decompose(character) if not _is_accent(one))
        else:
            kept.append(_narrow(character))
    return kept


def _decompose(letter: str) -> str:
    return unicodedata.normalize("NFD", _narrow(letter))


def _narrow(character: str) -> str:
    """Return the character in its usual width, for a variant of full or half width."""
    is_wide = unicodedata.decomposition(character).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", character) if is_wide else character


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me") and not is_vowel_mark(character)
