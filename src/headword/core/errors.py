"""The one exception that headword raises on purpose.

Knows nothing of ours but `Location`; what it says is meant for people.
"""

from headword.core.findings import Location


class HeadwordError(Exception):
    """headword cannot go on.

    Args:
        message: what is wrong, one line, without a full stop at its end.
        location: where, if there is a place to point at.
        hint: how to mend it, one line.
    """

    def __init__(self, message: str, location: Location | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.hint = hint

    def __reduce__(self) -> tuple[type["HeadwordError"], tuple[str, Location | None, str]]:
        # Errors of another process arrive whole.
        return type(self), (self.message, self.location, self.hint)

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{where}{self.message}{hint}"
