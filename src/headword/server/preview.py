"""Building the site again whenever a source changes, and serving what there is meanwhile.

Knows when to build; must not know how.
"""

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import uvicorn

from headword.errors import HeadwordError
from headword.server.application import Build, Edition, make_application

_NAMES = ("localhost", "127.0.0.1", "[::1]")


def serve(
    edition: Edition, build: Build, changes: Iterable[object], host: str, port: int, ready: Callable[[str], None]
) -> None:
    """Serve ``edition`` until the process is told to stop.

    Args:
        edition: what is served; it holds a build already.
        build: makes a new one in its place.
        changes: comes forth with something each time that sources have changed.
        host: the address to listen at.
        port: of it.
        ready: is called with the address once requests are answered.

    Raises:
        HeadwordError: something else listens there.
    """
    listening = _listen(host, port)
    hosts = [*_NAMES, host] if host not in ("0.0.0.0", "::") else ["*"]  # noqa: S104
    config = uvicorn.Config(make_application(edition, hosts), host=host, log_level="warning", lifespan="off")
    server = _Server(config, edition, ready)
    stopped = threading.Event()
    watch = threading.Thread(target=_watch, args=(edition, build, changes, stopped), daemon=True)
    watch.start()
    try:
        server.run([listening])
    finally:
        stopped.set()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        message = f"port {port} of {host} cannot be listened at: {error.strerror or error}"
        raise HeadwordError(message, hint="--port names another; 0 takes one that is free") from error


class _Server(uvicorn.Server):
    """A server that says when it is ready, and does not wait for browsers that wait for word of it."""

    def __init__(self, config: uvicorn.Config, edition: Edition, ready: Callable[[str], None]) -> None:
        config.timeout_graceful_shutdown = 1
        super().__init__(config)
        self._edition = edition
        self._ready = ready

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = self.config.host
            self._ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        """Let those go who wait, and end."""
        self._edition.end()
        await super().shutdown(sockets)


def _watch(edition: Edition, build: Build, changes: Iterable[object], stopped: threading.Event) -> None:
    for change in changes:
        if stopped.is_set():
            return
        if change:
            trouble = build()
            if trouble:
                edition.fail(trouble)
            else:
                edition.renew()
