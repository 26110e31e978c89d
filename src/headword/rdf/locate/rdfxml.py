"""The lines of triples in RDF/XML: where the element begins that says each.

Knows the striped syntax (RDF 1.1 XML Syntax, section 2): elements of resources
hold elements of properties.  Must not know what any of them means.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urljoin
from xml.parsers import expat

from headword.core.findings import Location
from headword.rdf.terms import RDF, RDF_TYPE, Term, Triple

_XML_BASE = "http://www.w3.org/XML/1998/namespace base"
_Key = tuple[str, str]


def locate_rdfxml(data: bytes, triples: Sequence[Triple], base: str, path: str) -> list[Location] | None:
    """The place of each of ``triples``, which the parser told of ``data`` in this order; None if it does not parse.

    A triple of which it cannot be told stands in the file as a whole.
    """
    reader = _RdfXmlReader(base)
    try:
        reader.parse(data)
    except expat.ExpatError:
        return None
    return [Location(path, reader.take(predicate, value)) for _, predicate, value in triples]


class _RdfXmlReader:
    """Collects the lines on which a predicate and a value are said."""

    def __init__(self, base: str) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._read_text
        self._lines: dict[_Key, deque[int]] = defaultdict(deque)
        self._stack: list[tuple[str, str, int]] = []
        """For each open element its kind, ``node`` or the IRI of a property, the base, and its line."""
        self._text: list[str] = []
        self._base = base

    def parse(self, data: bytes) -> None:
        self._parser.Parse(data, True)

    def take(self, predicate: str, value: Term) -> int:
        """The first line not taken yet on which this is said; 0 if there is none."""
        text = value if isinstance(value, str) else value.value
        # A blank node has a name of the parser's own.
        waiting = self._lines.get((predicate, "" if text.startswith("_:") else text))
        return waiting.popleft() if waiting else 0

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        iri = name.replace(" ", "")
        base = urljoin(self._stack[-1][1] if self._stack else self._base, attributes.get(_XML_BASE, ""))
        self._text.clear()
        if iri == RDF + "RDF":
            return
        if self._stack and self._stack[-1][0] == "node":
            self._stack.append((iri, base, line))
            self._say_resource(iri, attributes, base, line)
            self._say_attributes(attributes.items(), line)
            return
        if self._stack:
            self._say_node(self._stack[-1], attributes, base)
        self._stack.append(("node", base, line))
        if iri != RDF + "Description":
            self._lines[(RDF_TYPE, iri)].append(line)
        self._say_attributes(attributes.items(), line)

    def _say_node(self, around: tuple[str, str, int], attributes: Mapping[str, str], base: str) -> None:
        """The node inside a property is its value."""
        self._lines[(around[0], _address(attributes, base))].append(around[2])

    def _say_resource(self, iri: str, attributes: Mapping[str, str], base: str, line: int) -> None:
        resource = attributes.get(_attribute("resource"))
        if resource is not None:
            self._lines[(iri, urljoin(base, resource))].append(line)
        elif _attribute("nodeID") in attributes or _attribute("parseType") in attributes:
            self._lines[(iri, "")].append(line)

    def _say_attributes(self, attributes: Iterable[tuple[str, str]], line: int) -> None:
        for name, value in attributes:
            iri = name.replace(" ", "")
            if " " in name and not iri.startswith((RDF, "http://www.w3.org/XML/")):
                self._lines[(iri, value)].append(line)

    def _end(self, name: str) -> None:
        if not self._stack or name.replace(" ", "") == RDF + "RDF":
            return
        kind, _, line = self._stack.pop()
        if kind != "node":
            self._lines[(kind, "".join(self._text))].append(line)
        self._text.clear()

    def _read_text(self, text: str) -> None:
        self._text.append(text)


def _attribute(name: str) -> str:
    return f"{RDF} {name}"


def _address(attributes: Mapping[str, str], base: str) -> str:
    if _attribute("about") in attributes:
        return urljoin(base, attributes[_attribute("about")])
    if _attribute("ID") in attributes:
        return urljoin(base, "#" + attributes[_attribute("ID")])
    return ""
