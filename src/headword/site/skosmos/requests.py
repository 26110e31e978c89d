"""Requests, as paths and parameters, and the functions that answer them.

RDF (`data`) is not answered here: it is not JSON of this kind.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from headword.rdf.terms import SKOS
from headword.site.details import ResourceDetails
from headword.site.skosmos import concepts, vocabularies
from headword.site.skosmos import search as finding
from headword.site.skosmos.service import Answer, SkosmosService
from headword.site.summaries import COLLECTION, CONCEPT, ResourceSummary

Query: TypeAlias = Mapping[str, str]
ReadEntry: TypeAlias = Callable[[str], ResourceDetails | None]
"""Gives all that is said of a concept."""

_KINDS = {"skos:Concept": CONCEPT, "skos:Collection": COLLECTION}
_KINDS |= {name.replace("skos:", SKOS): kind for name, kind in _KINDS.items()}


class Reply(NamedTuple):
    """A status of HTTP, and the JSON of the answer."""

    status: int
    body: Answer


class _Asked(NamedTuple):
    """A request about a vocabulary."""

    desk: SkosmosService
    scheme: ResourceSummary
    query: Query
    language: str
    read_entry: ReadEntry

    @property
    def iri(self) -> str:
        return self.query.get("uri", "")

    def entry(self) -> ResourceDetails | None:
        card = self.desk.concept(self.scheme, self.iri)
        return self.read_entry(card.iri) if card is not None else None


_WHOLE: dict[str, Callable[[SkosmosService, ResourceSummary, str], Answer]] = {
    "": vocabularies.answer_information,
    "vocabularyStatistics": vocabularies.answer_statistics,
    "labelStatistics": vocabularies.answer_label_statistics,
    "types": vocabularies.answer_types,
    "topConcepts": vocabularies.answer_top_concepts,
    "groups": vocabularies.answer_groups,
    "index/": finding.answer_letters,
}
"""The requests without parameters."""
_CHANGES = {"new": finding.answer_new, "modified": finding.answer_modified}
_OF_ONE: dict[str, Callable[[SkosmosService, ResourceSummary, str, str], Answer | None]] = {
    "label": concepts.answer_label,
    "broader": concepts.answer_broader,
    "narrower": concepts.answer_narrower,
    "children": concepts.answer_children,
    "hierarchy": concepts.answer_hierarchy,
    "groupMembers": vocabularies.answer_group_members,
}
"""The requests about the resource with an IRI."""
_TRANSITIVE = {
    "broaderTransitive": concepts.answer_broader_transitive,
    "narrowerTransitive": concepts.answer_narrower_transitive,
}
_OF_ENTRY: dict[str, Callable[[SkosmosService, ResourceDetails, str], Answer]] = {
    "related": concepts.answer_related,
    "mappings": concepts.answer_mappings,
}


def reply(desk: SkosmosService, path: str, query: Query, read_entry: ReadEntry) -> Reply:
    """Return the answer for a path.

    Args:
        desk: where questions are answered.
        path: what follows ``rest/v1/``, percent-decoded.
        query: the parameters, each once.
        read_entry: gives all that is said of a concept.
    """
    language = query.get("lang", "") or desk.default
    if path == "vocabularies":
        return Reply(200, vocabularies.answer_vocabularies(desk, language))
    if path == "types":
        return Reply(200, vocabularies.answer_types(desk, None, language))
    if path == "search":
        return _search(desk, query, query.get("vocab", "").split())
    if path == "label":
        return _reply_error(concepts.answer_label(desk, None, query.get("uri", ""), query.get("lang", "")), query)
    id_, slash, operation = path.partition("/")
    scheme = desk.schemes.get(id_)
    if scheme is None or not slash:
        why = f"there is no vocabulary {id_!r}" if scheme is None else f"the vocabulary is at {id_}/"
        return Reply(404, {"message": why})
    return _ask(operation, _Asked(desk, scheme, query, language, read_entry))


def _ask(operation: str, asked: _Asked) -> Reply:
    desk, scheme, query, language, _ = asked
    if operation in _WHOLE:
        return Reply(200, _WHOLE[operation](desk, scheme, language))
    if operation in _CHANGES:
        limit = _read_number(query, "limit", 200)
        return Reply(200, _CHANGES[operation](desk, scheme, language, limit, _read_number(query, "offset")))
    first, _, letter = operation.partition("/")
    if first == "index" and letter and "/" not in letter:
        limit = _read_number(query, "limit")
        return Reply(200, finding.answer_index(desk, scheme, letter, language, limit, _read_number(query, "offset")))
    if operation == "search":
        return _search(desk, query, [desk.ids[scheme.iri]])
    if operation == "lookup":
        answer = finding.answer_lookup(desk, scheme, query.get("label", ""), query.get("lang", ""))
        return _reply_error(answer, query, "label")
    return _ask_of_one(operation, asked)


def _ask_of_one(operation: str, asked: _Asked) -> Reply:
    desk, scheme, query, language, _ = asked
    if operation in _OF_ONE:
        return _reply_error(_OF_ONE[operation](desk, scheme, asked.iri, language), query)
    if operation in _TRANSITIVE:
        limit = _read_number(query, "limit", 1000)
        return _reply_error(_TRANSITIVE[operation](desk, scheme, asked.iri, language, limit), query)
    if operation in _OF_ENTRY:
        entry = asked.entry()
        return _reply_error(_OF_ENTRY[operation](desk, entry, language) if entry is not None else None, query)
    return Reply(404, {"message": f"there is no {operation!r}"})


def _reply_error(answer: Answer | None, query: Query, name: str = "uri") -> Reply:
    if answer is not None:
        return Reply(200, answer)
    if not query.get(name):
        return Reply(400, {"message": f"{name} parameter missing"})
    return Reply(404, {"message": f"there is nothing with the {name} {query[name]!r}"})


def _search(desk: SkosmosService, query: Query, ids: list[str]) -> Reply:
    words = query.get("query", "").strip()
    parent, group = query.get("parent", ""), query.get("group", "")
    if not words and not parent and not group:
        return Reply(400, {"message": "query parameter missing"})
    for name in ("maxhits", "offset"):
        text = query.get(name, "") or "0"
        if not (text.isascii() and text.isdecimal()):
            return Reply(400, {"message": f"{name} parameter is invalid"})
    unknown = [id_ for id_ in ids if id_ not in desk.schemes]
    if unknown:
        return Reply(404, {"message": f"there is no vocabulary {unknown[0]!r}"})
    kinds = frozenset(_KINDS[name] for name in query.get("type", "skos:Concept").split() if name in _KINDS)
    search = finding.Search(
        query=words or "*",
        language=query.get("lang", ""),
        shown=query.get("labellang", "") or query.get("lang", ""),
        schemes=tuple(desk.schemes[id_].iri for id_ in ids),
        kinds=kinds,
        parent=parent,
        group=group,
        fields=tuple(query.get("fields", "").split()),
        is_unique=query.get("unique", "").lower() in ("1", "true", "on", "yes"),
        limit=_read_number(query, "maxhits"),
        offset=_read_number(query, "offset"),
    )
    return Reply(200, finding.answer_search(desk, search))


def _read_number(query: Query, name: str, otherwise: int = 0) -> int:
    """Return a parameter that is a number; any other value counts as not given."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
