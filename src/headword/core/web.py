"""Requests to hosts of the web: several hosts at once, and one request after another to each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from headword.core.context import RunContext
from headword.core.extras import require_packages
from headword.core.version import __version__

if TYPE_CHECKING:
    import urllib3

BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""The statuses of a host that answers later."""
_AT_ONCE = 8
"""The number of hosts that are queried at once; requests to one host are sequential."""
_SECONDS = 10.0
"""The time limit for a connection, and for an answer."""

Answer = TypeVar("Answer")


class HostBusyError(Exception):
    """A host that answers no more requests for now; the other requests to it are not sent."""


def open_pool(accept: str) -> "urllib3.PoolManager":
    """Return a pool of connections with time limits; ``accept`` is the header of all requests.

    Raises:
        HeadwordError: the package for requests is not installed.
    """
    require_packages("--online", "online", "urllib3")
    import urllib3

    class PatientRetry(urllib3.Retry):
        def get_retry_after(self, response: urllib3.BaseHTTPResponse) -> float | None:
            # A busy host may ask for a pause of an hour.
            seconds = super().get_retry_after(response)
            return seconds if seconds is not None and seconds <= _SECONDS else None

    return urllib3.PoolManager(
        headers={"User-Agent": f"headword/{__version__}", "Accept": accept},
        timeout=urllib3.Timeout(connect=_SECONDS, read=_SECONDS),
        retries=PatientRetry(
            total=8,
            connect=1,
            read=1,
            redirect=6,
            status=1,
            status_forcelist=BUSY,
            raise_on_status=False,
            backoff_factor=0.5,
            backoff_max=_SECONDS,
        ),
        num_pools=_AT_ONCE * 4,
    )


def ask_hosts(iris: Iterable[str], ask: Callable[[str], Answer], context: RunContext) -> dict[str, Answer]:
    """Return the answer for each IRI, which ``ask`` requests from its host.

    There is none for an IRI that was not requested because its host is busy.
    """
    by_host: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        by_host[urlsplit(iri).netloc].append(iri)
    answers: dict[str, Answer] = {}
    threads = ThreadPoolExecutor(_AT_ONCE)
    try:
        responses = threads.map(lambda host: list(_ask_host(by_host[host], ask)), by_host)
        for answered in context.track("asking", responses, len(by_host)):
            answers.update(answered)
    finally:
        threads.shutdown(cancel_futures=True)
    return answers


def _ask_host(iris: Iterable[str], ask: Callable[[str], Answer]) -> Iterator[tuple[str, Answer]]:
    try:
        for iri in iris:
            yield iri, ask(iri)
    except HostBusyError:
        return
