"""Completions: ids and pages of links, keys of fields, concepts, classes, rules."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from headword.compiler.meaning import dialect
from headword.compiler.naming.schemes import separator
from headword.lsp.occurrences import NamedResource, list_all_named, list_named
from headword.lsp.project_state import CheckedProject
from headword.lsp.terms import complete_term
from headword.markdown.marking import spell_label
from headword.markdown.page import parse_page
from headword.markdown.shortcodes import outside_fences
from headword.markdown.text import normalize
from headword.project.project import PAGE_SUFFIXES
from headword.rdf.terms import SKOS, compact

_AT_MOST = 200
"""How many suggestions are made; more typing brings others."""


class Completion(NamedTuple):
    """A completion: ``text`` replaces the typed text from the column ``start`` (from 1); ``kind`` is its type."""

    label: str
    text: str
    start: int
    detail: str
    kind: str


class CompletionContext(NamedTuple):
    """The file of a page, the typed text that can be completed, and the column where it begins."""

    file: str
    text: str
    start: int
    match: re.Match[str]


def complete(snapshot: CheckedProject, path: str, line: int, before: str) -> list[Completion]:
    """Return the sorted completions after the text ``before`` the cursor in a line."""
    terms = complete_term(snapshot, path, line, before)
    if terms:
        return [Completion(one.label, one.text, one.start, one.detail, "concept") for one in terms[:_AT_MOST]]
    file = snapshot.file_of(path)
    if not _is_prose(snapshot, path, line):
        return []
    for pattern, suggest in _PLACES:
        match = pattern.search(before)
        if match is not None and file:
            typed = CompletionContext(file, match["typed"], match.start("typed") + 1, match)
            return _fitting(suggest(snapshot, typed), typed.text)
    return []


def _is_prose(snapshot: CheckedProject, path: str, line: int) -> bool:
    """Whether a line is part of a page's body, and no code."""
    lines = snapshot.read_lines(path)
    page = parse_page("\n".join(lines), path, path)
    return any(number == line - 1 for number, _ in outside_fences(lines, page.body_start))


def _fitting(suggestions: Iterable[Completion], typed: str) -> list[Completion]:
    wanted = typed.strip("# ").casefold()
    fitting = [one for one in suggestions if wanted in one.label.casefold() or wanted in one.text.casefold()]
    fitting.sort(key=lambda one: not one.label.casefold().startswith(wanted))
    return fitting[:_AT_MOST]


