"""The REST API of Skosmos over HTTP: answers in JSON, RDF in the requested format, and refusals.

All answers have the form of Skosmos, so that its clients need no change.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from headword.core.errors import HeadwordError
from headword.server.negotiation import choose_type
from headword.server.operations import COUNT, Operation, Parameter, make_routes
from headword.server.per_snapshot import PerSnapshot
from headword.server.rdf_responses import JSON_LD, TYPES, write_resource, write_vocabulary
from headword.server.responses import JSON, OPEN, Refusal, respond, respond_json
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.server.thread_pool import Workers
from headword.site.skosmos.requests import reply
from headword.site.skosmos.service import ROOT
from headword.site.summaries import ResourceSummary

TOPIC = "Skosmos"
_LANG = Parameter("lang", "The language of labels, a tag of BCP 47")
_LANGS = Parameter("lang", "The language of the labels to search [default: all languages]")
_URI = Parameter("uri", "The IRI of a concept", is_required=True)
_VOCID = Parameter("vocid", "The id of a vocabulary", "path", is_required=True)
_LIMIT = Parameter("limit", "The maximum number of results", schema=COUNT)
_OFFSET = Parameter("offset", "The number of results to skip", schema=COUNT)
_FORMAT = Parameter(
    "format", "The media type [default: by the Accept header]", schema={"type": "string", "enum": list(TYPES)}
)
_SEARCH = (
    Parameter("query", "The label to find; * matches any text", is_required=True, example="qu*"),
    _LANGS,
    Parameter("labellang", "The language of the labels in the results"),
    Parameter("type", "The type of the resources to find", example="skos:Concept"),
    Parameter("parent", "The IRI of a concept above the results"),
    Parameter("group", "The IRI of a collection that contains the results"),
    Parameter("maxhits", "The maximum number of results", schema=COUNT),
    _OFFSET,
    Parameter("fields", "Additional fields of each result, separated by spaces", example="prefLabel altLabel"),
    Parameter("unique", "Return each concept only once", schema={"type": "boolean"}),
)
_VOCAB = Parameter("vocab", "The ids of the vocabularies to search, separated by spaces")
_LETTER = Parameter("letter", "A letter, 0-9 for digits, !* for other signs, * for all", "path", is_required=True)
_LABEL = Parameter("label", "A label", is_required=True)
_Row: TypeAlias = tuple[str, str, tuple[Parameter, ...]]
_GLOBAL: tuple[_Row, ...] = (
    ("vocabularies", "The vocabularies", (_LANG,)),
    ("types", "The types of resources", (_LANG,)),
    ("search", "The concepts and collections with a matching label", (*_SEARCH, _VOCAB)),
    ("label", "The labels of a concept", (_URI, _LANGS)),
)
"""Operations on all vocabularies: path, description, parameters."""
_OF_VOCABULARY: tuple[_Row, ...] = (
    ("", "The description of a vocabulary", (_LANG,)),
    ("types", "The types of its resources", (_LANG,)),
    ("topConcepts", "Its top concepts", (_LANG,)),
    ("search", "The concepts and collections with a matching label", _SEARCH),
    ("lookup", "The concepts with a label", (_LABEL, _LANGS)),
    ("vocabularyStatistics", "The number of its concepts", (_LANG,)),
    ("labelStatistics", "The number of its labels in each language", (_LANG,)),
    ("index/", "The first letters of its labels", (_LANG,)),
    ("index/{letter}", "The concepts whose labels begin with a letter", (_LETTER, _LANG, _LIMIT, _OFFSET)),
    ("label", "The labels of a concept", (_URI, _LANGS)),
    ("broader", "The concepts directly above a concept", (_URI, _LANG)),
    ("broaderTransitive", "All concepts above a concept", (_URI, _LANG, _LIMIT)),
    ("narrower", "The concepts directly below a concept", (_URI, _LANG)),
    ("narrowerTransitive", "All concepts below a concept", (_URI, _LANG, _LIMIT)),
    ("related", "The concepts related to a concept", (_URI, _LANG)),
    ("children", "The concepts directly below a concept, and whether each has narrower concepts", (_URI, _LANG)),
    ("hierarchy", "The concepts above a concept, level by level", (_URI, _LANG)),
    ("mappings", "The mappings of a concept", (_URI, _LANG)),
    ("groups", "Its collections", (_LANG,)),
    ("groupMembers", "The members of a collection", (_URI, _LANG)),
    ("new", "The newest concepts", (_LANG, _LIMIT, _OFFSET)),
    ("modified", "The concepts that were changed last", (_LANG, _LIMIT, _OFFSET)),
)
"""Operations on one vocabulary."""
_CALLBACK = Parameter("callback", "A function to call with the answer (JSONP), for old clients")
_BAD = {400: "A parameter is missing", 404: "The vocabulary, the concept or the label does not exist"}
_KEPT = 4
"""Number of whole vocabularies that are kept in memory as RDF."""


def refuse_skosmos(refusal: Refusal) -> Response:
    """Return a refusal in the form of Skosmos."""
    phrase = HTTPStatus(refusal.status).phrase
    body = f"{refusal.status} {phrase} : {refusal.reason}"
    return Response(body, refusal.status, {**OPEN, "Cache-Control": "no-store"}, "text/plain; charset=utf-8")


class _Library:
    """The data of one snapshot."""

    def __init__(self, snapshot: ServedVocabulary, said: ResourceStatements) -> None:
        self.snapshot = snapshot
        self.said = said
        self.write = lru_cache(_KEPT)(self._write)

    def _write(self, id_: str, media_type: str) -> bytes:
        scheme = self.snapshot.desk.schemes[id_]
        return write_vocabulary(self.snapshot, self.said, scheme, media_type).encode()


class _Api:
    """Answers to the clients of Skosmos.

    Args:
        current: returns the snapshot that is served now.
        said: the statements of a snapshot.
    """

    def __init__(self, current: Callable[[], ServedVocabulary], said: PerSnapshot[ResourceStatements]) -> None:
        self._current = current
        self._libraries = PerSnapshot(lambda snapshot: _Library(snapshot, said.of(snapshot)))

    def answer(self, request: Request, body: bytes) -> Response:
        """Return an answer in JSON."""
        del body
        library = self._libraries.of(self._current())
        path = request.scope["path"].removeprefix(request.scope.get("root_path", "")).removeprefix(f"/{ROOT}/")
        if path in library.snapshot.desk.schemes:
            # Relative, as in Skosmos: a proxy may serve this under a different path.
            query = f"?{request.url.query}" if request.url.query else ""
            return respond(request, b"", "text/plain", 302, {"Location": f"{quote(path)}/{query}"})
        answered = reply(library.snapshot.desk, path, dict(request.query_params), library.said.entry)
        if answered.status != HTTPStatus.OK:
            raise Refusal(answered.status, str(answered.body.get("message", "")))
        media_type = choose_type(request.headers.get("accept", ""), (JSON, JSON_LD)) or JSON
        return respond_json(request, answered.body, {"Vary": "Accept"}, media_type)

    def answer_data(self, request: Request, body: bytes) -> Response:
        """Return an answer in RDF."""
        del body
        library = self._libraries.of(self._current())
        scheme = _find_scheme(library.snapshot, request.path_params.get("vocid"))
        wanted = request.query_params.get("format", "")
        media_type = wanted if wanted in TYPES else choose_type(request.headers.get("accept", ""), TYPES)
        if media_type is None or (wanted and wanted not in TYPES):
            raise Refusal(406, f"Unsupported format. Supported MIME types are: {' '.join(TYPES)}")
        iri = request.query_params.get("uri", "")
        try:
            data = _write_data(library, scheme, iri, media_type)
        except HeadwordError as error:
            raise Refusal(406, error.message) from error
        return respond(request, data, media_type, headers={"Vary": "Accept"})


def _find_scheme(snapshot: ServedVocabulary, id_: str | None) -> ResourceSummary | None:
    if id_ is None:
        return None
    if id_ not in snapshot.desk.schemes:
        raise Refusal(404, f"there is no vocabulary {id_!r}")
    return snapshot.desk.schemes[id_]


def _write_data(library: _Library, scheme: ResourceSummary | None, iri: str, media_type: str) -> bytes:
    snapshot = library.snapshot
    if not iri:
        if scheme is None:
            raise Refusal(400, "uri parameter missing")
        return library.write(snapshot.desk.ids[scheme.iri], media_type)
    card = snapshot.atlas.cards.get(iri)
    is_there = card is not None and (scheme is None or scheme.iri in (card.iri, *card.find("inScheme")))
    if not is_there:
        raise Refusal(404, "no concept found with given uri")
    return write_resource(snapshot, library.said, iri, media_type).encode()


def list_skosmos_operations(
    current: Callable[[], ServedVocabulary], said: PerSnapshot[ResourceStatements]
) -> Iterator[Operation]:
    """Yield all operations of the API."""
    api = _Api(current, said)
    top = f"/{ROOT}"
    for path, says, parameters in _GLOBAL:
        yield Operation(
            f"skosmos{path.title()}", f"{top}/{path}", TOPIC, says, api.answer, refuse_skosmos,
            parameters=(*parameters, _CALLBACK), types=(JSON, JSON_LD), statuses=_BAD,
        )  # fmt: skip
    yield Operation(
        "skosmosData", f"{top}/data", TOPIC, "The statements about a concept, as RDF", api.answer_data, refuse_skosmos,
        parameters=(_URI, _FORMAT), types=TYPES, statuses={**_BAD, 406: "The format is not available"},
    )  # fmt: skip
    for path, says, parameters in _OF_VOCABULARY:
        name = "".join(part[:1].upper() + part[1:] for part in path.replace("{", "").replace("}", "").split("/"))
        yield Operation(
            f"vocabulary{name}{'Letters' if path == 'index/' else ''}", f"{top}/{{vocid}}/{path}", TOPIC, says,
            api.answer, refuse_skosmos,
            parameters=(_VOCID, *parameters, _CALLBACK), types=(JSON, JSON_LD), statuses=_BAD,
        )  # fmt: skip
    uri = Parameter("uri", "The IRI of a concept [default: the whole vocabulary]")
    yield Operation(
        "vocabularyData", f"{top}/{{vocid}}/data", TOPIC, "The statements of a vocabulary or about a concept, as RDF",
        api.answer_data, refuse_skosmos, parameters=(_VOCID, uri, _FORMAT), types=TYPES,
        statuses={**_BAD, 406: "The format is not available"},
    )  # fmt: skip


def list_others(
    current: Callable[[], ServedVocabulary], said: PerSnapshot[ResourceStatements], workers: Workers
) -> list[Route]:
    """Return the routes for all other paths below the API's root, which are refused in the form of Skosmos."""
    api = _Api(current, said)
    others = Operation("other", f"/{ROOT}/{{path:path}}", TOPIC, "Other paths", api.answer, refuse_skosmos)
    return list(make_routes([others], workers))
