"""The kinds of change between two editions of a vocabulary, and the version that each requires."""

import enum
import re
from collections.abc import Mapping
from typing import NamedTuple


class VersionLevel(enum.IntEnum):
    """The part of a version that is raised."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """Return the level in lower case, as in config files."""
        return self.name.lower()


LEVELS = tuple(level.word for level in (VersionLevel.PATCH, VersionLevel.MINOR, VersionLevel.MAJOR))


class VersionDemand(NamedTuple):
    """The level that a kind requires if more than ``over`` percent of all concepts have it; otherwise a patch."""

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
"""The kinds in the order of reports, each with its default requirement."""

DEMAND_PATTERN = rf"({'|'.join(LEVELS)})( over (\d{{1,3}})%)?"


def read_demand(text: str) -> VersionDemand | None:
    """Return the requirement in ``major``, or ``major over 10%``; None for another text."""
    match = re.fullmatch(DEMAND_PATTERN, text)
    if match is None or int(match[3] or 0) > 100:
        return None
    return VersionDemand(VersionLevel[match[1].upper()], int(match[3] or 0))
