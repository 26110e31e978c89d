"""How much the APIs do at once: what takes too long, what waits, and what is answered meanwhile."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from headword.server.reconciliation.names import ConceptNames
from headword.server.snapshot import ServedVocabulary
from headword.server.thread_pool import WorkLimits
from support.api_server import Client, Told, serving, taking, write_files
from support.served import headword_serve

SHORT = WorkLimits(at_once=1, waiting=2, seconds=0.6)
MATCH = "/reconcile/-/draft/match"
ONE = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "quartz"}]}]}
HUNDRED = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": f"quartz {n}"}]} for n in range(100)]}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedVocabulary]:
    folder = tmp_path_factory.mktemp("working")
    write_files(folder)
    with taking(folder) as taken:
        yield taken


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was looked up; each takes its time."""
    found: list[str] = []
    find_alike = ConceptNames.find_alike

    def find_slowly(self: ConceptNames, folded: str) -> object:
        found.append(folded)
        time.sleep(0.1)
        return find_alike(self, folded)

    monkeypatch.setattr(ConceptNames, "find_alike", find_slowly)
    return found


@pytest.fixture
def client(snapshot: ServedVocabulary) -> Iterator[Client]:
    with serving(snapshot, SHORT) as served:
        # The first who asks waits for the index.
        served.post(MATCH, ONE)
        yield served


def is_later(told: Told) -> bool:
    return told.status == 503 and told.headers["retry-after"].isdecimal() and told.json["status"] == "error"


def test_what_takes_too_long_is_given_up(client: Client, looked_up: list[str]) -> None:
    begun = time.monotonic()
    told = client.post(MATCH, HUNDRED)
    assert is_later(told)
    assert "too long" in told.json["message"]
    assert time.monotonic() - begun < 3
    # The thread has given up too, and does what is asked next.
    assert client.post(MATCH, ONE).status == 200
    assert len(looked_up) < 20


def test_so_much_waits_and_no_more(client: Client, looked_up: list[str]) -> None:
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(client.post, MATCH, HUNDRED) for _ in range(6)]
        time.sleep(0.2)
        begun = time.monotonic()
        healthy = client.get("/health")
        took = time.monotonic() - begun
        told = [one.result() for one in asked]
    assert (healthy.status, took < 0.3) == (200, True)
    assert all(is_later(one) for one in told)
    assert sum("too many" in one.json["message"] for one in told) == 4
    # Who waited all the time is not even begun with.
    assert len(looked_up) < 20


def test_a_name_is_looked_up_once(snapshot: ServedVocabulary, looked_up: list[str]) -> None:
    values = {"matchType": "name", "propertyValue": ["Quartz", "Opal", "Quartz"]}
    with serving(snapshot, replace(SHORT, seconds=60)) as client:
        told = client.post(MATCH, {"queries": [{"conditions": [values, values]}] * 20})
    assert told.status == 200
    assert sorted(looked_up) == ["opal", "quartz"]
    first, *others = told.json["results"]
    assert all(one == first for one in others)


def test_the_server_ends_in_time_whatever_is_under_way(tmp_path: Path) -> None:
    """Work that never asks for the time neither keeps the process, nor who asked for it."""
    folder = tmp_path / "site"
    write_files(folder)
    (tmp_path / "sitecustomize.py").write_text(
        "import time\nfrom headword.server.reconciliation import names\n"
        "names.ConceptNames.find_alike = lambda self, folded: time.sleep(60)\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        with headword_serve(folder, "--no-watch") as server:
            told = []
            body = json.dumps(ONE).encode()
            asking = threading.Thread(
                target=lambda: told.append(server.ask(MATCH, "POST", body, Content_Type="application/json"))
            )
            asking.start()
            time.sleep(1)
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(20)
            assert time.monotonic() - begun < 8
            asking.join()
    assert [(one.status, json.loads(one.body)["message"]) for one in told] == [(503, "the server is stopping")]
    assert "Traceback" not in (tmp_path / "serve.log").read_text()
