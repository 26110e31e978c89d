"""The editions of a vocabulary: from a folder, a file of RDF, or a git revision."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from headword.compiler.vocabulary import compile_project
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.core.findings import Location, Observation
from headword.project.git import Repository, find_commit, take_out
from headword.project.inputs import RdfInput, find_input
from headword.project.project import CONFIG_NAME, EXTRA_SUFFIX, LOCK_NAME, PAGE_SUFFIXES, Project, find_project
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import FORMATS, join_files, read_rdf
from headword.rdf.terms import OWL, RDF_TYPE, SKOS, Literal


@dataclass(frozen=True, slots=True)
class VocabularySnapshot:
    """A vocabulary at one time.

    Attributes:
        name: the path or revision that it was read from.
        facts: its statements.
        base: its base IRI; empty if it is not known.
        version: its version; empty if it has none, or more than one.
        root: the folder that places are relative to; None for the working directory, or if it no longer exists.
        notices: sentences for people on unreadable parts.
    """

    name: str
    facts: LocatedGraph
    base: str = ""
    version: str = ""
    root: Path | None = None
    notices: tuple[str, ...] = ()


def read_path(path: Path, context: RunContext | None = None) -> VocabularySnapshot:
    """Return the edition in a folder of pages or of RDF, or in a file of either.

    Raises:
        HeadwordError: there is no readable input.
    """
    name = str(path)
    found = find_input(path)
    if isinstance(found, RdfInput):
        return _of_rdf(name, found.files)
    return _of_project(name, found.project, found.paths, context)


def read_working_tree(project: Project, context: RunContext | None = None) -> VocabularySnapshot:
    """Return the edition of the current pages of ``project``."""
    return _of_project("working tree", project, [], context)


def read_revision(repository: Repository, word: str, commit: str = "") -> VocabularySnapshot:
    """Return the edition at a git revision, with its config and lock then; empty if there was no vocabulary.

    Raises:
        HeadwordError: there is no such revision, or its pages cannot be compiled.
    """
    found = commit or find_commit(repository, word)
    with tempfile.TemporaryDirectory(prefix="headword-") as name:
        folder = Path(name).resolve()
        take_out(repository, found, folder, _is_of_vocabulary)
        try:
            return _read_taken(word, folder / repository.inside, folder)
        except HeadwordError as error:
            place = error.location or Location("")
            raise HeadwordError(error.message, place._replace(path=f"{word}:{place.path}"), error.hint) from error


def _read_taken(word: str, start: Path, folder: Path) -> VocabularySnapshot:
    project = find_project(start)
    if not project.root.is_relative_to(folder):
        # A config above the folder of temporary files does not belong to the vocabulary.
        project = replace(Project(start, type(project.config)()))
    if not project.sources.is_dir():
        notice = f"there is no vocabulary at {word}: everything is new"
        return VocabularySnapshot(word, {}, notices=(notice,))
    edition = _of_project(word, project, [], None)
    return replace(edition, root=None, notices=tuple(f"at {word}: {notice}" for notice in edition.notices))


def _is_of_vocabulary(path: str) -> bool:
    """Return whether a file may be part of a vocabulary's sources."""
    name = path.rpartition("/")[2]
    return name in (CONFIG_NAME, LOCK_NAME, "pyproject.toml") or name.lower().endswith((*PAGE_SUFFIXES, EXTRA_SUFFIX))


def _of_project(name: str, project: Project, paths: Sequence[Path], context: RunContext | None) -> VocabularySnapshot:
    # Dates are not compared, and a revision in a temporary folder has no repository.
    config = replace(project.config, dates="explicit")
    compiled = compile_project(replace(project, config=config), paths, context=context)
    return VocabularySnapshot(
        name, compiled.facts, config.base, config.version, project.root, tuple(_list_unread(compiled.observations))
    )


def _list_unread(observations: Sequence[Observation]) -> Iterator[str]:
    for seen in observations:
        if seen.rule == "unreadable-page":
            yield f"{seen.location}: {seen.message}; the concepts on this page count as removed"


def _of_rdf(name: str, files: Sequence[Path]) -> VocabularySnapshot:
    facts = join_files([read_rdf(file, str(file)) for file in files])
    if not facts:
        hint = f"known endings: {', '.join(sorted(FORMATS))}"
        raise HeadwordError("there is no data to compare", Location(name), hint)
    return VocabularySnapshot(name, facts, "", _find_version(facts))


def _find_version(facts: LocatedGraph) -> str:
    """Return the version of all schemes with a version; empty if they differ."""
    schemes = {subject for subject, predicate, value in facts if (predicate, value) == _IS_SCHEME}
    versions = {
        value.value
        for subject, predicate, value in facts
        if predicate == _VERSION and subject in schemes and isinstance(value, Literal)
    }
    return versions.pop() if len(versions) == 1 else ""


_IS_SCHEME = (RDF_TYPE, SKOS + "ConceptScheme")
_VERSION = OWL + "versionInfo"
