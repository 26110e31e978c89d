"""RDF: terms, located graphs, reading and writing every syntax, SPARQL, SHACL.  It knows no project.

Doors: blank_nodes, collation, entailment, folding, graph, languages, locate.lines, locate.turtle, parse, place_order,
rdflib_bridge, shacl, shacl.choice, shacl.engine, shacl.index, shacl.literals, shacl.reading, shacl.shapes,
shacl.vocabulary, skosxl, sparql.errors, sparql.store, sparql.tokens, terms, write, write.jsonld, write.rdfxml,
write.turtle, write.verified, xml_chars.
"""
