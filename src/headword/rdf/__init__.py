"""RDF: terms, located graphs, readers and writers of every syntax, SPARQL and SHACL, independent of projects.

Doors: blank_nodes, collation, entailment, folding, graph, graph_json, languages, levels, lexical_forms,
locale_formats, locate.lines, locate.turtle, nearness, parse, place_order, rdflib_bridge, shacl, shacl.choice,
shacl.describe, shacl.engine, shacl.index, shacl.literals, shacl.reading, shacl.shapes, shacl.vocabulary, skosxl,
sparql.errors, sparql.exact.literals, sparql.exact.results, sparql.exact.store, sparql.store, sparql.tokens, terms,
write, write.jsonld, write.rdfxml, write.turtle, write.verified, xml_chars, xml_encoding.
"""
