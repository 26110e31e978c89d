"""The operation that searches as the site does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from headword.api.search import FITS, KINDS, NOTE, ConceptFinder, NameMatch, SearchName
from headword.rdf.languages import choose_text, is_known
from headword.server.operations import Operation, Parameter
from headword.server.per_snapshot import PerSnapshot
from headword.server.responses import Refusal, respond_json
from headword.server.snapshot import ServedVocabulary
from headword.site.prose import to_plain_text
from headword.site.summaries import COLLECTION, CONCEPT, SCHEME, ResourceLabel, ResourceSummary, read_notes

TOPIC = "Search"
_THINGS = (CONCEPT, SCHEME, COLLECTION)
_LIMIT, _MOST = 20, 100
_LONGEST = 200
"""The number of characters of a query: no label is searched beyond it."""
_PARAMETERS = (
    Parameter("query", "One or more words, each of which can be incomplete", is_required=True, example="rock crys"),
    Parameter("lang", "The language that is preferred, a tag of BCP 47"),
    Parameter("vocab", "The id of the vocabulary to search [default: all]"),
    Parameter("kind", "The kind of the results [default: all]", schema={"type": "string", "enum": list(_THINGS)}),
    Parameter(
        "limit",
        f"The maximum number of results [default: {_LIMIT}]",
        schema={"type": "integer", "minimum": 1, "maximum": _MOST},
    ),
)


class SearchService:
    """Answers to searches for concepts, schemes and collections.

    Args:
        current: returns the snapshot that is served now.
    """

    def __init__(self, current: Callable[[], ServedVocabulary]) -> None:
        self._current = current
        self._finders = PerSnapshot(_make_finder)

    def list_operations(self) -> Iterator[Operation]:
        """Yield the operation."""
        statuses = {400: "A parameter is missing or wrong", 404: "The vocabulary does not exist"}
        yield Operation(
            "search", "/search", TOPIC, "The results of the search of the site, with the reason and the way up of each",
            self.answer, parameters=_PARAMETERS, statuses=statuses,
        )  # fmt: skip

    def answer(self, request: Request, body: bytes) -> Response:
        """Return the results for a query."""
        del body
        snapshot = self._current()
        wanted = _read_search(request, snapshot)
        # Filters see all results; without one, the search knows how many are enough.
        most = None if wanted.scheme or wanted.kind else wanted.limit + 1
        matches = self._finders.of(snapshot).find(wanted.text, wanted.language, most)
        found = [one for one in matches if wanted.accepts(snapshot.atlas.cards[one.name.iri])]
        results = [_describe(snapshot, wanted.language, one) for one in found[: wanted.limit]]
        answer = {"query": wanted.text, "language": wanted.language, "results": results}
        return respond_json(request, {**answer, "more": len(found) > wanted.limit})


@dataclass(frozen=True, slots=True)
class _SearchQuery:
    """The parameters of a request; ``scheme`` and ``kind`` are empty for all."""

    text: str
    language: str
    scheme: str
    kind: str
    limit: int

    def accepts(self, card: ResourceSummary) -> bool:
        """Return whether the filters accept a resource."""
        is_inside = not self.scheme or self.scheme in (card.iri, *card.find("inScheme"))
        return is_inside and self.kind in ("", card.kind)


def _read_search(request: Request, snapshot: ServedVocabulary) -> _SearchQuery:
    """Return the parameters of a request.

    Raises:
        Refusal: one is missing or wrong.
    """
    given = request.query_params
    text, language = given.get("query", "").strip(), given.get("lang", "") or snapshot.config.lang
    id_, kind, limit = given.get("vocab", ""), given.get("kind", ""), given.get("limit", "") or str(_LIMIT)
    if not text:
        raise Refusal(400, "query parameter missing")
    if len(text) > _LONGEST:
        raise Refusal(400, f"'query' has more than {_LONGEST} characters")
    if not is_known(language):
        raise Refusal(400, "'lang' must be a tag of BCP 47")
    if kind and kind not in _THINGS:
        raise Refusal(400, f"'kind' must be one of {', '.join(_THINGS)}")
    if not (limit.isascii() and limit.isdecimal() and len(limit) < 4 and 1 <= int(limit) <= _MOST):
        raise Refusal(400, f"'limit' must be a number from 1 to {_MOST}")
    if id_ and id_ not in snapshot.desk.schemes:
        raise Refusal(404, f"there is no vocabulary {id_!r}")
    return _SearchQuery(text, language, snapshot.desk.schemes[id_].iri if id_ else "", kind, int(limit))


def _make_finder(snapshot: ServedVocabulary) -> ConceptFinder:
    """Return a search over the texts that the index of the site has."""
    atlas = snapshot.atlas

    def name(card: ResourceSummary, kind: int, text: ResourceLabel) -> SearchName:
        level, uses = atlas.levels.get(card.iri, 0), snapshot.uses.get(card.iri, 0)
        thing = _THINGS.index(card.kind)
        return SearchName(card.iri, kind, text.text, text.language, card.is_deprecated, level, uses, thing)

    def list_names() -> Iterator[SearchName]:
        for card in atlas.cards.values():
            notations = (ResourceLabel("notation", text, "") for text in card.notations)
            yield from (name(card, KINDS.index(text.kind), text) for text in (*card.labels, *notations))

    def list_notes() -> Iterator[SearchName]:
        notes = read_notes(snapshot.facts)
        for card in atlas.of_kind(CONCEPT):
            for text in notes.get(card.iri, ()):
                yield name(card, NOTE, replace(text, text=to_plain_text(text.text, snapshot.config.shape)))

    return ConceptFinder(list_names(), list_notes)


def _describe(snapshot: ServedVocabulary, language: str, match: NameMatch) -> dict[str, object]:
    """Return a result: the resource, what matched and how well, and the way up to it."""
    name, atlas, desk = match.name, snapshot.atlas, snapshot.desk
    card = atlas.cards[name.iri]
    way: Sequence[ResourceSummary] = atlas.paths_up(card.iri, 1)[0] if card.kind == CONCEPT else ()
    return {
        **_name(snapshot, card, language),
        "url": desk.page(card),
        "kind": card.kind,
        "matched": {"text": name.text, "language": name.language, "kind": (*KINDS, "note")[name.kind]},
        "fit": FITS[match.fit],
        "vocab": desk.vocabulary_of(card),
        "way": [_name(snapshot, one, language) for one in way],
        "deprecated": card.is_deprecated,
        "uses": snapshot.uses.get(card.iri, 0),
    }


def _name(snapshot: ServedVocabulary, card: ResourceSummary, language: str) -> dict[str, object]:
    label = choose_text(card.texts("prefLabel"), (language, snapshot.config.lang))
    return {"iri": card.iri, "label": label.text if label else card.iri, "language": label.language if label else ""}
