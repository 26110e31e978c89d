"""``headword release``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_notices, print_status, show_changes
from headword.cli.output_options import with_dry_run
from headword.cli.precheck import WouldVanishError, is_fit, keep_published
from headword.cli.retirement import today
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.terminal import counted
from headword.project.project import LOCK_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headword.compiler.publication import Publication
    from headword.compiler.run import SiteRun
    from headword.core.context import RunContext
    from headword.project.project import Project
    from headword.publish.release import Release


_WORDS = ("released", "")
"""The verb for a release that does not happen because of errors; no option overrides them."""


@click.command("release")
@click.argument("version")
@click.option("--date", default="", metavar="DATE", help="The date of the release. [default: today]")
@click.option("--no-changelog", is_flag=True, help="Do not change the changelog.")
@click.option("--locked", is_flag=True, help="Require that headword.lock has every id and is up to date.")
@with_dry_run()
@with_run_context
def command(version: str, date: str, no_changelog: bool, locked: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    r"""Release the vocabulary as VERSION.

    headword writes the version and the date to the config and the changes
    to CHANGELOG.md, builds, and keeps a copy of the build in
    vocab/versions/VERSION. It does all of this or nothing. Schemes get
    owl:versionIRI, owl:priorVersion and dcterms:issued. The first release
    also writes headword.lock, which keeps every IRI from then on.

    \b
    Examples:
      headword release 1.3.0
      headword release 1.3.0 --dry-run
      headword release 2026-11-24 --date 2026-11-24
    """
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run
    from headword.publish.release import list_contents, prepare

    release = prepare(open_project(), version, date or today())
    project = release.project
    if project.config.dates == "git":
        _refuse_uncommitted(project)
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context,
        open_run(project, context=context) as run,
    ):
        documents = run.documents()
        print_notices(run.notices)
        if not is_fit(run, documents, locked=locked, no_check=False, words=_WORDS):
            return 1
        print_notices(_note_unlocked(run))
        publication = Publication(documents, project.config)
        changelog = None if no_changelog else _write_changelog(release, run.count_concepts(documents), publication)
        contents = {**list_contents(release, changelog), **_make_lock(run)}
        return _release(release, contents, run, publication, context, dry_run=dry_run)


def _make_lock(run: "SiteRun") -> dict[Path, bytes]:
    """Return the lock of the first release; nothing if there is one, or if published IRIs would vanish."""
    from headword.compiler.naming.lock import write_lock
    from headword.ids.inventory import accept, prove
    from headword.publish.previous_output import with_published

    if run.project.lock.exists():
        return {}
    site = with_published(run.pages.site, today())
    ids = accept(site, today())
    if ids.lost:
        return {}
    return {run.project.lock: write_lock(prove(site, ids, ids.entries(), today()).entries).encode()}


def _note_unlocked(run: "SiteRun") -> list[str]:
    """Return a notice on released ids that the lock lacks, because a release promises them."""
    from headword.lint.lock_checks import check_unlocked

    if not run.project.lock.exists():
        return []
    count = sum(1 for _ in check_unlocked(run.pages.site, locked=True))
    if not count:
        return []
    return [f"{LOCK_NAME} lacks {count:,} of the released ids or labels: run headword ids --accept"]


def _refuse_uncommitted(project: "Project") -> None:
    """Check that all pages are committed, because git has no date for other text."""
    from headword.project.git import find_repository, list_uncommitted

    changed = list_uncommitted(find_repository(project.root), project.sources)
    if changed:
        more = f", nor are {len(changed) - 1:,} other files" if changed[1:] else ""
        message = f"the file is not committed{more}, so git has no date for it"
        raise HeadwordError(message, Location(changed[0]), 'commit it, then release; dates = "git" needs its date')


def _write_changelog(release: "Release", count: int, publication: "Publication") -> bytes | None:
    """Return the changelog with an entry on the changes since the previous release."""
    from headword.publish.release import write_changelog

    name = release.project.relative(release.changelog)
    written = write_changelog(release, _describe(release, count, publication))
    if written is None:
        print_notices([f"{name} has an entry for {release.version}, which stays as it is"])
    return written


def _describe(release: "Release", count: int, publication: "Publication") -> str:
    from headword.publish.diff.compare import compare
    from headword.publish.diff.editions import read_path
    from headword.publish.diff.formats.context import DiffContext
    from headword.publish.diff.formats.markdown import write_sections
    from headword.publish.diff.versions import UNASKED, is_after, propose
    from headword.rdf.terms import PREFIXES

    config = release.project.config
    concepts = counted(count, "concept")
    if not config.prior_version:
        return f"First release: {concepts}."
    if release.prior is None:
        print_notices([f"the changes are not listed, since there is no copy of {config.prior_version}"])
        return f"{concepts}."
    difference = compare(read_path(release.prior).facts, publication.facts(), config.lang)
    wanted = propose(difference, config.prior_version, config.version_policy, config.released).next
    if wanted and is_after(wanted, release.version):
        print_notices([f"the changes since {config.prior_version} require version {wanted}: see headword diff"])
    prefixes = {**PREFIXES, **config.prefixes}
    given = DiffContext(config.prior_version, release.version, UNASKED, config.released, config.base, prefixes)
    return write_sections(difference, given)


def _release(
    release: "Release",
    contents: "Mapping[Path, bytes]",
    run: "SiteRun",
    publication: "Publication",
    context: "RunContext",
    *,
    dry_run: bool,
) -> int:
    from headword.publish.build import count_files, render
    from headword.publish.release import preview, write

    project = release.project
    shown = project.relative(project.output)
    files = context.track("writing", render(publication, project.config), count_files(publication, project.config))
    files = keep_published(files, run, publication, project.output, words=_WORDS)
    try:
        difference = preview(release, files) if dry_run else write(release, files, contents)
    except WouldVanishError:
        return 1
    if dry_run:
        show_changes(contents, project)
        for word, path in difference:
            click.echo(f"would {word} {shown}/{path}")
        return 0
    counts = (len(difference.added), len(difference.changed), len(difference.removed))
    print_status(
        f"{shown}: released {release.version}, with a copy in {shown}/{release.copy} "
        f"({counts[0]:,} files added, {counts[1]:,} changed, {counts[2]:,} removed)"
    )
    print_notices([f"changed: {', '.join(project.relative(file) for file in contents)}"])
    return 0
