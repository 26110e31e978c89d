"""``headword query``."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.completions import complete_queries
from headword.cli.output import print_notices, print_result
from headword.cli.output_options import with_output
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.cli.signals import ending_at_once
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.suggest import nearest_hint
from headword.project.project import PAGE_SUFFIXES

if TYPE_CHECKING:
    from headword.core.context import RunContext
    from headword.project.project import Project
    from headword.rdf.sparql.exact.store import ExactStore
    from headword.rdf.terms import Triple


@click.command("query")
@click.argument("query", required=False, shell_complete=complete_queries)
@click.argument("arguments", nargs=-1)
@click.option("--file", "-f", "query_file", type=click.Path(path_type=Path), help="Read the query from a file.")
@with_output("table", "csv", "tsv", "json", "xml", "turtle", "jsonld", "rdfxml", "ntriples")
@click.option(
    "--store", "directory", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Keep the data in a store in this folder, and reuse it.",
)  # fmt: skip
@click.option(
    "--lang", "languages", multiple=True, metavar="TAG",
    help="The language of labels in a named query. Repeat the option for several. [default: that of the project]",
)  # fmt: skip
@click.option("--list", "list_queries", is_flag=True, help="List the named queries.")
@click.option("--show", is_flag=True, help="Print a named query, and do not run it.")
@with_run_context
def command(
    query: str | None,
    arguments: tuple[str, ...],
    query_file: Path | None,
    output_format: str,
    directory: Path | None,
    languages: tuple[str, ...],
    list_queries: bool,
    show: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Run a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    QUERY is a query, or @ and the name of a ready query, followed by its
    arguments. The data are the vocabulary and the pages in [content]. To
    query other data, add RDF files, pages or folders. The prefixes skos,
    dcterms, owl, rdf, rdfs, xsd, schema, dcat, void and those of the config
    need no declaration.

    With --store, headword keeps the data on disk. The first query fills the
    store, and later queries update it.

    \b
    Examples:
      headword query 'SELECT ?label WHERE { ?c skos:prefLabel ?label }'
      headword query @search quartz
      headword query @narrower minerals vocabulary.ttl --lang de
      headword query -f question.rq --output-format csv
      headword query -f construct.rq vocabulary.ttl --output-format rdfxml
      headword query --store store @tree
    """
    from headword.rdf.sparql import store as sparql

    if list_queries:
        _list_queries()
        return 0
    text, arguments = _read_query(query, query_file, arguments)
    named = sparql.find_query(text) if text.startswith("@") else None
    if named is None and languages:
        raise HeadwordError("--lang is only for named queries", hint="filter by LANG() in a query of your own")
    count = len(named.parameters) if named is not None else 0
    parameters, arguments = arguments[:count], arguments[count:]
    files = [Path(argument) for argument in arguments]
    project = open_project(files[0] if files else Path())
    if named is not None:
        text = named.write(languages or ((project.config.lang,) if named.shows_labels else ()))
        if show:
            print_result(text)
            return 0
        text = sparql.sort_labels(text, next(iter(languages), project.config.lang))
    with (
        open_run_context(project.root, no_cache=no_cache, jobs=jobs) as context,
        _open_data(project, files, context, directory) as data,
    ):
        with context.busy("querying"), ending_at_once():
            store = sparql.QueryStore(data, project.config.prefixes)
            values = sparql.bind_parameters(named, parameters, store) if named is not None else {}
            answer = store.answer(text, output_format, values)
        print_result(answer)
    return 0


def _list_queries() -> None:
    from headword.rdf.sparql.store import named_queries

    for named in named_queries().values():
        usage = " ".join([f"@{named.name}", *(parameter.upper() for parameter in named.parameters)])
        click.echo(f"{usage:<18} {named.summary}")


def _read_query(query: str | None, file: Path | None, arguments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    from headword.rdf.sparql.store import named_queries

    if file is not None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise HeadwordError(f"the query cannot be read: {error}", Location(str(file))) from error
        return text, (query, *arguments) if query is not None else arguments
    if query is not None and re.fullmatch(r"[\w-]+", query):
        known = [f"@{name}" for name in named_queries()]
        hint = f"{nearest_hint(f'@{query}', known)} headword query --list shows the named queries".lstrip()
        raise HeadwordError(f"{query!r} is not a SPARQL query", hint=hint)
    if query is None:
        raise click.UsageError("Give a query, a name such as @schemes, or --file. --list shows the names.")
    return query, arguments


@contextmanager
def _open_data(
    project: "Project", files: list[Path], context: "RunContext", directory: Path | None
) -> "Iterator[ExactStore]":
    """Open the queried data as a store: in memory, or in a folder if one is named."""
    for file in files:
        if not file.exists():
            raise HeadwordError("there is no such file or folder", Location(str(file)))
    rdf = [file for file in files if file.is_file() and file.suffix.lower() not in PAGE_SUFFIXES]
    pages = [file for file in files if file not in rdf]
    if directory is None:
        yield _load(project, rdf, pages, context)
    else:
        with _open_store(project, rdf, pages, context, directory) as store:
            yield store


def _load(project: "Project", rdf: list[Path], pages: list[Path], context: "RunContext") -> "ExactStore":
    from headword.rdf.entailment import with_derived
    from headword.rdf.parse import join_files, read_rdf
    from headword.rdf.sparql.exact.store import load_store

    said = join_files([read_rdf(file, str(file)) for file in rdf])
    triples: dict[Triple, None] = dict.fromkeys(with_derived(said))
    if pages or not rdf:
        from headword.compiler.vocabulary import compile_project

        compiled = compile_project(project, pages, context=context)
        print_notices(compiled.notices)
        triples.update(dict.fromkeys(compiled.facts))
    if not pages and not rdf:
        from headword.content.linked_data import describe_content

        triples.update(dict.fromkeys(describe_content(project, context).facts))
    return load_store(triples)


@contextmanager
def _open_store(
    project: "Project", rdf: list[Path], pages: list[Path], context: "RunContext", directory: Path
) -> "Iterator[ExactStore]":
    from headword.compiler.publication import Publication
    from headword.compiler.run import open_run
    from headword.content.linked_data import describe_content
    from headword.stores.local import name_owner, open_local_store, part_of_file

    parts = [part_of_file(file) for file in rdf]
    owner = name_owner(project, directory, pages, rdf)
    if rdf and not pages:
        with open_local_store(directory, owner, parts) as store:
            yield store
        return
    with open_run(project, pages, context=context) as run:
        print_notices(run.notices)
        parts += Publication(run.documents(), project.config).parts()
        parts += describe_content(project, context).parts() if not pages and not rdf else []

        def track(names: Iterable[str]) -> Iterable[str]:
            return context.track("loading", names, len(parts))

        with open_local_store(directory, owner, parts, track) as store:
            yield store
