"""The processes that answer: one that has the vocabulary, the keeper, and copies of it that answer a question each.

Run as ``python -m headword.server.querying.worker CONTROL SETTINGS``, with the quads on its standard input.  The keeper
loads them once; a copy of it is made in a thousandth of a second and shares its memory, so that one which was ended is
soon replaced.  It does what it is told on the socket ``CONTROL``, until that is closed.

Knows processes and what the system holds them to; must not know HTTP.
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
from pathlib import Path

import pyoxigraph as ox

from headword.server.querying.engine import Engine
from headword.server.querying.wire import Frames, pack_answer, pack_greeting, unpack_question

ORDER = struct.Struct("!cI")
"""What the keeper is told: a letter, and a process."""
_PART = 1 << 17
"""Bytes that are received at once."""
COPY, STOP = b"c", b"s"
"""To make a copy of itself that answers on the socket that comes with it; to end one."""


def main(control: int, settings: dict[str, object]) -> None:
    """Load the vocabulary, and make copies."""
    # Ctrl-C reaches every process of a terminal; who started this one tells it when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    store = ox.Store()
    store.bulk_load(sys.stdin.buffer, ox.RdfFormat.N_QUADS)
    engine = Engine(store, settings["prefixes"], str(settings["base"]), int(str(settings["result"])))  # type: ignore[arg-type]
    seconds, memory = float(str(settings["seconds"])), int(str(settings["memory"]))
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=control) as orders:
        _keep(orders, engine, seconds, memory)


def _keep(orders: socket.socket, engine: Engine, seconds: float, memory: int) -> None:
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
            _work(socket.socket(fileno=given[0]), engine, seconds, memory)
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


def _work(connection: socket.socket, engine: Engine, seconds: float, memory: int) -> None:
    """Answer questions until the connection is closed."""
    try:
        _fence(memory)
        connection.sendall(pack_greeting(os.getpid()))
        frames = Frames()
        while part := connection.recv(_PART):
            frame = frames.take(part)
            if frame is None:
                continue
            question = unpack_question(*frame)
            # Nothing handles the signal, so that the system ends the process, wherever it is.
            signal.setitimer(signal.ITIMER_REAL, seconds)
            answer = engine.answer(question)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.sendall(pack_answer(answer))
    except OSError:
        # Nobody is there to be answered.
        return


def _fence(memory: int) -> None:
    """Open nothing from now on, neither file nor connection, and need no more memory than ``memory`` bytes more."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = _size() + memory
    # Some systems know no such limit.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _size() -> int:
    """Bytes of address space that this process has; where the system does not tell, much."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 1 << 36
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
