"""Named queries follow relations in both directions, and have one row for each concept and language."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headword
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.rdf.entailment import with_inverses
from headword.rdf.sparql.exact.results import Solutions
from headword.rdf.sparql.exact.store import load_store
from headword.rdf.sparql.store import QueryStore, named_queries, sort_labels
from headword.rdf.terms import DCTERMS, RDF_TYPE, SKOS, XSD, Literal, Triple
from support.project import Run

HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix : <https://example.org/t/> .\n"
UP = f"""{HEAD}
:s a skos:ConceptScheme ; skos:prefLabel "Stones"@en .
:rock a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:prefLabel "rock"@en , "Gestein"@de .
:granite a skos:Concept ; skos:inScheme :s ; skos:broader :rock ; skos:prefLabel "granite"@en , "Granit"@de .
:aplite a skos:Concept ; skos:inScheme :s ; skos:broader :granite ; skos:prefLabel "aplite"@en , "Aplit"@de .
"""
DOWN = f"""{HEAD}
:s a skos:ConceptScheme ; skos:prefLabel "Stones"@en ; skos:hasTopConcept :rock .
:rock a skos:Concept ; skos:inScheme :s ; skos:narrower :granite ; skos:prefLabel "rock"@en .
:granite a skos:Concept ; skos:inScheme :s ; skos:narrower :aplite ; skos:prefLabel "granite"@en .
:aplite a skos:Concept ; skos:inScheme :s ; skos:prefLabel "aplite"@en .
"""
FILES = {"up.ttl": UP, "down.ttl": DOWN}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def rows(headword: Run, folder: Path, *arguments: str) -> list[list[str]]:
    run = headword("query", *arguments, "--output-format", "json", cwd=folder)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    names = told["head"]["vars"]
    end = "https://example.org/t/"
    return [
        [row[name]["value"].removeprefix(end) if name in row else "" for name in names]
        for row in told["results"]["bindings"]
    ]


ASKED = [
    (["@narrower", "rock"], [["aplite", "aplite", "en"], ["granite", "granite", "en"]]),
    (["@broader", "aplite"], [["granite", "granite", "en"], ["rock", "rock", "en"]]),
    (["@top"], [["s", "rock", "rock", "en"]]),
    (["@schemes"], [["s", "Stones", "en", "3"]]),
    (
        ["@tree"],
        [
            ["s", "0", "rock", "rock", "en", ""],
            ["s", "1", "granite", "granite", "en", "rock"],
            ["s", "2", "aplite", "aplite", "en", "granite"],
        ],
    ),
    (["@search", "anit"], [["granite", "granite", "en", "granite"]]),
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("words", "expected"), ASKED)
def test_rows_are_independent_of_direction(
    words: list[str], expected: list[list[str]], file: str, folder: Path, headword: Run
) -> None:
    assert rows(headword, folder, *words, file) == expected


LANGUAGES = [
    (["--lang", "de"], [["aplite", "Aplit", "de"], ["granite", "Granit", "de"]]),
    (["--lang", "en-GB"], [["aplite", "aplite", "en"], ["granite", "granite", "en"]]),
    (["--lang", "fr"], [["aplite", "Aplit", "de"], ["granite", "Granit", "de"]]),
    (
        ["--lang", "de", "--lang", "en"],
        [
            ["aplite", "Aplit", "de"],
            ["aplite", "aplite", "en"],
            ["granite", "Granit", "de"],
            ["granite", "granite", "en"],
        ],
    ),
]


@pytest.mark.parametrize(("options", "expected"), LANGUAGES)
def test_labels_are_in_chosen_language(
    options: list[str], expected: list[list[str]], folder: Path, headword: Run
) -> None:
    assert rows(headword, folder, "@narrower", "rock", "up.ttl", *options) == expected


def test_the_language_of_the_project_is_the_default(folder: Path, headword: Run) -> None:
    (folder / "headword.toml").write_text('base = "https://example.org/t/"\ntitle = "T"\nlang = "de"\n')
    assert rows(headword, folder, "@top", "up.ttl") == [["s", "rock", "Gestein", "de"]]
    assert 'VALUES ?lang { "de" }' in headword("query", "@top", "--show", cwd=folder).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["@mappings", "--lang", "en"], "@mappings shows no labels"),
        (["@top", "--lang", "not a tag"], "is not a language tag"),
        (["ASK { ?s ?p ?o }", "--lang", "en"], "--lang is only for named queries"),
    ],
)
def test_invalid_language_is_rejected(arguments: list[str], message: str, folder: Path, headword: Run) -> None:
    run = headword("query", *arguments, "up.ttl", cwd=folder)
    assert (run.returncode, message in run.stderr) == (2, True)


def test_python_api_has_languages(folder: Path) -> None:
    vocabulary = headword.load(folder / "up.ttl")
    assert [str(row.label) for row in vocabulary.select("@narrower", iri="rock", lang="de")] == ["Aplit", "Granit"]
    assert [str(row.language) for row in vocabulary.select("@narrower", iri="rock")] == [vocabulary.language] * 2
    with pytest.raises(HeadwordError, match="no variable"):
        vocabulary.query("@mappings", lang="de")


@pytest.mark.parametrize(
    ("language", "labels"),
    [("sv", ["2 m", "10 m", "Zebra", "ärta", "Öl"]), ("de", ["2 m", "10 m", "ärta", "Öl", "Zebra"])],
)
def test_labels_are_in_the_order_of_their_language(language: str, labels: list[str]) -> None:
    facts: list[Triple] = [(f"{NODES[0]}/s", SKOS + "hasTopConcept", f"{NODES[0]}{n}") for n in range(5)]
    facts += [(f"{NODES[0]}{n}", SKOS + "prefLabel", Literal(label, "sv")) for n, label in enumerate(sorted(labels))]
    # A literal with a private datatype, for which queries are rewritten.
    facts += [("https://example.org/x", SKOS + "notation", Literal("007", "", XSD + "integer"))]
    query = sort_labels(named_queries()["top"].write([language]), language)
    found = QueryStore(load_store(facts), {}).ask(query)
    assert isinstance(found, Solutions)
    assert [row["label"] for row in found] == [Literal(label) for label in labels]


NODES = [f"https://example.org/{name}" for name in "abcdef"]
RELATIONS = [("broader", "narrower"), ("topConceptOf", "hasTopConcept"), ("exactMatch", "exactMatch")]
RELATIONS += [("broadMatch", "narrowMatch"), ("related", "related")]


def ask(facts: set[Triple], name: str, values: dict[str, str]) -> list[tuple[str, ...]]:
    query = named_queries()[name]
    store = QueryStore(load_store(sorted(facts, key=repr)), {})
    found = store.ask(query.text, {key: value if key == "iri" else Literal(value) for key, value in values.items()})
    assert isinstance(found, Solutions)
    return [tuple(str(row.get(one)) for one in found.variables) for row in found]


@given(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(RELATIONS), st.sampled_from(NODES), st.booleans())))
def test_rows_are_independent_of_stated_side(
    stated: list[tuple[str, tuple[str, str], str, bool]],
) -> None:
    """Rows are the same for each side alone, and for both, as a build states them; cycles end."""
    typed: set[Triple] = {(node, RDF_TYPE, SKOS + "Concept") for node in NODES[1:]}
    typed |= {
        (node, SKOS + "prefLabel", Literal(f"{node[-1]} {tag}", tag)) for node in NODES[1:] for tag in ("en", "it")
    }
    typed |= {(NODES[0], RDF_TYPE, SKOS + "ConceptScheme"), (NODES[0], DCTERMS + "title", Literal("S", "en"))}
    facts = typed | {
        (one, SKOS + pair[0], other) if forward else (other, SKOS + pair[1], one)
        for one, pair, other, forward in stated
    }
    whole = set(with_inverses(dict.fromkeys(facts, Location(""))))
    for name in ("narrower", "broader", "top", "tree", "schemes", "mappings", "search", "shared", "undefined"):
        values = {"iri": NODES[1]} if name in ("narrower", "broader") else {"text": "a"} if name == "search" else {}
        found = ask(facts, name, values)
        assert found == ask(whole, name, values), name
        assert len(set(found)) == len(found)
        if name in ("narrower", "broader", "undefined", "search"):
            assert len({row[0] for row in found}) == len(found), name
