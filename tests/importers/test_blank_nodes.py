"""Names of blank nodes are the same for the same graph, and an added node changes no other name."""

from collections import Counter
from pathlib import Path
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from headword.core.findings import Location
from headword.importers.blank_nodes import name_blank_nodes
from headword.rdf.blank_nodes import find_owner, name_apart, restore_blank_nodes
from headword.rdf.terms import RDF_TYPE, SKOS, Literal, Term, Triple, is_blank
from support.project import Run

IRIS = [f"https://v.example/{name}" for name in ("a", "b#c", "d/")]
NODES = [f"_:{name}" for name in "abcdef"]
TREES = st.recursive(
    st.sampled_from([Literal("x"), Literal("y", "en"), *IRIS]),
    lambda inner: st.lists(st.tuples(st.sampled_from(["p", "q"]), inner), min_size=1, max_size=3),
    max_leaves=5,
)
"""What a value says: a term, or a blank node with properties, and so on."""
VALUES = st.lists(st.tuples(st.sampled_from(IRIS), st.sampled_from(["p", "q"]), TREES), max_size=6)


def write(values: list[tuple[str, str, object]], prefix: str) -> list[Triple]:
    """Return the triples of values, with blank nodes named by ``prefix`` and a number."""
    triples: list[Triple] = []
    count = Counter[str]()

    def state(subject: str, predicate: str, value: object) -> None:
        if not isinstance(value, list):
            triples.append((subject, f"https://v.example/{predicate}", value))  # type: ignore[arg-type]
            return
        count["node"] += 1
        node = f"_:{prefix}{count['node']}"
        triples.append((subject, f"https://v.example/{predicate}", node))
        for name, inner in value:
            state(node, name, inner)

    for value in values:
        state(*value)
    return triples


TWICE = [("p", Literal("x")), ("p", Literal("x"))]
"""One property that a file states twice."""


@example([(IRIS[0], "p", TWICE)], TWICE, IRIS[0], Random(0))
@given(VALUES, TREES, st.sampled_from(IRIS), st.randoms())
def test_added_node_changes_no_other_name(
    values: list[tuple[str, str, object]], added: object, owner: str, random: object
) -> None:
    before = write(values, "b")
    after = [*before, *write([(owner, "p", added)], "added")]
    random.shuffle(after)  # type: ignore[attr-defined]
    assert set(name_blank_nodes(before)) <= set(name_blank_nodes(after))


GRAPHS = st.lists(
    st.tuples(
        st.sampled_from([*IRIS, *NODES]),
        st.sampled_from([f"https://v.example/{name}" for name in "pq"]),
        st.sampled_from([*IRIS, *NODES, Literal("x"), Literal("y")]),
    ),
    max_size=14,
    unique=True,
)


@given(GRAPHS, st.randoms(), st.permutations(NODES))
def test_the_same_graph_has_the_same_names(graph: list[Triple], random: object, others: list[str]) -> None:
    """The names and the order of triples do not matter, also for cycles of nodes."""
    called: dict[Term, str] = dict(zip(NODES, others, strict=True))
    again = [(called.get(s, s), p, called.get(o, o)) for s, p, o in graph]
    random.shuffle(again)  # type: ignore[attr-defined]
    named = set(name_blank_nodes(graph))
    assert set(name_blank_nodes(again)) == named
    assert len(named) == len(graph)


@given(GRAPHS)
def test_names_are_unique_and_recognised(graph: list[Triple]) -> None:
    blank = {term for s, _, o in graph for term in (s, o) if is_blank(term)}
    names = name_apart(graph)
    assert (names.keys(), len(set(names.values()))) == (blank, len(blank))
    facts = dict.fromkeys(name_blank_nodes(graph), Location(""))
    restored = restore_blank_nodes(facts, {})
    assert {term for s, _, o in restored for term in (s, o) if is_blank(term)} == {
        f"_:{term}" for s, _, o in facts for term in (s, o) if isinstance(term, str) and find_owner(term)
    }
    assert len({term for s, _, o in restored for term in (s, o) if is_blank(term)}) == len(blank)


def test_concept_is_not_restored_as_blank_node() -> None:
    facts = dict.fromkeys([("https://v.example/#extra-1", RDF_TYPE, SKOS + "Concept")], Location(""))
    assert restore_blank_nodes(facts, {}) == facts


def test_node_added_to_turtle_file_changes_no_other(tmp_path: Path, headword: Run) -> None:
    head = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://w3id.org/test/a/> .\n"
    old = ':tools skos:note [ :p "one" ] , [ :p "two" ] .\n'
    new = ':tools skos:note [ :p "none" ] , [ :p "one" ] , [ :p "two" ] .\n'
    (tmp_path / "headword.toml").write_text('base = "https://w3id.org/test/"\ntitle = "Test"\n')
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy/a.md").write_text("# Tools\n")
    built = []
    for text in (old, new):
        (tmp_path / "taxonomy/a.extra.ttl").write_text(head + text)
        assert headword("build", "--output-format", "ntriples", "--no-check", cwd=tmp_path).returncode == 0
        lines = (tmp_path / "vocab/a.nt").read_text().splitlines()
        built.append({line for line in lines if line.startswith("<") and "extra-" in line.split()[0]})
    assert len(built[0]) == 2
    assert built[0] < built[1]
