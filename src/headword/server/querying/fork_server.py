"""The fork server: a process that loads the vocabulary once, and forks the processes that answer queries."""

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
    """The vocabulary as a dataset for queries.

    Attributes:
        source: a file with N-Quads to load, or a folder with a store that never changes. Everything is in the
            default graph, and each document in a named graph.
        prefixes: the prefixes that queries need not declare.
        base: the base of relative IRIs in queries.
        graphs: the named graphs, each with the number of its triples.
        triples: the number of triples in the default graph.
        release: releases the source.
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
    """Raise an error if the system cannot fork.

    Raises:
        HeadwordError: the system cannot fork or pass file descriptors.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        hint = "use Linux, macOS or a BSD; on Windows use WSL"
        raise HeadwordError("queries need a system that can copy processes (fork)", hint=hint)


@contextmanager
def _open_source(source: IO[bytes] | Path) -> Iterator[IO[bytes]]:
    """Yield the standard input of the process; empty if the source is a folder."""
    # Opened again for an offset of its own: a second process may read the same file.
    with Path(os.devnull if isinstance(source, Path) else f"/dev/fd/{source.fileno()}").open("rb") as stream:
        if not isinstance(source, Path):
            stream.seek(0)
        yield stream


class ForkServer:
    """A process that loads a vocabulary, and forks copies of itself.

    Args:
        stock: the dataset.
        limits: the limits of a query.
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
        # The process must find the same modules as this one.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with theirs, _open_source(stock.source) as quads:
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                command, stdin=quads, pass_fds=[theirs.fileno()], start_new_session=True, env=environment
            )
        self._orders = own

    def copy(self) -> socket.socket:
        """Return a connection to a new process, which sends its process id when it is ready.

        Raises:
            OSError: the fork server has ended.
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
        """Kill a process."""
        try:
            self._orders.sendall(ORDER.pack(STOP, process))
        except OSError:
            # The process has ended with the fork server, or ends after its query.
            return

    def close(self) -> None:
        """Stop the fork server, which stops its copies."""
        self._orders.close()
        # The process may still be loading, and the caller must not block.
        threading.Thread(target=self._wait).start()

    def _wait(self) -> None:
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
