"""The vocabulary as keepers have it: every document twice, in the default graph and in a graph of its own.

Asking the default graph is then as quick as it can be, and ``GRAPH`` and ``FROM`` mean what they mean.
"""

import tempfile
from collections.abc import Iterable

from headword.compiler.publication import NamedGraph
from headword.project.config import Config
from headword.rdf.sparql.exact.literals import Traits, find_traits, write_stored_term
from headword.rdf.terms import PREFIXES, Triple
from headword.server.querying.fork_server import QueryDataset
from headword.stores.local import StoreCopies


def make_stock(parts: Iterable[NamedGraph], config: Config) -> QueryDataset:
    """What queries are asked of, for keepers that have it in memory."""
    quads = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the stock
    graphs: dict[str, int] = {}
    everything: set[Triple] = set()
    traits = Traits.NONE
    for part in parts:
        facts = part.read()
        for triple in facts:
            line = f"{write_stored_term(triple[0])} <{triple[1]}> {write_stored_term(triple[2])}"
            quads.write(f"{line} .\n{line} <{part.name}> .\n".encode())
        graphs[part.name] = graphs.get(part.name, 0) + len(facts)
        everything.update(facts)
        traits |= find_traits(facts)
    quads.flush()
    counts = tuple(sorted(graphs.items()))
    return QueryDataset(quads, _prefixes(config), config.base, counts, len(everything), quads.close, traits)


def copy_stock(copies: StoreCopies, parts: Iterable[NamedGraph], config: Config) -> QueryDataset:
    """What queries are asked of, on disk: a copy of the store as it is now.

    Raises:
        HeadwordError: the store cannot be brought up to date.
    """
    copy = copies.take(parts)
    return QueryDataset(
        copy.folder, _prefixes(config), config.base, copy.graphs, copy.triples, copy.remove, copy.traits
    )


def _prefixes(config: Config) -> dict[str, str]:
    return {**PREFIXES, **config.prefixes}
