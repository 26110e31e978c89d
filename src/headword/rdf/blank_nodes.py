"""Blank nodes, named by what is said of them: what says the same has the same name in any graph.

Knows triples; must not know what any property means.  So two graphs can be
held against one another triple by triple, whatever a parser calls the nodes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import Term, is_blank, to_ntriples

_ROUNDS = 8
"""How far is looked around in nodes that lead to one another in a circle, which have no innermost to begin with."""

_Said = Mapping[str, list[tuple[str, Term]]]


def name_by_content(facts: LocatedGraph) -> LocatedGraph:
    """``facts`` with blank nodes named by what is said of them: two that say the same are one."""
    return _rename(facts, _find_names(facts))


def name_apart(facts: LocatedGraph) -> LocatedGraph:
    """``facts`` with blank nodes named by what is said of them, and by what leads to them: two stay two."""
    names = _find_names(facts)
    led: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, value in facts if names else ():
        if is_blank(value):
            led[value].append((names.get(subject, subject), predicate))
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for node in sorted(names, key=lambda node: (sorted(led[node]), node)):
        alike[names[node]].append(node)
    apart = {
        node: f"{name}-{number}" if number else name
        for name, nodes in alike.items()
        for number, node in enumerate(nodes)
    }
    return _rename(facts, apart)


def _find_names(facts: LocatedGraph) -> dict[str, str]:
    said: defaultdict[str, list[tuple[str, Term]]] = defaultdict(list)
    blank: set[str] = set()
    for subject, predicate, value in facts:
        if subject.startswith("_:"):
            said[subject].append((predicate, value))
            blank.add(subject)
        if is_blank(value):
            blank.add(str(value))
    return _name_nodes(blank, said)


def _rename(facts: LocatedGraph, names: Mapping[str, str]) -> LocatedGraph:
    if not names:
        return facts
    return {(names.get(s, s), p, names.get(o, o) if isinstance(o, str) else o): at for (s, p, o), at in facts.items()}


def _name_nodes(blank: Iterable[str], said: _Said) -> dict[str, str]:
    """A name for each blank node: the innermost first, then those that lead to them, then circles."""
    waits_for = {node: {str(value) for _, value in said.get(node, ()) if is_blank(value)} for node in blank}
    leads_to: defaultdict[str, list[str]] = defaultdict(list)
    for node, others in waits_for.items():
        for other in others:
            leads_to[other].append(node)
    names: dict[str, str] = {}
    ready = [node for node, others in waits_for.items() if not others]
    while ready:
        node = ready.pop()
        names[node] = _digest(said.get(node, ()), names)
        for outer in leads_to[node]:
            waits_for[outer].discard(node)
            if not waits_for[outer]:
                ready.append(outer)
    circles = waits_for.keys() - names.keys()
    for _ in range(_ROUNDS if circles else 0):
        names.update({node: _digest(said.get(node, ()), names) for node in circles})
    return names


def _digest(said: Iterable[tuple[str, Term]], names: Mapping[str, str]) -> str:
    lines = sorted(f"{predicate} {_write(value, names)}" for predicate, value in said)
    return f"_:{hashlib.sha256(chr(10).join(lines).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _write(value: Term, names: Mapping[str, str]) -> str:
    if is_blank(value):
        return names.get(str(value), "_:")
    return to_ntriples(value)
