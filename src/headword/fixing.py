"""Mending pages: fixes are put into their texts, held against a new check, and taken back if they made something worse.

Knows files, checks and fixes; must not know what any rule asks.
"""

import difflib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from headword.baseline import count_findings, key_of
from headword.findings import Finding, Report
from headword.fixes import Edit, Fix
from headword.project import PAGE_SUFFIXES, Project
from headword.replacing import replace_file
from headword.source.page import split_lines
from headword.source.shortcodes import find_outline

_PASSES = 10
"""How often fixes are looked for again: one may bring another within reach."""
_BOM = "\ufeff"

Check = Callable[[], Report]


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of mending: the report after it, and how many findings were mended by rule."""

    report: Report
    counts: Mapping[str, int]


def mend(project: Project, fixes: Mapping[str, Fix], check: Check) -> Mended:
    """Mend what ``fixes`` can of what ``check`` finds, and write the pages.

    Raises:
        HeadwordError: a page cannot be written.
    """
    report = check()
    counts: Counter[str] = Counter()
    held: set[str] = set()
    for _ in range(_PASSES):
        before = {path: data for path, data in _read_pages(project, report) if path not in held}
        mended, done = apply(project, before, report.findings, fixes)
        if not done:
            break
        for path, data in mended.items():
            _write(project.root / path, data)
        after = check()
        worse = _find_worse(report, after)
        if worse:
            for path in mended:
                _write(project.root / path, before[path])
            held |= worse & mended.keys() or mended.keys()
            continue
        counts.update(finding.rule.name for finding in done)
        report = after
    return Mended(report, counts)


def _find_worse(before: Report, after: Report) -> set[str]:
    """The files in which there is what was not there before."""
    new = count_findings(after.findings) - count_findings(before.findings)
    return {one.location.path for one in after.findings if key_of(one) in new}


def show_changes(project: Project, report: Report, fixes: Mapping[str, Fix]) -> str:
    """What mending would change at first, as a unified diff; nothing is written."""
    before = dict(_read_pages(project, report))
    mended, _ = apply(project, before, report.findings, fixes)
    parts: list[str] = []
    for path, data in sorted(mended.items()):
        old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (before[path], data))
        lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
        parts.extend(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(parts)


def _read_pages(project: Project, report: Report) -> Iterator[tuple[str, bytes]]:
    for path in sorted({finding.location.path for finding in report.findings}):
        file = project.root / path
        if file.suffix.lower() in PAGE_SUFFIXES and file.is_file():
            data = file.read_bytes()
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            yield path, data


def apply(
    project: Project, pages: Mapping[str, bytes], findings: Sequence[Finding], fixes: Mapping[str, Fix]
) -> tuple[dict[str, bytes], list[Finding]]:
    """The bytes of the pages that change, and the findings that this mends; of fixes that touch, the first is made."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule.name in fixes and finding.location.path in pages:
            by_path[finding.location.path].append(finding)
    mended: dict[str, bytes] = {}
    done: list[Finding] = []
    for path, found in by_path.items():
        text = pages[path].decode("utf-8")
        changed, mends = _mend_text(text, path, found, fixes, project.config.outline_shortcodes)
        if changed != text:
            mended[path] = changed.encode("utf-8")
            done.extend(mends)
    return mended, done


def _mend_text(
    text: str, path: str, findings: Sequence[Finding], fixes: Mapping[str, Fix], shortcodes: tuple[str, ...]
) -> tuple[str, list[Finding]]:
    bom = _BOM if text.startswith(_BOM) else ""
    ended = split_lines(text.removeprefix(_BOM))
    chosen = choose_edits([line for line, _ in ended], path, findings, fixes, shortcodes)
    newline = next((ending for _, ending in ended if ending), "\n")
    for edit in reversed(chosen):
        _make(edit, ended, newline)
    return bom + "".join(line + ending for line, ending in ended), [one for mends in chosen.values() for one in mends]


def choose_edits(
    lines: Sequence[str], path: str, findings: Sequence[Finding], fixes: Mapping[str, Fix], shortcodes: tuple[str, ...]
) -> dict[Edit, list[Finding]]:
    """The edits that mend ``findings``, in the order of places, each with those that it mends; none touches another."""
    in_map = find_outline(tuple(lines), 0, path, shortcodes).in_map
    edits: dict[Edit, list[Finding]] = defaultdict(list)
    for finding in findings:
        edit = fixes[finding.rule.name](finding, lines)
        # A map draws every line inside it.
        if edit is not None and not (in_map and edit.text == "\n"):
            edits[edit].append(finding)
    chosen: dict[Edit, list[Finding]] = {}
    for edit in sorted(edits, key=lambda one: one[:3]):
        if not any(_touch(edit, other) for other in chosen):
            chosen[edit] = edits[edit]
    return chosen


def _touch(one: Edit, other: Edit) -> bool:
    return one.line == other.line and (one.text is None or other.text is None or one.start <= other.end)


def _make(edit: Edit, lines: list[tuple[str, str]], newline: str) -> None:
    line, ending = lines[edit.line]
    if edit.text is None:
        del lines[edit.line]
    elif edit.text == "\n":
        lines.insert(edit.line, ("", newline))
    else:
        lines[edit.line] = (line[: edit.start] + edit.text + line[edit.end :], ending)


def _write(file: Path, data: bytes) -> None:
    """Replace what is in the file, or where it leads to; its permissions stay."""
    replace_file(Path(os.path.realpath(file)), data)
