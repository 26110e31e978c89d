"""The Turtle file that may stand beside a page, for what the dialect cannot say.

Knows its name and how it is read; must not know what is made of it.
"""

from pathlib import Path

from headword.findings import Location, Observation
from headword.graph import Facts
from headword.model import Document
from headword.project import Project

EXTRA_SUFFIX = ".extra.ttl"


def extra_of(page: Path) -> Path:
    """The Turtle file that may stand beside ``page``."""
    return page.with_name(page.stem + EXTRA_SUFFIX)


def state_extra(document: Document, project: Project, observations: list[Observation]) -> Facts:
    """The facts of the Turtle file beside a page, its blank nodes named; what is wrong with it is observed."""
    # Imported here: most pages have no such file.
    from headword.rdffile import RdfSyntaxError, name_blank_nodes, read_rdf

    file = extra_of(project.root / document.extra)
    first = (*document.schemes, *document.resources)[0].iri
    try:
        return name_blank_nodes(read_rdf(file, project.relative(file)), f"{first.rstrip('/')}#extra-")
    except RdfSyntaxError as error:
        observations.append(Observation("rdf-syntax", error.location or Location(str(file)), error.message))
        return {}
