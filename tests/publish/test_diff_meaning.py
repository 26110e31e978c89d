"""Differences are about meaning: entailments, names of blank nodes and statements of a build are not differences."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.importers.test_importing import UNESCO, VOCABULARIES, build_texts, import_texts

from headword.core.findings import Location
from headword.importers.arrangement import Layout
from headword.importers.vocabulary import read_vocabulary
from headword.publish.diff.compare import VocabularyDiff, compare
from headword.publish.diff.consequences import Consequences
from headword.rdf.entailment import with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import parse_rdf
from headword.rdf.terms import DCTERMS, RDF_TYPE, SKOS, Literal, Triple
from support.project import ROOT, Run
from support.skos_graphs import skos_graphs

PREFIXES = """\
@prefix : <https://w3id.org/test/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
"""


def read(turtle: str) -> LocatedGraph:
    return parse_rdf((PREFIXES + turtle).encode(), ox.RdfFormat.TURTLE, "a.ttl", "https://w3id.org/test/")


def to_facts(triples: Iterable[Triple]) -> LocatedGraph:
    return dict.fromkeys(triples, Location("a.ttl"))


def told(difference: VocabularyDiff) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.iri, one.kinds) for one in difference.changed]


BASE = """
:s a skos:ConceptScheme . :t a skos:ConceptScheme .
:a a skos:Concept . :b a skos:Concept . :c a skos:Concept .
"""
ENTAILED = [
    ("S4", ":a skos:inScheme :u .", ":u a skos:ConceptScheme ."),
    ("S5", ":u skos:hasTopConcept :a .", ":u a skos:ConceptScheme ."),
    ("S6", ":s skos:hasTopConcept :d .", ":d a skos:Concept ."),
    ("S7", ":a skos:topConceptOf :s .", ":a skos:inScheme :s ."),
    ("S7, S8", ":s skos:hasTopConcept :a .", ":a skos:inScheme :s ; skos:topConceptOf :s ."),
    ("S11", ':a skos:altLabel "x"@en .', ':a rdfs:label "x"@en .'),
    ("S17", ':a skos:definition "x"@en .', ':a skos:note "x"@en .'),
    ("S19", ":d skos:broader :a .", ":d a skos:Concept ."),
    ("S20", ":a skos:related :d .", ":d a skos:Concept ."),
    ("S21, S22", ":a skos:broader :b .", ":a skos:broaderTransitive :b ; skos:semanticRelation :b ."),
    ("S23", ":a skos:related :b .", ":b skos:related :a ; skos:semanticRelation :a ."),
    ("S24", ":a skos:broader :b . :b skos:broader :c .", ":a skos:broaderTransitive :c ."),
    ("S24, S26", ":b skos:narrower :a . :c skos:narrower :b .", ":c skos:narrowerTransitive :a ."),
    ("S25", ":a skos:broader :b .", ":b skos:narrower :a ."),
    ("S29", ":k a skos:OrderedCollection .", ":k a skos:Collection ."),
    ("S31", ":k skos:member :a .", ":k a skos:Collection ."),
    ("S33", ":k skos:memberList (:a) .", ":k a skos:OrderedCollection ."),
    ("S36", ":k a skos:OrderedCollection ; skos:memberList (:a :b) .", ":k skos:member :a, :b ."),
    ("S39", ":a skos:closeMatch <x:1> .", ":a skos:semanticRelation <x:1> ."),
    ("S40", ":a skos:closeMatch <x:1> .", ":a skos:mappingRelation <x:1> ."),
    ("S41", ":a skos:broadMatch :b . :b skos:relatedMatch :c .", ":a skos:broader :b . :b skos:related :c ."),
    ("S42", ":a skos:exactMatch <http://x.org/1> .", ":a skos:closeMatch <http://x.org/1> ."),
    ("S43, S44", ":a skos:narrowMatch :b ; skos:exactMatch :c .", ":b skos:broadMatch :a . :c skos:exactMatch :a ."),
    ("S45", ":a skos:exactMatch :b . :b skos:exactMatch :c .", ":a skos:exactMatch :c ; skos:closeMatch :c ."),
    ("S55", ':a xl:prefLabel [ xl:literalForm "x"@en ] .', ':a skos:prefLabel "x"@en .'),
]
ADDED = [
    ("a title", ':s skos:prefLabel "S"@en .', ':s dcterms:title "S"@en .'),
    ("a description", ':s skos:definition "D"@en .', ':s dcterms:description "D"@en .'),
    ("a label of a scheme", ':s dcterms:title "S"@en .', ':s skos:prefLabel "S"@en .'),
    ("a definition of a scheme", ':s dcterms:description "D" .', ':s skos:definition "D" .'),
    ("a page", "", ':s dcterms:source "a/s.md" .'),
    ("a collection", ":k a skos:Collection ; skos:inScheme :s .", ":k rdfs:isDefinedBy :s ."),
]


@pytest.mark.parametrize(("why", "stated", "entailed"), [*ENTAILED, *ADDED])
def test_entailed_triple_is_not_a_difference(why: str, stated: str, entailed: str) -> None:
    old, new = read(BASE + stated), read(BASE + stated + entailed)
    assert told(compare(old, new)) == told(compare(new, old)) == []


NOT_ENTAILED = [
    (":a skos:closeMatch :b .", ":a skos:exactMatch :b ."),
    (":a skos:inScheme :s .", ":a skos:topConceptOf :s ."),
    (":a skos:broaderTransitive :b .", ":a skos:broader :b ."),
    (":a skos:related :b . :b skos:related :c .", ":a skos:related :c ."),
    (":a skos:closeMatch :b . :b skos:closeMatch :c .", ":a skos:closeMatch :c ."),
    (":a skos:broader :b . :b skos:broader :c .", ":a skos:broader :c ."),
    ('skos:note skos:example "x" . :a skos:note "x" .', ':a skos:definition "x" .'),
    (":k a skos:Collection ; skos:member :a .", ":k skos:member :b ."),
    (':s dcterms:title "S" ; skos:prefLabel "T" .', ':s dcterms:title "T" .'),
    ("", ':s dcterms:source "Somebody\'s book" .'),
    ("", ':a dcterms:source "a/s.md" .'),
    (":k a skos:Collection .", ":k rdfs:isDefinedBy :s ."),
]


@pytest.mark.parametrize(("stated", "more"), NOT_ENTAILED)
def test_triple_that_is_not_entailed_is_a_difference(stated: str, more: str) -> None:
    assert told(compare(read(BASE + stated), read(BASE + stated + more)))
    assert told(compare(read(BASE + stated + more), read(BASE + stated)))


def test_stated_scheme_of_top_concept_is_not_a_move(tmp_path: Path, headword: Run) -> None:
    rock = ':s skos:hasTopConcept :rock . :rock skos:prefLabel "rock"@en ; skos:topConceptOf :s ; a skos:Concept'
    note = 'skos:editorialNote [ rdf:value "check this" ] .'
    (tmp_path / "old.ttl").write_text(f"{PREFIXES}:s a skos:ConceptScheme . {rock} ; {note}")
    (tmp_path / "new.ttl").write_text(f"{PREFIXES}:s a skos:ConceptScheme . {rock} ; skos:inScheme :s ; {note}")
    run = headword("diff", "old.ttl", "new.ttl", "--fail-on", "patch", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, "old.ttl → new.ttl: 1 concept, no difference\n")


def test_a_move_names_every_scheme_before_and_after() -> None:
    old, new = (
        ":a a skos:Concept ; skos:topConceptOf :s .",
        ":a a skos:Concept ; skos:topConceptOf :s ; skos:inScheme :t .",
    )
    (changed,) = compare(read(old), read(new)).changed
    assert [(len(one.before), len(one.after)) for one in changed.changes] == [(1, 2)]


NODES = [f"https://w3id.org/test/{name}" for name in "abcd"]
PROPERTIES = [
    SKOS + name
    for name in (
        "broader", "narrower", "related", "topConceptOf", "hasTopConcept", "inScheme", "exactMatch", "closeMatch",
        "broadMatch", "narrowMatch", "relatedMatch", "broaderTransitive", "narrowerTransitive", "mappingRelation",
        "semanticRelation", "member",
    )
]  # fmt: skip
STATED = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES)), max_size=8)
TYPED: list[Triple] = [(node, RDF_TYPE, SKOS + "Concept") for node in NODES]
EVERY = [(s, p, o) for s in NODES for p in PROPERTIES for o in NODES]


@given(STATED, st.sets(st.integers(0, len(EVERY) - 1), max_size=12))
def test_stating_entailed_triples_changes_nothing(stated: list[Triple], more: set[int]) -> None:
    facts = to_facts([*TYPED, *stated])
    known = Consequences(with_inverses(facts), lambda _: ())
    added = [EVERY[number] for number in more]
    follows = [triple for triple in added if known.include(triple)]
    assert told(compare(facts, {**facts, **to_facts(follows)})) == []
    assert told(compare({**facts, **to_facts(follows)}, facts)) == []
    if len(follows) < len(added):
        assert told(compare(facts, {**facts, **to_facts(added)}))


def has_titles(triples: Iterable[Triple]) -> bool:
    """Return whether each scheme, stated or implied, has a title, because a build adds one otherwise."""
    vocabulary = read_vocabulary(triples)
    return all(vocabulary.title(scheme) for scheme in vocabulary.all_schemes)


@settings(max_examples=75, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(triples=skos_graphs())
def test_import_has_no_difference_from_source(triples: list[Triple]) -> None:
    titles: list[Triple] = [
        (scheme, DCTERMS + "title", Literal("Title", "en")) for scheme in read_vocabulary(triples).all_schemes
    ]
    triples = [*triples, *titles]
    assume(has_titles(triples))
    with TemporaryDirectory() as folder:
        built = build_texts(import_texts(triples, Layout()), Path(folder))
    difference = compare(to_facts(triples), to_facts(built))
    assert [(one.iri, one.changes, one.gone, one.come) for one in difference.changed] == []


FILES = [*VOCABULARIES, *([UNESCO] if UNESCO.exists() else [])]
assert all(file.is_relative_to(ROOT) for file in VOCABULARIES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_imported_vocabulary_has_no_difference(file: Path, tmp_path: Path, headword: Run) -> None:
    assert headword("import", str(file), cwd=tmp_path).returncode == 0
    run = headword("diff", str(file), ".", "--fail-on", "patch", cwd=tmp_path)
    assert (run.returncode, "no difference" in run.stdout) == (0, True), run.stdout
