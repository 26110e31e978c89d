"""What the server says of itself to who serves: each thing once, for people and for programs.

Knows how it is written; must not know what happened, nor where it goes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

INFO, WARNING, ERROR = "info", "warning", "error"
"""The levels."""
REQUEST = "request"
"""The event that a request was answered."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class LogEvent:
    """Something that the server says.

    Attributes:
        event: a word for what happened.
        level: how bad it is.
        text: of it, for people; empty for what they are told otherwise, or see.
        details: for programs.
        time: when it happened.
    """

    event: str
    level: str = INFO
    text: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    time: datetime = field(default_factory=_now)

    @property
    def when(self) -> str:
        """The time as ISO 8601 has it, in UTC."""
        return self.time.isoformat(timespec="milliseconds")


Say = Callable[[LogEvent], None]


def to_json(saying: LogEvent) -> str:
    """A line for programs: an object of JSON."""
    told = {"message": saying.text} if saying.text and not saying.details else saying.details
    return json.dumps({"time": saying.when, "level": saying.level, "event": saying.event, **told})
