"""The pages of an arranged vocabulary, with each resource as a heading with fields."""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from headword.compiler.linking.resolve import LinkTargets
from headword.compiler.meaning.dialect import FieldKey, list_keys
from headword.compiler.meaning.state import expand
from headword.compiler.naming.lock import last_part
from headword.core.findings import Location
from headword.core.slugs import is_valid_id, slugify
from headword.importers.arrangement import Arrangement, DraftHeading, DraftPage
from headword.importers.headings import WrittenField, WrittenHeading, quote_attribute, write_page
from headword.importers.schemes import DATES, describe_scheme, is_day
from headword.importers.spelling import spell_iri, spell_label, spell_link, spell_note
from headword.importers.vocabulary import SourceVocabulary
from headword.markdown.inline import Link, is_link_like
from headword.rdf.graph import INVERSES
from headword.rdf.languages import NONE
from headword.rdf.terms import NO_LINT, OWL, SKOS, XSD, Literal, Term, is_iri

_KEYS = {key: DATES.get(key.property, expand(key.property)) for key in list_keys()}
"""The property of each field."""


class _Usual(NamedTuple):
    """The properties of most concepts on a page: in its scheme; top concepts if they have no broader one."""

    is_member: bool
    is_top: bool

    def front_matter(self, sheet: DraftPage) -> Iterator[tuple[str, bool]]:
        """Return the front matter for it; nothing for the default."""
        if sheet.scheme and not self.is_member:
            yield "in-scheme", False
        if sheet.scheme and not self.is_top:
            yield "top-concepts", False


