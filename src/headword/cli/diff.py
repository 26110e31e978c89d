"""``headword diff``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.completions import complete_kinds
from headword.cli.differences import check_words, fails, show_editions
from headword.cli.output import print_notices, print_result
from headword.cli.output_options import with_output
from headword.cli.retirement import today
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.project.project import Project
from headword.project.version_policy import KINDS, LEVELS
from headword.publish.diff.formats import FORMATS

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.publish.diff.compare import VocabularyDiff
    from headword.publish.diff.editions import VocabularySnapshot


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@with_output(*FORMATS)
@click.option(
    "--fail-on", multiple=True, metavar="KINDS", shell_complete=complete_kinds,
    help=f"Exit with 1 if there is such a change: {', '.join(KINDS)}; or if a new version had to be "
    f"{' or '.join(LEVELS[1:])}.",
)  # fmt: skip
@click.option("--locations", is_flag=True, help="Show the place of each concept.")
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
    r"""Show what changed between OLD and NEW: concepts that were added, removed, renamed, moved, merged, retired.

    OLD and NEW are folders of pages or RDF, RDF files, or git revisions.
    OLD..NEW compares two revisions, and OLD...NEW compares NEW with the
    last commit that both have in common. The default of NEW is the current
    pages, and the default of OLD is the last commit. headword also proposes
    the next version number.

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
    project = open_project()
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context, context.busy("comparing"):
        before, after = _read_both(project, old or "HEAD", new, context)
        difference = compare(before.facts, after.facts, project.config.lang)
    print_notices([*before.notices, *after.notices, *_note_bases(before, after), *_note_new_iris(difference)])
    proposal = propose(difference, before.version, project.config.version_policy, today())
    text = show_editions(difference, proposal, (before, after), project, output_format, locations=locations)
    print_result(text)
    return 1 if fails(difference, proposal, words) else 0


def _read_both(
    project: Project, old: str, new: str | None, context: "RunContext"
) -> "tuple[VocabularySnapshot, VocabularySnapshot]":
    """Read the two editions that the arguments name."""
    from headword.project.git import find_fork, find_repository
    from headword.publish.diff.editions import read_working_tree

    if new is None and not Path(old).exists() and ".." in old:
        one, dots, other = old.partition("..." if "..." in old else "..")
        one, other = one or "HEAD", other or "HEAD"
        fork = ""
        if dots == "...":
            fork = find_fork(find_repository(project.root), one, other)
        return _read_at(project, one, fork), _read_at(project, other)
    before = _read(project, old, context)
    return before, read_working_tree(project, context) if new is None else _read(project, new, context)


def _read(project: Project, word: str, context: "RunContext") -> "VocabularySnapshot":
    """Read the edition that an argument names: a path if it exists, otherwise a revision."""
    from headword.publish.diff.editions import read_path

    return read_path(Path(word), context) if Path(word).exists() else _read_at(project, word)


def _read_at(project: Project, word: str, commit: str = "") -> "VocabularySnapshot":
    from headword.project.git import find_repository
    from headword.publish.diff.editions import read_revision

    return read_revision(find_repository(project.root), word, commit)


def _note_bases(before: "VocabularySnapshot", after: "VocabularySnapshot") -> list[str]:
    if before.base and after.base and before.base != after.base:
        return [f"the base changed from {before.base} to {after.base}: every concept has a new IRI"]
    return []


def _note_new_iris(difference: "VocabularyDiff") -> list[str]:
    """Return a notice if IRIs seem to have changed instead of concepts."""
    labels = {
        kind: {one.label for one in difference.changed if one.type == "concept" and one.kinds == (kind,)}
        for kind in ("added", "removed")
    }
    count = len(labels["added"] & labels["removed"] - {""})
    if not count:
        return []
    return [f"{count:,} of the removed labels were added again: their concepts have new IRIs"]
