"""The five commonest constraints, as Python over indexes and as one SPARQL query each on pyoxigraph.

Run as ``python bench/constraints.py [PAGES]``. CPU seconds, on the same graph, in one run.
"""

import io
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from headword.compiler.vocabulary import compile_project
from headword.project.project import find_project
from headword.rdf.entailment import with_inverses
from headword.rdf.parse import parse_rdf
from headword.rdf.shacl import engine as fast
from headword.rdf.terms import PREFIXES, to_ntriples
from sites import make_site

TARGET = "[] a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property [ sh:path {path} ; {constraint} ] ."
CASES = {
    "minCount": (
        TARGET.format(path="skos:prefLabel", constraint="sh:minCount 1"),
        "SELECT ?c { ?c a skos:Concept FILTER NOT EXISTS { ?c skos:prefLabel ?l } }",
    ),
    "datatype": (
        TARGET.format(path="skos:prefLabel", constraint="sh:datatype rdf:langString"),
        'SELECT ?c { ?c a skos:Concept ; skos:prefLabel ?l FILTER(LANG(?l) = "") }',
    ),
    "pattern": (
        TARGET.format(path="skos:altLabel", constraint='sh:pattern "^[^ ]"'),
        'SELECT ?c { ?c a skos:Concept ; skos:altLabel ?l FILTER(!REGEX(STR(?l), "^[^ ]")) }',
    ),
    "disjoint": (
        TARGET.format(path="skos:altLabel", constraint="sh:disjoint skos:prefLabel"),
        "SELECT ?c { ?c a skos:Concept ; skos:altLabel ?l ; skos:prefLabel ?l }",
    ),
    "disjoint, closure": (
        TARGET.format(path="[ sh:oneOrMorePath skos:broader ]", constraint="sh:disjoint skos:narrower"),
        "SELECT ?c { ?c a skos:Concept ; skos:narrower ?x . ?c skos:broader+ ?x }",
    ),
}


def main(pages: int) -> None:
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    with tempfile.TemporaryDirectory() as folder:
        make_site(Path(folder), pages)
        facts = with_inverses(compile_project(find_project(Path(folder))).facts)
    start = time.process_time()
    lines = "".join(f"{to_ntriples(s)} <{p}> {to_ntriples(o)} .\n" for s, p, o in facts)
    store = ox.Store()
    store.bulk_load(io.BytesIO(lines.encode()), ox.RdfFormat.N_TRIPLES)
    loaded = time.process_time()
    shapes = "".join(shape.replace("[] a", f"<http://x/{n}> a", 1) for n, (shape, _) in enumerate(CASES.values()))
    plan = fast.plan(parse_rdf((head + shapes).encode(), ox.RdfFormat.TURTLE, "", "http://x/"))
    evaluation = fast.Evaluation(facts, plan.graph)
    for predicate in evaluation.index.predicates:
        evaluation.index.forward(predicate)
    print("| | Python | SPARQL |\n|---|---:|---:|")
    print(f"| indexing, loading | {time.process_time() - loaded:.3f} | {loaded - start:.3f} |")
    for (name, (_, query)), shape in zip(CASES.items(), plan.here, strict=True):
        start = time.process_time()
        by_python = len(list(evaluation.results(shape, evaluation.targets(shape))))
        middle = time.process_time()
        by_sparql = len(list(store.query(query, prefixes=PREFIXES)))
        end = time.process_time()
        assert by_python == by_sparql
        print(f"| {name} | {middle - start:.3f} | {end - middle:.3f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
