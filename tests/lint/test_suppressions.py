"""Suppressions in pages, and the baseline."""

from pathlib import Path

import pytest

from support.project import CONFIG, Run

SKIPS = "# A\n### B\n##### C\n"
CLASH = "# A\n## B; B\n"

# What a page says, and what is left of it: line and rule.
PAGES = {
    "the next line": ("# A\n<!-- headword-disable-next-line skipped-level -->\n### B\n##### C\n", ["4 skipped-level"]),
    "the next line, by code": ("# A\n<!-- headword-disable-next-line HW105 -- so drawn -->\n### B\n", []),
    "the next line after a blank one": ("# A\n\n<!-- headword-disable-next-line skipped-level -->\n\n### B\n", []),
    "two comments on one line": (
        "# A\n<!-- headword-disable-next-line skipped-level -->\n<!-- headword-disable-next-line label-clash -->\n### B; B\n",  # noqa: E501
        [],
    ),
    "two names": ("# A\n<!-- headword-disable-next-line skipped-level, label-clash -->\n### B; B\n", []),
    "a family": ("# A\n<!-- headword-disable-next-line HW1 integrity -->\n### B; B\n", []),
    "everything": ("# A\n<!-- headword-disable-next-line -->\n### B; B\n", []),
    "from here": ("# A\n### B\n<!-- headword-disable skipped-level -->\n##### C\n", ["2 skipped-level"]),
    "from here to there": (
        "# A\n<!-- headword-disable skipped-level -->\n### B\n<!-- headword-enable -->\n##### C\n",
        ["5 skipped-level"],
    ),
    "ended by name": (
        "# A\n<!-- headword-disable skipped-level label-clash -->\n### B; B\n<!-- headword-enable label-clash -->\n##### C; C\n",  # noqa: E501
        ["5 label-clash"],
    ),
    "the file": (SKIPS + "\n<!-- headword-disable-file skipped-level -->\n", []),
    "front matter": ("---\nheadword: {ignore: [skipped-level]}\n---\n" + SKIPS, []),
    "front matter in TOML": ('+++\n[headword]\nignore = ["skipped-level"]\n+++\n' + SKIPS, []),
    "front matter, since nothing may stand in a map": (
        "---\nheadword:\n  ignore: [text-in-map]\n---\n{{< jsvis-map1 >}}\n# A\nx\n## B\n{{< /jsvis-map1 >}}\n",
        [],
    ),
    "unused": ("# A\n<!-- headword-disable-next-line skipped-level, label-clash -->\n## B; B\n", ["2 unused-suppression"]),  # noqa: E501
    "unused, of everything": ("# A\n<!-- headword-disable-file -->\n## B\n", ["2 unused-suppression"]),
    "a rule that is not run is not unused": ("# A\n<!-- headword-disable-file missing-definition -->\n## B\n", []),
    "in a fence of code": (
        "# A\n## B\n```\n<!-- headword-disable-file skipped-level -->\n```\n#### C\n",
        ["6 skipped-level"],
    ),
    "another page's": (CLASH, ["2 label-clash"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_suppressed_findings_are_left_out(name: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    page, expected = PAGES[name]
    other = "# X\n<!-- headword-disable-file label-clash -->\n## Y; Y\n"
    folder = site({"taxonomy/a.md": page, "taxonomy/b.md": other})
    for _ in range(2):
        run = headword("check", "--output-format", "concise", cwd=folder)
        lines = [line for line in run.stdout.splitlines() if line.startswith("taxonomy/")]
        left = [f"{line.split(':')[1]} {line.partition('[')[2].partition(']')[0]}" for line in lines]
        assert left == expected
    # A comment says nothing about concepts.
    (folder / "taxonomy" / "a.md").write_text(page.replace("headword-", "another-"))
    before = headword("query", "SELECT ?s ?p ?o { ?s ?p ?o }", cwd=folder).stdout
    (folder / "taxonomy" / "a.md").write_text(page)
    assert headword("query", "SELECT ?s ?p ?o { ?s ?p ?o }", cwd=folder).stdout == before


def test_a_suppression_of_an_unknown_rule(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A\n\n<!-- headword-disable-next-line skiped-level -->\n### B\n"})
    run = headword("check", cwd=folder)
    assert run.returncode == 2
    assert "taxonomy/a.md:3:33: error: there is no rule 'skiped-level', but it is suppressed here" in run.stderr
    assert "did you mean 'skipped-level'?" in run.stderr


def test_missing_concepts_cannot_be_suppressed(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "<!-- headword-disable-file -->\n<!-- headword-disable-file no-concepts -->\n"})
    assert headword("check", cwd=folder).returncode == 1


@pytest.fixture
def known(site, headword: Run) -> Path:  # type: ignore[no-untyped-def]
    folder: Path = site({"taxonomy/a.md": CLASH, "taxonomy/b.md": SKIPS})
    run = headword("baseline", cwd=folder)
    assert (run.returncode, run.stdout) == (0, "headword-baseline.json: 3 findings\n")
    return folder


def test_baseline_leaves_new_findings(known: Path, headword: Run) -> None:
    assert headword("check", cwd=known).stdout == "no findings in 5 concepts in 2 pages\n"
    changed = SKIPS.replace("##### C", "##### C\n###### C2; C2")
    (known / "taxonomy" / "b.md").write_text(f"\n\n<!-- Text. -->\n\n{changed}")
    run = headword("check", "--output-format", "concise", cwd=known)
    assert [line.partition(" ")[0] for line in run.stdout.splitlines()[:-1]] == ["taxonomy/b.md:8:12:"]
    assert "label-clash" in headword("check", "--no-baseline", cwd=known).stdout


def test_baseline_counts_findings(known: Path, headword: Run) -> None:
    (known / "taxonomy" / "b.md").write_text(SKIPS + "# D\n### E\n")
    run = headword("check", "--output-format", "concise", cwd=known)
    assert run.stdout.count("skipped-level") == 1


def test_fixed_findings_are_pruned_from_baseline(known: Path, headword: Run) -> None:
    (known / "taxonomy" / "b.md").write_text("# A\n## B\n##### C\n")
    told = "note: headword-baseline.json: 1 known findings no longer occur; headword baseline --prune removes them"
    assert told in headword("check", cwd=known).stderr
    assert "gone" not in headword("check", "taxonomy/a.md", cwd=known).stderr
    (known / "taxonomy" / "a.md").write_text(CLASH.replace("# A\n", "# A; A\n"))
    # A rule that is not run finds nothing, which says nothing.
    assert "are gone" not in headword("check", "--select", "orphan-concept", cwd=known).stderr
    assert headword("baseline", "--prune", cwd=known).stdout == "headword-baseline.json: 2 findings\n"
    run = headword("check", cwd=known)
    assert ("gone" in run.stderr, run.returncode) == (False, 1)


def test_baselines_of_branches_merge(known: Path) -> None:
    text = (known / "headword-baseline.json").read_text()
    assert text.splitlines()[3:-2] == [
        '    ["label-clash", "https://w3id.org/test/a/b", 1],',
        '    ["skipped-level", "taxonomy/b.md", 2]',
    ]


BROKEN = {
    '{"version": 2, "findings": []}': "the baseline is of version 2, not 1",
    "[]": "the baseline is of version None, not 1",
    "{": "the baseline is not JSON",
    '{"version": 1, "findings": [["label-clash", 1]]}': "the baseline has a malformed entry",
    '{"version": 1, "findings": {}}': "the baseline has a malformed entry",
}


@pytest.mark.parametrize("text", BROKEN)
def test_invalid_baseline(text: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": CLASH, "headword-baseline.json": text})
    run = headword("check", cwd=folder)
    assert (run.returncode, BROKEN[text] in run.stderr) == (2, True)


def test_glob_without_match_is_an_error(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": CLASH}, CONFIG + '[per-file-ignores]\n"taxonomy/old/*" = ["HW2"]\n')
    run = headword("check", cwd=folder)
    assert run.returncode == 2
    assert "no file matches the glob 'taxonomy/old/*' of per-file-ignores" in run.stderr


@pytest.mark.parametrize(
    ("page", "place", "said"),
    [
        ("<!-- headword-disalbe label-clash -->\n# A\n## B\n", "1:6", "did you mean 'headword-disable'?"),
        ("---\nheadword: {ingore: [label-clash]}\n---\n# A\n## B\n", "2:12", "'headword.ingore' in the front matter"),
        ("---\nheadword: label-clash\n---\n# A\n## B\n", "2:1", "'headword' in the front matter"),
    ],
)
def test_misspelt_suppression_is_reported(site, headword: Run, page: str, place: str, said: str) -> None:  # type: ignore[no-untyped-def]
    done = headword("check", "--output-format", "concise", cwd=site({"taxonomy/a.md": page}))
    assert f"taxonomy/a.md:{place}: " in done.stdout
    assert said in done.stdout
