"""Each rule: its cases, its example, its documentation."""

from dataclasses import replace
from pathlib import Path

import pytest

from headword.core.errors import HeadwordError
from headword.core.findings import Finding
from headword.lint.catalogue import CONTENT, PROFILES, load_rules
from headword.lint.check import check_pages
from headword.lint.check_rdf import check_rdf_files
from headword.lint.formats.rulebook import format_rulebook
from headword.lint.select import choose_rules, match_rules
from headword.project.config import Config
from headword.project.project import Project, find_project
from support.cases import Case, read_cases
from support.project import CONFIG, ROOT

FILES = sorted((ROOT / "tests" / "cases" / "rules").glob("*.md"))
CASES = [case for file in FILES for case in read_cases(file)]
RULES = load_rules()
# What their Markdown cannot show: bytes that are no text, a config, the network,
# an option. See test_bad_input.py, test_online.py, test_lock.py.
NOT_IN_CASES = {"unreadable-page", "placeholder-base", "dead-link", "unlocked-id"}
# What an example of one file cannot show: several pages, folders, a config.
NEEDS_CONFIG = {
    "missing-language": 'languages = ["de"]',
    "iri-policy": 'iri-policy = "m[0-9]+"',
    "unread-key": 'concepts = "page"',
    "unwritten-note": 'profile = "obsidian"',
}
# Rules about pages that use the vocabulary: see tests/content.
OF_CONTENT = {name for name, rule in RULES.rules.items() if rule.seen_in == CONTENT}
NEEDS_PAGES = {"same-iri", "path-subject-mismatch", "unused-suppression", "published-concept-removed", "slug-changed"}
NEEDS_PAGES |= {"recurring-heading"}
NEEDS_PAGES |= {name for name, rule in RULES.rules.items() if rule.family == "translations"}


# Asked of every scheme, so that every case would have to answer.
ASKED_OF_ALL = ("scheme-licence", "scheme-creator", "scheme-dates")


def with_config(case: Case, more: str = "") -> Case:
    """Return the case with a config that selects its rule, if it has no config."""
    rule = RULES.rules[case.rule]
    ignored = [name for name in ASKED_OF_ALL if name != rule.name]
    asked = "" if rule.by_default else f'extend-select = ["{rule.name}"]\n'
    config = f'base = "https://w3id.org/test/"\ntitle = "Test"\nignore = {ignored}\n{asked}{more}'
    given = case.files.get("headword.toml", "")
    if given:
        config = f"ignore = {ignored}\n{given}"
    return replace(case, files={**case.files, "headword.toml": config})


def check_case(case: Case, folder: Path) -> list[str]:
    return [_shown(finding) for finding in _findings(case, folder)]


def _findings(case: Case, folder: Path) -> list[Finding]:
    rdf = with_config(case).write(folder)
    project = find_project(folder)
    report = check_rdf_files(project, rdf) if rdf else check_pages(project, [], False)[0]
    return list(report.findings)


def _shown(finding: Finding) -> str:
    path, line, column, _ = finding.location
    # A line of prefixes comes before what a case has of Turtle.
    line -= path.endswith(".ttl") and line > 0
    where = [path.removeprefix("taxonomy/"), *(str(number) for number in (line, column) if number)]
    return f"{':'.join(where)} {finding.rule.name}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.title}")
def test_case(case: Case, tmp_path: Path) -> None:
    found = check_case(case, tmp_path)
    assert found == list(case.findings)
    if case.title.startswith("Bad"):
        assert any(line.endswith(f" {case.rule}") for line in found)
    else:
        assert not found


@pytest.mark.parametrize("name", sorted(RULES.rules.keys() - OF_CONTENT))
def test_every_rule_has_a_bad_and_a_good_case(name: str) -> None:
    titles = {case.title.split(":")[0] for case in CASES if case.rule == name}
    assert titles >= ({"Good"} if name in NOT_IN_CASES else {"Bad", "Good"})


@pytest.mark.parametrize("name", sorted(RULES.rules.keys() - NOT_IN_CASES - NEEDS_PAGES - OF_CONTENT))
def test_example_of_rule_breaks_the_rule(name: str, tmp_path: Path) -> None:
    rule = RULES.rules[name]
    file = "vocab.ttl" if rule.example.startswith("<http") else "page.md"
    asked = f'base = "https://w3id.org/test/"\n{NEEDS_CONFIG.get(name, "")}\n'
    given = {"headword.toml": asked} if name in NEEDS_CONFIG else {}
    found = check_case(Case(name, "Bad", {file: rule.example, **given}, ()), tmp_path)
    assert any(line.endswith(f" {name}") for line in found)


