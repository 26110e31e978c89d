"""What a store can be filled from beside pages, and how what it holds is called."""

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
    """What a file of RDF says, named by its address; who asks for it is told if the file cannot be read."""
    return NamedGraph(address(file), partial(digest_rdf, file, str(file)), partial(_read_source, file))


def _read_source(file: Path) -> LocatedGraph:
    return with_derived(read_rdf(file, str(file)))


def name_owner(project: Project, directory: Path, pages: Sequence[Path] = (), rdf: Sequence[Path] = ()) -> str:
    """What the store in ``directory`` is the store of: the vocabulary of a project, some pages of it, files of RDF.

    Two projects may have the same base, two files the same name, and a base may change: where they are seen from the
    store tells them apart, and stays the same if all is moved together.
    """
    whole = [f"the vocabulary in {_see(directory, project.root)}"] if pages or not rdf else []
    return ", ".join([*whole, *(_see(directory, file) for file in (*pages, *rdf))])


def _see(directory: Path, path: Path) -> str:
    """A path as it is written in ``directory``."""
    try:
        return Path(os.path.relpath(path.resolve(), directory.resolve())).as_posix()
    except ValueError:
        # On another drive of Windows.
        return path.resolve().as_posix()
