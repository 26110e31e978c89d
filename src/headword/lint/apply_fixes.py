"""Fixing pages and the Turtle beside them: fixes are tried in memory and checked again before anything is written."""

import codecs
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.core.files.atomic import replace_files, show_difference
from headword.core.findings import Finding, Report
from headword.lint.baseline import count_findings, key_of
from headword.lint.fixes import Fix, LineEdit
from headword.lint.turtle_fixes import fix_turtle
from headword.markdown.page import take_apart
from headword.markdown.shortcodes import is_map
from headword.project.project import EXTRA_SUFFIX, PAGE_SUFFIXES, Project
from headword.project.read import BufferOverlay

_PASSES = 200
"""How often fixes are looked for again: one may bring another within reach, or have to be tried by itself."""

_FOLLOWING = 3
"""How often fixes are looked for in what a fix brought about."""

Check = Callable[[BufferOverlay], Report]
"""Gives the report on a project in which files have other texts than on the disk."""


@dataclass(frozen=True, slots=True)
class FixResult:
    """What comes of mending.

    Attributes:
        report: what is found afterwards.
        counts: how many findings were mended, by rule.
        before: the pages that change as they were, by the path that locations carry.
        after: the same as they are to be.
        refused: fixes that made something worse, as pairs of a page and a rule.
    """

    report: Report
    counts: Mapping[str, int]
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    refused: tuple[tuple[str, str], ...]


def fix_pages(project: Project, fixes: Mapping[str, Fix], check: Check) -> FixResult:
    """Mend what ``fixes`` can of what ``check`` finds; nothing is written.

    A page that something is worse on afterwards is mended again rule by rule, and a rule by halves of its findings, so
    that what is to blame costs no other fix.
    """
    report = check({})
    before: dict[str, bytes] = {}
    texts: dict[str, bytes] = {}
    counts: Counter[str] = Counter()
    attempts = _Attempts(fixes)
    for _ in range(_PASSES):
        before.update(_read_pages(project, report, before))
        wanted = [finding for finding in report.every if attempts.wants(finding)]
        mended, done = apply(project, {**before, **texts}, wanted, fixes)
        if not done:
            if attempts.skip():
                continue
            break
        after = check({project.root / path: data for path, data in {**texts, **mended}.items()})
        for _ in range(_FOLLOWING):
            fresh = _list_new(report, after)
            if not fresh or not all(finding.rule.name in fixes for finding in fresh):
                break
            # What one fix brings about, the trimmed label that another repeats, may be fixed in turn.
            mended = {**mended, **apply(project, {**before, **texts, **mended}, fresh, fixes)[0]}
            after = check({project.root / path: data for path, data in {**texts, **mended}.items()})
        worse = {finding.location.path for finding in _list_new(report, after)}
        if worse:
            attempts.blame(worse & mended.keys() or mended.keys(), done)
            continue
        attempts.succeed(mended)
        counts.update(finding.rule.name for finding in done)
        texts.update(mended)
        report = after
    changed = {path: before[path] for path in texts if texts[path] != before[path]}
    return FixResult(report, counts, changed, {path: texts[path] for path in changed}, attempts.refused)


_Known = tuple[str, str]
"""What a finding is known by among those of a rule on a page: what it is about, and its message."""


class _Try(NamedTuple):
    """Findings of a rule on a page that are to be fixed by themselves; all of them if ``about`` is None."""

    rule: str
    about: frozenset[_Known] | None = None

    def is_of(self, finding: Finding) -> bool:
        known = finding.focus, finding.message
        return finding.rule.name == self.rule and (self.about is None or known in self.about)


