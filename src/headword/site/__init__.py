"""The published vocabulary as pages that people read and machines follow: static files for any host.

`building` gives every file; the rest goes from facts to what a page shows
(`cards`, `entries`, `addresses`), from that to files (one kind of page or
service a module), and to the rules of hosts.
"""
