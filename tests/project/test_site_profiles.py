"""The profiles of sites: their detection, and a small site of each from end to end."""

import json
import os
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headword.compiler.naming.lock import write_lock
from headword.compiler.site import find_site
from headword.compiler.vocabulary import compile_project
from headword.core.errors import HeadwordError
from headword.ids.inventory import accept
from headword.markdown.markup import hide_unseen
from headword.markdown.profiles import OBSIDIAN, SITES
from headword.markdown.text import normalize
from headword.project.detect import detect
from headword.project.project import LeftOut, find_pages, find_project
from headword.project.select import select_pages
from support.project import CONFIG, ROOT, Run

# What stands in a folder, the shape that it has by that, and what tells it.
FOLDERS = {
    "nothing": ({}, "plain", ""),
    "hugo.toml": ({"hugo.toml": ""}, "hugo", "hugo.toml"),
    "hugo.yaml": ({"hugo.yaml": ""}, "hugo", "hugo.yaml"),
    "old name": ({"config.toml": 'title = "x"\nbaseURL = "https://e.org/"\n'}, "hugo", "config.toml"),
    "old name in YAML": ({"config.yaml": "baseurl: https://e.org/\n"}, "hugo", "config.yaml"),
    "another program's config": ({"config.toml": 'name = "x"\n', "config.yaml": "a: baseURL\n"}, "plain", ""),
    "folder of configs": ({"config/_default/hugo.toml": ""}, "hugo", "config/_default/hugo.toml"),
    "themes": ({"content/a.md": "", "themes/x": ""}, "hugo", "content next to themes"),
    "content alone": ({"content/a.md": ""}, "plain", ""),
    "mkdocs.yml": ({"mkdocs.yml": ""}, "mkdocs", "mkdocs.yml"),
    "a vault": ({".obsidian/app.json": "{}"}, "obsidian", ".obsidian"),
    "a generator tells more": ({".obsidian/app.json": "{}", "mkdocs.yml": ""}, "mkdocs", "mkdocs.yml"),
    "Jupyter Book": ({"docs/_config.yml": "", "docs/_toc.yml": ""}, "sphinx", "docs/_toc.yml"),
    "no text": ({"config.toml": b"\xff\xfe"}, "plain", ""),
}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.mark.parametrize("name", FOLDERS)
def test_detection(name: str, tmp_path: Path) -> None:
    files, shape, evidence = FOLDERS[name]
    found = detect(write(tmp_path, files))
    assert (found.site.name, found.evidence) == (shape, evidence)


USUAL = ("category", "tag")
# The config and what else is there; the shape, the folder of pages and the subjects.
SETTLED = {
    "the usual folder": ('title = "T"', {"hugo.toml": ""}, "hugo", "content", USUAL),
    "one that Hugo was told": ('title = "T"', {"hugo.toml": 'contentDir = "pages/"'}, "hugo", "pages", USUAL),
    "one in JSON": ("", {"hugo.json": '{"contentdir": "pages"}'}, "hugo", "pages", USUAL),
    "one of a language is not": (
        "", {"hugo.toml": '[languages.it]\ncontentDir = "it"'}, "hugo", "content", USUAL,
    ),
    "one that MkDocs was told": (
        "", {"mkdocs.yml": "x: !!python/name:y\ndocs_dir: 'src' # here\n"}, "mkdocs", "src", USUAL,
    ),
    "taxonomy comes first": ("", {"hugo.toml": "", "taxonomy/a.md": ""}, "hugo", "taxonomy", USUAL),
    "the config comes first": (
        'sources = "x"\nsubjects = ["area"]', {".obsidian/a": ""}, "obsidian", "x", ("area",),
    ),
    "a vault": ("", {".obsidian/a": ""}, "obsidian", ".", ("tags",)),
    "by name": ('profile = "obsidian"', {"hugo.toml": ""}, "obsidian", ".", ("tags",)),
    "beside rules": ('profile = ["vocpub", "mkdocs"]', {}, "mkdocs", "docs", USUAL),
    "found beside rules": ('profile = ["vocpub"]', {"mkdocs.yml": ""}, "mkdocs", "docs", USUAL),
    "plain by name": ('profile = "plain"', {"hugo.toml": ""}, "plain", "taxonomy", USUAL),
    "in the folder of pages": ('sources = "notes"', {"notes/.obsidian/a": ""}, "obsidian", "notes", ("tags",)),
    "above the folder of pages": ('sources = "w/content"', {"w/hugo.toml": ""}, "hugo", "w/content", USUAL),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTLED)
