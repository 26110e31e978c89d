"""The site over HTTP: redirects of IRIs, and files with their headers."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from html import escape
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from headword.server.accept_language import choose_language
from headword.server.events import script
from headword.server.live_site import Deployment, LiveSite
from headword.server.negotiation import choose_type, has_tag, make_tag
from headword.server.preflight import allow
from headword.server.refusals import refusal_response
from headword.server.site_files import PAGE, media_type, page_of
from headword.site.addresses import HOME, OWN, to_url
from headword.site.hosting.policy import ASSETS, ASSETS_CACHE, CACHE
from headword.site.templating import page_file

_PART = 1 << 18
"""Number of bytes of a file that are read at a time."""
_NOT_FOUND = "404.html"
_SERVICE = (
    f'</{OWN}/openapi.json>; rel="service-desc"; type="application/json"',
    f'</{OWN}/api/>; rel="service-doc"; type="text/html"',
)
"""Links to the description of the APIs (RFC 8631)."""
METHODS = ("GET", "HEAD", "OPTIONS")
"""The methods of every address."""


class SiteResponder:
    """Answers to requests for pages, data and IRIs.

    Args:
        current: the site that is served.
        is_live: whether browsers reload pages after a build.
    """

    def __init__(self, current: LiveSite, *, is_live: bool) -> None:
        self._current = current
        self._is_live = is_live

    async def serve(self, request: Request) -> Response:
        """Answer a request."""
        if request.method == "OPTIONS":
            return allow(METHODS)
        return await asyncio.to_thread(self._answer, request)

    def _answer(self, request: Request) -> Response:
        path = request.path_params["path"]
        if self._is_live and self._current.is_empty:
            return _wait(self._current.trouble)
        try:
            return self._find(path, request)
        except FileNotFoundError:
            self._current.lost.set()
            refusal_response(503, "the files of the site were removed; they are being rebuilt", Retry_After="2")

    def _find(self, path: str, request: Request) -> Response:
        """Return the response for a path.

        Raises:
            FileNotFoundError: the file was removed after the build.
        """
        # A page may be newer than this number; then the browser reloads it once more, which is harmless.
        number = self._current.number
        with self._current.reading() as edition:
            moved = _lead_on(edition, path.removesuffix("/"))
            if moved is not None:
                return moved
            if path.endswith("/") or not path:
                return self._serve_page(edition, number, path.removesuffix("/"), request)
            if edition.files.has(path):
                return self._send(edition, number, path, request)
            address, _, ending = path.rpartition(".")
            if path in edition.files.offers_converted(address).values():
                return _convert(edition, address, ending)
            if edition.files.has_page(path):
                return _lead(edition, path, request)
            return self._miss(edition, number)

    def _serve_page(self, edition: Deployment, number: int, address: str, request: Request) -> Response:
        if address == HOME and not _wants_page(edition, request):
            return _lead(edition, address, request)
        page = page_of(address)
        if not edition.files.has(page):
            return self._miss(edition, number)
        response = self._send(edition, number, page, request)
        if address == HOME:
            response.headers["Vary"] = "Accept"
        return response

    def _send(self, edition: Deployment, number: int, path: str, request: Request) -> Response:
        """Return a file, or the status 304 if the client already has it."""
        is_page = path.endswith(".html")
        version = edition.files.version(path) + (f"-{number}" if is_page and self._is_live else "")
        keep = ASSETS_CACHE if path.startswith(ASSETS) and not self._is_live else CACHE
        headers = {
            "Content-Type": media_type(path),
            "Cache-Control": keep,
            "ETag": make_tag(version),
            **_link(edition, path),
        }
        if has_tag(request.headers, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        if is_page:
            return Response(self._read_page(edition.files.locate(path), number), headers=headers)
        return _stream(edition.files.locate(path), headers)

    def _read_page(self, file: Path, number: int) -> bytes:
        page = file.read_bytes()
        if not self._is_live:
            return page
        before, end, after = page.rpartition(b"</body>")
        return before + script(number) + end + after

    def _miss(self, edition: Deployment, number: int) -> Response:
        if not edition.files.has(_NOT_FOUND):
            refusal_response(404, "there is no such page")
        page = self._read_page(edition.files.locate(_NOT_FOUND), number)
        # This page is shown at any address, so its links are absolute: from the root of the published site.
        top = urlsplit(edition.snapshot.readers[0].url).path
        page = page.replace(f'="{escape(top)}'.encode(), b'="/') if top != "/" else page
        return Response(page, 404, headers={"Cache-Control": CACHE, "Content-Type": media_type(_NOT_FOUND)})


def _wait(trouble: str) -> Response:
    """Return a page that reloads each second until there is a site."""
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>headword serve</title></head>
<body><pre role="alert">{escape(trouble)}</pre></body></html>
"""
    return HTMLResponse(page, 503, headers={"Cache-Control": "no-store", "Retry-After": "1"})


