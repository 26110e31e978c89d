"""The options of ``headword push`` and ``headword pull`` for the store, and a function that opens it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from headword.core.extras import require_packages
from headword.core.plugins import STORES, find_plugins

if TYPE_CHECKING:
    from headword.stores.remote.store import Store


def with_store(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `open_named` takes."""
    preset = click.option(
        "--preset",
        type=click.Choice(list(find_plugins(STORES))),
        help="The kind of store. [default: detected]",
    )
    timeout = click.option(
        "--timeout", type=click.FloatRange(min=1), default=300, show_default=True, metavar="SECONDS",
        help="The time limit of one request, in seconds.",
    )  # fmt: skip
    plain = click.option("--plain-http", is_flag=True, help="Allow credentials over http to another host.")
    return preset(timeout(plain(command)))


def open_named(url: str, preset: str | None, timeout: float, *, plain_http: bool, update: str | None = None) -> "Store":
    """Open the store that the command line names.

    Raises:
        HeadwordError: the address is wrong, or a package is not installed.
    """
    require_packages("a triple store", "push", "requests")
    from headword.stores.remote.connection import RetryPolicy
    from headword.stores.remote.open import open_remote_store

    return open_remote_store(
        url, preset or "", update=update or "", plain=plain_http, patience=RetryPolicy(whole=timeout)
    )
