"""``headword lsp``."""

import os
import signal

import click

from headword.core.extras import require_packages


@click.command("lsp")
@click.option("--drafts", is_flag=True, help="Include drafts.")
def command(drafts: bool) -> int:
    r"""Run the language server, on standard input and output.

    It provides diagnostics as you type, quick fixes, hover, completion,
    definitions, references, renaming of labels, and outlines. Editors start
    it; docs/editors.md shows the setup.

    \b
    Example:
      pip install 'headword[lsp]'
      headword lsp
    """
    require_packages("headword lsp", "lsp", "pygls")
    from headword.lsp.server import make_server

    # The thread that waits for the next message of the editor cannot be stopped, and nothing needs to be cleaned up.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os._exit(128 + number))
    server = make_server(drafts=drafts)
    try:
        server.start_io()
    finally:
        server.close()
    return 0
