"""``headword serve --store``: what is asked stands on disk, answers as from memory, and is never half of something."""

import json
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.project import ROOT, Run
from support.served import Server, headword_serve, wait_until

Site = Callable[..., Path]
PAGES = {
    "headword.toml": 'base = "https://w3id.org/test/"\ntitle = "Test"\n',
    "taxonomy/a.md": "# Ore\n\nA rock.\n\n## Gold\n\n- Label (IT): Oro\n",
    "taxonomy/b.md": "# Ship\n\n## Sail\n- Related: [ore](a.md#ore)\n",
}
QUERIES = [
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?s ?l { GRAPH <https://w3id.org/test/a> { ?s skos:prefLabel ?l } } ORDER BY ?s ?l",
    "SELECT ?s FROM <https://w3id.org/test/b> { ?s a skos:Concept } ORDER BY ?s",
    "ASK { ?s skos:prefLabel 'Oro'@it }",
    "DESCRIBE <https://w3id.org/test/a/ore>",
]
LABELS = "SELECT ?l { ?s a skos:Concept ; skos:prefLabel ?l FILTER(LANG(?l) = 'en') } ORDER BY ?l"


def labels(server: Server) -> list[str]:
    return server.query(LABELS, "text/csv").text.split()[1:]


def answers(server: Server) -> list[str]:
    return [
        "\n".join(sorted(server.query(query, "text/csv, application/n-triples").text.splitlines())) for query in QUERIES
    ]


def test_answers_are_those_from_memory(site: Site) -> None:
    folder = site(PAGES)
    with headword_serve(folder, "--no-watch") as server:
        described = server.ask("/sparql", Accept="application/n-triples").text.replace(str(server.port), "")
        expected = answers(server)
    for _ in range(2):
        with headword_serve(folder, "--no-watch", "--store", "store") as server:
            assert answers(server) == expected
            there = server.ask("/sparql", Accept="application/n-triples").text.replace(str(server.port), "")
            assert sorted(there.splitlines()) == sorted(described.splitlines())
        assert not list((folder / "store").glob("copies-*"))


def test_it_follows_the_sources_and_others_can_use_the_store(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    with headword_serve(folder, "--store", "store") as server:
        assert labels(server) == ["Gold", "Ore", "Sail", "Ship"]
        run = headword("query", "--store", "store", LABELS, "--output-format", "csv", cwd=folder)
        assert run.stdout.split()[1:] == ["Gold", "Ore", "Sail", "Ship"]
        (folder / "taxonomy/b.md").write_text("# Ship\n\n## Keel\n")
        wait_until(lambda: labels(server) == ["Gold", "Keel", "Ore", "Ship"])
        # What it writes there is no change of sources: the third build is the last.
        wait_until(lambda: len(list((folder / "store").glob("copies-*/[0-9]*"))) == 1)
        assert [file.name for file in (folder / "store").glob("copies-*/[0-9]*")] == ["2"]


def test_no_answer_is_half_of_the_old_and_half_of_the_new(site: Site) -> None:
    """Two pages that say the same number: whoever asks sees the same on both."""
    folder = site(PAGES)
    pages = folder / "taxonomy/a.md", folder / "taxonomy/b.md"
    query = "SELECT ?l { ?s skos:notation ?n ; skos:prefLabel ?l } ORDER BY ?l"

    def write(number: int) -> None:
        for page in pages:
            fresh = page.with_suffix(".new")
            fresh.write_text(f"# Number {number}\n\n- Notation: N\n")
            fresh.replace(page)

    write(0)
    with headword_serve(folder, "--store", "store", "--workers", "2") as server:
        seen: list[tuple[str, str]] = []
        over = threading.Event()

        def ask() -> None:
            while not over.is_set():
                reply = server.query(query, "text/csv")
                assert reply.status == 200, reply.text
                seen.append(tuple(reply.text.split("\r\n")[1:3]))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(1, 4):
            write(number)
            wait_until(lambda number=number: bool(seen) and seen[-1] == (f"Number {number}",) * 2)
        over.set()
        for thread in threads:
            thread.join()
        # A build may come between the writing of the two pages; but a label is never gone, nor there twice.
        assert all(len(found) == 2 and all(found) for found in seen)


def test_a_worker_that_was_ended_is_replaced_by_one_that_sees_the_same(site: Site) -> None:
    with headword_serve(site(PAGES), "--store", "store", "--time-limit", "0.5", "--workers", "1") as server:
        before = answers(server)
        reply = server.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
        assert reply.status == 503
        assert answers(server) == before


def test_what_a_killed_server_leaves_is_removed_by_the_next(site: Site) -> None:
    folder = site(PAGES)
    with headword_serve(folder, "--store", "store", "--no-watch") as server:
        assert labels(server)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    left = list((folder / "store").glob("copies-*"))
    assert left
    with headword_serve(folder, "--store", "store", "--no-watch") as server:
        assert labels(server)
        assert not any(file.exists() for file in left)


def test_two_servers_may_share_a_store(site: Site) -> None:
    folder = site(PAGES)
    with (
        headword_serve(folder, "--store", "store", "--no-watch", "--no-cache") as one,
        headword_serve(folder, "--store", "store", "--no-watch", "--no-cache") as other,
    ):
        assert answers(one) == answers(other)
        assert len(list((folder / "store").glob("copies-*"))) == 2


@pytest.mark.parametrize("name", ["taxonomy", "shapes"])
def test_a_folder_that_is_not_a_store_is_refused(name: str, headword: Run) -> None:
    run = headword("serve", "--store", name, "--no-watch", cwd=ROOT)
    assert (run.returncode, "this is not a store that headword made" in run.stderr) == (2, True)


def builds(server: Server) -> int:
    return json.loads(server.ask("/health").text)["build"]


def test_what_commands_write_into_stores_is_no_change_of_sources(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    with headword_serve(folder, "--store", "one") as one, headword_serve(folder, "--store", "other") as other:
        headword("query", "--store", "third", "ASK {}", cwd=folder)
        time.sleep(3)
        assert (builds(one), builds(other)) == (1, 1)


def test_a_store_that_is_deleted_is_filled_again(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    with headword_serve(folder, "--store", "store") as server:
        shutil.rmtree(folder / "store")
        (folder / "taxonomy/b.md").write_text("# Ship\n\n## Keel\n")
        wait_until(lambda: labels(server) == ["Gold", "Keel", "Ore", "Ship"])
        run = headword("query", "--store", "store", LABELS, "--output-format", "csv", cwd=folder)
        assert run.stdout.split()[1:] == ["Gold", "Keel", "Ore", "Ship"]
    assert not list((folder / "store").glob("copies-*"))


def test_the_base_may_change(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    asked = "SELECT ?s { ?s a skos:ConceptScheme FILTER(CONTAINS(STR(?s), '/a')) } ORDER BY ?s"
    with headword_serve(folder, "--store", "store") as server:
        (folder / "headword.toml").write_text('base = "https://w3id.org/other/"\ntitle = "Test"\n')
        wait_until(lambda: "https://w3id.org/other/a" in server.query(asked, "text/csv").text)
        run = headword("query", "--store", "store", asked, "--output-format", "csv", cwd=folder)
        assert run.stdout.split()[1:] == ["https://w3id.org/other/a"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [0.3, 0.6, 1.0])
def test_a_server_that_is_stopped_while_it_builds_leaves_nothing(
    number: int, delay: float, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    outline = "# Ore\n" + "".join(f"## Ore {number}\n" for number in range(40))
    folder = site({**PAGES, **{f"taxonomy/p{page}.md": outline for page in range(12)}})
    with headword_serve(folder, "--no-cache", "--store", "store") as server:
        assert server.process is not None
        (folder / "taxonomy/b.md").write_text("# Ship\n\n## Keel\n")
        time.sleep(delay)
        server.process.send_signal(number)
        server.process.wait(30)
        assert server.process.returncode in (128 + number, -number)
    assert "Traceback" not in (folder.parent / "serve.log").read_text()
    assert not list((tmp_path / "tmp").glob("headword-*"))
    assert not list((folder / "store").glob("copies-*"))
