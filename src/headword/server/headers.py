"""What every answer says: who may read it, what a page of it may do, and that it is what it says it is.

Knows ASGI and the policy of the site; must not know what is served.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headword.site.hosting.policy import HEADERS

_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class PolicyHeaders:
    """Puts the headers of the policy into every answer.

    Args:
        app: answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message.get("headers", ())}
                more = [header for header in _HEADERS if header[0] not in given]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
