"""Serving, and building again whenever a source changes."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

from headword.core.errors import HeadwordError
from headword.server.application import make_application
from headword.server.connections import TimeoutProtocol
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
"""Seconds in which requests that are being answered when the server ends may be finished."""
_ROUND = 0.5
"""Seconds between two looks at whether the server ends."""
_PAUSE = 1.0
"""Seconds after files of the site were made again in which they are not made once more."""

Build = Callable[[], Deployment | BuildFailure]
"""Builds again; gives what there is then, or what was wrong."""


@dataclass(frozen=True)
class ServeOptions:
    """How it is served.

    Attributes:
        host: the address to listen at.
        port: of it.
        limits: what a query may have.
        ready: is called with the address once requests are answered.
        hosts: further names that the server is called by.
        mcp: answers assistants, if it is wanted.
    """

    host: str
    port: int
    limits: Limits
    ready: Callable[[str], None]
    hosts: tuple[str, ...] = ()
    mcp: "McpEndpoint | None" = None

    @property
    def allowed(self) -> list[str]:
        """The hosts that may be asked for."""
        if self.host in _EVERYWHERE and not self.hosts:
            return ["*"]
        return [*_NAMES, self.host, *self.hosts]


def serve(
    current: LiveSite, build: Build, changes: Iterable[object] | None, service: ServeOptions
) -> BuildFailure | None:
    """Serve until the process is told to stop; gives why nothing can be served, if nothing will come that mends it.

    Args:
        current: what is served.
        build: makes another edition.
        changes: comes forth with something each time that sources have changed; None if nobody watches.
        service: how it is served.

    Raises:
        HeadwordError: something else listens there.
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
    """Answer requests, and build again with each change."""
    events = Events(current) if changes is not None else None
    workers = Workers()
    application = make_application(current, service.limits, workers, service.allowed, events, service.mcp)
    config = uvicorn.Config(
        application, host=service.host, http=TimeoutProtocol, log_level="warning", access_log=False,
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
        # A build that is under way has its folders until it is done, if that is soon.
        watch.join(_PATIENCE)
        current.close()


def _take(host: str, port: int) -> socket.socket:
    """The port, for the server to listen at: who asks before there is something to answer is told so at once."""
    # Without its protocol, asyncio leaves Nagle's algorithm on: the body of an answer then waits 40 ms for the client.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        message = f"port {port} of {host} cannot be listened at: {error.strerror or error}"
        raise HeadwordError(message, hint="name another port with --port; 0 takes a free port") from error
    return taken


def renew(current: LiveSite, build: Build, retire: Callable[[Pool], None]) -> BuildFailure | None:
    """Build, and serve what comes of it; if nothing does, gives why."""
    made = build()
    if isinstance(made, BuildFailure):
        current.fail(made.text)
        return made
    current.renew(made, retire)
    return None


def _retire_at_once(pool: Pool) -> None:
    pool.close()


class _Server(uvicorn.Server):
    """A server that says when it is ready, and lets browsers go that wait for word of it."""

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
        """Begin to listen, and say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = self.config.host
            address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
            say("serving", address=address)
            self._service.ready(address)

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        """Finish what is being answered, and end."""
        say("ending")
        if self._events is not None:
            self._events.end()
        for end in (self._current.close, self._workers.end):
            asyncio.get_running_loop().call_later(_PATIENCE - 1, end)
        await super().shutdown(sockets)
        say("ended")

    def retire(self, pool: Pool) -> None:
        """Have processes end once they have answered what they were asked, from any thread."""
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
            _renew_or_tell(current, build, retire)
        if is_lost:
            # If that did not bring the files back, the next look for one says so: but not at once, again and again.
            current.ended.wait(_PAUSE)
            current.lost.clear()


def _renew_or_tell(current: LiveSite, build: Build, retire: Callable[[Pool], None]) -> None:
    """Build again; a fault of ours is no reason never to do so any more."""
    try:
        renew(current, build, retire)
    except Exception:
        logging.getLogger(__name__).exception("the site cannot be built")
        current.fail("the site cannot be built: this is a defect in headword; the log of the server has details")
