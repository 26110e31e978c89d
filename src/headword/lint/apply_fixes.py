"""Fixes of pages and their Turtle files: they are tried in memory and checked before anything is written."""

import codecs
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from headword.core.files.atomic import replace_files, show_difference
from headword.core.findings import Finding, Report, Severity
from headword.lint.baseline import count_findings, key_of
from headword.lint.fixes import Fix, LineEdit
from headword.lint.turtle_fixes import fix_turtle
from headword.markdown.page import take_apart
from headword.markdown.shortcodes import is_map
from headword.project.project import EXTRA_SUFFIX, PAGE_SUFFIXES, TAG_FILE, Project
from headword.project.read import BufferOverlay

_FOLLOWING = 3
"""The maximum number of rounds of fixes for findings that a fix causes."""

Check = Callable[[BufferOverlay], Report]
"""A function that returns the report on a project with other texts than those on disk."""


@dataclass(frozen=True, slots=True)
class FixRefusal:
    """Fixes of a rule on a page that were refused, and the findings that they would cause.

    There are no such findings if the fixes would not help.
    """

    path: str
    rule: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FixResult:
    """The result of fixes.

    Attributes:
        report: the findings afterwards.
        counts: the number of fixed findings, by rule.
        before: the old content of changed pages, by the path in locations.
        after: their new content.
        refused: the fixes that were refused.
    """

    report: Report
    counts: Mapping[str, int]
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    refused: tuple[FixRefusal, ...]


@dataclass(frozen=True, slots=True)
class _FixState:
    """The state during fixes: old and new content of the pages, and the findings in them."""

    report: Report
    before: Mapping[str, bytes]
    texts: Mapping[str, bytes]
    counts: Mapping[str, int]

    @property
    def pages(self) -> Mapping[str, bytes]:
        """Return the current content of the pages."""
        return {**self.before, **self.texts}


class _Trial(NamedTuple):
    """A trial: pages before and after fixes, the report on the result, and the findings that are worse."""

    before: Mapping[str, bytes]
    texts: Mapping[str, bytes]
    report: Report
    worse: Sequence[Finding]


def fix_pages(project: Project, fixes: Mapping[str, Fix], check: Check) -> FixResult:
    """Fix the findings of ``check`` with ``fixes``, without writing anything.

    Fixes are repeated until nothing changes. Every accepted fix leaves fewer or less severe findings, so the loop ends.
    """
    state = _FixState(check({}), {}, {}, {})
    while True:
        after, refused = _fix_all(project, fixes, check, state)
        if after.counts == state.counts:
            break
        state = after
    changed = {path: state.before[path] for path in state.texts if state.texts[path] != state.before[path]}
    return FixResult(state.report, state.counts, changed, {path: state.texts[path] for path in changed}, refused)


def _fix_all(
    project: Project, fixes: Mapping[str, Fix], check: Check, state: _FixState
) -> tuple[_FixState, tuple[FixRefusal, ...]]:
    """Try all fixes.

    If a page gets worse, its fixes are tried rule by rule, and those of a rule by halves. A bad fix then does not block
    others.
    """
    attempts = _Attempts(fixes)
    while True:
        state = replace(state, before={**state.before, **dict(_read_pages(project, state.report, state.before))})
        wanted = [finding for finding in state.report.every if attempts.wants(finding)]
        fixed, done = apply(project, state.pages, wanted, fixes)
        if not done:
            if attempts.skip():
                continue
            return state, attempts.refused
        trial = _try_texts(project, fixes, check, state, fixed, min(finding.severity for finding in done))
        if trial.worse or not _is_better(state, trial):
            paths = {finding.location.path for finding in trial.worse} & fixed.keys() or fixed.keys()
            attempts.blame(paths, done, trial.worse)
            continue
        attempts.succeed(fixed)
        counts = Counter(state.counts) + Counter(finding.rule.name for finding in done)
        state = _FixState(trial.report, trial.before, {**state.texts, **trial.texts}, counts)


def _try_texts(
    project: Project,
    fixes: Mapping[str, Fix],
    check: Check,
    state: _FixState,
    texts: Mapping[str, bytes],
    limit: Severity,
) -> _Trial:
    """Check the pages with these texts, and fix the findings that a fix causes, such as a repeated label.

    Such a finding may be on a page without an earlier finding, so this page is read as well. The result only depends on
    current findings.
    """
    before = state.before
    for rounds_left in reversed(range(_FOLLOWING + 1)):
        report = check({project.root / path: data for path, data in {**state.texts, **texts}.items()})
        worse = find_worse(state.report, report, limit)
        if not (rounds_left and worse and all(finding.rule.name in fixes for finding in worse)):
            break
        before = {**before, **dict(_read_pages(project, report, before))}
        texts = {**texts, **apply(project, {**before, **state.texts, **texts}, worse, fixes)[0]}
    return _Trial(before, texts, report, worse)


