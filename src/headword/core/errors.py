"""The exceptions that headword raises on purpose; what they say is meant for people."""

from headword.core.findings import Location


class HeadwordError(Exception):
    """headword cannot go on.

    Args:
        message: what is wrong, one line, without a full stop at its end.
        location: where, if there is a place to point at.
        hint: how to fix it, one line.
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


class ConfigError(HeadwordError):
    """The config cannot be read, or a key of it has a wrong value."""


class SourceError(HeadwordError):
    """Pages, a lock or RDF files are missing, cannot be read, or have errors that forbid what was asked for."""


class StoreError(HeadwordError):
    """A triple store cannot be reached, or refuses what was asked for.

    Attributes:
        is_refusal: whether the store itself refused, so that nothing of what was asked can have been done.
    """

    def __init__(
        self, message: str, location: Location | None = None, hint: str = "", *, is_refusal: bool = False
    ) -> None:
        super().__init__(message, location, hint)
        self.is_refusal = is_refusal
