"""The places of triples in JSON-LD: where the value stands that says each.

Knows JSON, and how a value looks beside the triple that it becomes: a text is
the literal's, or the end of the IRI.  Of the context it takes what keys are
called; a value is taken for the triple whose subject and predicate end as the
object's ``@id`` and key do, which names of vocabularies are made for.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.core.findings import Location
from headword.rdf.locate.lines import LineIndex
from headword.rdf.terms import RDF_TYPE, Literal, Term, Triple

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_KEYWORDS = {"@id": "@id", "id": "@id", "@value": "@value", "@type": "@type", "type": "@type"}
_LOCAL = re.compile(r"[^/#:]*$")


class _Value(NamedTuple):
    """A text of the document: the key and the ``@id`` of the object that it says something of, and its span."""

    key: str
    subject: str
    start: int
    end: int


class _JsonObject:
    """An object that is being read: what it is of, and what was said in it before its ``@id`` was known."""

    def __init__(self, key: str, around: "_JsonObject | None") -> None:
        self.key = key
        self.around = around
        self.id = ""
        self.said: list[tuple[str, str, int, int]] = []


def locate_jsonld(text: str, triples: Sequence[Triple], path: str) -> list[Location]:
    """The place of each of ``triples``; the file as a whole for one that cannot be told."""
    known: dict[str, list[_Value]] = defaultdict(list)
    for said, value in _find_values(text, {**_KEYWORDS, **_read_aliases(text)}):
        known[said].append(value)
    lines = LineIndex(text, path)
    return [_locate(triple, known, lines) or Location(path) for triple in triples]


def _locate(triple: Triple, known: dict[str, list[_Value]], lines: LineIndex) -> Location | None:
    subject, predicate, value = triple
    key = "@type" if predicate == RDF_TYPE else _local(predicate)
    for said in _spellings(value):
        for one in known.get(said, ()):
            if one.key == key and (subject.endswith(one.subject) or not one.subject):
                return lines.locate(one.start, one.end)
    return None


def _spellings(value: Term) -> Iterator[str]:
    """How a value may be written: in full, or what comes after a prefix or a base."""
    if isinstance(value, Literal):
        yield value.value
        return
    yield value
    yield _local(value)


def _local(iri: str) -> str:
    match = _LOCAL.search(iri)
    return match.group() if match else iri


def _read_aliases(text: str) -> dict[str, str]:
    """What the keys of the document mean, where a context in it says: the end of an IRI, or a keyword."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    aliases: dict[str, str] = {}
    for node in document if isinstance(document, list) else [document]:
        context = node.get("@context") if isinstance(node, dict) else None
        for part in context if isinstance(context, list) else [context]:
            for term, meaning in part.items() if isinstance(part, dict) else ():
                iri = meaning.get("@id") if isinstance(meaning, dict) else meaning
                if isinstance(iri, str) and not term.startswith("@"):
                    aliases[term] = iri if iri.startswith("@") else _local(iri)
    return {term: name for term, name in aliases.items() if name}


def _find_values(text: str, names: Mapping[str, str]) -> Iterator[tuple[str, _Value]]:
    """Each text that is a value, with what it says something of; names with a prefix are shortened to what follows."""
    stack: list[_JsonObject | None] = []
    current: _JsonObject | None = None
    key = ""
    pending: tuple[str, int, int] | None = None
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word == ":" and pending is not None:
            key, pending = names.get(pending[0], pending[0]), None
            continue
        if pending is not None:
            _say(current, key, pending)
            pending = None
        if word == "{":
            stack.append(current)
            current = _JsonObject(key, current)
        elif word == "}" and current is not None:
            yield from _close(current)
            key = current.key
            current = stack.pop() if stack else None
        elif word not in "[],:{}":
            pending = (_read_string(word), token.start(), token.end())


def _read_string(word: str) -> str:
    if word.startswith('"'):
        try:
            return str(json.loads(word, strict=False))
        except ValueError:
            return word
    return word


def _say(current: _JsonObject | None, key: str, found: tuple[str, int, int]) -> None:
    if current is None:
        return
    if key == "@id":
        current.id = found[0]
    if key in ("@id", "@value") and current.around is not None:
        current.around.said.append((current.key, *found))
    else:
        current.said.append((key, *found))
        if current.around is not None and not current.id:
            # The keys of a map by language are no predicates.
            current.around.said.append((current.key, *found))


def _close(closed: _JsonObject) -> Iterator[tuple[str, _Value]]:
    for key, said, start, end in closed.said:
        value = _Value(key if key.startswith("@") else _local(key), _local(closed.id), start, end)
        yield said, value
        if _local(said) != said:
            yield _local(said), value
