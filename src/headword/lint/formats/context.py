"""What a report may look up beside the findings: source lines, and where the files are."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from headword.core.findings import Finding, Location

Lines = Callable[[str], tuple[str, ...]]
"""The lines of the file that a location names; none if it cannot be read."""


def _is_never_fixable(finding: Finding) -> bool:
    del finding
    return False


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a report is made with.

    Attributes:
        lines: gives the lines of a file.
        colour: whether to paint for a terminal.
        from_here: gives a file's path from where the user stands: terminals and editors open paths from there.
        inside: the project's folder as a path under the repository's, empty if they are one, else with a ``/`` at
            its end: services want paths from there.
        is_fixable: whether ``--fix`` fixes a finding.
    """

    lines: Lines
    colour: bool = False
    from_here: Callable[[str], str] = str
    inside: str = ""
    is_fixable: Callable[[Finding], bool] = _is_never_fixable

    def show(self, place: Location) -> str:
        """A place for people."""
        return str(place._replace(path=self.from_here(place.path))) if place.path else ""

    def path(self, finding: Finding) -> str:
        """The path of the finding's file under the repository's folder."""
        path = finding.location.path
        return path if path.startswith("/") else self.inside + path

    def line(self, finding: Finding) -> str:
        """The text of the finding's line; empty if it has none."""
        place = finding.location
        lines = self.lines(place.path) if place.line else ()
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def fingerprint(findings: Iterable[Finding], given: RenderContext) -> Iterator[tuple[Finding, str]]:
    """Each finding with a name of its own, that it keeps while lines are added or moved elsewhere in the file.

    It is made of the rule, the path, the resource, or the line's text if there
    is none, and which one of those that have all that alike it is.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        about = finding.focus or given.line(finding).strip() or finding.message
        key = (finding.rule.name, given.path(finding), about)
        seen[key] += 1
        yield finding, hashlib.sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "replace")).hexdigest()[:32]
