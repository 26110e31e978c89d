"""Signs as words: ``C++`` is ``C plus plus``, so that labels that differ in signs alone have different slugs."""

import re
import unicodedata
from functools import cache

_WORDS = {
    "+": "plus", "\u2212": "minus", "\u00d7": "times", "\u00f7": "divided by", "\u00b1": "plus minus", "=": "equals",
    "<": "less than", ">": "greater than", "%": "percent", "\u2030": "per mille", "\u00a7": "section", "@": "at",
    "^": "caret", "~": "tilde", "\u00b0": "degree", "\u2032": "prime",
}  # fmt: skip
_ALWAYS = frozenset("%\u2030\u00a7")
"""Punctuation by its category, and spelled wherever it is."""
_TOUCHING = frozenset("#@^~\u2032")
"""Spelled next to a letter or digit: ``C#``, and not ``# C``."""
_STAR = re.compile(r"(?<![*\w])\w+(?P<sign>\*)(?!\*)")
"""``A*``, but neither ``*A*`` nor ``**A**``, which are for the look alone."""
_SEPARATORS = frozenset("|\u00a9\u00ae\u2117\u2044\u2215\u2219\u2223\u22c5`\u00b4")
"""Symbols by their category that separate words, or say nothing of what is meant."""
_HYPHENS = "[-\u2010\u2011\u2013]"
_DOT = re.compile(r"(?<![^\s(/])\.(?=[^\W_])")
"""A dot that begins a word: ``.NET``."""
_MINUS = tuple(
    re.compile(pattern)
    for pattern in (
        # -20 °C, but neither COVID-19 nor 2010 -2020
        rf"(?<![^\s(])(?<!\d\s)(?P<sign>{_HYPHENS})(?=[.,]?\d)",
        # H-, Rh-, AA-, SO4 2-, but neither Bio- nor 1950-
        rf"(?:^|[\s(/])(?:(?:[A-Z][a-z]?\d*)+|[a-z]|\d)(?P<sign>{_HYPHENS}+)(?=$|[)/])",
        # (-)-menthol
        rf"\((?P<sign>{_HYPHENS})(?=\))",
    )
)
_AND = re.compile(r"(?<=[^\W_])&(?=[^\W_])")
"""``R&D``, and not ``A & B``."""
_SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
_POWER = re.compile(
    # m², but neither Ca²⁺ nor ¹⁴C, whose digits are written on the line as well
    rf"(?<=[^\W_{_SUPERSCRIPTS}]|[)\]])(?P<power>[{_SUPERSCRIPTS}]+)(?![{_SUPERSCRIPTS}\u207a\u207b])"
)
_MIXED_FRACTION = re.compile(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e\u2189])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)(?:[^\w\s](?=\d)|['\"])")
"""``1-5``, ``1/5`` and ``1:5`` are not ``1.5``, and ``6'`` is not ``6"``."""
_ALIKE = str.maketrans({",": ".", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2044": "/", "\u2215": "/"})
_PICTOGRAPHS = 0x1F000
_NOTHING_TO_SPELL = re.compile(r"[\w\s,:;!?'\"()\[\]/\\|]*")


def unfold_powers(label: str) -> str:
    """Return ``label`` with words for what NFKC makes plain digits of: ``m²`` is not ``m2``, and 1½ is not 11/2."""
    spelled = _POWER.sub(r" superscript \g<power> ", label)
    return _MIXED_FRACTION.sub(" ", spelled)


def find_signs(label: str) -> list[str]:
    """Return the signs of ``label`` that may distinguish it from others, also those that `spell_signs` leaves."""
    text = unicodedata.normalize("NFKC", label).translate(_ALIKE)
    between = {match.start() for match in _BETWEEN_DIGITS.finditer(text)}
    return [char for at, char in enumerate(text) if at in between or _is_distinctive(char)]


def _is_distinctive(char: str) -> bool:
    # A pictograph is there for the look.
    return char in "&/\\*" or (bool(_classify(char)) and ord(char) < _PICTOGRAPHS)


def spell_signs(text: str) -> str:
    """Return ``text``, which is in NFKC, with its signs as words."""
    if _NOTHING_TO_SPELL.fullmatch(text):
        return text
    words = {at: "minus" for pattern in _MINUS for match in pattern.finditer(text) for at in range(*match.span("sign"))}
    words.update((match.start(), "dot") for match in _DOT.finditer(text))
    words.update((match.start(), "and") for match in _AND.finditer(text))
    words.update((match.start("sign"), "star") for match in _STAR.finditer(text))
    words.update((at, _name(text, at)) for at in range(len(text)) if _is_sign(text, at))
    return "".join(f" {words[at]} " if at in words else char for at, char in enumerate(text))


def _is_sign(text: str, at: int) -> bool:
    kind = _classify(text[at])
    return kind == "always" or (kind == "touching" and _touches(text, at))


@cache
def _classify(char: str) -> str:
    """Return when a character is spelled: ``always``, ``touching`` a letter or digit, or never (an empty string)."""
    category = unicodedata.category(char)
    if char in _SEPARATORS:
        return ""
    if char in _TOUCHING or category == "So" or "ARROW" in unicodedata.name(char, ""):
        return "touching"
    return "always" if char in _ALWAYS or category in ("Sm", "Sc") else ""


def _touches(text: str, at: int) -> bool:
    """Check whether a sign, or the run of signs that it is in, is next to a letter or digit."""
    start, end = at, at + 1
    while start and _classify(text[start - 1]):
        start -= 1
    while end < len(text) and _classify(text[end]):
        end += 1
    return text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum()


def _name(text: str, at: int) -> str:
    char = text[at]
    if char == "#":
        follows = "number" if text[at + 1 : at + 2].isdigit() else "hash"
        return "sharp" if text[max(at - 1, 0) : at].isalpha() else follows
    return _WORDS.get(char) or unicodedata.name(char, f"U {ord(char):X}").lower().removesuffix(" sign")
