"""Ids of pages that are concepts: they are in the front matter, and stay when the title changes."""

from pathlib import Path

import pytest

from headword.compiler.vocabulary import compile_project
from headword.project.project import find_project
from headword.rdf.terms import SKOS, Literal
from support.project import CONFIG, Run

PAGES = {
    "yaml.md": ("---\ntitle: Tea kettle\n---\nBoils.\n", '---\ntitle: Tea kettle\nid: "tea-kettle"\n---\nBoils.\n'),
    "toml.md": ('+++\ntitle = "Cup"\n[extra]\nx = 1\n+++\n', '+++\nid = "cup"\ntitle = "Cup"\n[extra]\nx = 1\n+++\n'),
    "other.md": (
        "---\ntitle: Pot\n---\n# Tea pot\n\nOf clay.\n",
        '---\ntitle: Pot\nid: "pot"\n---\n# Tea pot\n\nOf clay.\n',
    ),
    "same.md": ("---\ntitle: Whisk\n---\n# Whisk\n", "---\ntitle: Whisk\n---\n# Whisk {#whisk}\n"),
    "tea-tray.md": ("To carry.\n", '---\nid: "tea-tray"\n---\nTo carry.\n'),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "headword.toml").write_text(f'{CONFIG}concepts = "page"\n')
    for name, (before, _) in PAGES.items():
        (tmp_path / "taxonomy" / name).write_text(before)
    return tmp_path


def labels(folder: Path) -> dict[str, str]:
    facts = compile_project(find_project(folder)).facts
    found = ((one, value) for one, predicate, value in facts if predicate == f"{SKOS}prefLabel")
    return {one.rpartition("/")[2]: value.value for one, value in found if isinstance(value, Literal)}


def test_ids_of_page_concepts_are_in_front_matter(folder: Path, headword: Run) -> None:
    before = labels(folder)
    assert headword("ids", "--write", cwd=folder).returncode == 0
    for name, (_, after) in PAGES.items():
        assert (folder / "taxonomy" / name).read_text() == after
    assert labels(folder) == before


def test_new_title_keeps_iri(folder: Path, headword: Run) -> None:
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    page = folder / "taxonomy" / "yaml.md"
    page.write_text(page.read_text().replace("Tea kettle", "Samovar"))
    assert labels(folder)["tea-kettle"] == "Samovar"


def test_renamed_folder_keeps_its_scheme(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "headword.toml").write_text(f'{CONFIG}scheme = "folder"\n')
    pages = {
        "rocks/index.md": "---\ntitle: Rocks\n---\n",
        "rocks/granite.md": "# Granite\n",
        "rocks/basalt.md": "# Basalt\n",
        "plants/oak.md": "# Oak\n",
        "tools/saw.md": "# Saw\n",
        "tools/axe.md": "# Axe\n",
    }
    sources = tmp_path / "taxonomy"
    for name, text in pages.items():
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).write_text(text)
    assert headword("ids", "--accept", cwd=tmp_path).returncode == 0
    assert headword("build", cwd=tmp_path).returncode == 0
    before = {one for one, _, value in compile_project(find_project(tmp_path)).facts if value == f"{SKOS}Concept"}
    (sources / "rocks").rename(sources / "stones")
    (sources / "plants").rename(sources / "flora")
    # A page that leaves its folder takes its own IRI along, and not that of the folder.
    (sources / "hand tools").mkdir()
    (sources / "tools/saw.md").rename(sources / "hand tools/saw.md")
    accepted = headword("ids", "--accept", cwd=tmp_path)
    assert accepted.returncode == 0, accepted.stderr
    (sources / "flora/fern.md").write_text("# Fern\n")
    built = headword("build", cwd=tmp_path)
    assert built.returncode == 0, built.stdout
    facts = compile_project(find_project(tmp_path)).facts
    base = before.copy().pop().rsplit("/", 2)[0]
    assert {one for one, _, value in facts if value == f"{SKOS}Concept"} == before | {f"{base}/plants/fern"}
    schemes = {one for one, _, value in facts if value == f"{SKOS}ConceptScheme"}
    assert schemes == {f"{base}/{name}" for name in ("rocks", "plants", "tools", "hand%20tools")}
