"""Versions: their order, and the version that a difference requires.

A version in an unknown form is allowed, but cannot be raised.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from headword.project.version_policy import KINDS, VersionLevel, read_demand
from headword.publish.diff.compare import VocabularyDiff

_NUMBERED = re.compile(r"(?P<mark>v?)(?P<numbers>\d+\.\d+(?:\.\d+)?)(?P<early>-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:\.(?P<number>\d+))?")


class Proposal(NamedTuple):
    """The version that a difference requires.

    Attributes:
        level: the part of the version that is raised.
        reasons: the kinds that require this level, each with the number of resources.
        current: the current version, which may be unknown.
        next: the proposed version; empty if nothing changed, or if the form of the current one is unknown.
    """

    level: VersionLevel
    reasons: tuple[tuple[str, int], ...]
    current: str
    next: str


UNASKED = Proposal(VersionLevel.NONE, (), "", "")
"""The proposal if the version is already known."""


def propose(difference: VocabularyDiff, current: str, policy: Mapping[str, str], today: str) -> Proposal:
    """Return the version after ``current``; ``policy`` has the levels of kinds in the config."""
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
    """Return the next version; empty for no change, or if the form of ``current`` is unknown."""
    if level is VersionLevel.NONE:
        return ""
    if _DATED.fullmatch(current):
        return _next_day(current, today)
    match = _NUMBERED.fullmatch(current)
    if match is None or match["early"]:
        return ""
    numbers = [int(number) for number in match["numbers"].split(".")]
    # If there are two numbers, the second one counts all compatible changes.
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
    """Return a sort key as in Semantic Versioning: a pre-release comes before its release."""
    match = _NUMBERED.fullmatch(version)
    if match is None:
        return None
    numbers = [int(number) for number in match["numbers"].split(".")]
    early = match["early"]
    parts = early.removeprefix("-").split(".") if early else []
    ranked = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)
    return (*numbers, *[0] * (3 - len(numbers)), not early, ranked)
