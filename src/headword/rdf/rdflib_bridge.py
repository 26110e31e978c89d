"""Between our facts and rdflib's graphs."""

from collections.abc import Iterable

from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import format_tag
from headword.rdf.terms import PREFIXES, XSD, Literal, Term, Triple


def to_rdflib(triples: Iterable[Triple]) -> Graph:
    """A new ``rdflib.Graph`` of ``triples``, with the usual prefixes bound."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    names: dict[str, Node] = {}
    add = graph.store.add
    for subject, predicate, value in triples:
        add(
            (
                _make_node(subject, names),
                _make_node(predicate, names),
                _make_node(value, names) if isinstance(value, str) else _literal(value),
            ),
            graph,
        )
    return graph


def _make_node(text: str, names: dict[str, Node]) -> Node:
    name = names.get(text)
    if name is None:
        name = names[text] = BNode(text[2:]) if text.startswith("_:") else URIRef(text)
    return name


def _literal(value: Literal) -> RdflibLiteral:
    if value.language:
        return RdflibLiteral(value.value, lang=value.language)
    # As it is written: rdflib would make 5 of "05".
    datatype = URIRef(value.datatype) if value.datatype else None
    made = RdflibLiteral(value.value, datatype=datatype, normalize=False)
    if str(made) != value.value:
        # In xsd:token and xsd:normalizedString it replaces white space all the same.
        made = RdflibLiteral(value.value)
        made._datatype = datatype  # noqa: SLF001
    return made


def to_node(term: Term) -> Node:
    """An rdflib node for a term of ours."""
    return _make_node(term, {}) if isinstance(term, str) else _literal(term)


def find_origin(facts: LocatedGraph, triple: tuple[Node, Node, Node]) -> Location:
    """The place that ``triple`` came from.

    Raises:
        KeyError: there is no such triple.
    """
    subject, predicate, value = (from_rdflib(term) for term in triple)
    return facts[(str(subject), str(predicate), value)]


def to_facts(graph: Graph) -> LocatedGraph:
    """The triples of an rdflib graph, which have no places; of a dataset those of its default graph."""
    nowhere = Location("")
    triples = graph.triples((None, None, None))
    return {(str(from_rdflib(s)), str(from_rdflib(p)), from_rdflib(o)): nowhere for s, p, o in triples}


def read_prefixes(graph: Graph) -> dict[str, str]:
    """The prefixes that an rdflib graph knows."""
    return {prefix: str(namespace) for prefix, namespace in graph.namespaces() if prefix}


def from_rdflib(node: Node) -> Term:
    """A term of ours for an rdflib node."""
    if isinstance(node, RdflibLiteral):
        datatype = str(node.datatype or "")
        if node.language:
            return Literal(str(node), format_tag(node.language))
        return Literal(str(node), "", "" if datatype == XSD + "string" else datatype)
    return f"_:{node}" if isinstance(node, BNode) else str(node)
