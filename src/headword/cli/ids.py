"""``headword ids``."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_error, print_notices, print_result, show_changes
from headword.cli.output_options import with_dry_run, with_output
from headword.cli.retirement import today
from headword.cli.run_context import open_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.terminal import visible
from headword.project.project import LOCK_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from headword.compiler.naming.lock import LockEntry
    from headword.compiler.site import Site
    from headword.ids.inventory import IdInventory, IdStatus
    from headword.project.project import Project


@click.command("ids")
@click.option("--accept", "is_accepted", is_flag=True, help="Record new, renamed and moved ids in headword.lock.")
@click.option(
    "--as", "contributor", default="", metavar="NAME", help='With ids = "number", the contributor whose range is used.'
)
@click.option("--write", "is_written", is_flag=True, help="Also write every id at its heading: `{#id}`.")
@with_dry_run()
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_output("text", "json")
def command(
    is_accepted: bool, contributor: str, is_written: bool, dry_run: bool, drafts: bool, output_format: str
) -> int:
    r"""List the id of every heading, and the ids that headword.lock does not have yet.

    A heading whose id is in the lock keeps its IRI when its label, its
    place or its page changes. To record new, renamed and moved headings,
    run `headword ids --accept`. If a match is ambiguous, headword reports
    an error and asks you to add an id.

    \b
    Examples:
      headword ids
      headword ids --accept
      headword ids --write --dry-run
    """
    from headword.ids.inventory import accept, mint_new
    from headword.ids.mint import choose_mint

    if dry_run and not (is_accepted or is_written):
        raise HeadwordError("--dry-run needs --accept or --write", hint="headword ids alone changes nothing")
    project = open_project()
    with open_run_context(project.root, no_cache=True, jobs=0) as context, context.busy("reading"):
        site = _find_site(project, drafts, settle=is_accepted)
        ids = accept(site, today())
    is_settled = not _print_unsettled(ids, site)
    mint = choose_mint(project.config, contributor) if is_accepted else None
    if mint is not None and is_settled:
        ids = mint_new(ids, site.lock, mint)
    if is_accepted or is_written:
        if not is_settled:
            print_notices(["nothing was written"])
            return 1
        _write_ids(ids, site, is_accepted=is_accepted, is_written=is_written, dry_run=dry_run)
        _print_alone(site)
        if dry_run:
            return 0
    if output_format == "json":
        print_result(json.dumps(_ids_to_json(ids), ensure_ascii=False, indent=2) + "\n")
    elif not (is_accepted or is_written):
        print_result(_list(ids))
    _summarize(ids, is_accepted=is_accepted)
    return 0 if is_settled else 1


def _find_site(project: "Project", drafts: bool, *, settle: bool) -> "Site":
    """Find the site, with the published ids that the lock lacks; ``settle`` the changes of two branches."""
    from headword.compiler.naming.lock import read_twins
    from headword.compiler.site import find_site
    from headword.ids.inventory import settle_twins
    from headword.project.select import select_pages
    from headword.publish.previous_output import with_published

    selection = select_pages(project, [])
    if not settle:
        return with_published(find_site(project, selection, drafts), today())
    entries = read_twins(project.lock, project.relative(project.lock))
    return with_published(settle_twins(find_site(project, selection, drafts, entries)), today())


def _write_ids(ids: "IdInventory", site: "Site", *, is_accepted: bool, is_written: bool, dry_run: bool) -> None:
    """Write the lock, and ids at headings, all files or none; or show what that would change."""
    from headword.compiler.naming.lock import write_lock
    from headword.compiler.site import with_lock
    from headword.core.files.atomic import replace_files
    from headword.ids.annotate import annotate_ids
    from headword.ids.inventory import prove

    contents: dict[Path, bytes] = {}
    lock = prove(site, ids, ids.entries(), today())
    if is_accepted:
        contents[site.project.lock] = write_lock(lock.entries).encode()
    if is_written:
        marked = annotate_ids(with_lock(site, lock))
        contents.update(marked.texts)
    if dry_run:
        show_changes(contents, site.project)
        return
    replace_files(contents)
    if is_written:
        print_notices([f"{marked.ids:,} ids written at headings in {len(marked.texts):,} pages"])


def _list(ids: "IdInventory") -> str:
    """Return one line for each id: the id, its place, its label, and its change."""
    width = max((len(one.entry.id) for one in ids.published), default=0)
    lines = [f"{one.entry.id:<{width}}  {one.place}  {one.entry.label}{_tag(one.change)}\n" for one in ids.published]
    return "".join(visible(line[:-1]) + "\n" for line in lines)


def _tag(change: str) -> str:
    return f"  ({change})" if change else ""


def _ids_to_json(ids: "IdInventory") -> list[dict[str, object]]:
    published: list[dict[str, object]] = [
        {
            "id": one.entry.id,
            "page": one.entry.page,
            "path": one.entry.path,
            "label": one.entry.label,
            "since": one.before.since if one.before else None,
            "line": one.place.line,
            "change": one.change or None,
        }
        for one in ids.published
    ]
    lost: list[dict[str, object]] = [
        {"id": one.id, "page": one.page, "path": one.path, "label": one.label, "since": one.since, "change": "lost"}
        for one in ids.lost
    ]
    return [*published, *lost]


def _summarize(ids: "IdInventory", *, is_accepted: bool) -> None:
    counts = Counter(one.change for one in ids.published if one.change)
    kinds = ("new", "renamed", "moved", "restored")
    said = ", ".join(f"{counts[kind]:,} {kind}" for kind in kinds if counts[kind])
    if is_accepted:
        print_notices([f"{LOCK_NAME}: {len(ids.published):,} ids, {said or 'nothing new'}"])
    elif said:
        print_notices([f"{said}; headword ids --accept records that in {LOCK_NAME}"])


def _print_alone(site: "Site") -> None:
    """Print which pages get IRIs of their own, although they are named as translations."""
    print_notices([f"{file}: {message}" for file, message in site.alone.items()])


def _print_unsettled(ids: "IdInventory", site: "Site") -> bool:
    """Print what has to be settled before the lock can be written, and return whether there is anything."""
    from headword.ids.left_behind import find_left_behind

    left_behind = list(find_left_behind(site, ids))
    for left in left_behind:
        print_error(HeadwordError(left.message, left.place))
    for one in ids.twins:
        print_error(_describe_twin(one))
    for entry in ids.lost:
        if entry.page not in site.orphans.values():
            print_error(_describe_lost(entry, ids, site.project))
    returned = list(_find_returned(ids, site))
    for error in returned:
        print_error(error)
    return bool(left_behind or ids.twins or ids.lost or returned)


def _find_returned(ids: "IdInventory", site: "Site") -> Iterator[HeadwordError]:
    """Find new headings that look like a retired concept, and do not have its id."""
    from headword.compiler.naming.match import explain_retired, find_retired

    for one in ids.published:
        path = one.entry.path
        if one.change == "new" and path is not None and not (one.is_written or one.is_twin):
            entry = find_retired(site.lock.retired_of_page(one.entry.page), path, one.entry.label)
            if entry is not None:
                yield HeadwordError(f"{LOCK_NAME} {explain_retired(entry, one.entry.name)}", one.place)


def _describe_twin(one: "IdStatus") -> HeadwordError:
    if one.is_written:
        hint = "add its own id to the other heading, or write another id here"
        return HeadwordError(f"{one.entry.label!r} has the id of another heading", one.place, hint)
    message = f"{one.entry.label!r} has the IRI of another heading, and only their order distinguishes them"
    return HeadwordError(message, one.place, "add an id to each, or run headword check --fix --unsafe-fixes")


def _describe_lost(entry: "LockEntry", ids: "IdInventory", project: "Project") -> HeadwordError:
    other = ids.find_other_id(entry)
    if other is not None:
        message = f"the lock has {entry.label!r} as {entry.id}, but here it says {{#{other.entry.name}}}"
        hint = f"write {{#{entry.name}}}, or headword merge {entry.id} {other.entry.id} to keep both IRIs"
        return HeadwordError(message, other.place, hint)
    message = f"{entry.label!r} ({entry.id}) was published, but no heading matches this id with certainty"
    is_note = project.config.shape.named_by_file and not entry.path
    way = f"`id: {entry.name}` in the front matter of the note" if is_note else f"{{#{entry.name}}} at its heading"
    return HeadwordError(
        message, Location(project.relative(project.lock)), f"write {way}, or run headword retire {entry.id}"
    )
