"""The reconciliation services over HTTP, for both versions."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response

from headword.server.accept_language import choose_language
from headword.server.per_snapshot import PerSnapshot
from headword.server.reconciliation import formats, manifests
from headword.server.reconciliation.manifests import ReconciliationService
from headword.server.reconciliation.matching import Matcher
from headword.server.reconciliation.previews import POLICY, write_preview
from headword.server.reconciliation.properties import list_languages
from headword.server.reconciliation.requests import read_batch, read_extension, read_json, read_old_batch
from headword.server.reconciliation.views import ClientLocale, Described, write_card, write_note
from headword.server.responses import JSON, Refusal, respond, respond_json
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.site.addresses import to_url
from headword.site.summaries import ResourceSummary

FORM = "application/x-www-form-urlencoded"
_FIELDS = 20
Found = TypeVar("Found")
_SUGGESTED, _MOST_SUGGESTED = 20, 200


class Services:
    """Answers to requests of all services.

    Args:
        current: returns the snapshot that is served now.
        said: the statements of a snapshot.
    """

    def __init__(self, current: Callable[[], ServedVocabulary], said: PerSnapshot[ResourceStatements]) -> None:
        self._current = current
        self._matchers = PerSnapshot(lambda snapshot: Matcher(snapshot, said.of(snapshot)))
        self._languages = PerSnapshot(_list_languages)

    def _open(self, request: Request) -> tuple[ReconciliationService, ClientLocale, Matcher]:
        """Return the service, the locale of the client and the matcher, all of one snapshot."""
        snapshot = self._current()
        id_ = request.path_params.get("scope", manifests.ALL)
        scheme = snapshot.desk.schemes.get(id_)
        if scheme is None and id_ != manifests.ALL:
            raise Refusal(404, f"there is no vocabulary {id_!r}")
        language = choose_language(request.headers.get("accept-language", ""), self._languages.of(snapshot))
        matcher = self._matchers.of(snapshot)
        return (
            ReconciliationService(id_, scheme, str(request.base_url)),
            ClientLocale(snapshot, matcher.said, language),
            matcher,
        )

    def answer_old(self, request: Request, body: bytes) -> Response:
        """Return, for version 0.2, the manifest, the candidates for a batch of queries, or a data extension."""
        service, guest, matcher = self._open(request)
        fields = {**request.query_params, **_read_form(request, body)}
        if "queries" in fields:
            queries = read_old_batch(fields["queries"])
            found = dict(zip(queries, matcher.match(queries.values(), service.scope), strict=True))
            answer: Described = {
                key: {"result": [formats.format_candidate(guest, one) for one in those]} for key, those in found.items()
            }
        elif "extend" in fields:
            answer = _extend_as_of_old(guest, matcher, fields["extend"])
        elif request.method == "POST":
            raise Refusal(400, "the form has neither `queries` nor `extend`")
        else:
            answer = manifests.manifest_of_02(service, guest)
        return _respond_for(request, guest, answer)

    def answer_manifest(self, request: Request, body: bytes) -> Response:
        """Return the manifest of the draft."""
        del body
        service, guest, _ = self._open(request)
        return _respond_for(request, guest, manifests.manifest_of_draft(service, guest))

    def answer_match(self, request: Request, body: bytes) -> Response:
        """Return the candidates for a batch of queries of the draft."""
        service, guest, matcher = self._open(request)
        queries = read_batch(_read_json_body(request, body))
        results = matcher.match(queries, service.scope)
        rows = [{"candidates": [formats.format_draft_candidate(guest, one) for one in found]} for found in results]
        return _respond_for(request, guest, {"results": rows})

    def answer_extend(self, request: Request, body: bytes) -> Response:
        """Return a data extension of the draft."""
        _, guest, matcher = self._open(request)
        extension = read_extension(read_json(_read_json_body(request, body)))
        rows = [
            {"id": id_, "properties": [{"id": name, "values": values} for name, values in row]}
            for id_, row in formats.format_rows(guest, matcher, extension)
        ]
        meta = formats.format_columns(guest, matcher, extension.columns)
        return _respond_for(request, guest, {"meta": meta, "rows": rows})

    def answer_propose(self, request: Request, body: bytes) -> Response:
        """Return the properties of concepts; every type has the same."""
        del body
        _, guest, matcher = self._open(request)
        limit = _read_number(request, "limit", 0)
        proposed = formats.list_properties(guest, matcher)[: limit or None]
        answer: Described = {"type": request.query_params.get("type", ""), "properties": proposed}
        return _respond_for(request, guest, {**answer, "limit": limit} if limit else answer)

    def suggest_entities(self, request: Request, body: bytes) -> Response:
        """Return the concepts with a name that begins with the prefix."""
        del body
        service, guest, matcher = self._open(request)
        found = formats.suggest_concepts(guest, matcher, request.query_params.get("prefix", ""), service.scope)
        shown = [formats.format_suggestion(guest, card, name) for card, name in _page(request, found)]
        return _respond_for(request, guest, {"result": shown})

    def suggest_properties(self, request: Request, body: bytes) -> Response:
        """Return the properties with a name that begins with the prefix."""
        del body
        _, guest, matcher = self._open(request)
        return self._suggest(request, guest, formats.list_properties(guest, matcher))

    def suggest_types(self, request: Request, body: bytes) -> Response:
        """Return the types with a name that begins with the prefix."""
        del body
        service, guest, _ = self._open(request)
        return self._suggest(request, guest, guest.all_types(service.scope))

    def _suggest(self, request: Request, guest: ClientLocale, described: Sequence[Described]) -> Response:
        found = formats.suggest_named(described, request.query_params.get("prefix", ""))
        return _respond_for(request, guest, {"result": list(_page(request, found))})

    def fly_out_entity(self, request: Request, body: bytes) -> Response:
        """Return a card on a concept in JSON."""
        del body
        _, guest, _ = self._open(request)
        id_ = request.query_params.get("id", "")
        card = _find_card(guest, id_)
        return _respond_for(request, guest, {"id": id_, "html": str(write_card(guest, card))})

    def fly_out_property(self, request: Request, body: bytes) -> Response:
        """Return a card on a property in JSON."""
        del body
        _, guest, matcher = self._open(request)
        return self._fly_out(request, guest, formats.list_properties(guest, matcher))

    def fly_out_type(self, request: Request, body: bytes) -> Response:
        """Return a card on a type in JSON."""
        del body
        service, guest, _ = self._open(request)
        return self._fly_out(request, guest, guest.all_types(service.scope))

    def _fly_out(self, request: Request, guest: ClientLocale, described: Sequence[Described]) -> Response:
        id_ = request.query_params.get("id", "")
        for one in described:
            if one["id"] == id_:
                html = write_note(str(one["name"]), str(one.get("description", id_)))
                return _respond_for(request, guest, {"id": id_, "html": str(html)})
        raise Refusal(404, f"there is no resource with the id {id_!r}")

    def preview(self, request: Request, body: bytes) -> Response:
        """Return a card on a concept as a page for a frame."""
        del body
        service, guest, _ = self._open(request)
        id_ = request.query_params.get("id", "")
        card = _find_card(guest, id_)
        link = f"{service.url}/view?id={quote(id_, safe='')}"
        page = write_preview(guest.language, guest.name(card).text, write_card(guest, card), link, id_)
        headers = {**_headers(guest), "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
        return respond(request, page.encode(), "text/html; charset=utf-8", headers=headers)

    def view(self, request: Request, body: bytes) -> Response:
        """Return the redirect to the page of a concept."""
        del body
        _, guest, _ = self._open(request)
        id_ = request.query_params.get("id", "")
        address = guest.snapshot.atlas.addresses.get(id_)
        if address is None:
            raise Refusal(404, f"there is no resource with the id {id_!r}")
        where = f"{request.base_url.path}{to_url(address)}/"
        return respond(request, b"", "text/plain", 303, {"Location": where})


def _find_card(guest: ClientLocale, id_: str) -> ResourceSummary:
    card = guest.snapshot.atlas.cards.get(id_)
    if card is None:
        raise Refusal(404, f"there is no resource with the id {id_!r}")
    return card


def _list_languages(snapshot: ServedVocabulary) -> list[str]:
    """Return the languages of labels, the default first."""
    default = snapshot.config.lang
    return list(dict.fromkeys([default, *list_languages(snapshot.atlas.cards.values())]))


def _read_form(request: Request, body: bytes) -> Mapping[str, str]:
    """Return the fields of a form in the body.

    Raises:
        Refusal: the body is not a form.
    """
    if request.method != "POST":
        return {}
    if _media_type(request) != FORM:
        raise Refusal(415, f"version 0.2 takes {FORM}; JSON goes to /{manifests.DRAFT}/match")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError as error:
        raise Refusal(400, f"the body cannot be read as a form: {error}") from error


def _read_json_body(request: Request, body: bytes) -> bytes:
    if _media_type(request) != JSON:
        raise Refusal(415, f"the media type must be {JSON}")
    return body


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _extend_as_of_old(guest: ClientLocale, matcher: Matcher, asked: str) -> Described:
    extension = read_extension(read_json(asked))
    rows = {
        id_: {name: [_without_language(value) for value in values] for name, values in row}
        for id_, row in formats.format_rows(guest, matcher, extension)
    }
    return {"meta": formats.format_columns(guest, matcher, extension.columns), "rows": rows}


def _without_language(value: Described) -> Described:
    """Return a value in the form of version 0.2, in which texts have no language."""
    return {key: part for key, part in value.items() if key != "lang"}


def _read_number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise


def _page(request: Request, found: Sequence[Found]) -> Sequence[Found]:
    """Return the requested part of the results: version 0.2 uses ``cursor``, the draft ``offset``."""
    start = _read_number(request, "offset", _read_number(request, "cursor", 0))
    limit = min(_read_number(request, "limit", 0) or _SUGGESTED, _MOST_SUGGESTED)
    return found[start : start + limit]


def _respond_for(request: Request, guest: ClientLocale, answer: Described) -> Response:
    return respond_json(request, answer, _headers(guest))


def _headers(guest: ClientLocale) -> dict[str, str]:
    return {"Content-Language": guest.language, "Vary": "Accept-Language"}
