"""Graphs of unusual shape, at a size and at four times that size: what is linear takes four times as long.

Run as ``python bench/extremes.py [CONCEPTS]`` (5,000 by default). CPU seconds of checking with all default rules.
"""

import gc
import sys
import time
from collections.abc import Iterator

from headword.core.findings import Location
from headword.lint.catalogue import load_rules
from headword.lint.select import choose_rules
from headword.project.config import Config
from headword.rdf.entailment import with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.shacl.choice import validate
from headword.rdf.terms import RDF_TYPE, SKOS, Literal, Triple

BASE = "https://w3id.org/bench/"
PLACE = Location("graph.ttl", 1)


def concept(number: int) -> str:
    return f"{BASE}c{number}"


def describe(number: int) -> Iterator[Triple]:
    yield concept(number), RDF_TYPE, SKOS + "Concept"
    yield concept(number), SKOS + "inScheme", BASE
    yield concept(number), SKOS + "prefLabel", Literal(f"Concept {number}", "en")


def chains(count: int) -> Iterator[Triple]:
    """Chains 1,500 levels deep."""
    for number in range(1, count):
        if number % 1500:
            yield concept(number), SKOS + "broader", concept(number - 1)


def fan(count: int) -> Iterator[Triple]:
    """All under one."""
    for number in range(1, count):
        yield concept(number), SKOS + "broader", concept(0)


def rings(count: int) -> Iterator[Triple]:
    """Cycles of 100."""
    for number in range(count):
        yield concept(number), SKOS + "broader", concept(number - 99 if number % 100 == 99 else number + 1)


def lattice(count: int) -> Iterator[Triple]:
    """Layers of ten, each concept under all of the layer above: the paths up are countless, what is above is not."""
    for number in range(10, count):
        if number // 10 % 20:
            for above in range(10):
                yield concept(number), SKOS + "broader", concept((number // 10 - 1) * 10 + above)


def crowd(count: int) -> Iterator[Triple]:
    """One concept related to all, and mapped to as many."""
    for number in range(1, count):
        yield concept(0), SKOS + "related", concept(number)
        yield concept(0), SKOS + "exactMatch", f"https://other.example/{number}"


KINDS = (chains, fan, rings, lattice, crowd)


def measure(facts: LocatedGraph) -> tuple[float, int]:
    shapes = choose_rules(load_rules(), Config()).shapes
    start = time.process_time()
    found = validate(with_inverses(facts), shapes, "fast").results
    return time.process_time() - start, len(found)


def main(count: int) -> None:
    gc.disable()
    print(f"{'':<9} {count:>9,} {count * 4:>9,} {'ratio':>6} {'results':>9}")
    for kind in KINDS:
        seconds = []
        for size in (count, count * 4):
            triples = [*(triple for number in range(size) for triple in describe(number)), *kind(size)]
            taken, found = measure(dict.fromkeys(triples, PLACE))
            seconds.append(taken)
        print(f"{kind.__name__:<9} {seconds[0]:9.2f} {seconds[1]:9.2f} {seconds[1] / seconds[0]:6.1f} {found:>9,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
