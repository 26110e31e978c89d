"""Graphs as JSON for the cache, and their fingerprints."""

from collections.abc import Callable
from typing import Any

import msgspec

from headword.core.cache import digest, encode
from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import Term, Triple

_PLAIN_FACTS = msgspec.json.Decoder(tuple[list[Term], list[int]])
"""Each term and path once, then seven numbers for each fact: four indexes, and line, column and end of its location."""
_read_plain_facts: Callable[[str], tuple[list[Any], list[int]]] = _PLAIN_FACTS.decode


def encode_graph(facts: LocatedGraph) -> str:
    """Return ``facts`` as JSON, in order."""
    index: dict[Term, int] = {}
    numbers: list[int] = []
    for (subject, predicate, value), (path, line, column, end) in facts.items():
        for term in (subject, predicate, value, path):
            numbers.append(index.setdefault(term, len(index)))  # noqa: PERF401 - far faster than a generator
        numbers += (line, column, end)
    return encode((list(index), numbers))


def digest_graph(facts: LocatedGraph) -> str:
    """Return a fingerprint of ``facts``."""
    return digest(encode_graph(facts))


def decode_graph(text: str) -> LocatedGraph:
    """Return the facts that `encode_graph` wrote."""
    terms, numbers = _read_plain_facts(text)
    each = iter(numbers)
    return {
        (terms[subject], terms[predicate], terms[value]): Location(terms[path], line, column, end)
        for subject, predicate, value, path, line, column, end in zip(*[each] * 7, strict=True)
    }


def read_triples(text: str) -> list[Triple]:
    """Return the triples of the facts that `encode_graph` wrote, without their locations."""
    terms, numbers = _read_plain_facts(text)
    subjects, predicates, values = (numbers[start::7] for start in range(3))
    return [(terms[s], terms[p], terms[v]) for s, p, v in zip(subjects, predicates, values, strict=True)]
