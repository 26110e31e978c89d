"""A user's regular expression with excessive backtracking is stopped, and the error names its rule or key."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headword.compiler.vocabulary import compile_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.patterns import PatternTimeoutError, is_quick, match_texts
from headword.lint.catalogue import load_rules
from headword.lint.evaluate import run_rules
from headword.project.project import find_project
from headword.rdf.parse import parse_rdf
from headword.rdf.shacl import SlowShapeError, sparql_constraint
from headword.rdf.shacl.choice import validate
from headword.rdf.terms import Literal
from support.project import Run

ENDLESS = "^(a+)+$"
TEXT = "a" * 60 + "!"
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:x> a sh:PropertyShape ; sh:targetSubjectsOf <urn:p> ; sh:path <urn:p> ; sh:pattern "^(a+)+$" .
"""
FACTS = {("urn:s", "urn:p", Literal(TEXT)): Location("x")}


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparql_constraint, "TIME_LIMIT", 0.5)


def test_slow_expression_is_stopped_and_others_continue() -> None:
    begun = time.monotonic()
    with pytest.raises(PatternTimeoutError):
        match_texts(ENDLESS, ["a", TEXT], seconds=0.3)
    assert time.monotonic() - begun < 30
    assert match_texts(ENDLESS, ["a", "b", "aa"]) == [True, False, True]
    assert match_texts(ENDLESS, []) == []


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_slow_shape_is_stopped(engine: str) -> None:
    shapes = parse_rdf(SHAPE.encode(), ox.RdfFormat.TURTLE, "x", "urn:b")
    with pytest.raises(SlowShapeError, match=r"its pattern '\^\(a\+\)\+\$' took longer than 0.5 seconds") as caught:
        validate(FACTS, shapes, engine)
    assert caught.value.shape == "urn:x"


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_slow_rule_is_named_with_its_file(engine: str, tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(SHAPE)
    rules = load_rules(tmp_path)
    with pytest.raises(HeadwordError, match="the rule 'own' was stopped: its pattern") as caught:
        run_rules(FACTS, rules, engine)
    assert caught.value.location is not None
    assert caught.value.location.path.endswith("own.ttl")


@pytest.mark.usefixtures("_hurried")
def test_slow_query_is_named(tmp_path: Path) -> None:
    query = "SELECT $this { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c + ?f + ?i + ?l = 7) }"
    shape = f'<urn:x> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:sparql [ sh:select "{query}" ] .'
    (tmp_path / "own.ttl").write_text(f"@prefix sh: <http://www.w3.org/ns/shacl#> .\n{shape}\n")
    facts = {(f"urn:s{n}", "urn:p", Literal(str(n))): Location("x") for n in range(300)}
    with pytest.raises(HeadwordError, match="the rule 'own' was stopped: its SPARQL query took longer"):
        run_rules(facts, load_rules(tmp_path), "fast")


CONFIG = 'base = "https://e.org/"\niri-policy = "([a-z]+)+"\n'


def test_slow_iri_policy_is_stopped_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headword.compiler.meaning.page_checks.match_texts", partial(match_texts, seconds=0.5))
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy/a.md").write_text(f"# {'a' * 60}-b1\n")
    (tmp_path / "headword.toml").write_text(CONFIG)
    with pytest.raises(HeadwordError, match=r"'iri-policy' was stopped: '\(\[a-z\]\+\)\+' took longer") as caught:
        compile_project(find_project(tmp_path))
    assert caught.value.location is not None
    assert (caught.value.location.path, caught.value.location.line) == ("headword.toml", 2)


@pytest.mark.parametrize("key", ["skip-headings", "flatten-headings"])
def test_slow_heading_pattern_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setattr("headword.markdown.page_form.match_texts", partial(match_texts, seconds=0.5))
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy/a.md").write_text(f"# {'a' * 60}!\n")
    (tmp_path / "headword.toml").write_text(f'base = "https://e.org/"\n{key} = ["/^(a+)+$/"]\n')
    with pytest.raises(HeadwordError, match=r"the pattern '/\^\(a\+\)\+\$/' took longer"):
        compile_project(find_project(tmp_path))


def test_nested_repetitions_in_policy_still_match(headword: Run, tmp_path: Path) -> None:
    (tmp_path / "taxonomy").mkdir()
    for name in "abc":
        (tmp_path / f"taxonomy/{name}.md").write_text(f"# {name} rock\n\n## Sand 1 {{#sand_1}}\n")
    (tmp_path / "headword.toml").write_text('base = "https://e.org/"\niri-policy = "[a-z0-9]+(-[a-z0-9]+)*"\n')
    run = headword("check", "--output-format", "concise", "--select", "iri-policy", cwd=tmp_path)
    assert run.stdout.count("does not match the pattern") == 3


PATTERNS = st.text(alphabet="ab()[]*+?|{}1,.\\^$", max_size=12)


@settings(max_examples=300, deadline=None)
@given(PATTERNS, st.lists(st.text(alphabet="ab1.", max_size=8), max_size=4), st.booleans())
def test_matches_equal_module_re(pattern: str, texts: list[str], whole: bool) -> None:
    try:
        made = re.compile(pattern)
    except re.error:
        return
    find = made.fullmatch if whole else made.search
    assert match_texts(pattern, texts, whole=whole) == [find(text) is not None for text in texts]


@pytest.mark.parametrize(
    "pattern", ["^[A-Za-z][a-z+*?]*$", r"^\d{4}-\d\d$", r"\s$|^\s", "^(a|b|c)", r"\)\*+", "[]*+]+", "^x?y?z?$"]
)
def test_fast_expressions_are_recognised(pattern: str) -> None:
    assert is_quick(pattern)


@pytest.mark.parametrize(
    "pattern", [ENDLESS, "(a|aa)+$", "a*a*a*a*b", "(?:x*)*", "(a?){30}a{30}", "a?" * 30, "(a|a)" * 30, r"(\w+\s?)*!"]
)
def test_possibly_slow_expressions_are_recognised(pattern: str) -> None:
    assert not is_quick(pattern)


def test_long_text_does_not_run_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "headword.core.patterns._PROCESS.ask", lambda question, seconds: asked.append(seconds) or [True]
    )
    assert match_texts("a+$", ["a" * 6000]) == [True]
    assert asked == [60.0]


def test_threads_get_their_own_answers() -> None:
    def ask(number: int) -> list[bool]:
        return match_texts("^(a|b)+$", ["a" * number, "c" * number])

    before = threading.active_count()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(1, 40))) == [[True, False]] * 39
    assert threading.active_count() < before + 10
