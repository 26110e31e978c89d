"""``headword annotate``."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headword.cli.output import align_columns, print_notices, print_result
from headword.cli.output_options import with_dry_run, with_output
from headword.cli.run_context import open_run_context, with_run_context
from headword.cli.settings import open_project
from headword.core.errors import HeadwordError, SourceError
from headword.core.findings import Location
from headword.core.terminal import counted, visible
from headword.rdf.languages import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headword.content.annotation.annotate import TextAnnotation
    from headword.content.annotation.suggest import ProposedTerm
    from headword.content.lint import ContentUses
    from headword.project.project import Project

STDIN = "-"


@dataclass(frozen=True, slots=True)
class AnnotateOptions:
    """The options of the command, by their names there."""

    files: tuple[str, ...]
    language: str | None
    suggest: bool
    write: bool
    dry_run: bool
    drafts: bool
    output_format: str
    no_cache: bool
    jobs: int


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with its annotation, and the values that it proposes."""

    path: str
    text: str
    annotation: "TextAnnotation"
    suggestions: "tuple[ProposedTerm, ...]" = ()


@click.command("annotate")
@click.argument("files", nargs=-1, required=True, metavar="PATH...")
@click.option("--lang", "language", metavar="TAG", help="The language of the texts. [default: that of each page]")
@click.option("--suggest", is_flag=True, help="Propose values for the front matter keys of [content.keys].")
@click.option("--write", is_flag=True, help="Write the proposed values into the front matter.")
@with_dry_run("With --write, show the changes and make none. Exit with 1 if there are any.")
@click.option("--drafts", is_flag=True, help="Include the drafts of the vocabulary.")
@with_output("table", "json", "web-annotation")
@with_run_context
def command(**given: Any) -> int:
    r"""Show the concepts that texts are about.

    PATH is a page in Markdown, a folder of pages, or - for standard input. Each
    concept has a weight from 0 to 1: mentions in the title and in headings count
    more, and a concept gains from mentions of narrower ones.

    \b
    Examples:
      headword annotate content/storage.md
      headword annotate --suggest content/storage.md
      headword annotate --write --dry-run content/blog
      headword annotate --output-format web-annotation page.md
      cat notes.txt | headword annotate - --json
    """
    options = AnnotateOptions(**given)
    _refuse_options(options)
    first = next((Path(name) for name in options.files if name != STDIN), Path())
    project = open_project(first)
    annotated = _annotate(project, options)
    if options.write:
        return _write(project, annotated, dry_run=options.dry_run)
    print_result(_show_texts(annotated, options))
    return 0


def _refuse_options(options: AnnotateOptions) -> None:
    if options.language is not None and not is_known(options.language):
        message = f"--lang is not a language tag of BCP 47: {options.language!r}"
        raise HeadwordError(message, hint="for example en, de-AT, zh-Hans")
    if options.dry_run and not options.write:
        raise HeadwordError("--dry-run needs --write")
    if STDIN in options.files and (options.write or options.suggest):
        raise HeadwordError("standard input has no front matter to write to", hint="name the file instead of -")
    if options.write and options.output_format != "table":
        message = (
            f"--write prints no annotations, so it cannot be combined with --output-format {options.output_format}"
        )
        raise HeadwordError(message, hint="leave out one of them")
    if options.suggest and options.output_format == "web-annotation":
        raise HeadwordError("a Web Annotation has no proposed values", hint="use --output-format json")


def _annotate(project: "Project", options: AnnotateOptions) -> "list[AnnotatedText]":
    from headword.content.annotation.annotate import Annotator
    from headword.content.annotation.suggest import suggest_terms
    from headword.content.vocabulary import open_vocabulary

    texts = [_read_text(name, project) for name in _list_texts(project, options)]
    with open_run_context(project.root, no_cache=options.no_cache, jobs=options.jobs) as context:
        if options.suggest or options.write:
            uses = _read_uses(project, options, context)
            thesaurus = uses.thesaurus
        else:
            uses, thesaurus = None, open_vocabulary(project, context, {}, drafts=options.drafts).thesaurus
        annotator = Annotator(thesaurus, project.config)
        pages = {page.page.path: page for page in uses.pages} if uses else {}
        found = []
        for path, text in context.track("annotating", texts, len(texts)):
            page = pages.get(path)
            annotation = annotator.annotate(text, options.language or (page.page.language if page else None), path)
            proposed = suggest_terms(annotation, page, thesaurus, uses.scopes, project.config) if page and uses else ()
            found.append(AnnotatedText(path, text, annotation, tuple(proposed)))
    return found


