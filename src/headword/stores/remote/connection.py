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
"""The longest answer, in bytes."""
_SHOWN = 200
"""How much is shown of what a store says is wrong."""
_BUNDLE = "if your own authority signed the certificate, name its file in REQUESTS_CA_BUNDLE"
_NO_TEXT = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
"""The parts of an HTML page that are not text."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a store is waited for.

    Attributes:
        whole: seconds for one answer, the last byte of it included.
        connect: seconds to connect.
        tries: how often the same is asked before giving up.
        pause: seconds before the second time; twice as many each time after that.
        longest: seconds that a busy store may ask to be left alone.
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
        """The media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class _Passing(Exception):  # noqa: N818 only this module sees it
    """The status codes of temporary problems."""

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
        """The answer to a request, which is one of success or has one of the ``allowed`` codes.

        Raises:
            StoreError: there is none, in spite of asking again.
        """
        shown = f"{method} {url}"
        tries = self._patience.tries
        is_lost = False
        for count in range(1, tries + 1):
            try:
                answer = self._worker.call(
                    lambda: self._send(method, url, parameters, data, headers), self._patience.whole
                )
                _judge(answer, shown, allowed, is_lost=is_lost)
            except CallTimeoutError as error:
                # A store that did not finish in that time will not finish next time, and may still be busy.
                self._start()
                seconds = f"{self._patience.whole:g} seconds"
                raise StoreError(
                    f"{shown}: no answer in {seconds}", hint="give the store more time with --timeout"
                ) from error
            except _Passing as trouble:
                # A store that is only busy did nothing; of any other nobody knows what became of it.
                is_lost = is_lost or trouble.status != _TOO_MANY
                if count == tries:
                    raise StoreError(f"{shown}: {trouble}, {tries} times", is_refusal=not is_lost) from trouble
                time.sleep(max(trouble.wait, self._patience.pause * 2 ** (count - 1)))
            except (KeyboardInterrupt, SystemExit):
                # The next request must not wait for an abandoned one.
                self._start()
                raise
            else:
                return answer
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
    """For how long the store asks to be left alone; a date counts as nothing said."""
    return min(float(text), longest) if text.isdecimal() else 0.0


def _judge(answer: StoreResponse, shown: str, allowed: frozenset[int], *, is_lost: bool) -> None:
    """See that an answer is one of success.

    Args:
        answer: what the store said.
        shown: what it was asked.
        allowed: codes that are as good as success.
        is_lost: whether it was asked before, and nobody knows what became of that.

    Raises:
        StoreError: it is not.
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
    # A store that fails may do so in the middle: Virtuoso has the old triples out then, and some of the new in.
    is_refusal = status < 500 and not is_lost
    raise StoreError(f"{shown}: the store answered {_describe(answer)}", hint=hint, is_refusal=is_refusal)


def _describe(answer: StoreResponse) -> str:
    """The code of an answer, and what it says in its first lines."""
    text = hide_secrets(answer.body[: 1 << 16].decode("utf-8", "replace"))
    if answer.media_type in ("text/html", "application/xhtml+xml"):
        text = _NO_TEXT.sub(" ", text)
    text = " ".join(hide_secrets(text).split())
    return f"{answer.status}: {text[:_SHOWN]}" if text else str(answer.status)


def explain_break(error: requests.exceptions.ConnectionError) -> str:
    """Why a connection could not be made, or did not last."""
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
    """Why a connection could not be made safe."""
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
