"""What SKOS says follows from a graph, as far as the rules need it.

Knows the inverse and symmetric properties of SKOS; must not know any rule.
The rules see these triples, and each stands where the triple that it follows
from stands; they are never published by themselves.
"""

from headword.graph import INVERSES, Facts, invert


def with_inverses(facts: Facts) -> Facts:
    """``facts`` and the inverse of every semantic relation and mapping (SKOS Reference, S23 to S26, S41 to S44)."""
    missing: Facts = {}
    for triple, place in facts.items():
        if triple[1] in INVERSES and (inverse := invert(triple)) is not None and inverse not in facts:
            missing.setdefault(inverse, place)
    # What we compile has them already: then a copy would be wasted.
    return {**facts, **missing} if missing else facts
