"""The changes since the last release and in it, and the releases that are kept."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from headword.project.project import FROZEN, Project
from headword.publish.diff.compare import ChangedResource, VocabularyDiff, compare
from headword.publish.diff.editions import VocabularySnapshot, read_path
from headword.publish.diff.versions import is_after
from headword.rdf.graph import LocatedGraph
from headword.site.addresses import OWN
from headword.site.locales import Locale, PageLink

CHANGES = f"{OWN}/changes"


class VersionStep(NamedTuple):
    """The changes from one edition to another.

    ``after`` is the resulting version and ``day`` the day of its release; both are empty for a version that is not
    released yet.
    """

    before: str
    after: str
    day: str
    difference: VocabularyDiff


@dataclass(frozen=True)
class History:
    """The releases of a vocabulary of which copies are kept.

    Attributes:
        folder: where the copies are.
        versions: their names, the latest first.
        steps: what changed since the latest, and in it.
        latest: what the latest says; None if none is kept.
        say_all: returns the current statements.
    """

    folder: Path
    versions: tuple[str, ...]
    steps: tuple[VersionStep, ...]
    latest: VocabularySnapshot | None
    say_all: Callable[[], LocatedGraph]

    def compare(self, before: str, after: str) -> VocabularyDiff:
        """Return the differences of two versions; ``after`` is empty for the current one."""
        known = (step.difference for step in self.steps if (step.before, step.after) == (before, after))
        return next(known, None) or compare(
            read_path(self.folder / before).facts,
            read_path(self.folder / after).facts if after else self.say_all(),
        )

    def list_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of every copy, which stay where they were published."""
        for version in self.versions:
            for where, folders, names in os.walk(self.folder / version):
                folders.sort()
                for name in sorted(names):
                    file = Path(where, name)
                    yield f"{FROZEN}/{file.relative_to(self.folder).as_posix()}", file.read_bytes()


def read_history(project: Project, say_all: Callable[[], LocatedGraph]) -> History:
    """Return the releases of ``project``, and the changes since.

    Args:
        project: whose output has the copies of releases.
        say_all: gives what the vocabulary says now; asked only if there is something to compare it with.

    Raises:
        HeadwordError: a copy cannot be read.
    """
    folder = project.output / FROZEN
    versions = list_versions(folder)
    config = project.config
    latest = config.version if config.version in versions else config.prior_version
    if latest not in versions:
        return History(folder, versions, (), None, say_all)
    edition = read_path(folder / latest)
    steps = [VersionStep(latest, "", "", compare(edition.facts, say_all()))]
    prior = config.prior_version
    if prior in versions and prior != latest:
        steps.append(
            VersionStep(prior, latest, config.released, compare(read_path(folder / prior).facts, edition.facts))
        )
    return History(folder, versions, tuple(steps), edition, say_all)


def list_versions(folder: Path) -> tuple[str, ...]:
    """Return the names of the versions in ``folder``, the latest first if their names have an order."""
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir()) if folder.is_dir() else []
    ordered: list[str] = []
    for name in names:
        place = next((place for place, other in enumerate(ordered) if is_after(name, other)), len(ordered))
        ordered.insert(place, name)
    return tuple(ordered)


class ChangeRow(NamedTuple):
    """A resource that changed, and how."""

    link: PageLink
    changes: tuple[tuple[str, str], ...]


def changes_values(history: History, reader: Locale) -> dict[str, Any]:
    """Return the values of the template of the changes."""
    return {
        "steps": [(step, [(kind, count) for kind, count in step.difference.counts.items()], list(_rows(step, reader)))
                  for step in history.steps],
    }  # fmt: skip


def _rows(step: VersionStep, reader: Locale) -> Iterator[ChangeRow]:
    here = reader.here(CHANGES)
    for changed in step.difference.changed:
        link = reader.refer(here, changed.iri)
        if changed.iri not in reader.atlas.cards:
            link = link._replace(text=changed.label or changed.iri, href="")
        yield ChangeRow(link, tuple(_list_kinds(changed)))


def _list_kinds(changed: ChangedResource) -> Iterator[tuple[str, str]]:
    """Yield the kind of each change, with its language if it has one."""
    yield from dict.fromkeys((change.kind, change.language) for change in changed.changes)
