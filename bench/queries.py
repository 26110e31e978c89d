"""SPARQL queries on a plain pyoxigraph store, and on one that keeps literals as they are written.

Run as ``python bench/queries.py [PAGES]``. Milliseconds of CPU, the least of some runs, on three graphs: a usual one,
the same with all labels in en-GB, and the same with one ``"1.10"^^xsd:decimal``.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from headword.compiler.vocabulary import compile_project
from headword.project.project import find_project
from headword.rdf.entailment import with_inverses
from headword.rdf.sparql.exact.results import ResultTriples, write_table
from headword.rdf.sparql.exact.store import ExactStore, load_store
from headword.rdf.terms import PREFIXES, SKOS, XSD, Literal, Triple, write_triple
from sites import make_site

QUERIES = {
    "all labels": "SELECT ?c ?l { ?c skos:prefLabel ?l }",
    "LANG(?l) = …": "SELECT ?c { ?c skos:prefLabel ?l FILTER(LANG(?l) = 'en') }",
    "CONTAINS(LCASE(?l), …), ordered": (
        "SELECT ?c ?l { ?c skos:prefLabel ?l FILTER(CONTAINS(LCASE(?l), 'a')) } ORDER BY ?c"
    ),
    "?l < ?m": "SELECT ?c { ?c skos:prefLabel ?l ; skos:broader/skos:prefLabel ?m FILTER(?l < ?m) }",
    "ORDER BY ?l": "SELECT ?l { ?c skos:prefLabel ?l } ORDER BY ?l",
    "MIN(?l), grouped": "SELECT ?b (MIN(?l) AS ?m) { ?c skos:broader ?b ; skos:prefLabel ?l } GROUP BY ?b",
    "paths": "SELECT ?c { ?c a skos:Concept ; skos:narrower ?x . ?c skos:broader+ ?x }",
    "ASK (10 times)": "ASK { ?c a skos:Concept FILTER(?c = <urn:x>) }",
}
RUNS = 5


def load_plain(triples: list[Triple]) -> ox.Store:
    store = ox.Store()
    store.bulk_load("".join(map(write_triple, triples)).encode(), ox.RdfFormat.N_TRIPLES)
    return store


def measure(run: Callable[[], object], times: int = 1) -> float:
    least = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(times):
            run()
        least = min(least, time.process_time() - start)
    return least * 1000


def ask_plain(store: ox.Store, query: str) -> None:
    found = store.query(query, prefixes=PREFIXES)
    if not isinstance(found, ox.QueryBoolean):
        found.serialize(format=ox.QueryResultsFormat.JSON)


def ask_exact(store: ExactStore, query: str) -> None:
    found = store.query(query, PREFIXES)
    assert not isinstance(found, ResultTriples)
    write_table(found, BytesIO(), ox.QueryResultsFormat.JSON)


def main(pages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_site(Path(folder), pages)
        usual = list(with_inverses(compile_project(find_project(Path(folder))).facts))
    british = [
        (s, p, o._replace(language="en-GB") if isinstance(o, Literal) and o.language else o) for s, p, o in usual
    ]
    decimal = [*usual, ("urn:s", SKOS + "notation", Literal("1.10", "", XSD + "decimal"))]
    print(f"{len(usual):,} triples")
    for name, triples in (("usual", usual), ("en-GB", british), ("one 1.10", decimal)):
        loads = measure(partial(load_plain, triples)), measure(partial(load_store, triples))
        print(f"{name:>10}  {'loading':<34} {loads[0]:8.1f} {loads[1]:8.1f}  {loads[1] / loads[0]:.2f}")
        plain, exact = load_plain(triples), load_store(triples)
        for title, query in QUERIES.items():
            times = 10 if "10 times" in title else 1
            before = measure(partial(ask_plain, plain, query), times)
            after = measure(partial(ask_exact, exact, query), times)
            print(f"{name:>10}  {title:<34} {before:8.1f} {after:8.1f}  {after / before:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
