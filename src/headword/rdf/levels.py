"""How far below the top each node of a hierarchy is."""

from collections.abc import Callable, Iterable


def measure_levels(tops: Iterable[str], find_below: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """Return the level of each node, 0 for the tops, along the shortest way; in the order of the levels."""
    level = list(dict.fromkeys(tops))
    found = dict.fromkeys(level, 0)
    number = 0
    while level:
        number += 1
        level = list(dict.fromkeys(one for above in level for one in find_below(above) if one not in found))
        found.update(dict.fromkeys(level, number))
    return found
