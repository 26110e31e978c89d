"""Graphs as JSON for the cache, and their fingerprints."""

from collections.abc import Callable
from itertools import chain, count
from typing import Any

import msgspec

from headword.core.cache import digest, encode
from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import Term, Triple

_PLAIN_FACTS = msgspec.json.Decoder(tuple[list[Term], tuple[list[int], ...]])
"""Each term and path once, then the columns of the facts: four of indexes, then line, column and end of the places."""
_read_plain_facts: Callable[[str], tuple[list[Any], tuple[list[int], ...]]] = _PLAIN_FACTS.decode
_EMPTY: tuple[tuple[int, ...], ...] = ((),) * 7


def encode_graph(facts: LocatedGraph) -> str:
    """Return ``facts`` as JSON, in order."""
    columns = tuple(zip(*((*triple, *place) for triple, place in facts.items()), strict=True)) or _EMPTY
    terms = dict.fromkeys(chain.from_iterable(columns[:4]))
    index = dict(zip(terms, count()))
    return encode((list(terms), (*(list(map(index.__getitem__, column)) for column in columns[:4]), *columns[4:])))


def digest_graph(facts: LocatedGraph) -> str:
    """Return a fingerprint of ``facts``."""
    return digest(encode_graph(facts))


def decode_graph(text: str) -> LocatedGraph:
    """Return the facts that `encode_graph` wrote."""
    terms, columns = _read_plain_facts(text)
    subjects, predicates, values, paths = (map(terms.__getitem__, column) for column in columns[:4])
    places = map(Location, paths, *columns[4:])
    return dict(zip(zip(subjects, predicates, values, strict=True), places, strict=True))


def read_triples(text: str) -> list[Triple]:
    """Return the triples of the facts that `encode_graph` wrote, without their locations."""
    terms, columns = _read_plain_facts(text)
    return list(zip(*(map(terms.__getitem__, column) for column in columns[:3]), strict=True))
