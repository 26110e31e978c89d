"""Problems and their places: Location, Severity, Rule, Observation, Finding, Report.

A stage that sees a problem and continues records an `Observation`: the name of the rule, the place and the message. The
report compares it with the levels of the rules, and turns it into a `Finding`.
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
    """A text with its place."""

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
        """Return the severity in lower case, as in config files.

        Example:
            >>> headword.Severity.ERROR.word
            'error'
        """
        return self.name.lower()


class Basis(enum.StrEnum):
    """The basis of a rule."""

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
    """The place of the check: ``source`` (the Markdown), ``graph`` (Python), ``shape`` (SHACL), or ``content``
    (pages that use the vocabulary)."""
    completeness: bool = False
    """Whether the rule finds missing work and not a mistake. If most concepts of a
    scheme have such a finding, it is reported once."""
    comparing: bool = False
    """Whether the rule finds what differs from the rest of its scheme. If all concepts agree, it reports nothing."""
    yields_to: tuple[str, ...] = ()
    """Rules that explain the problem better: if one of them finds it, this rule does not report it again."""
    by_default: bool = True
    """Whether the rule is among those that are run unless others are chosen."""
    limit: int = 0
    """The limit of the rule, 0 if it has none; the config can set a different one."""
    limited_by: str = ""
    """The parameter of the rule's shape that holds the number; empty if it is for a function in Python."""
    reads: tuple[tuple[str, str], ...] = ()
    """For a rule in Python, pairs of predicates: it reads the second one of the objects of the first."""
    ours: bool = True
    """Whether the rule ships with headword; else it comes from the user's own shapes."""

    @property
    def url(self) -> str:
        """Return the page of the rule in headword's documentation; empty if the rule does not ship with headword."""
        return f"{ADDRESS}/rules/{self.name}/" if self.ours else ""


class ValidationResult(NamedTuple):
    """A validation result of SHACL (section 3.6.2), with terms as in Turtle.

    Attributes:
        focus: the focus node.
        path: the path, empty if there is none.
        value: the value node, empty if there is none.
        component: the constraint component.
        shape: the shape; a blank node with all of its triples.
        location: where it is in the source.
    """

    focus: str
    path: str
    value: str
    component: str
    shape: str
    location: Location


class Observation(NamedTuple):
    """A problem that a stage saw, without the level of its rule.

    ``instead`` is the correct text, if it is known. ``results`` are those of SHACL, if a shape found it.
    """

    rule: str
    location: Location
    message: str
    focus: str = ""
    instead: str = ""
    results: tuple[ValidationResult, ...] = ()


Value = TypeVar("Value")


class Observed(NamedTuple, Generic[Value]):
    """A value with the observations that were made when it was read."""

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
        """Return the finding with the results of ``others`` in addition."""
        return replace(self, results=tuple(dict.fromkeys((*self.results, *(r for one in others for r in one.results)))))

    def sort_key(self) -> tuple[Location, str, str, str]:
        """Return a key for the order by place and rule, so that output does not depend on the order of discovery."""
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
    """All findings, with the single ones instead of one that summarizes them."""

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
    """A finding of a rule in facts, before the report selects the findings.

    ``names`` is a resource whose name completes the message. Two findings of
    a rule with one ``mirror`` are the same, seen from both ends, and the one
    with the lowest ``rank`` is reported. ``scheme`` is the scheme of a concept,
    empty without one, and None for other resources.
    """

    observation: Observation
    names: str = ""
    mirror: str = ""
    rank: str = ""
    scheme: str | None = None
