"""The choice of pages and headings, and the map of front matter, beyond the cases of whole sites."""

import json
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from headword.compiler.meaning.dialect import find_key
from headword.lint.check import check_pages
from headword.markdown.outline import Outline, read_outline
from headword.markdown.page import parse_page
from headword.markdown.page_form import PageForm
from headword.markdown.profiles import PLAIN, SITES
from headword.project.config.front_matter import MEANINGS, PROPERTIES
from headword.project.project import find_project
from headword.project.select import select_pages
from support.project import CONFIG, Run


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_files_ignored_by_git_are_not_pages(tmp_path: Path) -> None:
    pages = {"taxonomy/a.md": "# A\n", "taxonomy/build/b.md": "# B\n", "taxonomy/kept.md": "# K\n"}
    write(tmp_path, {"headword.toml": f'{CONFIG}include = ["*.md", "taxonomy/kept.md"]\n', **pages})
    write(tmp_path, {".gitignore": "build/\nkept.md\n"})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    found = select_pages(find_project(tmp_path), [])
    assert [one.inside for one in found.files] == ["a.md", "kept.md"]
    assert [(one.path.name, one.reason) for one in found.unwanted] == [("b.md", "git ignores it")]


def test_ignored_sources_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"headword.toml": CONFIG, "taxonomy/a.md": "# A\n", ".gitignore": "taxonomy/\n"})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert [one.inside for one in select_pages(find_project(tmp_path), []).files] == ["a.md"]


def test_links_to_files_of_a_build_are_not_broken(tmp_path: Path) -> None:
    text = "# A\n\nSee [made](api/x.md), [gone](gone.md) and [other](./api/y.md#z).\n"
    write(tmp_path, {"headword.toml": CONFIG, "taxonomy/a.md": text, "taxonomy/.gitignore": "/api\n"})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for rules, broken in (("/api\n", ["gone.md"]), ("", ["api/x.md", "gone.md", "./api/y.md"])):
        # The answers of git are part of the cache's key.
        write(tmp_path, {"taxonomy/.gitignore": rules})
        report, _ = check_pages(find_project(tmp_path), [], drafts=False)
        found = [one.message for one in report.findings if one.rule.name == "broken-link-in-text"]
        assert found == [f"there is no page '{name}'" for name in broken]


def test_pages_are_listed_with_reasons(tmp_path: Path, headword: Run) -> None:
    config = f'{CONFIG}exclude = ["old"]\nlanguages = ["it"]\n'
    pages = {
        "a.md": "# A\n## B\n",
        "a.it.md": "# Aa\n## Bb\n",
        "old/c.md": "# C\n",
        "d.md": "---\ndraft: true\n---\n# D\n",
    }
    folder = write(tmp_path, {"headword.toml": config, **{f"taxonomy/{name}": text for name, text in pages.items()}})
    run = headword("pages", "--json", cwd=folder)
    assert run.returncode == 0
    listed = {one["path"]: (one["kind"], one["original"], one["reason"]) for one in json.loads(run.stdout)}
    assert listed == {
        "taxonomy/a.it.md": ("translation", "taxonomy/a.md", ""),
        "taxonomy/a.md": ("headings", "", ""),
        "taxonomy/d.md": ("none", "", "it is a draft"),
        "taxonomy/old/c.md": ("none", "", "`exclude` names it"),
    }
    table = headword("pages", "--left-out", cwd=folder)
    assert "taxonomy/old/c.md" in table.stdout
    assert "taxonomy/a.md" not in table.stdout
    assert "0 pages as concepts, 1 by their headings, 1 translation, 2 not read; 2 concepts" in table.stderr


def test_every_meaning_of_a_property_is_a_field() -> None:
    assert [name for name in PROPERTIES if find_key(name) is None] == []
    assert [meaning for site in SITES.values() for _, meaning in site.front_matter if meaning not in MEANINGS] == []


LEVELS = st.lists(st.integers(1, 6), min_size=1, max_size=12)
FORMS = st.builds(
    PageForm,
    name=st.sampled_from(["", "page"]),
    has_title=st.booleans(),
    sections=st.sampled_from(["concepts", "notes", "ignore"]),
    levels=st.tuples(st.integers(1, 3), st.integers(3, 6)),
    skipped=st.sampled_from([(), ("h2",), ("/h[13]/",)]),
    flattened=st.sampled_from([(), ("h1",), ("h3", "h4")]),
)


def read(levels: list[int], form: PageForm) -> Outline:
    lines = [f"{'#' * level} h{number}\n\nText {number}.\n" for number, level in enumerate(levels)]
    return read_outline(parse_page("\n".join(lines), "page.md", "page"), (), PLAIN, form)


@given(LEVELS, FORMS)
def test_each_heading_is_read_at_most_once(levels: list[int], form: PageForm) -> None:
    outline = read(levels, form)
    labels = [heading.label.text for heading in outline.headings if not heading.is_file_name]
    inner = [section.label.text for heading in outline.headings for section in heading.sections]
    assert len({*labels, *inner}) == len([*labels, *inner])
    assert set(labels) | set(inner) <= {f"h{number}" for number in range(len(levels))}
    assert not form.name or outline.main is not None
    for index, heading in enumerate(outline.headings):
        assert heading.parent is None or heading.parent < index
    if form.name and form.has_title:
        assert [heading for heading in outline.headings if heading.parent is None] == [outline.main]


@given(LEVELS)
def test_no_heading_is_left_out_by_default(levels: list[int]) -> None:
    outline = read(levels, PageForm())
    assert [heading.label.text for heading in outline.headings] == [f"h{number}" for number in range(len(levels))]