def test_defaults_of_profile(name: str, tmp_path: Path) -> None:
    config, files, shape, sources, subjects = SETTLED[name]
    project = find_project(write(tmp_path, {**files, "headword.toml": config}))
    assert (project.config.shape.name, project.config.sources, project.config.subjects) == (shape, sources, subjects)


def test_site_has_one_profile(tmp_path: Path, headword: Run) -> None:
    write(tmp_path, {"headword.toml": 'title = "T"\nprofile = ["hugo", "vocpub", "obsidian"]\n'})
    with pytest.raises(HeadwordError, match="'hugo' and 'obsidian' are shapes of site"):
        find_project(tmp_path)
    run = headword("check", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.startswith("headword.toml:2:1: error: ")


def test_command_line_does_not_change_profile(tmp_path: Path, headword: Run) -> None:
    write(tmp_path, {"taxonomy/a.md": "# A\n"})
    run = headword("check", "--profile", "obsidian", cwd=tmp_path)
    assert run.returncode == 2
    assert 'profile = "obsidian" in headword.toml' in run.stderr


def test_site_without_config_is_the_project(tmp_path: Path) -> None:
    write(tmp_path, {"hugo.toml": "", "content/a/b.md": "# B\n", "other/c.md": "# C\n", "old/taxonomy/d.md": "# D\n"})
    for start in (tmp_path, tmp_path / "content", tmp_path / "content" / "a" / "b.md"):
        assert find_project(start).root == tmp_path
    assert find_project(tmp_path / "other" / "c.md").root == tmp_path / "other"
    assert find_project(tmp_path / "old").root == tmp_path / "old"


def test_home_folder_is_not_a_vault_for_subfolders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {".obsidian/a": "", "work/a.md": "# A\n"})
    assert find_project(tmp_path / "work").root == tmp_path
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert find_project(tmp_path / "work").root == tmp_path / "work"
    assert find_project(tmp_path).root == tmp_path


def test_config_shows_evidence_of_profile(tmp_path: Path, headword: Run) -> None:
    write(tmp_path, {"headword.toml": 'profile = ["vocpub"]\n', "mkdocs.yml": "", "docs/a.md": "# A\n"})
    for arguments in (["config"], ["check", "--show-settings"]):
        text = headword(*arguments, cwd=tmp_path).stdout
        assert tomllib.loads(text)["profile"] == ["vocpub", "mkdocs"]
        assert [
            line.rpartition("  # ")[2] for line in text.splitlines() if line.startswith(("profile", "sources"))
        ] == [
            "profile mkdocs",
            "headword.toml:1:1, there is mkdocs.yml",
        ]


TEMPLATER = ".obsidian/plugins/templater-obsidian/data.json"


@pytest.mark.parametrize(
    ("settings", "left_out"),
    [
        ({}, {"Templates", "sub/_templates"}),
        ({".obsidian/templates.json": '{"folder": "Forms"}'}, {"Forms"}),
        ({TEMPLATER: '{"templates_folder": "sub/_templates/"}'}, {"sub/_templates"}),
        ({".obsidian/templates.json": "[1"}, {"Templates", "sub/_templates"}),
    ],
)  # fmt: skip
def test_templates_of_a_vault(settings: dict[str, str | bytes], left_out: set[str], tmp_path: Path) -> None:
    pages = {f"{folder}/a.md": "" for folder in ("Templates", "sub/_templates", "Forms", ".trash", "sub")}
    found = find_pages(write(tmp_path, {".obsidian/app.json": "", **pages, **settings}), OBSIDIAN)
    assert {one.path.relative_to(tmp_path).as_posix() for one in found if isinstance(one, LeftOut)} == left_out


