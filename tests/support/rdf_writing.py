"""One graph in many spellings: Turtle, N-Triples, RDF/XML and JSON-LD, each in the ways that people write it.

Each writer takes triples in the order in which they are to stand, and a source of choices.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from headword.rdf.terms import RDF, RDF_TYPE, SKOS, Literal, Term, Triple, to_ntriples, write_triple

Choose = random.Random
Writer = Callable[[Sequence[Triple], Choose], str]
_NCNAME = re.compile(r"(?P<space>.*[/#])(?P<local>[A-Za-z_][A-Za-z0-9_.-]*)")


def write_ntriples(triples: Sequence[Triple], choose: Choose) -> str:
    return "".join(map(write_triple, triples))


def write_turtle(triples: Sequence[Triple], choose: Choose) -> str:
    """Statements by subject, in pieces, with prefixes, on one line or on many."""
    lines = [f"@prefix skos: <{SKOS}> ."]
    for subject, about in _group(triples, choose):
        said: dict[str, list[Term]] = defaultdict(list)
        for _, predicate, value in about:
            said[predicate].append(value)
        separator = choose.choice([" ;\n    ", " ; "])
        parts = [
            f"{'a' if predicate == RDF_TYPE else _shorten(predicate)} {' , '.join(map(to_ntriples, values))}"
            for predicate, values in said.items()
        ]
        lines.append(f"{to_ntriples(subject)} {separator.join(parts)} .")
    return "\n".join(lines) + "\n"


def _shorten(iri: str) -> str:
    return f"skos:{iri[len(SKOS) :]}" if iri.startswith(SKOS) else f"<{iri}>"


def _group(triples: Sequence[Triple], choose: Choose) -> list[tuple[str, list[Triple]]]:
    """Triples by subject; a subject may be spoken of in several places."""
    groups: list[tuple[str, list[Triple]]] = []
    open_groups: dict[str, list[Triple]] = {}
    for triple in triples:
        if triple[0] not in open_groups or choose.random() < 0.2:
            open_groups[triple[0]] = []
            groups.append((triple[0], open_groups[triple[0]]))
        open_groups[triple[0]].append(triple)
    return groups


def write_rdfxml(triples: Sequence[Triple], choose: Choose) -> str:
    """Typed nodes, property attributes, ``rdf:ID``, nested nodes, in the way that ``choose`` says."""
    body = []
    waiting = _group(triples, choose)
    while waiting:
        subject, about = waiting.pop(0)
        body.append(_write_node(subject, about, waiting, choose, 1))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns:rdf="{RDF}" xmlns:skos="{SKOS}"'
        f' xml:base="https://v.example/c">\n<!-- a > b -->\n{"".join(body)}</rdf:RDF>\n'
    )


def _write_node(
    subject: str, about: list[Triple], waiting: list[tuple[str, list[Triple]]], choose: Choose, depth: int
) -> str:
    left = list(about)
    tag = "rdf:Description"
    for triple in about:
        if triple[1] == RDF_TYPE and str(triple[2]).startswith(SKOS) and choose.random() < 0.7:
            tag = f"skos:{str(triple[2])[len(SKOS) :]}"
            left.remove(triple)
            break
    attributes = _write_subject(subject, choose)
    for triple in about:
        _, predicate, value = triple
        is_plain = isinstance(value, Literal) and not value.language and not value.datatype
        name = f"skos:{predicate[len(SKOS) :]}"
        if is_plain and predicate.startswith(SKOS) and f" {name}=" not in attributes and choose.random() < 0.4:
            assert isinstance(value, Literal)
            attributes += f" {name}={_attribute(value.value)}"
            left.remove(triple)
    inside = "".join(_write_property(triple, waiting, choose, depth) for triple in left)
    return f"<{tag}{attributes}>\n{inside}</{tag}>\n" if inside else f"<{tag}{attributes}/>\n"


def _write_subject(subject: str, choose: Choose) -> str:
    if subject.startswith("_:"):
        return f' rdf:nodeID="{subject[2:]}"'
    if re.fullmatch(r"https://v\.example/c#[A-Za-z]\w*", subject) and choose.random() < 0.5:
        # An ID may stand once only.
        return f' rdf:about="#{subject.partition("#")[2]}"'
    return f" rdf:about={quoteattr(subject)}"


def _attribute(text: str) -> str:
    return '"' + _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'


def _text(text: str) -> str:
    return escape(text).replace("\r", "&#13;")


def _write_property(triple: Triple, waiting: list[tuple[str, list[Triple]]], choose: Choose, depth: int) -> str:
    _, predicate, value = triple
    match = _NCNAME.fullmatch(predicate)
    assert match is not None, predicate
    tag, space = f"p:{match['local']}", f" xmlns:p={quoteattr(match['space'])}"
    if isinstance(value, Literal):
        kind = f' xml:lang="{value.language}"' if value.language else ""
        kind += f" rdf:datatype={quoteattr(value.datatype)}" if value.datatype else ""
        return f"<{tag}{space}{kind}>{_text(value.value)}</{tag}>\n"
    is_nested = depth < 6 and choose.random() < 0.5
    nested = next((one for one in waiting if one[0] == value), None) if is_nested else None
    if nested is not None:
        waiting.remove(nested)
        return f"<{tag}{space}>{_write_node(value, nested[1], waiting, choose, depth + 1)}</{tag}>\n"
    resource = f' rdf:nodeID="{value[2:]}"' if value.startswith("_:") else f" rdf:resource={quoteattr(value)}"
    return f"<{tag}{space}{resource}/>\n"


def write_expanded(triples: Sequence[Triple], choose: Choose) -> str:
    """JSON-LD without a context, a node for each subject or for each triple."""
    nodes = [_expand(subject, about, choose) for subject, about in _group(triples, choose)]
    return json.dumps(nodes, indent=choose.choice([None, 1]))


def _expand(subject: str, about: Sequence[Triple], choose: Choose) -> dict[str, Any]:
    node: dict[str, Any] = {}
    if choose.random() < 0.7:
        node["@id"] = subject
    for _, predicate, value in about:
        if predicate == RDF_TYPE and isinstance(value, str):
            node.setdefault("@type", []).append(value)
        else:
            node.setdefault(predicate, []).append(_expand_value(value))
    node["@id"] = subject
    return node


def _expand_value(value: Term) -> dict[str, str]:
    if isinstance(value, str):
        return {"@id": value}
    parts = {"@language": value.language, "@type": value.datatype, "@value": value.value}
    return {key: part for key, part in parts.items() if part or key == "@value"}


_CONTEXT = {
    "id": "@id",
    "type": "@type",
    "skos": SKOS,
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "below": {"@reverse": "skos:broader", "@type": "@id"},
    "label": {"@id": "skos:prefLabel", "@container": "@language"},
    "en": {"@id": "skos:altLabel", "@language": "en"},
}


def write_compact(triples: Sequence[Triple], choose: Choose) -> str:
    """JSON-LD with a context: aliases, terms, a map by language, reverse properties, nested nodes, a ``@graph``."""
    waiting = _group(triples, choose)
    nodes = []
    while waiting:
        subject, about = waiting.pop(0)
        nodes.append(_compact(subject, about, waiting, choose, 1))
    document: dict[str, Any] = {"@context": _CONTEXT}
    if len(nodes) == 1 and choose.random() < 0.5:
        document = {**document, **nodes[0]} if choose.random() < 0.5 else {**nodes[0], **document}
    elif choose.random() < 0.3:
        document = {"@graph": nodes, **document}
    else:
        document["@graph"] = nodes
    return json.dumps(document, indent=choose.choice([None, 2]), ensure_ascii=choose.random() < 0.5)


def _compact(
    subject: str, about: list[Triple], waiting: list[tuple[str, list[Triple]]], choose: Choose, depth: int
) -> dict[str, Any]:
    node: dict[str, Any] = {}
    if choose.random() < 0.5:
        node["id"] = subject
    for _, predicate, value in about:
        _say(node, predicate, value, waiting, choose, depth)
    # What says that this one is broader may stand here the other way round.
    for other, said in waiting if depth == 1 else ():
        turned = [one for one in said if one[1:] == (SKOS + "broader", subject) and choose.random() < 0.5]
        for one in turned:
            said.remove(one)
            node.setdefault("below", []).append(other)
    node["id"] = subject
    return node


def _say(
    node: dict[str, Any],
    predicate: str,
    value: Term,
    waiting: list[tuple[str, list[Triple]]],
    choose: Choose,
    depth: int,
) -> None:
    if isinstance(value, Literal):
        if predicate == SKOS + "prefLabel" and value.language and choose.random() < 0.6:
            node.setdefault("label", {}).setdefault(value.language, []).append(value.value)
        elif predicate == SKOS + "altLabel" and value.language == "en" and choose.random() < 0.6:
            node.setdefault("en", []).append(value.value)
        else:
            node.setdefault(_shorten(predicate).strip("<>"), []).append(_expand_value(value))
    elif predicate == RDF_TYPE:
        node.setdefault("type", []).append(_shorten(value).strip("<>"))
    elif predicate == SKOS + "broader" and choose.random() < 0.5:
        node.setdefault("broader", []).append(value)
    else:
        nested = (
            next((one for one in waiting if one[0] == value), None) if depth < 6 and choose.random() < 0.5 else None
        )
        inner: dict[str, Any] = {"id": value}
        if nested is not None:
            waiting.remove(nested)
            inner = _compact(value, nested[1], waiting, choose, depth + 1)
        node.setdefault(_shorten(predicate).strip("<>"), []).append(inner)


WRITERS: dict[str, tuple[str, Writer]] = {
    "N-Triples": (".nt", write_ntriples),
    "Turtle": (".ttl", write_turtle),
    "RDF/XML": (".rdf", write_rdfxml),
    "expanded JSON-LD": (".jsonld", write_expanded),
    "compact JSON-LD": (".jsonld", write_compact),
}
"""The ways to write a graph, each with the ending of the file."""
