"""``headword mcp``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.run_context import with_time_limit
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.extras import require_packages

if TYPE_CHECKING:
    from headword.server.mcp.loaded import VocabularyFeed


@click.command("mcp")
@click.argument("rdf", required=False, type=click.Path(exists=True, path_type=Path), metavar="[RDF]")
@click.option("--allow-write", is_flag=True, help="Let the assistant write the changes that it proposes.")
@with_time_limit
@click.option("--no-cache", is_flag=True, help="Do not read or write the cache.")
def command(rdf: Path | None, allow_write: bool, time_limit: float, no_cache: bool) -> int:
    r"""Give the vocabulary to an assistant, on standard input and output.

    This is a server of the Model Context Protocol (MCP). The assistant starts
    it, as the guide at https://w3id.org/headword/assistants/ shows. It finds
    concepts, reads and browses them, runs SPARQL, annotates texts, checks
    Markdown, and proposes changes as diffs. It writes a proposal only with
    --allow-write. It reads changed pages again. To serve RDF files instead
    of the project, name a file or folder.

    \b
    Examples:
      pip install 'headword[mcp]'
      headword mcp
      headword mcp -C ~/vocabulary --allow-write
      headword mcp thesaurus.ttl
    """
    require_packages("headword mcp", "mcp", "mcp")
    import anyio

    from headword.server.mcp.serve import serve_on_stdio
    from headword.server.querying.limits import MEGABYTE, Limits

    limits = Limits(seconds=time_limit, result=MEGABYTE, workers=1)
    anyio.run(lambda: serve_on_stdio(_open_feed(rdf, no_cache=no_cache), limits, allow_write=allow_write))
    return 0


def _open_feed(rdf: Path | None, *, no_cache: bool) -> "VocabularyFeed":
    from headword.project.inputs import RdfInput, find_input
    from headword.server.mcp.loaded import PagesFeed, RdfFeed

    if rdf is None:
        # A mistake in the config is reported here, not to the assistant.
        open_project()
        return PagesFeed(open_project, no_cache=no_cache)
    found = find_input(rdf)
    if not isinstance(found, RdfInput):
        raise HeadwordError(f"{rdf} holds pages, not RDF", hint=f"run headword mcp -C {rdf}")
    return RdfFeed(str(rdf), found.files)