# Sites as people have them.
HUGO_SITE = {
    "hugo.toml": 'baseURL = "https://example.org/"\ntitle = "Rocks"\n',
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/rocks/_index.md": '+++\ntitle = "Rocks"\n+++\n# Rocks\n## Igneous\n',
    "content/rocks/granite/index.md": (
        "---\ntitle: Granite\naliases: [/old/granite]\ncategories: [rocks]\ntags: [building, granite]\n---\n"
        "# Granite; granitic rock\nCoarse {{< fn 1 >}}rock.\n\n"
        '- Broader: [Igneous]({{< ref "rocks#igneous" >}})\n\n> [!NOTE]\n> Of quartz too.\n'
    ),
    "content/rocks/granite/caption.md": "# A caption\n",
    "content/rocks/basalt.md": (
        "---\ntitle: Basalt\ncategory: rocks\ntag: building\ndraft: false\n---\n"
        '{{< jsvis-map1 "white" "" >}}\n# Basalt; basaltic rock\n## 1. Columns\n## 2. Pillows\n{{< /jsvis-map1 >}}\n'
    ),
    "content/rocks/draft.md": "---\ndraft: true\n---\n# Draft\n",
    "layouts/index.md": "# No page\n",
}
VAULT = {
    ".obsidian/templates.json": '{"folder": "Meta/Forms"}',
    "Meta/Forms/rock.md": "---\naliases: []\n---\n## {{title}}\n",
    ".trash/Gone.md": "# Gone\n",
    "Rocks.md": "#geology\n\nWhat the crust is made of.\n\n- [[Granite]]\n- [[Basalt]]\n\n![[crust.png]]\n",
    "Rocks/Granite.md": (
        "---\naliases:\n  - granitic rock\ntags:\n  - rock/igneous\ncssclasses: [wide]\n---\n"
        "A coarse rock, like [[Gneiss|its twin]]. %%check%% ^def\n\n"
        "> [!tip] In the field\n> Look for [[Granite#Quartz]].\n\n"
        "up:: [[Rocks]]\nRelated:: [[Basalt]]\nBroader:: [[Rocks]]\n\n## Quartz ^q\n\n## Feldspar #mineral\n"
    ),
    "Rocks/Basalt.md": (
        "# Basalt\nA fine rock. See [[Rocks/Granite#^def]] and [[map.canvas]].\n\n- Broader: [[Rocks]]\n"
    ),
    "Rocks/crust.png": b"\x89PNG",
}
MKDOCS_SITE = {
    "mkdocs.yml": "site_name: Rocks\nmarkdown_extensions: [admonition, attr_list]\n",
    "docs/index.md": "# Rocks\n\n[TOC]\n\nWhat the crust is made of.\n",
    "docs/igneous/granite.md": (
        "---\ntags:\n  - building\n---\n# Granite {: #granite-rock }\n\nA coarse rock.\n{: .lead }\n\n"
        '!!! warning "Heavy"\n\n    Two of it are *heavier*.\n\n'
        "- Alt: granitic rock\n- Broader: [Rocks](../index.md)\n\n"
        "## :material-diamond: Quartz\n\n*[SiO2]: silica\n"
    ),
    "README.md": "# No page\n",
}


