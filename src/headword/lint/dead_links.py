"""The check of web links: the only rule that uses the network.

A link is dead if its host answers 404 or 410, or if there is no such host. If a host refuses, is busy or does not
answer in time, the link is reported as unchecked.
"""

import socket
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urlsplit

from headword.core.cache import Cache, CacheEntry, digest
from headword.core.context import RunContext
from headword.core.findings import Location, Observation
from headword.core.web import BUSY, ask_hosts, open_pool
from headword.lint.web_links import RULE, Observe, WebLink

if TYPE_CHECKING:
    import urllib3

_LINK = "link"
_DAY = 86_400
"""The number of seconds in a day; an answer is valid for the day and the next."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_ACCEPT = "text/turtle, application/ld+json;q=0.9, text/html;q=0.8, */*;q=0.5"


class _LinkStatus(NamedTuple):
    """The status of a link: why it is dead, or why that is unknown; both are empty for a working link."""

    dead: str = ""
    unknown: str = ""


_NO_HOST = _LinkStatus(dead="the host does not exist")
_NOT_FOUND = _LinkStatus(unknown="the host name could not be looked up")


def ask_once(context: RunContext) -> Observe:
    """Return a function that checks links, with one request for each IRI over all its calls.

    It reports dead links at their locations, and notices for links without a result.

    Raises:
        HeadwordError: the package for requests is not installed; raised by the returned function.
    """
    known: dict[str, _LinkStatus] = {}

    def observe(links: Iterable[WebLink]) -> tuple[Sequence[Observation], Sequence[str]]:
        by_iri: dict[str, dict[Location, WebLink]] = defaultdict(dict)
        for link in links:
            by_iri[urldefrag(link.iri).url].setdefault(link.place, link)
        known.update(_ask_all(sorted(by_iri.keys() - known.keys()), context))
        return _report_statuses(by_iri, {iri: known[iri] for iri in sorted(by_iri)})

    return observe


def _report_statuses(
    by_iri: Mapping[str, Mapping[Location, WebLink]], answers: Mapping[str, _LinkStatus]
) -> tuple[list[Observation], list[str]]:
    seen = [
        Observation(RULE, link.place, f"this link is dead: {answer.dead}", link.focus)
        for iri, answer in answers.items()
        if answer.dead
        for link in by_iri[iri].values()
    ]
    unknown = sorted(
        (min(by_iri[iri]), f"{iri}: {answer.unknown}") for iri, answer in answers.items() if answer.unknown
    )
    return seen, [f"{place}: could not check this link: {one}" for place, one in unknown]


def _ask_all(iris: Sequence[str], context: RunContext) -> dict[str, _LinkStatus]:
    """Return the status of each link; a link that worked today or yesterday is not checked again."""
    alive = {iri for iri in iris if _is_known(iri, context.cache)}
    unknown = [iri for iri in iris if iri not in alive]
    answers: dict[str, _LinkStatus] = {}
    if unknown:
        pool = open_pool(_ACCEPT)
        answers = ask_hosts(unknown, lambda iri: _ask(iri, pool), context)
        answers = _verify_missing_hosts(answers, sorted(alive), pool)
    entries = {iri: CacheEntry(_key(iri, _today()), "") for iri, answer in answers.items() if answer == _LinkStatus()}
    context.cache.write(_LINK, entries)
    return {**dict.fromkeys(alive, _LinkStatus()), **answers}


def _verify_missing_hosts(
    answers: dict[str, _LinkStatus], alive: Sequence[str], pool: "urllib3.PoolManager"
) -> dict[str, _LinkStatus]:
    """Return the answers; without a network, a missing host is reported as unchecked.

    A missing host counts as dead only if another host name was found. If there is none among the answers, one of the
    links ``alive`` is requested.
    """
    if _NO_HOST not in answers.values():
        return answers
    found = [iri for iri, answer in answers.items() if answer not in (_NO_HOST, _NOT_FOUND)]
    named = [iri for iri in found if not _is_number(urlsplit(iri).hostname or "")]
    probe = next((iri for iri in alive if not _is_number(urlsplit(iri).hostname or "")), None)
    if named or (probe is not None and _ask(probe, pool) not in (_NO_HOST, _NOT_FOUND)):
        return answers
    return {iri: _NOT_FOUND if answer == _NO_HOST else answer for iri, answer in answers.items()}


def _is_number(host: str) -> bool:
    """Return whether a host is an IP address, which needs no name lookup."""
    return ":" in host or not host.strip("0123456789.")


def _is_known(iri: str, cache: Cache) -> bool:
    """Return whether the link worked today or yesterday."""
    entry = cache.read(_LINK, iri)
    return entry is not None and entry.key in (_key(iri, _today()), _key(iri, _today() - 1))


def _key(iri: str, day: int) -> str:
    return digest(iri, str(day))


def _today() -> int:
    return int(time.time() // _DAY)


def _ask(iri: str, pool: "urllib3.PoolManager") -> _LinkStatus:
    """Send a HEAD request, or a GET request without reading the body if HEAD is refused."""
    import urllib3

    answer = _LinkStatus()
    for method in ("HEAD", "GET"):
        try:
            response = pool.request(method, iri, preload_content=False)
        except urllib3.exceptions.LocationParseError:
            return _LinkStatus(dead="this is not a valid address")
        except urllib3.exceptions.HTTPError as error:
            return _judge(error)
        response.close()
        if response.status < HTTPStatus.BAD_REQUEST:
            return _LinkStatus()
        status_line = f"{response.status} {response.reason or ''}".rstrip()
        answer = _LinkStatus(dead=status_line) if response.status in _GONE else _LinkStatus(unknown=status_line)
        if response.status in BUSY:
            return answer
    return answer


def _judge(error: "urllib3.exceptions.HTTPError") -> _LinkStatus:
    """Return the status for a request without an answer."""
    import urllib3

    reason = getattr(error, "reason", None) or error
    if isinstance(reason, urllib3.exceptions.NameResolutionError):
        is_known = getattr(reason.__cause__, "errno", None) == socket.EAI_NONAME
        return _NO_HOST if is_known else _NOT_FOUND
    if isinstance(reason, urllib3.exceptions.NewConnectionError):
        return _LinkStatus(unknown="could not connect to the host")
    if isinstance(reason, urllib3.exceptions.TimeoutError):
        return _LinkStatus(unknown="the host did not answer in time")
    if isinstance(reason, urllib3.exceptions.LocationValueError):
        return _LinkStatus(unknown="it redirects to an address that is not valid")
    if isinstance(reason, urllib3.exceptions.ResponseError):
        return _LinkStatus(unknown=str(reason))
    return _LinkStatus(unknown=type(reason).__name__)
