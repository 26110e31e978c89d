"""Values of columns as Markdown, and the keys of the fields that they are written in."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.compiler.meaning.dialect import FieldKey, list_keys
from headword.importers.edits.columns import DEPRECATED, STATUS, SheetColumn, full_predicate
from headword.importers.edits.problems import EditError
from headword.importers.spelling import spell_iri, spell_label, spell_link, spell_note
from headword.markdown.marking import add_keyword
from headword.project.config import Config
from headword.rdf.languages import NONE
from headword.rdf.terms import OWL, SKOS, XSD, Literal, Term, Triple, is_iri

_KEYS = {full_predicate(key): key for key in list_keys()}
_MARKUP = re.compile(r"[\\`*_\[\]<>&#{}~|!=^$]")
IS_MAP = "the page draws a map, in which only headings with keywords can be"
"""The reason why a value cannot be written on a page that is a map."""
_TRUE = Literal("true", "", XSD + "boolean")


class LinkNames(NamedTuple):
    """The page and the id of each concept, and its label, for links to it."""

    pages: Mapping[str, str]
    ids: Mapping[str, str]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ValueSpelling:
    """The way values are written on the pages of a project, with the concepts for links."""

    config: Config
    names: LinkNames

    def is_keyword(self, column: SheetColumn, language: str) -> bool:
        """Return whether values of a column are the keywords of headings on a page in a language."""
        kinds = {"altLabel": SKOS + "altLabel", "hiddenLabel": SKOS + "hiddenLabel"}
        return kinds.get(self.config.keywords) == column.predicate and column.language == language

    def key_of(self, column: SheetColumn) -> FieldKey:
        """Return the key of the dialect for a column."""
        return _KEYS[SKOS + DEPRECATED if column.kind == STATUS else column.predicate]

    def title_of(self, column: SheetColumn, language: str) -> str:
        """Return the key of a field as it is written on a page in a language, with a language if it is another one."""
        name = self.key_of(column).name
        has_language = column.kind in ("label", "note") and column.language != language
        return f"{name} ({column.language or NONE})" if has_language else name

    def spell(self, column: SheetColumn, value: str, path: str) -> str:
        """Return a value as Markdown."""
        if column.kind == STATUS:
            return "yes"
        if column.is_reference:
            spelled = self._spell_reference(value, path)
        elif column.kind == "note":
            spelled = spell_note(value)
        else:
            spelled = spell_label(value)
        if spelled is None:
            hint = "a label is one line; a note is one paragraph"
            raise EditError(f"headword cannot write {value!r} in Markdown", hint)
        return spelled

    def _spell_reference(self, value: str, path: str) -> str | None:
        page = self.names.pages.get(value)
        if page is None:
            return spell_iri(value) if is_iri(value) else spell_label(value)
        file = "" if page == path else posixpath.relpath(page, posixpath.dirname(path))
        return spell_link(self.names.labels.get(value, value), f"{file}#{self.names.ids[value]}")


def to_triple(iri: str, column: SheetColumn, value: str) -> Triple:
    """Return the triple of a value; a value of a reference is an IRI."""
    if column.kind == STATUS:
        return (iri, OWL + DEPRECATED, _TRUE)
    term: Term = value if column.is_reference else Literal(value, column.language)
    return (iri, column.predicate, term)


def to_triples(iri: str, column: SheetColumn, values: Sequence[str]) -> set[Triple]:
    """Return the triples of the values of a cell."""
    found = set()
    for value in values:
        is_text = column.kind == "link" and not is_iri(value)
        found.add((iri, column.predicate, Literal(value)) if is_text else to_triple(iri, column, value))
    return found


def add_keywords(line: str, words: Sequence[str]) -> str:
    """Return a heading line with additional keywords."""
    for word in words:
        line = add_keyword(line, word)
    return line


def is_plain_keyword(word: str) -> bool:
    """Return whether a label has no signs of Markdown, which keywords do not escape."""
    return _MARKUP.search(word) is None
