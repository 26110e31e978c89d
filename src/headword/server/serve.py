"""The server of a site, which builds again whenever a source changes."""

import asyncio
import logging
import resource
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn

from headword.core.errors import HeadwordError
from headword.server.application import make_application
from headword.server.connections import OpenConnections, ServedConnection
from headword.server.events import Events
from headword.server.live_site import BuildFailure, Deployment, LiveSite
from headword.server.log import say
from headword.server.querying.limits import Limits
from headword.server.querying.pool import Pool
from headword.server.thread_pool import Workers

if TYPE_CHECKING:
    from headword.server.mcp.serve import McpEndpoint

_NAMES = ("localhost", "127.0.0.1", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
_PATIENCE = 5
"""Seconds that open requests have to finish when the server stops."""
_ROUND = 0.5
"""Seconds between two checks whether the server stops."""
_PAUSE = 1.0
"""Seconds without another build after removed files of the site were built again."""
_OTHER_FILES = 400
"""Number of files and connections, in addition to those that are served: refused ones, workers, pages."""
_SYSTEM_BUFFER = 1 << 18

Build = Callable[[], Deployment | BuildFailure]
"""Builds the site; returns the deployment, or the reason of the failure."""


@dataclass(frozen=True)
class ServeOptions:
    """Options of the server.

    Attributes:
        host: the address to listen on.
        port: the port; 0 for a free one.
        limits: the limits of a query.
        ready: is called with the address when the server answers requests.
        hosts: further host names of the server.
        mcp: the endpoint for assistants, if the server has one.
    """

    host: str
    port: int
    limits: Limits
    ready: Callable[[str], None]
    hosts: tuple[str, ...] = ()
    mcp: "McpEndpoint | None" = None

    @property
    def allowed(self) -> list[str]:
        """Return the host names that requests may use."""
        if self.host in _EVERYWHERE and not self.hosts:
            return ["*"]
        return [*_NAMES, self.host, *self.hosts]


def serve(
    current: LiveSite, build: Build, changes: Iterable[object] | None, service: ServeOptions
) -> BuildFailure | None:
    """Serve until the process gets a signal to stop.

    Return the reason if the first build failed and the sources are not watched.

    Args:
        current: the site that is served.
        build: builds the site.
        changes: yields a value each time that sources have changed; None if the sources are not watched.
        service: the options of the server.

    Raises:
        HeadwordError: the port is in use or not allowed.
    """
    with _take(service.host, service.port) as listening:
        trouble = renew(current, build, _retire_at_once)
        if trouble is not None and changes is None:
            return trouble
        _run(current, build, changes, service, listening)
    return None


def _run(
    current: LiveSite, build: Build, changes: Iterable[object] | None, service: ServeOptions, listening: socket.socket
) -> None:
    """Answer requests, and build again after each change."""
    events = Events(current) if changes is not None else None
    workers = Workers()
    limits = replace(service.limits, connections=_allow_files(service.limits.connections))
    connections = OpenConnections(limits)
    application = make_application(current, limits, workers, service.allowed, connections.admit, events, service.mcp)
    hosts = frozenset(service.allowed)
    protocol: Any = partial(ServedConnection, current=current.pool, hosts=hosts, limits=limits, connections=connections)
    config = uvicorn.Config(
        application, host=service.host, http=protocol, log_level="warning", access_log=False,
        lifespan="off" if service.mcp is None else "on",
        server_header=False, ws="none", log_config=None, timeout_graceful_shutdown=_PATIENCE,
    )  # fmt: skip
    server = _Server(config, service, current, workers, events)
    rounds = changes if changes is not None else iter(lambda: current.lost.wait(_ROUND), None)
    watch = threading.Thread(target=_watch, args=(current, build, rounds, server.retire), daemon=True)
    watch.start()
    try:
        server.run([listening])
    finally:
        current.ended.set()
        # A running build keeps its folders until it is finished, within the limit.
        watch.join(_PATIENCE)
        current.close()


def _allow_files(connections: int) -> int:
    """Return the number of connections, up to ``connections``, for which the system gives us files."""
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    if usual != resource.RLIM_INFINITY and usual < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(wanted - _OTHER_FILES, 1)


def _take(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to the port, so that a port in use is reported before the first build."""
    # Without its protocol, asyncio leaves Nagle's algorithm on: the body of an answer then waits 40 ms for the client.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit this: the system holds no more than this for a client that reads slowly.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SYSTEM_BUFFER)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        message = f"port {port} of {host} cannot be listened at: {error.strerror or error}"
        raise HeadwordError(message, hint="name another port with --port; 0 takes a free port") from error
    return taken


def renew(current: LiveSite, build: Build, retire: Callable[[Pool], None]) -> BuildFailure | None:
    """Build, and serve the result; return the reason if the build failed."""
    made = build()
    if isinstance(made, BuildFailure):
        current.fail(made.text)
        return made
    current.renew(made, retire)
    return None


def _retire_at_once(pool: Pool) -> None:
    pool.close()


class _Server(uvicorn.Server):
    """A server that reports when it is ready, and ends the streams of events when it stops."""

    def __init__(
        self, config: uvicorn.Config, service: ServeOptions, current: LiveSite, workers: Workers, events: Events | None
    ) -> None:
        super().__init__(config)
        self._current = current
        self._workers = workers
        self._service = service
        self._events = events
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Start to listen, and report the address."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = self.config.host
            address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
            say("serving", address=address)
            self._service.ready(address)

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        """Finish open requests, and stop."""
        say("ending")
        if self._events is not None:
            self._events.end()
        for end in (self._current.close, self._workers.end):
            asyncio.get_running_loop().call_later(_PATIENCE - 1, end)
        await super().shutdown(sockets)
        say("ended")

    def retire(self, pool: Pool) -> None:
        """Stop the processes of ``pool`` after their open requests; this is safe in any thread."""
        if self._loop is None or self._loop.is_closed():
            pool.close()
        else:
            self._loop.call_soon_threadsafe(pool.retire)


def _watch(
    current: LiveSite,
    build: Build,
    changes: Iterable[object],
    retire: Callable[[Pool], None],
) -> None:
    for change in changes:
        if current.ended.is_set():
            return
        is_lost = current.lost.is_set()
        if change or is_lost:
            _renew_or_report(current, build, retire)
        if is_lost:
            # If the files are still missing, the next request reports them again; the pause prevents a build at once.
            current.ended.wait(_PAUSE)
            current.lost.clear()


def _renew_or_report(current: LiveSite, build: Build, retire: Callable[[Pool], None]) -> None:
    """Build again; after a defect of headword, later changes are still built."""
    try:
        renew(current, build, retire)
    except Exception:
        logging.getLogger(__name__).exception("the site cannot be built")
        current.fail("the site cannot be built: this is a defect in headword; the log of the server has details")