def _list_texts(project: "Project", options: AnnotateOptions) -> "list[str]":
    """Return the files to read; those of a folder are its pages."""
    from headword.content.pages import find_content

    found: list[str] = []
    for name in options.files:
        if name == STDIN or not Path(name).is_dir():
            found.append(name)
            continue
        content = find_content(project, [Path(name)])
        print_notices(content.notices)
        found += [str(one.source.path) for one in content.files]
    return list(dict.fromkeys(found))


def _read_uses(project: "Project", options: AnnotateOptions, context: Any) -> "ContentUses":
    from headword.content.lint import read_uses, without_prose

    if not project.config.content.keys:
        hint = 'add for example to headword.toml: [content.keys] with tags = "*"'
        raise HeadwordError("the config does not say which front matter keys hold concepts", hint=hint)
    paths = [Path(name) for name in options.files]
    return read_uses(without_prose(project), paths, drafts=options.drafts, context=context)


def _read_text(name: str, project: "Project") -> tuple[str, str]:
    """Return the path of a text and the text itself, with its line endings."""
    from headword.markdown.block import UnreadableError
    from headword.markdown.page_bytes import read_bytes

    path = STDIN if name == STDIN else project.relative(Path(name).resolve())
    data = sys.stdin.buffer.read() if name == STDIN else read_bytes(Path(name), path)
    if isinstance(data, UnreadableError):
        raise SourceError(data.defect.message, data.defect.location)
    try:
        return path, data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"the text is not UTF-8: byte 0x{data[error.start]:02x}", Location(path)) from error


def _show_texts(annotated: "Sequence[AnnotatedText]", options: AnnotateOptions) -> str:
    from headword.content.annotation.formats import to_json, to_web_annotations

    if options.output_format == "web-annotation":
        value: Mapping[str, Any] = to_web_annotations([(one.path, one.text, one.annotation) for one in annotated])
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    if options.output_format == "json":
        listed = [
            {"path": one.path, **to_json(one.annotation), **(_suggestions_to_json(one) if options.suggest else {})}
            for one in annotated
        ]
        return json.dumps({"version": 1, "texts": listed}, ensure_ascii=False, indent=2) + "\n"
    shown = [_show_suggestions(one) if options.suggest else _show_concepts(one) for one in annotated]
    return "\n".join(shown)


def _suggestions_to_json(one: AnnotatedText) -> "Mapping[str, Any]":
    return {
        "suggestions": [
            {"key": found.key, "value": found.value, "iri": found.evidence.iri, "weight": found.evidence.weight}
            for found in one.suggestions
        ]
    }


def _show_concepts(one: AnnotatedText) -> str:
    rows = [
        (f"{found.weight:.2f}", visible(found.name), _describe_mentions(found.mentions), found.iri)
        for found in one.annotation.concepts
    ]
    rows += [
        ("?", visible(mention.text), f"one of {len(iris)}, at {mention.line}:{mention.column}", ", ".join(iris))
        for mention, iris in one.annotation.ambiguous
    ]
    table = align_columns(rows, numbers=(0,)) if rows else "no concepts\n"
    return f"{visible(one.path)}\n{table}"


def _show_suggestions(one: AnnotatedText) -> str:
    rows = [
        (found.key, visible(found.value), f"{found.evidence.weight:.2f}", _describe_mentions(found.evidence.mentions))
        for found in one.suggestions
    ]
    table = align_columns(rows, numbers=(2,)) if rows else "no values to propose\n"
    return f"{visible(one.path)}\n{table}"


def _describe_mentions(mentions: "Sequence[Any]") -> str:
    if not mentions:
        return "by narrower concepts"
    first = mentions[0]
    place = next((one.place for one in mentions if one.place != "text"), "")
    where = f", in the {place}" if place == "title" else ", in a heading" if place else ""
    return f"{counted(len(mentions), 'mention')}{where}, first at {first.line}:{first.column}"


def _write(project: "Project", annotated: "Sequence[AnnotatedText]", *, dry_run: bool) -> int:
    """Write the proposed values, or show what would change; return the exit code."""
    from headword.core.files.atomic import replace_files, show_difference
    from headword.markdown.front_matter_edit import add_values

    changes: dict[str, tuple[bytes, bytes]] = {}
    for one in annotated:
        before = data = one.text.encode()
        for key in dict.fromkeys(found.key for found in one.suggestions):
            values = [found.value for found in one.suggestions if found.key == key]
            after = add_values(data, key, values)
            if after is None:
                print_notices([f"{one.path}: {key} is left as it is; add by hand: {', '.join(values)}"])
            data = data if after is None else after
        if data != before:
            changes[one.path] = before, data
    if dry_run:
        for path, (before, data) in changes.items():
            click.echo(show_difference(path, before, data), nl=False)
        return 1 if changes else 0
    replace_files({project.root / path: data for path, (_, data) in changes.items()})
    print_notices([f"{counted(len(changes), 'page')} of {len(annotated)} changed"])
    return 0
