"""The dataset of a fork server: every document is in the default graph and in a named graph.

So queries on the default graph are fast, and ``GRAPH`` and ``FROM`` have their usual meaning.
"""

import tempfile
from collections.abc import Iterable

from headword.compiler.publication import NamedGraph
from headword.project.config import Config
from headword.rdf.sparql.exact.literals import Traits, find_traits, write_stored_term
from headword.rdf.terms import PREFIXES
from headword.server.querying.fork_server import QueryDataset
from headword.stores.local import StoreCopies


def make_stock(parts: Iterable[NamedGraph], config: Config) -> QueryDataset:
    """Return a dataset that the fork server loads into memory."""
    quads = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the dataset
    graphs: dict[str, int] = {}
    # The hashes of the triples: the triples themselves would all be in memory at once.
    everything: set[int] = set()
    traits = Traits.NONE
    for part in parts:
        facts = part.read()
        for triple in facts:
            line = f"{write_stored_term(triple[0])} <{triple[1]}> {write_stored_term(triple[2])}"
            quads.write(f"{line} .\n{line} <{part.name}> .\n".encode())
        graphs[part.name] = graphs.get(part.name, 0) + len(facts)
        everything.update(map(hash, facts))
        traits |= find_traits(facts)
    quads.flush()
    counts = tuple(sorted(graphs.items()))
    return QueryDataset(quads, _prefixes(config), config.base, counts, len(everything), quads.close, traits)


def copy_stock(copies: StoreCopies, parts: Iterable[NamedGraph], config: Config) -> QueryDataset:
    """Return a dataset on disk: a copy of the current store.

    Raises:
        HeadwordError: the store cannot be updated.
    """
    copy = copies.take(parts)
    return QueryDataset(
        copy.folder, _prefixes(config), config.base, copy.graphs, copy.triples, copy.remove, copy.traits
    )


def _prefixes(config: Config) -> dict[str, str]:
    return {**PREFIXES, **config.prefixes}