def _ids(snapshot: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """After ``#``: the concepts of the page that the link leads to."""
    target = typed.match["target"]
    file = _find_file(snapshot, typed.file, target) if target else typed.file
    for named in list_named(snapshot, file) if file in snapshot.documents.records else ():
        yield _suggest_id(snapshot, named, typed, "")


def _targets(snapshot: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """In a link: the concepts of the page itself, and the other pages."""
    if typed.file in snapshot.documents.records:
        for named in list_named(snapshot, typed.file):
            yield _suggest_id(snapshot, named, typed, "#")
    for file in snapshot.run.selection.files:
        if file.inside != typed.file:
            text = _spell_path(typed.file, file.inside)
            yield Completion(text, text, typed.start, "page", "page")


def _suggest_id(snapshot: CheckedProject, named: NamedResource, typed: CompletionContext, mark: str) -> Completion:
    name = named.iri.rsplit(separator(snapshot.project.config), 1)[-1]
    return Completion(f"{mark}{name}", f"{mark}{name}", typed.start, named.label, "concept")


def _headings(snapshot: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """In a wiki link after ``#``: the headings of the page."""
    target = typed.match["target"]
    file = _find_file(snapshot, typed.file, target) if target else typed.file
    for named in list_named(snapshot, file) if file in snapshot.documents.records else ():
        name = named.iri.rsplit(separator(snapshot.project.config), 1)[-1]
        text = name if re.search(r"[\[\]|#]", named.label) else named.label
        yield Completion(named.label, text, typed.start, f"#{name}", "concept")


def _page_names(snapshot: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """In a wiki link or Hugo's ``ref``: pages by name, by path where two have one name."""
    files = [file.inside for file in snapshot.run.selection.files]
    names = [posixpath.splitext(posixpath.basename(file))[0] for file in files]
    for file, name in zip(files, names, strict=True):
        text = posixpath.splitext(file)[0] if names.count(name) > 1 else name
        yield Completion(text, text, typed.start, file, "page")


def _concepts(snapshot: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """As a value of a field that relates concepts: links to them; those of other pages once something is typed."""
    key = dialect.find_key(typed.match["key"])
    if key is None or key.value != "relation":
        return
    own = list_named(snapshot, typed.file) if typed.file in snapshot.documents.records else []
    others = (named for named in list_all_named(snapshot) if named.file != typed.file)
    wanted = typed.text.casefold()
    for named in (*own, *(named for named in others if wanted and wanted in named.label.casefold())):
        name = named.iri.rsplit(separator(snapshot.project.config), 1)[-1]
        page = "" if named.file == typed.file else _spell_path(typed.file, named.file)
        label = list(spell_label(named.label))[1]
        yield Completion(named.label, f"[{label}]({page}#{name})", typed.start, page or f"#{name}", "concept")


def _keys(_: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """At the beginning of a list item: the keys of fields."""
    for key in dialect.list_keys():
        prop = key.property if ":" in key.property else SKOS + key.property
        yield Completion(key.name, f"{key.name}: ", typed.start, compact(prop), "field")


def _languages(snapshot: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """In brackets after a key: the languages of the site."""
    config = snapshot.project.config
    for tag in dict.fromkeys((config.lang, *config.languages)):
        yield Completion(tag, tag, typed.start, "language", "value")


def _classes(_: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """After a dot in the attributes of a heading."""
    for name, meaning in dialect.CLASSES.items():
        yield Completion(name, name, typed.start, meaning, "value")


def _rules(snapshot: CheckedProject, typed: CompletionContext) -> Iterator[Completion]:
    """In a comment that suppresses: the rules that are run."""
    for rule in snapshot.rules.rules.values():
        yield Completion(rule.name, rule.name, typed.start, rule.title, "rule")


FIELD_KEY = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?P<key>[^:()\[\]]+?)\s*(?:\([^()]*\)\s*)?:")
"""The key of a field at the beginning of a line."""
_KEY = r"^\s*(?:[-*+]|\d+[.)])\s+(?P<key>[^:()\[\]]+?)\s*"
_PLACES: tuple[tuple[re.Pattern[str], Callable[[CheckedProject, CompletionContext], Iterator[Completion]]], ...] = (
    (re.compile(r"<!--\s*headword-(?:disable|enable)[\w-]*\s+(?:[\w-]+[\s,]+)*(?P<typed>[\w-]*)$"), _rules),
    (re.compile(r"\]\(<?(?P<target>[^()#]*)#(?P<typed>[^()\s]*)$"), _ids),
    (re.compile(r"\]\(<?(?P<typed>[^()#]*)$"), _targets),
    (re.compile(r"\[\[(?P<target>[^\[\]#|]*)#(?P<typed>[^\[\]|]*)$"), _headings),
    (re.compile(r"\[\[(?P<typed>[^\[\]#|]*)$"), _page_names),
    (re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"(?P<target>[^\"#]*)#(?P<typed>[^\"]*)$"), _ids),
    (re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"(?P<typed>[^\"#]*)$"), _page_names),
    (re.compile(r"^ {0,3}#{1,6}\s.*\{[^{}]*\.(?P<typed>[\w-]*)$"), _classes),
    (re.compile(_KEY + r"(?:\([^()]*\))?\s*:\s*(?:.*;\s*)?(?P<typed>[^\[\];<]*)$"), _concepts),
    (re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+[\w ]+\((?P<typed>[\w-]*)$"), _languages),
    (re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?P<typed>[\w ]*)$"), _keys),
)
"""The patterns of text before the cursor that can be completed, the most specific first."""


def _spell_path(start: str, file: str) -> str:
    """The path from one page to another, as a link of Markdown says it."""
    path = posixpath.relpath(file, posixpath.dirname(start) or ".")
    return re.sub(r"[\s()<>#%]", lambda match: quote(match.group()), path)


def _find_file(snapshot: CheckedProject, start: str, target: str) -> str:
    """The page that a link from another leads to, by path or by name."""
    files = {item.inside for item in snapshot.run.selection.files}
    wanted = normalize(unquote(target)).lstrip("/")
    paths = (posixpath.normpath(posixpath.join(posixpath.dirname(start), wanted)), wanted)
    by_path = (one + end for one in paths for end in ("", *PAGE_SUFFIXES) if one + end in files)
    name = wanted.casefold()
    by_name = (file for file in sorted(files) if posixpath.splitext(posixpath.basename(file))[0].casefold() == name)
    return next(by_path, "") or next(by_name, "")
