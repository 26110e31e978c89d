"""Queries about literals, asked of a store of ours and of rdflib."""

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

import rdflib
from pyshacl.monkey import rdflib_bool_unpatch
from rdflib.plugins.sparql import prepareQuery

from headword.rdf.rdflib_bridge import from_rdflib, to_rdflib
from headword.rdf.sparql.exact.store import ExactStore
from headword.rdf.terms import PREFIXES, Literal, Triple

PlainRow = list[tuple[str, Any]]
prepare = cache(partial(prepareQuery, initNs=PREFIXES))

TERMS = [
    "SELECT ?v (STR(?v) AS ?a) (LANG(?v) AS ?b) (DATATYPE(?v) AS ?c) { ?s <urn:p> ?v }",
    "SELECT DISTINCT ?v { ?s <urn:p> ?v }",
    "SELECT (COUNT(DISTINCT ?v) AS ?n) { ?s <urn:p> ?v }",
    "SELECT ?v (COUNT(*) AS ?n) { ?s <urn:p> ?v } GROUP BY ?v",
    "SELECT ?s ?t { ?s <urn:p> ?v . ?t <urn:p> ?v }",
    "SELECT ?s ?t { ?s <urn:p> ?v . ?t <urn:p> ?w FILTER(sameTerm(?v, ?w)) }",
    "SELECT ?s { ?s <urn:p> ?v FILTER(STRSTARTS(STR(?v), '0') || LANG(?v) = 'en-GB') }",
    "SELECT ?s { ?s <urn:p> ?v FILTER(DATATYPE(?v) = xsd:nonNegativeInteger || LANGMATCHES(LANG(?v), 'en')) }",
    "SELECT ?s { ?s <urn:p> ?v FILTER(LANG(?v) IN ('en-gb', 'zh-Hant-TW')) }",
    "SELECT (COALESCE(?none, ?v) AS ?a) (IF(true, ?v, 1) AS ?b) { ?s <urn:p> ?v BIND(?v AS ?w) FILTER(isLiteral(?w)) }",
    "SELECT (SAMPLE(?v) AS ?a) { ?s <urn:p> ?v } GROUP BY ?s",
    "SELECT ?v ?w { ?s <urn:p> ?v OPTIONAL { ?t <urn:p> ?w FILTER(?s != ?t) } }",
]
"""Queries that see literals as terms."""


def state(literals: Iterable[Literal]) -> list[Triple]:
    return [(f"urn:s{number}", "urn:p", literal) for number, literal in enumerate(literals)]


def ask(store: ExactStore, query: str) -> list[PlainRow]:
    return sorted((sorted(row.items()) for row in store.query(query, PREFIXES)), key=repr)  # type: ignore[union-attr]


def ask_rdflib(triples: list[Triple], query: str) -> list[PlainRow]:
    """The rows of rdflib, which is kept from rewriting the literals of the query."""
    # pySHACL changes how rdflib reads booleans, and leaves it so if a validation is stopped.
    rdflib_bool_unpatch()
    kept, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        found = to_rdflib(triples).query(prepare(query))
        rows = [sorted((str(name), from_rdflib(value)) for name, value in row.asdict().items()) for row in found]  # type: ignore[union-attr]
    finally:
        rdflib.NORMALIZE_LITERALS = kept
    return sorted(rows, key=repr)
