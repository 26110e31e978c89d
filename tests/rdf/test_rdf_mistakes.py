"""RDF files with mistakes: every mistake has a line, and the rest is read."""

import json
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rdf.test_syntaxes import is_writable

from headword.rdf.parse import RdfSyntaxError, read_located_rdf, read_partly, read_rdf
from headword.rdf.terms import SKOS, Literal, Triple
from support.project import Run
from support.rdf_writing import WRITERS
from support.skos_graphs import skos_graphs

XML = """\
<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <skos:Concept rdf:about="https://example.org/a">
    <skos:prefLabel xml:lang="en">granite</skos:prefLabel>
    <skos:exactMatch rdf:resource="https://example.org/old-stones"/>
  </skos:Concept>
  <skos:Concept rdf:about="https://example.org/b">
    <skos:prefLabel xml:lang="en">basalt</skos:prefLabel>
  </skos:Concept>
</rdf:RDF>
"""
JSON = """\
{
  "@context": {"skos": "http://www.w3.org/2004/02/skos/core#"},
  "@graph": [
    {"@id": "https://example.org/a", "@type": "skos:Concept",
     "skos:prefLabel": {"@language": "en", "@value": "granite"},
     "skos:exactMatch": {"@id": "https://example.org/old-stones"}},
    {"@id": "https://example.org/b",
     "@type": "skos:Concept",
     "skos:prefLabel": {"@value": "basalt",
                        "@language": "en"}}
  ]
}
"""
TURTLE = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/a> a skos:Concept ;
    skos:prefLabel "granite"@en ;
    skos:exactMatch <https://example.org/old-stones> .
<https://example.org/b> a skos:Concept ;
    skos:prefLabel "basalt"@en .
