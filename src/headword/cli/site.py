"""``headword site``."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_changes, print_notices
from headword.cli.packages import require_site
from headword.cli.precheck import is_fit
from headword.cli.run_context import open_run_context, with_run_context
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.project.project import find_project, refuse_output

if TYPE_CHECKING:
    from headword.compiler.documents import SiteGraph
    from headword.compiler.run import SiteRun
    from headword.core.files.publish import FileChanges


@click.command("site")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The folder to write. [default: `site.output` in the config]",
)
@click.option(
    "--into-hugo", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="DIR",
    help="Write data and shortcodes into the folder of a Hugo site instead.",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="Write the files even if there are errors.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_run_context
def command(
    output: Path | None, into_hugo: Path | None, no_check: bool, drafts: bool, no_cache: bool, jobs: int
) -> int:
    r"""Write the vocabulary as a static site: pages for people, with data for machines next to them.

    Any static host can serve the folder. headword checks the pages first,
    and writes nothing if there is an error.

    \b
    Examples:
      headword site
      headword site --output public
      headword site --into-hugo ../website
    """
    require_site()
    from headword.compiler.run import open_run
    from headword.site.publishing import publish_site

    project = find_project(Path())
    if into_hugo is not None and output is not None:
        raise click.UsageError("--into-hugo and --output cannot be used together")
    target = output if output is not None else project.root / project.config.site.output
    refuse_output(project, target)
    if into_hugo is None and target.resolve() == project.output.resolve():
        hint = "name another folder: the two commands would delete each other's files"
        raise HeadwordError("headword build writes to this folder", Location(str(target)), hint)
    write = partial(_place_in_hugo, folder=into_hugo) if into_hugo else partial(publish_site, target=target)
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context,
        open_run(project, drafts=drafts, context=context) as run,
    ):
        documents = run.documents()
        print_notices(run.notices)
        if not is_fit(run, documents, locked=False, no_check=no_check):
            return 1
        difference = write(run, documents)
        print_changes(project.relative(into_hugo or target), run.concepts, difference)
    return 0


def _place_in_hugo(run: "SiteRun", documents: "SiteGraph", folder: Path) -> "FileChanges":
    """Put data and shortcodes into the folder of a Hugo site.

    Raises:
        HeadwordError: it is none, or a file of the user's is in the way.
    """
    from headword.compiler.publication import Publication
    from headword.site.context import open_site_context
    from headword.site.hugo.data import render_hugo
    from headword.site.hugo.place import place

    return place(render_hugo(open_site_context(run, Publication(documents, run.project.config), folder)), folder)
