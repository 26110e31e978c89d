"""What headword reports, and where: Location, Severity, Rule, Observation, Finding, Report.

A stage that sees something wrong and goes on records an `Observation`: the rule's name, the place and what is to be
said. The verdict holds it against the levels of the rules and makes it a `Finding`.
"""

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

from headword.core.version import ADDRESS


class Location(NamedTuple):
    """A span of text in one line of one file.

    ``path`` is relative to the project's folder, with ``/`` between its parts.
    ``line`` and ``column`` count from 1, columns in characters (Unicode code
    points); ``end_column`` is the column after the span.  Line 0 means the
    whole file, column 0 the whole line.

    Example:
        >>> print(headword.Location("taxonomy/minerals.md", 3, 4, 10))
        taxonomy/minerals.md:3:4
    """

    path: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        if not self.column:
            return f"{self.path}:{self.line}"
        return f"{self.path}:{self.line}:{self.column}"


class Located(NamedTuple):
    """A text and the place that it was read from."""

    text: str
    location: Location


class Severity(enum.IntEnum):
    """How bad a finding is: the levels of SHACL in plain words (SHACL, section 2.1.4).

    Example:
        >>> headword.Severity.ERROR > headword.Severity.WARNING, headword.Severity.INFO.word
        (True, 'info')
    """

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The severity in lower case, as in config files.

        Example:
            >>> headword.Severity.ERROR.word
            'error'
        """
        return self.name.lower()


class Basis(enum.StrEnum):
    """What a rule rests on."""

    SKOS = "skos"
    """An integrity condition of SKOS or RDF: breaking it makes the data inconsistent."""
    CONVENTION = "convention"
    """Good practice of the field."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue, as its file in ``shapes/`` describes it."""

    name: str
    code: str
    title: str
    message: str
    why: str
    fix: str
    severity: Severity
    basis: Basis
    sources: tuple[str, ...]
    example: str
    family: str
    at: tuple[str, ...]
    """IRIs of the properties whose triple to point at, best first."""
    seen_in: str
    """Where the rule looks: ``source`` (the Markdown), ``graph`` (Python), ``shape`` (SHACL), or ``content``: pages
    that use the vocabulary."""
    completeness: bool = False
    """Whether the rule asks for more work rather than finds a fault: one that
    would repeat for most concepts of a scheme is told once."""
    comparing: bool = False
    """Whether the rule finds what differs from the rest of its scheme: where all of it is so, nothing is reported."""
    yields_to: tuple[str, ...] = ()
    """Rules that say it better: what breaks one of them is not told again by this one."""
    by_default: bool = True
    """Whether the rule is among those that are run unless others are chosen."""
    limit: int = 0
    """The number that the rule measures by, 0 if it has none; the config can set another."""
    limited_by: str = ""
    """The parameter of the rule's shape that holds the number; empty if it is for a function in Python."""
    reads: tuple[tuple[str, str], ...] = ()
    """For a rule in Python, pairs of predicates: of what the first leads to, it reads the second."""
    ours: bool = True
    """Whether the rule ships with headword; else it comes from the user's own shapes."""

    @property
    def url(self) -> str:
        """The page of the rule in headword's documentation; empty if the rule does not ship with headword."""
        return f"{ADDRESS}/rules/{self.name}/" if self.ours else ""


class ValidationResult(NamedTuple):
    """What SHACL says of something that a shape finds (SHACL, section 3.6.2), terms as Turtle writes them.

    Attributes:
        focus: the focus node.
        path: the path, empty if there is none.
        value: the value node, empty if there is none.
        component: the constraint component.
        shape: the shape; one without a name with all that is said of it.
        location: where it is in the source.
    """

    focus: str
    path: str
    value: str
    component: str
    shape: str
    location: Location


class Observation(NamedTuple):
    """Something a stage saw before any rule's level was looked up.

    ``instead`` is what should stand there, if known; ``results`` are those of shapes, if a shape found it.
    """

    rule: str
    location: Location
    message: str
    focus: str = ""
    instead: str = ""
    results: tuple[ValidationResult, ...] = ()


Value = TypeVar("Value")


class Observed(NamedTuple, Generic[Value]):
    """A value that was read, and the observations made on the way."""

    value: Value
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a check.

    Attributes:
        rule: the rule, with its ``name``, ``code``, ``why``, ``fix`` and the ``url`` of its page.
        severity: how bad it is, by the rule and the config.
        location: the place.
        message: what is wrong, as one clause.
        focus: the IRI of the resource; empty if it is not known.
        instead: the correct text; empty if it is not known.
        results: the SHACL results that it summarizes, which do not count when findings are compared.

    Example:
        >>> finding = headword.check(".").findings[0]
        >>> finding.rule.name, finding.severity.word, finding.location.line
        ('scheme-creator', 'info', 1)
        >>> finding.rule.url
        'https://w3id.org/headword/rules/scheme-creator/'
    """

    rule: Rule
    severity: Severity
    location: Location
    message: str
    focus: str = ""
    instead: str = ""
    results: tuple[ValidationResult, ...] = field(default=(), compare=False)

    def join(self, others: Iterable["Finding"]) -> "Finding":
        """The finding, which stands for what ``others`` stand for too."""
        return replace(self, results=tuple(dict.fromkeys((*self.results, *(r for one in others for r in one.results)))))

    def sort_key(self) -> tuple[Location, str, str, str]:
        """By place, then rule, so that output never depends on the order of discovery."""
        return (self.location, self.rule.name, self.focus, self.message)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check, sorted by location, and the numbers of pages and concepts.

    Example:
        >>> report = headword.check(".")
        >>> len(report.findings), report.pages, report.concepts
        (3, 1, 4)
    """

    findings: tuple[Finding, ...]
    pages: int
    concepts: int
    notices: tuple[str, ...] = ()
    """Sentences for people on how the check was run."""
    every: tuple[Finding, ...] = ()
    """The same, where one finding that is true of most concepts gives way to those that it speaks for."""

    def count(self, severity: Severity) -> int:
        """Return the number of findings of exactly this severity.

        Example:
            >>> headword.check(".").count(headword.Severity.INFO)
            3
        """
        return Counter(finding.severity for finding in self.findings)[severity]

    def fails(self, threshold: Severity) -> bool:
        """Return whether a finding has this severity or a higher one; never for ``OFF``.

        Example:
            >>> headword.check(".").fails(headword.Severity.ERROR)
            False
        """
        return threshold is not Severity.OFF and any(finding.severity >= threshold for finding in self.findings)


class RawFinding(NamedTuple):
    """What a rule sees in facts.

    ``names`` is a resource whose name completes the message.  Two sightings of
    a rule with one ``mirror`` say the same, each from its end; the one of the
    lowest ``rank`` is told.  ``scheme`` is that of a concept, empty if it is
    in none; None for what is no concept.
    """

    observation: Observation
    names: str = ""
    mirror: str = ""
    rank: str = ""
    scheme: str | None = None
