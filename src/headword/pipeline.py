"""The order of the stages: from a path to a compiled vocabulary.

Knows which stage comes after which; must not know what any stage does.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headword.assembly import assemble, join_facts
from headword.compiler import Compilation, compile_outlines
from headword.config import PLACEHOLDER_BASE, Config
from headword.errors import HeadwordError
from headword.findings import Location, Observation
from headword.graph import DocumentSubjects, Facts, list_subjects, state_document
from headword.model import Concept, ConceptScheme, Document, SchemeMetadata
from headword.plan import SUBJECTS, SourceOutline
from headword.project import Project, find_project
from headword.selection import Selection, select_pages
from headword.source.outline import read_outline
from headword.source.page import read_page

if TYPE_CHECKING:
    import rdflib

EXTRA_SUFFIX = ".extra.ttl"


@dataclass(frozen=True)
class Compiled:
    """A compiled vocabulary.

    Attributes:
        project: where it came from.
        iri: the IRI of the whole, the config's base.
        metadata: what is said of the whole.
        schemes: the concept schemes, sorted by path.
        facts: its triples in order, each with the place that it came from.
        documents: which resources are published together.
        observations: what was seen while reading and compiling.
        notices: sentences on what was left out, for people.
        pages: how many pages were compiled.
        concepts: how many concepts there are, those of the subject scheme not counted.
    """

    project: Project
    iri: str
    metadata: SchemeMetadata
    schemes: tuple[ConceptScheme, ...]
    facts: Facts
    documents: tuple[DocumentSubjects, ...]
    observations: tuple[Observation, ...]
    notices: tuple[str, ...]
    pages: int
    concepts: int

    @cached_property
    def graph(self) -> "rdflib.Graph":
        """The vocabulary as a plain ``rdflib.Graph``, made when first asked for."""
        from headword.rdflibgraph import to_rdflib

        return to_rdflib(self.facts)

    def origin(self, triple: tuple[Any, Any, Any]) -> Location:
        """The place in the Markdown that ``triple``, of rdflib terms, came from.

        Raises:
            KeyError: the graph has no such triple.
        """
        from headword.rdflibgraph import from_rdflib

        subject, predicate, value = (from_rdflib(term) for term in triple)
        return self.facts[(str(subject), str(predicate), value)]


def compile(path: str | Path, *, drafts: bool = False) -> Compiled:
    """Compile the page or the folder of pages at ``path``.

    The config is looked for upward from ``path``.  Links are resolved against
    the whole site, but only the pages asked for are in the graph.

    Raises:
        HeadwordError: there is nothing at ``path``, or the config is wrong.
    """
    start = Path(path)
    if not start.exists():
        raise HeadwordError("there is no such file or folder", Location(str(path)))
    return compile_project(find_project(start), [start], drafts=drafts)


def compile_project(project: Project, paths: Iterable[Path] = (), *, drafts: bool = False) -> Compiled:
    """Compile what ``paths`` name of ``project``, everything if they name nothing.

    Raises:
        HeadwordError: the folder of sources does not exist.
    """
    selection = select_pages(project, list(paths))
    sources = _read_sources(project, selection)
    extras = {item.inside for item in selection.files if extra_of(item.source.path).is_file()}
    compilation = compile_outlines(
        sources, project.config, drafts=drafts, selected=selection.chosen, extras=frozenset(extras)
    )
    empty = [made.file for made in sources if not made.outline.headings and not made.outline.observations]
    observations = list(compilation.observations)
    # Outlines and model are let go as soon as they have been made into what comes next: a large site has many.
    del sources
    facts, documents = _state(compilation, project, observations)
    vocabulary = compilation.vocabulary
    concepts = sum(
        isinstance(resource, Concept)
        for document in vocabulary.documents
        if document.path != SUBJECTS
        for resource in document.resources
    )
    gaps, notices = note_gaps(project, selection, empty, concepts, observations)
    return Compiled(
        project=project,
        iri=vocabulary.iri,
        metadata=vocabulary.metadata,
        schemes=tuple(scheme for document in vocabulary.documents for scheme in document.schemes),
        facts=facts,
        documents=documents,
        observations=(*observations, *gaps),
        notices=(*selection.notices, *notices, *compilation.left_out),
        pages=compilation.pages,
        concepts=concepts,
    )


def _read_sources(project: Project, selection: Selection) -> list[SourceOutline]:
    shortcodes = project.config.outline_shortcodes
    return [
        SourceOutline(
            read_outline(read_page(source.path, project.relative(source.path), source.page_path), shortcodes),
            inside,
            language,
        )
        for source, inside, language in selection.files
    ]


def note_gaps(
    project: Project, selection: Selection, empty: Iterable[str], concepts: int, observations: Collection[Observation]
) -> tuple[list[Observation], list[str]]:
    """What is to be said where there are no concepts, and notices.

    A page without headings, those of the files ``empty``, is an error if it
    was asked for by name, and is told as left out otherwise.
    """
    files = {item.inside: item for item in selection.files}
    seen, notices = [], []
    for path, file in sorted((project.relative(files[file].source.path), file) for file in empty):
        if file in selection.named:
            message = "this page has no headings, so there is no concept in it"
            seen.append(Observation("no-concepts", Location(path, 1), message))
        elif selection.wants(file):
            notices.append(f"{path}: left out: it has no headings")
    if not concepts and not any(one.rule == "no-concepts" for one in (*seen, *observations)):
        reason = "no page here has a heading, or all are drafts" if files else "there are no pages here"
        asked = [item.source.path for item in selection.files if selection.chosen and item.inside in selection.chosen]
        place = Location(project.relative(min(asked, default=project.sources)))
        seen.append(Observation("no-concepts", place, f"there is no concept: {reason}"))
    if project.config_path is None:
        notices.append(
            f"no config: the defaults hold, and IRIs begin with {PLACEHOLDER_BASE}; headword init writes one"
        )
    return seen, notices


def extra_of(page: Path) -> Path:
    """The Turtle file that may stand beside ``page``."""
    return page.with_name(page.stem + EXTRA_SUFFIX)


def _state(
    compilation: Compilation, project: Project, observations: list[Observation]
) -> tuple[Facts, tuple[DocumentSubjects, ...]]:
    """The facts of the vocabulary and of the Turtle files beside its pages, and who publishes what."""
    published = compilation.vocabulary.documents
    extras = {document.path: state_extra(document, project, observations) for document in published if document.extra}
    subjects = {document.path: list_subjects(document) for document in published}
    described = {iri for document in subjects.values() for iri in document.subjects}
    documents = [
        _with_extra(subjects[document.path], extras.get(document.path, {}), described) for document in published
    ]
    stated = (join_facts(state_document(document), extras.get(document.path, {})) for document in published)
    local = frozenset(resource.iri for document in published for resource in document.resources)
    return assemble(stated, local), tuple(documents)


def state_extra(document: Document, project: Project, observations: list[Observation]) -> Facts:
    """The facts of the Turtle file beside a page, its blank nodes named."""
    from headword.rdffile import RdfSyntaxError, name_blank_nodes, read_rdf

    file = extra_of(project.root / document.extra)
    first = (*document.schemes, *document.resources)[0].iri
    try:
        return name_blank_nodes(read_rdf(file, project.relative(file)), f"{first.rstrip('/')}#extra-")
    except RdfSyntaxError as error:
        observations.append(Observation("rdf-syntax", error.location or Location(str(file)), error.message))
        return {}


def _with_extra(subjects: DocumentSubjects, extra: Facts, described: Collection[str]) -> DocumentSubjects:
    """``subjects`` and those of the Turtle file beside the page that no document describes yet."""
    added = (subject for subject, _, _ in extra if subject not in described)
    return DocumentSubjects(subjects.path, tuple(dict.fromkeys([*subjects.subjects, *added])))


def note_placeholder(config: Config) -> list[Observation]:
    """What a build says where the IRIs still begin with the placeholder."""
    if config.base != PLACEHOLDER_BASE:
        return []
    message = f"the IRIs begin with the placeholder {PLACEHOLDER_BASE}"
    return [Observation("placeholder-base", Location(config.path), message)]
