"""The kinds of change that tell two editions of a vocabulary apart, and the version that each asks for."""

import enum
import re
from collections.abc import Mapping
from typing import NamedTuple


class VersionLevel(enum.IntEnum):
    """Which part of a version is to be raised."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """The level in small letters, as people and config files write it."""
        return self.name.lower()


LEVELS = tuple(level.word for level in (VersionLevel.PATCH, VersionLevel.MINOR, VersionLevel.MAJOR))


class VersionDemand(NamedTuple):
    """The level that a kind asks for where more than ``over`` percent of all concepts have it; else a patch."""

    level: VersionLevel
    over: int = 0


KINDS: Mapping[str, str] = {
    "added": "minor",
    "removed": "major",
    "retired": "patch",
    "merged": "patch",
    "split": "patch",
    "restored": "patch",
    "renamed": "patch",
    "moved": "major over 10%",
    "label": "patch",
    "note": "patch",
    "notation": "patch",
    "mapping": "patch",
    "relation": "patch",
    "member": "patch",
    "other": "patch",
}
"""Each kind in the order in which it is told, and what it asks for if the config says nothing."""

DEMAND_PATTERN = rf"({'|'.join(LEVELS)})( over (\d{{1,3}})%)?"


def read_demand(text: str) -> VersionDemand | None:
    """What ``major``, or ``major over 10%``, asks for; None if it is neither."""
    match = re.fullmatch(DEMAND_PATTERN, text)
    if match is None or int(match[3] or 0) > 100:
        return None
    return VersionDemand(VersionLevel[match[1].upper()], int(match[3] or 0))
