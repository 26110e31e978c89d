"""What `headword serve` tells who serves, on stderr: as other commands do, or as one object of JSON a line.

Knows streams and formats; must not know what happens.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

from headword.cli.output import print_error, print_notices
from headword.core.errors import HeadwordError
from headword.core.findings import Finding
from headword.core.terminal import visible
from headword.server.log import ERROR, INFO, REQUEST, WARNING, LogEvent, to_json

NONE, TEXT, JSON = FORMATS = ("none", "text", "json")
"""Without a line for each request, with one, and all of it for programs."""


class Teller:
    """Tells who serves.

    Args:
        format_: one of `FORMATS`.
    """

    def __init__(self, format_: str) -> None:
        self._is_json = format_ == JSON
        self.tells_requests = format_ != NONE

    def say(self, saying: LogEvent) -> None:
        """Tell what the server says of itself."""
        if self._is_json:
            click.echo(to_json(saying), err=True)
        elif saying.text:
            when = f"{saying.when} " if saying.event == REQUEST else ""
            click.echo(f"{when}{visible(saying.text) if when else saying.text}", err=True)

    def tell_error(self, error: HeadwordError) -> None:
        """Tell what is wrong, where, and how to mend it."""
        if not self._is_json:
            print_error(error)
            return
        details = {"location": str(error.location or ""), "message": error.message, "hint": error.hint}
        self.say(LogEvent("error", ERROR, details={name: value for name, value in details.items() if value}))

    def tell_finding(self, finding: Finding) -> None:
        """Tell what breaks a rule."""
        text = f"{finding.location}: {finding.rule.name}: {finding.message}"
        details = {"location": str(finding.location), "rule": finding.rule.name, "message": finding.message}
        self.say(LogEvent("finding", ERROR, visible(text), details))

    def tell_note(self, note: str) -> None:
        """Talk."""
        if self._is_json:
            self.say(LogEvent("note", INFO, note))
        else:
            print_notices([note])

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Tell what libraries have to say as well, and how the command ended."""
        handler = _Handler(self)
        logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
        if not self._is_json:
            yield
            return
        logging.captureWarnings(capture=True)
        try:
            yield
        except HeadwordError as error:
            self.tell_error(error)
            raise SystemExit(2) from error
        except KeyboardInterrupt:
            self.say(LogEvent("stopped"))
            raise SystemExit(130) from None
        except Exception as error:
            logging.getLogger("headword").critical("headword serve has a fault, and ends", exc_info=True)
            raise SystemExit(1) from error


class _Handler(logging.Handler):
    """Tells what libraries log."""

    def __init__(self, teller: Teller) -> None:
        super().__init__()
        self._teller = teller

    def emit(self, record: logging.LogRecord) -> None:
        level = ERROR if record.levelno >= logging.ERROR else WARNING
        message = record.getMessage().strip()
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        details = {"logger": record.name, "message": message, **({"traceback": trace} if trace else {})}
        self._teller.say(LogEvent("log", level, f"{level}: {message}\n{trace}".rstrip(), details))
