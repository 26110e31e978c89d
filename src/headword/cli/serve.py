"""``headword serve``."""

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cache import FOLDER
from headword.cli.build import check_fit
from headword.cli.means import open_means
from headword.cli.output import print_error, print_notices
from headword.cli.site import open_site, require_site, write_site
from headword.cli.watching import watch_sources
from headword.errors import HeadwordError
from headword.findings import Severity
from headword.project import find_project
from headword.reports.common import visible

if TYPE_CHECKING:
    from headword.findings import Report


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", "-p", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option("--drafts", is_flag=True, help="Show drafts too.")
@click.option("--no-cache", is_flag=True, help="Neither use nor write what is remembered of earlier runs.")
def command(host: str, port: int, drafts: bool, no_cache: bool) -> int:
    r"""Show the site while you write: pages in the browser are renewed when a source changes.

    The site that is shown has a folder of its own; the one that
    `headword site` writes stays as it is. Ctrl-C ends the command. What breaks a
    rule is told here, and in the browser what keeps the site as it was.

    \b
    Examples:
      headword serve
      headword serve --port 8080
    """
    require_site()
    _require_server()
    from headword.server.application import Edition
    from headword.server.preview import serve

    # Not one build, but one after another.
    gc.enable()
    project = find_project(Path())
    changes = watch_sources(project, "headword serve")
    with _preview_folder(project.root, no_cache=no_cache) as folder:
        edition = Edition(folder)

        def build() -> str:
            return _build(edition.folder, drafts=drafts, no_cache=no_cache)

        next(changes)
        edition.trouble = build()
        serve(edition, build, changes, host, port, _tell)
    return 0


@contextmanager
def _preview_folder(root: Path, *, no_cache: bool) -> Iterator[Path]:
    """A folder for the site that is shown: beside what else is remembered, so that the next time begins with it."""
    kept = root / FOLDER / "site"
    if not no_cache and os.access(root / FOLDER, os.W_OK):
        kept.mkdir(exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="headword-site-") as name:
        yield Path(name)


def _tell(address: str) -> None:
    click.echo(f"serving at {address} until Ctrl-C")


def _require_server() -> None:
    from importlib.util import find_spec

    for name in ("starlette", "uvicorn", "watchfiles"):
        if find_spec(name) is None:
            hint = "pip install 'headword[serve]'"
            raise HeadwordError(f"headword serve needs the package {name}, which is not installed", hint=hint)


def _build(target: Path, *, drafts: bool, no_cache: bool) -> str:
    """Build the site again; gives what kept it from being built, for people."""
    from headword.pipeline import open_run

    try:
        project = find_project(Path())
        with (
            open_means(project.root, no_cache=no_cache, jobs=0) as means,
            open_run(project, drafts=drafts, means=means) as run,
        ):
            documents = run.documents()
            trouble = _judge(check_fit(run, documents, locked=False))
            if not trouble:
                difference = write_site(*open_site(run, documents, target))
                changed = len(difference.added) + len(difference.changed) + len(difference.removed)
                click.echo(f"{run.concepts:,} concepts in {difference.total:,} files ({changed:,} changed)")
    except HeadwordError as error:
        print_error(error)
        trouble = f"{error.location or ''}: {error.message}\n{error.hint}".strip(": \n")
    return trouble


def _judge(report: "Report") -> str:
    """What of a report keeps the site from being built; its errors are printed, and how much else there is."""
    errors = [finding for finding in report.findings if finding.severity >= Severity.ERROR]
    lines = [f"{finding.location}: {finding.rule.name}: {finding.message}" for finding in errors]
    for line in lines:
        click.echo(visible(line), err=True)
    others = len(report.findings) - len(errors)
    if others:
        print_notices([f"{others:,} warnings and notes; headword check shows them"])
    return "\n".join(lines)
