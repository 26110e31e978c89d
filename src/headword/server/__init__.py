"""The site, a SPARQL endpoint and the APIs over HTTP, each answer from one build at a time.

Doors: serve, snapshot, live_site, log, mcp.loaded, mcp.serve, querying.dataset, querying.fork_server, querying.limits,
querying.pool.
"""
