"""The handling of Ctrl+C and SIGTERM."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_BOTH = (signal.SIGINT, signal.SIGTERM)


def heed_signals() -> None:
    """Stop at the first Ctrl+C or SIGTERM, and ignore further ones, so that the clean-up is not interrupted.

    A process that ignores them, for example in the background of a shell, continues to do so.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, frame: object) -> None:
    del frame
    for each in _BOTH:
        signal.signal(each, signal.SIG_IGN)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Let the system end the process, for work outside of Python that needs no clean-up.

    Python handles a signal only after such work, and a query may never end.
    """
    heeded = [each for each in _BOTH if signal.getsignal(each) is _stop]
    for each in heeded:
        signal.signal(each, signal.SIG_DFL)
    try:
        yield
    finally:
        for each in heeded:
            signal.signal(each, _stop)
