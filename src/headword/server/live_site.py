"""What is served now, and how the next takes its place."""

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
    """A build as it is served.

    Attributes:
        snapshot: what it says.
        files: of the site.
        moves: the addresses that lead to others.
        pool: who answers queries on it.
    """

    snapshot: ServedVocabulary
    files: SiteFiles
    moves: tuple[Move, ...]
    pool: Pool


@dataclass(frozen=True, slots=True)
class BuildFailure:
    """Why a build failed.

    Attributes:
        text: for whoever asks the server.
        is_found: whether sources break rules; otherwise it could not be built at all.
    """

    text: str
    is_found: bool


def open_deployment(snapshot: ServedVocabulary, pool: Pool) -> Deployment:
    """A build as it is served.

    Raises:
        HeadwordError: an address cannot lead to where it is said to.
    """
    config = snapshot.config
    redirects = usable(config.site.redirects, frozenset(snapshot.atlas.addresses.values()))
    moves = list_moves(Hosting(config.base, config.base, {}, {}, tuple(redirects)))
    return Deployment(snapshot, SiteFiles(snapshot.folder), tuple(moves), pool)


class LiveSite:
    """The edition that is served.

    Args:
        folders: where sites are built, one after the other: what is served is never written to.

    Attributes:
        number: of builds, failed ones too.
        trouble: what was wrong with the last one, for people; empty if nothing.
        lost: is set when files of the site are found to be gone.
        ended: is set when nobody asks any more, and no other build is wanted.
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
        """Whether nothing has been built yet."""
        return self._edition is None

    @property
    def edition(self) -> Deployment:
        """What is served; nothing that is got from it changes.

        Raises:
            HTTPException: nothing has been built yet.
        """
        edition = self._edition
        if edition is None:
            refusal_response(503, "nothing has been built yet", Retry_After="1")
        return edition

    def is_stale(self) -> bool:
        """Whether what is served is not what the sources say now, since they could not be built."""
        return bool(self.trouble)

    def snapshot(self) -> ServedVocabulary:
        """The snapshot that is served."""
        return self.edition.snapshot

    def pool(self) -> Pool:
        """Who answers queries on it."""
        return self.edition.pool

    @contextmanager
    def reading(self) -> Iterator[Deployment]:
        """The edition, whose files stay where they are meanwhile."""
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
        """The folder to build in, once nobody reads in it."""
        with self._changed:
            taken = self._edition.snapshot.folder if self._edition is not None else self._folders[1]
            free = next(folder for folder in self._folders if folder != taken)
            self._changed.wait_for(lambda: not self._readers[free])
        return free

    def renew(self, edition: Deployment, retire: Callable[[Pool], None]) -> None:
        """Serve another edition from now on; the one before goes to ``retire``."""
        with self._changed:
            before, self._edition = self._edition, edition
            self.number, self.trouble = self.number + 1, ""
        if before is not None:
            retire(before.pool)

    def fail(self, trouble: str) -> None:
        """Say that the last build failed, and why; what was served is served on."""
        self.number, self.trouble = self.number + 1, trouble

    def close(self) -> None:
        """End the processes that answer queries."""
        if self._edition is not None:
            self._edition.pool.close()
