"""The conversion between headword's facts and rdflib's graphs."""

from collections.abc import Iterable

from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import format_tag
from headword.rdf.terms import PREFIXES, XSD, Literal, Term, Triple


def to_rdflib(triples: Iterable[Triple]) -> Graph:
    """Return a new ``rdflib.Graph`` of ``triples``, with the usual prefixes bound."""
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
    # Without normalization: rdflib would turn "05" into 5.
    datatype = URIRef(value.datatype) if value.datatype else None
    made = RdflibLiteral(value.value, datatype=datatype, normalize=False)
    if str(made) != value.value:
        # For xsd:token and xsd:normalizedString, rdflib replaces white space even without normalization.
        made = RdflibLiteral(value.value)
        made._datatype = datatype  # noqa: SLF001
    return made


def to_node(term: Term) -> Node:
    """Return the rdflib node for a term."""
    return _make_node(term, {}) if isinstance(term, str) else _literal(term)


def find_origin(facts: LocatedGraph, triple: tuple[Node, Node, Node]) -> Location:
    """Return the location of ``triple``.

    Raises:
        KeyError: there is no such triple.
    """
    subject, predicate, value = (from_rdflib(term) for term in triple)
    return facts[(str(subject), str(predicate), value)]


def to_facts(graph: Graph) -> LocatedGraph:
    """Return the triples of an rdflib graph, without locations; only the default graph of a dataset."""
    nowhere = Location("")
    triples = graph.triples((None, None, None))
    return {(str(from_rdflib(s)), str(from_rdflib(p)), from_rdflib(o)): nowhere for s, p, o in triples}


def read_prefixes(graph: Graph) -> dict[str, str]:
    """Return the prefixes of an rdflib graph."""
    return {prefix: str(namespace) for prefix, namespace in graph.namespaces() if prefix}


def from_rdflib(node: Node) -> Term:
    """Return the term for an rdflib node."""
    if isinstance(node, RdflibLiteral):
        datatype = str(node.datatype or "")
        if node.language:
            return Literal(str(node), format_tag(node.language))
        return Literal(str(node), "", "" if datatype == XSD + "string" else datatype)
    return f"_:{node}" if isinstance(node, BNode) else str(node)
