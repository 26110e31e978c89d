"""The log of the server: each record has an event and details for programs, and a text for people."""

import logging

SERVER = logging.getLogger("headword.server")
REQUESTS = logging.getLogger("headword.server.requests")


def say(event: str, text: str = "", level: int = logging.INFO, **details: object) -> None:
    """Log ``event``; ``text`` is empty if people see the event elsewhere."""
    SERVER.log(level, text, extra={"event": event, "details": details})
