"""``headword serve``."""

import gc
import webbrowser
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_status
from headword.cli.run_context import with_time_limit
from headword.cli.settings import open_project
from headword.cli.site_folders import open_folders
from headword.cli.watch import watch_sources
from headword.core.extras import require_packages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headword.cli.site_builder import MakeStock
    from headword.project.project import Project
    from headword.server.live_site import LiveSite
    from headword.server.mcp.serve import McpEndpoint
    from headword.server.serve import ServeOptions


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    "-p",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port to listen on. 0 takes a free port.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A host name of the server. Requests for other names are refused.",
)
@click.option("--open", "is_opened", is_flag=True, help="Open the site in the browser.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@click.option(
    "--store", "directory", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Answer queries from a store in this folder instead of memory.",
)  # fmt: skip
@click.option("--mcp", "has_mcp", is_flag=True, help="Also answer assistants (MCP) at /-/mcp, on loopback only.")
@click.option("--no-watch", is_flag=True, help="Do not watch the sources for changes.")
@with_time_limit
@click.option(
    "--result-limit",
    default=16.0,
    show_default=True,
    type=click.FloatRange(0.01, 1000),
    metavar="MB",
    help="The size limit of a query's result.",
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="The number of queries that run at the same time.",
)
@click.option(
    "--log-format",
    default="none",
    show_default=True,
    type=click.Choice(("none", "text", "json")),
    help="Print a line for each request. With json, all output is JSON.",
)
@click.option("--no-cache", is_flag=True, help="Do not read or write the cache.")
def command(
    host: str,
    port: int,
    names: tuple[str, ...],
    is_opened: bool,
    drafts: bool,
    directory: Path | None,
    has_mcp: bool,
    no_watch: bool,
    time_limit: float,
    result_limit: float,
    workers: int,
    log_format: str,
    no_cache: bool,
) -> int:
    r"""Serve the site and a SPARQL endpoint, and reload pages in the browser when a source changes.

    The site is built in temporary folders; the output of `headword site` is
    not changed. Press Ctrl+C to stop. Findings are printed here, and the
    browser shows why the site was not updated. The endpoint is /sparql, and
    the page of queries is /-/sparql/. With --store, the data is on disk,
    where `headword query --store` can also use it.

    \b
    Examples:
      headword serve --open
      headword serve --port 8080
      headword serve --no-watch --host 0.0.0.0 --name vocab.example.org --log-format json
    """  # fmt: skip
    from headword.cli.serve_log import log_to_stderr

    with log_to_stderr(log_format):
        watching = [] if no_watch else ["watchfiles"]
        require_packages("headword serve", "serve", "jinja2", "nh3", "rapidfuzz", "starlette", "uvicorn", *watching)
        from headword.server.querying.limits import MEGABYTE, Limits
        from headword.server.serve import ServeOptions

        limits = Limits(seconds=time_limit, result=int(result_limit * MEGABYTE), workers=workers)
        if has_mcp:
            require_packages("headword serve --mcp", "mcp", "mcp")
        service = ServeOptions(host, port, limits, partial(_announce, is_opened=is_opened), names)
        return _serve(service, directory, drafts=drafts, no_watch=no_watch, no_cache=no_cache, has_mcp=has_mcp)


def _serve(
    service: "ServeOptions", directory: Path | None, *, drafts: bool, no_watch: bool, no_cache: bool, has_mcp: bool
) -> int:
    """Serve the project, and return the exit code."""
    from headword.cli.site_builder import SiteBuilder
    from headword.server.live_site import LiveSite
    from headword.server.querying.fork_server import require_fork
    from headword.server.serve import serve

    require_fork()
    # Many builds run one after another, so memory must be freed.
    gc.enable()
    project = open_project()
    changes = None if no_watch else watch_sources(project, "headword serve", *filter(None, [directory]))
    with open_folders(project.root, no_cache=no_cache) as folders, _open_stocks(project, directory) as stock:
        current = LiveSite(folders)
        if has_mcp:
            service = replace(service, mcp=_make_mcp(current, service.host, no_cache=no_cache))
        if changes is not None:
            next(changes)
        builder = SiteBuilder(project.root, current, stock, service.limits, drafts, no_cache)
        trouble = serve(current, builder.build, changes, service)
        if trouble is not None and not trouble.is_found:
            return 2
        return int(current.is_empty)


def _make_mcp(current: "LiveSite", host: str, *, no_cache: bool) -> "McpEndpoint":
    """Return the endpoint for assistants: queries use the served build, and all other tools read the pages."""
    from headword.server.mcp.loaded import PagesFeed
    from headword.server.mcp.serve import make_endpoint

    return make_endpoint(PagesFeed(open_project, no_cache=no_cache), current.pool, host)


@contextmanager
def _open_stocks(project: "Project", directory: Path | None) -> "Iterator[MakeStock]":
    """Open the function that creates the data of queries, from memory or from the store in a folder."""
    from headword.server.querying.dataset import copy_stock, make_stock

    if directory is None:
        yield make_stock
        return
    from headword.stores.local import name_owner, open_copies

    with open_copies(directory, name_owner(project, directory)) as copies:
        yield partial(copy_stock, copies)


def _announce(address: str, *, is_opened: bool) -> None:
    print_status(f"serving at {address} until Ctrl-C")
    # Without a browser, the printed address is enough.
    if is_opened:
        webbrowser.open(address)
