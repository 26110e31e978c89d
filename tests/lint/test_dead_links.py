"""Requests for dead links; the network is a server on this machine."""

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.project import CONFIG, Run

Site = Callable[..., Path]

STATUSES = {"/ok": 200, "/missing": 404, "/gone": 410, "/secret": 401, "/busy": 503, "/broken": 500, "/no-head": 200}


class Web(http.server.BaseHTTPRequestHandler):
    """Pages that are there, gone, elsewhere, or not for everybody."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        refused = self.path == "/no-head" and self.command == "HEAD"
        status = 405 if refused else STATUSES.get(self.path, 303)
        self.send_response(status)
        if status == 303:
            self.send_header("Location", "/ok" if self.path == "/moved" else "/loop")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (Web,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_dead_links_have_locations(site: Site, headword: Run, web: tuple[str, list[str]]) -> None:
    root, asked = web
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/x"
        folder = site(
            {
                "taxonomy/a.md": (
                    "# A\n## B\n\n"
                    f"See [one]({root}/missing) and <{root}/ok#part>.\n\n"
                    f"- Exact match: <{root}/gone>; <{root}/moved>\n"
                    f"- See also: <{root}/no-head>; <{root}/secret>\n"
                    f"- Source: <{root}/busy>; <{root}/loop>; <{root}/broken>; <{closed}>\n"
                    "- Close match: <https://w3id.org/test/other/x>\n"
                ),
                "taxonomy/b.md": f"# C\n## D\n\n- Source: <{root}/missing>\n",
            }
        )
        # Nobody is asked unless it is said.
        assert headword("check", cwd=folder).returncode == 1
        assert asked == []
        done = headword(
            "check", "--online", "--output-format", "concise", "--ignore", "mapping-to-known-scheme", cwd=folder
        )
    assert done.stdout.splitlines() == [
        "taxonomy/a.md:4:5: warning[dead-link] this link is dead: 404 Not Found",
        "taxonomy/a.md:6:16: warning[dead-link] this link is dead: 410 Gone",
        "taxonomy/b.md:4:11: warning[dead-link] this link is dead: 404 Not Found",
        "3 warnings in 4 concepts in 2 pages",
    ]
    told = [line.partition("could not check this link: ")[2] for line in done.stderr.splitlines()]
    assert all(line.startswith("note: taxonomy/a.md:") for line in done.stderr.splitlines())
    assert sorted(told) == sorted(
        [
            f"{root}/broken: 500 Internal Server Error",
            f"{root}/busy: 503 Service Unavailable",
            f"{root}/loop: too many redirects",
            f"{root}/secret: 401 Unauthorized",
            f"{closed}: could not connect to the host",
        ]
    )
    assert asked.count("HEAD /missing") == 1


def test_working_link_is_not_checked_again_on_the_same_day(
    site: Site, headword: Run, web: tuple[str, list[str]]
) -> None:
    root, asked = web
    folder = site({"taxonomy/a.md": f"# A\n## B\n\n- Source: <{root}/ok>; <{root}/gone>\n"})
    for _ in range(2):
        assert "1 warning" in headword("check", "--online", cwd=folder).stdout
    assert asked.count("HEAD /ok") == 1
    assert asked.count("HEAD /gone") == 2


def test_dead_link_rule_can_be_configured(site: Site, headword: Run, web: tuple[str, list[str]]) -> None:
    root, _ = web
    page = f"# A\n## B\n\n- Source: <{root}/gone>\n"
    folder = site({"taxonomy/a.md": page}, CONFIG + '[severity]\ndead-link = "error"\n')
    done = headword("check", "--online", "--output-format", "concise", cwd=folder)
    assert done.returncode == 1
    assert "error[dead-link] " in done.stdout
    (folder / "taxonomy/a.md").write_text(
        page.replace("- S", "- S", 1).replace("# A", "---\nheadword: {ignore: [HW604]}\n---\n# A", 1)
    )
    assert headword("check", "--online", cwd=folder).returncode == 0
    done = headword("check", "--select", "dead-link", cwd=folder)
    assert "dead-link was not run, since it needs the network: run it with --online" in done.stderr


def test_links_in_rdf_files_are_checked(site: Site, headword: Run, web: tuple[str, list[str]]) -> None:
    root, _ = web
    folder = site(
        {
            "a.ttl": "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
            f'<https://x.example/a> a skos:Concept ; skos:prefLabel "A"@en ;\n  skos:exactMatch <{root}/gone> .\n'
        }
    )
    done = headword("check", "a.ttl", "--online", "--select", "dead-link", "--output-format", "concise", cwd=folder)
    assert "a.ttl:3:19: warning[dead-link] this link is dead: 410 Gone" in done.stdout


def test_failed_name_lookup_is_reported(site: Site, headword: Run, web: tuple[str, list[str]]) -> None:
    root, _ = web
    folder = site({"taxonomy/a.md": "# A\n## B\n\n- Source: <http://gone.invalid/x>\n"})
    done = headword("check", "--online", cwd=folder)
    # With no other host to be found, the machine may as well be without a network.
    assert "http://gone.invalid/x: the host name could not be looked up" in done.stderr
    assert "no findings" in done.stdout
    (folder / "taxonomy/a.md").write_text(
        f"# A\n## B\n\n- Source: <http://gone.invalid/x>; <{root.replace('127.0.0.1', 'localhost')}/ok>\n"
    )
    # The second time the other host is known to be there, and asked for again since nothing else would tell.
    for _ in range(2):
        assert "this link is dead: the host does not exist" in headword("check", "--online", cwd=folder).stdout


def test_link_is_requested_once_during_fixes(site: Site, headword: Run, web: tuple[str, list[str]]) -> None:
    root, asked = web
    folder = site({"taxonomy/a.md": f"# A\n## B; B\n\n- Source: <{root}/gone>\n"})
    done = headword("check", "--online", "--fix", "--output-format", "concise", cwd=folder)
    assert "dead-link" in done.stdout
    assert (folder / "taxonomy/a.md").read_text().startswith("# A\n## B\n")
    assert asked == ["HEAD /gone", "GET /gone"]
