"""The order of the stages: from a path to a compiled vocabulary.

Knows which stage comes after which; must not know what any stage does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headword.compiler import Compilation, compile_outlines
from headword.config import PLACEHOLDER_BASE, Config
from headword.errors import HeadwordError
from headword.findings import Location, Observation
from headword.graph import DocumentSubjects, Facts, list_subjects, state_vocabulary
from headword.linter import Subject
from headword.model import Concept, Document, Vocabulary
from headword.plan import SourceOutline
from headword.project import LeftOut, Project, SourceFile, find_pages, find_project, page_path, split_language
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
        vocabulary: its schemes, concepts and collections, as the model has them.
        facts: its triples in order, each with the place that it came from.
        documents: which resources are published together.
        observations: what was seen while reading and compiling.
        notices: sentences on what was left out, for people.
        pages: how many pages were compiled.
    """

    project: Project
    vocabulary: Vocabulary
    facts: Facts
    documents: tuple[DocumentSubjects, ...]
    observations: tuple[Observation, ...]
    notices: tuple[str, ...]
    pages: int

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

    @property
    def concepts(self) -> int:
        """How many concepts there are, those of the subject scheme not counted."""
        return sum(
            isinstance(resource, Concept)
            for document in self.vocabulary.documents
            if document.path != "subjects"
            for resource in document.resources
        )

    def subject(self) -> Subject:
        """What the linter checks."""
        return Subject(self.facts, self.observations, self.pages, self.concepts)


@dataclass(frozen=True, slots=True)
class Selection:
    """The pages of a site, and which of them were asked for (all if ``chosen`` is None)."""

    files: tuple[tuple[SourceFile, str, str], ...]
    chosen: frozenset[str] | None
    named: frozenset[str]
    notices: tuple[str, ...]


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
    config = project.config
    sources, extras = [], set()
    for source, inside, language in selection.files:
        page = read_page(source.path, project.relative(source.path), source.page_path)
        sources.append(SourceOutline(read_outline(page, config.outline_shortcodes), inside, language))
        if _extra_of(source.path).is_file():
            extras.add(inside)
    compilation = compile_outlines(sources, config, drafts=drafts, selected=selection.chosen, extras=frozenset(extras))
    observations = [*compilation.observations]
    facts, documents = _state(compilation, project, observations)
    empty = [made for made in sources if not made.outline.headings and not made.outline.observations]
    notices = [*selection.notices]
    for made in empty:
        if made.file in selection.named:
            message = "this page has no headings, so there is no concept in it"
            observations.append(Observation("no-concepts", Location(made.outline.page.path, 1), message))
        elif selection.chosen is None or made.file in selection.chosen:
            notices.append(f"{made.outline.page.path}: left out: it has no headings")
    if not compilation.vocabulary.documents and not observations:
        message = (
            "there is no concept: no page here has a heading, or all are drafts"
            if sources
            else "there are no pages here"
        )
        observations.append(Observation("no-concepts", Location(_asked_for(project, selection)), message))
    notices.extend(compilation.left_out)
    return Compiled(
        project, compilation.vocabulary, facts, documents, tuple(observations), tuple(notices), compilation.pages
    )


def _asked_for(project: Project, selection: Selection) -> str:
    return project.relative(project.sources) if selection.chosen is None else next(iter(sorted(selection.chosen)), ".")


def _extra_of(page: Path) -> Path:
    return page.with_name(page.stem + EXTRA_SUFFIX)