def list_pages(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.ttl"))


@pytest.mark.parametrize(
    ("files", "shape", "published"),
    [
        (HUGO_SITE, "a Hugo site", ["rocks.ttl", "rocks/basalt.ttl", "rocks/granite.ttl"]),
        (VAULT, "an Obsidian vault", ["Rocks.ttl", "Rocks/Basalt.ttl", "Rocks/Granite.ttl"]),
        (MKDOCS_SITE, "a MkDocs site", ["igneous/granite.ttl", "index.ttl"]),
    ],
    ids=["hugo", "obsidian", "mkdocs"],
)
def test_site_compiles_without_edits(
    files: dict[str, str | bytes], shape: str, published: list[str], tmp_path: Path, headword: Run
) -> None:
    folder = write(tmp_path / "site", files)
    bare = headword("check", "--output-format", "concise", cwd=folder)
    assert bare.returncode == 0, bare.stdout + bare.stderr
    assert f"note: this is {shape} (there is " in bare.stderr
    made = headword("init", "--base", "https://w3id.org/rocks/", "--creator", "Me", cwd=folder)
    assert f"this is {shape}: there is " in made.stderr
    assert "wrote headword.toml\n" in made.stdout
    assert ".md" not in made.stdout
    found = json.loads(headword("check", "--output-format", "json", cwd=folder).stdout)
    assert {one["rule"] for one in found["findings"]} <= {"scheme-licence", "unwritten-note", "relation-across-schemes"}
    assert headword("build", cwd=folder).returncode == 0
    of_pages = [name for name in list_pages(folder / "vocab") if name not in ("catalog.ttl", "subjects.ttl")]
    assert of_pages == published
    assert headword("build", "--dry-run", cwd=folder).returncode == 0


def test_vault_compiles_as_intended(tmp_path: Path) -> None:
    compiled = compile_project(find_project(write(tmp_path, {**VAULT, "headword.toml": CONFIG})))
    said = {
        (predicate.rpartition("#")[2], str(getattr(value, "value", value)))
        for subject, predicate, value in compiled.facts
        if subject == "https://w3id.org/test/Rocks/Granite/granite"
    }
    assert {
        ("prefLabel", "Granite"),
        ("altLabel", "granitic rock"),
        ("definition", "A coarse rock, like its twin."),
        ("note", "In the field\n\nLook for [Granite > Quartz](https://w3id.org/test/Rocks/Granite/quartz)."),
        ("broader", "https://w3id.org/test/Rocks/rocks"),
        ("related", "https://w3id.org/test/Rocks/Basalt/basalt"),
        ("broadMatch", "https://w3id.org/test/subjects/rock-igneous"),
        ("broadMatch", "https://w3id.org/test/subjects/mineral"),
    } <= said
    places = {
        getattr(value, "value", value): str(place)
        for (subject, _, value), place in compiled.facts.items()
        if subject == "https://w3id.org/test/Rocks/Granite/granite"
    }
    assert places["granitic rock"] == "Rocks/Granite.md:3:5"
    assert places["https://w3id.org/test/subjects/mineral"] == "Rocks/Granite.md:19:13"
    assert places["Granite"] == "Rocks/Granite.md:1:1"


def test_the_note_in_the_documentation(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")
    note = text.partition('```markdown title="Granite.md"\n')[2].partition("```")[0]
    folder = write(tmp_path, {".obsidian/a": "", "Granite.md": note, "Basalt.md": "", "Rocks.md": ""})
    (folder / "headword.toml").write_text(CONFIG)
    facts = compile_project(find_project(folder)).facts
    of_note = {
        (predicate.rpartition("#")[2], str(getattr(value, "value", value)))
        for subject, predicate, value in facts
        if subject == "https://w3id.org/test/Granite/granite"
    }
    assert {
        ("prefLabel", "Granite"),
        ("altLabel", "granitic rock"),
        ("definition", "A coarse rock."),
        ("related", "https://w3id.org/test/Basalt/basalt"),
        ("narrower", "https://w3id.org/test/Granite/quartz"),
        ("broadMatch", "https://w3id.org/test/subjects/rock-igneous"),
    } <= of_note
    assert not any(predicate == "note" for predicate, _ in of_note)


def test_changed_profile_recompiles(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/rock.md": "---\ntags: [stone]\n---\n# Granite\n"})
    ask = ["query", "SELECT ?c { ?c skos:prefLabel 'stone'@en }", "--output-format", "csv"]
    assert headword(*ask, cwd=folder).stdout.splitlines() == ["c"]
    (folder / "hugo.toml").touch()
    assert headword(*ask, cwd=folder).stdout.splitlines() == ["c", "https://w3id.org/test/subjects/stone"]
    (folder / "hugo.toml").unlink()
    assert headword(*ask, cwd=folder).stdout.splitlines() == ["c"]


# The name of a note is in no line of it, so that nothing of ours may write there.
def test_notes_keep_their_ids(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    notes = {"taxonomy/Granite.md": "Coarse.\n\n## Quartz\n", "taxonomy/Basalt.md": "Fine.\n\n- Related: [[Granite]]\n"}
    folder = site(notes, CONFIG + 'profile = "obsidian"\n')
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("ids", "--write", cwd=folder).returncode == 0
    granite = '---\nid: "granite"\n---\nCoarse.\n\n## Quartz {#quartz}\n'
    assert (folder / "taxonomy/Granite.md").read_text() == granite
    assert (folder / "taxonomy/Basalt.md").read_text() == f'---\nid: "basalt"\n---\n{notes["taxonomy/Basalt.md"]}'
    (folder / "taxonomy/Basalt.md").write_text("Fine.\n\n- Related: [[Granitoid]]\n")
    (folder / "taxonomy/Granite.md").rename(folder / "taxonomy/Granitoid.md")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    run = headword("query", "SELECT ?c { ?c skos:prefLabel 'Granitoid'@en ; skos:related ?d }", cwd=folder)
    assert "https://w3id.org/test/Granite/granite" in run.stdout


@given(st.data(), st.integers(1, 4))
@settings(max_examples=25)
def test_renaming_notes_changes_no_iri(data: st.DataObject, count: int) -> None:
    headings = [data.draw(st.integers(0, 3)) for _ in range(count)]
    texts = {
        number: ("" if many else f"---\nid: n{number}\n---\n")
        + "".join(f"{'#' * data.draw(st.integers(1, 3))} Part {number} {one}\n" for one in range(many))
        for number, many in enumerate(headings)
    }
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), {"headword.toml": CONFIG + 'profile = "obsidian"\n'})
        names = {number: f"taxonomy/Note {number}.md" for number in texts}
        ids: list[dict[str, str]] = []
        for _ in range(2):
            for number, text in texts.items():
                write(folder, {names[number]: text})
            project = find_project(folder)
            accepted = accept(find_site(project, select_pages(project, []), drafts=False), "2026-01-16")
            assert not accepted.lost
            project.lock.write_text(write_lock(one.entry for one in accepted.published))
            ids.append({one.entry.id: one.entry.page for one in accepted.published})
            for number in texts:
                (folder / names[number]).unlink()
                if data.draw(st.booleans()):
                    names[number] = f"taxonomy/{data.draw(st.sampled_from(['', 'a/', 'b/c/']))}Other {number}.md"
        assert ids[0].keys() == ids[1].keys()


def test_a_note_without_headings_is_known_by_its_id(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/Mica.md": "Sheets.\n", "taxonomy/Ore.md": ""}, CONFIG + 'profile = "obsidian"\n')
    headword("ids", "--accept", cwd=folder)
    (folder / "taxonomy/Mica.md").rename(folder / "taxonomy/Glimmer.md")
    run = headword("ids", cwd=folder)
    assert run.returncode == 1
    assert "write `id: mica` in the front matter of the note" in run.stderr
    (folder / "taxonomy/Glimmer.md").write_text("---\nid: mica\n---\nSheets.\n")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    lock = (folder / "headword.lock").read_text()
    assert '["Mica/mica", "Glimmer.md", [], "Glimmer", ' in lock
    assert '["Mica", "Glimmer.md", null, "Glimmer", ' in lock


def test_edits_of_headings_reject_note_names(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    notes = {"taxonomy/Granite.md": "Coarse.\n", "taxonomy/Basalt.md": "Fine.\n\n## Columns\n"}
    folder = site(notes, CONFIG + 'profile = "obsidian"\n')
    headword("ids", "--accept", cwd=folder)
    run = headword("retire", "granite", cwd=folder)
    assert run.returncode == 2
    assert "delete Granite.md" in run.stderr
    run = headword("merge", "columns", "basalt", "--labels", cwd=folder)
    assert run.returncode == 2
    assert "aliases" in run.stderr
    assert {f"taxonomy/{file.name}": file.read_text() for file in (folder / "taxonomy").iterdir()} == notes
    (folder / "taxonomy/Granite.md").unlink()
    assert headword("retire", "granite", cwd=folder).returncode == 0
    assert headword("retire", "Granite", cwd=folder).returncode == 0
    assert headword("check", "--locked", cwd=folder).returncode == 0


def test_fixes_do_not_edit_first_line_for_note_name(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    first = "coarse,  and of many colours,"
    folder = site({"taxonomy/granite,.md": f"{first}\n## Quartz\n## Mica\n"}, CONFIG + 'profile = "obsidian"\n')
    found = headword("check", "--extend-select", "labels", "--output-format", "concise", cwd=folder).stdout
    assert "granite,.md:1:1: info[label-punctuation]" in found
    headword("check", "--fix", "--unsafe-fixes", "--extend-select", "labels", cwd=folder)
    assert (folder / "taxonomy/granite,.md").read_text().splitlines()[0] == first


@pytest.mark.parametrize("shape", SITES)
def test_init_asks_only_necessary_questions(shape: str, tmp_path: Path, headword: Run) -> None:
    run = headword("init", "--profile", shape, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    config = tomllib.loads((tmp_path / "headword.toml").read_text())
    assert config["profile"] == shape
    page = tmp_path / config.get("sources", "taxonomy") / SITES[shape].first_page
    assert page.is_file()
    checked = headword("check", cwd=tmp_path)
    is_note = SITES[shape].concepts == "page" and SITES[shape].sections == "notes"
    said = "no findings in 1 concept in 1 page" if is_note else "no findings in 3 concepts in 1 page"
    assert (checked.returncode, checked.stdout.strip()) == (0, said)
    assert checked.stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="a terminal of its own is to be had on POSIX only")
def test_init_asks_at_a_terminal(tmp_path: Path) -> None:
    import pty
    import sys

    write(tmp_path, {"mkdocs.yml": ""})
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-m", "headword", "init"])
    os.write(terminal, b"obsidian\n")
    said = b""
    while True:
        try:
            read = os.read(terminal, 4096)
        except OSError:
            break
        if not read:
            break
        said += read
    assert os.waitpid(pid, 0)[1] == 0
    assert f"profile ({', '.join(SITES)}) [mkdocs]: ".encode() in said
    assert tomllib.loads((tmp_path / "headword.toml").read_text())["profile"] == "obsidian"


LINES = st.lists(
    st.one_of(
        st.text('ab #%^`!>[]{}:-."=\t1', max_size=20),
        st.sampled_from(["```", "!!! note", "    text", "%%", "--8<--", "[TOC]", "# A #b", "> [!tip] x", "a ^b"]),
    ),
    max_size=8,
)  # fmt: skip


@given(LINES, st.sampled_from([site for site in SITES.values() if site.markup]))
def test_hidden_markup_keeps_columns(lines: list[str], site) -> None:  # type: ignore[no-untyped-def]
    hidden = hide_unseen(tuple(lines), 0, site)
    # The text of an admonition is written as a quote.
    has_admonition = any("!!!" in line for line in lines)
    assert len(hidden) == len(lines)
    for before, after in zip(lines, hidden, strict=True):
        changed = {(old, new) for old, new in zip(before, after, strict=False) if old != new}
        assert {new for _, new in changed} <= set("\ufdd0 >[]!")
        assert after in ("", ">") or has_admonition or len(after) == len(before)
        assert "\ufdd0" not in normalize(after)


def test_index_precedes_readme_in_mkdocs(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "docs" / "a").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: X\n")
    for name in ("index", "a/index", "a/README"):
        (tmp_path / "docs" / f"{name}.md").write_text(f"# {name}\n")
    run = headword("check", "--output-format", "concise", cwd=tmp_path)
    assert "same-iri" not in run.stdout
    assert "docs/a/README.md: left out: the index.md next to it is the page of the folder" in run.stderr
