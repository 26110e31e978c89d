"""``headword pull``."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.completions import complete_kinds
from headword.cli.differences import check_words, fails, show_editions
from headword.cli.output import print_notices
from headword.cli.output_options import with_format
from headword.cli.retirement import today
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import has_colour, open_project
from headword.cli.store_options import open_named, with_store
from headword.core.errors import HeadwordError
from headword.core.findings import Severity
from headword.project.project import Project
from headword.project.version_policy import VersionLevel
from headword.publish.diff.formats import FORMATS

if TYPE_CHECKING:
    from headword.publish.diff.compare import VocabularyDiff
    from headword.publish.diff.versions import Proposal
    from headword.stores.remote.pull import Graphs
    from headword.stores.remote.store import Store


@click.command("pull")
@click.argument("url")
@click.option(
    "--graph", "wanted", multiple=True, metavar="IRI", help="Compare only this graph. Repeat the option for several."
)
@click.option(
    "-o", "--output-file", "output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the store's data to this file: .trig or .nq with graphs, .ttl, .nt or .rdf without.",
)  # fmt: skip
@with_format(*FORMATS, what="The format of the differences.")
@click.option(
    "--fail-on", multiple=True, metavar="KINDS", shell_complete=complete_kinds,
    help="Exit with 1 if there is a change of these kinds, as `headword diff` does.",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="Compare, and do not check the rules.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@with_store
@with_run_context
def command(
    url: str,
    wanted: tuple[str, ...],
    output: Path | None,
    output_format: str,
    fail_on: tuple[str, ...],
    no_check: bool,
    drafts: bool,
    preset: str | None,
    timeout: float,
    plain_http: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Read what the triple store at URL serves, check it, and compare it with the pages.

    The differences are the changes that `headword push` would make. The
    exit code is 1 if the store's data has errors.

    \b
    Examples:
      headword pull http://localhost:7878
      headword pull http://localhost:8890 --fail-on patch,added
      headword pull https://triples.example/repositories/rocks --output-file served.trig
    """
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run

    words = check_words(fail_on)
    store = open_named(url, preset, timeout, plain_http=plain_http)
    from headword.stores.remote.contents import Contents
    from headword.stores.remote.pull import (
        align_graphs,
        check_ending,
        choose_graphs,
        fetch_graphs,
        find_strangers,
        list_differing,
        read_contents,
    )
    from headword.stores.remote.registry import Register

    if output is not None:
        check_ending(output)
    project = open_project()
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context,
        open_run(project, drafts=drafts, context=context) as run,
    ):
        print_notices(run.notices)
        with context.busy("preparing"):
            prepared = Contents(Publication(run.documents(), project.config), project.config)
        with prepared as contents:
            register = Register(store, project.config.base)
            graphs = choose_graphs(wanted, register, contents)
            served = dict(context.track("fetching", fetch_graphs(store, register, graphs), len(graphs)))
            if output is not None:
                _keep(served, output)
            has_errors = not no_check and _check_graphs(served, project, store, url)
            if not wanted:
                print_notices(_note_strangers(find_strangers(store, project.config.base, graphs)))
            served, ours = align_graphs(served, read_contents(contents, served))
            differing = list_differing(served, ours)
            print_notices([_note_graphs(len(served), differing)])
            difference, proposal, text = _compare(served, ours, project, url, output_format)
    click.echo(text, nl=False, color=True)
    outdated = [iri for iri in differing if iri in contents.graphs]
    is_refused = fails(difference, proposal, words) or _fails_on_graphs(difference, outdated, words)
    return 1 if has_errors or is_refused else 0


def _note_strangers(strangers: Sequence[str]) -> list[str]:
    if not strangers:
        return []
    noun = "a graph begins" if len(strangers) == 1 else f"{len(strangers):,} graphs begin"
    return [f"{noun} with the base that headword did not write, <{strangers[0]}> first"]


def _fails_on_graphs(difference: "VocabularyDiff", outdated: Sequence[str], words: frozenset[str]) -> bool:
    """Return whether ``--fail-on`` includes graphs that a push would send although no concept differs."""
    return bool(outdated and words) and (not difference.changed or VersionLevel.PATCH.word in words)


def _keep(served: "Graphs", output: Path) -> None:
    from headword.core.files.atomic import mode_of_new, replace_file
    from headword.stores.remote.pull import write_graphs

    replace_file(output, write_graphs(served, output.suffix.lower()), mode_of_new(0o666))


def _check_graphs(served: "Graphs", project: Project, store: "Store", endpoint: str) -> bool:
    """Return whether the served data has errors; print findings on stderr, because differences are on stdout."""
    from headword.lint.check_rdf import check_facts
    from headword.lint.formats import format_report
    from headword.lint.formats.context import RenderContext
    from headword.stores.remote.pull import explain_absence, join_graphs

    facts = join_graphs(served, project.config.base)
    if not facts:
        hint = explain_absence(store, project.config.base, list(served))
        raise HeadwordError(f"{endpoint} has no data of this vocabulary", hint=hint)
    report = check_facts(project, facts)
    print_notices(report.notices)
    if report.findings:
        given = RenderContext(lambda _: (), has_colour(sys.stderr))
        click.echo(format_report(report, "concise", given), nl=False, err=True, color=True)
    return report.fails(Severity.ERROR)


def _compare(
    served: "Graphs", ours: "Graphs", project: Project, endpoint: str, output_format: str
) -> "tuple[VocabularyDiff, Proposal, str]":
    """Return the differences by concept, the proposed version, and the text that shows both."""
    from headword.publish.diff.compare import compare
    from headword.publish.diff.editions import VocabularySnapshot
    from headword.publish.diff.versions import propose
    from headword.stores.remote.pull import join_graphs

    config = project.config
    before, after = (join_graphs(graphs, config.base) for graphs in (served, ours))
    difference = compare(before, after, config.lang)
    proposal = propose(difference, config.version, config.version_policy, today())
    editions = (
        VocabularySnapshot(endpoint, before),
        VocabularySnapshot("working tree", after, config.base, config.version),
    )
    return difference, proposal, show_editions(
        difference, proposal, editions, project, output_format, locations=False
    )  # fmt: skip


def _note_graphs(count: int, differing: list[str]) -> str:
    if count == 1:
        verb = "differs from the pages" if differing else "has the same triples as the pages"
        return f"the one graph {verb}"
    if not differing:
        return f"all {count:,} graphs have the same triples as the pages"
    return f"{len(differing):,} of {count:,} graphs differ from the pages, <{differing[0]}> first"
