"""Checks of RDF from other sources: concepts, labels that are resources, and one report for each cause."""

import json
from pathlib import Path

import pytest

from headword.core.findings import Report
from headword.lint.check_rdf import check_rdf_files
from headword.project.config.schema import Config
from headword.project.project import Project, find_project
from support.project import Run

PREFIXES = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://example.org/t/> .
"""
STONES = f"""{PREFIXES}\
:s a skos:ConceptScheme ; skos:prefLabel "Stones"@en ; skos:hasTopConcept :rock .
:rock a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:exactMatch <https://example.com/rock> ;
"""


def check(folder: Path, text: str, name: str = "x.ttl") -> Report:
    (folder / name).write_text(text, encoding="utf-8")
    ignored = ("scheme-licence", "scheme-creator", "scheme-dates", "mapping-to-known-scheme")
    return check_rdf_files(Project(folder, Config(ignore=ignored)), [folder / name])


def tell(report: Report) -> list[str]:
    return [f"{one.location.line}:{one.location.column} {one.rule.name}" for one in report.findings]


# What stands after the concept, and what is found.
XL = {
    "stones": (':rock skos:prefLabel "rock"@en ; skosxl:prefLabel :l1 .\n:l1 skosxl:literalForm "rock"@en .', []),
    "only XL": (":rock skosxl:prefLabel :l1 .\n:l1 skosxl:literalForm 'rock'@en .", []),
    "only XL, no resource": (":rock skosxl:prefLabel 'rock'@en .", ["7:24 xl-literal-form"]),
    "disagree": (
        ":rock skos:prefLabel 'bedrock'@en ; skosxl:prefLabel :l1 .\n:l1 skosxl:literalForm 'rock'@en .",
        ["8:24 xl-label-differs"],
    ),
    "no form": (":rock skos:prefLabel 'rock'@en ; skosxl:prefLabel :l1 .\n:l1 a skosxl:Label .", ["8:7 xl-literal-form"]),  # noqa: E501
    "two forms": (
        ":rock skos:prefLabel 'rock'@en ; skosxl:prefLabel :l1 .\n:l1 skosxl:literalForm 'rock'@en , 'stone'@en .",
        ["8:24 xl-literal-form"],
    ),
    "same label twice": (
        ":rock skos:prefLabel 'rock'@en ; skosxl:prefLabel :l1 ; skosxl:altLabel :l1 .\n:l1 skosxl:literalForm 'rock'@en .",  # noqa: E501
        ["8:24 label-clash"],
    ),
    "two labels": (
        ":rock skosxl:prefLabel :l1 , :l2 .\n:l1 skosxl:literalForm 'rock'@en .\n:l2 skosxl:literalForm 'stone'@en .",
        ["9:24 two-preferred-labels"],
    ),
    "white space": (":rock skosxl:prefLabel :l1 .\n:l1 skosxl:literalForm 'rock '@en .", ["8:24 label-whitespace"]),
    "label described nowhere": (":rock skosxl:prefLabel :l1 .", ["6:9 missing-label", "7:24 xl-literal-form"]),
}  # fmt: skip


@pytest.mark.parametrize("name", XL)
def test_labels_of_skos_xl(name: str, tmp_path: Path) -> None:
    text, found = XL[name]
    assert tell(check(tmp_path, STONES.rstrip().removesuffix(";") + ".\n" + text)) == found


NO_CONCEPTS = {
    "empty": ("", "x.ttl"),
    "no SKOS": ("<urn:a> <urn:b> <urn:c> .", "x.ttl"),
    "another namespace": (
        "@prefix skos: <https://www.w3.org/2004/02/skos/core#> .\n<urn:t> a skos:ConceptScheme .",
        "x.ttl:2:11",
    ),
    "a scheme": (f"{PREFIXES}:s a skos:ConceptScheme ; skos:prefLabel 'S'@en .", "x.ttl"),
    "relations": (f"{PREFIXES}:a skos:broaderTransitive :b . :b skos:broaderTransitive :a .", "x.ttl"),
    "labels": (f"{PREFIXES}:a skos:prefLabel 'a'@en .", "x.ttl"),
}


@pytest.mark.parametrize("name", NO_CONCEPTS)
def test_graph_without_concepts_fails(name: str, tmp_path: Path) -> None:
    text, place = NO_CONCEPTS[name]
    report = check(tmp_path, text)
    found = [one for one in report.findings if one.rule.name == "no-concepts"]
    assert [(str(one.location), one.severity.word) for one in found] == [(place, "error")]
    assert report.concepts == 0


def test_concepts_in_one_of_several_files(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_text(f"{PREFIXES}:s a skos:ConceptScheme ; skos:prefLabel 'S'@en .")
    (tmp_path / "c.ttl").write_text(f"{PREFIXES}:c a skos:Concept ; skos:inScheme :s ; skos:prefLabel 'C'@en .")
    report = check_rdf_files(Project(tmp_path, Config()), [tmp_path / "s.ttl", tmp_path / "c.ttl"])
    assert "no-concepts" not in {one.rule.name for one in report.findings}


def test_blank_nodes_of_two_files_stay_distinct(tmp_path: Path) -> None:
    for name in "ab":
        text = f"{PREFIXES}_:c a skos:Concept ; skos:prefLabel '{name}'@en ; skos:exactMatch <urn:{name}> ."
        (tmp_path / f"{name}.ttl").write_text(text)
    report = check_rdf_files(Project(tmp_path, Config()), [tmp_path / "a.ttl", tmp_path / "b.ttl"])
    assert report.concepts == 2
    assert "two-preferred-labels" not in {one.rule.name for one in report.findings}


CODES = f"""{PREFIXES}\
:Code rdfs:subClassOf :Term . :Term rdfs:subClassOf skos:Concept . :List rdfs:subClassOf skos:ConceptScheme .
:s a :List ; skos:prefLabel "Codes"@en ; skos:hasTopConcept :a .
:a a :Code ; skos:inScheme :s ; skos:topConceptOf :s ; skos:prefLabel "first code"@en .
:b a :Code ; skos:inScheme :s ; skos:broader :a ; skos:altLabel "second code"@en .
"""


def test_instances_of_subclasses_are_concepts(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"codes.ttl": CODES})
    report = check(folder, CODES)
    assert (tell(report), report.concepts) == (["8:6 missing-label"], 2)
    named = CODES.replace("altLabel", "prefLabel")
    (folder / "codes.ttl").write_text(named)
    asked = headword("query", "SELECT ?c { ?c a skos:Concept }", "codes.ttl", "--output-format", "csv", cwd=folder)
    assert sorted(asked.stdout.split()) == ["c", "https://example.org/t/a", "https://example.org/t/b"]
    assert headword("import", "codes.ttl", cwd=folder).returncode == 0
    page = (folder / "taxonomy" / "s.md").read_text("utf-8")
    assert "# first code {#a}" in page
    assert "## second code {#b}" in page
    built = headword("build", cwd=folder)
    assert built.returncode == 0, built.stdout
    assert "vocab: 2 concepts" in built.stdout
    text = "".join(file.read_text("utf-8") for file in (folder / "vocab").rglob("*.ttl"))
    assert ":Code" in text


JSON = """\
[
  {"@id": "https://example.org/t/1",  "@type": ["http://www.w3.org/2004/02/skos/core#Concept"]},
  {"@id": "https://example.org/t/11", "@type": ["http://www.w3.org/2004/02/skos/core#Concept"]},
  {"@id": "https://example.org/t/21", "@type": ["http://www.w3.org/2004/02/skos/core#Concept"]},
  {"@id": "https://example.org/t/2",  "@type": ["http://www.w3.org/2004/02/skos/core#Concept"]}
]
"""
TERMS = """\
{
  "@context": {"skos": "http://www.w3.org/2004/02/skos/core#", "id": "@id", "type": "@type"},
  "@graph": [
    {"id": "https://example.org/t/1",  "type": "skos:Concept", "skos:prefLabel": {"@value": "granite", "@language": "en"}},
    {"id": "https://example.org/t/11", "type": "skos:Concept", "skos:prefLabel": {"@value": "basalt", "@language": "en"}},
    {"id": "https://example.org/t/21", "type": "skos:Concept", "skos:prefLabel": {"@value": "gabbro", "@language": "en"}}
  ]
}
"""  # noqa: E501
XML = """\
<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
  xml:base="http://e.org/v/">
  <skos:Concept rdf:about="a">
    <skos:prefLabel xml:lang="en">A</skos:prefLabel>
    <skos:broader rdf:resource="b"/>
  </skos:Concept>
  <skos:Concept rdf:about="http://e.org/v/b">
    <skos:prefLabel xml:lang="en">B</skos:prefLabel>
    <skos:related rdf:resource="http://e.org/v/nowhere"/>
    <skos:related rdf:resource="nowhere2"/>
  </skos:Concept>
