"""The server: the site as it is being written, with content negotiation, for one machine.

`application` answers requests, `preview` builds again when a source changes.
"""
