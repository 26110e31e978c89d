"""The vocabulary of the dialect: keys of fields with their properties, and classes of headings."""

import difflib
from dataclasses import dataclass
from functools import cache, lru_cache

from headword.rdf.terms import DCTERMS, RDFS, REPLACED_BY

SEE_ALSO = RDFS + "seeAlso"
SOURCE = DCTERMS + "source"


@dataclass(frozen=True, slots=True)
class FieldKey:
    """A key of the list of fields.

    ``property`` is a local name of SKOS or an IRI. ``value`` is the kind of its values: ``label``, ``note``,
    ``notation``, ``relation``, ``mapping``, ``scheme`` (a link to a page or a scheme), ``link`` (to anything), ``date``
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
"""The classes of a heading, with their meanings."""


@lru_cache(1 << 12)
def _fold(key: str) -> str:
    """Return a spelling without case, spaces and hyphens; the same few keys are read for every concept."""
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
    """Return the key with the spelling ``written``, ignoring case, spaces and hyphens."""
    return _BY_SPELLING.get(_fold(written))


def list_keys() -> tuple[FieldKey, ...]:
    """Return every key, by its plain name, in the order of the documentation."""
    return tuple(FieldKey(name, prop, value) for name, prop, value, _ in _KEYS)


_LONG_SPELLINGS = [spelling for spelling in _BY_SPELLING if len(spelling) > 3]
"""Short spellings are left out, because abbreviations are similar to too many words."""
_PLAIN_SPELLINGS = [spelling for spelling in _LONG_SPELLINGS if spelling not in _EVERYDAY]


@cache
def nearest_key(written: str) -> str:
    """Return the name of the known key that is most similar to ``written``, or an empty text."""
    near = difflib.get_close_matches(_fold(written), _LONG_SPELLINGS, n=1, cutoff=0.72)
    return _BY_SPELLING[near[0]].name if near else ""


@cache
def is_misspelling(written: str) -> bool:
    """Return whether ``written`` is not a key, but too similar to an uncommon key to mean anything else."""
    near = difflib.get_close_matches(_fold(written), _PLAIN_SPELLINGS, n=1, cutoff=0.86)
    return bool(near) and find_key(written) is None
