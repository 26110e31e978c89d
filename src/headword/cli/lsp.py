"""``headword lsp``."""

import os
import signal

import click

from headword.core.errors import HeadwordError


@click.command("lsp")
@click.option("--drafts", is_flag=True, help="Check drafts too.")
def command(drafts: bool) -> int:
    r"""Serve an editor by the Language Server Protocol, on standard input and output.

    Diagnostics as you type, quick fixes, hover, completion, definitions,
    references, renaming of labels, and outlines.  Editors start it themselves;
    docs/editors.md says how to set them up.

    \b
    Example:
      pip install 'headword[lsp]'
      headword lsp
    """
    try:
        from headword.lsp.server import make_server
    except ImportError as error:
        raise HeadwordError("headword lsp needs the package pygls", hint="pip install 'headword[lsp]'") from error
    # The thread that waits for the editor's next message cannot be told to stop; there is nothing to be put in order.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os._exit(128 + number))
    server = make_server(drafts=drafts)
    try:
        server.start_io()
    finally:
        server.close()
    return 0
