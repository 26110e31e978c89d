"""Triple stores of others: loading a vocabulary there, and looking at what they serve.

Knows SPARQL 1.1 Protocol, Graph Store Protocol and Update, by requests; must
not know Markdown, nor print.
"""
