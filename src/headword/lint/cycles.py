"""The grouping of a rule's results into fewer findings."""

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
    """The results of one rule, with the data for its observations.

    Attributes:
        rule: the rule.
        results: the results of its shape.
        facts: the graph of the results.
        name: returns the name of a resource.
        locate: returns the location of a resource.
    """

    rule: Rule
    results: Iterable[ShapeResult]
    facts: LocatedGraph
    name: Callable[[str], str]
    locate: Callable[[str], Location]

    @property
    def foci(self) -> set[str]:
        """Return the focus nodes that are IRIs or named blank nodes."""
        return {result.focus for result in self.results if isinstance(result.focus, str)}


class GatheredResults(NamedTuple):
    """An observation, and the focus nodes of its results."""

    observation: Observation
    foci: Iterable[str]


Digest = Callable[[Results], Iterator[GatheredResults]]

_BROADER = SKOS + "broader"
_CONCEPT = SKOS + "Concept"


def cycle(found: Results) -> Iterator[GatheredResults]:
    """Yield one observation for each group of concepts in a cycle, with a shortest path around it."""
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
        around = _around(start, above)
        done |= around
        steps = list(zip(path, [*path[1:], path[0]], strict=True))
        # A heading puts its concept below its parent. The statement that closes a cycle is at another location.
        places = [(facts[(low, _BROADER, high)], low) for low, high in steps]
        extra = [(place, low) for place, low in places if place != facts.get((low, RDF_TYPE, _CONCEPT))]
        place, low = max(extra or places, key=lambda one: (order_of(one[0]), one[1]))
        first = path.index(low)
        shown = " > ".join(name(iri) for iri in [*path[first:], *path[:first], low])
        yield GatheredResults(Observation(rule.name, place, f"{rule.message}: {shown}", low), map(str, around))


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


def highest(found: Results) -> Iterator[GatheredResults]:
    """Yield one observation for each highest concept below no top concept, with the number of concepts below it.

    The concepts below it are not reported, and a cycle has an observation of its own.
    """
    disconnected = found.foci
    above: defaultdict[str, set[Term]] = defaultdict(set)
    below: defaultdict[Term, list[Term]] = defaultdict(list)
    for subject, predicate, value in found.facts:
        if predicate == _BROADER and subject in disconnected and value in disconnected:
            above[subject].add(value)
            below[value].append(subject)
    for concept in sorted(disconnected - above.keys()):
        reached = reach(concept, below)
        others = len(reached) - 1
        more = f"; this also affects the {others:,} concept{'s' * (others > 1)} below it" if others else ""
        message = f"{found.rule.message}{more}"
        observation = Observation(found.rule.name, found.locate(concept), message, concept)
        yield GatheredResults(observation, map(str, reached))


def _around(start: str, above: Mapping[str, list[str]]) -> set[Term]:
    """Return everything that is both above and below ``start``."""
    below: dict[Term, list[Term]] = defaultdict(list)
    up: Links = {low: [*parents] for low, parents in above.items()}
    for low, parents in above.items():
        for high in parents:
            below[high].append(low)
    return reach(start, up) & reach(start, below)


DIGESTS: dict[str, Digest] = {"cycle": cycle, "highest": highest}
