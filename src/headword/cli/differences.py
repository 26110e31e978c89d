"""Showing what differs between two editions, and whether `--fail-on` is about it."""

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
    """The words of ``--fail-on``, each of which is one that there is."""
    words = frozenset(split_words(values))
    if values and not words:
        raise HeadwordError("--fail-on has no value", hint=f"known: {', '.join((*KINDS, *LEVELS))}")
    for word in sorted(words):
        if word not in KINDS and word not in LEVELS:
            raise HeadwordError(f"--fail-on cannot be {word!r}", hint=nearest_hint(word, (*KINDS, *LEVELS)))
    return words


def fails(difference: "VocabularyDiff", proposal: "Proposal", words: frozenset[str]) -> bool:
    """Whether there is a change that ``--fail-on`` is about."""
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
    """The difference between two editions in a format."""
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
