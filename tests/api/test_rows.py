"""Rows of a query read like those of rdflib: values in order, with the variables' names as attributes."""

import copy
import pickle
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.query import ResultRow
from rdflib.term import Node, Variable

import headword
from headword.api.answers import Row, Rows

GRAPH = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://example.org/> .
:a a skos:Concept ; skos:prefLabel "A"@en .  :b a skos:Concept ; skos:prefLabel "B"@en ; skos:note "said" .
"""
QUERY = (
    "SELECT ?c ?l ?note ?count WHERE "
    "{ ?c skos:prefLabel ?l OPTIONAL { ?c skos:note ?note } BIND(1 AS ?count) } ORDER BY ?l"
)


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    file = tmp_path / "a.ttl"
    file.write_text(GRAPH)
    return headword.load(file).select(QUERY)


def test_rows_iterate_values(rows: Rows) -> None:
    assert [(str(c), str(label), note) for c, label, note, _ in rows] == [
        ("https://example.org/a", "A", None),
        ("https://example.org/b", "B", rdflib.Literal("said")),
    ]


def test_rows_are_those_of_rdflib(rows: Rows) -> None:
    theirs = list(rdflib.Graph().parse(data=GRAPH).query(QUERY, initNs={"skos": rdflib.SKOS}))
    assert [tuple(row) for row in rows] == [tuple(row) for row in theirs if isinstance(row, ResultRow)]
    for row, one in zip(rows, theirs, strict=True):
        assert isinstance(one, ResultRow)
        assert (row.c, row["l"], row[1], row[-1], row[:2]) == (one.c, one["l"], one[1], one[-1], one[:2])
        assert row.asdict() == one.asdict()
        assert (row.get("note", "none"), row.get("x", 1)) == (one.get("note", "none"), one.get("x", 1))  # type: ignore[arg-type]
        assert row[Variable("l")] == one[Variable("l")]


def test_what_was_not_selected_is_no_attribute(rows: Rows) -> None:
    with pytest.raises(AttributeError, match=r"no variable \?labels"):
        _ = rows[0].labels
    with pytest.raises(KeyError):
        rows[0]["labels"]
    assert callable(rows[0].count)
    assert rows[0]["count"] == rdflib.Literal(1)


def test_libraries_know_the_names_of_columns(rows: Rows) -> None:
    first = rows[0]
    assert dict(first) == dict(zip(first._fields, first, strict=True))
    assert first._fields == rows.variables


NAMES = st.lists(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True), min_size=1, unique=True)


@given(NAMES, st.data())
def test_a_row_is_the_same_after_pickling(names: list[str], data: st.DataObject) -> None:
    values: list[Node | None] = data.draw(
        st.lists(st.none() | st.builds(rdflib.Literal, st.text()), min_size=len(names), max_size=len(names))
    )
    row = Row(values, {name: number for number, name in enumerate(names)})
    for same in (row, pickle.loads(pickle.dumps(row)), copy.copy(row), copy.deepcopy(row)):
        assert (list(same), same.keys(), [same[name] for name in names]) == (values, tuple(names), values)
        assert dict(same) == dict(zip(names, values, strict=True))
        assert all(hasattr(tuple, name) or getattr(same, name) == same[name] for name in names)
