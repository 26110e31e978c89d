"""Requests that are not done, and why."""

from typing import NoReturn

from starlette.exceptions import HTTPException


def refusal_response(status: int, reason: str, **headers: str) -> NoReturn:
    """Answer with a status and a reason for people; ``_`` in names of headers stands for ``-``.

    Raises:
        HTTPException: always.
    """
    raise HTTPException(
        status, f"{reason}\n", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
