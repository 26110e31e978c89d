"""Gathering the results of one rule into fewer findings, where one each would say the same thing over.

Knows results and facts; must not know how results are printed.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from headword.core.findings import Observation, Rule
from headword.rdf.graph import LocatedGraph
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl.index import Links, reach
from headword.rdf.terms import RDF_TYPE, SKOS, Term

Digest = Callable[[Rule, Iterable[ShapeResult], LocatedGraph, Callable[[str], str]], Iterator[Observation]]

_BROADER = SKOS + "broader"
_CONCEPT = SKOS + "Concept"


def cycle(
    rule: Rule, results: Iterable[ShapeResult], facts: LocatedGraph, name: Callable[[str], str]
) -> Iterator[Observation]:
    """One observation for each group of concepts that are above one another, with a shortest path around."""
    members = {result.focus for result in results if isinstance(result.focus, str)}
    above: dict[str, list[str]] = defaultdict(list)
    for subject, predicate, value in facts:
        if predicate == _BROADER and subject in members and value in members and value != subject:
            above[subject].append(str(value))
    waiting = sorted(members)
    done: set[Term] = set()
    for start in waiting:
        if start in done:
            continue
        path = _shortest_way_back(start, above)
        if not path:
            continue
        done |= _around(start, above)
        steps = list(zip(path, [*path[1:], path[0]], strict=True))
        # The heading itself puts a concept under another; what closes a cycle is written elsewhere.
        places = [(facts[(low, _BROADER, high)], low) for low, high in steps]
        extra = [(place, low) for place, low in places if place != facts.get((low, RDF_TYPE, _CONCEPT))]
        place, low = max(extra or places)
        first = path.index(low)
        shown = " > ".join(name(iri) for iri in [*path[first:], *path[:first], low])
        yield Observation(rule.name, place, f"{rule.message}: {shown}", low)


def _shortest_way_back(start: str, above: Mapping[str, list[str]]) -> list[str]:
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        current = queue.popleft()
        for parent in sorted(above[current]):
            if parent == start:
                path = [current]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            if parent not in came_from:
                came_from[parent] = current
                queue.append(parent)
    return []


def _around(start: str, above: Mapping[str, list[str]]) -> set[Term]:
    """Everything that ``start`` is above and below of at once."""
    below: dict[Term, list[Term]] = defaultdict(list)
    up: Links = {low: [*parents] for low, parents in above.items()}
    for low, parents in above.items():
        for high in parents:
            below[high].append(low)
    return reach(start, up) & reach(start, below)


DIGESTS: dict[str, Digest] = {"cycle": cycle}
