"""The functions that compile, check, build and compare."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from headword.api.load import load, load_pages
from headword.core.errors import SourceError
from headword.core.findings import Finding, Report, Severity
from headword.project.inputs import PagesInput, find_input

if TYPE_CHECKING:
    from rdflib import Graph

    from headword.api.vocabulary import Vocabulary
    from headword.publish.diff.compare import VocabularyDiff


def compile(path: str | Path = ".", *, drafts: bool = False) -> "Vocabulary":
    """Compile pages: `load`, but RDF is refused.

    Links are resolved in the whole project of the pages.

    Args:
        path: a page, a folder of pages, or the folder of a project.
        drafts: whether drafts are included.

    Raises:
        SourceError: there are no pages at ``path``.
        ConfigError: the config has a mistake.

    Example:
        >>> headword.compile("taxonomy/minerals.md")
        <Vocabulary 'Minerals': 4 concepts>
    """
    found = find_input(Path(path))
    if not isinstance(found, PagesInput):
        raise SourceError(f"{path} contains RDF, not pages", hint="use headword.load to read RDF")
    return load_pages(str(path), found, drafts=drafts)


def check(source: "str | Path | Graph" = ".", *, drafts: bool = False) -> Report:
    """Check pages, RDF files or a graph, and return the report of ``headword check`` on the same path.

    Args:
        source: a path or an ``rdflib.Graph``, as for `load`.
        drafts: whether drafts are included.

    Raises:
        SourceError: there is nothing to read.
        ConfigError: the config has a mistake.

    Example:
        >>> report = headword.check(".")
        >>> report.pages, report.concepts, report.count(headword.Severity.ERROR)
        (1, 4, 0)
        >>> print(report.findings[0].location, report.findings[0].message)
        taxonomy/minerals.md:1:3 this scheme has no creator
    """
    return load(source, drafts=drafts).check()


def build(
    path: str | Path = ".", output: str | Path | None = None, *, drafts: bool = False, locked: bool = False
) -> Report:
    """Check the project at ``path`` and write what ``headword build`` writes; return the report of the check.

    The output folder changes in one step or not at all.

    Args:
        path: the folder of the project, or any path in it.
        output: the folder to write; None for ``output`` of the config.
        drafts: whether drafts are included.
        locked: whether headword.lock must have every id and be up to date.

    Raises:
        SourceError: a finding is an error, and nothing was written.
        ConfigError: the config has a mistake.

    Example:
        >>> report = headword.build(".", "vocab")
        >>> sorted(file.name for file in pathlib.Path("vocab").iterdir())
        ['SHA256SUMS', 'catalog.jsonld', 'catalog.ttl', 'context.jsonld', 'minerals.jsonld', 'minerals.ttl']
    """
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run
    from headword.core.files.publish import publish
    from headword.lint.check import check_before_build
    from headword.project.project import find_project, refuse_output
    from headword.publish.build import render

    project = find_project(Path(path))
    target = project.output if output is None else Path(output)
    refuse_output(project, target)
    with open_run(project, drafts=drafts) as run:
        documents = run.documents()
        report = check_before_build(run, documents, locked=locked)
        _refuse_errors(report.findings)
        publish(render(Publication(documents, project.config), project.config), target)
    return report


def _refuse_errors(findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        more = f" (and {len(errors) - 1} more errors)" if len(errors) > 1 else ""
        message = f"{errors[0].message}{more}; nothing was written"
        raise SourceError(message, errors[0].location, "call headword.check for all findings")


def diff(old: str | Path, new: str | Path = ".") -> "VocabularyDiff":
    """Return what changed between two vocabularies, by concept and by kind of change.

    Args:
        old: a folder of pages or RDF, or a file of either.
        new: a folder or file of the same kinds.

    Returns:
        An object with ``changed``: each resource with its ``label``, its ``iri`` and its ``kinds`` of change.

    Raises:
        SourceError: there is nothing to read.
        ConfigError: a config has a mistake.

    Example:
        >>> headword.diff(".", "taxonomy").changed
        ()
    """
    from headword.publish.diff.compare import compare
    from headword.publish.diff.editions import read_path

    return compare(read_path(Path(old)).facts, read_path(Path(new)).facts)
