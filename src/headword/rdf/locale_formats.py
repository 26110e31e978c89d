"""How a language writes days, numbers, lists and the names of languages, from ICU and its data (CLDR).

Each function raises a `HeadwordError` if PyICU is not installed.
"""

import re
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from unicodedata import category

from headword.rdf.collation import find_locale, load_icu

_DAY = re.compile(r"(?:1[6-9]|[2-9]\d)\d\d-\d\d-\d\d")
"""A day of the Gregorian calendar: ICU writes earlier ones by the Julian one."""
_BETWEEN = re.compile(r"B(.*)C")
"""The text between the second and the third item of a list, which is the same between any two in the middle."""
_SIGNS = "PZC"
"""The categories of punctuation, spaces and marks of direction."""
_OTHERWISE = ", "
"""The separator for a language whose lists have only words or spaces between items, such as Thai."""


@lru_cache(1 << 12)
def name_language(tag: str, reader: str = "") -> str:
    """Return the name of a language, as within a sentence: ``английский``; the tag if CLDR has no name for it.

    Args:
        tag: of the language.
        reader: the language that the name is in. If it is empty, the language itself: ``العربية`` for ``ar``.
    """
    shown = _find_known(reader or tag)
    if shown is None:
        return tag
    icu = load_icu()
    name: str = find_locale(icu, tag).getDisplayName(shown)
    return name


@lru_cache(1 << 12)
def write_day(day: str, language: str) -> str:
    """Return a day, ``2024-01-31``, as a language writes it: ``31. Januar 2024``; other texts unchanged."""
    locale = _find_known(language)
    if not _DAY.fullmatch(day) or locale is None:
        return day
    try:
        moment = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    except ValueError:
        return day
    icu = load_icu()
    written = icu.DateFormat.createDateInstance(icu.DateFormat.LONG, locale)
    written.setTimeZone(icu.TimeZone.createTimeZone("UTC"))
    text: str = written.format(moment)
    return text


@lru_cache(1 << 12)
def write_number(number: int, language: str) -> str:
    """Return a whole number as a language writes it: ``12,345``, ``12.345``, ``۱۲٬۳۴۵``."""
    icu = load_icu()
    text: str = icu.NumberFormat.createInstance(_find_known(language) or icu.Locale.getRoot()).format(number)
    return text


@lru_cache(1 << 12)
def write_share(share: float, language: str) -> str:
    """Return a share, from 0 to 1, as a language writes percentages: ``12.5%``, ``12,5 %``."""
    icu = load_icu()
    style = icu.NumberFormat.createPercentInstance(_find_known(language) or icu.Locale.getRoot())
    style.setMaximumFractionDigits(1)
    text: str = style.format(share)
    return text


@lru_cache(1 << 12)
def write_kilobytes(size: int, language: str) -> str:
    """Return a number of kilobytes as a language writes it: ``12 kB``, ``12 ko``."""
    icu = load_icu()
    style = icu.MeasureFormat(_find_known(language) or icu.Locale.getRoot(), icu.UMeasureFormatWidth.SHORT)
    text: str = style.formatMeasure(icu.Measure(size, icu.MeasureUnit.createKilobyte()))
    return text


@cache
def find_separator(language: str) -> str:
    """Return the text between two items of a list without a word for *and*: ``, ``, ``، ``, ``、``."""
    icu = load_icu()
    locale = _find_known(language)
    kinds = (("AND", "NARROW"), ("UNITS", "SHORT")) if locale is not None else ()
    for kind, width in kinds:
        style = icu.ListFormatter.createInstance(
            locale, getattr(icu.UListFormatterType, kind), getattr(icu.UListFormatterWidth, width)
        )
        found = _BETWEEN.search(style.format(list("ABCD")))
        signs = "".join(sign for sign in found[1] if category(sign)[0] in _SIGNS) if found is not None else ""
        if signs.strip():
            return signs
    return _OTHERWISE


def _find_known(language: str) -> Any:
    """Return the locale of a language; None if CLDR does not know it: ICU would take that of the machine."""
    icu = load_icu()
    locale = find_locale(icu, language)
    return locale if locale.getLanguage() in _list_named(icu) else None


@cache
def _list_named(icu: Any) -> frozenset[str]:
    """Return the languages with names in CLDR."""
    return frozenset(locale.getLanguage() for locale in icu.Locale.getAvailableLocales().values())