def _lead(edition: Deployment, address: str, request: Request) -> Response:
    """Return the redirect from an IRI to a document (Cool URIs for the Semantic Web, section 4.3)."""
    offers = {**edition.files.offers(address), **edition.files.offers_converted(address)}
    languages = [reader.language for reader in edition.snapshot.readers]
    headers = {"Vary": "Accept, Accept-Language" if len(languages) > 1 else "Accept", "Cache-Control": CACHE}
    chosen = choose_type(request.headers.get("accept", ""), list(offers))
    if chosen is None:
        listed = "\n".join(f"{type_}  /{_url(path)}" for type_, path in offers.items())
        refusal_response(406, f"this resource is available as\n{listed}", **headers)
    path = offers[chosen]
    if chosen == PAGE:
        language = choose_language(request.headers.get("accept-language", ""), languages)
        path = page_file(address, language, languages[0])
    return RedirectResponse(f"/{_url(path)}", 303, headers=headers)


def _convert(edition: Deployment, address: str, ending: str) -> Response:
    """Return the Turtle file of an address in another format.

    Raises:
        FileNotFoundError: the file was removed.
    """
    turtle = edition.files.locate(f"{address}.ttl").read_bytes()
    quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    format_ = ox.RdfFormat.RDF_XML if ending == "rdf" else ox.RdfFormat.N_TRIPLES
    data = ox.serialize((quad.triple for quad in quads), format=format_)
    headers = {"Content-Type": media_type(f"{address}.{ending}"), "Cache-Control": CACHE}
    return Response(data, headers=headers)


def _wants_page(edition: Deployment, request: Request) -> bool:
    offers = {**edition.files.offers(HOME), **edition.files.offers_converted(HOME)}
    return choose_type(request.headers.get("accept", ""), list(offers)) == PAGE


def _lead_on(edition: Deployment, path: str) -> Response | None:
    """Return the redirect from an old path to the new one, or None if the path has not moved."""
    for move in edition.moves:
        rest = path.removeprefix(move.old)
        if path == move.old or (path.startswith(f"{move.old}.") and "/" not in rest):
            end = rest if move.keeps_ending else ""
            return RedirectResponse(move.target("/") + end, 301, headers={"Cache-Control": CACHE})
    return None


def _link(edition: Deployment, path: str) -> dict[str, str]:
    """Return the header with the canonical address of a file and its alternates in other media types."""
    if path.startswith(f"{OWN}/"):
        return {}
    others = [f'</{_url(other)}>; rel="alternate"; type="{type_}"' for type_, other in edition.files.partners(path)]
    if path == page_of(HOME):
        others += _SERVICE
    if not others:
        return {}
    url = edition.snapshot.readers[0].url
    return {"Link": ", ".join([f'<{url}{_url(path)}>; rel="canonical"', *others])}


def _url(path: str) -> str:
    """Return the address of a file on the server, without its first slash."""
    return to_url(path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path)


def _stream(file: Path, headers: Mapping[str, str]) -> Response:
    """Return a file of any size, opened now, so that a later build cannot mix two versions."""
    opened = file.open("rb")
    first = opened.read(_PART)
    if len(first) < _PART:
        opened.close()
        return Response(first, headers=headers)
    size = file.stat().st_size
    return StreamingResponse(_parts(opened, first), headers={**headers, "Content-Length": str(size)})


async def _parts(opened: IO[bytes], first: bytes) -> AsyncIterator[bytes]:
    with opened:
        part = first
        while part:
            yield part
            part = await asyncio.to_thread(opened.read, _PART)
