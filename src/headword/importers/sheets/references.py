"""References between rows: from a label, an id or an IRI in a cell to a concept."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from headword.compiler.naming.lock import to_iri
from headword.core.suggest import nearest_hint
from headword.importers.edits.rows import VocabularyRows
from headword.importers.sheets.sheet_rows import SheetRow
from headword.importers.sheets.tables import ExportedState
from headword.rdf.terms import is_iri

_SCHEMES = frozenset({
    "acct", "ark", "cid", "data", "did", "doi", "geo", "hdl", "info", "lex", "mailto", "mid", "news", "ni", "sip",
    "swh", "tag", "tel", "urn",
})  # fmt: skip
"""Schemes of IRIs without an authority; before other colons is a prefix."""
_WITH_ID = re.compile(r"(?P<label>.*?)\s*\[(?P<id>[^\[\]]+)\]", re.DOTALL)


class UnresolvedError(Exception):
    """A text names no concept, or several; the hint says what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ReferenceNames:
    """The names that cells can call concepts by.

    Labels are those of the export: a reference keeps its concept when the concept is renamed in another row.
    """

    def __init__(
        self,
        vocabulary: VocabularyRows,
        state: ExportedState | None,
        rows: Iterable[SheetRow],
        prefixes: Mapping[str, str],
    ) -> None:
        self._vocabulary = vocabulary
        self._prefixes = prefixes
        labels: defaultdict[str, dict[str, None]] = defaultdict(dict)
        exported = ((one.iri, one.label) for one in state.rows.values()) if state else ()
        current = ((row.iri, vocabulary.label(row)) for row in vocabulary.rows)
        for iri, label in exported or current:
            labels[label][iri] = None
        self._exported = {label: tuple(iris) for label, iris in labels.items()}
        own: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._ids: dict[tuple[str, str], str] = {}
        for row in rows:
            own[row.label][row.key] = None
            if row.name:
                self._ids[row.scheme, row.name] = row.key
        self._own = {label: tuple(keys) for label, keys in own.items()}
        self._known = {*vocabulary.by_iri, *(state.rows if state else ()), *(row.key for row in rows)}

    def resolve_exported(self, text: str) -> str:
        """Return the IRI that a text of the export had, or the text itself."""
        iris = self._exported.get(text, ())
        return iris[0] if len(iris) == 1 else self._by_id(text, "") or text

    def resolve(self, text: str, scheme: str) -> str:
        """Return the IRI or key of the concept that a text names, or an IRI of elsewhere.

        Raises:
            UnresolvedError: there is none, or more than one.
        """
        found = self._find(text, scheme)
        if not found:
            hint = nearest_hint(text, [*self._own, *self._exported]) or "write a label, an id or an IRI"
            raise UnresolvedError(f"there is no concept {text!r}", hint)
        return found

    def resolve_mapping(self, text: str, scheme: str) -> str:
        """Return the IRI of a mapping, which leads to a concept of elsewhere as a rule.

        Raises:
            UnresolvedError: the text is not an IRI, and no label or id of a concept.
        """
        found = self._find(text, scheme)
        if not found:
            raise UnresolvedError(f"{text!r} is not an IRI", "write the IRI of the concept in the other vocabulary")
        return found

    def _find(self, text: str, scheme: str) -> str:
        exported = self._exported.get(text, ())
        keys = tuple(dict.fromkeys((*exported, *self._own.get(text, ()))))
        if len(keys) > 1:
            hint = "write its id in brackets after the label, or its IRI"
            raise UnresolvedError(f"{text!r} is the label of several concepts", hint)
        found = keys[0] if keys else self._by_id(text, scheme)
        return found or self._read_iri(text)

    def _read_iri(self, text: str) -> str:
        prefix, colon, rest = text.partition(":")
        is_short = bool(colon) and not rest.startswith("//")
        if is_short and prefix in self._prefixes:
            return self._prefixes[prefix] + rest
        if not is_iri(text):
            return ""
        if is_short and prefix.lower() not in _SCHEMES:
            hint = "declare it in [prefixes] of the config, or write the whole IRI"
            raise UnresolvedError(f"the prefix {prefix!r} of {text!r} is not declared", hint)
        return text

    def _by_id(self, text: str, scheme: str) -> str:
        found = _WITH_ID.fullmatch(text)
        word = found["id"] if found else text
        if (scheme, word) in self._ids:
            return self._ids[scheme, word]
        ways = [word, *(f"{scheme}{sign}{word}" for sign in "/#" if scheme), to_iri(word, self._vocabulary.base)]
        return next((one for one in ways if one in self._known), "")
