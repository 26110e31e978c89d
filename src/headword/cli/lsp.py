"""``headword lsp``."""

import click

from headword.errors import HeadwordError


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
        from headword.editor.server import make_server
    except ImportError as error:
        raise HeadwordError("headword lsp needs the package pygls", hint="pip install 'headword[lsp]'") from error
    server = make_server(drafts=drafts)
    try:
        server.start_io()
    finally:
        server.close()
    return 0
