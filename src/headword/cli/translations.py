"""``headword translations``."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headword.cli.output import align_columns, print_notices, print_result
from headword.cli.output_options import with_output
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.terminal import visible
from headword.project.project import PAGE_SUFFIXES

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.lint.coverage import Coverage
    from headword.project.project import Project

_HEAD = ("page", "language", "concepts", "", "notes")


@click.command("translations")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--missing", "is_listed", is_flag=True, help="List the headings without a label.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_output("text", "json", "markdown")
@with_run_context
def command(
    paths: tuple[Path, ...], is_listed: bool, drafts: bool, output_format: str, no_cache: bool, jobs: int
) -> int:
    r"""Show how much of each page is translated: preferred labels and notes.

    The languages are those of the config and of all labels. A field `Label
    (it):` counts like a heading of an Italian page.

    \b
    Examples:
      headword translations
      headword translations --missing
      headword translations --output-format markdown
    """
    for path in paths:
        if not path.exists():
            raise HeadwordError("there is no such file or folder", Location(str(path)))
        if path.is_file() and path.suffix.lower() not in PAGE_SUFFIXES:
            raise HeadwordError("this file is not a page", Location(str(path)), "use headword query for RDF files")
    project = open_project(paths[0] if paths else Path())
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        covered = _measure(project, paths, drafts, context)
    if output_format == "json":
        print_result(json.dumps(_coverage_to_json(covered, is_listed=is_listed), ensure_ascii=False, indent=2) + "\n")
    elif is_listed:
        print_result(_list_missing(covered, output_format))
    else:
        print_result(_show_coverage(covered, output_format))
    if not covered:
        print_notices([f"every text is in the language of its page, {project.config.lang}, and `languages` is not set"])
    return 0


def _measure(project: "Project", paths: Sequence[Path], drafts: bool, context: "RunContext") -> "list[Coverage]":
    from headword.compiler.run import open_run
    from headword.lint.coverage import find_languages, gather_texts, measure
    from headword.rdf.skosxl import with_plain_texts

    with open_run(project, paths, drafts=drafts, context=context) as run:
        documents = run.documents()
        pages = [
            gather_texts(
                project.relative(path), record.subjects.language, with_plain_texts(documents.facts(record.file))
            )
            for record in run.chosen
            if record.subjects is not None and (path := run.pages.site.files[record.file].source.path)
        ]
    return list(measure(pages, find_languages(pages, project.config)))


def _show_coverage(covered: "Sequence[Coverage]", output_format: str) -> str:
    from headword.lint.coverage import add_up

    rows = [_to_row(one) for one in covered]
    totals = [_to_row(one._replace(page="all pages")) for one in add_up(covered)]
    if output_format == "markdown":
        head = "| page | language | concepts | share | notes |\n|---|---|---:|---:|---:|\n"
        cells = [[cell.replace("|", "\\|") for cell in row] for row in [*rows, *totals]]
        return head + "".join(f"| {' | '.join(row)} |\n" for row in cells)
    return align_columns([_HEAD, *rows, *totals], numbers=(2, 3, 4)) if rows else ""


def _to_row(one: "Coverage") -> tuple[str, ...]:
    # Rounded down, so that only complete pages have 100 %.
    share = int(one.share * 100)
    return (
        visible(one.page),
        one.language,
        f"{one.labelled:,} of {one.concepts:,}",
        f"{share} %",
        f"{one.noted:,} of {one.notes:,}",
    )


def _list_missing(covered: "Iterable[Coverage]", output_format: str) -> str:
    """Return a line for each heading without a label in a language, in the order of places."""
    found = sorted((location, one.language, text) for one in covered for text, location in one.missing)
    if output_format == "markdown":
        return "".join(f"- {location}: {visible(text)} ({language})\n" for location, language, text in found)
    return "".join(f"{visible(str(location))}: {language}: {visible(text)}\n" for location, language, text in found)


def _coverage_to_json(covered: "Sequence[Coverage]", *, is_listed: bool) -> dict[str, Any]:
    from headword.lint.coverage import add_up

    return {
        "pages": [_page_to_plain(one, is_listed=is_listed) for one in covered],
        "total": [_counts_to_plain(one) for one in add_up(covered)],
    }


def _page_to_plain(one: "Coverage", *, is_listed: bool) -> dict[str, Any]:
    missing = [{"path": at.path, "line": at.line, "column": at.column, "label": text} for text, at in one.missing]
    return {"page": one.page, **_counts_to_plain(one), **({"missing": missing} if is_listed else {})}


def _counts_to_plain(one: "Coverage") -> dict[str, Any]:
    return {
        "language": one.language,
        "concepts": one.concepts,
        "labelled": one.labelled,
        "notes": one.notes,
        "noted": one.noted,
    }
