"""`headword lint` and `headword usage` as their users run them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.project import Run

CONFIG = """\
base = "https://w3id.org/test/"
[content]
paths = ["content"]
[content.keys]
tags = "topics"
"""


@pytest.fixture
def folder(site: Callable[..., Path]) -> Path:
    pages = {"taxonomy/topics.md": "# Sand; grit\n# Clay\n", "content/a.md": "---\ntags: [grit, mud]\n---\nText.\n"}
    return site(pages, CONFIG)


def test_findings_fixes_and_the_baseline(folder: Path, headword: Run) -> None:
    run = headword("lint", "--output-format", "concise", cwd=folder)
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "content/a.md:2:8: warning[non-preferred-term] 'grit' is an alternative label of 'sand' [*]",
        "content/a.md:2:14: error[unknown-term] 'mud' is not a concept of the scheme 'topics'",
        "1 error, 1 warning in 1 concept in 1 page; 1 fixable with --fix",
    ]
    shown = headword("lint", "--fix", "--dry-run", cwd=folder).stdout
    assert "-tags: [grit, mud]\n+tags: [sand, mud]\n" in shown
    assert "grit" in (folder / "content" / "a.md").read_text()
    assert headword("baseline", cwd=folder).returncode == 0
    assert headword("lint", cwd=folder).returncode == 0
    fixed = headword("lint", "--fix", "--no-baseline", cwd=folder)
    assert "fixed: 1 non-preferred-term" in fixed.stderr
    assert (folder / "content" / "a.md").read_text() == "---\ntags: [sand, mud]\n---\nText.\n"
    # A check does not know the findings of the content, and does not call them gone.
    assert "no longer occur" not in headword("check", cwd=folder).stderr
    assert "1 known findings no longer occur" in headword("lint", cwd=folder).stderr


def test_usage(folder: Path, headword: Run) -> None:
    run = headword("usage", cwd=folder)
    assert run.stdout == (
        "1  mud   (names no concept)\n"
        "1  Sand  <https://w3id.org/test/topics/sand>\n"
        "0  Clay  <https://w3id.org/test/topics/clay>\n"
    )
    assert run.stderr == "note: 1 concept in 1 page; 1 value without a concept\n"
    assert headword("usage", "--unused", "--pages", cwd=folder).stdout == "Clay  <https://w3id.org/test/topics/clay>\n"
    listed = json.loads(headword("usage", "--unknown", "--json", cwd=folder).stdout)
    assert listed == [
        {
            "iri": None,
            "name": "mud",
            "count": 1,
            "deprecated": False,
            "reason": "unknown-term",
            "pages": ["content/a.md"],
        }
    ]


def test_every_format_and_paths(folder: Path, headword: Run) -> None:
    (folder / "content" / "b.md").write_text("---\ntags: clay\n---\n")
    assert headword("lint", "content/b.md", cwd=folder).returncode == 0
    report = json.loads(headword("lint", "--json", cwd=folder).stdout)
    assert [one["rule"] for one in report["findings"]] == ["non-preferred-term", "unknown-term"]
    assert headword("lint", "--output-format", "sarif", "-o", "r.sarif", cwd=folder).returncode == 1
    assert json.loads((folder / "r.sarif").read_text())["runs"][0]["results"]
    missing = headword("lint", "content/none.md", cwd=folder)
    assert (missing.returncode, missing.stderr) == (2, "content/none.md: error: there is no such file or folder\n")


def test_terms_in_text_and_links(folder: Path, headword: Run) -> None:
    with (folder / "headword.toml").open("a") as config:
        config.write("[content.prose]\n")
    page = folder / "content" / "a.md"
    page.write_text("A grit and clay.\n")
    assert "non-preferred-term-in-text" in headword("lint", cwd=folder).stdout
    shown = headword("lint", "--link", "--dry-run", cwd=folder)
    assert shown.returncode == 1
    link = "A [grit](https://w3id.org/test/topics/sand) and [clay](https://w3id.org/test/topics/clay).\n"
    assert f"+{link}" in shown.stdout
    assert headword("lint", "--link", cwd=folder).returncode == 0
    assert page.read_text() == link


def test_annotations(folder: Path, headword: Run) -> None:
    page = folder / "content" / "a.md"
    page.write_text("---\ntags: [grit] # c\n---\n# Clays\nSand and clay.\n")
    run = headword("annotate", "content/a.md", cwd=folder)
    assert run.stdout == (
        "content/a.md\n"
        "1.00  Clay  2 mentions, in a heading, first at 4:3  https://w3id.org/test/topics/clay\n"
        "0.33  Sand  1 mention, first at 5:1                 https://w3id.org/test/topics/sand\n"
    )
    shown = headword("annotate", "--suggest", "--json", "content/a.md", cwd=folder).stdout
    assert [one["value"] for one in json.loads(shown)["texts"][0]["suggestions"]] == ["Clay"]
    shown = headword("annotate", "--write", "--dry-run", "content/a.md", cwd=folder)
    assert (shown.returncode, "+tags: [grit, Clay] # c\n" in shown.stdout) == (1, True)
    assert headword("annotate", "--write", "content/a.md", cwd=folder).stderr == "note: 1 page of 1 changed\n"
    assert page.read_text() == "---\ntags: [grit, Clay] # c\n---\n# Clays\nSand and clay.\n"
    assert headword("annotate", "-", "--write", cwd=folder).returncode == 2
    assert headword("annotate", "content", cwd=folder).stdout.startswith("content/a.md\n1.00  Clay")
    assert "--lang is not a language tag" in headword("annotate", "--lang", "x!!", "-", cwd=folder).stderr
