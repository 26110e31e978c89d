"""``headword init`` on small sites: it reads what the generator knows, and writes a config without findings."""

import tomllib
from pathlib import Path

import pytest

from headword.cli.init import choose_concepts
from support.project import Run

STRUCTURE = "## Overview\n\nIn short.\n\n## How to use it\n\nSo.\n"
TERMS = ("cup", "kettle", "pot", "saucer", "spoon", "strainer")
SITES = {
    "hugo": (
        {
            "hugo.toml": 'title = "Tea"\nbaseURL = "https://tea.example/"\ncontentDir = "content/en"\n'
            'defaultContentLanguage = "en"\n[languages.en]\n[languages.it]\n',
            "LICENSE": "Attribution 4.0 International",
            **{f"content/en/{name}.md": f"---\ntitle: {name}\n---\nFor tea.\n\n{STRUCTURE}" for name in TERMS},
            "content/it/cup.md": "---\ntitle: Tazza\n---\nPer il tè.\n",
        },
        {
            "base": "https://tea.example",
            "title": "Tea",
            "lang": "en",
            "languages": ["it"],
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "profile": "hugo",
            "sources": "content",
            "concepts": "page",
        },
    ),
    "mkdocs": (
        {
            "mkdocs.yml": "site_name: Tea\nsite_url: https://tea.example/docs/\nsite_author: Anna\n",
            "docs/brewing.md": "# Brewing\n## Water\n### Hardness\n## Leaves\n",
            "docs/drinking.md": "# Drinking\n## Cups\n## Bowls\n",
        },
        {
            "base": "https://tea.example/docs/",
            "title": "Tea",
            "creator": "Anna",
            "profile": "mkdocs",
            "sources": "docs",
        },
    ),
    "docusaurus": (
        {
            "docusaurus.config.js": "module.exports = {\n  title: 'Tea',\n  url: 'https://tea.example',\n"
            "  i18n: { defaultLocale: 'en', locales: ['en', 'fr'] },\n};\n",
            "docs/brewing.mdx": "import Tabs from '@theme/Tabs';\n\n# Brewing\n\nBoil.\n\n"
            "## Water\n\n{/* soon */}\nSoft.\n",
        },
        {
            "title": "Tea",
            "base": "https://tea.example",
            "languages": ["fr"],
            "profile": "docusaurus",
            "sources": "docs",
        },
    ),
    "jekyll": (
        {"_config.yml": "name: Tea\nurl: https://tea.example\n", "cup.md": "# Cup\n## Sizes\n### Small\n"},
        {"title": "Tea", "base": "https://tea.example", "profile": "jekyll", "sources": "."},
    ),
    "mdbook": (
        {
            "book.toml": '[book]\ntitle = "Tea"\nlanguage = "de"\nauthors = ["Anna", "Ben"]\n',
            "src/SUMMARY.md": "- [A](a.md)\n",
            "src/a.md": "# A\n",
        },
        {"title": "Tea", "lang": "de", "profile": "mdbook", "sources": "src", "creator": ["Anna", "Ben"]},
    ),
}


