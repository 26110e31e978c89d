"""The contexts of JSON-LD: those that are named and not in the text, and what they make of keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from headword.core.findings import Location
from headword.rdf.locate.json_text import Array, Object, Scalar, Value, read_json, walk
from headword.rdf.locate.lines import LineIndex

_MAPS = frozenset({"@language", "@index", "@id", "@type", "@graph"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What the keys of a document mean, by all contexts in it: the keyword, and how their values are held."""

    keywords: Mapping[str, str]
    maps: frozenset[str]
    """Terms whose values are maps, which are no nodes."""
    maps_by_id: frozenset[str]
    """Those among them whose keys are the ``@id`` of nodes."""
    verbatim: frozenset[str]
    """Terms whose values are JSON, and stay as they are."""

    def keyword(self, key: str) -> str:
        """The keyword that a key stands for; the key itself if it stands for none."""
        return self.keywords.get(key, key)


def find_external_contexts(data: bytes, path: str) -> list[tuple[str, Location]]:
    """Return the contexts that are not in the text but named, with their places; none if it is not JSON."""
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
    """Return what a context is called that is not in the text; None for one that is."""
    return context.text if isinstance(context, Scalar) else None


def inline(data: bytes, contexts: Mapping[str, bytes]) -> bytes:
    """Return the text with ``contexts`` in the place of their names."""
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
    """Return what the contexts of a document, and those beside it, make of keys."""
    meanings: dict[str, Any] = {}
    beside = (read_json(f'{{"@context":{text.decode()}}}') for text in contexts.values())
    for context in (one for part in (document, *beside) for one in _list_contexts(part)):
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
    """A value of a context as one of Python's, two levels deep, which is all that is asked of it."""
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
    """What a term stands for, if need be by another term."""
    seen: set[str] = set()
    while term not in seen and term in meanings:
        seen.add(term)
        meaning = meanings[term]
        term = str((meaning.get("@id") if isinstance(meaning, Mapping) else meaning) or "")
    return term
