"""What a store serves of a vocabulary, and how that compares with the sources.

Knows stores, the register and contents; must not know flags or printing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from headword.errors import HeadwordError
from headword.findings import Location
from headword.graph import Facts
from headword.rdffile import join_files
from headword.stores.contents import Contents
from headword.stores.register import Register
from headword.stores.sameness import normalise, read_lines
from headword.stores.store import Store
from headword.terms import PREFIXES, XSD, Term, is_blank

WITH_GRAPHS = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
"""Formats that keep graphs apart, by the ending of the file."""
_ENDINGS = {
    **WITH_GRAPHS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".ttl": ox.RdfFormat.TURTLE,
    ".rdf": ox.RdfFormat.RDF_XML,
}
Graphs = dict[str, Facts]
"""What each graph says, by its IRI."""


def choose_graphs(wanted: Sequence[str], register: Register, contents: Contents) -> list[str]:
    """The graphs that are looked at: those ``wanted``; else those that we wrote, or would write."""
    return list(dict.fromkeys(wanted or [*contents.graphs, *sorted(register.read())]))


def fetch_graphs(store: Store, register: Register, graphs: Sequence[str]) -> Iterator[tuple[str, Facts]]:
    """Each graph with what the store serves of it."""
    counts = register.count(graphs)
    return ((iri, store.fetch(iri, counts.get(iri, 0))) for iri in graphs)


def read_contents(contents: Contents, graphs: Iterable[str]) -> Graphs:
    """What the sources say, graph by graph; nothing of a graph that is none of theirs."""
    return {
        iri: dict.fromkeys(read_lines(contents.read(iri)) if iri in contents.graphs else (), Location(iri))
        for iri in graphs
    }


def list_differing(served: Mapping[str, Facts], ours: Mapping[str, Facts]) -> list[str]:
    """The graphs that do not say the same, triple by triple, however terms are written."""
    return [iri for iri, facts in served.items() if normalise(facts) != normalise(ours[iri])]


def join_graphs(graphs: Mapping[str, Facts], leave: str) -> Facts:
    """What graphs say together; that called ``leave``, which describes them, not among them."""
    return join_files([said for iri, said in graphs.items() if iri != leave])


def check_ending(file: Path) -> None:
    """See that what is served can be kept in ``file``.

    Raises:
        HeadwordError: its ending is none of those that are written.
    """
    if file.suffix.lower() not in _ENDINGS:
        message = f"do not know what to write into a {file.suffix or 'nameless'} file"
        raise HeadwordError(message, Location(str(file)), f"known endings: {', '.join(_ENDINGS)}")


def write_graphs(graphs: Mapping[str, Facts], ending: str) -> bytes:
    """Graphs as a file with this ending, in one order whatever the store's."""
    syntax = _ENDINGS[ending]
    quads = sorted(
        (
            ox.Quad(_name(s), ox.NamedNode(p), _term(o), ox.NamedNode(iri) if ending in WITH_GRAPHS else None)
            for iri, facts in graphs.items()
            for s, p, o in facts
        ),
        key=str,
    )
    unique = dict.fromkeys(quads)
    return ox.serialize(unique, format=syntax, prefixes=PREFIXES) or b""


def _name(term: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(term[2:]) if is_blank(term) else ox.NamedNode(term)


def _term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, str):
        return _name(term)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or XSD + "string"))
