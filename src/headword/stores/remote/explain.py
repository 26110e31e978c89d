"""Why there is no answer, in words."""

import socket
import ssl
from collections.abc import Iterator

import requests


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
