"""The vocabulary as keepers read it: every document twice, in the default graph and in a graph of its own.

Asking the default graph is then as quick as it can be, and ``GRAPH`` and ``FROM`` mean what they mean.

Knows documents and N-Quads; must not know who reads them.
"""

import tempfile
from collections.abc import Iterable

from headword.config import Config
from headword.graph import DocumentSubjects, Facts
from headword.server.querying.keeper import Stock
from headword.terms import PREFIXES, Triple, to_ntriples


def make_stock(documents: Iterable[tuple[DocumentSubjects, Facts]], config: Config) -> Stock:
    """What queries are asked of: these documents, each a graph called after the first resource that it describes."""
    quads = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the stock
    graphs: dict[str, int] = {}
    everything: set[Triple] = set()
    for document, facts in documents:
        if not document.subjects:
            continue
        graph = document.subjects[0]
        graphs[graph] = graphs.get(graph, 0) + len(facts)
        for triple in facts:
            line = f"{to_ntriples(triple[0])} <{triple[1]}> {to_ntriples(triple[2])}"
            quads.write(f"{line} .\n{line} <{graph}> .\n".encode())
        everything.update(facts)
    quads.flush()
    return Stock(quads, {**PREFIXES, **config.prefixes}, config.base, tuple(sorted(graphs.items())), len(everything))
