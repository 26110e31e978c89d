"""Requests to a store over HTTP, with time limits, and without redirects to other hosts.

Every request can be sent twice with the same effect, so a lost one is sent again. A request that the store may still be
processing is not, because the store would then process it twice at the same time.
"""

import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from headword.core.errors import StoreError
from headword.core.version import __version__
from headword.stores.remote.call_thread import CallThread, CallTimeoutError
from headword.stores.remote.credentials import hide_secrets, is_loopback

_TOO_MANY = 429
_BUSY = frozenset({_TOO_MANY, 502, 503, 504})
_MOST = 1 << 31
"""The maximum length of an answer, in bytes."""
_SHOWN = 200
"""The number of characters of a store's error message that are shown."""
_BUNDLE = "if your own authority signed the certificate, name its file in REQUESTS_CA_BUNDLE"
_NO_TEXT = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
"""The parts of an HTML page that are not text."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The time limits and retries of requests to a store.

    Attributes:
        whole: seconds for one complete answer.
        connect: seconds for a connection.
        tries: the number of attempts for a request.
        pause: seconds before the second attempt; doubled for each further one.
        longest: the maximum pause in seconds that a busy store may request.
    """

    whole: float = 300.0
    connect: float = 10.0
    tries: int = 4
    pause: float = 0.5
    longest: float = 30.0


