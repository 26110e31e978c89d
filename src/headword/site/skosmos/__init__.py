"""The answers that clients of Skosmos get (its REST API, version 1), from facts instead of a triple store.

An answer is a pure function of the vocabulary and of what was asked: the same
functions write the files that need no parameters, and answer the rest where a
server of ours is asked. Field names and contexts are those of Skosmos.
"""
