"""The difference between two editions as text, and the check of `--fail-on`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from headword.cli.output import split_words
from headword.cli.retirement import today
from headword.cli.settings import has_colour
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.suggest import nearest_hint
from headword.project.project import Project
from headword.project.version_policy import KINDS, LEVELS, VersionLevel
from headword.publish.diff.formats import format_difference

if TYPE_CHECKING:
    from headword.publish.diff.compare import VocabularyDiff
    from headword.publish.diff.editions import VocabularySnapshot
    from headword.publish.diff.versions import Proposal


def check_words(values: tuple[str, ...]) -> frozenset[str]:
    """Return the words of ``--fail-on``.

    Raises:
        HeadwordError: a word is unknown.
    """
    words = frozenset(split_words(values))
    if values and not words:
        raise HeadwordError("--fail-on has no value", hint=f"known: {', '.join((*KINDS, *LEVELS))}")
    for word in sorted(words):
        if word not in KINDS and word not in LEVELS:
            raise HeadwordError(f"--fail-on cannot be {word!r}", hint=nearest_hint(word, (*KINDS, *LEVELS)))
    return words


def fails(difference: "VocabularyDiff", proposal: "Proposal", words: frozenset[str]) -> bool:
    """Return True if there is a change that ``--fail-on`` names."""
    levels = [level for level in VersionLevel if level.word in words]
    return not words.isdisjoint(difference.counts) or any(proposal.level >= level for level in levels)


def show_editions(
    difference: "VocabularyDiff",
    proposal: "Proposal",
    editions: "tuple[VocabularySnapshot, VocabularySnapshot]",
    project: Project,
    output_format: str,
    *,
    locations: bool,
) -> str:
    """Return the difference between two editions in a format."""
    from headword.publish.diff.formats.context import DiffContext
    from headword.rdf.terms import PREFIXES

    given = DiffContext(
        editions[0].name,
        editions[1].name,
        proposal,
        today(),
        project.config.base if project.config_path else "",
        {**PREFIXES, **project.config.prefixes},
        has_colour(sys.stdout),
        _show_from(editions[1].root) if locations else _show_nothing,
    )
    return format_difference(difference, output_format, given)


def _show_from(root: Path | None) -> Callable[[Location], str]:
    if root is None:
        return str
    return lambda place: str(place._replace(path=Path(os.path.relpath(root / place.path)).as_posix()))


def _show_nothing(place: Location) -> str:
    del place
    return ""