"""
TEXTS = {".rdf": XML, ".jsonld": JSON, ".ttl": TURTLE}
# What is changed, by what, the places of the mistakes, and how many triples of five are read.
CASES = {
    "space in an IRI, RDF/XML": (".rdf", "old-stones", "old stones", ["5:35"], 5),
    "space in an IRI, JSON-LD": (".jsonld", "old-stones", "old stones", ["6:33"], 5),
    "space in an IRI, Turtle": (".ttl", "old-stones", "old stones", ["4:21"], 5),
    "language, RDF/XML": (".rdf", 'xml:lang="en">basalt', 'xml:lang="en_GB_x!">basalt', ["8:30"], 5),
    "language, JSON-LD": (".jsonld", '"@language": "en"}}', '"@language": "en_GB_x!"}}', ["10:38"], 5),
    "language that is a number": (".jsonld", '"@language": "en"}}', '"@language": 5}}', ["9:35"], 3),
    "id that is a number": (".jsonld", '{"@id": "https://example.org/old-stones"}', '{"@id": 5}', ["6:33"], 2),
    "about and ID": (".rdf", 'b">', 'b" rdf:ID="b">', ["7:3"], 3),
    "mismatched tag": (".rdf", "basalt</skos:prefLabel>", "basalt</skos:preflabel>", ["8:43"], 3),
    "file that is cut off": (".rdf", "</rdf:RDF>\n", "", ["10:1"], 5),
    "unknown prefix": (".rdf", "<skos:exactMatch", "<skso:exactMatch", ["5:5"], 4),
    "literal and resource": (".rdf", '"en">granite', '"en" rdf:resource="x">granite', ["4:52"], 4),
    "missing comma": (".jsonld", '"skos:Concept",\n     "skos:prefLabel": {"@l', '"skos:Concept"\n     "skos:prefLabel": {"@l', ["5:6"], 0),  # noqa: E501
    "missing semicolon": (".ttl", 'a skos:Concept ;\n    skos:prefLabel "basalt"', 'a skos:Concept\n    skos:prefLabel "basalt"', ["6:5"], 3),  # noqa: E501
    "unknown prefix, Turtle": (".ttl", 'a skos:Concept ;\n    skos:prefLabel "granite', 'a sk:Concept ;\n    skos:prefLabel "granite', ["2:27"], 2),  # noqa: E501
    "two mistakes": (".ttl", "old-stones> .\n<https://example.org/b>", "old stones> .\n<https://example.org/b b>", ["4:21", "5:1"], 5),  # noqa: E501
    "context of the network": (".jsonld", '{"skos": "http://www.w3.org/2004/02/skos/core#"}', '"https://example.org/c"', ["2:15"], 0),  # noqa: E501
    "nested entities": (".rdf", '<?xml version="1.0"?>', '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>', ["1"], 0),  # noqa: E501
    "type of a context that is no IRI": (".jsonld", '"http://www.w3.org/2004/02/skos/core#"}', '"http://www.w3.org/2004/02/skos/core#", "x": {"@id": "skos:x", "@type": "<"}}', ["2:15"], 5),  # noqa: E501
    "no JSON": (".jsonld", JSON, "{", ["1:2"], 0),
    "no XML": (".rdf", XML, "granite", ["1:1"], 0),
    "no RDF/XML": (".rdf", XML, "<granite/>", ["1:1"], 0),
}  # fmt: skip


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("latin-1", "ISO-8859-1"), ("cp1252", "windows-1252"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"),
        ("utf-16-le", "UTF-16"), ("ascii", "us-ascii"), ("utf-8-sig", "ISO-8859-1"), ("utf-8", "UTF-16"),
    ],
)  # fmt: skip
def test_xml_is_read_in_its_encoding(codec: str, declared: str, tmp_path: Path) -> None:
    file = tmp_path / "x.rdf"
    label = "gabbro" if codec == "ascii" else "Größe"
    text = XML.replace('"1.0"', f'"1.0" encoding="{declared}"').replace("basalt", label)
    file.write_bytes(text.encode(codec))
    facts = read_located_rdf(file, "x")
    assert list(read_rdf(file, "x")) == list(facts)
    assert [str(place) for (_, _, value), place in facts.items() if value == Literal(label, "en")] == ["x:8:35"]


@pytest.mark.parametrize(
    ("codec", "declared", "message"),
    [
        ("utf-8", "x-nothing", "x:1: the encoding of this file is not supported: unknown encoding: x-nothing"),
        ("latin-1", "us-ascii", "x:8: the file is not in its encoding, ascii"),
    ],
)
def test_xml_with_wrong_encoding(codec: str, declared: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "x.rdf"
    file.write_bytes(XML.replace('"1.0"', f'"1.0" encoding="{declared}"').replace("basalt", "Größe").encode(codec))
    for read in (read_rdf, read_partly):
        with pytest.raises(RdfSyntaxError, match=f"^{message}"):
            read(file, "x")


@pytest.mark.parametrize("name", CASES)
def test_mistakes_have_locations_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    ending, before, after, places, read = CASES[name]
    assert TEXTS[ending].count(before) == 1
    file = tmp_path / f"x{ending}"
    file.write_text(TEXTS[ending].replace(before, after))
    try:
        facts, mistakes, *_ = read_partly(file, "x")
        found = [str(one.location) for one in mistakes]
    except RdfSyntaxError as error:
        facts, found = {}, [str(error.location)]
    assert (found, len(facts)) == ([f"x:{place}" for place in places], read)
    for reader in (read_rdf, read_located_rdf):
        with pytest.raises(RdfSyntaxError) as caught:
            reader(file, "x")
        assert str(caught.value.location) == f"x:{places[0]}"


MARKS = st.sampled_from([*"<>\"'{}[]:;,./@#&\\ \n=x5", "", "</p>", "]]>", '"@language": 5,', "\x00", "é", "\ufffe"])


@given(skos_graphs(), st.integers(), st.sampled_from(sorted(WRITERS)), st.data())
@settings(max_examples=200, deadline=None)
def test_every_mistake_has_a_line(triples: list[Triple], seed: int, syntax: str, data: st.DataObject) -> None:
    ending, write = WRITERS[syntax]
    text = write([triple for triple in triples if is_writable(triple)], random.Random(seed))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.sampled_from([start, start + 1, start + 5, len(text)]))
    text = text[:start] + data.draw(MARKS) + text[end:]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"x{ending}")
        file.write_bytes(text.encode("utf-8", "replace"))
        facts, mistakes, is_whole, _ = read_partly(file, "x")
        assert all(one.location.line for one in mistakes), text
        assert is_whole or mistakes
        assert all(place.line for place in facts.values()), text
        if mistakes:
            with pytest.raises(RdfSyntaxError) as caught:
                read_rdf(file, "x")
            assert caught.value.location == mistakes[0].location
        else:
            assert len(read_rdf(file, "x")) == len(facts)


@given(skos_graphs(), st.integers(), st.sampled_from(sorted(WRITERS)))
@settings(max_examples=60, deadline=None)
def test_statement_with_invalid_iri_is_read(triples: list[Triple], seed: int, syntax: str) -> None:
    ending, write = WRITERS[syntax]
    wrong: Triple = ("https://v.example/first", SKOS + "related", "https://v.example/two words")
    graph = [*dict.fromkeys(triple for triple in triples if is_writable(triple)), wrong]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"x{ending}")
        file.write_text(write(graph, random.Random(seed)), encoding="utf-8", newline="")
        facts, mistakes, is_whole, guesses = read_partly(file, "x")
        assert is_whole
        assert len(facts) == len(graph)
        assert [one.text.partition(": ")[2] for one in mistakes] == [
            "'https://v.example/two words' is not an IRI: invalid IRI code point ' '"
        ]
        assert guesses == {(*wrong[:2], "https://v.example/two%20words")} <= facts.keys()


def test_effects_of_mistake_are_not_reported(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    """A statement that is left out is reported once, without its consequences."""
    text = TURTLE.replace("<https://example.org/a> a", "<https://example.org/a> sk:p 1 ; a").replace(
        '"basalt"@en .', '"basalt"@en , "stone"@en ; skos:broader <https://example.org/a> .'
    )
    folder = site({"x.ttl": text})
    found = json.loads(headword("check", "x.ttl", "--output-format", "json", cwd=folder).stdout)["findings"]
    assert [(one["rule"], one["line"]) for one in found] == [("rdf-syntax", 2), ("two-preferred-labels", 6)]


def test_guesses_are_not_published(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    extra = "<#x> <urn:p> <https://example.org/a b> , <https://example.org/c> .\n"
    folder = site({"taxonomy/a.md": "# A\n## B\n", "taxonomy/a.extra.ttl": extra})
    assert (
        "taxonomy/a.extra.ttl:1:14: error[rdf-syntax]"
        in headword("check", "--output-format", "concise", cwd=folder).stdout
    )
    assert headword("build", cwd=folder).returncode == 1
    assert headword("build", "--no-check", cwd=folder).returncode == 0
    text = (folder / "vocab" / "a.ttl").read_text()
    assert ("example.org/c" in text, "example.org/a" in text) == (True, False)


def test_external_contexts_in_any_node(tmp_path: Path) -> None:
    (tmp_path / "c.jsonld").write_text('{"@context": {"p": {"@id": "http://e.example/p", "@type": "@id"}}}')
    file = tmp_path / "x.jsonld"
    file.write_text(
        '{"@id": "http://e.example/a",\n "http://e.example/q":\n {"p": "http://e.example/b", "@context": "c.jsonld"}}'
    )
    places = {value: place.line for (_, _, value), place in read_located_rdf(file, "x").items()}
    assert places["http://e.example/b"] == 3
    assert len(read_rdf(file, "x")) == 2


def test_literals_keep_spelling(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonld"
    file.write_text(
        '[{"@id": "urn:a", "urn:p": [{"@value": "007", "@type": "urn:t"}, {"@list": [{"@value": "é\\n"}]}]}]'
    )
    found = {value for _, _, value in read_located_rdf(file, "x")}
    assert {Literal("007", "", "urn:t"), Literal("é\n")} <= found
