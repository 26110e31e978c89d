"""The contexts of JSON-LD: external ones, and the meanings of keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from headword.core.findings import Location
from headword.rdf.locate.json_text import Array, Object, Scalar, Value, read_json, walk
from headword.rdf.locate.lines import LineIndex

_MAPS = frozenset({"@language", "@index", "@id", "@type", "@graph"})


@dataclass(frozen=True, slots=True)
class Terms:
    """The meanings of the keys of a document, from all contexts: keywords, and the form of values."""

    keywords: Mapping[str, str]
    maps: frozenset[str]
    """Terms whose values are maps, which are not nodes."""
    maps_by_id: frozenset[str]
    """The terms of maps whose keys are the ``@id`` of nodes."""
    verbatim: frozenset[str]
    """Terms whose values are JSON, which stays unchanged."""

    def keyword(self, key: str) -> str:
        """Return the keyword for a key, or the key itself."""
        return self.keywords.get(key, key)


def find_external_contexts(data: bytes, path: str) -> list[tuple[str, Location]]:
    """Return the names of external contexts with their locations; none if the data is not JSON."""
    if b'"@context"' not in data:
        return []
    try:
        text = data.decode("utf-8")
        document = read_json(text)
    except ValueError:
        return []
    lines = LineIndex(text, path)
    named = ((name, one) for one in _list_contexts(document) for name in [name_of(one)] if name is not None)
    return [(name, lines.locate(one.start, one.end)) for name, one in named]


def _list_contexts(document: Value) -> Iterator[Value]:
    """Yield each context in a document, those of a list one by one."""
    for found in walk(document):
        for member in found.members:
            if member.key == "@context":
                yield from member.value.items if isinstance(member.value, Array) else (member.value,)


def name_of(context: Value) -> str | None:
    """Return the name of an external context, or None for an embedded one."""
    return context.text if isinstance(context, Scalar) else None


def inline(data: bytes, contexts: Mapping[str, bytes]) -> bytes:
    """Return the text with ``contexts`` in place of their names."""
    if not contexts:
        return data
    text = data.decode("utf-8")
    parts: list[str] = []
    start = 0
    for context in sorted(_list_contexts(read_json(text)), key=lambda one: one.start):
        name = name_of(context)
        if name is not None and name in contexts:
            parts += [text[start : context.start], contexts[name].decode("utf-8")]
            start = context.end
    return "".join([*parts, text[start:]]).encode()


def read_terms(document: Value, contexts: Mapping[str, bytes]) -> Terms:
    """Return the meanings of keys in the contexts of a document and in external contexts."""
    meanings: dict[str, Any] = {}
    external = (read_json(f'{{"@context":{text.decode()}}}') for text in contexts.values())
    for context in (one for part in (document, *external) for one in _list_contexts(part)):
        if isinstance(context, Object):
            meanings.update((member.key, _plain_context(member.value)) for member in context.members)
    keywords = {term: word for term in meanings if (word := _follow_context(term, meanings)).startswith("@")}
    defined = {term: meaning for term, meaning in meanings.items() if isinstance(meaning, Mapping)}
    return Terms(
        keywords,
        frozenset(term for term, meaning in defined.items() if not _MAPS.isdisjoint(_containers(meaning))),
        frozenset(term for term, meaning in defined.items() if "@id" in _containers(meaning)),
        frozenset(term for term, meaning in defined.items() if meaning.get("@type") == "@json"),
    )


def _plain_context(value: Value) -> Any:
    """Return the first two levels of a value in a context as a Python object."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Array):
        return [one.text for one in value.items if isinstance(one, Scalar)]
    return {
        member.key: _plain_context(member.value) for member in value.members if not isinstance(member.value, Object)
    }


def _containers(meaning: Mapping[str, Any]) -> list[str]:
    container = meaning.get("@container") or []
    return container if isinstance(container, list) else [container]


def _follow_context(term: str, meanings: Mapping[str, Any]) -> str:
    """Return the meaning of a term, which may be defined by another term."""
    seen: set[str] = set()
    while term not in seen and term in meanings:
        seen.add(term)
        meaning = meanings[term]
        term = str((meaning.get("@id") if isinstance(meaning, Mapping) else meaning) or "")
    return term
