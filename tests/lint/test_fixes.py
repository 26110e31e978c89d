"""Fixes: their changes, the unchanged rest, and that no page gets worse."""

import difflib
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headword.core.findings import Report, Severity
from headword.lint.apply_fixes import find_worse, fix_pages, write_pages
from headword.lint.check import check_pages
from headword.lint.fixes import SAFE, UNSAFE
from headword.project.project import find_project
from support.project import CONFIG, Run

# The rule, the page, and the page after it is mended.
CASES = {
    "label-clash, the last keyword": ("label-clash", "# A\n## Quartz; silica, Quartz\n", "# A\n## Quartz; silica\n"),
    "label-clash, the first keyword": ("label-clash", "# A\n## Quartz; Quartz, silica\n", "# A\n## Quartz; silica\n"),
    "label-clash, the only keyword": ("label-clash", "# A\n## Quartz; Quartz\n", "# A\n## Quartz\n"),
    "label-clash, in a map": (
        "label-clash",
        "{{< jsvis-map1 >}}\n# A\n## Quartz; Quartz; {#q}\n{{< /jsvis-map1 >}}\n",
        "{{< jsvis-map1 >}}\n# A\n## Quartz; {#q}\n{{< /jsvis-map1 >}}\n",
    ),
    "label-clash, a field": ("label-clash", "# A\n## Quartz\n\n- Alt: Quartz\n- Alt: b\n", "# A\n## Quartz\n\n- Alt: b\n"),  # noqa: E501
    "label-clash, a value": ("label-clash", "# A\n## Quartz\n\n- Alt: b; Quartz\n", "# A\n## Quartz\n\n- Alt: b\n"),
    "label-clash, a field outside a list": ("label-clash", "# A\n## Quartz\n\nAlt: b; Quartz\n", "# A\n## Quartz\n\nAlt: b\n"),  # noqa: E501
    "label-clash, a field that is a paragraph": ("label-clash", "# A\n## Quartz\n\n**Alt:** Quartz\n## B\n", "# A\n## Quartz\n\n## B\n"),  # noqa: E501
    "label-whitespace": ("label-whitespace", "# A\n## Rose\u00a0 Quartz\n", "# A\n## Rose Quartz\n"),
    "control-character": ("control-character", "# A\n## Qua\x07rtz\n", "# A\n## Quartz\n"),
    "misplaced-field, before prose": (
        "misplaced-field",
        "# A\n## B\n\nText.\nAlt: c\nMore.\n",
        "# A\n## B\n\nText.\n- Alt: c\n\nMore.\n",
    ),
    "misplaced-field, several": (
        "misplaced-field",
        "# A\n## B\n\nText.\nAlt: c\nScope note: d\ne\n\n- Alt (de): f\nRelated: [G](#g)\n## G\n",
        "# A\n## B\n\nText.\n- Alt: c\n- Scope note: d\ne\n\n- Alt (de): f\n- Related: [G](#g)\n## G\n",
    ),
    "accidental-setext": ("accidental-setext", "# A\n## B\n\nA text.\n---\n", "# A\n## B\n\nA text.\n\n---\n"),
    "front-matter-surprise": (
        "front-matter-surprise",
        "---\ntag: [no, b]\nversion: 1.10\n---\n# A\n",
        '---\ntag: ["no", b]\nversion: "1.10"\n---\n# A\n',
    ),
    "related-to-self": ("related-to-self", "# A\n## B\n\n- Related: [B](#b)\n- Alt: c\n", "# A\n## B\n\n- Alt: c\n"),
    "unused-suppression": (
        "unused-suppression",
        "# A\n\n<!-- headword-disable-next-line skipped-level -->\n## B\n",
        "# A\n\n## B\n",
    ),
    "unused-suppression, one of two": (
        "unused-suppression",
        "# A\n<!-- headword-disable-next-line label-clash, skipped-level -- why -->\n### B\n",
        "# A\n<!-- headword-disable-next-line skipped-level -- why -->\n### B\n",
    ),
    "unused-suppression, the other of two": (
        "unused-suppression",
        "# A\n<!-- headword-disable-next-line skipped-level, label-clash -- why -->\n### B\n",
        "# A\n<!-- headword-disable-next-line skipped-level -- why -->\n### B\n",
    ),
    "unknown-field": ("unknown-field", "# A\n## C\n## B\n\n- Relatd: [C](#c)\n", "# A\n## C\n## B\n\n- Related: [C](#c)\n"),  # noqa: E501
    "numbering-gap": ("numbering-gap", "# A\n## 1. B\n## 3. C\n### 3.1 D\n### 3.3 E\n", "# A\n## 1. B\n## 2. C\n### 2.1 D\n### 2.2 E\n"),  # noqa: E501
    "redundant-broader": (
        "redundant-broader",
        "# A\n## B\n### C\n\n- Broader: [A](#a)\n- Alt: d\n",
        "# A\n## B\n### C\n\n- Alt: d\n",
    ),
    "related-to-ancestor": ("related-to-ancestor", "# A\n## B\n\n- Related: [A](#a)\n- Alt: d\n", "# A\n## B\n\n- Alt: d\n"),  # noqa: E501
    "two-preferred-labels": (
        "two-preferred-labels",
        "# A\n\n- Label (de): B\n- Label (de): C\n\n## D\n",
        "# A\n\n- Label (de): B\n- Alt (de): C\n\n## D\n",
    ),
    "two-preferred-labels, outside a list": (
        "two-preferred-labels",
        "# A\n\n**Label** (de): B\n**Label (de):** C\n\n## D\n",
        "# A\n\n**Label** (de): B\n**Alt (de):** C\n\n## D\n",
    ),
    "same-iri": ("same-iri", "# A\n## B\n## B {.deprecated}\n## b; c ##\n", "# A\n## B {#b-1}\n## B {#b-2 .deprecated}\n## b; c {#b-3} ##\n"),  # noqa: E501
    "same-iri, underlined": ("same-iri", "# A\n\nB\nb\n===\n\nB b\n===\n", "# A\n\nB\nb {#b-b-1}\n===\n\nB b {#b-b-2}\n===\n"),  # noqa: E501
    "same-iri, in a map": (
        "same-iri",
        "{{< jsvis-map1 >}}\n# A\n## B\n## B; c\n### D {#b-1}\n{{< /jsvis-map1 >}}\n",
        "{{< jsvis-map1 >}}\n# A\n## B; ; {#b-2}\n## B; c; {#b-3}\n### D {#b-1}\n{{< /jsvis-map1 >}}\n",
    ),
    "label-punctuation": ("label-punctuation", "# A\n## Quartz,\n", "# A\n## Quartz\n"),
    "inverted-label": ("inverted-label", "# Crystals\n## crystals, protein\n", "# Crystals\n## protein crystals\n"),
    "case-variant": ("case-variant", "# A\n## Quartz; silica, QUARTZ\n", "# A\n## Quartz; silica\n"),
    "label-case-style": (
        "label-case-style",
        "# A\n" + "".join(f"## {name}\n" for name in "BCDEFGHIJ") + "## quartz\n",
        "# A\n" + "".join(f"## {name}\n" for name in "BCDEFGHIJ") + "## Quartz\n",
    ),
}  # fmt: skip


