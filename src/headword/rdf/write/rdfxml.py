"""RDF/XML (RDF 1.1 XML Syntax): one description for each resource, in the order of the Turtle."""

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from headword.core.errors import HeadwordError
from headword.rdf.graph import DocumentSubjects
from headword.rdf.terms import PREFIXES, RDF, Literal, Term
from headword.rdf.write import SerializedGraph
from headword.rdf.xml_chars import find_forbidden

_HINT = "remove rdfxml from `formats`"
_NAME = re.compile(r"[A-Za-z_][\w.-]*$")


def write_rdfxml(graph: SerializedGraph, document: DocumentSubjects, prefixes: Mapping[str, str]) -> str:
    """Return ``document`` as RDF/XML.

    Raises:
        HeadwordError: a text has a character that XML does not allow, or a property has no XML name; with its location.
    """
    namespaces = {namespace: prefix for prefix, namespace in {**PREFIXES, **prefixes}.items()}
    body = [
        line
        for subject in document.subjects
        if graph.properties(subject)
        for line in _describe(subject, graph, namespaces)
    ]
    declared = "".join(
        f"\n    xmlns:{prefix}={quoteattr(namespace)}"
        for namespace, prefix in sorted(namespaces.items(), key=lambda item: item[1])
        if any(f"<{prefix}:" in line for line in body) or namespace == RDF
    )
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{declared}>", *body, "</rdf:RDF>", ""])


def _describe(subject: str, graph: SerializedGraph, namespaces: dict[str, str]) -> Iterator[str]:
    yield f"  <rdf:Description rdf:about={quoteattr(subject)}>"
    for predicate, values in graph.properties(subject):
        name = _qualified_name(predicate, namespaces)
        if name is None:
            message = f"RDF/XML has no way to write the property <{predicate}>"
            raise HeadwordError(message, graph.facts.get((subject, predicate, values[0])), _HINT)
        for value in values:
            if isinstance(value, Literal) and (char := find_forbidden(value.value)):
                message = f"RDF/XML cannot hold the control character U+{ord(char):04X} in {value.value!r}"
                where = f"{name} of <{subject}>"
                hint = f"delete the character, or {_HINT}"
                raise HeadwordError(f"{message}, {where}", graph.facts.get((subject, predicate, value)), hint)
            yield f"    {_element(name, value)}"
    yield "  </rdf:Description>"


def _qualified_name(predicate: str, namespaces: dict[str, str]) -> str | None:
    """Return the name of an element for a property, or None if this is impossible; a new namespace is added."""
    for end in range(len(predicate), 0, -1):
        namespace, local = predicate[:end], predicate[end:]
        if namespace in namespaces and _NAME.match(local):
            return f"{namespaces[namespace]}:{local}"
    match = re.search(r"[A-Za-z_][\w.-]*$", predicate)
    if match is None or match.start() == 0:
        return None
    namespace = predicate[: match.start()]
    namespaces[namespace] = f"ns{sum(prefix.startswith('ns') for prefix in namespaces.values()) + 1}"
    return f"{namespaces[namespace]}:{match.group()}"


def _element(name: str, value: Term) -> str:
    if isinstance(value, str):
        return f"<{name} rdf:resource={quoteattr(value)}/>"
    # A bare carriage return would be read back as a line feed.
    text = escape(value.value, {"\r": "&#13;"})
    if value.language:
        return f"<{name} xml:lang={quoteattr(value.language)}>{text}</{name}>"
    if value.datatype:
        return f"<{name} rdf:datatype={quoteattr(value.datatype)}>{text}</{name}>"
    return f"<{name}>{text}</{name}>"
