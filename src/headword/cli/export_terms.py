"""The common part of ``headword export`` for other programs: read the terms, and write one file or several."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headword.cli.output import print_notices, print_status, show_changes
from headword.cli.output_options import with_dry_run
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.terminal import counted

if TYPE_CHECKING:
    from headword.project.project import Project
    from headword.publish.exports.formats import ExportFormat
    from headword.publish.exports.terms import ExportedVocabulary

Command = Callable[..., Any]
_LISTED = 5


def with_export_options(command: Command) -> Command:
    """Add the argument and the options that `run_export` takes."""
    target = click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
    language = click.option(
        "--lang", "language", metavar="TAG", default="", help="The language of labels. [default: that of the project]"
    )
    force = click.option("--force", is_flag=True, help="Replace existing files that no export wrote.")
    return target(language(force(with_dry_run()(with_run_context(command)))))


def run_export(name: str, target: Path, *, language: str, force: bool, dry_run: bool, no_cache: bool, jobs: int) -> int:
    """Write the terms in the format of a program, and return the exit code.

    Raises:
        HeadwordError: the file has a different ending, is not to be replaced, or cannot be written.
    """
    from headword.compiler.vocabulary import compile_project
    from headword.content.prose.check import TextTerms
    from headword.content.thesaurus import make_thesaurus
    from headword.core.files.atomic import replace_files
    from headword.publish.exports.formats import FORMATS
    from headword.publish.exports.terms import read_terms

    chosen = FORMATS[name]
    write = chosen.files.get(target.suffix.lower())
    if chosen.folder is None and write is None:
        hint = f"name a file that ends in {' or '.join(chosen.files)}"
        raise HeadwordError(f"{target} does not have an ending that {chosen.program} reads", hint=hint)
    project = open_project()
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        compiled = compile_project(project, context=context)
        title = project.config.title or project.root.name
        tag = language or project.config.lang
        with context.busy("writing"):
            prose = TextTerms(make_thesaurus(compiled.facts, project.config.lang), project.config, tag)
            terms = read_terms(compiled.facts, title, tag, prose.list_ignored())
            if not terms.in_use:
                raise HeadwordError("the vocabulary has no concepts in use, so there is nothing to write")
            contents: Mapping[Path, bytes]
            if chosen.folder is not None:
                contents = {target / path: data for path, data in sorted(chosen.folder(terms).items())}
            else:
                assert write is not None
                contents = {target: write(terms)}
    _refuse_pages(contents, project)
    print_notices(_explain_omissions(chosen, terms))
    if dry_run:
        show_changes(contents, project)
        return 0
    if not force:
        _refuse_others(contents, project)
    replace_files(dict(contents))
    print_status(f"{target}: {counted(len(terms.in_use), 'concept')} in {counted(len(contents), 'file')}")
    return 0


def _refuse_pages(contents: Iterable[Path], project: "Project") -> None:
    """Raise an error if a file is, or would be, a page of the vocabulary.

    Raises:
        HeadwordError: the first one.
    """
    from headword.project.choose import list_page_files

    pages = list_page_files(project, contents)
    for file in contents:
        if os.path.realpath(file) in pages:
            hint = "name a file outside of the folder of pages"
            raise HeadwordError("a page of the vocabulary would be written", Location(project.relative(file)), hint)


def _refuse_others(contents: Mapping[Path, bytes], project: "Project") -> None:
    """Raise an error if a file is there that no export wrote.

    Raises:
        HeadwordError: the first one.
    """
    from headword.publish.exports.marks import is_replaceable

    for file, data in contents.items():
        before = file.read_bytes() if file.exists() else data
        if before != data and not is_replaceable(before, data):
            hint = "show the changes with --dry-run, or overwrite the file with --force"
            raise HeadwordError("there is a file here already", Location(project.relative(file)), hint)


def _explain_omissions(chosen: "ExportFormat", terms: "ExportedVocabulary") -> Iterator[str]:
    """Yield a sentence on each kind of text that cannot be written."""
    if terms.ambiguous:
        verb = "names" if len(terms.ambiguous) == 1 else "name"
        yield f"{counted(len(terms.ambiguous), 'text')} {verb} several concepts: {_shorten(terms.ambiguous)}"
    omitted = chosen.omit(terms)
    if omitted:
        reason = f"left out, since {chosen.program} {chosen.reason}"
        yield f"{counted(len(omitted), 'text')} {reason}: {_shorten(omitted)}"


def _shorten(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _LISTED:,} more" if len(texts) > _LISTED else ""
    return ", ".join(map(repr, texts[:_LISTED])) + more
