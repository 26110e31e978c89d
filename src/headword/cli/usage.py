"""``headword usage``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import align_columns, print_notices, print_result
from headword.cli.output_options import with_output
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.terminal import counted, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headword.content.usage import ConceptUsage

_REASONS = {
    "unknown-term": "names no concept",
    "ambiguous-term": "names several concepts",
    "wrong-scheme-term": "names a concept that the key cannot hold",
}


@click.command("usage")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--pages", "with_pages", is_flag=True, help="List the pages of each concept.")
@click.option("--unused", "only_unused", is_flag=True, help="List only concepts that no page names.")
@click.option("--unknown", "only_unknown", is_flag=True, help="List only values that name no concept.")
@click.option("--drafts", is_flag=True, help="Include the drafts of the vocabulary.")
@with_output("text", "json")
@with_run_context
def command(
    paths: tuple[Path, ...],
    with_pages: bool,
    only_unused: bool,
    only_unknown: bool,
    drafts: bool,
    output_format: str,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Show how many pages name each concept, the most used concepts first.

    The table [content] of the config says which pages and which keys.

    \b
    Examples:
      headword usage
      headword usage --unused
      headword usage content/blog --pages
      headword usage --json
    """
    if only_unused and only_unknown:
        raise HeadwordError("--unused and --unknown exclude each other", hint="leave out one of them")
    from headword.content.lint import read_uses, without_prose
    from headword.content.usage import count_usage

    project = open_project(paths[0] if paths else Path())
    with open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context:
        uses = read_uses(without_prose(project), paths, drafts=drafts, context=context)
    counted_uses = count_usage(uses)
    found = [one for one in counted_uses if not (only_unused and one.pages) and not (only_unknown and one.iri)]
    if output_format == "json":
        print_result(json.dumps([_usage_to_json(one) for one in found], ensure_ascii=False, indent=2) + "\n")
    else:
        print_result(_show(found, with_pages=with_pages))
        used = sum(bool(one.iri and one.pages) for one in counted_uses)
        unknown = sum(not one.iri for one in counted_uses)
        where = counted(len(uses.pages), "page")
        print_notices([f"{counted(used, 'concept')} in {where}; {counted(unknown, 'value')} without a concept"])
    return 0


def _show(found: "Sequence[ConceptUsage]", *, with_pages: bool) -> str:
    if not with_pages:
        return align_columns([_to_usage_row(one) for one in found], numbers=(0,)) if found else ""
    return "".join(f"{visible(one.name)}  {_show_target(one)}\n{_list_pages(one)}" for one in found)


def _list_pages(one: "ConceptUsage") -> str:
    return "".join(f"  {visible(page)}\n" for page in one.pages)


def _to_usage_row(one: "ConceptUsage") -> tuple[str, ...]:
    return f"{len(one.pages):,}", visible(one.name), _show_target(one)


def _show_target(one: "ConceptUsage") -> str:
    if not one.iri:
        return f"({_REASONS.get(one.rule, one.rule)})"
    return f"<{visible(one.iri)}>" + (" (deprecated)" if one.is_deprecated else "")


def _usage_to_json(one: "ConceptUsage") -> dict[str, object]:
    return {
        "iri": one.iri or None,
        "name": one.name,
        "count": len(one.pages),
        "deprecated": one.is_deprecated,
        "reason": one.rule or None,
        "pages": list(one.pages),
    }