class StoreResponse(NamedTuple):
    """The response of a store; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Return the media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class _Passing(Exception):  # noqa: N818 only this module sees it
    """An error for a temporary problem, with its status code."""

    def __init__(self, message: str, wait: float = 0.0, status: int = 0) -> None:
        super().__init__(message)
        self.wait = wait
        self.status = status


class Connection:
    """A connection to one store."""

    def __init__(self, auth: AuthBase, patience: RetryPolicy) -> None:
        self._auth = auth
        self._patience = patience
        self._start()

    def _start(self) -> None:
        self._worker = CallThread()
        self._session = requests.Session()
        self._session.auth = self._auth
        self._session.headers["User-Agent"] = f"headword/{__version__}"

    def ask(
        self,
        method: str,
        url: str,
        *,
        parameters: Mapping[str, str] | None = None,
        data: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        allowed: frozenset[int] = frozenset(),
    ) -> StoreResponse:
        """Return the response to a request, which has a code of success or one of the ``allowed`` codes.

        Raises:
            StoreError: there is no such response after all attempts.
        """
        shown = f"{method} {url}"
        tries = self._patience.tries
        is_lost = False
        for count in range(1, tries + 1):
            try:
                response = self._worker.call(
                    lambda: self._send(method, url, parameters, data, headers), self._patience.whole
                )
                _judge(response, shown, allowed, is_lost=is_lost)
            except CallTimeoutError as error:
                # A store that did not finish in this time will not finish the next time, and may still be busy.
                self._start()
                seconds = f"{self._patience.whole:g} seconds"
                raise StoreError(
                    f"{shown}: no answer in {seconds}", hint="give the store more time with --timeout"
                ) from error
            except _Passing as trouble:
                # A busy store did nothing; after any other problem, the effect of the request is unknown.
                is_lost = is_lost or trouble.status != _TOO_MANY
                if count == tries:
                    raise StoreError(f"{shown}: {trouble}, {tries} times", is_refusal=not is_lost) from trouble
                time.sleep(max(trouble.wait, self._patience.pause * 2 ** (count - 1)))
            except (KeyboardInterrupt, SystemExit):
                # The next request must not wait for an abandoned one.
                self._start()
                raise
            else:
                return response
        raise AssertionError

    def _send(
        self,
        method: str,
        url: str,
        parameters: Mapping[str, str] | None,
        data: bytes | Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
    ) -> StoreResponse:
        patience = self._patience
        try:
            response = self._session.request(
                method, url, params=parameters, data=data, headers=headers, allow_redirects=False, stream=True,
                timeout=(patience.connect, patience.whole), proxies=_bypass_proxies(url),
            )  # fmt: skip
            with response:
                body = _read(response)
        except requests.exceptions.SSLError as error:
            raise StoreError(f"{method} {url}: {explain_tls(error)}", hint=_BUNDLE) from error
        except requests.exceptions.ReadTimeout as error:
            raise CallTimeoutError from error
        except requests.exceptions.ConnectionError as error:
            raise _Passing(explain_break(error)) from error
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            raise _Passing("the answer was incomplete") from error
        except requests.exceptions.RequestException as error:
            raise StoreError(f"{method} {url}: the request cannot be sent ({type(error).__name__})") from None
        except OSError as error:
            # The request could not be started.
            raise StoreError(f"{method} {url}: {error}", hint=_BUNDLE) from error
        except ValueError:
            # The error of http.client about a header contains its value.
            hint = "make sure that HEADWORD_USER has only characters of Latin-1"
            raise StoreError(f"{method} {url}: the request cannot be sent over HTTP", hint=hint) from None
        names = {name.lower(): value for name, value in response.headers.items()}
        answer = StoreResponse(response.status_code, names, body)
        if answer.status in _BUSY:
            wait = _read_wait(names.get("retry-after", ""), patience.longest)
            raise _Passing(f"the store answered {_describe(answer)}", wait, answer.status)
        return answer


def _bypass_proxies(url: str) -> dict[str, str]:
    """Return the settings that keep requests to this machine from proxies, independent of NO_PROXY."""
    return {"no_proxy": urlsplit(url).hostname or ""} if is_loopback(url) else {}


def _read(response: requests.Response) -> bytes:
    parts = []
    size = 0
    for part in response.iter_content(1 << 16):
        size += len(part)
        if size > _MOST:
            raise StoreError("the answer of the store is too long")
        parts.append(part)
    return b"".join(parts)


def _read_wait(text: str, longest: float) -> float:
    """Return the pause that the store requests, in seconds; a date is ignored."""
    return min(float(text), longest) if text.isdecimal() else 0.0


def _judge(answer: StoreResponse, shown: str, allowed: frozenset[int], *, is_lost: bool) -> None:
    """Check that a response is a success.

    Args:
        answer: the response of the store.
        shown: the request, for messages.
        allowed: codes that are accepted as success.
        is_lost: whether an earlier attempt had an unknown effect.

    Raises:
        StoreError: the response is not a success.
    """
    status = answer.status
    if 200 <= status < 300 or status in allowed:
        return
    if 300 <= status < 400:
        target = urlsplit(answer.headers.get("location", ""))
        where = hide_secrets(f"{target.scheme}://{target.netloc.rpartition('@')[2]}{target.path}")
        hint = f"the new address is {where}: use it if you trust it" if target.netloc else ""
        raise StoreError(
            f"{shown}: the store redirects to another address ({status})", hint=hint, is_refusal=not is_lost
        )
    hint = ""
    if status in (401, 403):
        hint = "set HEADWORD_USER and HEADWORD_PASSWORD, or HEADWORD_TOKEN, in the environment"
    elif status in (404, 405):
        hint = "check the address of the store and --preset"
    # A failing store may stop in the middle: Virtuoso then has deleted the old triples and inserted some new ones.
    is_refusal = status < 500 and not is_lost
    raise StoreError(f"{shown}: the store answered {_describe(answer)}", hint=hint, is_refusal=is_refusal)


def _describe(answer: StoreResponse) -> str:
    """Return the code of a response, and the first lines of its text."""
    text = hide_secrets(answer.body[: 1 << 16].decode("utf-8", "replace"))
    if answer.media_type in ("text/html", "application/xhtml+xml"):
        text = _NO_TEXT.sub(" ", text)
    text = " ".join(hide_secrets(text).split())
    return f"{answer.status}: {text[:_SHOWN]}" if text else str(answer.status)


def explain_break(error: requests.exceptions.ConnectionError) -> str:
    """Return the reason why a connection failed or broke."""
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy that the environment names cannot be reached, or refuses the connection"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "the host does not answer"
    causes = list(_list_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "there is no host with this name"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "nothing listens there"
    return "the connection broke off"


def explain_tls(error: requests.exceptions.SSLError) -> str:
    """Return the reason why a connection could not be encrypted."""
    for cause in _list_causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of the host cannot be trusted: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError) and cause.reason:
            return f"the connection cannot be encrypted: {cause.reason.replace('_', ' ').lower()}"
    return "the connection cannot be encrypted"


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