def test_every_case_belongs_to_a_rule() -> None:
    assert {case.rule for case in CASES} == RULES.rules.keys() - OF_CONTENT


def test_the_rule_book_is_current() -> None:
    rules = sorted(RULES.rules.values(), key=lambda rule: rule.code)
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == format_rulebook(rules)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("label-clash", {"label-clash"}),
        ("LABEL-CLASH", {"label-clash"}),
        ("HW202", {"label-clash"}),
        ("hw202", {"label-clash"}),
        ("HW2", {rule.name for rule in RULES.rules.values() if rule.family == "integrity"}),
        ("labels", {rule.name for rule in RULES.rules.values() if rule.family == "labels"}),
        ("all", {rule.name for rule in RULES.rules.values() if rule.family not in PROFILES}),
        ("mind-map", {rule.name for rule in RULES.rules.values() if rule.family == "mind-map"}),
    ],
)
def test_rules_are_chosen_by_name_code_family(word: str, expected: set[str]) -> None:
    assert set(match_rules(RULES, word, Config())) == expected


def test_an_unknown_rule_names_the_nearest() -> None:
    with pytest.raises(HeadwordError) as caught:
        choose_rules(RULES, Config(select=("label-crash",)))
    assert "label-clash" in caught.value.hint


def test_severity_and_ignores(site) -> None:  # type: ignore[no-untyped-def]
    page = "# Minerals; Minerals\n### Quartz\n"
    config = (
        f'{CONFIG}ignore = ["HW202"]\n[severity]\nskipped-level = "error"\n'
        '[per-file-ignores]\n"taxonomy/old/*" = ["skipped-level"]\n'
    )
    folder = site({"taxonomy/a.md": page, "taxonomy/old/b.md": page.replace("Minerals", "Rocks")}, config)
    report, _ = check_pages(find_project(folder), [], False)
    assert [(f.rule.name, f.severity.word, f.location.path) for f in report.findings] == [
        ("skipped-level", "error", "taxonomy/a.md")
    ]


SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix my: <https://example.com/shapes#> .
my:short a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property [
    sh:path skos:prefLabel ; sh:{maximum} 8 ; sh:message "a label of more than 8 letters" ; sh:severity sh:Warning ] .
"""


def test_user_shapes_are_read_with_locations(site) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Rocks\n## Chalcedony\n", "shapes/short.ttl": SHAPE.format(maximum="maxLength")})
    report, _ = check_pages(find_project(folder), [], False)
    assert [(str(f.location), f.rule.name, f.severity.word, f.message) for f in report.findings] == [
        ("taxonomy/a.md:2:4", "short", "warning", 'a label of more than 8 letters: "Chalcedony"@en')
    ]


def test_a_misspelt_term_of_shacl_is_refused(site) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Rocks\n", "shapes/short.ttl": SHAPE.format(maximum="maxlength")})
    with pytest.raises(HeadwordError, match="sh:maxlength") as caught:
        check_pages(find_project(folder), [], False)
    assert caught.value.hint == "did you mean sh:maxLength?"
    assert caught.value.location is not None
    assert caught.value.location.line == 6


@pytest.mark.parametrize("metadata", ["hw:why", "hw:fix", "dcterms:identifier", "skos:example", "sh:severity"])
def test_a_rule_without_all_of_its_metadata_is_refused(metadata: str, tmp_path: Path) -> None:
    text = (ROOT / "shapes" / "labels" / "missing-label.ttl").read_text(encoding="utf-8")
    start = text.index(f"    {metadata} ")
    end = text.index('""" ;\n' if metadata == "skos:example" else " ;\n", start)
    text = text[:start] + text[text.index("\n", end) + 1 :]
    (tmp_path / "missing-label.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(HeadwordError, match=f"lacks {metadata}"):
        load_rules(tmp_path)


def test_a_rule_cannot_take_the_name_of_another(tmp_path: Path) -> None:
    text = (ROOT / "shapes" / "labels" / "missing-label.ttl").read_text(encoding="utf-8")
    (tmp_path / "missing-label.ttl").write_text(text.replace("HW401", "MY1"), encoding="utf-8")
    with pytest.raises(HeadwordError, match="already taken"):
        load_rules(tmp_path)


def test_copy_of_own_shapes_is_ignored() -> None:
    assert load_rules(ROOT / "shapes").rules.keys() == RULES.rules.keys()
    assert Project(ROOT, Config()).shapes == ROOT / "shapes"
