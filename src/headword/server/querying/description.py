"""The description of the endpoint (SPARQL 1.1 Service Description)."""

from collections.abc import Iterator

import pyoxigraph as ox

from headword.rdf.terms import RDF_TYPE, VOID, XSD
from headword.server.querying.fork_server import QueryDataset
from headword.server.querying.formats import GRAPHS

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "RDF_XML", "JSON-LD",
)  # fmt: skip


def describe_endpoint(stock: QueryDataset, address: str, media_type: str) -> bytes:
    """Return the description of the endpoint at ``address`` in an RDF syntax."""
    triples = [ox.Triple(*triple) for triple in _state(stock, ox.NamedNode(address))]
    prefixes = {"sd": SD, "void": VOID, "formats": _FORMATS, "xsd": XSD} if media_type == "text/turtle" else None
    return ox.serialize(triples, format=GRAPHS[media_type], prefixes=prefixes) or b""


_Object = ox.NamedNode | ox.BlankNode | ox.Literal
_Stated = tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, _Object]


def _state(stock: QueryDataset, endpoint: ox.NamedNode) -> Iterator[_Stated]:
    service, dataset, everything = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("everything")
    yield service, _TYPE, _sd("Service")
    yield service, _sd("endpoint"), endpoint
    yield service, _sd("supportedLanguage"), _sd("SPARQL11Query")
    yield service, _sd("feature"), _sd("UnionDefaultGraph")
    for name in _RESULTS:
        yield service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name)
    yield service, _sd("defaultDataset"), dataset
    yield dataset, _TYPE, _sd("Dataset")
    yield dataset, _sd("defaultGraph"), everything
    yield everything, _TYPE, _sd("Graph")
    yield everything, _TRIPLES, ox.Literal(stock.triples)
    for number, (name, triples) in enumerate(stock.graphs):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield dataset, _sd("namedGraph"), named
        yield named, _TYPE, _sd("NamedGraph")
        yield named, _sd("name"), ox.NamedNode(name)
        yield named, _sd("graph"), graph
        yield graph, _TYPE, _sd("Graph")
        yield graph, _TRIPLES, ox.Literal(triples)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


_TYPE = ox.NamedNode(RDF_TYPE)
_TRIPLES = ox.NamedNode(VOID + "triples")