</rdf:RDF>
"""
# An orphan is told of as an orphan only.
ALIKE = {
    "codes.jsonld": (
        JSON,
        [f"{line}:{column} {rule}" for line in (2, 3, 4, 5) for column, rule in [(49, "missing-label"), (49, "orphan-concept")]],  # noqa: E501
    ),
    "terms.jsonld": (TERMS, ["4:93 orphan-concept", "5:93 orphan-concept", "6:93 orphan-concept"]),
    "r.rdf": (
        XML,
        ["4:3 not-in-scheme", "8:3 not-in-scheme", "10:5 dangling-relation", "11:5 dangling-relation"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_similar_findings_are_reported_separately(name: str, tmp_path: Path) -> None:
    text, found = ALIKE[name]
    assert tell(check(tmp_path, text, name)) == found


LOST = f"""{PREFIXES}\
:s a skos:ConceptScheme ; skos:prefLabel "S"@en ; skos:hasTopConcept :t .
:t a skos:Concept ; skos:topConceptOf :s ; skos:prefLabel "T"@en ; skos:narrower :u .
:u a skos:Concept ; skos:inScheme :s ; skos:prefLabel "U"@en .
:a a skos:Concept ; skos:inScheme :s ; skos:prefLabel "A"@en .
:b a skos:Concept ; skos:inScheme :s ; skos:prefLabel "B"@en ; skos:broader :a .
:c a skos:Concept ; skos:inScheme :s ; skos:prefLabel "C"@en ; skos:broader :b .
"""
ONCE = {
    "a branch without a top": (LOST, ["8:55 unreachable-concept"]),
    "a cycle": (LOST + ":a skos:broader :c .", ["10:77 broader-cycle"]),
    "a branch in no scheme": (LOST.replace(":a a skos:Concept ; skos:inScheme :s ;", ":a a skos:Concept ;"), ["8:6 not-in-scheme"]),  # noqa: E501
    "a scheme without a top": (
        LOST.replace(" ; skos:hasTopConcept :t", "").replace("skos:topConceptOf", "skos:inScheme"),
        ["5:6 scheme-without-top-concept"],
    ),
    "under nothing": (LOST + ":a skos:broader :nowhere .", ["11:17 dangling-relation"]),
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
def test_one_cause_is_reported_once(name: str, tmp_path: Path) -> None:
    text, found = ONCE[name]
    ignored = ("several-clusters", "single-narrower")
    report = check(tmp_path, text)
    assert [line for line in tell(report) if line.split()[1] not in ignored] == found


def test_finding_counts_concepts_below(tmp_path: Path) -> None:
    (message,) = (one.message for one in check(tmp_path, LOST).findings if one.rule.name == "unreachable-concept")
    assert message == "no path connects this concept to a top concept; this also affects the 2 concepts below it"


def test_ignored_cause_does_not_hide_its_effects(tmp_path: Path) -> None:
    (tmp_path / "x.nt").write_text(
        "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .\n"
    )
    found = [
        {
            one.rule.name
            for one in check_rdf_files(Project(tmp_path, Config(ignore=ignored)), [tmp_path / "x.nt"]).findings
        }
        for ignored in ((), ("orphan-concept",), ("orphan-concept", "not-in-scheme"))
    ]
    assert found == [
        {"missing-label", "orphan-concept"},
        {"missing-label", "not-in-scheme"},
        {"missing-label", "unreachable-concept"},
    ]


@pytest.mark.parametrize(("count", "folds"), [(19, False), (20, True), (60, True)])
def test_equal_findings_on_most_concepts_are_grouped(count: int, folds: bool, tmp_path: Path) -> None:
    named = 20
    lines = [":s a skos:ConceptScheme ; skos:prefLabel 'S'@en ; skos:hasTopConcept :n0 .\n:n0 skos:topConceptOf :s ."]
    lines += [
        f":n{n} a skos:Concept ; skos:inScheme :s ; skos:broader :n0 ; skos:prefLabel 'N{n}'@en ."
        for n in range(1, named)
    ]
    lines += [f":c{n} a skos:Concept ; skos:inScheme :s ; skos:broader :n0 ." for n in range(count)]
    found = [
        one.message
        for one in check(
            tmp_path, PREFIXES + "\n".join(lines) + "\n:n0 a skos:Concept ; skos:prefLabel 'T'@en ."
        ).findings
        if one.rule.name == "missing-label"
    ]
    share = f"{count / (count + named):.0%}"
    told = f"this concept has no preferred label: {count} of {count + named} in the scheme ({share})"
    assert found == ([told] if folds else ["this concept has no preferred label"] * count)


def test_a_stale_label_of_skos_xl_is_fixed(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    text = f"{STONES}    skos:prefLabel 'rock'@en ; skosxl:prefLabel :l1 ; skos:altLabel 'stone'@en ; skosxl:altLabel :l2 .\n"  # noqa: E501
    text += (
        ":l1 a skosxl:Label ; skosxl:literalForm 'rock'@en .\n:l2 a skosxl:Label ; skosxl:literalForm 'stone'@en .\n"
    )
    folder = site({"stones.ttl": text})
    assert headword("import", "stones.ttl", cwd=folder).returncode == 0
    page, beside = folder / "taxonomy" / "s.md", folder / "taxonomy" / "s.extra.ttl"
    assert headword("check", cwd=folder).returncode == 0
    page.write_text(page.read_text().replace("# rock", "# bedrock").replace("Alt: stone", "Alt: stones"))
    found = json.loads(headword("check", "--output-format", "json", cwd=folder).stdout)["findings"]
    assert [(one["rule"], one["severity"], one["path"]) for one in found if one["rule"].startswith("xl")] == [
        ("xl-label-differs", "error", "taxonomy/s.extra.ttl"),
        ("xl-label-left-over", "info", "taxonomy/s.extra.ttl"),
    ]
    assert "two-preferred-labels" not in {one["rule"] for one in found}
    assert headword("build", cwd=folder).returncode == 1
    before = beside.read_text()
    assert headword("check", "--fix", cwd=folder).returncode == 0
    assert beside.read_text() == before.replace('"rock"@en', '"bedrock"@en')
    headword("check", "--fix", "--unsafe-fixes", cwd=folder)
    assert beside.read_text() == before.replace('"rock"@en', '"bedrock"@en').replace('"stone"@en', '"stones"@en')
    assert find_project(folder).root == folder
