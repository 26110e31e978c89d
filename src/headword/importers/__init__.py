"""Bringing vocabularies along: from RDF, outlines and tables to pages that say the same.

``vocabulary`` (what a graph says, by resource) → ``arrangement`` (which concept
stands on which page, and under which heading) → ``writing`` (pages, by
``spelling``) → ``proof`` (what the pages say once compiled, against the graph);
what the pages cannot say goes into the Turtle beside them.  ``outlines`` are
read into headings as they stand.
"""
