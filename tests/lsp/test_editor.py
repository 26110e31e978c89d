"""What an editor relies on: checking a change comes to what checking everything does, and a rename renames."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.lint.check import check_pages
from headword.lsp.project_state import CheckedProject, check_again, check_project
from headword.lsp.rename import rename
from headword.markdown.marking import mark_id
from headword.project.project import find_project
from support.generated_sites import BASE, FILES, changes, put

CONFIGS = st.sampled_from(
    ["", 'scheme = "site"\n', 'iri-style = "hash"\n', 'select = ["ALL"]\n', 'profile = "obsidian"\n']
)


@given(
    st.lists(changes(), min_size=2, max_size=6),
    st.lists(changes().filter(lambda change: change[1] is not None), min_size=1, max_size=5),
    CONFIGS,
)
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
def test_a_change_in_the_editor_is_checked_as_if_it_were_saved(
    first: list[tuple[str, str | None]], then: list[tuple[str, str | None]], config: str
) -> None:
    with tempfile.TemporaryDirectory() as name, open_cache(None) as cache:
        folder = Path(name)
        (folder / "headword.toml").write_text(f'base = "{BASE}"\n{config}')
        for file in FILES:
            put(folder, (file, "# Ore\n"))
        for change in first:
            put(folder, change)
        project = find_project(folder)
        snapshot = check_project(project, RunContext(cache, jobs=1), {}, drafts=False)
        held: dict[Path, bytes] = {}
        for file, text in then:
            path = folder / "taxonomy" / file
            page = path.with_name(path.name.replace(".extra.ttl", ".md"))
            if page.exists():
                held[path] = (text or "").encode()
                snapshot = check_again(snapshot, dict(held), {path})
        for path, data in held.items():
            path.write_bytes(data)
        with open_cache(None) as none:
            report, _ = check_pages(project, [], drafts=False, context=RunContext(none))
        assert snapshot.report.findings == report.findings


PAGE = """\
---
title: Page
---

# Top; a word {#t .deprecated}
## One
### Same
## Two ##
### Same
Third
-----
"""


def open_page(folder: Path, text: str, cache_means: RunContext) -> CheckedProject:
    (folder / "taxonomy").mkdir(exist_ok=True)
    (folder / "headword.toml").write_text(f'base = "{BASE}"\n')
    (folder / "taxonomy" / "page.md").write_text(text, "utf-8")
    return check_project(find_project(folder), cache_means, {}, drafts=False)


def names(snapshot: CheckedProject, text: str | None = None) -> list[tuple[str, str]]:
    plan = snapshot.plan("taxonomy/page.md", None if text is None else text.split("\n"))
    assert plan is not None
    return [(one.iri, one.heading.label.text) for one in plan.headings]


@given(
    st.sampled_from([PAGE, "{{< jsvis-map1 >}}\n# Top; a, b\n## 1. One\n## 2. Same\n### Same\n{{< /jsvis-map1 >}}\n"]),
    st.integers(0, 5),
    st.one_of(st.text(max_size=12), st.text("#;*_[]<>&{}\\`1.) |a\u0301", max_size=12)),
)
@example(PAGE, 1, "1. One")
@example(PAGE, 1, "1 One")
@example(PAGE, 3, "{#t}")
@example(PAGE, 2, "Same &amp; other")
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=75)
def test_a_rename_changes_one_label_and_no_iri(text: str, index: int, label: str) -> None:
    with tempfile.TemporaryDirectory() as name, open_cache(None) as cache:
        snapshot = open_page(Path(name), text, RunContext(cache, jobs=1))
        before = names(snapshot)
        iri, _ = before[index % len(before)]
        try:
            edits = rename(snapshot, iri, label)
        except HeadwordError:
            return
        lines = text.split("\n")
        for place, changed in edits:
            line = lines[place.line - 1]
            lines[place.line - 1] = line[: place.column - 1] + changed + line[place.end_column - 1 :]
        after = names(snapshot, "\n".join(lines))
        assert [one for one, _ in after] == [one for one, _ in before]
        others = [(old, new) for old, new in zip(before, after, strict=True) if old[0] != iri]
        assert all(old == new for old, new in others)
        assert len(lines) == len(text.split("\n"))


def test_ordinary_labels_can_all_be_given() -> None:
    with tempfile.TemporaryDirectory() as name, open_cache(None) as cache:
        snapshot = open_page(Path(name), PAGE, RunContext(cache, jobs=1))
        iri = f"{BASE}page/one"
        for label in ("Quartz", "C# and F#", "1. One", "1 One", "A; B", "<b>", "R&D", "*x*", "{y}", "日本", "5 Eyes"):
            (change, *_) = rename(snapshot, iri, label)
            lines = [*snapshot.read_lines("taxonomy/page.md")]
            lines[change.place.line - 1] = change.text
            assert dict(names(snapshot, "\n".join(lines)))[iri] == label


@pytest.mark.parametrize(
    ("line", "in_map", "marked"),
    [
        ("# A", False, "# A {#i}"),
        ("# A; b ##  ", False, "# A; b {#i} ##  "),
        ("# A {.skip}", False, "# A {#i .skip}"),
        ("Setext", False, "Setext {#i}"),
        ("# A", True, "# A; ; {#i}"),
        ("# A; b", True, "# A; b; {#i}"),
        ("# A \\; b; c", True, "# A \\; b; c; {#i}"),
        ("# A; b; {.skip}", True, "# A; b; {#i .skip}"),
        ("# A {}", False, "# A {} {#i}"),
    ],
)
def test_an_id_is_written_where_attributes_stand(line: str, in_map: bool, marked: str) -> None:
    assert mark_id(line, "i", in_map) == marked
