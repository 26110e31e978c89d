"""The routes of all APIs except SPARQL, the pages that describe the APIs, and the health of the server."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from headword.core.version import __version__
from headword.project.project import FROZEN
from headword.server import openapi
from headword.server import skosmos_api as skosmosapi
from headword.server.annotation import AnnotationService
from headword.server.operations import Description, Operation, make_routes
from headword.server.per_snapshot import PerSnapshot
from headword.server.querying import operations as querying
from headword.server.reconciliation import routes as reconciliation
from headword.server.responses import respond, respond_json
from headword.server.search import SearchService
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.server.thread_pool import Workers
from headword.site.addresses import OWN
from headword.site.look import SiteLook
from headword.site.summaries import COLLECTION, CONCEPT, SCHEME
from headword.site.templating import Templates, frame, list_ways

PAGE = f"{OWN}/api"
_SUMMARY = "APIs of this vocabulary"
_TOPIC = "Server"
_OURS = Path(str(files("headword.site").joinpath("templates")))


def list_routes(current: Callable[[], ServedVocabulary], is_stale: Callable[[], bool], workers: Workers) -> list[Route]:
    """Return the routes of all APIs except SPARQL, which has its own.

    Args:
        current: returns the snapshot that is served now.
        is_stale: returns True if a later build failed.
        workers: the threads that answer.
    """
    said = PerSnapshot(ResourceStatements)
    asked = (
        *reconciliation.list_reconciliation_operations(current, said),
        *skosmosapi.list_skosmos_operations(current, said),
        *AnnotationService(current).list_operations(),
        *SearchService(current).list_operations(),
    )
    about = _ApiInformation(current, is_stale, (*querying.list_query_operations(), *asked))
    return [
        *make_routes((*asked, *about.list_operations()), workers),
        *skosmosapi.list_others(current, said, workers),
    ]


class _ApiInformation:
    """Information about the server: its operations and its health.

    Args:
        current: returns the snapshot that is served now.
        is_stale: returns True if a later build failed.
        others: the other operations of the server.
    """

    def __init__(
        self, current: Callable[[], ServedVocabulary], is_stale: Callable[[], bool], others: Sequence[Description]
    ) -> None:
        self._current = current
        self._is_stale = is_stale
        self._others = others
        self._pages = PerSnapshot(self._write_page)

    def list_operations(self) -> Iterator[Operation]:
        """Yield the operations that describe the server."""
        yield Operation("openapi", f"/{OWN}/openapi.json", _TOPIC, "This list, as OpenAPI 3.1", self.answer_document)
        yield Operation(
            "api",
            f"/{PAGE}/",
            _TOPIC,
            "This list, as a page",
            self.answer_page,
            types=("text/html",),
            also=(f"/{PAGE}",),
        )
        yield Operation(
            "health", "/health", _TOPIC, "The state of the server and of its build", self.answer_health, is_quick=True
        )

    @property
    def _operations(self) -> Sequence[Description]:
        return (*self._others, *self.list_operations())

    def answer_document(self, request: Request, body: bytes) -> Response:
        """Return the OpenAPI document."""
        del body
        title = _title(self._current())
        return respond_json(request, openapi.describe_api(self._operations, title, __version__, _SUMMARY))

    def answer_page(self, request: Request, body: bytes) -> Response:
        """Return the page that lists the operations."""
        del body
        return respond(request, self._pages.of(self._current()), "text/html; charset=utf-8")

    def _write_page(self, snapshot: ServedVocabulary) -> bytes:
        reader = snapshot.readers[0]
        topics: dict[str, list[Description]] = defaultdict(list)
        for operation in self._operations:
            topics[operation.topic].append(operation)
        ways = list_ways(
            has_collections=bool(snapshot.atlas.of_kind(COLLECTION)),
            has_changes=(snapshot.folder / FROZEN).is_dir(),
            schemes=[snapshot.atlas.addresses[card.iri] for card in snapshot.atlas.of_kind(SCHEME)],
        )
        values = {
            **frame(reader.here(PAGE), [reader.language], reader.messages, reader.url, _title(snapshot), ways),
            "version": snapshot.config.version,
            "license": snapshot.config.license if "://" in snapshot.config.license else "",
            "look": SiteLook("", "", Markup(), Markup()),
            "kept_versions": (),
            "topics": topics,
            "vocabularies": [(id_, reader.name(card).text) for id_, card in snapshot.desk.schemes.items()],
        }
        return Templates(_OURS).render("api.html", values)

    def answer_health(self, request: Request, body: bytes) -> Response:
        """Return the health of the server. It says that a later build failed, but not why: clients may be strangers."""
        del body
        snapshot = self._current()
        health = {
            "status": "stale" if self._is_stale() else "ok",
            "build": snapshot.number,
            "concepts": len(snapshot.atlas.of_kind(CONCEPT)),
            "schemes": len(snapshot.atlas.of_kind(SCHEME)),
            "version": __version__,
        }
        return respond_json(request, health, {"Cache-Control": "no-store"})


def _title(snapshot: ServedVocabulary) -> str:
    return snapshot.config.title or snapshot.config.base
