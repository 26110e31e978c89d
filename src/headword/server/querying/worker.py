"""The processes that answer queries: the fork server, which loads the vocabulary, and its copies.

Run as ``python -m headword.server.querying.worker CONTROL SETTINGS``, with the quads on its standard input. The fork
server loads them once. A copy takes a millisecond and shares the memory, so a killed copy is soon replaced. The fork
server follows the orders on the socket ``CONTROL`` until it closes. Each copy opens a store in a folder itself, because
the threads of the engine do not survive a fork.
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
"""An order to the fork server: a letter and a process id."""
COPY, STOP = b"c", b"s"
"""Orders to fork a copy that answers on the socket in the message, and to kill a copy."""


class ResourceLimits(NamedTuple):
    """Limits of a copy: seconds for a query, bytes of memory beyond the start, whether it may open files."""

    seconds: float
    memory: int
    opens: bool


def main(control: int, settings: dict[str, Any]) -> None:
    """Load the vocabulary, and fork copies on request."""
    # Ctrl-C reaches every process of a terminal; the server that started this one decides when it ends.
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
    """Load the quads, and return a function that returns the engine that all copies share."""
    store = ox.Store()
    store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    engine = make(store)
    return lambda: engine


def _in_folder(folder: str, make: Make) -> Callable[[], Engine]:
    """Return a function with which each copy opens the store."""
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
    """Forget copies that have ended; the system does not use a process id again before this."""
    for process in tuple(copies):
        if os.waitpid(process, os.WNOHANG) != (0, 0):
            copies.discard(process)


def _work(connection: socket.socket, open_engine: Callable[[], Engine], allowance: ResourceLimits) -> None:
    """Answer questions until the connection is closed."""
    try:
        engine = open_engine()
        _fence(allowance)
        connection.sendall(pack_greeting(os.getpid()))
        frames = Frames(connection)
        while True:
            for frame in frames.receive():
                question = unpack_request(frame)
                # There is no handler for the signal, so the system ends the process in any state.
                signal.setitimer(signal.ITIMER_REAL, allowance.seconds)
                answer = engine.answer(question)
                signal.setitimer(signal.ITIMER_REAL, 0)
                connection.sendall(pack_answer(answer))
    except (EOFError, OSError):
        # The client has disconnected, or the store is missing.
        return


def _fence(allowance: ResourceLimits) -> None:
    """Forbid new files and connections, and limit the memory.

    A store in a folder opens its files when it needs them, so files are not forbidden there. Queries with ``SERVICE``
    are refused before they run (`headword.rdf.sparql.tokens`).
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
    # Some systems do not have this limit.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _resident_size() -> int:
    """Return the bytes of address space of this process; 64 GiB if the system does not report it."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 1 << 36
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
