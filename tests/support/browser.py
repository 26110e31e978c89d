"""A real browser for tests, and a folder served to it: what it asks for and complains of is kept."""

import json
import os
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from support.programs import find_program

# Nothing is asked of the network but what the pages ask for.
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
# What a strict host sends: no script, style or request but the site's own.
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'"


@contextmanager
def launch():
    """A browser without a window."""
    executable = find_program("chromium")
    if os.environ.get("CI") != "true":
        pytest.importorskip("playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))
        yield browser
        browser.close()


class Tabs:
    """Tabs of one window, of which one is looked at: Playwright has pages believe that all are.

    Args:
        port: at which the browser is told what to do.
    """

    def __init__(self, port: int) -> None:
        self._port = port

    def _ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/json/{path}", method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def open(self, url: str) -> str:
        """A new tab, which is looked at; gives its id."""
        return json.loads(self._ask(f"new?{quote(url)}", "PUT"))["id"]

    def look_at(self, tab: str) -> None:
        """Have a tab in front of the others."""
        self._ask(f"activate/{tab}")

    def titles(self) -> dict[str, str]:
        """The titles of tabs, by id."""
        return {tab["id"]: tab["title"] for tab in json.loads(self._ask("list")) if tab["type"] == "page"}


@contextmanager
def launch_tabs(folder: Path) -> Iterator[Tabs]:
    """A browser as people have it, whose profile is in a folder."""
    command = [
        find_program("chromium"),
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        *_ARGUMENTS,
    ]
    with subprocess.Popen([*command, "about:blank"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        told = folder / "DevToolsActivePort"
        until = time.monotonic() + 300
        try:
            while not (told.exists() and told.read_text().count("\n")):
                assert time.monotonic() < until, "the browser did not start"
                time.sleep(0.05)
            yield Tabs(int(told.read_text().split()[0]))
        finally:
            process.terminate()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise a file's head is sent, and its body 40 ms later.
    disable_nagle_algorithm = True
    policy = POLICY

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


class _Lenient(_Handler):
    policy = ""


@contextmanager
def serve(folder: Path, *, lenient: bool = False) -> Iterator[str]:
    """Serve a folder as a static host does, and give the address.

    Pages come with a policy that allows nothing but what is the site's own; a lenient host sends none.
    """
    handler = _Lenient if lenient else _Handler
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@dataclass
class Watched:
    """A page, what it asked for and what it complained of."""

    page: object
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def watch(page) -> Watched:
    """Keep what a page asks for and complains of."""
    watched = Watched(page)
    page.on("request", lambda request: watched.asked.append(request.url))
    page.on("console", lambda message: watched.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (watched.complaints.append(dialog.message), dialog.dismiss()))
    return watched
