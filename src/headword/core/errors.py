"""The exceptions that headword raises on purpose. Their messages are for people."""

from headword.core.findings import Location


class HeadwordError(Exception):
    """headword cannot continue. The base class of all errors of headword.

    Args:
        message: what is wrong, in one line without a full stop.
        location: the place, if there is one.
        hint: how to fix it, in one line.

    Example:
        >>> try:
        ...     headword.load("nowhere")
        ... except headword.HeadwordError as error:
        ...     print(error.location, error.message, sep=": ")
        nowhere: there is no such file or folder
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
    """The config cannot be read, or one of its keys has a wrong value."""


class SourceError(HeadwordError):
    """Pages, headword.lock or RDF files are missing, cannot be read, or have errors."""


class StoreError(HeadwordError):
    """A triple store cannot be reached, or refuses a request.

    Attributes:
        is_refusal: whether the store itself refused the request, so that nothing of it was done.
    """

    def __init__(
        self, message: str, location: Location | None = None, hint: str = "", *, is_refusal: bool = False
    ) -> None:
        super().__init__(message, location, hint)
        self.is_refusal = is_refusal
