"""Concepts, concept schemes and collections, as linked objects.

An object is an IRI and a reference to the index, so it is cheap to create.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TypeVar

from headword.api.index import VocabularyIndex
from headword.api.texts import Text
from headword.core.findings import Location
from headword.rdf.terms import DCTERMS, MAPPINGS, NOTES, RDFS, SCHEMA, SKOS

_NAMES = (SKOS + "prefLabel", DCTERMS + "title", RDFS + "label", SCHEMA + "name")

Kind = TypeVar("Kind", bound="Resource")


@dataclass(frozen=True, order=True, repr=False)
class Resource:
    """A resource with an IRI and labels. It is compared and ordered by its IRI.

    Attributes:
        iri: the absolute IRI. A blank node has ``_:`` and a name that is valid in this vocabulary only.
    """

    iri: str
    _index: VocabularyIndex = field(compare=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label()!r} {self.iri}>"

    def _repr_html_(self) -> str:
        from headword.api.html import show_lines

        return show_lines(self.label(), self._list_cells())

    def _list_cells(self) -> Iterator[tuple[str, str]]:
        """Yield the lines of the table of a notebook: a name and HTML."""
        from headword.api.html import show_iri, show_list, show_text

        yield "IRI", show_iri(self.iri)
        if self.deprecated:
            yield "Deprecated", "yes"
        yield "Preferred labels", show_list(map(show_text, self.labels.values()))
        yield "Alternative labels", show_list(map(show_text, self.alt_labels()))
        yield "Notations", show_list(map(escape, self.notations))
        for kind, texts in self.notes.items():
            yield kind, show_list(map(show_text, texts))
        yield from self._list_links()
        yield "Source", escape(str(self.location))

    def _list_links(self) -> Iterator[tuple[str, str]]:
        yield from ()

    def label(self, lang: str | None = None) -> Text:
        """Return the preferred label, or the title of a scheme (SKOS Reference, section 5).

        Args:
            lang: a tag of BCP 47; None for the language of the vocabulary.

        Returns:
            The label in that language, otherwise in a related one (``pt-BR`` for ``pt``), in the language of the
            vocabulary, or in any language. If there is no label, it is the IRI. Its ``language`` is the language found.

        Example:
            >>> quartz.label("de"), quartz.label("fr").language
            ('Quarz', 'en')
        """
        return self._index.choose(self._labels(), lang) or Text(self.iri)

    @property
    def labels(self) -> Mapping[str, Text]:
        """Return the preferred label in each language, by tag. The tag of a label without a language is empty.

        Each language has one (SKOS Reference, S14). If there are more, it is the first.

        Example:
            >>> quartz.labels
            {'en': 'Quartz', 'de': 'Quarz'}
        """
        found: dict[str, Text] = {}
        for label in self._labels():
            found.setdefault(label.language, label)
        return found

    def _labels(self) -> tuple[Text, ...]:
        each = (self._index.texts(self.iri, predicate) for predicate in _NAMES)
        return next((texts for texts in each if texts), ())

    def alt_labels(self, lang: str | None = None) -> tuple[Text, ...]:
        """Return the alternative labels (SKOS Reference, section 5), in all languages or in ``lang``.

        Example:
            >>> quartz.alt_labels()
            ('silica', 'sand', 'rock crystal')
        """
        return self._texts("altLabel", lang)

    def hidden_labels(self, lang: str | None = None) -> tuple[Text, ...]:
        """Return the hidden labels, which are searched and not shown (SKOS Reference, section 5).

        Example:
            >>> quartz.hidden_labels("en")
            ()
        """
        return self._texts("hiddenLabel", lang)

    def _texts(self, name: str, lang: str | None) -> tuple[Text, ...]:
        texts = self._index.texts(self.iri, SKOS + name)
        return texts if lang is None else tuple(text for text in texts if text.language.lower() == lang.lower())

    @property
    def notations(self) -> tuple[str, ...]:
        """Return the notations (SKOS Reference, section 6).

        Example:
            >>> quartz.notations
            ('Q',)
        """
        return tuple(map(str, self._index.texts(self.iri, SKOS + "notation")))

    def definition(self, lang: str | None = None) -> Text:
        """Return the definition, in the language that `label` would choose; empty if there is none.

        Example:
            >>> quartz.definition()
            'The most common mineral of the crust.'
        """
        texts = self._index.texts(self.iri, SKOS + "definition") or self._index.texts(self.iri, DCTERMS + "description")
        return self._index.choose(texts, lang) or Text("")

    @property
    def notes(self) -> Mapping[str, tuple[Text, ...]]:
        """Return the notes in all languages, by kind (SKOS Reference, section 7).

        The kinds are ``definition``, ``scopeNote``, ``note``, ``example``, ``historyNote``, ``editorialNote`` and
        ``changeNote``. Kinds without notes are left out.

        Example:
            >>> list(quartz.notes)
            ['definition']
        """
        each = {note.removeprefix(SKOS): self._index.texts(self.iri, note) for note in NOTES}
        return {kind: texts for kind, texts in each.items() if texts}

    @property
    def deprecated(self) -> bool:
        """Return True if the resource is deprecated (``owl:deprecated``).

        Example:
            >>> quartz.deprecated
            False
        """
        return self._index.is_deprecated(self.iri)

    @property
    def location(self) -> Location:
        """Return the place of the resource in the sources; ``str`` of it is ``file:line:column``.

        Lines and columns count from 1, and columns count characters. The path is relative to the folder of the
        project. For a resource that is only a target of links, it is the place of a link.

        Example:
            >>> print(quartz.location)
            taxonomy/minerals.md:3:4
        """
        return self._index.place(self.iri)

    def _lead_to(self, kind: Callable[[str, VocabularyIndex], Kind], iris: Iterable[str]) -> tuple[Kind, ...]:
        return tuple(kind(iri, self._index) for iri in iris)


@dataclass(frozen=True, order=True, repr=False)
class Concept(Resource):
    """A concept (SKOS Reference, section 3).

    Links to other concepts count in both directions. A linked concept can be outside this vocabulary: then it has no
    labels, and ``in`` is false.

    Example:
        >>> quartz
        <Concept 'Quartz' https://w3id.org/rocks/minerals/quartz>
    """

    @property
    def broader(self) -> tuple["Concept", ...]:
        """Return the broader concepts, in the order of the outlines (SKOS Reference, section 8).

        Example:
            >>> quartz.broader
            (<Concept 'Minerals' https://w3id.org/rocks/minerals/minerals>,)
        """
        return self._follow("broader")

    @property
    def narrower(self) -> tuple["Concept", ...]:
        """Return the narrower concepts (SKOS Reference, section 8).

        Example:
            >>> quartz.narrower
            (<Concept 'Amethyst' https://w3id.org/rocks/minerals/amethyst>,)
        """
        return self._follow("narrower")

    @property
    def related(self) -> tuple["Concept", ...]:
        """Return the related concepts (SKOS Reference, section 8).

        Example:
            >>> quartz.related
            (<Concept 'Feldspar' https://w3id.org/rocks/minerals/feldspar>,)
        """
        return self._follow("related")

    def _follow(self, name: str) -> tuple["Concept", ...]:
        return self._lead_to(Concept, self._index.linked(self.iri, SKOS + name))

    @property
    def ancestors(self) -> tuple["Concept", ...]:
        """Return all concepts above, each once, the nearest first (``skos:broaderTransitive``, SKOS Reference, S24).

        A concept in a cycle is not among its own ancestors.

        Example:
            >>> [str(concept.label()) for concept in vocabulary["minerals/amethyst"].ancestors]
            ['Quartz', 'Minerals']
        """
        return self._reach("broader")

    @property
    def descendants(self) -> tuple["Concept", ...]:
        """Return all concepts below, each once, the nearest first (``skos:narrowerTransitive``, SKOS Reference, S24).

        Example:
            >>> [str(concept.label()) for concept in vocabulary["minerals/minerals"].descendants]
            ['Quartz', 'Feldspar', 'Amethyst']
        """
        return self._reach("narrower")

    def _reach(self, name: str) -> tuple["Concept", ...]:
        found: dict[str, None] = {}
        waiting = deque([self.iri])
        while waiting:
            for iri in self._index.linked(waiting.popleft(), SKOS + name):
                if iri != self.iri and iri not in found:
                    found[iri] = None
                    waiting.append(iri)
        return self._lead_to(Concept, found)

    @property
    def mappings(self) -> Mapping[str, tuple[str, ...]]:
        """Return the IRIs of concepts in other vocabularies, by kind (SKOS Reference, section 10).

        The kinds are ``exactMatch``, ``closeMatch``, ``broadMatch``, ``narrowMatch`` and ``relatedMatch``. Kinds
        without mappings are left out.

        Example:
            >>> quartz.mappings
            {'exactMatch': ('http://www.wikidata.org/entity/Q43010',)}
        """
        each = {one.removeprefix(SKOS): tuple(self._index.linked(self.iri, one)) for one in MAPPINGS}
        return {kind: iris for kind, iris in each.items() if iris}

    @property
    def schemes(self) -> tuple["ConceptScheme", ...]:
        """Return the schemes of the concept (SKOS Reference, section 4).

        Example:
            >>> quartz.schemes
            (<ConceptScheme 'Minerals' https://w3id.org/rocks/minerals>,)
        """
        return self._lead_to(ConceptScheme, self._index.schemes(self.iri))

    @property
    def scheme(self) -> "ConceptScheme | None":
        """Return the first of `schemes`, or None if there are none. Most concepts have one.

        Example:
            >>> quartz.scheme.label()
            'Minerals'
        """
        return next(iter(self.schemes), None)

    @property
    def collections(self) -> tuple["Collection", ...]:
        """Return the collections that the concept is a member of (SKOS Reference, section 9).

        Example:
            >>> quartz.collections
            (<Collection 'Gemstones' https://w3id.org/rocks/minerals/gemstones>,)
        """
        return self._lead_to(Collection, self._index.collected.get(self.iri, ()))

    @property
    def replaced_by(self) -> tuple["Concept", ...]:
        """Return the concepts that replace a deprecated one (``dcterms:isReplacedBy``).

        Example:
            >>> quartz.replaced_by
            ()
        """
        return self._lead_to(Concept, self._index.replacements(self.iri))

    def _list_links(self) -> Iterator[tuple[str, str]]:
        from headword.api.html import show_iri, show_list

        yield "Replaced by", _show_labels(self.replaced_by)
        yield "Broader", _show_labels(self.broader)
        yield "Narrower", _show_labels(self.narrower)
        yield "Related", _show_labels(self.related)
        for kind, iris in self.mappings.items():
            yield kind, show_list(map(show_iri, iris))
        yield "In schemes", _show_labels(self.schemes)
        yield "In collections", _show_labels(self.collections)


@dataclass(frozen=True, order=True, repr=False)
class ConceptScheme(Resource):
    """A concept scheme (SKOS Reference, section 4).

    Example:
        >>> vocabulary.schemes[0]
        <ConceptScheme 'Minerals' https://w3id.org/rocks/minerals>
    """

    @property
    def top_concepts(self) -> tuple[Concept, ...]:
        """Return the top concepts, in the order of the outlines.

        Example:
            >>> vocabulary.schemes[0].top_concepts
            (<Concept 'Minerals' https://w3id.org/rocks/minerals/minerals>,)
        """
        return self._lead_to(Concept, self._index.linked(self.iri, SKOS + "hasTopConcept"))

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """Return all concepts of the scheme.

        Example:
            >>> len(vocabulary.schemes[0].concepts)
            4
        """
        return self._lead_to(Concept, self._index.in_scheme.get(self.iri, ()))

    def _list_links(self) -> Iterator[tuple[str, str]]:
        yield "Top concepts", _show_labels(self.top_concepts)


@dataclass(frozen=True, order=True, repr=False)
class Collection(Resource):
    """A labelled group of concepts (SKOS Reference, section 9).

    Example:
        >>> vocabulary.collections[0]
        <Collection 'Gemstones' https://w3id.org/rocks/minerals/gemstones>
    """

    @property
    def ordered(self) -> bool:
        """Return True if the order of the members has a meaning (``skos:OrderedCollection``).

        Example:
            >>> vocabulary.collections[0].ordered
            False
        """
        return self._index.is_ordered(self.iri)

    @property
    def members(self) -> "tuple[Concept | Collection, ...]":
        """Return the members: concepts and other collections.

        Example:
            >>> [str(member.label()) for member in vocabulary.collections[0].members]
            ['Quartz', 'Amethyst']
        """
        kinds = self._index.kinds
        return tuple(
            Collection(iri, self._index) if kinds.get(iri) == "collection" else Concept(iri, self._index)
            for iri in self._index.members(self.iri)
        )

    @property
    def collections(self) -> tuple["Collection", ...]:
        """Return the collections that this collection is a member of.

        Example:
            >>> vocabulary.collections[0].collections
            ()
        """
        return self._lead_to(Collection, self._index.collected.get(self.iri, ()))

    def _list_links(self) -> Iterator[tuple[str, str]]:
        yield "Members", _show_labels(self.members)


def _show_labels(resources: Iterable[Resource]) -> str:
    from headword.api.html import show_list, show_text

    return show_list(show_text(resource.label()) for resource in resources)
