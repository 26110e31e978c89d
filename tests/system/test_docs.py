"""The documentation: its site is built, its examples are run, its pictures are what the program shows."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

import headword
from headword.core.version import ADDRESS
from headword.lint.catalogue import load_rules
from headword.project.config.describe import make_schema
from headword.project.project import find_project
from headword.server.mcp.loaded import PagesFeed
from support.assistant import assisting, draw_conversation
from support.cli_reference import render_cli_reference
from support.examples import count_examples, render_examples
from support.pictures import OVERVIEW, PICTURES, read_size, take_pictures
from support.project import ROOT, Run
from support.rich_site import write_files

DOCS = ROOT / "docs"
# Pages whose examples go on from one another, in an empty folder.
TAUGHT = sorted(
    [*DOCS.glob("get-started/*.md"), *DOCS.glob("tutorials/*.md"), DOCS / "troubleshooting.md", DOCS / "faq.md"]
)
# With it, pages get the output of today: look at the difference before you commit it.
UPDATE = "HEADWORD_UPDATE_DOCS" in os.environ
PARSERS = {"toml": tomllib.loads, "yaml": yaml.safe_load, "json": json.loads}


def name(file: Path) -> str:
    return file.relative_to(DOCS).as_posix()


def test_the_site_of_the_documentation_is_built(tmp_path: Path) -> None:
    """Strict: every page is in the navigation, every link and anchor is there; `--quiet` would hide what is not."""
    if os.environ.get("CI") != "true":
        pytest.importorskip("material")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    for page in (tmp_path / "site").rglob("index.html"):
        prose = re.sub(r"<(pre|code)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        # A block that the site does not know as one, by its words after the marks or by its indentation.
        assert "```" not in prose, page
    # The address is redirected to the site, so that links of findings lead to these pages.
    for rule in load_rules().rules.values():
        assert (tmp_path / "site" / rule.url.removeprefix(f"{ADDRESS}/") / "index.html").exists(), rule.name
    reference = (tmp_path / "site" / "python-reference" / "index.html").read_text()
    assert {name for name in headword.__all__ if f'id="{name.lower()}"' not in reference} == {"__version__"}
    assert json.loads((tmp_path / "site" / "config.schema.json").read_text()) == make_schema()


def test_the_reference_of_the_command_line_is_current() -> None:
    page = DOCS / "cli.md"
    if UPDATE:
        page.write_text(render_cli_reference(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == render_cli_reference()


@pytest.mark.parametrize("page", TAUGHT, ids=name)
def test_the_examples_of_a_page(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    folder = tmp_path / "rocks"
    folder.mkdir()
    rendered = render_examples(text, folder)
    if UPDATE:
        page.write_text(rendered, encoding="utf-8")
    else:
        assert rendered == text


def test_the_glossary_is_a_vocabulary_without_findings(headword: Run) -> None:
    run = headword("check", "docs/glossary.md", cwd=ROOT)
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("no findings in ")


EXAMPLE = """\
```text title="a/b.txt"
one
two
three
```

```console
$ cat a/b.txt
{}$ echo two \\
    words
two words
```
"""


@pytest.mark.parametrize("shown", ["one\ntwo\nthree\n", "…\n", "…\ntwo\n…\n", "one\n…\n", "one\n…\nthree\n"])
def test_an_example_that_is_true_stays_as_it_is(shown: str, tmp_path: Path) -> None:
    assert render_examples(EXAMPLE.format(shown), tmp_path) == EXAMPLE.format(shown)


@pytest.mark.parametrize("shown", ["", "one\n", "two\n…\n", "…\nfour\n", "one\ntwo\nthree\nfour\n"])
def test_an_example_that_is_not_true_gets_the_real_output(shown: str, tmp_path: Path) -> None:
    assert render_examples(EXAMPLE.format(shown), tmp_path) == EXAMPLE.format("one\ntwo\nthree\n")


def test_a_program_shows_what_it_prints(tmp_path: Path) -> None:
    page = "```python\nprint(1 + 1)  # {}\n```\n"
    assert render_examples(page.format(3), tmp_path) == page.format(2)
    assert count_examples(page + EXAMPLE.format("")) == 3


MINERALS = """\
base = "https://example.org/"
creator = ["A museum"]
license = "https://example.org/licence"
created = "2026-01-16"
"""
MISTAKE = """\
# Minerals

## Quartz; rock crystal

A hard mineral.

- Related: [Felspar](#felspar)

## Feldspar

A common mineral.
"""


def test_the_pictures_are_what_the_site_shows(tmp_path: Path, headword: Run) -> None:
    """They are taken anew and have the size of those that are kept; fonts differ from machine to machine."""
    kept = DOCS / "images"
    assert headword("site", "--output", str(tmp_path / "site"), cwd=ROOT).returncode == 0
    (tmp_path / "pictures").mkdir()
    write_files(tmp_path / "minerals", {"headword.toml": MINERALS, "taxonomy/minerals.md": MISTAKE})
    finding = "$ headword check\n" + headword("check", cwd=tmp_path / "minerals").stdout
    for picture in take_pictures(tmp_path / "site", tmp_path / "pictures", finding):
        if UPDATE:
            shutil.copy(picture, kept)
        assert read_size(picture) == read_size(kept / picture.name)
        assert (kept / picture.name).stat().st_size < 200_000
    # The picture of a spreadsheet is one of LibreOffice.
    assert {file.stem for file in kept.glob("*.png")} == {*PICTURES, OVERVIEW, "sheet"}


def test_the_picture_of_a_conversation_has_real_answers() -> None:
    file = DOCS / "images" / "assistant.svg"
    with assisting(PagesFeed(lambda: find_project(ROOT), no_cache=True)) as assistant:
        drawn = draw_conversation(assistant)
    if UPDATE:
        file.write_text(drawn, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == drawn


def test_there_are_examples() -> None:
    assert sum(count_examples(page.read_text(encoding="utf-8")) for page in TAUGHT) > 40


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"])
def test_links_outside_of_the_documentation_lead_to_files(page: str) -> None:
    """Those of the documentation are checked when its site is built."""
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = {target for target in re.findall(r"\]\(([^)#]+)", text) if not target.startswith("https://")}
    assert {target for target in targets if not (ROOT / target).exists()} == set()


def test_links_of_the_readme_are_absolute() -> None:
    """The package index shows it too. What is below our address is a page of the documentation."""
    targets = re.findall(r"\]\(([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert [target for target in targets if not target.startswith("https://")] == []
    ours = [target.removeprefix(f"{ADDRESS}/").rstrip("/") for target in targets if target.startswith(f"{ADDRESS}/")]
    assert len(ours) > 20
    places = [[DOCS / f"{path}.md", DOCS / path, ROOT / f"{path.upper()}.md"] for path in ours]
    assert [path for path, files in zip(ours, places, strict=True) if not any(file.exists() for file in files)] == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=name)
def test_what_is_shown_of_a_format_is_of_that_format(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for token in MarkdownIt("commonmark").parse(text):
        parse = PARSERS.get(token.info.partition(" ")[0]) if token.type == "fence" else None
        if parse:
            parse(token.content)
