"""``headword pages``."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import align_columns, print_notices, print_result
from headword.cli.output_options import with_output
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.terminal import counted, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headword.compiler.page_list import ListedPage

_HEAD = ("page", "read as", "concepts", "why not")


@click.command("pages")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--left-out", is_flag=True, help="List only the files that are not read.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_output("table", "json")
@with_run_context
def command(
    paths: tuple[Path, ...], left_out: bool, drafts: bool, output_format: str, no_cache: bool, jobs: int
) -> int:
    r"""List the files of the site: which files are read, as what, and why others are not.

    \b
    Examples:
      headword pages
      headword pages --left-out
      headword pages content/glossary --json
    """
    from headword.compiler.page_list import list_pages
    from headword.compiler.run import open_run

    for path in paths:
        if not path.exists():
            raise HeadwordError("there is no such file or folder", Location(str(path)))
    project = open_project(paths[0] if paths else Path())
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context,
        open_run(project, paths, drafts=drafts, context=context) as run,
    ):
        listed = list_pages(run)
    shown = [one for one in listed if one.reason or not left_out]
    if output_format == "json":
        print_result(json.dumps([asdict(one) for one in shown], ensure_ascii=False, indent=2) + "\n")
    else:
        print_result(align_columns([_HEAD, *map(_make_row, shown)], numbers=(2,)))
        print_notices([_count_kinds(listed)])
    return 0


def _make_row(one: "ListedPage") -> tuple[str, ...]:
    kind = {"page": "concept", "none": "-"}.get(one.kind, one.kind)
    if one.kind == "translation":
        kind = f"{one.language or 'translation'} of {visible(one.original)}"
    return visible(one.path), kind, f"{one.concepts:,}" if one.concepts else "", visible(one.reason)


def _count_kinds(listed: "Sequence[ListedPage]") -> str:
    counts = {
        kind: sum(one.kind == kind for one in listed) for kind in ("page", "scheme", "headings", "translation", "none")
    }
    concepts = sum(one.concepts for one in listed)
    schemes = f"{counts['scheme']:,} as schemes, " if counts["scheme"] else ""
    read = f"{counted(counts['page'], 'page')} as concepts, {schemes}{counts['headings']:,} by their headings"
    rest = f"{counted(counts['translation'], 'translation')}, {counts['none']:,} not read"
    return f"{read}, {rest}; {counted(concepts, 'concept')}"
