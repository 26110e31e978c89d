"""``headword site``."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_changes, print_notices, print_preview
from headword.cli.output_options import with_dry_run
from headword.cli.precheck import is_fit
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.extras import require_packages
from headword.core.findings import Location
from headword.core.terminal import counted
from headword.project.project import refuse_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from headword.compiler.documents import SiteGraph
    from headword.compiler.run import SiteRun
    from headword.core.files.publish import FileChanges


@click.command("site")
@with_dry_run("Show which files would change, and write nothing. Exit with 1 if any would.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write. [default: `site.output` in the config]",
)
@click.option(
    "--into-hugo", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="DIR",
    help="Write data and shortcodes into the folder of a Hugo site instead.",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="Write the files even if there are errors.")
@click.option("--online", is_flag=True, help="Fetch names of mapped concepts over the network; the cache keeps them.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_run_context
def command(
    dry_run: bool,
    output: Path | None,
    into_hugo: Path | None,
    no_check: bool,
    online: bool,
    drafts: bool,
    no_cache: bool,
    jobs: int,
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
    require_packages("headword site", "site", "jinja2", "nh3")
    from headword.compiler.run import open_run
    from headword.site.hugo.place import place, preview
    from headword.site.publishing import fetch_target_names, preview_site, publish_site

    project = open_project()
    if into_hugo is not None and output is not None:
        raise click.UsageError("--into-hugo and --output cannot be used together")
    target = output if output is not None else project.root / project.config.site.output
    refuse_output(project, target)
    if into_hugo is None and target.resolve() == project.output.resolve():
        hint = "name another folder: the two commands would delete each other's files"
        raise HeadwordError("headword build writes to this folder", Location(str(target)), hint)
    if into_hugo is not None:
        write = partial(_place_in_hugo, folder=into_hugo, act=preview if dry_run else place)
    else:
        write = partial(preview_site if dry_run else publish_site, target=target)
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context,
        open_run(project, drafts=drafts, context=context) as run,
    ):
        documents = run.documents()
        print_notices(run.notices)
        if not is_fit(run, documents, locked=False, no_check=no_check):
            return 1
        if online and (unnamed := fetch_target_names(run, documents)):
            print_notices([f"no name was found for {counted(unnamed, 'mapped concept')}"])
        difference = write(run, documents)
        shown = project.relative(into_hugo or target)
        if dry_run:
            return print_preview(shown, difference)
        print_changes(shown, run.count_concepts(documents), difference)
    return 0


def _place_in_hugo(
    run: "SiteRun", documents: "SiteGraph", folder: Path, act: "Callable[..., FileChanges]"
) -> "FileChanges":
    """Put data and shortcodes into the folder of a Hugo site, or preview that, as ``act`` does.

    Raises:
        HeadwordError: it is not such a folder, or a file of the user's is in the way.
    """
    from headword.compiler.publication import Publication
    from headword.site.context import open_site_context
    from headword.site.hugo.data import render_hugo

    files = render_hugo(open_site_context(run, Publication(documents, run.project.config), folder))
    return act(run.context.count("writing", files), folder)
