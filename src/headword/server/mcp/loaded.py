"""The vocabulary that an assistant asks about, as it is now."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from headword.api.load import read_pages_source, read_rdf_source
from headword.api.vocabulary import Source, Vocabulary
from headword.compiler.publication import NamedGraph
from headword.content.thesaurus import Thesaurus, make_thesaurus
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.lsp.project_state import CheckedProject, check_project
from headword.project.config import Config
from headword.project.inputs import PagesInput
from headword.project.project import Project, find_project
from headword.rdf.graph import LocatedGraph


class LoadedVocabulary:
    """A vocabulary at one moment, and what is made of it at first use.

    Args:
        source: its data.
        config: the config of its project.

    Attributes:
        vocabulary: its concepts.
        config: the same config.
    """

    def __init__(self, source: Source, config: Config) -> None:
        self.vocabulary = Vocabulary(source)
        self.config = config
        self._source = source

    @property
    def facts(self) -> LocatedGraph:
        """Return all triples."""
        return self._source.facts

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """Its labels, as those of content are compared."""
        return make_thesaurus(self.facts, self.vocabulary.language)

    @property
    def graph(self) -> NamedGraph:
        """Return the data of queries."""
        return NamedGraph(self.config.base, lambda: "", lambda: self.facts)


class VocabularyFeed(Protocol):
    """The source of the vocabulary. Its methods are called from one thread."""

    def load(self) -> LoadedVocabulary:
        """Return the vocabulary as it is now: the same object until it changes.

        Raises:
            HeadwordError: it cannot be read.
        """
        ...

    def check(self) -> CheckedProject:
        """Return the project with its pages and findings.

        Raises:
            HeadwordError: there are no pages, or they cannot be checked.
        """
        ...

    def forget(self) -> None:
        """Read the files again at the next question."""
        ...

    def close(self) -> None:
        """Release the cache."""
        ...


class RdfFeed:
    """A vocabulary in RDF files, which does not change.

    Args:
        name: the path that the files were found at.
        files: the files.
    """

    def __init__(self, name: str, files: tuple[Path, ...]) -> None:
        self._name = name
        self._files = files

    @cached_property
    def _loaded(self) -> LoadedVocabulary:
        return LoadedVocabulary(read_rdf_source(self._name, self._files), find_project(self._files[0]).config)

    def load(self) -> LoadedVocabulary:
        """Return the vocabulary."""
        return self._loaded

    def check(self) -> CheckedProject:
        """Raise an error, since there are no pages."""
        hint = "start headword mcp in the folder of a project"
        raise HeadwordError(f"{self._name} is RDF, so there are no Markdown pages to check or change", hint=hint)

    def forget(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class _Stamp:
    """The time and the size of each file that the vocabulary depends on."""

    files: tuple[tuple[str, int, int], ...]


class PagesFeed:
    """The vocabulary of a project's pages, which is read again when a file changes.

    Args:
        open_project: opens the project, with its config as it is now.
        no_cache: whether the cache of the project is not used.
    """

    def __init__(self, open_project: Callable[[], Project], *, no_cache: bool = False) -> None:
        self._open_project = open_project
        self._no_cache = no_cache
        self._stack = ExitStack()
        self._context: RunContext | None = None
        self._stamp: _Stamp | None = None
        self._loaded: LoadedVocabulary | None = None
        self._checked: CheckedProject | None = None

    def load(self) -> LoadedVocabulary:
        """Return the vocabulary, as its files are now."""
        self._look()
        if self._loaded is None:
            project = self._open_project()
            source = read_pages_source(
                project.root.name, PagesInput(project, ()), drafts=False, context=self._run(project)
            )
            self._loaded = LoadedVocabulary(source, project.config)
        return self._loaded

    def check(self) -> CheckedProject:
        """Return the project with its pages and findings, as its files are now."""
        self._look()
        if self._checked is None:
            project = self._open_project()
            self._checked = check_project(project, self._run(project), {}, drafts=False)
        return self._checked

    def forget(self) -> None:
        """Read the files again at the next question."""
        self._stamp = None

    def close(self) -> None:
        """Release the cache."""
        self._stack.close()
        self._context = None

    def _run(self, project: Project) -> RunContext:
        if self._context is None:
            cache = self._stack.enter_context(open_cache(None if self._no_cache else project.root))
            self._context = RunContext(cache, jobs=1)
        return self._context

    def _look(self) -> None:
        # At each question, since a page may have been edited just before: 10 ms for 1,000 pages.
        stamp = _Stamp(tuple(_list_states(self._open_project())))
        if stamp != self._stamp:
            self._stamp, self._loaded, self._checked = stamp, None, None


def _list_states(project: Project) -> Iterator[tuple[str, int, int]]:
    """Yield the state of each file of the sources and the rules, of the config, the lock and the baseline."""
    single = [project.config_path, project.lock, project.baseline]
    walked = (Path(folder, name) for top in (project.sources, project.shapes) for folder, name in _walk_files(top))
    for file in (*filter(None, single), *walked):
        try:
            state = file.stat()
        except OSError:
            continue
        yield str(file), state.st_mtime_ns, state.st_size


def _walk_files(top: Path) -> Iterator[tuple[str, str]]:
    for folder, folders, names in os.walk(top, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from ((folder, name) for name in sorted(names))
