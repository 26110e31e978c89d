"""The functions that load a vocabulary from pages, from RDF or from a graph."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from headword.api.vocabulary import Source, Vocabulary
from headword.compiler.vocabulary import compile_project
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.findings import Report
from headword.lint.check import check_pages
from headword.lint.check_rdf import check_facts, check_rdf_files
from headword.project.inputs import PagesInput, find_input
from headword.project.project import Project, find_project
from headword.rdf.entailment import with_derived
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import join_files, read_located_rdf
from headword.rdf.terms import SKOS, Literal

if TYPE_CHECKING:
    from rdflib import Graph


def load(source: "str | Path | Graph" = ".", *, drafts: bool = False) -> Vocabulary:
    """Load a vocabulary from pages, RDF files or a graph. Nothing is written.

    Args:
        source: the folder of a project, its config file, a page, or a folder of pages, which are compiled with the
            config found from there upwards. Or an RDF file, or a folder of RDF files. Or an ``rdflib.Graph``, which
            is then `Vocabulary.graph`.
        drafts: whether drafts are included.

    Returns:
        The vocabulary, as it is now.

    Raises:
        SourceError: there is nothing to read, or the content of a file does not match its ending. A problem in a page
            is not an error here: `Vocabulary.check` reports it.
        ConfigError: the config has a mistake.
        TypeError: the source is neither a path nor a graph.

    Example:
        >>> headword.load(".")
        <Vocabulary 'Rocks': 4 concepts>
    """
    if not isinstance(source, str | Path):
        from rdflib import Graph

        if not isinstance(source, Graph):
            raise TypeError(
                f"a vocabulary is loaded from a path or an rdflib.Graph, not from a {type(source).__name__}"
            )
        return Vocabulary(_read_graph(source))
    found = find_input(Path(source))
    if isinstance(found, PagesInput):
        return load_pages(str(source), found, drafts=drafts)
    return Vocabulary(read_rdf_source(str(source), found.files))


def load_pages(name: str, found: PagesInput, *, drafts: bool) -> Vocabulary:
    """Return the vocabulary of pages that were found at the path ``name``."""
    return Vocabulary(read_pages_source(name, found, drafts=drafts))


def read_pages_source(name: str, found: PagesInput, *, drafts: bool, context: RunContext | None = None) -> Source:
    """Return the data of pages that were found at the path ``name``."""
    project, config = found.project, found.project.config
    compiled = compile_project(project, found.paths, drafts=drafts, context=context)
    # A page needs no project.
    is_whole = project.sources.is_dir() and all(path.samefile(project.sources) for path in found.paths)
    title = config.title if is_whole else ""
    # The working directory can be a different one when the check runs.
    check = partial(_check_pages, project, [path.absolute() for path in found.paths], drafts)
    return Source(
        name, title, config.base, config.lang, config.prefixes, compiled.facts, compiled.notices, check, config=config,
        count_uses=partial(_count_uses, project, drafts, context),
    )  # fmt: skip


def _count_uses(project: Project, drafts: bool, context: RunContext | None) -> Mapping[str, int]:
    """Return the numbers of pages of the content that name each concept."""
    if not (project.config.content.paths and project.config.content.keys):
        return {}
    from headword.content.linked_data import describe_content
    from headword.content.lint import without_prose

    with open_cache(None) as none:
        content = describe_content(without_prose(project), context or RunContext(none), drafts=drafts)
    return content.count_uses()


def _check_pages(project: Project, paths: Sequence[Path], drafts: bool) -> Report:
    return check_pages(project, paths, drafts)[0]


def read_rdf_source(name: str, files: Sequence[Path]) -> Source:
    """Return the data of RDF files that were found at the path ``name``."""
    project = find_project(files[0])
    facts = with_derived(join_files([read_located_rdf(file, project.relative(file)) for file in files]))
    check = partial(check_rdf_files, project, [file.absolute() for file in files])
    # A file may lie in the folder of a project, and be of another vocabulary.
    base = project.config.base if any(iri.startswith(project.config.base) for iri, _, _ in facts) else ""
    return Source(name, "", base, _find_language(facts), project.config.prefixes, facts, (), check)


def _read_graph(graph: "Graph") -> Source:
    from headword.rdf.rdflib_bridge import read_prefixes, to_facts

    said = to_facts(graph)
    facts = with_derived(said)
    name = f"a graph of {len(said):,} triples"
    check = partial(check_facts, find_project(Path()), said)
    return Source(name, "", "", _find_language(facts), read_prefixes(graph), facts, (), check, graph)


def _find_language(facts: LocatedGraph) -> str:
    """Return the most frequent language of preferred labels, or English if there are none."""
    labels = (value for _, predicate, value in facts if predicate == SKOS + "prefLabel")
    counts = Counter(label.language for label in labels if isinstance(label, Literal) and label.language)
    return min(counts, key=lambda tag: (-counts[tag], tag), default="en")
