"""``headword diff``."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.completions import complete_kinds
from headword.cli.output import has_colour, print_notices, split_words
from headword.cli.retirement import today
from headword.cli.run_context import open_run_context, with_run_context
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.suggest import nearest_hint
from headword.project.project import Project, find_project
from headword.project.version_policy import KINDS, LEVELS, VersionLevel
from headword.publish.diff.formats import FORMATS, format_difference

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.publish.diff.compare import VocabularyDiff
    from headword.publish.diff.editions import VocabularySnapshot
    from headword.publish.diff.versions import Proposal


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--output-format", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to show it."
)
@click.option(
    "--fail-on", multiple=True, metavar="KINDS", shell_complete=complete_kinds,
    help=f"Exit with 1 if there is such a change: {', '.join(KINDS)}; or if a new version had to be "
    f"{' or '.join(LEVELS[1:])}.",
)  # fmt: skip
@click.option("--locations", is_flag=True, help="Show where each concept stands now.")
@with_run_context
def command(
    old: str | None,
    new: str | None,
    output_format: str,
    fail_on: tuple[str, ...],
    locations: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Tell what became of concepts between OLD and NEW: added, removed, renamed, moved, merged, retired.

    Each is a folder of pages or of RDF, a file of RDF, or a git revision.
    OLD..NEW are two revisions; OLD...NEW are the last commit that both have in
    common, and NEW. If NEW is not given, it is the pages as they are now; if
    OLD is not, it is the last commit. The version that the changes ask for is
    proposed.

    \b
    Examples:
      headword diff
      headword diff v1.2..HEAD
      headword diff origin/main --output-format markdown
      headword diff vocab/versions/1.2 vocab --fail-on removed
    """
    from headword.publish.diff.compare import compare
    from headword.publish.diff.versions import propose

    words = check_words(fail_on)
    project = find_project(Path())
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as means:
        before, after = _read_both(project, old or "HEAD", new, means)
    print_notices([*before.notices, *after.notices, *_note_bases(before, after)])
    difference = compare(before.facts, after.facts, project.config.lang)
    print_notices(_note_new_iris(difference))
    proposal = propose(difference, before.version, project.config.version_policy, today())
    text = show_editions(difference, proposal, (before, after), project, output_format, locations=locations)
    click.echo(text, nl=False, color=True)
    return 1 if fails(difference, proposal, words) else 0


def check_words(values: tuple[str, ...]) -> frozenset[str]:
    """The words of ``--fail-on``, each of which is one that there is."""
    words = frozenset(split_words(values))
    if values and not words:
        raise HeadwordError("--fail-on says nothing", hint=f"known: {', '.join((*KINDS, *LEVELS))}")
    for word in sorted(words):
        if word not in KINDS and word not in LEVELS:
            raise HeadwordError(f"--fail-on cannot be {word!r}", hint=nearest_hint(word, (*KINDS, *LEVELS)))
    return words


def fails(difference: "VocabularyDiff", proposal: "Proposal", words: frozenset[str]) -> bool:
    """Whether there is a change that ``--fail-on`` is about."""
    levels = [level for level in VersionLevel if level.word in words]
    return not words.isdisjoint(difference.counts) or any(proposal.level >= level for level in levels)


def _read_both(
    project: Project, old: str, new: str | None, means: "RunContext"
) -> "tuple[VocabularySnapshot, VocabularySnapshot]":
    """The two editions that the words of the user mean."""
    from headword.project.git import find_fork, find_repository
    from headword.publish.diff.editions import read_working_tree

    if new is None and not Path(old).exists() and ".." in old:
        one, dots, other = old.partition("..." if "..." in old else "..")
        one, other = one or "HEAD", other or "HEAD"
        fork = ""
        if dots == "...":
            fork = find_fork(find_repository(project.root), one, other)
        return _read_at(project, one, fork), _read_at(project, other)
    before = _read(project, old, means)
    return before, read_working_tree(project, means) if new is None else _read(project, new, means)


def _read(project: Project, word: str, means: "RunContext") -> "VocabularySnapshot":
    """The edition that a word means: a path if there is one, else a revision."""
    from headword.publish.diff.editions import read_path

    return read_path(Path(word), means) if Path(word).exists() else _read_at(project, word)


def _read_at(project: Project, word: str, commit: str = "") -> "VocabularySnapshot":
    from headword.project.git import find_repository
    from headword.publish.diff.editions import read_revision

    return read_revision(find_repository(project.root), word, commit)


def _note_bases(before: "VocabularySnapshot", after: "VocabularySnapshot") -> list[str]:
    if before.base and after.base and before.base != after.base:
        return [f"IRIs began with {before.base}, and begin with {after.base}: no concept is what it was"]
    return []


def _note_new_iris(difference: "VocabularyDiff") -> list[str]:
    """What looks as if IRIs had changed, and not concepts."""
    labels = {
        kind: {one.label for one in difference.changed if one.type == "concept" and one.kinds == (kind,)}
        for kind in ("added", "removed")
    }
    count = len(labels["added"] & labels["removed"] - {""})
    if not count:
        return []
    return [f"{count:,} of the labels removed are among those added: what had them has other IRIs now"]


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
