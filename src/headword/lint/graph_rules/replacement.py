"""Rules on the replacements of deprecated concepts."""

from collections.abc import Iterator

from headword.core.findings import Observation, Rule
from headword.lint.graph_rules.view import GraphView
from headword.rdf.shacl.index import Links
from headword.rdf.terms import REPLACED_BY, Term


def replaced_by_cycle(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a chain of replacements that leads back to its start, at the first of its concepts by IRI."""
    links = view.values(REPLACED_BY)
    for start in sorted(map(str, links)):
        cycle = _find_cycle(start, links)
        if cycle and start == min(cycle):
            shown = " \u2192 ".join(view.name(one) for one in (*cycle, start))
            place = view.place(start, REPLACED_BY, (*cycle, start)[1])
            yield Observation(rule.name, place, f"{rule.message}: {shown}", start)


def _find_cycle(start: str, links: Links) -> list[str]:
    """Return a shortest path from ``start`` back to it, without its end; empty if there is none."""
    before: dict[Term, Term] = {}
    waiting: list[Term] = [start]
    for current in waiting:
        for following in links.get(current, ()):
            if following == start:
                way = [current]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return [str(one) for one in reversed(way)]
            if following not in before:
                before[following] = current
                waiting.append(following)
    return []


RULES = {"replaced-by-cycle": replaced_by_cycle}
