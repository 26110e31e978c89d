"""Fixes in the Turtle files of pages, and in all files that an import writes."""

import json
import operator
import tempfile
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headword.core.findings import Report, Severity
from headword.importers.arrangement import Layout
from headword.importers.importer import import_vocabulary
from headword.importers.vocabulary import read_vocabulary
from headword.lint.apply_fixes import fix_pages, write_pages
from headword.lint.check import check_pages
from headword.lint.fixes import SAFE, UNSAFE
from headword.lint.turtle_fixes import _FIXES
from headword.project.config.schema import Config
from headword.project.project import find_project
from headword.project.read import BufferOverlay
from headword.rdf.parse import parse_rdf
from support.project import Run

HEAD = "@prefix : <https://w3id.org/test/a/> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
XL = "@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .\n"
# The rule and more, the Turtle beside a page, and after a line of dashes the Turtle when it is fixed.
TABLE = r"""
== control-character
:a skos:altLabel "x\u200By"@en .
--
:a skos:altLabel "xy"@en .
== label-whitespace
:a skos:altLabel 'x  y '@en , 'z'@en . # x
--
:a skos:altLabel "x y"@en , 'z'@en . # x
== label-whitespace, several lines
:a skos:altLabel '''x
y'''@en .
--
:a skos:altLabel "x y"@en .
== label-whitespace, of SKOS-XL
:a skosxl:altLabel [ skosxl:literalForm "y "@en ] .
--
:a skosxl:altLabel [ skosxl:literalForm "y"@en ] .
== empty-text, the only value
:a skos:altLabel ""@en .
:b skos:altLabel "x"@en .
--

:b skos:altLabel "x"@en .
== empty-text, the first predicate
:a skos:note ""@en ;
    skos:altLabel "x"@en .
--
:a skos:altLabel "x"@en .
== empty-text, the last predicate
:a skos:altLabel "x"@en ;
    skos:note "" .
--
:a skos:altLabel "x"@en .
== empty-text, the last predicate, with a semicolon after it
:a skos:altLabel "x"@en ; skos:note "" ; .
--
:a skos:altLabel "x"@en ; .
== empty-text, the first value
:a skos:altLabel ""@en ,
        "x"@en .
--
:a skos:altLabel "x"@en .
== empty-text, a value between
:a skos:note "x"@en , "" , "y"@en .
--
:a skos:note "x"@en , "y"@en .
== empty-text, the last value
:a skos:altLabel "x"@en ,
        ""@de .
--
:a skos:altLabel "x"@en .
== label-clash
:a skos:hiddenLabel "A"@en , "x"@en .
--
:a skos:hiddenLabel "x"@en .
== case-variant
:a skos:altLabel "a"@en , "x"@en .
--
:a skos:altLabel "x"@en .
== label-punctuation
:a skos:altLabel "x;"@en .
--
:a skos:altLabel "x"@en .
== inverted-label
:c a skos:Concept ; skos:broader :a ; skos:inScheme <https://w3id.org/test/a> ;
    skos:prefLabel "b, red"@en .
--
:c a skos:Concept ; skos:broader :a ; skos:inScheme <https://w3id.org/test/a> ;
    skos:prefLabel "red b"@en .
== label-case-style
:c a skos:Concept ; skos:broader :a ; skos:inScheme <https://w3id.org/test/a> ;
    skos:prefLabel "ccc"@en .
--
:c a skos:Concept ; skos:broader :a ; skos:inScheme <https://w3id.org/test/a> ;
    skos:prefLabel "Ccc"@en .
== two-preferred-labels
:a skos:prefLabel "x"@de , "y"@de .
--
:a skos:prefLabel "x"@de ;
    skos:altLabel "y"@de .
== two-preferred-labels, the only one
:b skos:prefLabel "X"@de .
:b <http://www.w3.org/2004/02/skos/core#prefLabel> "y"@de .
--
:b skos:prefLabel "X"@de .
:b <http://www.w3.org/2004/02/skos/core#altLabel> "y"@de .
== xl-label-differs
:a skosxl:prefLabel :l .
:l skosxl:literalForm "x \"y\""@en .
--
:a skosxl:prefLabel :l .
:l skosxl:literalForm "A"@en .
== xl-label-left-over
:a skos:altLabel "x"@en ; skosxl:altLabel [ skosxl:literalForm "y"@en ] .
--
:a skos:altLabel "x"@en ; skosxl:altLabel [ skosxl:literalForm "x"@en ] .
"""
CASES = {
    name: tuple(part.split("\n--\n"))
    for name, _, part in (case.partition("\n") for case in TABLE.rstrip("\n").split("\n== ")[1:])
}
HEADINGS = "\n".join(f"## {name}" for name in "DEFGHIJKLM")


