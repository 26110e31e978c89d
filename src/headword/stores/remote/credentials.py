"""Credentials from the environment, which are read for each request and never shown."""

import base64
import ipaddress
import json
import os
import re
from collections.abc import Iterator
from html.entities import html5
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPDigestAuth

from headword.core.errors import HeadwordError
from headword.core.extras import require_packages

USER, PASSWORD, TOKEN = "HEADWORD_USER", "HEADWORD_PASSWORD", "HEADWORD_TOKEN"
_AWS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_SHORTEST = 4
"""The minimum length of a secret that is hidden in texts, because a shorter one occurs in ordinary words."""


def are_given(login: str) -> bool:
    """Return whether the environment has credentials for a store of the kind ``login``.

    Raises:
        HeadwordError: the credentials contradict each other, or are not valid in HTTP.
    """
    for name in (USER, PASSWORD, TOKEN, *_AWS):
        text = os.environ.get(name, "")
        _check_text(name, text.strip() if name == TOKEN else text)
    if login == "aws" and os.environ.get(_AWS[0]):
        if not os.environ.get(_AWS[1]):
            raise HeadwordError(f"{_AWS[0]} is set, but {_AWS[1]} is not")
        return True
    user, token = os.environ.get(USER), os.environ.get(TOKEN)
    if user and token:
        raise HeadwordError(f"both {USER} and {TOKEN} are set", hint="unset one of them")
    if user and PASSWORD not in os.environ:
        raise HeadwordError(f"{USER} is set, but {PASSWORD} is not")
    return bool(user or token)


def _check_text(name: str, text: str) -> None:
    """Check that a header can contain ``text``, without showing the text."""
    hint = "set it again; copied text may include a line break or a character that looks like another"
    if not text.isprintable():
        raise HeadwordError(f"{name} contains a line break or another control character", hint=hint)
    # A user and a password are encoded before they are sent.
    if name not in (USER, PASSWORD) and not text.isascii():
        raise HeadwordError(f"{name} contains characters that are not ASCII", hint=hint)


def make_auth(login: str, url: str, *others: str, plain: bool) -> AuthBase:
    """Return the object that adds credentials to requests to the store at ``url``.

    Args:
        login: the kind of credentials that the store requires.
        url: one of its endpoints.
        others: endpoints that can be on other hosts.
        plain: whether credentials may be sent to another host without encryption.

    Raises:
        HeadwordError: they would be sent without encryption, or a package is missing.
    """
    is_safe = plain or all(map(is_private, (url, *others)))
    if login == "aws" and os.environ.get(_AWS[0]):
        return _Signed(urlsplit(url).hostname or "")
    if os.environ.get(TOKEN):
        _refuse_plain(is_safe=is_safe)
        return _Token()
    if not os.environ.get(USER):
        return NoCredentials()
    if login == "challenge":
        return _Challenged(is_safe=is_safe)
    _refuse_plain(is_safe=is_safe)
    return _Basic()


def is_private(url: str) -> bool:
    """Return whether requests to ``url`` are private: encrypted, or on the same machine."""
    return urlsplit(url).scheme == "https" or is_loopback(url)


def is_loopback(url: str) -> bool:
    """Return whether ``url`` is on this machine, so that requests must not go through a proxy."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_plain(*, is_safe: bool) -> None:
    if not is_safe:
        hint = "use https://, or --plain-http in a network that you trust"
        raise HeadwordError("the credentials would be sent unencrypted, over http", hint=hint)


class NoCredentials(AuthBase):
    """No credentials; without this class, requests would read ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request unchanged."""
        return request


class _Basic(AuthBase):
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = _write_basic()
        return request


class _Token(AuthBase):
    """A token, with its scheme if it has two words, such as ``GDB …``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        token = os.environ.get(TOKEN, "").strip()
        request.headers["Authorization"] = token if " " in token else f"Bearer {token}"
        return request


