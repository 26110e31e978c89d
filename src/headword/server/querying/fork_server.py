"""The keeper's end in the server: starting it, and having it make and end the processes that answer."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from headword.core.errors import HeadwordError
from headword.rdf.sparql.exact.literals import Traits
from headword.server.querying.limits import Limits
from headword.server.querying.worker import COPY, ORDER, STOP


@dataclass(frozen=True)
class QueryDataset:
    """What keepers have: the vocabulary, and how it is asked.

    Attributes:
        source: a file with N-Quads, to be loaded, or a folder with a store that nobody changes: everything in the
            default graph, and each document in a graph of its own.
        prefixes: those that queries need not declare.
        base: what IRIs in queries are relative to.
        graphs: the named graphs, each with the number of its triples.
        triples: how many triples the default graph has.
        release: lets go of the source.
        traits: the traits of its literals.
    """

    source: IO[bytes] | Path
    prefixes: Mapping[str, str]
    base: str
    graphs: tuple[tuple[str, int], ...]
    triples: int
    release: Callable[[], None]
    traits: Traits = ~Traits.NONE


def require_fork() -> None:
    """See that processes can be made so.

    Raises:
        HeadwordError: the system has no such processes.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        hint = "use Linux, macOS or a BSD; on Windows use WSL"
        raise HeadwordError("queries need a system that can copy processes (fork)", hint=hint)


@contextmanager
def _open_source(source: IO[bytes] | Path) -> Iterator[IO[bytes]]:
    """What a keeper reads on its standard input; nothing if it is told of a folder."""
    # With an offset of its own: another keeper may be reading.
    with Path(os.devnull if isinstance(source, Path) else f"/dev/fd/{source.fileno()}").open("rb") as stream:
        if not isinstance(source, Path):
            stream.seek(0)
        yield stream


class ForkServer:
    """A process that has a vocabulary, and makes copies of itself.

    Args:
        stock: the vocabulary.
        limits: what a query may have.
    """

    def __init__(self, stock: QueryDataset, limits: Limits) -> None:
        own, theirs = socket.socketpair()
        settings = {
            "store": str(stock.source) if isinstance(stock.source, Path) else "",
            "prefixes": dict(stock.prefixes),
            "base": stock.base,
            "result": limits.result,
            "seconds": limits.seconds,
            "memory": limits.memory,
            "traits": stock.traits.value,
        }
        program = [sys.executable, "-P", "-m", "headword.server.querying.worker"]
        command = [*program, str(theirs.fileno()), json.dumps(settings)]
        # It finds the modules that this process has found.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with theirs, _open_source(stock.source) as quads:
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                command, stdin=quads, pass_fds=[theirs.fileno()], start_new_session=True, env=environment
            )
        self._orders = own

    def copy(self) -> socket.socket:
        """A connection to a new process, which says its number on it when it is ready.

        Raises:
            OSError: the keeper has ended.
        """
        own, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._orders, [ORDER.pack(COPY, 0)], [theirs.fileno()])
            except OSError:
                own.close()
                raise
        own.setblocking(False)
        return own

    def stop(self, process: int) -> None:
        """End a process at once."""
        try:
            self._orders.sendall(ORDER.pack(STOP, process))
        except OSError:
            # It has ended with the keeper, or ends with its query.
            return

    def close(self) -> None:
        """End the keeper, which ends its copies."""
        self._orders.close()
        # It may be loading still, and who calls has requests to answer.
        threading.Thread(target=self._wait).start()

    def _wait(self) -> None:
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