def test_every_fix_in_turtle_has_a_case() -> None:
    assert {name.partition(",")[0] for name in CASES} == _FIXES.keys()
    assert _FIXES.keys() <= SAFE.keys() | UNSAFE.keys()


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "BOM"])
@pytest.mark.parametrize("name", CASES)
def test_fixed_turtle(name: str, mark: str, ending: str, site) -> None:  # type: ignore[no-untyped-def]
    rule = name.partition(",")[0]
    before, after = (f"{mark}{HEAD}{XL}{text}\n".replace("\n", ending) for text in CASES[name])
    page = f"# A\n## B\n{HEADINGS}\n" if rule == "label-case-style" else "# A\n## b\n"
    folder = site({"taxonomy/a.md": page, "taxonomy/a.extra.ttl": before.encode()})
    project = find_project(folder)
    fixes = {name: fix for name, fix in {**SAFE, **UNSAFE}.items() if name == rule}
    mended = fix_pages(project, fixes, lambda texts: check_pages(project, [], drafts=False, texts=texts)[0])
    write_pages(project, mended.after)
    assert (folder / "taxonomy" / "a.extra.ttl").read_bytes().decode() == after
    assert not mended.refused
    assert rule not in {finding.rule.name for finding in mended.report.findings}


VOCABULARY = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix : <https://v.example/t/> .
:s a skos:ConceptScheme ; skos:prefLabel "Stones"@en ; skos:hasTopConcept :rock .
:rock a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:prefLabel "rock "@en ;
    skos:altLabel "rock"@en , " stone"@en , ""@en , "STONE"@en ; skos:hiddenLabel "rock "@en ;
    skos:definition ""@en , "x"@en .
:granite a skos:Concept ; skos:inScheme :s ; skos:broader :rock ; skos:prefLabel "granite"@en , "granitic rock"@en ;
    skos:altLabel "gra\\u200Bnite"@en , "grey\\u0007 stone"@en , "granite;"@en ; skos:related :granite , :rock ;
    xl:altLabel :l1 , [ a xl:Label ; xl:literalForm "granite  pebble "@en ] .
:l1 a xl:Label ; xl:literalForm "granit"@en .
:pink a skos:Concept ; skos:inScheme :s ; skos:broader :granite , :rock ; skos:notation "" ;
    skos:prefLabel "rock, pink"@en , "a\\nb"@de , "Granit\\u00a0rosa"@it ; skos:altLabel "pinky;;"@en , "pink,"@en ;
    xl:prefLabel [ a xl:Label ; xl:literalForm "rose rock"@en ] .
