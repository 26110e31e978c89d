"""The Reconciliation Service API: 0.2 (W3C Community Group, 2023) and the draft of 1.0.

`asking` reads what was asked, `names` and `conditions` are what it is looked
for in, `matching` finds and rates, `services` and `routes` answer over HTTP.
"""
