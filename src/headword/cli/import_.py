"""``headword import``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_error, print_notices, print_status, show_changes
from headword.cli.output_options import with_dry_run
from headword.cli.run_context import open_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError
from headword.core.files.atomic import replace_files
from headword.core.findings import Location
from headword.core.terminal import counted
from headword.project.config import Config, to_toml
from headword.project.project import CONFIG_NAME, EXTRA_SUFFIX, PAGE_SUFFIXES, extra_of
from headword.rdf.languages import NONE, format_tag, is_known
from headword.rdf.lexical_forms import is_well_formed
from headword.rdf.terms import PREFIXES, Literal, is_iri, to_ntriples

if TYPE_CHECKING:
    from headword.importers.arrangement import Layout
    from headword.importers.importer import ImportResult
    from headword.project.project import Project
    from headword.rdf.terms import Triple

_AUTO = 1_500
"""Maximum number of headings on a page, except in the layout ``one-page``."""


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--layout", type=click.Choice(["auto", "one-page", "by-top-concept", "by-depth"]), default="auto",
    show_default=True, help="How concepts are divided into pages.",
)  # fmt: skip
@click.option(
    "--depth", type=click.IntRange(1, 6), default=2, show_default=True, metavar="N",
    help="With --layout by-depth, the number of levels on a page.",
)  # fmt: skip
@click.option(
    "--name", default="", help="The name of the page if the vocabulary has none. [default: the name of the file]"
)
@click.option("--base", default="", metavar="IRI", help="The base IRI of relative IRIs in the files.")
@click.option(
    "--column", "columns", multiple=True, metavar="NAME=FIELD",
    help="The meaning of a column of a table: Label, id, parent, or a field of the dialect.",
)  # fmt: skip
@click.option(
    "--lang", default=None, metavar="TAG",
    help="The language that the pages are in. [default: that of titles and definitions]",
)  # fmt: skip
@with_dry_run("Show what would be written, and write nothing.")
@click.option("--force", is_flag=True, help="Replace existing pages.")
def command(
    files: tuple[Path, ...],
    layout: str,
    depth: int,
    name: str,
    base: str,
    columns: tuple[str, ...],
    lang: str | None,
    dry_run: bool,
    force: bool,
) -> int:
    r"""Turn a vocabulary into pages: RDF, a spreadsheet, an outline, or a table.

    RDF (Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD) is imported
    without loss: IRIs stay the same, and triples that Markdown cannot hold
    are written to a Turtle file next to the page. headword compiles the
    pages and compares them with the files before it writes anything.

    Spreadsheets (.xlsx, .ods, or a folder of .csv files) are imported in the
    same way: those of headword, VocExcel, voc4cat and xls2rdf, and others by
    their headers. OPML, FreeMind and Freeplane maps (.mm), indented text
    (.txt) and tables (.csv, .tsv) become headings in the same order.

    \b
    Examples:
      headword import thesaurus.ttl
      headword import thesaurus.rdf --layout by-top-concept
      headword import topics.xlsx --column Begriff=Label
      headword import terms.csv --column Begriff=Label --column Oberbegriff=parent
    """
    from headword.importers.read import is_rdf
    from headword.importers.sheets.read_tables import is_sheet

    if base and not is_iri(base):
        raise HeadwordError(f"--base is not an absolute IRI: {base!r}", hint="for example https://w3id.org/example/")
    project = open_project()
    name = name or files[0].stem
    language = _read_language(lang)
    with open_run_context(project.root, no_cache=True, jobs=0) as context, context.busy("importing"):
        if is_sheet(files):
            made = _import_sheet(
                files[0], base, _choose_layout(layout, depth), name, _read_columns(columns), language, project
            )
        elif is_rdf(files):
            made = _import_rdf(files, base, _choose_layout(layout, depth), name, language, project)
        else:
            made = _import_outline(files[0], name, _read_columns(columns), language, project)
    _write_import(made, project, dry_run=dry_run, force=force)
    print_notices(made.notices)
    return 0


@dataclass(frozen=True, slots=True)
class _ImportPlan:
    """The files to write: pages, the Turtle next to them, and a config if there is none; and the notices."""

    texts: Mapping[str, str]
    config: Config
    summary: str
    notices: tuple[str, ...]


def _choose_layout(layout: str, depth: int) -> "Layout":
    from headword.importers.arrangement import Layout

    return {
        "auto": Layout(most=_AUTO),
        "one-page": Layout(),
        "by-top-concept": Layout(tops=True, most=_AUTO),
        "by-depth": Layout(depth=depth, most=_AUTO),
    }[layout]


def _read_columns(words: tuple[str, ...]) -> dict[str, str]:
    """Return the fields of ``NAME=FIELD`` by name."""
    for word in words:
        if "=" not in word:
            raise HeadwordError(f"--column {word} does not read NAME=FIELD", hint="for example --column Term=Label")
    return {name.strip(): field.strip() for name, _, field in (word.rpartition("=") for word in words)}


def _read_language(written: str | None) -> str | None:
    """Return the language of ``--lang``: empty for ``none``, None without the option."""
    if written is None or written.lower() == NONE:
        return None if written is None else ""
    if not is_known(written):
        raise HeadwordError(f"--lang is not a language tag of BCP 47: {written!r}", hint="for example en, de-AT, none")
    return format_tag(written)


def _import_rdf(
    files: tuple[Path, ...], base: str, layout: "Layout", name: str, language: str | None, project: "Project"
) -> _ImportPlan:
    from headword.importers.read import read_facts

    return _plan_import(read_facts(files, base).keys(), layout, name, language, project)


def _import_sheet(
    file: Path,
    base: str,
    layout: "Layout",
    name: str,
    columns: Mapping[str, str],
    language: str | None,
    project: "Project",
) -> _ImportPlan:
    from headword.importers.edits.problems import ProblemError
    from headword.importers.sheets.import_sheet import read_sheet_triples
    from headword.importers.sheets.read_tables import read_workbook

    try:
        found = read_sheet_triples(
            read_workbook(file), base or project.config.base, language or project.config.lang, columns
        )
    except ProblemError as error:
        for problem in error.problems[:-1]:
            print_error(problem.to_error())
        raise error.problems[-1].to_error() from error
    plan = _plan_import(found.triples, layout, name, language, project, found.order)
    return replace(plan, notices=(*found.notices, *plan.notices))


def _plan_import(
    said: "Iterable[Triple]",
    layout: "Layout",
    name: str,
    language: str | None,
    project: "Project",
    order: Sequence[str] = (),
) -> _ImportPlan:
    from headword.importers.duplicates import refuse_twice
    from headword.importers.importer import import_vocabulary, list_pages
    from headword.importers.starter_config import suggest_config
    from headword.importers.vocabulary import read_vocabulary

    vocabulary = read_vocabulary(said, language, project.config.lang, order)
    config = project.config if project.config_path else suggest_config(vocabulary, name)
    # Compiling and proving the pages takes most of the time.
    expected = list_pages(vocabulary, layout, name, config)
    refuse_twice(project, vocabulary, expected)
    imported = import_vocabulary(vocabulary, layout, name, config)
    if not expected <= imported.texts.keys():
        refuse_twice(project, vocabulary, imported.texts)
    spots = sum(len(sheet.spots) for sheet in imported.arrangement.sheets)
    pages = len(imported.arrangement.sheets)
    extras = sum(file.endswith(EXTRA_SUFFIX) for file in imported.texts)
    summary = f"{spots:,} concepts and collections on {counted(pages, 'page')}"
    if extras:
        triples = counted(len(imported.proof.missing), "triple")
        summary += f"; {triples} that Markdown cannot express in {counted(extras, 'file')}"
        summary += " of Turtle next to it" if pages == 1 else " of Turtle next to them"
    return _ImportPlan(imported.texts, config, summary, tuple(_list_notices(imported)))


def _list_notices(imported: "ImportResult") -> Iterator[str]:
    """Yield notices on the import, and on the triples that a build adds."""
    allowed = imported.proof.allowed
    if allowed:
        kinds = ", ".join(f"{name} ({count:,})" for name, count in sorted(allowed.items()))
        yield f"a build adds {sum(allowed.values()):,} triples to the imported ones: {kinds}"
    ill = [value for _, _, value in imported.proof.missing if isinstance(value, Literal) and not is_well_formed(value)]
    if ill:
        first = to_ntriples(min(ill))
        what = "literal does not match its datatype" if len(ill) == 1 else "literals do not match their datatypes"
        yield f"{len(ill):,} {what}, {first}; unchanged"


def _import_outline(
    file: Path, name: str, columns: Mapping[str, str], language: str | None, project: "Project"
) -> _ImportPlan:
    from headword.importers.importer import refuse_vault
    from headword.importers.outline_pages import write_outline
    from headword.importers.read import read_outline

    refuse_vault(project.config)
    outline = read_outline(file, columns, language, project.config.lang)
    spoken = outline.language or language
    spoken = NONE if spoken == "" else spoken or project.config.lang
    config = project.config if project.config_path else Config(title=name, lang=spoken if spoken != NONE else "en")
    said = spoken if spoken != config.lang else ""
    texts = write_outline(outline.lines, name, str(file), {**PREFIXES, **project.config.prefixes}, said)
    summary = f"{counted(len(outline.lines), 'concept')} on {counted(len(texts), 'page')}"
    notices = [
        f"column {column!r} is not read; name its field with --column {quote(f'{column}=FIELD')}"
        for column in outline.unread
    ]
    return _ImportPlan(texts, config, summary, tuple(notices))


def _write_import(made: _ImportPlan, project: "Project", *, dry_run: bool, force: bool) -> None:
    """Write all files, or show what would change.

    Raises:
        HeadwordError: a file exists already.
    """
    contents: dict[Path, bytes | None] = {
        project.sources / inside: text.encode() for inside, text in made.texts.items()
    }
    # The Turtle of an earlier import would otherwise still be published.
    extras = {extra_of(file) for file in contents if file.suffix in PAGE_SUFFIXES}
    contents.update((file, None) for file in sorted(extras - contents.keys()) if file.exists())
    if project.config_path is None:
        contents[project.root / CONFIG_NAME] = _starter_config(made.config).encode()
    before = {file: file.read_bytes() for file in contents if file.exists()}
    changed = {file: data for file, data in contents.items() if before.get(file) != data}
    if dry_run:
        show_changes(changed, project)
        return
    in_the_way = [file for file in changed if file in before]
    if in_the_way and not force:
        hint = "show the changes with --dry-run, or overwrite the file with --force"
        raise HeadwordError("there is a file here already", Location(project.relative(in_the_way[0])), hint)
    replace_files(changed)
    print_status(f"{project.relative(project.sources)}: {made.summary}")
    if project.config_path is None:
        print_status(f"wrote {CONFIG_NAME}: review it before you publish")
    print_status("next: headword check, then headword build")


def _starter_config(config: Config) -> str:
    said = {"base": config.base, "title": config.title, "lang": config.lang}
    lines = "".join(f"{key} = {to_toml(value)}\n" for key, value in said.items() if value)
    languages = config.site.languages
    return f"{lines}\n[site]\nlanguages = {to_toml(list(languages))}\n" if languages else lines
