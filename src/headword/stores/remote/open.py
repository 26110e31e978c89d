"""Open a store: its kind, its endpoints and the credentials."""

from headword.core.errors import HeadwordError, StoreError
from headword.stores.remote.connection import Connection, RetryPolicy
from headword.stores.remote.credentials import NoCredentials, are_given, make_auth
from headword.stores.remote.presets import Preset, check_url, guess_preset, list_presets, recognise_preset
from headword.stores.remote.store import GraphStore, Store, UpdateStore


def open_remote_store(
    url: str, preset: str = "", *, update: str = "", plain: bool = False, patience: RetryPolicy | None = None
) -> Store:
    """Open the store at ``url``.

    Args:
        url: the address of the store, or of one of its endpoints.
        preset: the kind of store; empty to detect it.
        update: the address for updates, if it differs from the usual one.
        plain: whether credentials may be sent to another host without encryption.
        patience: the time limits.

    Raises:
        HeadwordError: the address is wrong or contains a secret, or the kind of store cannot be detected.
    """
    check_url(url)
    waiting = patience or RetryPolicy()
    if update:
        check_url(update)
        preset = preset or "sparql"
    kind = list_presets()[preset] if preset else guess_preset(url) or _ask_kind(url, waiting)
    endpoints = kind.find(url, are_given(kind.login))
    if update:
        if endpoints.graphs:
            hint = "leave out --update-endpoint, or use --preset sparql"
            raise HeadwordError(f"{kind.name} has no separate address for updates", hint=hint)
        endpoints = endpoints._replace(update=update)
    connection = Connection(make_auth(kind.login, endpoints.query, endpoints.update, plain=plain), waiting)
    return (GraphStore if endpoints.graphs else UpdateStore)(connection, endpoints)


def _ask_kind(url: str, patience: RetryPolicy) -> Preset:
    """Return the kind of store from its headers; the request has no credentials, because the host is unknown."""
    try:
        answer = Connection(NoCredentials(), patience).ask("GET", url, allowed=frozenset(range(300, 600)))
        kind = recognise_preset(answer.headers)
    except StoreError as error:
        hint = f"name the kind of store with --preset: {', '.join(list_presets())}"
        raise HeadwordError(error.message, hint=error.hint or hint) from error
    if kind is None:
        hint = f"use --preset with one of {', '.join(list_presets())}"
        raise HeadwordError(f"the kind of store at {url} cannot be detected", hint=hint)
    return kind
