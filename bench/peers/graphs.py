"""The graph that every tool is given, with faults planted in it, and the shapes to hold it against.

Run as a process of its own, ``graphs.py FOLDER PAGES``: what it needs in memory is no peer's.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from headword.compiler.vocabulary import compile_project
from headword.lint.catalogue import load_rules
from headword.project.project import find_project
from headword.rdf.entailment import with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import RDF_TYPE, SKOS, Literal, Triple, to_ntriples
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


def plant(facts: LocatedGraph) -> list[Triple]:
    """What goes wrong in vocabularies, in one of a hundred concepts, each in a page of its own.

    Six kinds take turns: a second preferred label, a label of two kinds, a
    relation to what is above, a cycle, a link that a longer path implies, and
    the preferred label of a neighbour.
    """
    above = {low: high for low, predicate, high in facts if predicate == BROADER and isinstance(high, str)}
    label = {who: text for who, predicate, text in facts if predicate == PREF}
    deep = sorted(low for low, high in above.items() if high in above)
    kinds = (
        lambda it: [(it, PREF, Literal("One Name More", "en"))],
        lambda it: [(it, ALT, label[it])],
        lambda it: [(it, RELATED, above[above[it]])],
        lambda it: [(above[above[it]], BROADER, it)],
        lambda it: [(it, BROADER, above[above[it]])],
        lambda it: [(it, PREF, label[above[it]])],
    )
    # Nine of ten concepts have two above them.
    return [triple for turn, it in enumerate(deep[::90]) for triple in kinds[turn % len(kinds)](it)]


def write(file: Path, triples: Iterable[Triple]) -> None:
    lines = (f"{to_ntriples(subject)} <{predicate}> {to_ntriples(value)} .\n" for subject, predicate, value in triples)
    file.write_text("".join(lines), encoding="utf-8")


def make(folder: Path, pages: int) -> dict[str, int]:
    """Write ``data.nt``, ``core.ttl`` and ``sparql.ttl`` into ``folder``; returns what is in them."""
    make_site(folder / "site", pages)
    compiled = compile_project(find_project(folder / "site"))
    place = next(iter(compiled.facts.values()))
    planted = plant(compiled.facts)
    facts = with_inverses({**compiled.facts, **dict.fromkeys(planted, place)})
    write(folder / "data.nt", facts)
    # N-Triples is Turtle too, and some peers read shapes in Turtle alone.
    write(folder / "core.ttl", load_rules().shapes)
    (folder / "sparql.ttl").write_text(SPARQL_SHAPES, encoding="utf-8")
    concepts = sum(predicate == RDF_TYPE and value == SKOS + "Concept" for _, predicate, value in facts)
    return {"pages": pages, "concepts": concepts, "triples": len(facts), "faults": len(planted)}


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]), int(sys.argv[2]))))
