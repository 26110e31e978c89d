"""What tests of the APIs share: a vocabulary on a real server on loopback, and requests to it."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import uvicorn
from starlette.applications import Starlette

from headword.server.apis import list_routes
from headword.server.snapshot import ServedVocabulary, pack_graphs
from headword.server.thread_pool import Workers, WorkLimits
from support.services import CONFIG, FILES, opened

MORE: dict[str, str | bytes] = {
    "taxonomy/planets.md": """\
---
title: Planets
---
# Planet {#planet}
## Mercury {#mercury}
The planet next to the sun.
## Venus; evening star {#venus}
- Notation: 2
## Łódź crater {#lodz}
## Protein crystals {#protein-crystals}
## Émile's *ridge* {#ridge}
## 石英 {#shi}
- Label (ar): كوارتز
""",
    "taxonomy/metals.md": """\
---
title: Metals
---
# Metal {#metal}
## Mercury {#mercury}
- Alt: quicksilver
- Notation: Hg
## Gold {#gold}
## Gift {#gift}
- Label (de): Mitgift
## Poison {#poison}
- Label (de): Gift
## Brass {#brass .deprecated}
## Brass {#brass-now}
""",
}


class Told:
    """An answer."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *given: object) -> None:
        return None


_opener = build_opener(_Stay)


class Client:
    """Asks a server."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Told:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(self.url + path, body, named, method=method)
        try:
            with _opener.open(request, timeout=60) as answer:
                return Told(answer.status, dict(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return Told(error.code, dict(error.headers), error.read())

    def get(self, path: str, query: Mapping[str, str] | None = None, **headers: str) -> Told:
        return self.ask("GET", path + (f"?{urlencode(query)}" if query else ""), **headers)

    def form(self, path: str, **fields: str) -> Told:
        return self.ask("POST", path, urlencode(fields).encode(), Content_Type="application/x-www-form-urlencoded")

    def post(self, path: str, value: object, **headers: str) -> Told:
        return self.ask("POST", path, json.dumps(value).encode(), **{"Content_Type": "application/json", **headers})


def write_files(folder: Path) -> None:
    for name, content in {**FILES, **MORE, "headword.toml": CONFIG}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


@contextmanager
def serving(snapshot: ServedVocabulary, bounds: WorkLimits | None = None) -> Iterator[Client]:
    """A server of all APIs."""
    routes = list_routes(lambda: snapshot, lambda: False, Workers(bounds))
    config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Client(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(30)


@contextmanager
def taking(folder: Path) -> Iterator[ServedVocabulary]:
    """A snapshot of the project in a folder."""
    with opened(folder) as book:
        graphs = pack_graphs([book.publication.facts()])
        yield ServedVocabulary(1, book.output, book.config, book.atlas, book.readers, graphs, book.uses)


def q(text: str) -> str:
    return quote(text, safe="")
