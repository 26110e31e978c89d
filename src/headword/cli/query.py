"""``headword query``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.means import open_means, with_means
from headword.cli.output import print_notices
from headword.errors import HeadwordError
from headword.findings import Location
from headword.project import PAGE_SUFFIXES, find_project

if TYPE_CHECKING:
    from headword.means import Means
    from headword.project import Project
    from headword.terms import Triple

_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")


@click.command("query")
@click.argument("query", required=False)
@click.argument("arguments", nargs=-1)
@click.option("--file", "-f", "query_file", type=click.Path(path_type=Path), help="Read the query from a file.")
@click.option("--output-format", type=click.Choice(_FORMATS), default="table", show_default=True, help="How to print.")
@click.option("--list", "list_queries", is_flag=True, help="List the named queries.")
@click.option("--show", is_flag=True, help="Print a named query instead of asking it.")
@with_means
def command(
    query: str | None,
    arguments: tuple[str, ...],
    query_file: Path | None,
    output_format: str,
    list_queries: bool,
    show: bool,
    no_cache: bool,
    jobs: int,
) -> int:
    r"""Ask in SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE.

    QUERY is a query, or the name of a ready one after an @, followed by what
    it asks for. Files that follow (RDF, pages, folders) are asked instead of
    the vocabulary. The prefixes skos, dcterms, owl, rdf, rdfs, xsd, schema,
    dcat, void and those of the config need no declaration.

    \b
    Examples:
      headword query 'SELECT ?label WHERE { ?c skos:prefLabel ?label }'
      headword query @search quartz
      headword query @narrower minerals vocabulary.ttl
      headword query -f question.rq --output-format csv
    """
    from headword import sparql

    if list_queries:
        _list_queries()
        return 0
    text, arguments = _read_query(query, query_file, arguments)
    queries = sparql.named_queries()
    parameters: tuple[str, ...] = ()
    if text.startswith("@"):
        if text[1:] not in queries:
            from headword.config import nearest_hint

            raise HeadwordError(f"there is no query {text!r}", hint=nearest_hint(text[1:], queries))
        if show:
            click.echo(queries[text[1:]].text, nl=False)
            return 0
        count = len(queries[text[1:]].parameters)
        parameters, arguments = arguments[:count], arguments[count:]
    files = [Path(argument) for argument in arguments]
    project = find_project(files[0] if files else Path())
    with open_means(project.root, no_cache=no_cache, jobs=jobs) as means:
        triples = _read_triples(project, files, means)
    store = sparql.QueryStore(triples, project.config.prefixes)
    values = None
    if text.startswith("@"):
        named = queries[text[1:]]
        values = sparql.bind_parameters(named, parameters, project.config.prefixes, triples)
        text = named.text
    click.echo(store.answer(text, output_format, values), nl=False)
    return 0


def _list_queries() -> None:
    from headword.sparql import named_queries

    for named in named_queries().values():
        usage = " ".join([f"@{named.name}", *(parameter.upper() for parameter in named.parameters)])
        click.echo(f"{usage:<18} {named.summary}")


def _read_query(query: str | None, file: Path | None, arguments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise HeadwordError(f"the query cannot be read: {error}", Location(str(file))) from error
        return text, (query, *arguments) if query is not None else arguments
    if query is None:
        raise click.UsageError("Give a query, a named one like @schemes, or --file; --list shows the named ones.")
    return query, arguments


def _read_triples(project: "Project", files: list[Path], means: "Means") -> list["Triple"]:
    from headword.pipeline import compile_project
    from headword.rdffile import read_rdf

    for file in files:
        if not file.exists():
            raise HeadwordError("there is no such file or folder", Location(str(file)))
    rdf = [file for file in files if file.is_file() and file.suffix.lower() not in PAGE_SUFFIXES]
    pages = [file for file in files if file not in rdf]
    triples: dict[Triple, None] = {}
    for file in rdf:
        triples.update(dict.fromkeys(read_rdf(file, str(file))))
    if pages or not files:
        compiled = compile_project(project, pages, means=means)
        print_notices(compiled.notices)
        triples.update(dict.fromkeys(compiled.facts))
    return list(triples)
