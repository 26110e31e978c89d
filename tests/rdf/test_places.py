"""The locations of triples in RDF files, by syntax."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headword.rdf.parse import parse_rdf, read_located_rdf
from headword.rdf.terms import RDF, RDF_TYPE, Literal, Term
from support.project import ROOT

PREFIXES = "PREFIX : <http://example.org/#>\n@prefix s: <http://example.org/> .\n"
IRIS = st.sampled_from(["<http://example.org/#a>", ":b", "s:c.d", "<é>", ":x\\,y", "s:"])
NUMBERS = st.sampled_from(["1", "-1.5", "2e3", "true"])
QUOTED = st.sampled_from(['"a"', "'b'", '"""c\n"d""e"""', "'''f'''", '"\\"g#"', '"h;"'])
SUFFIXES = st.sampled_from(["", "@en", "@de-AT", "^^:t", "^^<http://example.org/u>"])
LITERALS = st.tuples(QUOTED, SUFFIXES).map("".join)
SPACE = st.sampled_from([" ", "\n", "\t", " # a; comment . \n"])


def joined(parts: list[str], mark: str) -> str:
    return f" {mark} ".join(parts)


def lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    predicates = st.one_of(IRIS, st.just("a"))
    pairs = st.tuples(predicates, st.lists(items, min_size=1, max_size=3).map(lambda parts: joined(parts, ","))).map(
        " ".join
    )
    return st.one_of(
        st.lists(items, max_size=3).map(lambda parts: f"({' '.join(parts)})"),
        st.lists(pairs, max_size=2).map(lambda parts: f"[ {joined(parts, ';')} ]"),
    )


OBJECTS = st.recursive(st.one_of(IRIS, NUMBERS, LITERALS, st.just("_:n")), lists, max_leaves=6)


@st.composite
def documents(draw: st.DrawFn) -> str:
    statements = []
    for _ in range(draw(st.integers(1, 4))):
        subject = draw(st.one_of(IRIS, lists(OBJECTS)))
        said = []
        for _ in range(draw(st.integers(1, 3))):
            values = draw(st.lists(OBJECTS, min_size=1, max_size=3))
            said.append(f"{draw(st.one_of(IRIS, st.just('a')))} {joined(values, ',')}")
        statements.append(f"{subject} {joined(said, ';')}{draw(st.sampled_from(['', ';']))} .")
    return PREFIXES + "".join(statement + draw(SPACE) for statement in statements)


def meaning(text: str) -> Term | None:
    """Return the term of ``text``, or None for an opening bracket."""
    if text[0] in "[()":
        return None
    facts = parse_rdf(f"{PREFIXES} s:s s:p {text} .".encode(), ox.RdfFormat.TURTLE, "x", "http://base.example/")
    ((_, _, value),) = facts
    return value


@given(documents())
def test_exact_locations_in_turtle(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "x.ttl")
        file.write_text(text, encoding="utf-8", newline="")
        facts = read_located_rdf(file, "x.ttl")
        lines = text.split("\n")
        for (_, predicate, value), place in facts.items():
            assert place.line, text
            rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
            shown = lines[place.line - 1][place.column - 1 : place.end_column - 1]
            assert shown
            if shown.startswith(('"""', "'''")) or predicate == RDF + "rest" or shown == "_:n":
                continue
            said = meaning(shown)
            if said is None:
                assert not isinstance(value, Literal), rest
            elif isinstance(said, str) and said.startswith("http://base.example/"):
                assert str(value).endswith(said.rpartition("/")[2])
            else:
                assert value == said
            if predicate == RDF_TYPE and isinstance(value, Literal):
                assert said == value


FILES = {
    "a.nt": ('<urn:a> <urn:p> "x"@en .\n<urn:a> <urn:q> <urn:b> .\n', [(1, '"x"@en'), (2, "<urn:b>")]),
    "a.nq": ('<urn:a> <urn:p> "x" <urn:g> .\n# no\n<urn:a> <urn:q> _:b .\n', [(1, '"x"'), (3, "_:b")]),
    "a.trig": (
        "@base <http://a.example/> .\n<g> { <a> <b> <c> . <d> <e> 5 }\n<x> a <y> .",
        [(2, "<c>"), (2, "5"), (3, "<y>")],
    ),
    "a.jsonld": (
        """{"@context": {"p": "http://e.example/"},
 "@id": "p:a",
 "p:q": ["x",
  {"@value": "y", "@language": "en"}],
 "@type": "p:T",
 "p:r": {"@id": "p:b",
  "p:q": "x"}}
""",
        [(5, '"p:T"'), (3, '"x"'), (4, '"y"'), (6, '"p:b"'), (7, '"x"')],
    ),
    "a.rdf": (
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">
<e:T rdf:about="http://e.example/a"
  e:r="z">
<e:p>x</e:p>
<e:q
  rdf:resource="b"/>
<e:s><rdf:Description rdf:about="c"><e:p>x</e:p></rdf:Description></e:s>
</e:T>
</rdf:RDF>
""",
        [*[(2, '<e:T rdf:about="http://e.example/a"')] * 2, (4, "x"), (5, "<e:q"), (7, "<e:s>"), (7, "x")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_other_syntaxes(name: str, tmp_path: Path) -> None:
    text, expected = FILES[name]
    (tmp_path / name).write_text(text)
    lines = text.split("\n")
    facts = read_located_rdf(tmp_path / name, name)
    found = [
        (place.line, lines[place.line - 1][place.column - 1 : place.end_column - 1] if place.column else "")
        for place in facts.values()
    ]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "rdf", "nt"])
def test_every_written_triple_is_located(ending: str, tmp_path: Path) -> None:
    words = [
        "build",
        "--output",
        str(tmp_path),
        "--output-format",
        "rdfxml",
        "--output-format",
        "ntriples",
        "--no-cache",
    ]
    subprocess.run([sys.executable, "-m", "headword", *words], cwd=ROOT, check=True, capture_output=True)
    for file in tmp_path.rglob(f"*.{ending}"):
        if file.name != "context.jsonld":
            assert all(place.line for place in read_located_rdf(file, file.name).values()), file


@pytest.mark.parametrize("name", ["voc4cat", "physh"])
def test_real_vocabularies(name: str) -> None:
    facts = read_located_rdf(ROOT / "tests" / "data" / f"{name}.ttl", name)
    assert all(place.column for place in facts.values())


ALIASED = """\
{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#", "alt": {"@id": "skos:altLabel", "@language": "en"},
   "rel": {"@id": "http://www.w3.org/2004/02/skos/core#related", "@type": "@id"},
   "hidden": {"@id": "skos:hiddenLabel", "@container": "@language"}},
 "@id": "http://example.org/a", "@type": "skos:Concept",
 "alt": ["x", "A"],
 "hidden": {"en": ["y", "B"]},
 "rel": "http://example.org/b"}
"""


def test_renamed_keywords_of_context_are_located(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    file.write_text(ALIASED)
    found = {
        (predicate.rpartition("#")[2], getattr(value, "value", value)): (place.line, place.column)
        for (_, predicate, value), place in read_located_rdf(file, "a.jsonld").items()
    }
    assert found[("altLabel", "x")] == (5, 10)
    assert found[("altLabel", "A")] == (5, 15)
    assert found[("hiddenLabel", "B")] == (6, 25)
    assert found[("related", "http://example.org/b")] == (7, 9)
