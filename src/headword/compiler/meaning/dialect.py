"""The words of the dialect: which field key means which property."""

import difflib
from dataclasses import dataclass
from functools import cache

from headword.rdf.terms import DCTERMS, RDFS, REPLACED_BY

SEE_ALSO = RDFS + "seeAlso"
SOURCE = DCTERMS + "source"


@dataclass(frozen=True, slots=True)
class FieldKey:
    """A key of the field list.

    ``property`` is a local name of SKOS or an IRI; ``value`` says what the
    values are: ``label``, ``note``, ``notation``, ``relation``, ``mapping``,
    ``scheme`` (a link to a page or a scheme), ``link`` (to anything), ``date``
    or ``flag``.
    """

    name: str
    property: str
    value: str


_KEYS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Label", "prefLabel", "label", ("PT", "prefLabel", "preferred label", "preferred term")),
    ("Alt", "altLabel", "label", ("UF", "altLabel", "alternative label", "used for", "synonym", "synonyms")),
    ("Hidden", "hiddenLabel", "label", ("hiddenLabel", "hidden label")),
    ("Definition", "definition", "note", ("def",)),
    ("Scope note", "scopeNote", "note", ("SN", "scopeNote")),
    ("Note", "note", "note", ()),
    ("Example", "example", "note", ()),
    ("History note", "historyNote", "note", ("HN", "historyNote")),
    ("Editorial note", "editorialNote", "note", ("editorialNote",)),
    ("Change note", "changeNote", "note", ("changeNote",)),
    ("Notation", "notation", "notation", ()),
    ("Broader", "broader", "relation", ("BT", "broader term")),
    ("Narrower", "narrower", "relation", ("NT", "narrower term")),
    ("Related", "related", "relation", ("RT", "related term")),
    ("Replaced by", REPLACED_BY, "relation", ("USE", "isReplacedBy")),
    ("Member", "member", "relation", ("members",)),
    ("Exact match", "exactMatch", "mapping", ("exactMatch",)),
    ("Close match", "closeMatch", "mapping", ("closeMatch",)),
    ("Broad match", "broadMatch", "mapping", ("broadMatch",)),
    ("Narrow match", "narrowMatch", "mapping", ("narrowMatch",)),
    ("Related match", "relatedMatch", "mapping", ("relatedMatch",)),
    ("In scheme", "inScheme", "scheme", ("inScheme",)),
    ("Top concept of", "topConceptOf", "scheme", ("topConceptOf",)),
    ("See also", SEE_ALSO, "link", ("seeAlso",)),
    ("Source", SOURCE, "link", ()),
    ("Created", "created", "date", ()),
    ("Modified", "modified", "date", ()),
    ("Deprecated", "deprecated", "flag", ()),
)


CLASSES = {
    "deprecated": "no longer to be used",
    "collection": "a collection; the headings below are its members",
    "ordered": "an ordered collection",
    "skip": "not published, nor what is below it",
    "top": "a top concept, though something is broader",
    "not-top": "no top concept, though nothing is broader",
    "in-scheme": "in the scheme of the page, where not all are",
    "not-in-scheme": "not in the scheme of the page",
    "no-lint": "`headword lint` does not look for its labels in texts",
}
"""What the classes of a heading mean."""


def _fold(key: str) -> str:
    return key.lower().replace(" ", "").replace("-", "").replace("_", "")


_BY_SPELLING: dict[str, FieldKey] = {
    _fold(spelling): FieldKey(name, prop, value) for name, prop, value, others in _KEYS for spelling in (name, *others)
}

_EVERYDAY = frozenset(map(_fold, (
    "label", "hidden", "definition", "def", "note", "example", "notation", "related", "member", "members", "used for",
    "see also", "source", "created", "modified", "deprecated", "PT", "UF", "SN", "HN", "BT", "NT", "RT", "USE",
)))  # fmt: skip


def is_everyday(written: str) -> bool:
    """Return whether prose uses this spelling of a key as a word or a code of its own: ``Note:``, ``PT:``."""
    return _fold(written) in _EVERYDAY


def needs_link(written: str) -> bool:
    """Return whether this spelling is a key only before a link or in capitals: prose has ``Use: for cutting``."""
    return written in ("Use", "use")


def find_key(written: str) -> FieldKey | None:
    """The key that ``written`` is a spelling of; case, spaces and hyphens do not count."""
    return _BY_SPELLING.get(_fold(written))


def list_keys() -> tuple[FieldKey, ...]:
    """Every key, by its plain name, in the order that the documentation has them."""
    return tuple(FieldKey(name, prop, value) for name, prop, value, _ in _KEYS)


_LONG_SPELLINGS = [spelling for spelling in _BY_SPELLING if len(spelling) > 3]
"""Abbreviations are like too many words."""
_PLAIN_SPELLINGS = [spelling for spelling in _LONG_SPELLINGS if spelling not in _EVERYDAY]


@cache
def nearest_key(written: str) -> str:
    """The name of the known key that is spelled most like ``written``, or nothing if none is near."""
    near = difflib.get_close_matches(_fold(written), _LONG_SPELLINGS, n=1, cutoff=0.72)
    return _BY_SPELLING[near[0]].name if near else ""


@cache
def is_misspelling(written: str) -> bool:
    """Return whether ``written`` is no key, and so like one that prose does not have that it can mean nothing else."""
    near = difflib.get_close_matches(_fold(written), _PLAIN_SPELLINGS, n=1, cutoff=0.86)
    return bool(near) and find_key(written) is None
