"""The language server: diagnostics, completion, hover, renaming and quick fixes while a page is written.

Doors: server.make_server.
"""
