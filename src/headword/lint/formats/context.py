"""The context of a report: source lines, and paths for different readers."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from headword.core.findings import Finding, Location

Lines = Callable[[str], tuple[str, ...]]
"""A function that returns the lines of a file by its path; none if it cannot be read."""


def _is_never_fixable(finding: Finding) -> bool:
    del finding
    return False


@dataclass(frozen=True, slots=True)
class RenderContext:
    """The context of a report.

    Attributes:
        lines: returns the lines of a file.
        colour: whether to use colours for a terminal.
        from_here: returns the path of a file relative to the current folder, which terminals and editors can open.
        inside: the project's folder as a path in the repository, with a final ``/``, empty if they are the same.
            Services need paths relative to the repository.
        is_fixable: whether ``--fix`` fixes a finding.
    """

    lines: Lines
    colour: bool = False
    from_here: Callable[[str], str] = str
    inside: str = ""
    is_fixable: Callable[[Finding], bool] = _is_never_fixable

    def show(self, place: Location) -> str:
        """Return a location for people."""
        return str(place._replace(path=self.from_here(place.path))) if place.path else ""

    def path(self, finding: Finding) -> str:
        """Return the path of the finding's file in the repository."""
        path = finding.location.path
        return path if path.startswith("/") else self.inside + path

    def line(self, finding: Finding) -> str:
        """Return the text of the finding's line; empty if it has none."""
        place = finding.location
        lines = self.lines(place.path) if place.line else ()
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def fingerprint(findings: Iterable[Finding], given: RenderContext) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with a unique fingerprint, which stays the same if other lines of the file change.

    It consists of the rule, the path, and the resource or else the text of the line, and of a counter for equal
    findings.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        about = finding.focus or given.line(finding).strip() or finding.message
        key = (finding.rule.name, given.path(finding), about)
        seen[key] += 1
        yield finding, hashlib.sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "replace")).hexdigest()[:32]
