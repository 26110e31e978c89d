"""The processes that answer: one that has the vocabulary, the keeper, and copies of it that answer a question each.

Run as ``python -m headword.server.querying.worker CONTROL SETTINGS``, with the quads on its standard input.  The keeper
loads them once; a copy of it is made in a thousandth of a second and shares its memory, so that one which was ended is
soon replaced.  It does what it is told on the socket ``CONTROL``, until that is closed.  A store in a folder is opened
by each copy for itself: the engine has threads, which no copy would have.
"""

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyoxigraph as ox

from headword.rdf.sparql.exact.literals import Traits
from headword.server.querying.engine import Engine
from headword.server.querying.wire import Frames, pack_answer, pack_greeting, unpack_request

ORDER = struct.Struct("!cI")
"""What the keeper is told: a letter, and a process."""
_PART = 1 << 17
"""Bytes that are received at once."""
COPY, STOP = b"c", b"s"
"""To make a copy of itself that answers on the socket that comes with it; to end one."""


class ResourceLimits(NamedTuple):
    """What a copy may do: seconds for a query, bytes of memory beside what it begins with, whether it opens files."""

    seconds: float
    memory: int
    opens: bool


def main(control: int, settings: dict[str, Any]) -> None:
    """Load the vocabulary, and make copies."""
    # Ctrl-C reaches every process of a terminal; who started this one tells it when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    make = partial(
        Engine,
        prefixes=settings["prefixes"],
        base=settings["base"],
        most=settings["result"],
        traits=Traits(settings["traits"]),
    )
    folder = settings["store"]
    open_engine = _in_folder(folder, make) if folder else _in_memory(sys.stdin.buffer, make)
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=control) as orders:
        _keep(orders, open_engine, ResourceLimits(settings["seconds"], settings["memory"], bool(folder)))


Make = Callable[[ox.Store], Engine]


def _in_memory(quads: IO[bytes], make: Make) -> Callable[[], Engine]:
    """What gives the engine to copies: all have the same."""
    store = ox.Store()
    store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    engine = make(store)
    return lambda: engine


def _in_folder(folder: str, make: Make) -> Callable[[], Engine]:
    """What gives the engine to copies: each opens the store."""
    return lambda: make(ox.Store.read_only(folder))


def _keep(orders: socket.socket, open_engine: Callable[[], Engine], allowance: ResourceLimits) -> None:
    copies: set[int] = set()
    while True:
        order, given, _, _ = socket.recv_fds(orders, ORDER.size, 1)
        _bury(copies)
        if len(order) < ORDER.size:
            break
        word, process = ORDER.unpack(order)
        if word == STOP and process in copies:
            os.kill(process, signal.SIGKILL)
        if word != COPY:
            continue
        child = os.fork()
        if child == 0:
            orders.close()
            _work(socket.socket(fileno=given[0]), open_engine, allowance)
            os._exit(0)
        os.close(given[0])
        copies.add(child)
    for process in copies:
        os.kill(process, signal.SIGKILL)


def _bury(copies: set[int]) -> None:
    """Forget those that have ended; until then no other process can have the number of one."""
    for process in tuple(copies):
        if os.waitpid(process, os.WNOHANG) != (0, 0):
            copies.discard(process)


def _work(connection: socket.socket, open_engine: Callable[[], Engine], allowance: ResourceLimits) -> None:
    """Answer questions until the connection is closed."""
    try:
        engine = open_engine()
        _fence(allowance)
        connection.sendall(pack_greeting(os.getpid()))
        frames = Frames()
        while part := connection.recv(_PART):
            frame = frames.take(part)
            if frame is None:
                continue
            question = unpack_request(*frame)
            # Nothing handles the signal, so that the system ends the process, wherever it is.
            signal.setitimer(signal.ITIMER_REAL, allowance.seconds)
            answer = engine.answer(question)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.sendall(pack_answer(answer))
    except OSError:
        # Nobody is there to be answered, or the store is gone.
        return


def _fence(allowance: ResourceLimits) -> None:
    """Open nothing from now on, neither file nor connection, and need no more memory than is allowed.

    A store in a folder opens its files when it needs them; that no query asks another server is then seen to before it
    is answered (`headword.rdf.sparql.tokens`).
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)
    if not allowance.opens:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = _resident_size() + allowance.memory
    # Some systems know no such limit.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _resident_size() -> int:
    """Bytes of address space that this process has; where the system does not tell, much."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 1 << 36
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
