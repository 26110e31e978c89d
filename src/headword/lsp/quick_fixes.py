"""Quick fixes of an editor: fix a finding, apply all safe fixes, or suppress a finding."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from headword.core.findings import Finding
from headword.lint.apply_fixes import choose_edits
from headword.lint.fixes import SAFE, UNSAFE, LineEdit, write_value
from headword.lsp.project_state import CheckedProject
from headword.markdown.outline import Outline, read_outline
from headword.markdown.page import parse_page
from headword.markdown.shortcodes import is_map

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_TABLE_KEY = re.compile(r"[ \t]*[\"']?headword\b")


class QuickFix(NamedTuple):
    """Something that can be done about findings; ``is_sure`` if the page means what it was meant to afterwards."""

    title: str
    findings: tuple[Finding, ...]
    edits: tuple[LineEdit, ...]
    is_sure: bool


def find_quick_fixes(snapshot: CheckedProject, path: str, findings: Sequence[Finding]) -> list[QuickFix]:
    """Return the fixes of these findings on a page, the most certain first."""
    lines = snapshot.read_lines(path)
    remedies = _offer_fixes(snapshot, findings, lines)
    offered = {remedy.edits for remedy in remedies}
    remedies += [one for one in _offer_names(snapshot, path, findings, lines) if one.edits not in offered]
    for finding in findings:
        edit = _suppress(snapshot, path, finding, lines)
        if edit is not None:
            where = "here" if edit.text and edit.text.startswith("<!--") else "on this page"
            remedies.append(QuickFix(f"Ignore {finding.rule.name} {where}", (finding,), (edit,), is_sure=False))
    return remedies


def fix_all(snapshot: CheckedProject, path: str) -> QuickFix | None:
    """Return one quick fix that applies all safe fixes on a page, or ``None`` if there are none."""
    found = [finding for finding in snapshot.findings.get(path, ()) if finding.rule.name in SAFE]
    shortcodes = snapshot.project.config.outline_shortcodes
    edits = choose_edits(snapshot.read_lines(path), found, SAFE, shortcodes)
    done = tuple(finding for fixed in edits.values() for finding in fixed)
    return QuickFix("Apply all safe fixes", done, tuple(edits), is_sure=True) if edits else None


def _offer_fixes(snapshot: CheckedProject, findings: Sequence[Finding], lines: Sequence[str]) -> list[QuickFix]:
    shortcodes = snapshot.project.config.outline_shortcodes
    remedies = []
    for fixes, is_sure in ((SAFE, True), (UNSAFE, False)):
        for finding in findings:
            if finding.rule.name in fixes:
                for edit in choose_edits(lines, [finding], fixes, shortcodes):
                    title = _describe(edit, finding, lines)
                    remedies.append(QuickFix(title, (finding,), (edit,), is_sure))
    return remedies


def _offer_names(
    snapshot: CheckedProject, path: str, findings: Sequence[Finding], lines: Sequence[str]
) -> Iterator[QuickFix]:
    """Yield all names of concepts that a value could be meant for, each as a fix of its own."""
    values = {(one.use.value.location, one.reading.rule): one for one in snapshot.content.list_values(path)}
    for finding in findings:
        value = values.get((finding.location, finding.rule.name))
        for name in value.choices if value is not None else ():
            edit = write_value(replace(finding, instead=name), lines)
            if edit is not None:
                yield QuickFix(_describe(edit, finding, lines), (finding,), (edit,), is_sure=False)


def _describe(edit: LineEdit, finding: Finding, lines: Sequence[str]) -> str:
    old = lines[edit.line][edit.start : edit.end] if edit.line < len(lines) else ""
    if edit.text is None:
        what = "Remove this line"
    elif edit.text == "\n":
        what = "Insert a blank line"
    elif not edit.text.strip():
        what = f"Remove {old.strip(' ,;')!r}"
    else:
        what = f"Write {edit.text.rstrip(chr(10))!r}"
    return f"{what} ({finding.rule.name})"


def _suppress(snapshot: CheckedProject, path: str, finding: Finding, lines: Sequence[str]) -> LineEdit | None:
    """Return a comment before the heading, or a key in the front matter where a comment is not allowed."""
    line = finding.location.line
    shortcodes = snapshot.project.config.outline_shortcodes
    in_map = is_map(lines, shortcodes)
    is_written = finding.location.end_column > finding.location.column
    if 0 < line <= len(lines) and is_written and not in_map and _HEADING.match(lines[line - 1]):
        comment = f"<!-- headword-disable-next-line {finding.rule.name} -->\n"
        edit = LineEdit(line - 1, 0, 0, comment)
        changed = [*lines[: line - 1], comment[:-1], *lines[line - 1 :]]
        if _content(_outline(changed, path, shortcodes)) == _content(_outline(lines, path, shortcodes)):
            return edit
    return _suppress_in_front_matter(finding, lines)


def _outline(lines: Sequence[str], path: str, shortcodes: tuple[str, ...]) -> Outline:
    return read_outline(parse_page("\n".join(lines), path, path), shortcodes)


def _content(outline: Outline) -> list[object]:
    """Return the content of an outline without its places."""
    return [
        (
            heading.level,
            heading.label.text,
            [keyword.text for keyword in heading.keywords],
            [text.text for text in (*heading.paragraphs, *heading.quotes)],
            [[item.text.text for item in items] for items in heading.lists],
        )
        for heading in outline.headings
    ]


def _suppress_in_front_matter(finding: Finding, lines: Sequence[str]) -> LineEdit | None:
    """Return a key for the end of YAML or TOML that has no table of headword yet."""
    fence = lines[0].rstrip() if lines else ""
    texts = {
        "---": f"headword: {{ignore: [{finding.rule.name}]}}\n",
        "+++": f'[headword]\nignore = ["{finding.rule.name}"]\n',
    }
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == fence), None)
    if fence not in texts or end is None or any(_TABLE_KEY.match(line.lstrip("[")) for line in lines[1:end]):
        return None
    return LineEdit(end, 0, 0, texts[fence])