class _Attempts:
    """Which findings to fix on which page next."""

    def __init__(self, fixes: Collection[str]) -> None:
        self._fixes = fixes
        self._one_by_one: dict[str, list[_Try]] = {}
        self._successes = 0
        self._refused: dict[tuple[str, str, _Known], int] = {}
        """With how much had been mended by then: after more than that, what was refused may be good."""

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted({(path, rule) for path, rule, _ in self._refused}))

    def wants(self, finding: Finding) -> bool:
        """Whether a finding was not refused, and is next if those of its page are tried one by one."""
        path, rule = finding.location.path, finding.rule.name
        if rule not in self._fixes or (path, rule, (finding.focus, finding.message)) in self._refused:
            return False
        waiting = self._one_by_one.get(path)
        return waiting is None or waiting[0].is_of(finding)

    def blame(self, paths: Iterable[str], done: Iterable[Finding]) -> None:
        """Something is worse on these pages after what was ``done``."""
        found: dict[str, dict[str, set[_Known]]] = defaultdict(lambda: defaultdict(set))
        for finding in done:
            found[finding.location.path][finding.rule.name].add((finding.focus, finding.message))
        for path in paths:
            rules = found[path]
            if len(rules) > 1:
                # Those that are safe come first.
                self._one_by_one[path] = [_Try(name) for name in self._fixes if name in rules]
            else:
                for rule, known in rules.items():
                    self._blame_one(path, rule, sorted(known))

    def _blame_one(self, path: str, rule: str, known: Sequence[_Known]) -> None:
        """It is findings of one rule that are to blame: one of them is refused, more are tried by halves."""
        if len(known) == 1:
            self._refused[path, rule, known[0]] = self._successes
            self._advance(path)
        else:
            half = len(known) // 2
            parts = [_Try(rule, frozenset(known[:half])), _Try(rule, frozenset(known[half:]))]
            self._one_by_one[path] = [*parts, *self._one_by_one.get(path, [])[1:]]

    def succeed(self, paths: Iterable[str]) -> None:
        """What was tried on these pages is good."""
        self._successes += 1
        for path in paths:
            self._advance(path)

    def skip(self) -> bool:
        """Whether anything is still to be tried by itself, where what was next has nothing to do."""
        if self._one_by_one:
            for path in list(self._one_by_one):
                self._advance(path)
            return True
        again = sorted(one for one, successes in self._refused.items() if successes < self._successes)
        for path, rule, known in again:
            self._one_by_one.setdefault(path, []).append(_Try(rule, frozenset([known])))
            del self._refused[path, rule, known]
        return bool(again)

    def _advance(self, path: str) -> None:
        waiting = self._one_by_one.get(path)
        if waiting is not None and len(waiting) > 1:
            self._one_by_one[path] = waiting[1:]
        else:
            self._one_by_one.pop(path, None)


def write_pages(project: Project, pages: Mapping[str, bytes]) -> None:
    """Put the texts of pages in their files, in all or in none.

    Raises:
        HeadwordError: one cannot be written.
    """
    replace_files({project.root / path: data for path, data in pages.items()})


def _list_new(before: Report, after: Report) -> list[Finding]:
    """What was not found before, or not as often."""
    new = count_findings(after.every) - count_findings(before.every)
    return [one for one in after.every if key_of(one) in new]


def show_changes(mended: FixResult) -> str:
    """What mending changes, as a unified diff."""
    return "".join(show_difference(path, mended.before[path], data) for path, data in sorted(mended.after.items()))


def _read_pages(project: Project, report: Report, known: Container[str]) -> Iterator[tuple[str, bytes]]:
    """The pages that something was found on, but those that are known."""
    for path in sorted({finding.location.path for finding in report.every}):
        file = project.root / path
        is_fixed = file.suffix.lower() in PAGE_SUFFIXES or path.endswith(EXTRA_SUFFIX)
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
    """The bytes of the pages that change, and the findings that this mends; of fixes that touch, the first is made."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.location.path in pages:
            by_path[finding.location.path].append(finding)
    mended: dict[str, bytes] = {}
    done: list[Finding] = []
    for path, found in by_path.items():
        if path.endswith(EXTRA_SUFFIX):
            changed, mends = _mend_turtle(pages[path], found, fixes)
        else:
            changed, mends = _mend_page(pages[path], found, fixes, project.config.outline_shortcodes)
        if changed != pages[path]:
            mended[path] = changed
            done.extend(mends)
    return mended, done


def _mend_turtle(data: bytes, findings: Sequence[Finding], rules: Container[str]) -> tuple[bytes, list[Finding]]:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text, mends = fix_turtle(data.removeprefix(mark).decode("utf-8"), findings, rules)
    return mark + text.encode("utf-8"), mends


def _mend_page(
    data: bytes, findings: Sequence[Finding], fixes: Mapping[str, Fix], shortcodes: tuple[str, ...]
) -> tuple[bytes, list[Finding]]:
    written = take_apart(data)
    chosen = choose_edits(written.plain, findings, fixes, shortcodes)
    newline = next((ending for _, ending in written.lines if ending), "\n")
    for edit in reversed(chosen):
        _make(edit, written.lines, newline)
    return written.encode(), [one for mends in chosen.values() for one in mends]


def choose_edits(
    lines: Sequence[str], findings: Sequence[Finding], fixes: Mapping[str, Fix], shortcodes: tuple[str, ...]
) -> dict[LineEdit, list[Finding]]:
    """The edits that mend ``findings``, in the order of places, each with those that it mends; none touches another."""
    in_map = is_map(lines, shortcodes)
    edits: dict[LineEdit, list[Finding]] = defaultdict(list)
    for finding in findings:
        edit = fixes[finding.rule.name](finding, lines)
        # A map draws every line inside it.
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
