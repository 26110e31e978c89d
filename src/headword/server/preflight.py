"""The answer to a browser's preflight request for a page of another origin (Fetch, section 3.2.2).

Pages of any origin are allowed: everything is read-only and public.
"""

from collections.abc import Sequence

from starlette.responses import Response

from headword.site.hosting.policy import OPEN

_HEADERS = ("Accept", "Accept-Language", "Content-Type", "If-None-Match", "X-Requested-With")
"""The allowed headers: those that the server reads, and those that some libraries add to any request."""
_DAY = "86400"


def allow(methods: Sequence[str]) -> Response:
    """Return the answer to OPTIONS for a path with these methods."""
    return Response(
        status_code=204,
        headers={
            **OPEN,
            "Allow": ", ".join(methods),
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": ", ".join(_HEADERS),
            "Access-Control-Max-Age": _DAY,
        },
    )
