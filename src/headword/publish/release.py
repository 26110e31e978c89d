"""A release: the new content of the config, the changelog and the output.

Everything is prepared first, and written together or not at all.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from headword.core.errors import HeadwordError
from headword.core.files.publish import FileChanges, compare, publish
from headword.core.findings import Location
from headword.project.config.edit import set_keys
from headword.project.config.validate import is_day
from headword.project.project import FROZEN, Project, refuse_output
from headword.publish.changelog import add_entry, has_entry
from headword.publish.diff.versions import is_after

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


@dataclass(frozen=True, slots=True)
class Release:
    """A release that is ready.

    Attributes:
        project: the project with the new config.
        config: the new content of the config file.
    """

    project: Project
    config: bytes

    @property
    def version(self) -> str:
        """Return the version of the release."""
        return self.project.config.version

    @property
    def prior(self) -> Path | None:
        """Return the copy of the release before, or None if there is none."""
        version = self.project.config.prior_version
        folder = self.project.output / FROZEN / version
        return folder if version and folder.is_dir() else None

    @property
    def copy(self) -> str:
        """Return the folder of the output for the copy."""
        return f"{FROZEN}/{self.version}"

    @property
    def changelog(self) -> Path:
        """Return the file of the changelog, which may not exist."""
        return self.project.root / self.project.config.changelog


def prepare(project: Project, version: str, date: str) -> Release:
    """Return the release of ``version`` on a day.

    Raises:
        HeadwordError: there is no config, or the version cannot be released: it exists already, it is not later than
            the last one, or it cannot be the name of a folder.
    """
    if project.config_path is None:
        raise HeadwordError("there is no config to write the version into", None, "run headword init to write one")
    if not is_day(date):
        raise HeadwordError(f"{date!r} is not a date like 2026-11-24")
    if date < project.config.released:
        raise HeadwordError(f"{date} is before {project.config.released}, when {project.config.version} was released")
    refuse_output(project, project.output)
    _refuse_changelog(project)
    _check_version(project, version, project.config.source.find_key("version"))
    config = project.config
    prior = config.version if config.released else config.prior_version
    keys = {"version": version, "released": date, **({"prior-version": prior} if prior else {})}
    written = replace(config, version=version, released=date, prior_version=prior)
    return Release(replace(project, config=written), set_keys(project.config_path, keys))


def _refuse_changelog(project: Project) -> None:
    """Raise an error unless the changelog is a separate file."""
    config = project.config
    file = Path(os.path.realpath(project.root / config.changelog))
    own = {Path(os.path.realpath(path)) for path in (project.config_path, project.lock, project.baseline) if path}
    folders = (Path(os.path.realpath(folder)) for folder in (project.sources, project.output))
    # A project with its pages in the root can have other files next to them.
    inside = any(file.is_relative_to(folder) for folder in folders if folder != Path(os.path.realpath(project.root)))
    if file in own or file.is_dir() or inside:
        message = f"{config.changelog} cannot be the changelog: it is a folder, or headword uses it for something else"
        raise HeadwordError(
            message, config.place_of(config.changelog), 'name another file, for example changelog = "CHANGELOG.md"'
        )


def _check_version(project: Project, version: str, place: Location) -> None:
    if not _NAME.fullmatch(version):
        hint = "use letters and digits, and after the first also - . _ +, for example 1.2.0 or 2026-11-24"
        raise HeadwordError(f"{version!r} cannot be a version", None, hint)
    config = project.config
    frozen = project.output / FROZEN / version
    if frozen.exists():
        raise HeadwordError(f"{version} is already released: there is a copy of it", Location(project.relative(frozen)))
    if config.released and version == config.version:
        raise HeadwordError(f"{version} was already released on {config.released}", place)
    last = config.version if config.released else config.prior_version
    if version == last or is_after(version, last) is False:
        raise HeadwordError(f"{version} is not later than {last}, the last release", place)
    if config.version and is_after(config.version, version):
        hint = f"release {config.version}, or change `version` in the config"
        raise HeadwordError(f"{version} is earlier than {config.version}, the version in the config", place, hint)


def write_changelog(release: Release, body: str) -> bytes | None:
    """Return the changelog with an entry with the text ``body``; None if it has an entry for this version.

    Raises:
        HeadwordError: the changelog cannot be read.
    """
    file = release.changelog
    try:
        before = file.read_bytes().decode("utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise HeadwordError(f"cannot be read: {error}", Location(release.project.relative(file))) from error
    if has_entry(before, release.version):
        return None
    return add_entry(before, release.version, release.project.config.released, body).encode()


def list_contents(release: Release, changelog: bytes | None) -> Mapping[Path, bytes]:
    """Return the content of the files next to the output."""
    assert release.project.config_path is not None
    contents = {release.project.config_path: release.config}
    return {**contents, release.changelog: changelog} if changelog is not None else contents


def preview(release: Release, files: Iterable[tuple[str, bytes]]) -> FileChanges:
    """Return the changes of a release in the output."""
    return compare(files, release.project.output, release.copy)


def write(release: Release, files: Iterable[tuple[str, bytes]], contents: Mapping[Path, bytes]) -> FileChanges:
    """Write all files.

    Raises:
        HeadwordError: a file cannot be written; then nothing has changed.
    """
    return publish(files, release.project.output, release.copy, contents)
