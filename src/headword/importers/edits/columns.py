"""The columns of a sheet: what each says of a concept, and in which language."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from headword.compiler.meaning.dialect import FieldKey, find_key, list_keys
from headword.core.errors import ConfigError
from headword.core.findings import Location
from headword.core.suggest import nearest_hint
from headword.rdf.languages import NONE, format_tag, is_known
from headword.rdf.terms import OWL, SKOS

ID, IRI, LEVEL, TYPE, STATUS = "ID", "IRI", "Level", "Type", "Status"
BROADER, PREF_LABEL = SKOS + "broader", SKOS + "prefLabel"
DEPRECATED = "deprecated"
"""The value of the column of the status; the status of other concepts is empty."""

_OWN = {
    ID: "The id of the concept: its IRI without the base of the vocabulary. Leave it empty in a new row.",
    IRI: "The IRI of the concept. Leave it empty in a new row.",
    LEVEL: "The depth in the outline, 1 at the top. In a new row, 2 is below the nearest row above with 1.",
    TYPE: "`collection` or `ordered collection`. Rows of concepts are empty here.",
    STATUS: "`deprecated` if the concept is no longer to be used.",
}
_WITH_LANGUAGE = ("label", "note")
_ALWAYS = ("Label", "Alt", "Definition")
"""The keys that have a column in the default language even if no concept has a value."""
_ALWAYS_PLAIN = ("Related", "Exact match", "Notation", "Replaced by")
_NEVER = frozenset({"Narrower", "In scheme", "Top concept of", "Created", "Modified", "Deprecated"})
"""Keys without a column: another column, or the sheet, says the same, or headword knows it itself."""
_HEADER = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<language>[^()]*)\))?")


class SheetColumn(NamedTuple):
    """A column: its header, and the predicate and the language of its values.

    ``kind`` is that of the key of the dialect, or its header if it is not a key.
    """

    header: str
    kind: str
    predicate: str = ""
    language: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether the values are concepts, or other resources."""
        return self.kind in ("relation", "mapping", "link")

    @property
    def describes(self) -> bool:
        """Whether the column is about the concept; other columns are about its row."""
        return self.kind not in (ID, IRI, LEVEL, TYPE)


def full_predicate(key: FieldKey) -> str:
    """Return the IRI of the property of a key."""
    return key.property if ":" in key.property else SKOS + key.property


def make_column(name: str, language: str = "") -> SheetColumn:
    """Return the column of a name of `_OWN`, or of a key of the dialect."""
    if name == STATUS:
        return SheetColumn(name, STATUS, OWL + DEPRECATED)
    if name in _OWN:
        return SheetColumn(name, name)
    key = find_key(name)
    assert key is not None
    is_text = key.value in _WITH_LANGUAGE
    header = f"{key.name} ({language or NONE})" if is_text else key.name
    return SheetColumn(header, key.value, full_predicate(key), language if is_text else "")


def find_column(header: str, language: str) -> SheetColumn | None:
    """Return the column that a header names; ``language`` is that of a text without one in brackets."""
    found = _HEADER.fullmatch(" ".join(header.split()))
    if found is None:
        return None
    own = next((name for name in _OWN if name.casefold() == found["name"].casefold()), None)
    key = find_key(found["name"])
    if own is not None:
        return make_column(own)
    if key is None or key.name in _NEVER:
        return None
    tag = found["language"]
    if tag is not None and tag != NONE and not is_known(tag):
        return None
    return make_column(key.name, "" if tag == NONE else format_tag(tag) if tag else language)


def choose_columns(
    used: Collection[tuple[str, str]], language: str, wanted: Sequence[str], place: Location, *, has_collections: bool
) -> tuple[SheetColumn, ...]:
    """Return the columns for concepts that have values of these properties and languages.

    ``wanted`` are the names of the config, in their order; if there are none, each property that is used has a column.

    Raises:
        ConfigError: a name of ``wanted`` is not that of a column; ``place`` is its place.
    """
    if not wanted:
        return tuple(_choose_used(used, language, has_collections=has_collections))
    chosen: dict[str, SheetColumn] = {}
    for name in wanted:
        column = find_column(name, language)
        if column is None:
            known = [*_OWN, *(key.name for key in list_keys() if key.name not in _NEVER)]
            raise ConfigError(f"'columns' has {name!r}, which is not a column", place, nearest_hint(name, known))
        for one in [column] if "(" in name else _in_languages(column, used, language):
            chosen.setdefault(one.header, one)
    # Without its IRI, a row cannot be found again.
    return tuple(chosen.values()) if IRI in chosen or ID in chosen else (make_column(ID), *chosen.values())


def _choose_used(used: Collection[tuple[str, str]], language: str, *, has_collections: bool) -> Iterator[SheetColumn]:
    yield from map(make_column, (ID, LEVEL, "Broader"))
    texts = [key for key in list_keys() if key.value in _WITH_LANGUAGE]
    others = [key for key in list_keys() if key.value not in _WITH_LANGUAGE and key.name not in (*_NEVER, "Broader")]
    for key in texts:
        yield from _in_languages(make_column(key.name, language), used, language, always=key.name in _ALWAYS)
    for key in others:
        if key.name in _ALWAYS_PLAIN or any(name == full_predicate(key) for name, _ in used):
            yield make_column(key.name)
    yield make_column(STATUS)
    if has_collections:
        yield make_column(TYPE)
    yield make_column(IRI)


def _in_languages(
    column: SheetColumn, used: Iterable[tuple[str, str]], language: str, *, always: bool = True
) -> list[SheetColumn]:
    """The column of a key in each language that is used, the default language first."""
    if column.kind not in _WITH_LANGUAGE:
        return [column]
    tags = {tag for name, tag in used if name == column.predicate} | ({language} if always else set())
    name = column.header.partition(" (")[0]
    return [make_column(name, tag) for tag in sorted(tags, key=lambda tag: (tag != language, tag))]


def describe_column(column: SheetColumn) -> str:
    """Return one or two sentences on a column, for people who fill it in."""
    if column.header in _OWN:
        return _OWN[column.header]
    language = f" in the language {column.language!r}" if column.language else ""
    return _ABOUT.get(column.predicate, _ABOUT_KIND[column.kind]).replace("{language}", language)


_ABOUT = {
    BROADER: "The concept above this one: its label, id or IRI. Further broader concepts come after a bar.",
    SKOS + "prefLabel": "The preferred label{language}. A concept has one in each language.",
    SKOS + "altLabel": "Other names{language}, separated by bars.",
    SKOS + "hiddenLabel": "Names{language} for search only, such as frequent misspellings, separated by bars.",
    SKOS + "definition": "The definition{language}. It can contain Markdown.",
    SKOS + "notation": "A code, such as a class number.",
    SKOS + "related": "Related concepts: labels, ids or IRIs, separated by bars.",
    SKOS + "member": "The members of a collection: labels, ids or IRIs, separated by bars.",
}
_ABOUT_KIND = {
    "label": "Labels{language}, separated by bars.",
    "note": "A note{language}. It can contain Markdown. Several notes are separated by bars.",
    "notation": "Codes, separated by bars.",
    "relation": "Concepts: labels, ids or IRIs, separated by bars.",
    "mapping": "Concepts of other vocabularies: IRIs, separated by bars.",
    "link": "IRIs or texts, separated by bars.",
}
