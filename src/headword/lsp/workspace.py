"""The projects that an editor works on, each as it was last checked.

All of it is used from one thread, which the cache asks for.
"""

import gc
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.lsp.project_state import CheckedProject, check_again, check_project, find_held
from headword.project.project import Project, find_project
from headword.project.read import BufferOverlay


@dataclass(frozen=True, slots=True)
class ProjectState:
    """A project, how it was last checked if it ever was, and why it cannot be checked now."""

    root: Path
    snapshot: CheckedProject | None
    error: HeadwordError | None


class Workspace:
    """The projects on it; an empty one is made anew whenever all is to be read again."""

    def __init__(self, *, drafts: bool) -> None:
        self._drafts = drafts
        self._means: dict[Path, RunContext] = {}
        self._stack = ExitStack()
        self.checked: Mapping[Path, ProjectState] = {}

    def close(self) -> None:
        """Let go of everything."""
        self._stack.close()

    def check_all(self, folders: Iterable[Path], held: BufferOverlay) -> None:
        """Look for the projects that the folders, and the files that an editor ``held``, belong to; check them."""
        projects: dict[Path, Project] = {}
        checked: dict[Path, ProjectState] = {}
        for start in (*folders, *held):
            try:
                project = find_project(start)
            except HeadwordError as error:
                root = self._find_root(start)
                checked[root] = ProjectState(root, self._last(root), error)
            else:
                if project.sources.is_dir():
                    projects.setdefault(project.root, project)
        for root, project in projects.items():
            checked[root] = self._check(project, held)
        self.checked = checked
        # The command line switches this off: there is no time for it between keystrokes, but when a page is saved.
        gc.collect()
        gc.freeze()

    def check_changed(self, held: BufferOverlay, changed: Collection[Path]) -> None:
        """Check again the projects that the ``changed`` files are of."""
        checked = dict(self.checked)
        for root, one in self.checked.items():
            snapshot = one.snapshot
            if snapshot is None:
                continue
            texts = find_held(snapshot.names, held)
            files = set(find_held(snapshot.names, dict.fromkeys(changed, b"")))
            if files:
                try:
                    checked[root] = ProjectState(root, check_again(snapshot, texts, files), None)
                except HeadwordError as error:
                    checked[root] = ProjectState(root, snapshot, error)
        self.checked = checked

    def find(self, path: Path) -> tuple[CheckedProject, str] | None:
        """Return the snapshot that a file is in, and its path in locations."""
        for one in self.checked.values():
            known = one.snapshot.names.get(os.path.realpath(path)) if one.snapshot else None
            if one.snapshot is not None and known is not None:
                return one.snapshot, one.snapshot.project.relative(known)
        return None

    def _check(self, project: Project, held: BufferOverlay) -> ProjectState:
        root = project.root
        if root not in self._means:
            self._means[root] = RunContext(self._stack.enter_context(open_cache(None)), jobs=1)
        try:
            return ProjectState(root, check_project(project, self._means[root], held, drafts=self._drafts), None)
        except HeadwordError as error:
            return ProjectState(root, self._last(root), error)

    def _last(self, root: Path) -> CheckedProject | None:
        return self.checked[root].snapshot if root in self.checked else None

    def _find_root(self, start: Path) -> Path:
        """Return the folder of a project whose config cannot be read: that which was known, else the nearest."""
        folder = Path(os.path.abspath(start if start.is_dir() else start.parent))
        known = next((one for one in (folder, *folder.parents) if one in self.checked), None)
        configs = (one for one in (folder, *folder.parents) if (one / "headword.toml").is_file())
        return known or next(configs, folder)
