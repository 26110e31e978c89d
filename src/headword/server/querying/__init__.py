"""Questions in SPARQL over HTTP: processes that answer them, and the protocol in which they are asked.

A query can take for ever, need any amount of memory, or end the process that answers it (one that is nested a hundred
thousand times does).  So it is answered in a process of its own, which the system ends when its time is up, and which
can open neither a file nor a connection.

`protocol` reads requests, `pool` gives questions to processes, `worker` is such a process, `engine` answers in it.
"""
