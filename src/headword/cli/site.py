"""``headword site``."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.build import is_fit
from headword.cli.output import print_notices
from headword.cli.run_context import open_run_context, with_run_context
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.project.project import find_project, refuse_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from headword.compiler.documents import SiteGraph
    from headword.compiler.run import SiteRun
    from headword.core.files.publish import BuiltFiles, FileChanges
    from headword.site.context import SiteContext
    from headword.site.pages.changes import History


@click.command("site")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="The folder to write; `site.output` of the config."
)
@click.option(
    "--into-hugo", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="DIR",
    help="Write data and shortcodes into the folder of a Hugo site instead.",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="Write even what breaks rules.")
@click.option("--drafts", is_flag=True, help="Publish drafts too.")
@with_run_context
def command(
    output: Path | None, into_hugo: Path | None, no_check: bool, drafts: bool, no_cache: bool, jobs: int
) -> int:
    r"""Write the vocabulary as a site: static pages for people, with the data beside them for machines.

    The folder is for any host of static files. The pages are checked first,
    and nothing is written if there is an error.

    \b
    Examples:
      headword site
      headword site --output public
      headword site --into-hugo ../website
    """
    require_site()
    from headword.compiler.run import open_run

    project = find_project(Path())
    if into_hugo is not None and output is not None:
        raise click.UsageError("--into-hugo names the folder to write into, and so does --output")
    target = output if output is not None else project.root / project.config.site.output
    refuse_output(project, target)
    if into_hugo is None and target.resolve() == project.output.resolve():
        hint = "name another folder: each would take away what the other wrote"
        raise HeadwordError("headword build writes to this folder", Location(str(target)), hint)
    write = partial(place_in_hugo, folder=into_hugo) if into_hugo else partial(publish_site, target=target)
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as means,
        open_run(project, drafts=drafts, means=means) as run,
    ):
        documents = run.documents()
        print_notices(run.notices)
        if not is_fit(run, documents, locked=False, no_check=no_check):
            return 1
        difference = write(run, documents)
        counts = (len(difference.added), len(difference.changed), len(difference.removed))
        click.echo(
            f"{project.relative(into_hugo or target)}: {run.concepts:,} concepts in {difference.total:,} files "
            f"({counts[0]:,} added, {counts[1]:,} changed, {counts[2]:,} removed)"
        )
    return 0


def require_site() -> None:
    """See that the packages that pages are made with are there.

    Raises:
        HeadwordError: one is not installed.
    """
    from importlib.util import find_spec

    for name in ("jinja2", "nh3"):
        if find_spec(name) is None:
            hint = "pip install 'headword[site]'"
            raise HeadwordError(f"headword site needs the package {name}, which is not installed", hint=hint)


def place_in_hugo(run: "SiteRun", documents: "SiteGraph", folder: Path) -> "FileChanges":
    """Put data and shortcodes into the folder of a Hugo site.

    Raises:
        HeadwordError: it is none, or a file of the user's is in the way.
    """
    from headword.compiler.publication import Publication
    from headword.site.context import open_site_context
    from headword.site.hugo.data import render_hugo
    from headword.site.hugo.place import place

    return place(render_hugo(open_site_context(run, Publication(documents, run.project.config), folder)), folder)


def publish_site(run: "SiteRun", documents: "SiteGraph", target: Path) -> "FileChanges":
    """Make the folder ``target`` hold the site of what was compiled.

    Raises:
        HeadwordError: an address that was published would be lost, or the folder cannot be written.
    """
    book, history = open_site(run, documents, target)
    _refuse_lost(book, history, target)
    return write_site(book, history)


def open_site(run: "SiteRun", documents: "SiteGraph", target: Path) -> "tuple[SiteContext, History]":
    """What the site that is to be in the folder ``target`` is made of, and what was released before.

    Raises:
        HeadwordError: two resources would have the same address, or what was released cannot be read.
    """
    from headword.compiler.publication import Publication
    from headword.site.context import open_site_context
    from headword.site.pages.changes import read_history

    publication = Publication(documents, run.project.config)
    return open_site_context(run, publication, target), read_history(run.project, publication.facts)


def write_site(
    book: "SiteContext", history: "History", passed: "Callable[[BuiltFiles], BuiltFiles]" = iter
) -> "FileChanges":
    """Make a folder hold a site.

    Args:
        book: what the site is made of.
        history: what was released before.
        passed: what all files go through, one after the other.

    Raises:
        HeadwordError: a template is wrong, or the folder cannot be written.
    """
    from headword.core.files.publish import renew
    from headword.site.build import render_site
    from headword.site.build_cache import BuildCache

    memory = BuildCache(book.run.means.cache, book.output, book.stamp)
    difference = renew(passed(render_site(book, history, memory)), book.output)
    memory.save()
    return difference


def _refuse_lost(book: "SiteContext", history: "History", target: Path) -> None:
    """See that nothing is lost of what the site in ``target``, or the last release, has published.

    Raises:
        HeadwordError: an address would be lost.
    """
    from headword.site.addresses import find_address
    from headword.site.published_urls import find_released, list_addresses, refuse_losses
    from headword.site.summaries import find_paged

    released = find_paged(history.latest.facts) if history.latest is not None else ()
    before = {*list_addresses(target), *find_released(released, book.atlas.addresses, book.config.base)}
    now = frozenset(book.atlas.addresses.values())
    base = book.config.base
    redirects = {
        old: find_address(new, base, "") if new.startswith(base) and new != base else new
        for old, new in book.config.site.redirects.items()
    }
    refuse_losses(before, now, redirects, book.config.place_of)
