"""SPARQL over HTTP: the protocol, and the processes that answer queries.

A query can run for ever, need any amount of memory, or crash its process: a query that is nested a hundred thousand
times does. So it runs in a separate process, which can open neither files nor connections, and which the system ends
when the time is up.

`protocol` reads requests, `pool` passes queries to processes, `worker` is such a process, and `engine` answers in it.
"""
