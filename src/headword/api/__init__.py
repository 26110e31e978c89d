"""The vocabulary for Python programs: `headword.load` and what it gives.

`loading` reads, `vocabulary` is the whole, `resources` are its concepts,
schemes and collections, `searching` finds them by words, `answers` are what
queries come to, and `cards` shows all of these in notebooks.
"""