_Known = tuple[str, str]
"""The identity of a finding within a rule and a page: its resource and its message."""


class _Try(NamedTuple):
    """Findings of a rule on a page that are fixed separately; all of them if there is no ``about``."""

    rule: str
    about: frozenset[_Known] | None = None

    def is_of(self, finding: Finding) -> bool:
        known = finding.focus, finding.message
        return finding.rule.name == self.rule and (self.about is None or known in self.about)


class _Attempts:
    """The schedule of fixes: which findings are fixed on which page next."""

    def __init__(self, fixes: Collection[str]) -> None:
        self._fixes = fixes
        self._one_by_one: dict[str, list[_Try]] = {}
        self._refused: dict[tuple[str, str, _Known], tuple[Finding, ...]] = {}

    @property
    def refused(self) -> tuple[FixRefusal, ...]:
        """Return the refused fixes, one for each rule and page."""
        findings: dict[tuple[str, str], dict[Finding, None]] = defaultdict(dict)
        for (path, rule, _), worse in sorted(self._refused.items(), key=lambda one: one[0]):
            findings[path, rule].update(dict.fromkeys(worse))
        return tuple(FixRefusal(path, rule, tuple(worse)) for (path, rule), worse in findings.items())

    def wants(self, finding: Finding) -> bool:
        """Return whether a finding was not refused, and belongs to the next attempt on its page."""
        path, rule = finding.location.path, finding.rule.name
        if rule not in self._fixes or (path, rule, (finding.focus, finding.message)) in self._refused:
            return False
        waiting = self._one_by_one.get(path)
        return waiting is None or waiting[0].is_of(finding)

    def blame(self, paths: Iterable[str], done: Iterable[Finding], worse: Sequence[Finding]) -> None:
        """Record that these pages are worse after fixing the findings in ``done``."""
        found: dict[str, dict[str, set[_Known]]] = defaultdict(lambda: defaultdict(set))
        for finding in done:
            found[finding.location.path][finding.rule.name].add((finding.focus, finding.message))
        for path in paths:
            rules = found[path]
            if len(rules) > 1:
                # Safe rules come first.
                self._one_by_one[path] = [_Try(name) for name in self._fixes if name in rules]
            else:
                for rule, known in rules.items():
                    self._blame_one(path, rule, sorted(known), worse)

    def _blame_one(self, path: str, rule: str, known: Sequence[_Known], worse: Sequence[Finding]) -> None:
        """Refuse a single finding of a rule; split several findings into halves."""
        if len(known) == 1:
            self._refused[path, rule, known[0]] = tuple(worse)
            self._advance(path)
        else:
            half = len(known) // 2
            parts = [_Try(rule, frozenset(known[:half])), _Try(rule, frozenset(known[half:]))]
            self._one_by_one[path] = [*parts, *self._one_by_one.get(path, [])[1:]]

    def succeed(self, paths: Iterable[str]) -> None:
        """Record that the attempts on these pages succeeded."""
        for path in paths:
            self._advance(path)

    def skip(self) -> bool:
        """Skip attempts that have nothing to fix, and return whether attempts remain."""
        is_left = bool(self._one_by_one)
        for path in list(self._one_by_one):
            self._advance(path)
        return is_left

    def _advance(self, path: str) -> None:
        waiting = self._one_by_one.get(path)
        if waiting is not None and len(waiting) > 1:
            self._one_by_one[path] = waiting[1:]
        else:
            self._one_by_one.pop(path, None)


def find_worse(before: Report, after: Report, limit: Severity) -> list[Finding]:
    """Return the findings that are new in ``after`` and at least as severe as ``limit``.

    A finding with another IRI, or at another location on its page, is not new. A finding of a completeness rule that
    its page had before is not new either, because such findings are counted together.
    """
    gone = Counter(_find_page(one) for one in _list_excess(before, count_findings(after.every)))
    known = {_find_page(one) for one in before.every if one.rule.completeness}
    worse = []
    for one in _list_excess(after, count_findings(before.every)):
        page = _find_page(one)
        if gone[page]:
            gone[page] -= 1
        elif one.severity >= limit and page not in known:
            worse.append(one)
    return worse


def _find_page(finding: Finding) -> tuple[str, str]:
    return finding.rule.name, finding.location.path