@pytest.mark.parametrize("name", SITES)
def test_the_config_says_what_the_site_says(name: str, tmp_path: Path, headword: Run) -> None:
    files, expected = SITES[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    tried = headword("init", "--dry-run", cwd=tmp_path)
    assert tried.returncode == 0, tried.stderr
    assert not (tmp_path / "headword.toml").exists()
    made = headword("init", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "headword.toml").read_text(encoding="utf-8")
    assert text == tried.stdout
    config = tomllib.loads(text)
    assert {key: config.get(key) for key in expected} == expected
    assert "concepts" in expected or "concepts" not in config
    assert "Minerals" not in {path.stem for path in tmp_path.rglob("*.md")}
    checked = headword("check", "--fail-on", "warning", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout


def test_a_licence_and_an_author_that_are_not_known_are_not_missed(tmp_path: Path, headword: Run) -> None:
    assert headword("init", cwd=tmp_path).returncode == 0
    assert "no findings in 3 concepts in 1 page" in headword("check", cwd=tmp_path).stdout


def test_headings_on_most_pages_are_structure(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Tea\n")
    for name in TERMS:
        (tmp_path / "docs" / f"{name}.md").write_text(f"# {name}\n{STRUCTURE}")
    run = headword("init", "--concepts", "headings", cwd=tmp_path)
    assert "the heading 'Overview' is on 6 pages" in run.stderr


SMALL_SITES: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "two decisions": (
        {
            f"taxonomy/000{number}.md": f"# Decide {number}\n\nDate: 2026-01-0{number}\n\n## Context\n\nIt is.\n\n"
            f"## Decision\n\nWe do {number}.\n"
            for number in (1, 2)
        },
        {"concepts": "page"},
    ),
    "two outlines": (
        {f"taxonomy/{name}.md": f"# {name}\n## Sizes\n## Uses of a {name}\n## {name} care\n" for name in TERMS[:2]},
        {},
    ),
    "a list of links": (
        {
            "taxonomy/list.md": "# Tea\n\n## Contents\n\n- [Shops](#shops)\n- [Books](#books)\n"
            + "".join(
                f"\n## {kind}\n\n"
                + "".join(f"- [{kind} {name}](https://tea.example/{kind}/{name}) - For a {name}.\n" for name in TERMS)
                for kind in ("Shops", "Books")
            )
        },
        {"outline": "lists", "skip-headings": ["Contents"], "severity": {"label-case-style": "off"}},
    ),
    "a map": (
        {"taxonomy/map.md": "- Tea\n  - Green\n    - Sencha\n  - Black\n"},
        {"outline": "lists", "severity": {"label-case-style": "off"}},
    ),
    "maps": (
        {f"taxonomy/{name}.md": f"- {name}\n  - Green\n  - Black\n" for name in TERMS[:2]},
        {"outline": "lists", "severity": {"label-case-style": "off"}},
    ),
    "pages without headings": (
        {f"taxonomy/{name}.md": f"---\ntitle: {name}\n---\nA {name}.\n" for name in TERMS[:2]},
        {"concepts": "page"},
    ),
    "pages that begin with text": (
        {
            f"taxonomy/{name}.md": f"A {name}.\n\n## {name} care\n\nTL;DR: wash.\n"
            + f"\n## In short; {name}\n" * (name == "cup")
            + "".join(f"\n## {name} {number}\n" for number in range(5))
            for name in TERMS[:2]
        },
        {
            "concepts": "page",
            "sections": "concepts",
            "folders": "ignore",
            "scheme": "page",
            "keyword-separator": "",
        },
    ),
    "translations of nothing": (
        {
            **{
                f"taxonomy/{name}.md": f"# {name}\n## Sizes\n## Uses of a {name}\n## {name} care\n"
                for name in TERMS[:2]
            },
            "taxonomy/saucers.it.md": "# Piattini\n",
            "taxonomy/saucers.de.md": "# Untertassen\n",
        },
        {"exclude": ["taxonomy/saucers.de.md", "taxonomy/saucers.it.md"]},
    ),
}


def test_notes_that_link_to_each_other_are_a_vault(tmp_path: Path, headword: Run) -> None:
    for name in TERMS:
        (tmp_path / f"{name}.md").write_text(
            f"Like [[tea]], or [[{TERMS[0]}]].\n\n# Sizes\n\n## For tea\n\n# Care\n\n## For tea\n"
        )
    run = headword("init", cwd=tmp_path)
    assert "this is an Obsidian vault: most pages have [[links]]" in run.stderr
    config = tomllib.loads((tmp_path / "headword.toml").read_text("utf-8"))
    assert (config["profile"], config["severity"]["same-label"]) == ("obsidian", "off")


@pytest.mark.parametrize("name", SMALL_SITES)
def test_a_few_pages_are_read_as_what_they_are(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, chosen = SMALL_SITES[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert choose_concepts({}, None) == chosen
