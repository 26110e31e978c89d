"""Triple stores: remote ones over HTTP, and a local one in a folder that is kept current.

Doors: local, remote.connection, remote.contents, remote.open, remote.pull, remote.push, remote.registry, remote.store.
"""
