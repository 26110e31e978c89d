"""``headword serve``: what it answers over HTTP, and that pages in a browser follow their sources."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.browser import launch, launch_tabs, watch
from support.rich_site import write_files
from support.served import wait_until

CONFIG = """\
base = "https://w3id.org/rocks/"
title = "Rocks"
license = "https://creativecommons.org/publicdomain/zero/1.0/"
creator = "Test"
created = "2026-01-16"
"""
PAGE = "---\ntitle: Minerals\n---\n# Mineral\n## Quartz {#quartz}\n## Feldspar {#feldspar}\n"


class Served:
    """A server as its user starts it; ``address`` ends in a slash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.page = folder / "taxonomy/minerals.md"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "headword", "serve", "--port", "0"], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        # What never comes is not waited for.
        self.timer = threading.Timer(120, self.process.kill)
        self.timer.start()
        assert self.process.stdout is not None
        self.said: list[str] = []
        for line in self.process.stdout:
            self.said.append(line)
            match = re.search(r"serving at (http://\S+:(\d+)/)", line)
            if match:
                self.address, self.port = match[1], int(match[2])
                return
        raise AssertionError("".join(self.said))

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """What is answered to a path that is sent as it stands: status, header fields in small letters, and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=200)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host="Host" in fields)
        for name, value in fields.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def rewrite(self, text: str) -> None:
        """Give the page another text, and wait until pages are told to show it: nothing is reloaded afterwards."""

        def build() -> int:
            return json.loads(self.ask("/health")[2])["build"]

        before = build()
        self.page.write_text(text, encoding="utf-8")
        wait_until(lambda: build() > before)

    def end(self) -> None:
        self.timer.cancel()
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    write_files(folder, {"headword.toml": CONFIG, "taxonomy/minerals.md": PAGE, "secret.txt": "secret"})
    if os.environ.get("CI") != "true":
        for name in ("starlette", "uvicorn", "watchfiles"):
            pytest.importorskip(name)
    one = Served(folder)
    yield one
    one.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with launch() as one:
        yield one


@pytest.mark.parametrize("command", ["build", "site", "check"])
def test_other_commands_do_not_wait_for_a_server(command: str, served: Served) -> None:
    run = [sys.executable, "-m", "headword", command, "--output", str(served.folder / f"out-{command}")]
    words = run if command != "check" else run[:4]
    done = subprocess.run(words, cwd=served.folder, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode in (0, 1), done.stderr


LEADS = [
    ("", "/minerals/quartz/"),
    ("*/*", "/minerals/quartz/"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "/minerals/quartz/"),
    ("text/turtle", "/minerals/quartz.ttl"),
    ("text/turtle;q=0.5, application/ld+json", "/minerals/quartz.jsonld"),
    ("application/json", "/minerals/quartz.json"),
    ("application/*", "/minerals/quartz.jsonld"),
    ("text/*;q=0.1, application/rdf+xml", "/minerals/quartz.rdf"),
    ("application/n-triples", "/minerals/quartz.nt"),
    ("text/html;q=0, */*", "/minerals/quartz.ttl"),
    ("TEXT/Turtle", "/minerals/quartz.ttl"),
]


@pytest.mark.parametrize(("accept", "place"), LEADS)
def test_iris_lead_to_what_was_asked_for(served: Served, accept: str, place: str) -> None:
    status, fields, _ = served.ask("/minerals/quartz", Accept=accept)
    assert (status, fields["location"]) == (303, place)
    assert fields["vary"] == "Accept"
    assert fields["access-control-allow-origin"] == "*"
    type_ = {"": "text/html", "ttl": "text/turtle", "jsonld": "application/ld+json", "json": "application/json"}
    type_ |= {"rdf": "application/rdf+xml", "nt": "application/n-triples"}
    status, fields, _ = served.ask(place)
    assert (status, fields["content-type"].partition(";")[0]) == (
        200,
        type_[place.rpartition("/")[2].rpartition(".")[2]],
    )


def test_what_is_not_there_in_a_type_is_told(served: Served) -> None:
    status, fields, text = served.ask("/minerals/quartz", Accept="image/png")
    assert status == 406
    assert fields["vary"] == "Accept"
    assert "text/turtle  /minerals/quartz.ttl" in text


def test_heads(served: Served) -> None:
    for path, status in (
        ("/minerals/quartz/", 200),
        ("/minerals/quartz.ttl", 200),
        ("/minerals/quartz", 303),
        ("/x", 404),
    ):
        found = served.ask(path, "HEAD")
        assert (found[0], found[2]) == (status, ""), path
    assert served.ask("/", "POST")[0] == 405


PLACES = [
    "/../secret.txt", "/../../secret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/..%2fsecret.txt",
    "/minerals/../../secret.txt", "/%252e%252e/secret.txt", "/..\\secret.txt", "/..%5csecret.txt", "//etc/passwd",
    "///etc/passwd", "/%2fetc%2fpasswd", "/etc/passwd", "/./../secret.txt", "/minerals/..;/secret.txt",
    "/%00", "/index.html%00.ttl", "/minerals%00/", "/%c0%ae%c0%ae/secret.txt", "/%ff", "/" + "a/" * 3000,
    "/" + "a" * 5000, "/.headword-files", "/-/nothing",
]  # fmt: skip


@pytest.mark.parametrize("path", PLACES, ids=range(len(PLACES)))
def test_nothing_is_served_from_outside(served: Served, path: str) -> None:
    status, _, text = served.ask(path)
    assert status == 404
    assert "secret" not in text
    assert "root:" not in text


def test_paths_of_two_slashes_are_no_hosts(served: Served) -> None:
    status, fields, _ = served.ask("//minerals/quartz")
    assert status in (303, 404)
    assert fields.get("location", "/minerals/quartz/") == "/minerals/quartz/"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("127.0.0.1:1234", 200), ("[::1]:1234", 200), ("LOCALHOST:80", 200),
        ("evil.example", 400), ("localhost.evil.example", 400), ("evil.example:80@localhost", 400), ("", 400),
    ],
)  # fmt: skip
def test_other_hosts_are_refused(served: Served, host: str, status: int) -> None:
    assert served.ask("/", Host=host)[0] == status


def test_a_port_that_is_taken_is_said(served: Served) -> None:
    words = [sys.executable, "-m", "headword", "serve", "--port", str(served.port)]
    run = subprocess.run(words, cwd=served.folder, capture_output=True, text=True, timeout=600)
    assert run.returncode == 2
    assert f"error: port {served.port} of 127.0.0.1 cannot be listened at" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.fixture
def shown(browser: object, served: Served) -> Iterator[object]:
    served.rewrite(PAGE)
    context = browser.new_context()
    page = context.new_page()
    watched = watch(page)
    page.goto(f"{served.address}minerals/quartz/")
    page.locator("h1", has_text="Quartz").wait_for()
    yield page
    assert watched.complaints == []
    assert [url for url in watched.asked if not url.startswith(served.address)] == []
    context.close()


def test_a_page_follows_its_source(shown, served: Served) -> None:
    served.page.write_text(PAGE.replace("Quartz", "Rock crystal"), encoding="utf-8")
    shown.locator("h1", has_text="Rock crystal").wait_for()
    served.page.write_text(PAGE, encoding="utf-8")
    shown.locator("h1", has_text="Quartz").wait_for()


def test_a_mistake_is_shown_until_it_is_mended(shown, served: Served) -> None:
    served.page.write_text(PAGE + "\n- Related: [Nothing](#nothing)\n", encoding="utf-8")
    banner = shown.get_by_role("alert")
    banner.wait_for()
    assert "taxonomy/minerals.md:8" in banner.inner_text()
    assert shown.locator("h1").inner_text() == "Quartz"
    # Other pages that are gone to meanwhile have it, too.
    shown.goto(f"{served.address}minerals/")
    banner.wait_for()
    served.page.write_text(PAGE, encoding="utf-8")
    banner.wait_for(state="detached")
    assert shown.locator("h1").inner_text() == "Minerals"


def test_what_changed_before_the_page_listens_is_not_missed(browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    held: list[object] = []
    page.route("**/reload.js", lambda route: held.append(route), times=1)
    page.goto(f"{served.address}minerals/feldspar/", wait_until="commit")
    served.page.write_text(PAGE.replace("Feldspar", "Field spar"), encoding="utf-8")
    while not held or "Field spar" not in served.ask("/minerals/feldspar/")[2]:
        page.wait_for_timeout(50)
    assert page.locator("h1").inner_text() == "Feldspar"
    held[0].continue_()
    page.locator("h1", has_text="Field spar").wait_for()
    served.rewrite(PAGE)
    page.locator("h1", has_text="Feldspar").wait_for()
    context.close()


def test_more_tabs_are_open_than_a_browser_has_connections(served: Served, tmp_path: Path) -> None:
    def wait_for(titles: dict[str, str]) -> None:
        until = time.monotonic() + 30
        while not all(tabs.titles().get(tab, "").startswith(title) for tab, title in titles.items()):
            assert time.monotonic() < until, tabs.titles()
            time.sleep(0.1)

    served.rewrite(PAGE)
    with launch_tabs(tmp_path) as tabs:
        opened = []
        for _ in range(8):
            opened.append(tabs.open(f"{served.address}minerals/quartz/"))
            wait_for(dict.fromkeys(opened, "Quartz"))
        served.page.write_text(PAGE.replace("Quartz", "Rock crystal"), encoding="utf-8")
        wait_for({opened[-1]: "Rock crystal"})
        assert tabs.titles()[opened[0]].startswith("Quartz")
        for tab in opened:
            tabs.look_at(tab)
            wait_for({tab: "Rock crystal"})
    served.rewrite(PAGE)


def test_what_is_nowhere_looks_like_the_site(browser, served: Served) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{served.address}no/such/page/")
    assert page.locator("header").evaluate("each => getComputedStyle(each).display") == "flex"
    page.locator("main a").first.click()
    page.wait_for_url(f"{served.address}-/hierarchy/")
    page.context.close()


def test_ctrl_c_ends_it_while_a_browser_listens(browser, tmp_path: Path) -> None:
    write_files(tmp_path, {"headword.toml": CONFIG, "taxonomy/minerals.md": PAGE})
    one = Served(tmp_path)
    page = browser.new_context().new_page()
    with page.expect_request("**/events*"):
        page.goto(one.address)
    begun = time.monotonic()
    os.kill(one.process.pid, signal.SIGINT)
    code = one.process.wait(timeout=200)
    took = time.monotonic() - begun
    rest = one.process.stdout.read()
    one.end()
    page.context.close()
    assert code in (0, 130)
    assert "Traceback" not in rest
    # The server waits 5 seconds for a request that does not end.
    assert took < 4.8
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", one.port)) != 0
