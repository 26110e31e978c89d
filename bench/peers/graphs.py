"""The graph that every tool is given, with faults planted in it, and the shapes that it is checked with.

Run as a process of its own, ``graphs.py FOLDER PAGES [KIND ...]``: what it needs in memory is no peer's. Without kinds
of faults, all are planted; with ``none``, there are none.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parents[1]))

from headword.compiler.vocabulary import compile_project
from headword.lint.catalogue import shapes_of
from headword.lint.select import project_rules
from headword.project.project import find_project
from headword.rdf.entailment import with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import DCTERMS, RDF_TYPE, SKOS, Literal, Triple, to_ntriples
from sites import make_site

BROADER, RELATED, PREF, ALT = (SKOS + name for name in ("broader", "related", "prefLabel", "altLabel"))

SPARQL_SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://w3id.org/bench/shapes/> .

:prefixes sh:declare [ sh:prefix "skos" ; sh:namespace "http://www.w3.org/2004/02/skos/core#"^^xsd:anyURI ] .

:labels-disjoint a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [
    a sh:SPARQLConstraint ; sh:prefixes :prefixes ; sh:message "one text in two kinds of label" ;
    sh:select "SELECT $this ?value WHERE { $this skos:prefLabel ?value ; skos:altLabel ?value }" ] .

:related-not-above a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [
    a sh:SPARQLConstraint ; sh:prefixes :prefixes ; sh:message "related to what is above it" ;
    sh:select "SELECT $this ?value WHERE { $this skos:related ?value ; skos:broader+ ?value }" ] .

:label-unique a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [
    a sh:SPARQLConstraint ; sh:prefixes :prefixes ; sh:message "another concept of the scheme has this label" ;
    sh:select '''SELECT $this ?value WHERE {
        $this skos:prefLabel ?value ; skos:inScheme ?scheme .
        ?other skos:prefLabel ?value ; skos:inScheme ?scheme .
        FILTER ( ?other != $this ) }''' ] .
"""
"""What such rules mostly look like where they are written for one concept at a time."""


KINDS = (
    "two preferred labels",
    "one text, two kinds of label",
    "related to a concept above",
    "cycle",
    "redundant broader link",
    "label of the concept above",
)
"""The kinds of faults."""


def plant(facts: LocatedGraph, chosen: Sequence[str] = KINDS) -> list[Triple]:
    """Return faults in one of ninety concepts, each on a page of its own; the chosen kinds take turns."""
    above = {low: high for low, predicate, high in facts if predicate == BROADER and isinstance(high, str)}
    label = {who: text for who, predicate, text in facts if predicate == PREF}
    deep = sorted(low for low, high in above.items() if high in above)
    kinds = dict(
        zip(
            KINDS,
            (
                lambda it: [(it, PREF, Literal("One Name More", "en"))],
                lambda it: [(it, ALT, label[it])],
                lambda it: [(it, RELATED, above[above[it]])],
                lambda it: [(above[above[it]], BROADER, it)],
                lambda it: [(it, BROADER, above[above[it]])],
                lambda it: [(it, PREF, label[above[it]])],
            ),
            strict=True,
        )
    )
    # Nine of ten concepts have two above them.
    spoilt = deep[::90] if chosen else []
    return [triple for turn, it in enumerate(spoilt) for triple in kinds[chosen[turn % len(chosen)]](it)]


def write(file: Path, triples: Iterable[Triple]) -> None:
    lines = (f"{to_ntriples(subject)} <{predicate}> {to_ntriples(value)} .\n" for subject, predicate, value in triples)
    file.write_text("".join(lines), encoding="utf-8")


def make(folder: Path, pages: int, kinds: Sequence[str] = KINDS) -> dict[str, int]:
    """Write ``data.nt``, ``thesaurus.ttl`` with the same triples, ``core.ttl`` and ``sparql.ttl`` into ``folder``."""
    make_site(folder / "site", pages)
    project = find_project(folder / "site")
    compiled = compile_project(project)
    place = next(iter(compiled.facts.values()))
    planted = plant(compiled.facts, kinds)
    # SkoHub Vocabs rejects a scheme without a description.
    described = [
        (one, DCTERMS + "description", Literal("A page of terms.", "en"))
        for one, predicate, value in compiled.facts
        if predicate == RDF_TYPE and value == SKOS + "ConceptScheme"
    ]
    facts = with_inverses({**compiled.facts, **dict.fromkeys([*planted, *described], place)})
    write(folder / "data.nt", facts)
    triples = ox.parse(path=folder / "data.nt", format=ox.RdfFormat.N_TRIPLES)
    prefixes = {"skos": SKOS, "dcterms": DCTERMS}
    ox.serialize(sorted(triples, key=str), folder / "thesaurus.ttl", format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    # N-Triples is Turtle too, and some peers read shapes in Turtle alone.
    write(folder / "core.ttl", shapes_of(project_rules(project)))
    (folder / "sparql.ttl").write_text(SPARQL_SHAPES, encoding="utf-8")
    concepts = sum(predicate == RDF_TYPE and value == SKOS + "Concept" for _, predicate, value in facts)
    return {"pages": pages, "concepts": concepts, "triples": len(facts), "faults": len(planted)}


if __name__ == "__main__":
    wanted = [kind for kind in sys.argv[3:] if kind != "none"] if sys.argv[3:] else KINDS
    print(json.dumps(make(Path(sys.argv[1]), int(sys.argv[2]), wanted)))
