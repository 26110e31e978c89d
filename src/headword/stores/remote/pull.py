"""The data that a store serves of a vocabulary, and its comparison with the sources."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from headword.core.errors import HeadwordError, StoreError
from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import join_files
from headword.rdf.sparql.exact.results import format_tags
from headword.rdf.terms import PREFIXES, XSD, Literal, Term, is_blank, to_ntriples
from headword.rdf.xml_chars import ends_in_name, is_allowed
from headword.stores.remote.contents import Contents
from headword.stores.remote.equality import align, read_lines
from headword.stores.remote.registry import Register, register_iri
from headword.stores.remote.store import Store

WITH_GRAPHS = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
"""The formats with named graphs, by file ending."""
_ENDINGS = {
    **WITH_GRAPHS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".ttl": ox.RdfFormat.TURTLE,
    ".rdf": ox.RdfFormat.RDF_XML,
}
Graphs = dict[str, LocatedGraph]
"""The triples of each graph, by its IRI."""


def choose_graphs(wanted: Sequence[str], register: Register, contents: Contents) -> list[str]:
    """Return the graphs to read: those ``wanted``, otherwise those that headword wrote or would write."""
    return list(dict.fromkeys(wanted or [*contents.graphs, *sorted(register.read())]))


def find_strangers(store: Store, base: str, graphs: Sequence[str]) -> list[str]:
    """Return graphs below the base that are not in ``graphs``; nothing if the store cannot list graphs."""
    known = {*graphs, register_iri(base)}
    try:
        return sorted(iri for iri in store.find_graphs(base) if iri not in known)
    except StoreError:
        # This query reads the whole store, which a large store may reject.
        return []


def explain_absence(store: Store, base: str, graphs: Sequence[str]) -> str:
    """Return the possible reason why none of ``graphs`` has data, and what to do."""
    with contextlib.suppress(StoreError):
        if store.has_subjects(base):
            return (
                "headword reads only graphs with the IRI of a scheme, such as "
                f"<{graphs[0]}>, and the store has concepts in other graphs"
            )
    return "load the vocabulary with headword push, or check the address and the graph"


def fetch_graphs(store: Store, register: Register, graphs: Sequence[str]) -> Iterator[tuple[str, LocatedGraph]]:
    """Yield each graph with its triples in the store."""
    counts = register.count(graphs)
    return ((iri, store.fetch(iri, counts.get(iri, 0))) for iri in graphs)


def read_contents(contents: Contents, graphs: Iterable[str]) -> Graphs:
    """Return the triples of the sources for each graph; nothing for a graph that they do not have."""
    return {
        iri: dict.fromkeys(read_lines(contents.read(iri)) if iri in contents.graphs else (), Location(iri))
        for iri in graphs
    }


def align_graphs(served: Mapping[str, LocatedGraph], ours: Mapping[str, LocatedGraph]) -> tuple[Graphs, Graphs]:
    """Return both with one spelling for equal values."""
    pairs = {iri: align(facts, ours[iri]) for iri, facts in served.items()}
    return {iri: one for iri, (one, _) in pairs.items()}, {iri: other for iri, (_, other) in pairs.items()}


def list_differing(served: Mapping[str, LocatedGraph], ours: Mapping[str, LocatedGraph]) -> list[str]:
    """Return the graphs that differ after their alignment, triple by triple."""
    return [iri for iri, facts in served.items() if facts.keys() != ours[iri].keys()]


def join_graphs(graphs: Mapping[str, LocatedGraph], leave: str) -> LocatedGraph:
    """Return the triples of all graphs except ``leave``, which describes them."""
    return join_files([facts for iri, facts in graphs.items() if iri != leave])


def check_ending(file: Path) -> None:
    """Check that the served data can be written to ``file``.

    Raises:
        HeadwordError: its ending is not supported.
    """
    if file.suffix.lower() not in _ENDINGS:
        message = f"the format of a {file.suffix or 'nameless'} file is unknown"
        raise HeadwordError(message, Location(str(file)), f"known endings: {', '.join(_ENDINGS)}")


def write_graphs(graphs: Mapping[str, LocatedGraph], ending: str) -> bytes:
    """Return graphs in the format of this ending, in an order that does not depend on the store.

    Raises:
        HeadwordError: the format cannot hold all of their statements.
    """
    syntax = _ENDINGS[ending]
    if syntax is ox.RdfFormat.RDF_XML:
        _check_for_xml(graphs)
    quads = sorted(
        (
            ox.Quad(_name(s), ox.NamedNode(p), _term(o), ox.NamedNode(iri) if ending in WITH_GRAPHS else None)
            for iri, facts in graphs.items()
            for s, p, o in facts
        ),
        key=str,
    )
    unique = dict.fromkeys(quads)
    return format_tags(ox.serialize(unique, format=syntax, prefixes=PREFIXES) or b"", syntax)


def _check_for_xml(graphs: Mapping[str, LocatedGraph]) -> None:
    """Check that XML can express every triple, because the writer does not check this."""
    for iri, facts in graphs.items():
        for subject, predicate, value in facts:
            if not ends_in_name(predicate) or (isinstance(value, Literal) and not is_allowed(value.value)):
                triple = " ".join(map(to_ntriples, (subject, predicate, value)))
                what = "the name of this predicate" if not ends_in_name(predicate) else "a character of this value"
                hint = f"use another format: {', '.join(each for each in _ENDINGS if each != '.rdf')}"
                raise HeadwordError(f"XML cannot express {what}: {triple}", Location(iri), hint)


def _name(term: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(term[2:]) if is_blank(term) else ox.NamedNode(term)


def _term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, str):
        return _name(term)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or XSD + "string"))