# Found in the Turtle beside a page only: see test_turtle_fixes.py.
BESIDE = {"empty-text", "xl-label-differs", "xl-label-left-over"}
# In the front matter of content: see tests/content.
OF_CONTENT = {
    "deprecated-term", "deprecated-term-in-text", "non-preferred-term", "non-preferred-term-in-text", "unknown-term",
}  # fmt: skip


def test_every_fix_has_a_case() -> None:
    assert {rule for rule, _, _ in CASES.values()} == (SAFE.keys() | UNSAFE.keys()) - BESIDE - OF_CONTENT


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "BOM"])
@pytest.mark.parametrize("name", CASES)
def test_fixed_pages(name: str, bom: str, ending: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    rule, page, expected = CASES[name]
    if ending != "\n" or bom:
        page, expected = (bom + text.replace("\n", ending) for text in (page, expected))
    folder = site({"taxonomy/a.md": page.encode()})
    (folder / "taxonomy" / "a.md").chmod(0o640)
    report = mend_all(folder)
    text = (folder / "taxonomy" / "a.md").read_bytes().decode()
    assert text == expected
    assert not [finding for finding in report.findings if finding.rule.name == rule]
    assert (folder / "taxonomy" / "a.md").stat().st_mode & 0o777 == 0o640


def mend_all(folder: Path) -> Report:
    project = find_project(folder)
    mended = fix_pages(
        project, {**SAFE, **UNSAFE}, lambda texts: check_pages(project, [], drafts=False, texts=texts)[0]
    )
    write_pages(project, mended.after)
    return mended.report


LINES = st.sampled_from(
    [
        "# A", "## Quartz; Quartz", "### B; b, B", "## 1. C", "## 3. D; d;", "#### E,", "- Alt: Quartz; q", "- Relatd: [A](#a)",  # noqa: E501
        "- Related: [A](#a)", "- Related: [B](#b); [A](#a)", "- Broader: [A](#a)", "- Label: X", "- Label (de): X", "Text.", "---",  # noqa: E501
        "", "<!-- headword-disable-next-line skipped-level, label-clash -->", "<!-- headword-disable-file HW2 -->",
        "# crystals", "## crystals, protein", "## rose\u00a0 quartz", "{{< jsvis-map1 >}}", "{{< /jsvis-map1 >}}", "- Alt: \U0001f48e, x; X", "> a",  # noqa: E501
    ]
)  # fmt: skip
HEADS = st.sampled_from(["", "---\ntag: no\n---\n", "---\ntitle: 1.10\ncategory: [on, a]\n---\n", "\ufeff"])


@given(HEADS, st.lists(LINES, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
@example("", ["# crystals", "- Relatd: [A](#crystals)", "## crystals, protein", "- Related: [A](#crystals)"], "\n")
@example("", ["# A", "- Relatd: [A](#a)", "- Broader: [A](#a)", "- Broader: [A](#a)"], "\n")
@example("", ["# A", "### B; b, B", "### B; b, B", "- Related: [B](#b)"], "\n")
@settings(max_examples=60, deadline=None)
def test_fixes_end_with_fewer_findings(head: str, lines: list[str], ending: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "headword.toml").write_text(CONFIG)
        (folder / "taxonomy").mkdir()
        page = folder / "taxonomy" / "a.md"
        page.write_bytes((head + "\n".join(lines) + "\n").replace("\n", ending).encode())
        project = find_project(folder)
        before = check_pages(project, [], drafts=False)[0]
        after = mend_all(folder)
        # Of what is new, something more severe was fixed.
        was, now = ([report.count(one) for one in sorted(Severity, reverse=True)] for report in (before, after))
        assert now <= was
        assert not find_worse(before, after, Severity.ERROR)
        assert check_pages(project, [], drafts=False)[0] == after
        mended = page.read_bytes()
        mend_all(folder)
        assert page.read_bytes() == mended
        if ending == "\r\n":
            assert mended.count(b"\n") == mended.count(b"\r\n")


def test_fix_command(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    page = "# A\n## B; B\n## crystals, protein\n### D; D\n## crystals\n"
    folder = site({"taxonomy/a.md": page})
    shown = headword("check", "--fix", "--dry-run", cwd=folder)
    assert (shown.returncode, (folder / "taxonomy" / "a.md").read_text()) == (1, page)
    assert shown.stdout.splitlines()[:2] == ["--- a/taxonomy/a.md", "+++ b/taxonomy/a.md"]
    assert "-## B; B" in shown.stdout
    assert "+## protein crystals" not in shown.stdout
    assert "+## protein crystals" in headword("check", "--fix", "--dry-run", "--unsafe-fixes", cwd=folder).stdout
    run = headword("check", "--fix", "--output-format", "concise", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "note: fixed: 2 label-clash\n")
    assert "inverted-label" in run.stdout
    assert (folder / "taxonomy" / "a.md").read_text() == "# A\n## B\n## crystals, protein\n### D\n## crystals\n"
    assert headword("check", "--fix", "--dry-run", cwd=folder).returncode == 0
    headword("check", "--fix", "--unsafe-fixes", cwd=folder)
    assert (folder / "taxonomy" / "a.md").read_text() == "# A\n## B\n## protein crystals\n### D\n## crystals\n"


WORSE = """\
---
title: Rocks
---
# Rocks

- Broadr: [Deep](#deep)

## Deep; Deep
"""


def test_refused_fix_does_not_block_others(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": WORSE})
    done = headword("check", "--fix", "--unsafe-fixes", cwd=folder)
    assert "## Deep\n" in (folder / "taxonomy/a.md").read_text()
    assert done.stderr == (
        "note: taxonomy/a.md: unknown-field is not fixed, since broader-cycle would appear at taxonomy/a.md:6:12: "
        'these concepts are broader than themselves: "Rocks" > "Deep" > "Rocks", and 1 more\n'
        "note: fixed: 1 label-clash\n"
    )


def test_refusal_names_findings_that_would_appear(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    # A label that changes gives the concept another IRI: what was found of it before is not new.
    folder = site(
        {"taxonomy/a.md": "# Bicycle; bike, bicycle\n## Frame\n## Frame\n## crystals, protein\n### crystals\n"}
    )
    done = headword("check", "--fix", "--unsafe-fixes", cwd=folder)
    assert "is not fixed" not in done.stderr
    assert (folder / "taxonomy/a.md").read_text() == (
        "# Bicycle; bike\n## Frame {#frame-1}\n## Frame {#frame-2}\n## protein crystals\n### crystals\n"
    )


def test_shown_changes_are_the_applied_changes(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    page = "# A\n## 1. Quartz ; rock  crystal, Quartz, rock  crystal\n\n- UF: Quartz\n\n"
    page += "<!-- headword-disable HW3, HW4 -->\n"
    folder = site({"taxonomy/a.md": page, "taxonomy/b.md": WORSE})
    for options in ((), ("--unsafe-fixes",)):
        shown = headword("check", "--fix", "--dry-run", *options, cwd=folder)
        headword("check", "--fix", *options, cwd=folder)
        for name, before in (("a", page), ("b", WORSE)):
            after = (folder / f"taxonomy/{name}.md").read_text()
            path = f"taxonomy/{name}.md"
            lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
            assert "".join(lines) in shown.stdout
            (folder / path).write_text(before)


def test_unsafe_fixes_require_option(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A\n## B\n"})
    done = headword("check", "--unsafe-fixes", cwd=folder)
    assert (done.returncode, "--unsafe-fixes needs --fix" in done.stderr) == (2, True)


def test_grouped_findings_are_fixed_individually(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    page = "# A\n## B\n" + "".join(
        f"### {name}{number}\n\n- Broader: [A](#a)\n" for name in "CD" for number in range(12)
    )
    folder = site({"taxonomy/a.md": page})
    assert headword("check", "--output-format", "concise", cwd=folder).stdout.count("[redundant-broader]") == 1
    headword("check", "--fix", "--unsafe-fixes", cwd=folder)
    assert "Broader" not in (folder / "taxonomy" / "a.md").read_text()
