"""The site over HTTP: files, content negotiation, and word to browsers when it has changed.

Knows Starlette and the layout of the site; must not know how the site is made.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from headword.server.negotiation import choose_type
from headword.site.addresses import OWN, to_url

_OFFERED = {"text/html": "/", "text/turtle": ".ttl", "application/ld+json": ".jsonld", "application/json": ".json"}
"""What an IRI leads to, by media type: the end of the address of the page or of the data."""
_TYPES = {
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".atom": "application/atom+xml",
    ".nt": "application/n-triples",
    ".trig": "application/trig; charset=utf-8",
    ".rdf": "application/rdf+xml",
    ".ndjson": "application/x-ndjson",
    ".js": "text/javascript; charset=utf-8",
}
_OPEN = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
_EVENTS = f"/{OWN}/events"
_SCRIPT = (
    f'<script type="module" src="/{OWN}/assets/reload.js" data-events="{_EVENTS}?since={{number}}"></script>\n</body>'
)
_TOP = re.compile(r'data-root="(/[^"]+)"')
"""Where a page that is shown at any address says that the site will be."""
_POLL = 0.2
"""Seconds between two looks at whether something has changed, for a browser that waits."""


class Edition:
    """The site as it is now: its folder, a number that grows with each build, and what was wrong with the last one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.trouble = ""
        self.is_over = False

    def renew(self) -> None:
        """Say that the folder holds a new build."""
        self.number, self.trouble = self.number + 1, ""

    def fail(self, trouble: str) -> None:
        """Say that the last build failed, and why; the folder holds the one before."""
        self.number, self.trouble = self.number + 1, trouble

    def end(self) -> None:
        """Say that there will be no more: who waits for word of it is let go."""
        self.is_over = True


def make_application(edition: Edition, hosts: list[str]) -> Starlette:
    """The application that serves ``edition`` to those who ask for one of ``hosts``.

    Others are refused, so that no page from elsewhere can have a browser on this machine read what is served to it.
    """

    async def serve(request: Request) -> Response:
        return await asyncio.to_thread(_answer, edition, request)

    async def tell(request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(_tell(edition, request), media_type="text/event-stream", headers=headers)

    return Starlette(
        routes=[Route(_EVENTS, tell), Route("/{path:path}", serve, methods=["GET", "HEAD"])],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)],
    )


async def _tell(edition: Edition, request: Request) -> AsyncIterator[str]:
    """Word of each build after that of the page that asks, and of what is wrong now (HTML, section 9.2)."""
    known = "" if edition.trouble else request.query_params.get("since", "")
    yield "retry: 500\n\n"
    while not edition.is_over and not await request.is_disconnected():
        if str(edition.number) != known:
            known = str(edition.number)
            yield f"data: {json.dumps({'trouble': edition.trouble})}\n\n"
        await asyncio.sleep(_POLL)


def _answer(edition: Edition, request: Request) -> Response:
    path = request.path_params["path"]
    number = edition.number
    file = find_file(edition.folder, path)
    if file is not None and file.is_dir():
        if path and not path.endswith("/"):
            return _negotiate(file, path, request)
        file = file / "index.html"
    if file is None or not file.is_file():
        return _page(edition.folder / "404.html", number, 404)
    if file.suffix == ".html":
        return _page(file, number)
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
    return FileResponse(file, media_type=_TYPES.get(file.suffix), headers=headers)


def find_file(folder: Path, path: str) -> Path | None:
    """The file or folder in ``folder`` that ``path`` names; None for what lies outside, or is none of either."""
    if "\0" in path:
        return None
    top = folder.resolve()
    try:
        file = (top / path.strip("/")).resolve()
        return file if file.is_relative_to(top) and file.exists() else None
    except (OSError, ValueError, RuntimeError):
        # Python 3.11 and 3.12 tell of links that lead to one another by a RuntimeError.
        return None


def _negotiate(folder: Path, path: str, request: Request) -> Response:
    """Where an IRI leads (Cool URIs for the Semantic Web, section 4.3)."""
    data = {
        type_: end for type_, end in _OFFERED.items() if end == "/" or folder.with_name(folder.name + end).is_file()
    }
    chosen = choose_type(request.headers.get("accept", ""), list(data))
    # With two slashes before it, a path is a host.
    place = f"/{to_url(path.strip('/'))}"
    if chosen is None:
        listed = "\n".join(f"{type_}  {place}{end}" for type_, end in data.items())
        raise HTTPException(406, f"this is there as\n{listed}\n", headers=_OPEN)
    return RedirectResponse(f"{place}{data[chosen]}", 303, headers=_OPEN)


def _page(file: Path, number: int, status: int = 200) -> Response:
    text = file.read_text(encoding="utf-8") if file.is_file() else "<!DOCTYPE html>\nthere is no such page</body>"
    elsewhere = _TOP.search(text)
    if elsewhere:
        # Here the site is at the top.
        text = text.replace(f'="{elsewhere[1]}', '="/')
    before, _, after = text.rpartition("</body>")
    script = _SCRIPT.format(number=number)
    return HTMLResponse(f"{before}{script}{after}", status, headers={"Cache-Control": "no-cache"})


Build = Callable[[], str]
"""Builds the site again; gives what was wrong, for people, or nothing."""