def _list_excess(report: Report, known: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """Yield the findings of a report that exceed the counts in ``known``."""
    left = Counter(known)
    for finding in report.every:
        key = key_of(finding)
        left[key] -= 1
        if left[key] < 0:
            yield finding


def _is_better(before: _FixState, trial: _Trial) -> bool:
    """Return whether the most severe findings are fewer, or all are as many with less text.

    A value that occurs twice is one finding, and removing one of the two leaves it. Without this order, fixes that
    reverse each other would never end.
    """
    was, now = (_count_by_severity(report) for report in (before.report, trial.report))
    pages = {**trial.before, **before.texts}
    size = sum(map(len, trial.texts.values()))
    return now < was or (now == was and size < sum(len(pages[path]) for path in trial.texts))


def _count_by_severity(report: Report) -> list[int]:
    counts = Counter(finding.severity for finding in report.every)
    return [counts[severity] for severity in sorted(Severity, reverse=True)]


def write_pages(project: Project, pages: Mapping[str, bytes]) -> None:
    """Write the pages to their files, all or none.

    Raises:
        HeadwordError: a file cannot be written.
    """
    replace_files({project.root / path: data for path, data in pages.items()})


def show_changes(result: FixResult) -> str:
    """Return the changes of the fixes as a unified diff."""
    return "".join(show_difference(path, result.before[path], data) for path, data in sorted(result.after.items()))


def _read_pages(project: Project, report: Report, known: Container[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the pages with findings that are not ``known`` yet."""
    for path in sorted({finding.location.path for finding in report.every}):
        file = project.root / path
        is_fixed = file.suffix.lower() in PAGE_SUFFIXES or path.endswith(EXTRA_SUFFIX) or file.name == TAG_FILE
        if path not in known and is_fixed and file.is_file():
            data = file.read_bytes()
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            yield path, data


def apply(
    project: Project, pages: Mapping[str, bytes], findings: Sequence[Finding], fixes: Mapping[str, Fix]
) -> tuple[dict[str, bytes], list[Finding]]:
    """Return the new bytes of the changed pages, and the fixed findings.

    Of several edits that touch each other, only the first is made.
    """
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.location.path in pages:
            by_path[finding.location.path].append(finding)
    texts: dict[str, bytes] = {}
    done: list[Finding] = []
    for path, found in by_path.items():
        if path.endswith(EXTRA_SUFFIX):
            changed, fixed = _fix_turtle_file(pages[path], found, fixes)
        else:
            changed, fixed = _fix_page(pages[path], found, fixes, project.config.outline_shortcodes)
        if changed != pages[path]:
            texts[path] = changed
            done.extend(fixed)
    return texts, done


def _fix_turtle_file(data: bytes, findings: Sequence[Finding], rules: Container[str]) -> tuple[bytes, list[Finding]]:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text, fixed = fix_turtle(data.removeprefix(mark).decode("utf-8"), findings, rules)
    return mark + text.encode("utf-8"), fixed


def _fix_page(
    data: bytes, findings: Sequence[Finding], fixes: Mapping[str, Fix], shortcodes: tuple[str, ...]
) -> tuple[bytes, list[Finding]]:
    written = take_apart(data)
    chosen = choose_edits(written.plain, findings, fixes, shortcodes)
    newline = next((ending for _, ending in written.lines if ending), "\n")
    for edit in reversed(chosen):
        _make(edit, written.lines, newline)
    return written.encode(), [one for findings_of_edit in chosen.values() for one in findings_of_edit]


def choose_edits(
    lines: Sequence[str], findings: Sequence[Finding], fixes: Mapping[str, Fix], shortcodes: tuple[str, ...]
) -> dict[LineEdit, list[Finding]]:
    """Return the edits for ``findings``, in the order of locations, each with its findings; no two touch each other."""
    in_map = is_map(lines, shortcodes)
    edits: dict[LineEdit, list[Finding]] = defaultdict(list)
    for finding in findings:
        edit = fixes[finding.rule.name](finding, lines)
        # A map draws every line, so an edit must not add lines.
        if edit is not None and not (in_map and "\n" in (edit.text or "")):
            edits[edit].append(finding)
    chosen: dict[LineEdit, list[Finding]] = {}
    for edit in sorted(edits, key=lambda one: one[:3]):
        if not any(_touch(edit, other) for other in chosen):
            chosen[edit] = edits[edit]
    return chosen


def _touch(one: LineEdit, other: LineEdit) -> bool:
    return one.line == other.line and (one.text is None or other.text is None or one.start <= other.end)


def _make(edit: LineEdit, lines: list[tuple[str, str]], newline: str) -> None:
    line, ending = lines[edit.line]
    if edit.text is None:
        del lines[edit.line]
    else:
        *before, last = (line[: edit.start] + edit.text + line[edit.end :]).split("\n")
        lines[edit.line : edit.line + 1] = [*((one, newline) for one in before), (last, ending)]
