"""What a store can be filled from beside pages, and how what it holds is called.

Knows files of RDF and projects; must not know stores.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from headword.project import Project
from headword.publication import Part
from headword.rdffile import address, digest_rdf, read_rdf


def part_of_file(file: Path) -> Part:
    """What a file of RDF says, named by its address.

    Raises:
        HeadwordError: the file cannot be read, or has an ending that is not known.
    """
    return Part(address(file), digest_rdf(file, str(file)), partial(read_rdf, file, str(file)))


def name_owner(project: Project, pages: Sequence[Path] = (), rdf: Sequence[Path] = ()) -> str:
    """What a store is the store of: the vocabulary of a project, some pages of it, files of RDF."""
    whole = [project.config.base] if pages or not rdf else []
    return " ".join([*whole, *map(project.relative, pages), *map(project.relative, rdf)])
