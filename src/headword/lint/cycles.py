"""Gathering the results of one rule into fewer findings, where one each would say the same thing over."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from headword.core.findings import Location, Observation, Rule
from headword.rdf.graph import LocatedGraph
from headword.rdf.place_order import order_of
from headword.rdf.shacl import ShapeResult
from headword.rdf.shacl.index import Links, reach
from headword.rdf.terms import RDF_TYPE, SKOS, Term


class Results(NamedTuple):
    """The results of one rule, and what observations are made of them with.

    Attributes:
        rule: the rule.
        results: what its shape found.
        facts: what it was found in.
        name: gives what a resource is called.
        locate: gives where it is said what a resource is.
    """

    rule: Rule
    results: Iterable[ShapeResult]
    facts: LocatedGraph
    name: Callable[[str], str]
    locate: Callable[[str], Location]

    @property
    def foci(self) -> set[str]:
        """The resources that it was found of."""
        return {result.focus for result in self.results if isinstance(result.focus, str)}


Digest = Callable[[Results], Iterator[Observation]]

_BROADER = SKOS + "broader"
_CONCEPT = SKOS + "Concept"


def cycle(found: Results) -> Iterator[Observation]:
    """One observation for each group of concepts that are above one another, with a shortest path around."""
    rule, facts, name, members = found.rule, found.facts, found.name, found.foci
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
        place, low = max(extra or places, key=lambda one: (order_of(one[0]), one[1]))
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


def highest(found: Results) -> Iterator[Observation]:
    """One observation for the highest of concepts that are under no top concept, and how many are below each.

    What is below it has no fault of its own, and what is in a cycle is told of there.
    """
    lost = found.foci
    above: defaultdict[str, set[Term]] = defaultdict(set)
    below: defaultdict[Term, list[Term]] = defaultdict(list)
    for subject, predicate, value in found.facts:
        if predicate == _BROADER and subject in lost and value in lost:
            above[subject].add(value)
            below[value].append(subject)
    for concept in sorted(lost - above.keys()):
        others = len(reach(concept, below)) - 1
        more = f"; this also affects the {others:,} concept{'s' * (others > 1)} below it" if others else ""
        yield Observation(found.rule.name, found.locate(concept), f"{found.rule.message}{more}", concept)


def _around(start: str, above: Mapping[str, list[str]]) -> set[Term]:
    """Everything that ``start`` is above and below of at once."""
    below: dict[Term, list[Term]] = defaultdict(list)
    up: Links = {low: [*parents] for low, parents in above.items()}
    for low, parents in above.items():
        for high in parents:
            below[high].append(low)
    return reach(start, up) & reach(start, below)


DIGESTS: dict[str, Digest] = {"cycle": cycle, "highest": highest}