class _Challenged(HTTPDigestAuth):
    """Digest authentication, which hides the password; basic if the store requires it and the connection is private."""

    def __init__(self, *, is_safe: bool) -> None:
        super().__init__(os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))
        self._is_safe = is_safe
        self._is_basic = False

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._is_basic:
            request.headers["Authorization"] = _write_basic()
            return request
        super().__call__(request)  # type: ignore[no-untyped-call]
        return request

    def handle_401(self, r: requests.Response, **kwargs: Any) -> Any:
        """Answer the authentication challenge of the store."""
        response = r
        challenge = response.headers.get("WWW-Authenticate", "").lower()
        if response.status_code != requests.codes.unauthorized or "digest" in challenge or "basic" not in challenge:
            return super().handle_401(response, **kwargs)  # type: ignore[no-untyped-call]
        _refuse_plain(is_safe=self._is_safe)
        self._is_basic = True
        _ = response.content
        response.close()
        again = response.request.copy()
        again.headers["Authorization"] = _write_basic()
        answer = response.connection.send(again, **kwargs)
        answer.history.append(response)
        answer.request = again
        return answer


class _Signed(AuthBase):
    """AWS Signature Version 4 with the keys of the environment; no file or service is read for others."""

    def __init__(self, host: str) -> None:
        self._sign = _import("botocore.auth").SigV4Auth
        self._request = _import("botocore.awsrequest").AWSRequest
        self._credentials = _import("botocore.credentials").Credentials
        # The last occurrence counts, because a database may also be called neptune.
        found = re.search(r"([^.]+)\.neptune\.(?!.*\bneptune\b)", host)
        self._region = os.environ.get("AWS_REGION") or (found[1] if found else "")
        if not self._region:
            raise HeadwordError("the region of the store is unknown", hint="set AWS_REGION")

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        key, secret, session = (os.environ.get(name) for name in _AWS)
        signed = self._request(method=request.method, url=request.url, data=request.body)
        self._sign(self._credentials(key, secret, session), "neptune-db", self._region).add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        return request


def _import(name: str) -> Any:
    require_packages("signing for AWS", "neptune", "botocore")
    return import_module(name)


def _write_basic() -> str:
    return f"Basic {_encode_pair()}"


def _encode_pair() -> str:
    return base64.b64encode(f"{os.environ.get(USER, '')}:{os.environ.get(PASSWORD, '')}".encode()).decode()


def _list_secrets() -> Iterator[str]:
    for name in (PASSWORD, TOKEN, *_AWS[1:]):
        secret = os.environ.get(name, "").strip()
        # The secret of a token of two words is the second word.
        for each in (secret, secret.rpartition(" ")[2] if name == TOKEN else ""):
            if len(each) >= _SHORTEST:
                yield each
    if os.environ.get(USER):
        yield _encode_pair()


def hide_secrets(text: str) -> str:
    """Return ``text`` from a store without credentials, even if their characters are escaped."""
    for secret in sorted(set(_list_secrets()), key=len, reverse=True):
        text = re.sub("".join(map(_spell, secret)), "***", text)
    return text


def _spell(character: str) -> str:
    """Return a regular expression for all spellings of a character."""
    code = ord(character)
    escaped = json.dumps(character)[1:-1]
    spellings = [
        rf"(?i:&\#0*{code};?)",
        rf"(?i:&\#x0*{code:x};?)",
        *(re.escape(f"&{name}") for name, value in html5.items() if value == character and name.endswith(";")),
        f"(?i:{''.join(f'%{byte:02x}' for byte in character.encode('utf-8', 'surrogatepass'))})",
        # In JSON, a character above U+FFFF is two escapes.
        f"(?i:{re.escape(escaped if len(escaped) > 2 else f'{chr(92)}u{code:04x}')})",
        re.escape("\\" + character),
        re.escape(character),
    ]
    if character == " ":
        spellings.append(re.escape("+"))
    return f"(?:{'|'.join(spellings)})"
