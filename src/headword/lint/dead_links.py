"""Whether what a vocabulary links to on the web is still there: the one rule that asks the network.

A link is dead if its host says so (404, 410), or if there is no host; a host that refuses, is busy or does not answer
in time has not said anything, and is told of as such.
"""

import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urldefrag, urlsplit

from headword.core.cache import Cache, CacheEntry, digest
from headword.core.context import RunContext
from headword.core.extras import require_packages
from headword.core.findings import Located, Location, Observation
from headword.core.version import __version__
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import RDF_TYPE

if TYPE_CHECKING:
    import urllib3

RULE = "dead-link"
_LINK = "link"
_AT_ONCE = 8
"""How many hosts are asked at once; of one host, one question at a time."""
_SECONDS = 10.0
"""How long a host has to connect, and then to answer."""
_DAY = 86_400
"""For how many seconds an answer holds."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_ACCEPT = "text/turtle, application/ld+json;q=0.9, text/html;q=0.8, */*;q=0.5"


class WebLink(NamedTuple):
    """A link to the web, where it stands, and the resource that it is about."""

    iri: str
    place: Location
    focus: str


class _LinkStatus(NamedTuple):
    """What a host said: why the link is dead, or why that cannot be said; neither if it leads somewhere."""

    dead: str = ""
    unknown: str = ""


_NO_HOST = _LinkStatus(dead="the host does not exist")
_NOT_FOUND = _LinkStatus(unknown="the host name could not be looked up")


Observe: TypeAlias = Callable[[Iterable[WebLink]], tuple[Sequence[Observation], Sequence[str]]]
"""What is seen of links, and notices for people."""


def see_nothing(links: Iterable[WebLink]) -> tuple[Sequence[Observation], Sequence[str]]:
    """Ask nobody."""
    del links
    return (), ()


def list_links(facts: LocatedGraph, mentions: Iterable[Located], base: str) -> Iterator[WebLink]:
    """The links to the web in facts, and among those in prose; none to what begins with ``base``.

    What the config says of every scheme stands where the scheme does, and is no link of the page.
    """
    declared = {place for (_, predicate, _), place in facts.items() if predicate == RDF_TYPE and place.column}
    for (subject, _, value), place in facts.items():
        if isinstance(value, str) and place not in declared and _leads_out(value, base):
            yield WebLink(value, place, subject)
    yield from (WebLink(iri, place, "") for iri, place in mentions if _leads_out(iri, base))


def _leads_out(iri: str, base: str) -> bool:
    return iri.startswith(("http://", "https://")) and not iri.startswith(base)


def ask_once(context: RunContext) -> Observe:
    """What finds the dead ones among links, and asks for each but once however often it is shown them.

    It tells of a dead link where it stands, and notices those that nothing can
    be said of; a `HeadwordError` if the package that asks is not installed.
    """
    known: dict[str, _LinkStatus] = {}

    def observe(links: Iterable[WebLink]) -> tuple[Sequence[Observation], Sequence[str]]:
        by_iri: dict[str, dict[Location, WebLink]] = defaultdict(dict)
        for link in links:
            by_iri[urldefrag(link.iri).url].setdefault(link.place, link)
        known.update(_ask_all(sorted(by_iri.keys() - known.keys()), context))
        return _tell(by_iri, {iri: known[iri] for iri in sorted(by_iri)})

    return observe


def _tell(
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
    """The answer on each; what was there today or yesterday is there."""
    alive = {iri for iri in iris if _is_known(iri, context.cache)}
    by_host: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        if iri not in alive:
            by_host[urlsplit(iri).netloc].append(iri)
    answers: dict[str, _LinkStatus] = {}
    if by_host:
        pool = _open_pool()
        threads = ThreadPoolExecutor(_AT_ONCE)
        try:
            asked = threads.map(lambda host: [(iri, _ask(iri, pool)) for iri in by_host[host]], by_host)
            for answered in context.track("asking", asked, len(by_host)):
                answers.update(answered)
        finally:
            threads.shutdown(cancel_futures=True)
        answers = _doubt(answers, sorted(alive), pool)
    entries = {iri: CacheEntry(_key(iri, _today()), "") for iri, answer in answers.items() if answer == _LinkStatus()}
    context.cache.write(_LINK, entries)
    return {**dict.fromkeys(alive, _LinkStatus()), **answers}


def _doubt(
    answers: dict[str, _LinkStatus], alive: Sequence[str], pool: "urllib3.PoolManager"
) -> dict[str, _LinkStatus]:
    """What was answered; that there is no such host counts if there is another: without a network there is none.

    If none but such was asked for, one of those that were ``alive`` is.
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
    """Whether a host is given by its address, which nobody need be asked for."""
    return ":" in host or not host.strip("0123456789.")


def _is_known(iri: str, cache: Cache) -> bool:
    """Whether the link was found to lead somewhere today or yesterday."""
    entry = cache.read(_LINK, iri)
    return entry is not None and entry.key in (_key(iri, _today()), _key(iri, _today() - 1))


def _key(iri: str, day: int) -> str:
    return digest(iri, str(day))


def _today() -> int:
    return int(time.time() // _DAY)


def _open_pool() -> "urllib3.PoolManager":
    require_packages("--online", "online", "urllib3")
    import urllib3

    return urllib3.PoolManager(
        headers={"User-Agent": f"headword/{__version__}", "Accept": _ACCEPT},
        timeout=urllib3.Timeout(connect=_SECONDS, read=_SECONDS),
        # How long a busy host asks to be left alone may be an hour: it is asked again soon, or not at all.
        retries=urllib3.Retry(
            total=8,
            connect=1,
            read=1,
            redirect=6,
            status=1,
            status_forcelist=_BUSY,
            raise_on_status=False,
            backoff_factor=0.5,
            backoff_max=_SECONDS,
            respect_retry_after_header=False,
        ),
        num_pools=_AT_ONCE * 4,
    )


def _ask(iri: str, pool: "urllib3.PoolManager") -> _LinkStatus:
    """Ask for the head alone, and where that is refused for the whole, of which nothing is read."""
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
        said = f"{response.status} {response.reason or ''}".rstrip()
        answer = _LinkStatus(dead=said) if response.status in _GONE else _LinkStatus(unknown=said)
        if response.status in _BUSY:
            return answer
    return answer


def _judge(error: "urllib3.exceptions.HTTPError") -> _LinkStatus:
    """What it means that there was no answer."""
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
