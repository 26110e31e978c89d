"""What a browser is told before it sends what another page wants to send (Fetch, section 3.2.2).

Any page may ask what it likes: everything is read-only and for everybody.
"""

from collections.abc import Sequence

from starlette.responses import Response

from headword.site.hosting.policy import OPEN

_HEADERS = ("Accept", "Accept-Language", "Content-Type", "If-None-Match", "X-Requested-With")
"""What may be sent: what is read here, and what some libraries add to any request."""
_DAY = "86400"


def allow(methods: Sequence[str]) -> Response:
    """An answer to OPTIONS, where there are these methods."""
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
