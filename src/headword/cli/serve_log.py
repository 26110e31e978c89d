"""The log of `headword serve` on stderr: text, or one object of JSON on each line."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from headword.cli.output import format_error, format_notice
from headword.cli.settings import run_settings
from headword.core.errors import HeadwordError
from headword.core.findings import Finding
from headword.core.terminal import visible
from headword.server.log import REQUESTS, SERVER, say


def log_error(error: HeadwordError) -> None:
    """Log an error with its place and its fix."""
    details = {"location": str(error.location or ""), "message": error.message, "hint": error.hint}
    say("error", format_error(error), logging.ERROR, **{name: value for name, value in details.items() if value})


def log_finding(finding: Finding) -> None:
    """Log a finding."""
    place, rule, message = str(finding.location), finding.rule.name, finding.message
    text = visible(f"{place}: {rule}: {message}")
    say("finding", text, logging.ERROR, location=place, rule=rule, message=message)


def log_note(note: str) -> None:
    """Log a notice."""
    if not run_settings().quiet:
        say("note", format_notice(note), message=note)


@contextmanager
def log_to_stderr(format_: str) -> Iterator[None]:
    """Write the log of the server and of libraries to stderr, and the end of the command.

    Args:
        format_: ``none`` without requests, ``text`` with a line for each request, ``json`` for programs.
    """
    handler = _Handler()
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    SERVER.setLevel(logging.INFO)
    REQUESTS.disabled = format_ == "none"
    if format_ != "json":
        handler.setFormatter(_TextFormatter())
        handler.addFilter(lambda record: bool(record.getMessage()))
        yield
        return
    handler.setFormatter(_JsonFormatter())
    logging.captureWarnings(capture=True)
    try:
        yield
    except HeadwordError as error:
        log_error(error)
        raise SystemExit(2) from error
    except KeyboardInterrupt:
        say("stopped")
        raise SystemExit(130) from None
    except Exception as error:
        logging.getLogger("headword").critical("headword serve stops because of an internal error", exc_info=True)
        raise SystemExit(1) from error


class _Handler(logging.Handler):
    """A handler that writes to stderr, with colours only on a terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        click.echo(self.format(record), err=True)


class _JsonFormatter(logging.Formatter):
    """A formatter of JSON objects; a record of a library is an event ``log``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        head = {"time": _time(record), "level": _log_level(record), "event": getattr(record, "event", "log")}
        logged = {"logger": record.name, "message": record.getMessage().strip()}
        if record.exc_info:
            logged["traceback"] = self.formatException(record.exc_info)
        return json.dumps(head | getattr(record, "details", logged))


class _TextFormatter(logging.Formatter):
    """A formatter of texts; the text of a record of a library begins with its level."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        message = record.getMessage()
        if record.name == REQUESTS.name:
            return f"{_time(record)} {visible(message)}"
        if hasattr(record, "event"):
            return message
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return f"{_log_level(record)}: {message.strip()}\n{trace}".rstrip()


def _time(record: logging.LogRecord) -> str:
    """Return when ``record`` was made, in UTC (ISO 8601)."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _log_level(record: logging.LogRecord) -> str:
    return "error" if record.levelno >= logging.ERROR else record.levelname.lower()
