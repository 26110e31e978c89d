"""Mending pages: fixes are put into their texts, and held against a new check before anything is written.

Knows pages, checks and fixes; must not know what any rule asks.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from headword.core.files.atomic import replace_files, show_difference
from headword.core.findings import Finding, Report
from headword.lint.baseline import count_findings, key_of
from headword.lint.fixes import Fix, LineEdit
from headword.markdown.page import take_apart
from headword.markdown.shortcodes import is_map
from headword.project.project import PAGE_SUFFIXES, Project
from headword.project.read import BufferOverlay

_PASSES = 60
"""How often fixes are looked for again: one may bring another within reach, or have to be tried by itself."""

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

    A page that something is worse on afterwards is mended again rule by rule,
    so that what is to blame costs no other fix.
    """
    report = check({})
    before: dict[str, bytes] = {}
    texts: dict[str, bytes] = {}
    counts: Counter[str] = Counter()
    attempts = _Attempts(fixes)
    for _ in range(_PASSES):
        before.update(_read_pages(project, report, before))
        mended, done = apply(project, {**before, **texts}, report.findings, attempts.of_page)
        if not done:
            if attempts.skip():
                continue
            break
        after = check({project.root / path: data for path, data in {**texts, **mended}.items()})
        worse = _find_worse(report, after)
        if worse:
            attempts.blame(worse & mended.keys() or mended.keys(), done)
            continue
        attempts.succeed(mended)
        counts.update(finding.rule.name for finding in done)
        texts.update(mended)
        report = after
    changed = {path: before[path] for path in texts if texts[path] != before[path]}
    return FixResult(report, counts, changed, {path: texts[path] for path in changed}, attempts.refused)


class _Attempts:
    """Which fixes to try on which page next."""

    def __init__(self, fixes: Mapping[str, Fix]) -> None:
        self._fixes = fixes
        self._one_by_one: dict[str, list[str]] = {}
        self._successes = 0
        self._refused: dict[tuple[str, str], int] = {}
        """With how much had been mended by then: after more than that, what was refused may be good."""

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self._refused))

    def of_page(self, path: str) -> Mapping[str, Fix]:
        """All that were not refused there, or the next one if they are tried one by one."""
        waiting = self._one_by_one.get(path)
        return {
            name: fix
            for name, fix in self._fixes.items()
            if (path, name) not in self._refused and (waiting is None or name == waiting[0])
        }

    def blame(self, paths: Iterable[str], done: Iterable[Finding]) -> None:
        """Something is worse on these pages after what was ``done``."""
        rules: dict[str, set[str]] = defaultdict(set)
        for finding in done:
            rules[finding.location.path].add(finding.rule.name)
        for path in paths:
            if len(rules[path]) == 1:
                self._refused[path, min(rules[path])] = self._successes
                self._advance(path)
            else:
                # Those that are safe come first.
                self._one_by_one[path] = [name for name in self._fixes if name in rules[path]]

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
        for path, name in again:
            self._one_by_one.setdefault(path, []).append(name)
            del self._refused[path, name]
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


def _find_worse(before: Report, after: Report) -> set[str]:
    """The files in which there is what was not there before."""
    new = count_findings(after.findings) - count_findings(before.findings)
    return {one.location.path for one in after.findings if key_of(one) in new}


def show_changes(mended: FixResult) -> str:
    """What mending changes, as a unified diff."""
    return "".join(show_difference(path, mended.before[path], data) for path, data in sorted(mended.after.items()))


def _read_pages(project: Project, report: Report, known: Container[str]) -> Iterator[tuple[str, bytes]]:
    """The pages that something was found on, but those that are known."""
    for path in sorted({finding.location.path for finding in report.findings}):
        file = project.root / path
        if path not in known and file.suffix.lower() in PAGE_SUFFIXES and file.is_file():
            data = file.read_bytes()
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            yield path, data


def apply(
    project: Project,
    pages: Mapping[str, bytes],
    findings: Sequence[Finding],
    fixes_of: Callable[[str], Mapping[str, Fix]],
) -> tuple[dict[str, bytes], list[Finding]]:
    """The bytes of the pages that change, and the findings that this mends; of fixes that touch, the first is made."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.location.path in pages:
            by_path[finding.location.path].append(finding)
    mended: dict[str, bytes] = {}
    done: list[Finding] = []
    for path, every in by_path.items():
        fixes = fixes_of(path)
        found = [finding for finding in every if finding.rule.name in fixes]
        changed, mends = _mend_page(pages[path], found, fixes, project.config.outline_shortcodes)
        if changed != pages[path]:
            mended[path] = changed
            done.extend(mends)
    return mended, done


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
        if edit is not None and not (in_map and edit.text == "\n"):
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
    elif edit.text == "\n":
        lines.insert(edit.line, ("", newline))
    else:
        lines[edit.line] = (line[: edit.start] + edit.text + line[edit.end :], ending)
