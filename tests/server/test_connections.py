"""Connections: plain queries get the answer of the application, and no client and no query shuts others out."""

import contextlib
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from headword.server import connections as room
from headword.server.querying.limits import Limits
from headword.server.querying.plain_request import is_begun, read_plain_request
from headword.server.querying.protocol import read_address
from support.served import Server, endpoint, make_stock, wait_until

QUADS = "".join(f'<urn:s{number}> <urn:p> "{number}" .\n' for number in range(300)).encode()
ALL, LONG = (
    quote("SELECT * { ?s ?p ?o }"),
    quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"),
)
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with endpoint(make_stock(QUADS), Limits(seconds=2, workers=2)) as server:
        yield server


def write(method: str, path: str, body: str = "", *fields: str) -> bytes:
    lines = (f"{method} {path} HTTP/1.1", "Host: a", *fields, *([f"Content-Length: {len(body)}"] if body else []))
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


PLAIN = {
    "get": write("GET", "/sparql?query=ASK%7B%7D"),
    "slash": write("GET", "/sparql/?query=ASK+%7B%7D&x=1"),
    "rows": write("GET", f"/sparql?query={ALL}", "", "Accept: text/csv;q=0.5, application/sparql-results+xml"),
    "packed": write("GET", f"/sparql?query={ALL}", "", "Accept-Encoding: gzip, br"),
    "packed but short": write("GET", "/sparql?query=ASK%7B%7D", "", "Accept-Encoding: gzip"),
    "triples": write("GET", "/sparql?query=DESCRIBE%3Curn:s1%3E", "", "Accept: application/n-triples"),
    "graph": write("GET", f"/sparql?query={ALL}&default-graph-uri=urn:x&named-graph-uri=urn:y%0A"),
    "format": write("GET", f"/sparql?format=csv&query={ALL}", "", "Origin: https://elsewhere.example"),
    "body": write("POST", "/sparql", "ASK {}", f"Content-Type: {QUERY}; charset=utf-8"),
    "form": write("POST", "/sparql", "query=ASK+%7B%7D&default-graph-uri=urn:x", f"Content-Type: {FORM}"),
    "syntax": write("GET", "/sparql?query=ASK"),
    "update": write("POST", "/sparql", "CLEAR ALL", f"Content-Type: {QUERY}"),
    "service": write("POST", "/sparql", "ASK { SERVICE <urn:x> {} }", f"Content-Type: {QUERY}"),
    "no format": write("GET", "/sparql?query=ASK%7B%7D", "", "Accept: image/png"),
}
NOT_PLAIN = {
    "no query": write("GET", "/sparql"),
    "empty query": write("GET", "/sparql?query="),
    "head": write("HEAD", "/sparql?query=ASK%7B%7D"),
    "two queries": write("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"),
    "update": write("POST", "/sparql", "update=CLEAR+ALL", f"Content-Type: {FORM}"),
    "other path": write("GET", "/sparql/x?query=ASK%7B%7D"),
    "tag": write("GET", "/sparql?query=ASK%7B%7D", "", 'If-None-Match: "x"'),
    "half a body": write("POST", "/sparql", "ASK {}", f"Content-Type: {QUERY}")[:-1],
    "two requests": write("GET", "/sparql?query=ASK%7B%7D") * 2,
    "chunks": write("POST", "/sparql", "", f"Content-Type: {QUERY}", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
    "twice": write("GET", "/sparql?query=ASK%7B%7D", "", "Accept: text/csv", "accept: text/csv"),
    "old": b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\nHost: a\r\n\r\n",
    "no type": write("POST", "/sparql", "ASK {}"),
    "expect": write("POST", "/sparql", "ASK {}", f"Content-Type: {QUERY}", "Expect: 100-continue"),
    "length twice": write("POST", "/sparql", "ASK {}", f"Content-Type: {QUERY}", "Content-Length: 6"),
    "folded": write("GET", "/sparql?query=ASK%7B%7D", "", "Accept: text/csv,", " text/html"),
}


def read_reply(connection: socket.socket) -> tuple[list[bytes], bytes]:
    """A reply with a stated length: its head without the time, in any order, and its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1 << 16)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line.lower() for line in head.split(b"\r\n")]
    size = next(int(line.split()[1]) for line in lines if line.startswith(b"content-length:"))
    while len(body) < size:
        body += connection.recv(1 << 16)
    return sorted(line for line in lines if not line.startswith(b"date:")), body


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), 60)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_request_has_the_answer_of_the_application(server: Server, name: str) -> None:
    request = PLAIN[name]
    assert read_plain_request(request, ["*"], Limits())
    # The second request waits in the first connection; a header twice is not plain.
    doubled = request.replace(b"Host: a\r\n", b"Host: a\r\nX-Twice: 1\r\nX-Twice: 2\r\n")
    assert read_plain_request(doubled, ["*"], Limits()) is None
    with connect(server) as plain, connect(server) as other:
        other.sendall(doubled)
        by_application = read_reply(other)
        for _ in range(2):
            plain.sendall(request)
            assert read_reply(plain) == by_application
        # A connection that was plain serves every other request, and those after it.
        plain.sendall(doubled[:40])
        time.sleep(0.05)
        plain.sendall(doubled[40:])
        assert read_reply(plain) == by_application
        plain.sendall(request)
        assert read_reply(plain) == by_application


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_other_requests_are_left_to_the_application(name: str) -> None:
    assert read_plain_request(NOT_PLAIN[name], ["*"], Limits()) is None


def test_only_requests_to_the_names_of_the_server_are_plain() -> None:
    for host, is_plain in (("a:80", True), ("a", True), ("b", False), ("[::1]:80", False), ("", False)):
        request = PLAIN["get"].replace(b"Host: a", f"Host: {host}".encode())
        assert (read_plain_request(request, ["a"], Limits()) is not None) is is_plain


@pytest.mark.parametrize("name", ["get", "body", "form"])
def test_a_request_is_begun_until_it_is_complete(name: str) -> None:
    request = PLAIN[name]
    sizes = (13, len(request) - 6, len(request) - 1, len(request))
    assert [is_begun(request[:size], Limits()) for size in sizes] == [True, True, True, False]
    assert not is_begun(request[:-1], Limits(body=2)) or name == "get"


@pytest.mark.parametrize("name", ["chunks", "expect", "no type", "two requests", "other path"])
def test_a_request_that_no_more_data_makes_plain_is_not_begun(name: str) -> None:
    assert not is_begun(NOT_PLAIN[name], Limits())


@pytest.mark.parametrize("name", ["body", "form"])
def test_a_body_in_a_second_piece_is_part_of_a_plain_request(server: Server, name: str) -> None:
    head, end, body = PLAIN[name].partition(b"\r\n\r\n")
    with connect(server) as whole, connect(server) as pieces:
        whole.sendall(PLAIN[name])
        pieces.sendall(head + end)
        time.sleep(0.05)
        pieces.sendall(body)
        assert read_reply(pieces) == read_reply(whole)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text("aZ5%=&+;/\t \n%Aé", max_size=30).map(str.encode)))
@example(b"a=b=c&&d&e=%3D%0a%C3%A9+%2B")
@example(b"query=%")
def test_parameters_are_those_that_the_library_reads(encoded: bytes) -> None:
    try:
        expected = parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        with pytest.raises(HTTPException):
            read_address(encoded, Limits())
    else:
        assert read_address(encoded, Limits()) == expected


def test_requests_that_come_before_their_turn_are_answered_in_order(server: Server) -> None:
    several = [write("GET", f"/sparql?format=csv&query={quote(f'SELECT ({n} AS ?n) {{}}')}") for n in range(30)]
    with connect(server) as connection:
        for request in several:
            connection.sendall(request)
        received = b""
        while received.count(b"HTTP/1.1 200") < len(several) or not received.endswith(b"\r\n29\r\n"):
            received += connection.recv(1 << 16)
    assert [int(part.split(b"\r\n")[-2]) for part in received.split(b"HTTP/1.1 200")[1:]] == list(range(30))


def test_a_query_that_takes_long_or_ends_its_process_costs_no_other_query_its_answer() -> None:
    with endpoint(make_stock(QUADS), Limits(seconds=3, workers=2, remembered=0)) as server:
        deep = quote("SELECT * " + "{" * 9000 + "}" * 9000)
        bad = [f"/sparql?query={query}%23{number}" for number in range(3) for query in (LONG, deep)]
        quick = [f"/sparql?query=ASK%7B%7D%23{number}" for number in range(60)]
        with ThreadPoolExecutor(80) as threads:
            refused = [threads.submit(server.ask, path) for path in bad]
            answered = list(threads.map(server.ask, quick))
        assert {reply.status for reply in answered} == {200}
        assert {future.result().status for future in refused} <= {400, 503}


def test_no_query_stays_behind_a_long_one_while_a_process_is_idle() -> None:
    with endpoint(make_stock(QUADS), Limits(seconds=30, workers=2, remembered=0)) as server:
        wait_until(lambda: server.ask("/sparql?query=ASK%7B%7D").status == 200)
        with connect(server) as long, ThreadPoolExecutor(40) as threads:
            quick = [threads.submit(server.ask, f"/sparql?query=ASK%7B%7D%23{number}") for number in range(20)]
            long.sendall(write("GET", f"/sparql?query={LONG}"))
            quick += [threads.submit(server.ask, f"/sparql?query=ASK%7B%7D%23b{number}") for number in range(20)]
            begun = time.monotonic()
            assert {future.result().status for future in quick} == {200}
            assert time.monotonic() - begun < 25


def test_the_query_of_a_client_that_has_left_is_stopped() -> None:
    with endpoint(make_stock(QUADS), Limits(seconds=60, workers=1)) as server:
        assert server.ask("/sparql?query=ASK%7B%7D").status == 200
        with connect(server) as connection:
            connection.sendall(write("GET", f"/sparql?query={LONG}"))
            time.sleep(0.2)
        begun = time.monotonic()
        assert server.ask("/sparql?query=ASK%7B%7D%20%23").status == 200
        assert time.monotonic() - begun < 40


def test_five_hundred_clients_at_once_are_answered(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connect(server)) for _ in range(500)]
        for number, client in enumerate(clients):
            client.sendall(write("GET", f"/sparql?query=ASK%7B%7D%23{number}"))
        assert all(b"http/1.1 200 ok" in read_reply(client)[0] for client in clients)


def test_only_so_many_connections_are_served() -> None:
    with endpoint(make_stock(QUADS), Limits(connections=5)) as server, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connect(server)) for _ in range(7)]
        for client in clients:
            client.sendall(PLAIN["get"])
        lines = [read_reply(client)[0] for client in clients]
        assert [b"http/1.1 200 ok" in head for head in lines] == [True] * 5 + [False] * 2
        assert all(b"retry-after: 2" in head and b"http/1.1 503 service unavailable" in head for head in lines[5:])
        for client in clients:
            client.close()
        wait_until(lambda: server.ask("/sparql?query=ASK%7B%7D").status == 200, 60)


@pytest.mark.parametrize("name", ["plain", "application"])
def test_clients_that_do_not_read_hold_only_so_much_and_not_for_ever(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_STALL", 2)
    lines = "".join(f'<urn:s{number}> <urn:p> "{"x" * 1000}" .\n' for number in range(9000)).encode()
    limits = Limits(seconds=60, held=25 << 20)
    more = b"" if name == "plain" else b"X-Twice: 1\r\nX-Twice: 2\r\n"
    with endpoint(make_stock(lines), limits) as server, contextlib.ExitStack() as stack:
        several = [stack.enter_context(connect(server)) for _ in range(5)]
        for client in several:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 12)
            client.sendall(write("GET", f"/sparql?query={ALL}").replace(b"Host: a\r\n", b"Host: a\r\n" + more))
        # An answer is 10 MB: the third one that is not read is too much, for some seconds.
        wait_until(lambda: server.ask(f"/sparql?query={ALL}").status == 503, 60)
        assert server.ask("/sparql?query=ASK%7B%7D").status == 200
        wait_until(lambda: server.ask(f"/sparql?query={ALL}").status == 200, 60)
