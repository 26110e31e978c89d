"""Loading a vocabulary: from pages or from RDF to the object that programs use.

Knows where facts can come from; must not know what is asked of them.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from headword.api.vocabulary import Source, Vocabulary
from headword.checks import check_pages, check_rdf_files
from headword.findings import Report
from headword.graph import Facts
from headword.inputs import PagesInput, find_input
from headword.pipeline import compile_project
from headword.project import find_project
from headword.rdffile import join_files, read_located_rdf
from headword.terms import SKOS, Literal


def load(path: str | Path = ".", *, drafts: bool = False) -> Vocabulary:
    """Load the vocabulary at ``path``.

    Args:
        path: the folder of a project, a page or a folder of pages, which are compiled by the config found upward from
            there; or a file of RDF or a folder of such, as a build writes it.
        drafts: whether pages that say that they are drafts count.

    Returns:
        The vocabulary, as it is now.

    Raises:
        HeadwordError: there is nothing there that could be read, a file is not what its ending says, or the config is
            wrong. What is wrong with single pages is no error here: `Vocabulary.check` tells it.
    """
    given = Path(path)
    found = find_input(given)
    if isinstance(found, PagesInput):
        return Vocabulary(_read_pages(str(path), found, drafts=drafts))
    return Vocabulary(_read_rdf(str(path), found.files))


def _read_pages(name: str, found: PagesInput, *, drafts: bool) -> Source:
    compiled = compile_project(found.project, found.paths, drafts=drafts)
    config = found.project.config

    # Whoever checks may stand elsewhere by then.
    paths = [path.absolute() for path in found.paths]

    def check() -> Report:
        return check_pages(found.project, paths, drafts)[0]

    is_whole = all(path.samefile(found.project.sources) for path in found.paths)
    title = config.title if is_whole else ""
    return Source(name, title, config.base, config.lang, config.prefixes, compiled.facts, compiled.notices, check)


def _read_rdf(name: str, files: Sequence[Path]) -> Source:
    project = find_project(files[0])
    facts = join_files([read_located_rdf(file, project.relative(file)) for file in files])

    own = [file.absolute() for file in files]

    def check() -> Report:
        return check_rdf_files(project, own)

    # A file may lie in the folder of a project, and be of another vocabulary.
    base = project.config.base if any(iri.startswith(project.config.base) for iri, _, _ in facts) else ""
    return Source(name, "", base, _find_language(facts), project.config.prefixes, facts, (), check)


def _find_language(facts: Facts) -> str:
    """The language that most concepts have a preferred label in; English if none has one."""
    labels = (value for _, predicate, value in facts if predicate == SKOS + "prefLabel")
    counts = Counter(label.language for label in labels if isinstance(label, Literal) and label.language)
    return min(counts, key=lambda tag: (-counts[tag], tag), default="en")
