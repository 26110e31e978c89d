"""Refusals of requests."""

from typing import NoReturn

from starlette.exceptions import HTTPException


def refusal_response(status: int, reason: str, **headers: str) -> NoReturn:
    """Refuse the request with a status and a reason for people; ``_`` in names of headers means ``-``.

    Raises:
        HTTPException: always.
    """
    raise HTTPException(
        status, f"{reason}\n", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