def select_pages(project: Project, paths: list[Path]) -> Selection:
    """Find the pages of the site, and those of them that ``paths`` name."""
    top = _top_folder(project, paths)
    if not top.is_dir():
        hint = "write a page there, or set `sources` in headword.toml; `headword init` makes both"
        raise HeadwordError("there is no folder of sources", Location(project.relative(top)), hint)
    notices: list[str] = []
    found: dict[str, tuple[SourceFile, str, str]] = {}
    config = project.config
    wanted = [_resolved(path) for path in paths]
    for source in find_pages(top):
        if isinstance(source, LeftOut):
            notices.append(f"{project.relative(source.path)}: left out: {source.reason}")
            continue
        inside = source.path.relative_to(top).as_posix()
        stem, language = split_language(source.page_path, config)
        if language and language != config.lang.lower():
            if not wanted or any(_resolved(source.path).is_relative_to(path) for path in wanted):
                notices.append(f"{project.relative(source.path)}: left out: a page in another language ({language})")
            continue
        found[inside] = (SourceFile(source.path, stem), inside, language)
    for path in wanted:
        if path.is_file() and not any(_resolved(item[0].path) == path for item in found.values()):
            inside = path.name
            found.setdefault(inside, (SourceFile(path, page_path(path, path.parent)), inside, ""))
    chosen, named = _choose(found, wanted, top)
    return Selection(tuple(found.values()), chosen, named, tuple(notices))


def _resolved(path: Path) -> Path:
    return path.resolve()


def _top_folder(project: Project, paths: list[Path]) -> Path:
    """The folder that page paths are relative to: the sources, unless what is asked for lies elsewhere."""
    sources = project.sources
    outside = [path for path in paths if not _resolved(path).is_relative_to(_resolved(sources))]
    holds_sources = [path for path in outside if path.is_dir() and _resolved(sources).is_relative_to(_resolved(path))]
    if not outside or (holds_sources and sources.is_dir()):
        return sources
    first = outside[0]
    return first if first.is_dir() else first.parent


def _choose(
    found: dict[str, tuple[SourceFile, str, str]], wanted: list[Path], top: Path
) -> tuple[frozenset[str] | None, frozenset[str]]:
    if not wanted or any(_resolved(top).is_relative_to(path) for path in wanted):
        return None, frozenset()
    resolved = {inside: _resolved(item[0].path) for inside, item in found.items()}
    chosen = {inside for inside, path in resolved.items() if any(path.is_relative_to(want) for want in wanted)}
    named = {inside for inside, path in resolved.items() if path in wanted}
    return frozenset(chosen), frozenset(named)


def _state(
    compilation: Compilation, project: Project, observations: list[Observation]
) -> tuple[Facts, tuple[DocumentSubjects, ...]]:
    """The facts of the vocabulary and of the Turtle files beside its pages, and who publishes what."""
    facts = state_vocabulary(compilation.vocabulary)
    described = {subject for subject, _, _ in facts}
    documents = []
    for document in compilation.vocabulary.documents:
        subjects = list_subjects(document)
        if document.extra:
            subjects = _merge_extra(document, subjects, facts, described, project, observations)
        documents.append(subjects)
    return facts, tuple(documents)


def _merge_extra(
    document: Document,
    subjects: DocumentSubjects,
    facts: Facts,
    described: set[str],
    project: Project,
    observations: list[Observation],
) -> DocumentSubjects:
    from headword.rdffile import RdfSyntaxError, name_blank_nodes, read_rdf

    file = _extra_of(project.root / document.extra)
    prefix = f"{subjects.subjects[0].rstrip('/')}#extra-"
    try:
        extra = name_blank_nodes(read_rdf(file, project.relative(file)), prefix)
    except RdfSyntaxError as error:
        observations.append(Observation("rdf-syntax", error.location or Location(str(file)), error.message))
        return subjects
    for triple, place in extra.items():
        facts.setdefault(triple, place)
    added = dict.fromkeys([*subjects.subjects, *(subject for subject, _, _ in extra if subject not in described)])
    return DocumentSubjects(subjects.path, tuple(added))


def note_placeholder(config: Config) -> list[Observation]:
    """What a build says where the IRIs still begin with the placeholder."""
    if config.base != PLACEHOLDER_BASE:
        return []
    message = f"the IRIs begin with the placeholder {PLACEHOLDER_BASE}"
    return [Observation("placeholder-base", Location(config.path), message)]
