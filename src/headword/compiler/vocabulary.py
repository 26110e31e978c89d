"""A compiled vocabulary: all pages of a project as one graph."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headword.compiler.publication import Publication
from headword.compiler.run import open_run
from headword.core.context import RunContext
from headword.core.findings import Location, Observation
from headword.project.project import Project
from headword.rdf.graph import DocumentSubjects, LocatedGraph

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True)
class Compiled:
    """A compiled vocabulary.

    Attributes:
        project: the source project.
        iri: the IRI of the whole, which is the base in the config.
        facts: its triples in order, each with its location in the source.
        documents: the resources of each published document.
        observations: the observations of the reader and the compiler.
        notices: sentences for people on files that were left out.
        pages: the number of compiled pages.
        concepts: the number of concepts, subjects and retired ones included.
    """

    project: Project
    iri: str
    facts: LocatedGraph
    documents: tuple[DocumentSubjects, ...]
    observations: tuple[Observation, ...]
    notices: tuple[str, ...]
    pages: int
    concepts: int

    @cached_property
    def graph(self) -> "rdflib.Graph":
        """Return the vocabulary as a plain ``rdflib.Graph``, created at the first access."""
        from headword.rdf.rdflib_bridge import to_rdflib

        return to_rdflib(self.facts)

    def origin(self, triple: tuple[Any, Any, Any]) -> Location:
        """Return the location in the Markdown of ``triple``, which has terms of rdflib.

        Raises:
            KeyError: the graph has no such triple.
        """
        from headword.rdf.rdflib_bridge import find_origin

        return find_origin(self.facts, triple)


def compile_project(
    project: Project, paths: Iterable[Path] = (), *, drafts: bool = False, context: RunContext | None = None
) -> Compiled:
    """Compile the pages of ``project`` in ``paths``, or all pages if ``paths`` is empty.

    Raises:
        HeadwordError: the folder of sources does not exist.
    """
    with open_run(project, paths, drafts=drafts, context=context) as run:
        documents = run.documents()
        publication = Publication(documents, project.config)
        facts = publication.facts()
    observations = [*(seen for record in run.chosen for seen in record.observations), *documents.clashes()]
    return Compiled(
        project=project,
        iri=project.config.base,
        facts=facts,
        documents=publication.documents,
        observations=(*observations, *run.gaps(observations), *run.hints),
        notices=run.notices,
        pages=run.pages_compiled,
        concepts=run.count_concepts(documents),
    )
