"""``headword push``."""

from typing import TYPE_CHECKING

import click

from headword.cli.output import print_notices, print_status
from headword.cli.output_options import with_dry_run
from headword.cli.precheck import is_fit
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.cli.store_options import open_named, with_store
from headword.core.terminal import counted

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.stores.remote.contents import Contents
    from headword.stores.remote.push import PushPlan, PushProgress
    from headword.stores.remote.registry import Register
    from headword.stores.remote.store import Store


@click.command("push")
@click.argument("url")
@with_dry_run("Show what would be sent and removed, and change nothing.")
@click.option("--prune", is_flag=True, help="Remove graphs that headword wrote and whose schemes no longer exist.")
@click.option("--verify", is_flag=True, help="Read every graph in the store, in case another program changed it.")
@click.option(
    "--adopt",
    is_flag=True,
    help="Replace graphs of the same name that headword did not write. With --prune, remove them.",
)
@click.option("--locked", is_flag=True, help="Require that headword.lock has every id and is up to date.")
@click.option("--no-check", is_flag=True, help="Send the graphs even if there are errors.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@click.option("--update-endpoint", metavar="URL", help="With --preset sparql, the address for updates. [default: URL]")
@with_store
@with_run_context
def command(
    url: str,
    dry_run: bool,
    prune: bool,
    verify: bool,
    adopt: bool,
    locked: bool,
    no_check: bool,
    drafts: bool,
    update_endpoint: str | None,
    preset: str | None,
    timeout: float,
    plain_http: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Load the vocabulary into the triple store at URL, one named graph for each scheme.

    headword checks the pages first, and sends nothing if there is an error.
    It sends only graphs that differ. If a push is interrupted, the next one
    continues it. Credentials come from the environment: HEADWORD_USER and
    HEADWORD_PASSWORD, or HEADWORD_TOKEN.

    \b
    Examples:
      headword push http://localhost:7878
      headword push http://localhost:8890 --preset virtuoso --dry-run
      headword push https://triples.example/repositories/rocks --prune
    """
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run

    store = open_named(url, preset, timeout, plain_http=plain_http, update=update_endpoint)
    from headword.stores.remote.contents import Contents
    from headword.stores.remote.push import make_plan
    from headword.stores.remote.registry import Register

    project = open_project()
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context,
        open_run(project, drafts=drafts, context=context) as run,
    ):
        documents = run.documents()
        print_notices(run.notices)
        if no_check:
            print_notices(["not checked: --no-check was given"])
        if not is_fit(run, documents, locked=locked, no_check=no_check, words=("sent", "sends")):
            return 1
        with context.busy("preparing"):
            prepared = Contents(Publication(documents, project.config), project.config)
        with prepared as contents:
            register = Register(store, project.config.base)
            with context.busy("comparing"):
                plan = make_plan(store, register, contents, prune=prune, adopt=adopt, verify=verify)
            print_notices(_note_left(plan))
            if dry_run:
                return _show_plan(plan, contents, url)
            return _push(plan, store, register, contents, context, url)


def _note_left(plan: "PushPlan") -> list[str]:
    if not plan.left:
        return []
    noun = "a graph is" if len(plan.left) == 1 else f"{len(plan.left):,} graphs are"
    return [f"{noun} of schemes that are gone, <{plan.left[0]}> first: --prune removes them"]


def _show_plan(plan: "PushPlan", contents: "Contents", url: str) -> int:
    for word, iri in plan:
        size = f" ({counted(contents.graphs[iri].triples, 'triple')})" if iri in contents.graphs else ""
        click.echo(f"would {word} {iri}{size}")
    click.echo(f"{url}: {_sum_up(plan, contents, 'to be ')}")
    return 0


def _sum_up(plan: "PushPlan", contents: "Contents", will: str) -> str:
    triples = sum(graph.triples for graph in contents.graphs.values())
    return (
        f"{counted(len(contents.graphs), 'graph')} with {counted(triples, 'triple')} ({len(plan.added):,} {will}added, "
        f"{len(plan.changed):,} {will}changed, {len(plan.removed):,} {will}removed)"
    )


def _push(
    plan: "PushPlan", store: "Store", register: "Register", contents: "Contents", context: "RunContext", url: str
) -> int:
    from headword.stores.remote.push import PushProgress, carry_out

    progress = PushProgress()
    try:
        for _ in context.track("sending", carry_out(plan, store, register, contents, progress), len(list(plan))):
            pass
    except BaseException:
        # Any exception, Ctrl+C included.
        _print_state(plan, progress)
        raise
    print_notices(_note_altered(progress))
    print_status(f"{url}: {_sum_up(plan, contents, '')}")
    return 0


def _note_altered(progress: "PushProgress") -> list[str]:
    return [
        f"the store changed {len(values):,} values in <{iri}>, {values[0]} first"
        for iri, values in sorted(progress.altered.items())
    ]


def _print_state(plan: "PushPlan", progress: "PushProgress") -> None:
    """Print for each graph whether it is in the store after an interruption."""
    done, unsure = frozenset(progress.done), frozenset(progress.unsure)
    for word, iri in plan:
        if iri in unsure:
            state = "perhaps incomplete"
        elif word == "remove":
            state = "removed" if iri in done else "not removed"
        else:
            state = "in" if iri in done else "not in"
        click.echo(f"{state}: {iri}")
    print_notices(["run the same command again to continue"])