"""
FIXABLE = {
    "case-variant", "control-character", "empty-text", "inverted-label", "label-clash", "label-punctuation",
    "label-whitespace", "redundant-broader", "related-to-ancestor", "related-to-self", "two-preferred-labels",
    "xl-label-differs",
}  # fmt: skip


def test_turtle_of_import_can_be_fixed(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"v.ttl": VOCABULARY})
    assert headword("import", "v.ttl", cwd=folder).returncode == 0

    def find() -> Counter[str]:
        said = json.loads(headword("check", "--output-format", "json", cwd=folder).stdout)["findings"]
        return Counter(one["rule"] for one in said if one["rule"] in {**SAFE, **UNSAFE})

    # A label that differs by case from one that white space hides is seen after it is trimmed.
    assert {*find(), "case-variant"} == FIXABLE
    headword("check", "--fix", "--unsafe-fixes", cwd=folder)
    assert not find()


ODD = st.sampled_from([
    "rock", "rock ", " rock", "ro\u00a0ck", "Rock", "rock;", "rock,", "rock, red", "red", "", " ", "ro\u200bck",
    "red rock",
])  # fmt: skip
KINDS = st.sampled_from(["prefLabel", "altLabel", "hiddenLabel"])
TEXTS = st.lists(st.tuples(KINDS, ODD, st.sampled_from(["en", "de"])), max_size=6)


def write_vocabulary(concepts: list[list[tuple[str, str, str]]]) -> str:
    lines = [HEAD, XL, ':s a skos:ConceptScheme ; skos:prefLabel "S"@en ; skos:hasTopConcept :c0 .']
    for number, texts in enumerate(concepts):
        above = "skos:broader :c0" if number else "skos:topConceptOf :s"
        lines.append(f':c{number} a skos:Concept ; skos:inScheme :s ; {above} ; skos:prefLabel "name {number}"@en .')
        for order, (kind, text, tag) in enumerate(texts):
            literal = f"{json.dumps(text)}@{tag}"
            lines.append(f":c{number} skos:{kind} {literal} .")
            if not order:
                lines.append(f":c{number} skosxl:{kind} [ skosxl:literalForm {literal} ] .")
    return "\n".join(lines)


def count_severe(report: Report) -> list[int]:
    """Return the number of findings that are errors, at least warnings, and at least information."""
    return [
        sum(one.severity >= limit for one in report.findings)
        for limit in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    ]


@given(st.lists(TEXTS, min_size=1, max_size=3))
@example([[("prefLabel", "rock", "de"), ("prefLabel", "rock", "en")], [("prefLabel", "rock", "en")]])
@example(
    [
        [*[("prefLabel", "rock", "en")] * 2, ("hiddenLabel", "rock", "en"), ("prefLabel", "rock;", "en")],
        [("altLabel", "rock,", "de"), ("hiddenLabel", "ro\u200bck", "de"), ("prefLabel", "rock", "en")],
        [("prefLabel", "", "en"), ("prefLabel", "rock", "en"), ("hiddenLabel", "rock", "en")],
    ]
)
@settings(max_examples=15, deadline=None)
def test_fixes_of_import_end_without_new_findings(concepts: list[list[tuple[str, str, str]]]) -> None:
    said = parse_rdf(write_vocabulary(concepts).encode(), ox.RdfFormat.TURTLE, "x", "https://base.invalid/")
    made = import_vocabulary(read_vocabulary(said), Layout(), "s", Config(base="https://w3id.org/test/"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "headword.toml").write_text('base = "https://w3id.org/test/"\n')
        for inside, text in made.texts.items():
            (folder / "taxonomy" / inside).parent.mkdir(parents=True, exist_ok=True)
            (folder / "taxonomy" / inside).write_text(text, encoding="utf-8", newline="")
        project = find_project(folder)

        def check(texts: BufferOverlay) -> Report:
            return check_pages(project, [], drafts=False, texts=texts)[0]

        before = check({})
        mended = fix_pages(project, {**SAFE, **UNSAFE}, check)
        write_pages(project, mended.after)
        assert check({}) == mended.report
        # A clash of two preferred labels may become that of an alternative one: never more, never more severe.
        assert all(map(operator.le, count_severe(mended.report), count_severe(before)))
        assert not fix_pages(project, {**SAFE, **UNSAFE}, check).after
