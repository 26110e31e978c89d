"""What builds remember makes no difference: they are held against builds that remember nothing."""

import os
import shutil
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.site.test_site import MINERALS, SALT, list_files

from headword.core.cache import open_cache
from headword.site.build_cache import copy_build
from support.project import CONFIG, ROOT, Run

MakeSite = Callable[..., Path]
SUBJECTS = "---\ntitle: Salts\ncategory: stones\n---\n\n# Salts\n## Halite\n"

HARD = "## Halite\n\n## Hard {.collection}\n\n- Member: [Quartz](../minerals.md#quartz)\n"

FURTHER = {
    "taxonomy/rocks/tops.md": "# One\n\n# Two\n",
    "taxonomy/rocks/leads.md": (
        "# Leads\n\nSee [new](https://w3id.org/test/rocks/salt/new-one).\n\n"
        "## Third\n\n- Related: [One](tops.md#one), [Two](tops.md#two)\n"
    ),
    "taxonomy/rocks/more.md": "---\nunder: leads.md#third\n---\n# More\n\n## Fourth\n",
}
"""Pages that show others: their order, how many there are below, and where a note leads."""

CHANGES: dict[str, Callable[[Path], object]] = {
    "a definition": lambda top: edit(top / "taxonomy/minerals.md", "The *commonest*", "A *common*"),
    "a label that others show": lambda top: edit(top / "taxonomy/minerals.md", "## Gemstones", "## Gems {#gemstones}"),
    "a label on another page": lambda top: edit(top / "taxonomy/rocks/salt.md", "## Halite", "## Rock salt {#halite}"),
    "a heading moves a line down": lambda top: edit(top / "taxonomy/minerals.md", "## Feldspar\n", "\n## Feldspar\n"),
    "something narrower of what is narrower": lambda top: edit(
        top / "taxonomy/minerals.md", "### Amethyst; purple quartz\n", "### Amethyst; purple quartz\n\n#### Ametrine\n"
    ),
    "a page more": lambda top: (top / "taxonomy/gems.md").write_text("# Gems\n## Ruby\n"),
    "another page leads here": lambda top: edit(
        top / "taxonomy/rocks/salt.md", "## Halite", "## Halite\n\n- Related: [Quartz](../minerals.md#quartz)\n"
    ),
    "a collection of another page": lambda top: edit(top / "taxonomy/rocks/salt.md", "## Halite\n", HARD),
    "top concepts in another order": lambda top: edit(
        top / "taxonomy/rocks/tops.md", "# One\n\n# Two\n", "# Two\n\n# One\n"
    ),
    "a page that goes on from another": lambda top: edit(
        top / "taxonomy/rocks/more.md", "## Fourth", "## Fourth\n\n### Fifth"
    ),
    "a page for what a note links to": lambda top: edit(
        top / "taxonomy/rocks/salt.md", "## Halite", "## Halite\n\n## New one"
    ),
    "a subject": lambda top: (top / "taxonomy/rocks/salt.md").write_text(SUBJECTS),
    "the title of the whole": lambda top: edit(top / "headword.toml", 'title = "Test"', 'title = "Rocks"'),
    "a template": lambda top: write(top / "site-templates/concept.html", "{% extends 'headword/resource.html' %}"),
    "a word": lambda top: write(top / "site-templates/messages/en.toml", '[kind]\nconcept = "Term"\n'),
    "a page of the site, by hand": lambda top: (top / "site/minerals/quartz/index.html").write_text("mine"),
    "a page of the site, taken away": lambda top: (top / "site/minerals/quartz/index.html").unlink(),
    "nothing": lambda _: None,
}  # fmt: skip


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_remembered_makes_no_difference(change: str, site: MakeSite, headword: Run) -> None:
    config = CONFIG + 'languages = ["it"]\n'
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT, **FURTHER}, config)
    assert headword("site", "--no-check", cwd=folder).returncode == 0
    CHANGES[change](folder)
    run = headword("site", "--no-check", cwd=folder)
    assert run.returncode == 0, run.stderr
    assert headword("site", "--no-check", "--no-cache", "-o", "afresh", cwd=folder).returncode == 0
    assert list_files(folder / "site") == list_files(folder / "afresh")
    for name in sorted(list_files(folder / "afresh")):
        assert (folder / "site" / name).read_bytes() == (folder / "afresh" / name).read_bytes(), name


