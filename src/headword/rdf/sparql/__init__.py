"""SPARQL: stores, bindings, tokens, errors and the named queries."""
