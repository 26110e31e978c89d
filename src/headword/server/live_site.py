"""The site that is served now, and its replacement by the next build."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from headword.server.querying.pool import Pool
from headword.server.refusals import refusal_response
from headword.server.site_files import SiteFiles
from headword.server.snapshot import ServedVocabulary
from headword.site.hosting.context import Hosting
from headword.site.hosting.moved import Move, list_moves
from headword.site.published_urls import usable


@dataclass(frozen=True, slots=True)
class Deployment:
    """A build that is served.

    Attributes:
        snapshot: the vocabulary and its site.
        files: the files of the site.
        moves: the redirects of moved addresses.
        pool: the processes that answer queries.
    """

    snapshot: ServedVocabulary
    files: SiteFiles
    moves: tuple[Move, ...]
    pool: Pool


@dataclass(frozen=True, slots=True)
class BuildFailure:
    """A failed build.

    Attributes:
        text: the reason for people.
        is_found: whether findings are the reason; otherwise, an error stopped the build.
    """

    text: str
    is_found: bool


def open_deployment(snapshot: ServedVocabulary, pool: Pool) -> Deployment:
    """Return a deployment of a build.

    Raises:
        HeadwordError: a redirect of the config is not possible.
    """
    config = snapshot.config
    redirects = usable(config.site.redirects, frozenset(snapshot.atlas.addresses.values()))
    moves = list_moves(Hosting(config.base, config.base, {}, {}, tuple(redirects)))
    return Deployment(snapshot, SiteFiles(snapshot.folder), tuple(moves), pool)


class LiveSite:
    """The site that is served, which the next build replaces.

    Args:
        folders: the two folders for builds, in turn: the folder that is served is never written to.

    Attributes:
        number: the number of builds, failed ones included.
        trouble: why the last build failed, for people; empty if it did not.
        lost: is set if files of the site are missing.
        ended: is set when the server stops.
    """

    def __init__(self, folders: tuple[Path, Path]) -> None:
        self.lost = threading.Event()
        self.ended = threading.Event()
        self.number = 0
        self.trouble = ""
        self._folders = folders
        self._edition: Deployment | None = None
        self._readers: dict[Path, int] = dict.fromkeys(folders, 0)
        self._changed = threading.Condition()

    @property
    def is_empty(self) -> bool:
        """Return True if nothing has been built yet."""
        return self._edition is None

    @property
    def edition(self) -> Deployment:
        """Return the deployment that is served; it never changes.

        Raises:
            HTTPException: nothing has been built yet.
        """
        edition = self._edition
        if edition is None:
            refusal_response(503, "nothing has been built yet", Retry_After="1")
        return edition

    def is_stale(self) -> bool:
        """Return True if the served site is older than the sources, because the last build failed."""
        return bool(self.trouble)

    def snapshot(self) -> ServedVocabulary:
        """Return the snapshot that is served."""
        return self.edition.snapshot

    def pool(self) -> Pool:
        """Return the processes that answer queries."""
        return self.edition.pool

    @contextmanager
    def reading(self) -> Iterator[Deployment]:
        """Yield the deployment, whose files are not replaced in the meantime."""
        with self._changed:
            edition = self.edition
            self._readers[edition.snapshot.folder] += 1
        try:
            yield edition
        finally:
            with self._changed:
                self._readers[edition.snapshot.folder] -= 1
                self._changed.notify_all()

    def next_folder(self) -> Path:
        """Return the folder for the next build, when no request reads from it any more."""
        with self._changed:
            taken = self._edition.snapshot.folder if self._edition is not None else self._folders[1]
            free = next(folder for folder in self._folders if folder != taken)
            self._changed.wait_for(lambda: not self._readers[free])
        return free

    def renew(self, edition: Deployment, retire: Callable[[Pool], None]) -> None:
        """Serve a new deployment, and pass the processes of the old one to ``retire``."""
        with self._changed:
            before, self._edition = self._edition, edition
            self.number, self.trouble = self.number + 1, ""
        if before is not None:
            retire(before.pool)

    def fail(self, trouble: str) -> None:
        """Record why the last build failed; the site before it is still served."""
        self.number, self.trouble = self.number + 1, trouble

    def close(self) -> None:
        """Stop the processes that answer queries."""
        if self._edition is not None:
            self._edition.pool.close()