@dataclass(frozen=True)
class Writer:
    """A writer of the pages of an arrangement; ``language`` is that of texts without a language."""

    vocabulary: SourceVocabulary
    arrangement: Arrangement
    language: str

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Return the id of each heading: the end of its IRI, or a similar one if that is taken on its page."""
        names: dict[str, str] = {}
        for sheet in self.arrangement.sheets:
            taken: set[str] = set()
            for spot in sheet.spots:
                end = last_part(spot.iri)
                wanted = end if _can_be_written(end) else slugify(end)
                name, number = wanted, 2
                while name in taken:
                    name, number = f"{wanted}-{number}", number + 1
                taken.add(name)
                names[spot.iri] = name
        return names

    @cached_property
    def _chains(self) -> Mapping[str, frozenset[str]]:
        """Return for each page the pages that it continues, and itself."""
        chains: dict[str, frozenset[str]] = {}
        for sheet in self.arrangement.sheets:
            chains[sheet.file] = chains.get(sheet.under, frozenset()) | {sheet.file}
        return chains

    def anchors(self) -> Mapping[str, LinkTargets]:
        """Return the link targets on each page."""
        return {sheet.file: self._anchors(sheet) for sheet in self.arrangement.sheets}

    def _anchors(self, sheet: DraftPage) -> LinkTargets:
        ids = {self._names[spot.iri]: spot.iri for spot in sheet.spots}
        tops = tuple(spot.iri for spot in sheet.spots if spot.level == 1)
        above = Link("path", *self._above(sheet), Location(sheet.file)) if sheet.under else None
        path = PurePosixPath(sheet.file).with_suffix("").as_posix()
        return LinkTargets(sheet.file, path, ids, {}, tops, scheme=sheet.scheme, under=above)

    def _above(self, sheet: DraftPage) -> tuple[str, str]:
        """Return the path of the page that a page continues, and the id of the concept, if it is one."""
        name = self._names[sheet.concept] if sheet.concept else ""
        return posixpath.relpath(sheet.under, posixpath.dirname(sheet.file)), name

    def write(self, sheet: DraftPage) -> str:
        """Return the text of a page."""
        namespace = _find_namespace(spot.iri for spot in sheet.spots)
        usual = self._find_usual(sheet)
        front_matter = [*self._front_matter(sheet, namespace), *usual.front_matter(sheet)]
        return write_page(front_matter, (self._heading(spot, sheet, namespace, usual) for spot in sheet.spots))

    def _find_usual(self, sheet: DraftPage) -> _Usual:
        """Return the properties of most concepts on a page."""
        members = sum(self._is_member(spot.iri, sheet) for spot in sheet.spots)
        highest = [self._is_top(spot.iri, sheet) for spot in sheet.spots if self._has_nothing_broader(spot.iri, sheet)]
        return _Usual(2 * members >= len(sheet.spots), 2 * sum(highest) >= len(highest))

    def _has_nothing_broader(self, iri: str, sheet: DraftPage) -> bool:
        """Return whether a concept would be a top concept of the page's scheme, because it has none above it there."""
        near = self._chains[sheet.file]
        is_concept = self._is_member(iri, sheet) and iri not in self.vocabulary.collections
        return is_concept and not any(self.arrangement.files.get(one) in near for one in self._broader(iri))

    def _is_top(self, iri: str, sheet: DraftPage) -> bool:
        return sheet.scheme in self.vocabulary.tops_of(iri)

    def _is_member(self, iri: str, sheet: DraftPage) -> bool:
        return bool(sheet.scheme) and sheet.scheme in self.vocabulary.schemes_of(iri)

    def _front_matter(self, sheet: DraftPage, namespace: str) -> Iterator[tuple[str, str | list[str]]]:
        if sheet.under:
            yield "title", sheet.title
            yield "under", "#".join(filter(None, self._above(sheet)))
        elif sheet.scheme:
            yield from describe_scheme(self.vocabulary, sheet)
        else:
            yield "title", sheet.title
            yield "scheme", "none"
        if namespace:
            yield "namespace", namespace
        if self.vocabulary.language != self.language:
            yield "lang", self.vocabulary.language or NONE

    def _heading(self, spot: DraftHeading, sheet: DraftPage, namespace: str, usual: _Usual) -> WrittenHeading:
        iri = spot.iri
        headline = self.vocabulary.entries[iri]
        definitions = self.vocabulary.texts_in_language(iri, SKOS + "definition")
        written = [text for text in definitions if spell_note(text) is not None]
        paragraph = written[0] if len(written) == 1 else ""
        present = self.vocabulary.predicates(iri)
        fields = (
            field
            for key, predicate in _KEYS.items()
            if predicate in present
            for field in self._fields(key, predicate, spot, sheet, paragraph)
        )
        attributes = [f"#{self._names[iri]}"]
        if f"{namespace}{self._names[iri]}" != iri:
            attributes.append(quote_attribute("iri", iri))
        if headline.language != self.vocabulary.language:
            attributes.append(quote_attribute("lang", headline.language or NONE))
        attributes.extend(f".{name}" for name in self._classes(spot, sheet, usual))
        label = spell_label(headline.value) or "?"
        return WrittenHeading(spot.level, label, tuple(attributes), spell_note(paragraph) or "", tuple(fields))

    def _classes(self, spot: DraftHeading, sheet: DraftPage, usual: _Usual) -> Iterator[str]:
        iri = spot.iri
        if iri in self.vocabulary.collections:
            yield "ordered" if self.vocabulary.is_ordered(iri) else "collection"
        is_member = self._is_member(iri, sheet)
        if sheet.scheme and is_member != usual.is_member:
            yield "in-scheme" if is_member else "not-in-scheme"
        if is_member and iri not in self.vocabulary.collections:
            is_top = self._is_top(iri, sheet)
            if is_top != (usual.is_top and self._has_nothing_broader(iri, sheet)):
                yield "top" if is_top else "not-top"
        if any(value == _TRUE for value in self.vocabulary.values(iri, OWL + "deprecated")):
            yield "deprecated"
        if _TRUE in self.vocabulary.values(iri, NO_LINT):
            yield "no-lint"

    def _broader(self, iri: str) -> list[str]:
        return [one for one in self.vocabulary.parents(iri) if is_iri(one)]

    def _fields(
        self, key: FieldKey, predicate: str, spot: DraftHeading, sheet: DraftPage, paragraph: str
    ) -> Iterator[WrittenField]:
        values = self.vocabulary.values(spot.iri, predicate)
        texts = [value for value in values if isinstance(value, Literal)]
        if key.value == "label":
            yield from self._labels(key.name, texts, spot.iri)
        elif key.value == "note":
            yield from self._notes(key.name, texts, paragraph if key.property == "definition" else "")
        elif key.value == "notation":
            plain = (spell_label(one.value) for one in texts if not one.language and not one.datatype)
            spelled = tuple(text for text in plain if text)
            if spelled:
                yield WrittenField(key.name, spelled)
        elif key.value == "date":
            yield from (WrittenField(key.name, (one.value,)) for one in texts if is_day(one))
        elif key.value != "flag":
            for iri in self._targets(key, values, spot, sheet):
                target = self._link(iri, sheet)
                if target is not None:
                    yield WrittenField(key.name, (target,))
            if key.value == "link":
                yield from (WrittenField(key.name, (text,)) for one in texts if (text := _spell_name(one)))

    def _labels(self, key: str, texts: Iterable[Literal], iri: str) -> Iterator[WrittenField]:
        by_language: dict[str, list[str]] = defaultdict(list)
        for one in texts:
            spelled = spell_label(one.value) if not one.datatype else None
            if spelled and not (key == "Label" and one == self.vocabulary.entries[iri]):
                by_language[one.language].append(spelled)
        # The language of the page first, then the others in the order of their tags.
        for language in sorted(by_language, key=lambda tag: (tag != self.vocabulary.language, tag)):
            yield WrittenField(self._with_language(key, language), tuple(by_language[language]))

    def _notes(self, key: str, texts: Iterable[Literal], paragraph: str) -> Iterator[WrittenField]:
        own = self.vocabulary.language
        for one in sorted(texts, key=lambda one: (one.language != own, one.language, one.value)):
            spelled = spell_note(one.value) if not one.datatype else None
            if spelled and not (one.value == paragraph and one.language == own):
                yield WrittenField(self._with_language(key, one.language), (spelled,))

    def _with_language(self, key: str, language: str) -> str:
        return key if language == self.vocabulary.language else f"{key} ({language or NONE})"

    def _targets(self, key: FieldKey, values: Iterable[Term], spot: DraftHeading, sheet: DraftPage) -> list[str]:
        """Return the targets of a field, without those in the outline or on the other side of a relation."""
        iri, vocabulary = spot.iri, self.vocabulary
        is_collection = iri in vocabulary.collections
        found: Iterable[str] = (value for value in values if isinstance(value, str))
        match key.property:
            case "broader":
                found = (one for one in self._broader(iri) if one != spot.above)
            case "narrower":
                # A narrower concept on a page states the relation itself.
                below = vocabulary.linked(iri, SKOS + "narrower")
                found = (one for one in below if one not in self.arrangement.files)
            case "member":
                found = vocabulary.members(iri) if is_collection else ()
                if vocabulary.is_ordered(iri):
                    return list(found)
            case "inScheme":
                known_schemes = {sheet.scheme, *([] if is_collection else self._tops(iri))}
                found = (one for one in found if one not in known_schemes)
            case "topConceptOf":
                found = (one for one in self._tops(iri) if one != sheet.scheme and not is_collection)
            case _ if expand(key.property) in INVERSES:
                found = (one for one in vocabulary.linked(iri, expand(key.property)) if self._is_first(iri, one))
        return sorted(found, key=self._order)

    def _order(self, iri: str) -> tuple[bool, str, str]:
        """Return the order of link targets: concepts on pages by their labels, then others."""
        label = self.vocabulary.entries[iri].value.casefold() if iri in self.arrangement.files else ""
        return not label, label, iri

    def _tops(self, iri: str) -> list[str]:
        return self.vocabulary.tops_of(iri)

    def _is_first(self, iri: str, other: str) -> bool:
        """Return whether a relation of two concepts is written here: at the first one in the order of pages."""
        positions = self.arrangement.positions
        return positions[iri] <= positions.get(other, len(positions))

    def _link(self, iri: str, sheet: DraftPage) -> str | None:
        file = self.arrangement.files.get(iri)
        if file is None:
            return spell_iri(iri)
        page = "" if file == sheet.file else posixpath.relpath(file, posixpath.dirname(sheet.file))
        return spell_link(self.vocabulary.entries[iri].value, f"{page}#{self._names[iri]}")


_TRUE = Literal("true", "", XSD + "boolean")


def _can_be_written(end: str) -> bool:
    """Return whether the end of an IRI can be an id in braces."""
    return is_valid_id(end) and not re.search(r"""["'={}()]""", end)


def _find_namespace(iris: Iterable[str]) -> str:
    """Return the beginning of most IRIs, up to the last ``/`` or ``#``."""
    counts = Counter(iri[: len(iri) - len(last_part(iri))] for iri in iris)
    found = min(counts, key=lambda one: (-counts[one], one), default="")
    return found if is_iri(found) else ""


def _spell_name(text: Literal) -> str | None:
    """Return a plain text that is not read as a link, or None."""
    if text.language or text.datatype or re.match(r"https?:|#|[A-Za-z][\w+.-]*:\S", text.value):
        return None
    spelled = spell_label(text.value) if not re.search(r"\.(md|markdown)(#|$)", text.value) else None
    return None if spelled is None or is_link_like(spelled) else spelled
