"""How the parts of a vocabulary stand in a store: as graphs, and together as the default graph.

That the default graph has everything a second time is on purpose: Oxigraph's
union of graphs gives a triple that two of them have twice, so that counting
would go wrong, and it is what any other program asks that opens the store.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from headword.compiler.publication import NamedGraph
from headword.core.cache import digest
from headword.core.fingerprint import program_fingerprint
from headword.rdf.sparql.exact.literals import Traits, find_traits, write_stored_term
from headword.rdf.terms import Term, is_blank


class StoredGraph(NamedTuple):
    """What is to stand in one graph, and another key for other triples."""

    key: str
    parts: Sequence[NamedGraph]


Graphs = Mapping[str, StoredGraph]
Track = Callable[[Iterable[str]], Iterable[str]]


def to_graphs(parts: Iterable[NamedGraph]) -> Graphs:
    """Parts by name; those that share a name are one graph.

    Another program, or another version of this one, may take other facts from the same sources.
    """
    by_name: dict[str, list[NamedGraph]] = {}
    for part in parts:
        by_name.setdefault(part.name, []).append(part)
    stamp = program_fingerprint()
    return {name: StoredGraph(digest(stamp, *(part.key() for part in some)), some) for name, some in by_name.items()}


class StoredLines(NamedTuple):
    """The triples of a graph in N-Triples as they are stored, without the full stop, and the traits of its literals."""

    lines: Sequence[str]
    traits: Traits


def write_triples(name: str, parts: Iterable[NamedGraph]) -> StoredLines:
    """Return the triples of a graph; its blank nodes are no other graph's."""
    mark = digest(name)[:12]

    def write(term: Term) -> str:
        # RDF 1.1 Concepts, section 3.4: each file has blank nodes of its own.
        return f"_:b{mark}{term[2:].encode().hex()}" if is_blank(term) else write_stored_term(term)

    lines: list[str] = []
    traits = Traits.NONE
    for part in parts:
        facts = part.read()
        traits |= find_traits(facts)
        lines += [f"{write(subject)} <{predicate}> {write(value)}" for subject, predicate, value in facts]
    return StoredLines(lines, traits)


def fill(store: ox.Store, graphs: Graphs, track: Track = iter) -> Mapping[str, Traits]:
    """Load graphs into an empty store, a few at a time; return the traits of their literals by name.

    ``track`` is shown their names while that goes on.
    """
    waiting: list[bytes] = []
    size = 0
    traits: dict[str, Traits] = {}
    for name in track(graphs):
        lines, traits[name] = write_triples(name, graphs[name].parts)
        waiting.append(_write_quads(name, lines))
        size += len(waiting[-1])
        if size > _AT_ONCE:
            store.bulk_load(b"".join(waiting), ox.RdfFormat.N_QUADS)
            waiting, size = [], 0
    store.bulk_load(b"".join(waiting), ox.RdfFormat.N_QUADS)
    store.flush()
    return traits


_AT_ONCE = 16_000_000
"""How many bytes are loaded together: left to itself the engine takes two gigabytes of memory, and is no faster."""


def _write_quads(name: str, lines: Sequence[str]) -> bytes:
    end = f" <{name}> .\n"
    return "".join((*(f"{line} .\n" for line in lines), *(f"{line}{end}" for line in lines))).encode()
