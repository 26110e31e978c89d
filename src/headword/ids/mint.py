"""Ids without a meaning: short random ids, and numbers from the range of a contributor.

Two branches do not give the same id to new concepts: the chance of equal random ids is one in hundreds of millions, and
each contributor has a separate range.
"""

import random
from collections.abc import Callable, Collection, Mapping

from headword.core.errors import HeadwordError
from headword.core.suggest import nearest_hint
from headword.project.config import Config

Mint = Callable[[Collection[str]], str]
"""A function that returns an id that is not among those taken."""

_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""Digits and letters that do not look alike, without vowels, so that no words result."""
_LENGTH = 6
_RANDOM = random.SystemRandom()


def choose_mint(config: Config, contributor: str) -> Mint | None:
    """Return the mint for the config, or None if ids are slugs of labels.

    Raises:
        HeadwordError: numbers are configured, but the contributor has no range.
    """
    if contributor and config.ids != "number":
        raise HeadwordError(
            "--as names whose range of numbers to take ids from", config.place_of("ids"), 'that is for ids = "number"'
        )
    if config.ids == "opaque":
        return mint_random
    if config.ids == "slug":
        return None
    first, last = _find_range(config, contributor)
    return lambda taken: mint_number(first, last, taken)


def mint_random(taken: Collection[str]) -> str:
    """Return a random id that begins with a letter, as names in XML must."""
    while True:
        made = _RANDOM.choice(_LETTERS[8:]) + "".join(_RANDOM.choices(_LETTERS, k=_LENGTH - 1))
        if made not in taken:
            return made


def mint_number(first: int, last: int, taken: Collection[str]) -> str:
    """Return the first free number of a range, with as many digits as its last number.

    Raises:
        HeadwordError: all numbers are taken.
    """
    width = len(str(last))
    found = next((made for number in range(first, last + 1) if (made := f"{number:0{width}}") not in taken), None)
    if found is None:
        raise HeadwordError(f"all numbers from {first} to {last} are taken", None, "give the contributor another range")
    return found


def _find_range(config: Config, contributor: str) -> tuple[int, int]:
    ranges: Mapping[str, tuple[int, int]] = config.id_ranges
    if not contributor and len(ranges) == 1:
        return next(iter(ranges.values()))
    if contributor not in ranges:
        message = (
            f"there is no range of numbers for {contributor!r}" if contributor else "whose range of numbers is it?"
        )
        hint = nearest_hint(contributor, ranges) if ranges else 'for example [id-ranges] with anna = "1-999"'
        raise HeadwordError(message, config.place_of("ids"), f"headword ids --accept --as NAME; {hint}")
    return ranges[contributor]
