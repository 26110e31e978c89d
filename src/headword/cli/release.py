"""``headword release``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_notices, show_changes
from headword.cli.precheck import is_fit
from headword.cli.retirement import today, with_diff
from headword.cli.run_context import open_run_context, with_run_context
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.terminal import counted
from headword.project.project import LOCK_NAME, find_project

if TYPE_CHECKING:
    from headword.compiler.publication import Publication
    from headword.compiler.run import SiteRun
    from headword.core.context import RunContext
    from headword.project.project import Project
    from headword.publish.release import Release


@click.command("release")
@click.argument("version")
@click.option("--date", default="", metavar="DATE", help="The day of the release; today if not given.")
@click.option("--no-changelog", is_flag=True, help="Leave the changelog as it is.")
@click.option("--locked", is_flag=True, help="Every id has to be in headword.lock, as it is.")
@with_diff
@with_run_context
def command(
    version: str, date: str, no_changelog: bool, locked: bool, only_shown: bool, no_cache: bool, jobs: int
) -> int:
    r"""Release the vocabulary as VERSION.

    Writes version and date into the config, what changed since the release
    before into CHANGELOG.md, builds, and keeps a copy of the build in
    vocab/versions/VERSION: all of that, or nothing. Schemes then say
    owl:versionIRI, owl:priorVersion and dcterms:issued.

    \b
    Examples:
      headword release 1.3.0
      headword release 1.3.0 --diff
      headword release 2026-11-24 --date 2026-11-24
    """
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run
    from headword.publish.release import prepare

    release = prepare(find_project(Path()), version, date or today())
    project = release.project
    if project.config.dates == "git":
        _refuse_uncommitted(project)
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as means, open_run(project, means=means) as run:
        documents = run.documents()
        print_notices(run.notices)
        if not is_fit(run, documents, locked=locked, no_check=False):
            return 1
        print_notices(_note_unlocked(run))
        publication = Publication(documents, project.config)
        changelog = None if no_changelog else _write_changelog(release, run, publication)
        return _release(release, changelog, publication, means, only_shown=only_shown)


def _note_unlocked(run: "SiteRun") -> list[str]:
    """What is released is promised: that the lock does not know it, where ids are kept, is worth a word."""
    from headword.lint.lock_checks import check_unlocked

    if not run.project.lock.exists():
        return []
    count = sum(1 for _ in check_unlocked(run.pages.site, locked=True))
    if not count:
        return []
    return [f"{count:,} ids or labels are released that {LOCK_NAME} does not know: headword ids --accept records them"]


def _refuse_uncommitted(project: "Project") -> None:
    """See that all pages are committed: what is not has no day, or that of what it was."""
    from headword.project.git import find_repository, list_uncommitted

    changed = list_uncommitted(find_repository(project.root), project.sources)
    if changed:
        more = f"; so with {len(changed) - 1:,} others" if changed[1:] else ""
        message = f"this is not committed, so that git has no day for it{more}"
        raise HeadwordError(message, Location(changed[0]), 'dates = "git" asks for it: commit, then release')


def _write_changelog(release: "Release", run: "SiteRun", publication: "Publication") -> bytes | None:
    """The changelog with an entry on what changed since the release before."""
    from headword.publish.release import write_changelog

    name = release.project.relative(release.changelog)
    written = write_changelog(release, _describe(release, run, publication))
    if written is None:
        print_notices([f"{name} has an entry for {release.version}, which stays as it is"])
    return written


def _describe(release: "Release", run: "SiteRun", publication: "Publication") -> str:
    from headword.publish.diff.compare import compare
    from headword.publish.diff.editions import read_path
    from headword.publish.diff.formats.context import DiffContext
    from headword.publish.diff.formats.markdown import write_sections
    from headword.publish.diff.versions import UNASKED, is_after, propose
    from headword.rdf.terms import PREFIXES

    config = release.project.config
    concepts = counted(run.concepts, "concept")
    if not config.prior_version:
        return f"First release: {concepts}."
    if release.prior is None:
        print_notices([f"there is no copy of {config.prior_version} to tell what changed since"])
        return f"{concepts}."
    difference = compare(read_path(release.prior).facts, publication.facts(), config.lang)
    wanted = propose(difference, config.prior_version, config.version_policy, config.released).next
    if wanted and is_after(wanted, release.version):
        print_notices([f"what changed since {config.prior_version} asks for {wanted}: see headword diff"])
    prefixes = {**PREFIXES, **config.prefixes}
    given = DiffContext(config.prior_version, release.version, UNASKED, config.released, config.base, prefixes)
    return write_sections(difference, given)


def _release(
    release: "Release", changelog: bytes | None, publication: "Publication", means: "RunContext", *, only_shown: bool
) -> int:
    from headword.publish.build import count_files, render
    from headword.publish.release import list_contents, preview, write

    project = release.project
    shown = project.relative(project.output)
    files = means.track("writing", render(publication, project.config), count_files(publication, project.config))
    contents = list_contents(release, changelog)
    if only_shown:
        show_changes(contents, project)
        for word, path in preview(release, files):
            click.echo(f"would {word} {shown}/{path}")
        return 0
    difference = write(release, files, contents)
    counts = (len(difference.added), len(difference.changed), len(difference.removed))
    click.echo(
        f"{shown}: released {release.version}, with a copy in {shown}/{release.copy} "
        f"({counts[0]:,} files added, {counts[1]:,} changed, {counts[2]:,} removed)"
    )
    print_notices([f"changed: {', '.join(project.relative(file) for file in contents)}"])
    return 0
