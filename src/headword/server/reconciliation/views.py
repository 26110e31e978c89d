"""The texts that clients show for concepts, types and properties: names, a line about each, and a card.

A card is HTML without scripts, links or styles.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from headword.rdf.terms import DCTERMS, SKOS, Literal
from headword.server.reconciliation.matching import TYPE
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.site.locales import Locale
from headword.site.summaries import ResourceLabel, ResourceSummary
from headword.site.words import choose, tongue

Described = dict[str, object]
_ABOVE = " \u203a "
"""The separator between a concept and the one above it."""
_LINE = 240
"""Maximum number of characters in the line about a concept."""
_CARD = 600
"""Maximum number of characters of a definition in a card."""
_MEANINGS = (SKOS + "definition", SKOS + "scopeNote", DCTERMS + "description", SKOS + "note")


class ClientLocale(NamedTuple):
    """The language of a client, and the texts in it.

    Attributes:
        snapshot: the snapshot that is served.
        said: its statements.
        language: the language, as a tag of BCP 47.
    """

    snapshot: ServedVocabulary
    said: ResourceStatements
    language: str

    @property
    def reader(self) -> Locale:
        """Return the locale of the site for the same language, otherwise the default one."""
        stem = self.language.partition("-")[0]
        readers = self.snapshot.readers
        return next((one for one in readers if one.language.partition("-")[0] == stem), readers[0])

    @property
    def wanted(self) -> Sequence[str]:
        """Return the preferred languages of texts, in order."""
        return (self.language, self.snapshot.config.lang)

    def name(self, card: ResourceSummary) -> ResourceLabel:
        """Return the best label of a resource, otherwise its IRI."""
        label = choose(card.texts("prefLabel"), self.wanted) or choose(card.labels, self.wanted)
        return label or ResourceLabel("prefLabel", card.iri, "")

    def meaning(self, card: ResourceSummary) -> ResourceLabel | None:
        """Return the definition of a resource, otherwise another note about its meaning; None if there is none."""
        said = self.said.of(card.iri)
        for predicate in _MEANINGS:
            values = [value for value in said.get(predicate, ()) if isinstance(value, Literal)]
            found = choose([ResourceLabel("", value.value, value.language) for value in values], self.wanted)
            if found is not None:
                return found
        return None

    def way(self, card: ResourceSummary) -> list[str]:
        """Return the path to a concept: its scheme, then the first path from the top down."""
        schemes = self.snapshot.atlas.known(card.find("inScheme"))[:1]
        paths = self.snapshot.atlas.paths_up(card.iri, 1)
        return [self.name(one).text for one in (*schemes, *(paths[0] if paths else ()))]

    def line(self, card: ResourceSummary) -> str:
        """Return a line about a concept: its meaning, otherwise its path."""
        meaning = self.meaning(card)
        return _cut(meaning.text if meaning is not None else _ABOVE.join(self.way(card)), _LINE)

    def types(self, card: ResourceSummary) -> list[Described]:
        """Return the types of a concept: its schemes, then the type of all concepts."""
        schemes = self.snapshot.atlas.known(card.find("inScheme"))
        return [*map(self._scheme_type, schemes), self.concept_type()]

    def _scheme_type(self, scheme: ResourceSummary) -> Described:
        return {"id": scheme.iri, "name": self.name(scheme).text}

    def concept_type(self) -> Described:
        """Return the type of all concepts."""
        return {"id": TYPE, "name": self.reader.messages("kind.concept")}

    def all_types(self, scope: str) -> list[Described]:
        """Return all types, or those of one scheme."""
        schemes = [card for card in self.snapshot.desk.schemes.values() if scope in ("", card.iri)]
        top = self.concept_type()
        return [top, *({**self._scheme_type(card), "broader": [top]} for card in schemes)]


def _cut(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def write_card(guest: ClientLocale, card: ResourceSummary) -> Markup:
    """Return a card on a resource."""
    name, language = guest.name(card), guest.language
    notation = Markup("<small>{}</small> ").format(card.notations[0]) if card.notations else ""
    rows = [Markup("<p><strong{}>{}{}</strong></p>").format(tongue(name.language, language), notation, name.text)]
    if card.is_deprecated:
        rows.append(Markup("<p><em>{}</em></p>").format(guest.reader.messages("concept.deprecated")))
    others = [label for label in card.texts("altLabel") if label.language == name.language]
    if others:
        rows.append(Markup("<p>{}</p>").format(_cut("; ".join(label.text for label in others), _LINE)))
    meaning = guest.meaning(card)
    if meaning is not None:
        text = _cut(meaning.text, _CARD)
        rows.append(Markup("<p{}>{}</p>").format(tongue(meaning.language, language), text))
    way = guest.way(card)
    if way:
        rows.append(Markup("<p><small>{}</small></p>").format(_cut(_ABOVE.join(way), _LINE)))
    return Markup("\n").join(rows)


def write_note(name: str, about: str) -> Markup:
    """Return a card on a type or a property."""
    return Markup("<p><strong>{}</strong></p>\n<p><small>{}</small></p>").format(name, about)


def with_language(value: Mapping[str, object], language: str) -> Described:
    """Return the value with the language of its texts, if they have one."""
    return {**value, "lang": language} if language else dict(value)