def test_what_stays_the_same_is_not_written_again(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    assert headword("site", cwd=folder).returncode == 0
    before = {name: os.stat(folder / "site" / name).st_mtime_ns for name in list_files(folder / "site")}
    edit(folder / "taxonomy/rocks/salt.md", "## Halite", "## Halite\n\nCommon salt.")
    run = headword("site", cwd=folder)
    assert "(0 added, " in run.stdout
    after = {name: os.stat(folder / "site" / name).st_mtime_ns for name in list_files(folder / "site")}
    touched = {name for name in after if after[name] != before.get(name)}
    assert "rocks/salt/halite/index.html" in touched
    assert not [name for name in touched if name.startswith("minerals")]
    assert headword("site", cwd=folder).stdout.endswith("(0 added, 0 changed, 0 removed)\n")


def test_a_copy_of_a_build_is_not_made_again(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    assert headword("site", cwd=folder).returncode == 0
    with open_cache(folder) as cache:
        copy_build(cache, folder / "site", folder / "copy")
    edit(folder / "taxonomy/rocks/salt.md", "## Halite", "## Halite\n\nCommon salt.")
    assert "(0 added, " in headword("site", "--output", "copy", cwd=folder).stdout
    assert (folder / "copy/minerals/quartz.ttl").samefile(folder / "site/minerals/quartz.ttl")
    assert "Common salt" in (folder / "copy/rocks/salt/halite.ttl").read_text("utf-8")
    assert "Common salt" not in (folder / "site/rocks/salt/halite.ttl").read_text("utf-8")


def test_of_folders_that_are_gone_nothing_is_remembered(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    for output in ("kept", "gone", "kept"):
        if output == "kept":
            shutil.rmtree(folder / "gone", ignore_errors=True)
        assert headword("site", "--output", output, cwd=folder).returncode == 0
    with closing(sqlite3.connect(folder / ".headword-cache/cache.sqlite")) as cache:
        names = cache.execute("select name from entry where kind = 'site'").fetchall()
    assert {Path(name.partition("\0")[0]).name for (name,) in names} == {"kept"}


def test_what_others_put_into_the_site_stays(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    write(folder / "site/CNAME", "rocks.example.org")
    assert headword("site", cwd=folder).returncode == 0
    edit(folder / "taxonomy/rocks/salt.md", "## Halite", "## Halite\n\nCommon salt.")
    assert headword("site", cwd=folder).returncode == 0
    assert (folder / "site/CNAME").read_text() == "rocks.example.org"
    write(folder / "site/rocks/new/index.html", "mine")
    edit(folder / "taxonomy/rocks/salt.md", "Common salt.", "Salt.")
    (folder / "taxonomy/rocks/new.md").write_text("# New\n")
    run = headword("site", "--no-check", cwd=folder)
    assert run.returncode == 2
    assert "rocks/new/index.html: error: this file was not written by headword" in run.stderr
    assert "Common salt." in (folder / "site/rocks/salt/halite/index.html").read_text()


def flatten(table: dict[str, object], above: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found.update(flatten(value, f"{above}{key}.") if isinstance(value, dict) else {f"{above}{key}": str(value)})
    return found


@pytest.mark.parametrize("language", ["it", "de", "fr", "es", "pt", "nl", "ru", "zh", "ar"])
def test_the_words_are_there_in_each_language(language: str) -> None:
    folder = ROOT / "src/headword/site/messages"
    english = flatten(tomllib.loads((folder / "en.toml").read_text("utf-8")))
    other = flatten(tomllib.loads((folder / f"{language}.toml").read_text("utf-8")))
    assert english.keys() == other.keys()
    for key, text in english.items():
        assert sorted(find_places(text)) == sorted(find_places(other[key])), key


def find_places(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
