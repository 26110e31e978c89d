"""The vocabulary for other programs: tags, terms, spelling and subject indexing.

`terms` has the concepts as these programs need them, each format has a module with one function from terms to files,
and `formats` lists them.
"""
