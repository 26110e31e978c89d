"""The Reconciliation Service API: 0.2 (W3C Community Group, 2023) and the draft of 1.0.

`requests` reads requests, `names` and `properties` are the indexes, `matching` and `rating` find candidates, and
`services` and `routes` answer over HTTP.
"""
