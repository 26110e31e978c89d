"""The language server: diagnostics, completion, hover, renaming and quick fixes while a page is written.

Doors: occurrences, project_state, rename, server.make_server.
"""
