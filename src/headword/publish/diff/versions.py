"""Versions: which comes after which, and the one that a difference asks for.

A version of another shape is as good, and cannot be counted on from.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from headword.project.version_policy import KINDS, VersionLevel, read_demand
from headword.publish.diff.compare import VocabularyDiff

_NUMBERED = re.compile(r"(?P<mark>v?)(?P<numbers>\d+\.\d+(?:\.\d+)?)(?P<early>-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:\.(?P<number>\d+))?")


class Proposal(NamedTuple):
    """The version that a difference asks for.

    Attributes:
        level: which part of the version is to be raised.
        reasons: the kinds that ask for this level, each with how many resources have it.
        current: the version that it starts from, which may be unknown.
        next: the version proposed; empty if nothing changed, or if the current is of no known shape.
    """

    level: VersionLevel
    reasons: tuple[tuple[str, int], ...]
    current: str
    next: str


UNASKED = Proposal(VersionLevel.NONE, (), "", "")
"""The proposal if the version is already known."""


def propose(difference: VocabularyDiff, current: str, policy: Mapping[str, str], today: str) -> Proposal:
    """The version after ``current``; ``policy`` is what the config says of kinds."""
    levels = {kind: _find_level(kind, difference, policy) for kind in difference.counts}
    level = max(levels.values(), default=VersionLevel.NONE)
    reasons = tuple((kind, count) for kind, count in difference.counts.items() if levels[kind] is level)
    return Proposal(level, reasons, current, raise_version(current, level, today))


def _find_level(kind: str, difference: VocabularyDiff, policy: Mapping[str, str]) -> VersionLevel:
    demand = read_demand(policy.get(kind, KINDS[kind]))
    assert demand is not None
    is_enough = not demand.over or difference.counts[kind] * 100 > demand.over * max(difference.before, 1)
    return demand.level if is_enough else VersionLevel.PATCH


def raise_version(current: str, level: VersionLevel, today: str) -> str:
    """The next version; empty if there is none, or ``current`` has none of the known shapes."""
    if level is VersionLevel.NONE:
        return ""
    if _DATED.fullmatch(current):
        return _next_day(current, today)
    match = _NUMBERED.fullmatch(current)
    if match is None or match["early"]:
        return ""
    numbers = [int(number) for number in match["numbers"].split(".")]
    # Of two numbers, the second counts all changes that break nothing.
    raised = min(VersionLevel.MAJOR - level, len(numbers) - 1)
    following = [*numbers[:raised], numbers[raised] + 1, *[0] * (len(numbers) - raised - 1)]
    return match["mark"] + ".".join(map(str, following))


def _next_day(current: str, today: str) -> str:
    match = _DATED.fullmatch(current)
    assert match is not None
    if today > match["day"]:
        return today
    return f"{match['day']}.{int(match['number'] or 1) + 1}"


def is_after(version: str, other: str) -> bool | None:
    """Return whether ``version`` is after ``other``; None if that is not known."""
    for read in (_read_day, _read_numbers):
        one, two = read(version), read(other)
        if one is not None and two is not None:
            return one > two
    return None


def _read_day(version: str) -> tuple[object, ...] | None:
    match = _DATED.fullmatch(version)
    return (match["day"], int(match["number"] or 1)) if match else None


def _read_numbers(version: str) -> tuple[object, ...] | None:
    """A key that orders as Semantic Versioning does: what is early comes before what it is early for."""
    match = _NUMBERED.fullmatch(version)
    if match is None:
        return None
    numbers = [int(number) for number in match["numbers"].split(".")]
    early = match["early"]
    parts = early.removeprefix("-").split(".") if early else []
    ranked = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)
    return (*numbers, *[0] * (3 - len(numbers)), not early, ranked)
