"""Telling which optional package is missing before a command needs it."""

from importlib.util import find_spec

from headword.core.errors import HeadwordError


def require_packages(command: str, extra: str, *names: str) -> None:
    """Check that the packages that ``command`` needs are installed.

    Raises:
        HeadwordError: one of ``names`` is not.
    """
    for name in names:
        if find_spec(name) is None:
            hint = f"pip install 'headword[{extra}]'"
            raise HeadwordError(f"{command} needs the package {name}, which is not installed", hint=hint)


def require_site() -> None:
    """Check that the packages that pages are made with are installed.

    Raises:
        HeadwordError: one is not.
    """
    require_packages("headword site", "site", "jinja2", "nh3")
