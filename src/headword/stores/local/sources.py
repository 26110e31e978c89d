"""The RDF files that fill a store in addition to pages, and the names of the stored data."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from headword.compiler.publication import NamedGraph
from headword.project.project import Project
from headword.rdf.entailment import with_derived
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import address, digest_rdf, read_rdf


def part_of_file(file: Path) -> NamedGraph:
    """Return the part of an RDF file, named by its address. Reading it raises an error if that fails."""
    return NamedGraph(address(file), partial(digest_rdf, file, str(file)), partial(_read_source, file))


def _read_source(file: Path) -> LocatedGraph:
    return with_derived(read_rdf(file, str(file)))


def name_owner(project: Project, directory: Path, pages: Sequence[Path] = (), rdf: Sequence[Path] = ()) -> str:
    """Return the owner of the store in ``directory``: the vocabulary of a project, some of its pages, or RDF files.

    Two projects can have the same base, two files can have the same name, and a base can change. Their paths relative
    to the store distinguish them, and stay the same if all is moved together.
    """
    whole = [f"the vocabulary in {_write_relative(directory, project.root)}"] if pages or not rdf else []
    return ", ".join([*whole, *(_write_relative(directory, file) for file in (*pages, *rdf))])


def _write_relative(directory: Path, path: Path) -> str:
    """Return a path relative to ``directory``."""
    try:
        return Path(os.path.relpath(path.resolve(), directory.resolve())).as_posix()
    except ValueError:
        # On another drive of Windows.
        return path.resolve().as_posix()
