"""Names of files, ids and links are equal in any Unicode normalization form."""

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headword.compiler.vocabulary import compile_project
from headword.lint.check import check_pages
from headword.project.project import extra_of, find_project, matches_glob
from support.project import CONFIG, Run

FORMS = ("NFC", "NFD")


def to(form: str, text: str) -> str:
    return unicodedata.normalize(form, text)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"headword.toml": CONFIG, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def find_facts(folder: Path) -> set[tuple[str, str, object]]:
    """Return the published facts, except for the names of files, which are reported unchanged."""
    facts = compile_project(find_project(folder)).facts
    return {(subject, predicate, value) for subject, predicate, value in facts if not predicate.endswith("source")}


PAGES = {
    "taxonomy/Café.md": "# Café {#été}\n## Thé\n- Related: [Maté](Zoé/Maté.md#maté); #été\n- Related: [[Maté#Maté]]\n",
    "taxonomy/Zoé/Maté.md": (
        "---\nunder: ../Café.md#été\n---\n# Maté\n\nSee [thé](../Caf%C3%A9.md#thé), [té](#té).\n\n<a id='té'></a>Té\n"
    ),
    "taxonomy/Zoé/Maté.it.md": "# Matè\n- See also: [thé](../Cafe%CC%81.md#th%65%CC%81)\n",
}  # fmt: skip


@pytest.mark.parametrize("profile", ["plain", "obsidian"])
@given(st.lists(st.sampled_from(FORMS), min_size=30, max_size=30))
@settings(max_examples=25)
def test_graph_is_independent_of_normalization_form(profile: str, forms: list[str]) -> None:
    form = iter(forms)
    mixed = {
        "/".join(to(next(form), part) for part in name.split("/")): "\n".join(
            to(next(form), line) for line in text.split("\n")
        )
        for name, text in PAGES.items()
    }
    config = f'{CONFIG}profile = "{profile}"\nsources = "taxonomy"\nlanguages = ["it"]\n'
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        plain = write(Path(one), {"headword.toml": config, **PAGES})
        odd = write(Path(other), {"headword.toml": config, **mixed})
        assert find_facts(odd) == find_facts(plain)
        findings = check_pages(find_project(odd), [], drafts=False)[0].findings
        assert not [
            one
            for one in findings
            if one.rule.name in ("broken-link", "broken-link-in-text", "unwritten-note", "translation-shape")
        ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("other", FORMS)
def test_lock_and_turtle_file_are_found_in_any_normalization_form(
    form: str, other: str, tmp_path: Path, headword: Run
) -> None:
    text = "# Café\n## Thé {#thé}\n"
    folder = write(tmp_path, {to(form, "taxonomy/Café.md"): to(form, text)})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    lock = folder / "headword.lock"
    # Labels are always in NFC.
    said = lock.read_text("utf-8").replace("Café.md", to(other, "Café.md")).replace("/thé", to(other, "/thé"))
    lock.write_text(said, "utf-8")
    extra = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <caf%C3%A9> skos:changeNote 'x'@en ."
    write(folder, {to(other, "taxonomy/Café.extra.ttl"): extra.replace("caf%C3%A9", "Café/cafe")})
    checked = headword("check", "--locked", cwd=folder)
    assert "unlocked-id" not in checked.stdout
    assert "published-concept-removed" not in checked.stdout
    assert "left out" not in checked.stderr
    assert [value for _, predicate, value in find_facts(folder) if predicate.endswith("changeNote")]
    retired = headword("retire", to(other, "thé"), cwd=folder)
    assert retired.returncode == 0, retired.stderr


def test_file_names_that_look_equal_are_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path, {f"taxonomy/{to(form, 'Café.md')}": f"# {form}\n## B\n" for form in FORMS})
    report = check_pages(find_project(folder), [], drafts=False)[0]
    assert [one.rule.name for one in report.findings if one.rule.name == "same-iri"]
    assert report.concepts == 4


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("other", FORMS)
def test_globs_and_baselines_match_any_normalization_form(form: str, other: str, tmp_path: Path, headword: Run) -> None:
    assert matches_glob(to(form, "taxonomy/Café.md"), to(other, "taxonomy/Café*"))
    folder = write(tmp_path, {to(form, "taxonomy/Café.md"): "# Café\n## Thé\n\n- Related: [x](#nowhere)\n"})
    assert headword("check", cwd=folder).returncode == 1
    assert headword("baseline", cwd=folder).returncode == 0
    baseline = folder / "headword-baseline.json"
    assert "broken-link" in baseline.read_text("utf-8")
    baseline.write_text(to(other, baseline.read_text("utf-8")), "utf-8")
    assert headword("check", cwd=folder).returncode == 0


def test_existing_turtle_file_is_found(tmp_path: Path) -> None:
    page = tmp_path / to("NFC", "Café.md")
    assert extra_of(page) == tmp_path / to("NFC", "Café.extra.ttl")
    beside = tmp_path / to("NFD", "Café.extra.ttl")
    beside.touch()
    assert extra_of(page) == beside
    extra_of(page).with_name(to("NFC", beside.name)).touch()
    assert extra_of(page) == tmp_path / to("NFC", "Café.extra.ttl")
