"""The parts of a vocabulary in a store: as named graphs, and together as the default graph.

The default graph has everything a second time on purpose. Oxigraph's union of
graphs returns a triple of two graphs twice, so that counts would be wrong. Other
programs that open the store also query the default graph.
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
    """The triples of one graph, with a key that is different for different triples."""

    key: str
    parts: Sequence[NamedGraph]


Graphs = Mapping[str, StoredGraph]
Track = Callable[[Iterable[str]], Iterable[str]]


def to_graphs(parts: Iterable[NamedGraph]) -> Graphs:
    """Return parts by name; parts with the same name are one graph.

    The keys include the version of headword, because another version may derive other facts from the same sources.
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
    """Return the triples of a graph; no other graph has its blank nodes."""
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

    ``track`` receives their names during that.
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
"""The number of bytes in one piece: without a limit, the engine takes two gigabytes of memory and is not faster."""


def _write_quads(name: str, lines: Sequence[str]) -> bytes:
    end = f" <{name}> .\n"
    return "".join((*(f"{line} .\n" for line in lines), *(f"{line}{end}" for line in lines))).encode()
