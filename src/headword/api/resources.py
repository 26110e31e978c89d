"""Concepts, concept schemes and collections, as objects that lead to one another.

An object is an IRI and the index that it is looked up in: it holds nothing, and making one costs nothing.
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
    """Something that has an IRI and labels; equal to, and ordered by, its IRI.

    Attributes:
        iri: the absolute IRI; of a blank node ``_:`` and a name that holds for this vocabulary only.
    """

    iri: str
    _index: VocabularyIndex = field(compare=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label()!r} {self.iri}>"

    def _repr_html_(self) -> str:
        from headword.api.html import show_lines

        return show_lines(self.label(), self._list_cells())

    def _list_cells(self) -> Iterator[tuple[str, str]]:
        """What is said of it, line by line: a name, and HTML."""
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
        """The preferred label, or the title of a scheme (SKOS Reference, section 5).

        Args:
            lang: a tag of BCP 47; None for the language of the vocabulary.

        Returns:
            The label in that language, else in a kin of it (``pt-BR`` for ``pt``), else in the language of the
            vocabulary, else in any; the IRI if there is no label at all. Its ``language`` says which one it is in.
        """
        return self._index.choose(self._labels(), lang) or Text(self.iri)

    @property
    def labels(self) -> Mapping[str, Text]:
        """The preferred label in each language, by tag; the tag is empty for one without a language.

        There is one a language (SKOS Reference, S14); where there are more, the first counts.
        """
        found: dict[str, Text] = {}
        for label in self._labels():
            found.setdefault(label.language, label)
        return found

    def _labels(self) -> tuple[Text, ...]:
        each = (self._index.texts(self.iri, predicate) for predicate in _NAMES)
        return next((texts for texts in each if texts), ())

    def alt_labels(self, lang: str | None = None) -> tuple[Text, ...]:
        """The alternative labels, in all languages unless ``lang`` names one (SKOS Reference, section 5)."""
        return self._texts("altLabel", lang)

    def hidden_labels(self, lang: str | None = None) -> tuple[Text, ...]:
        """What a search finds, and nobody is shown (SKOS Reference, section 5), as `alt_labels`."""
        return self._texts("hiddenLabel", lang)

    def _texts(self, name: str, lang: str | None) -> tuple[Text, ...]:
        texts = self._index.texts(self.iri, SKOS + name)
        return texts if lang is None else tuple(text for text in texts if text.language.lower() == lang.lower())

    @property
    def notations(self) -> tuple[str, ...]:
        """The notations (SKOS Reference, section 6)."""
        return tuple(map(str, self._index.texts(self.iri, SKOS + "notation")))

    def definition(self, lang: str | None = None) -> Text:
        """The definition, its language chosen as that of `label`; an empty text if there is none."""
        texts = self._index.texts(self.iri, SKOS + "definition") or self._index.texts(self.iri, DCTERMS + "description")
        return self._index.choose(texts, lang) or Text("")

    @property
    def notes(self) -> Mapping[str, tuple[Text, ...]]:
        """The notes in all languages, by kind (SKOS Reference, section 7).

        The kinds are ``definition``, ``scopeNote``, ``note``, ``example``, ``historyNote``, ``editorialNote`` and
        ``changeNote``; those that it has none of are left out.
        """
        each = {note.removeprefix(SKOS): self._index.texts(self.iri, note) for note in NOTES}
        return {kind: texts for kind, texts in each.items() if texts}

    @property
    def deprecated(self) -> bool:
        """Whether it is out of use (``owl:deprecated``)."""
        return self._index.is_deprecated(self.iri)

    @property
    def location(self) -> Location:
        """Where the sources say what it is; ``str`` of it is ``file:line:column``.

        Lines and columns count from 1, columns in characters; the path is relative to the project's folder. What is
        only linked to stands where that is said.
        """
        return self._index.place(self.iri)

    def _lead_to(self, kind: Callable[[str, VocabularyIndex], Kind], iris: Iterable[str]) -> tuple[Kind, ...]:
        return tuple(kind(iri, self._index) for iri in iris)


@dataclass(frozen=True, order=True, repr=False)
class Concept(Resource):
    """A concept (SKOS Reference, section 3).

    What leads to other concepts leads to all that is said, in either direction, whether that concept is described in
    this vocabulary or not: ``in`` tells which, and one that is not has no labels.
    """

    @property
    def broader(self) -> tuple["Concept", ...]:
        """The concepts right above, in the order of the outlines (SKOS Reference, section 8)."""
        return self._follow("broader")

    @property
    def narrower(self) -> tuple["Concept", ...]:
        """The concepts right below (SKOS Reference, section 8)."""
        return self._follow("narrower")

    @property
    def related(self) -> tuple["Concept", ...]:
        """The associated concepts (SKOS Reference, section 8)."""
        return self._follow("related")

    def _follow(self, name: str) -> tuple["Concept", ...]:
        return self._lead_to(Concept, self._index.linked(self.iri, SKOS + name))

    @property
    def ancestors(self) -> tuple["Concept", ...]:
        """All concepts above, the nearest first, each once (``skos:broaderTransitive``, SKOS Reference, S24).

        A circle ends where it began: no concept is among its own ancestors.
        """
        return self._reach("broader")

    @property
    def descendants(self) -> tuple["Concept", ...]:
        """All concepts below, the nearest first, as `ancestors`."""
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
        """The IRIs of concepts in other vocabularies, by kind (SKOS Reference, section 10).

        The kinds are ``exactMatch``, ``closeMatch``, ``broadMatch``, ``narrowMatch`` and ``relatedMatch``; those that
        it has none of are left out.
        """
        each = {one.removeprefix(SKOS): tuple(self._index.linked(self.iri, one)) for one in MAPPINGS}
        return {kind: iris for kind, iris in each.items() if iris}

    @property
    def schemes(self) -> tuple["ConceptScheme", ...]:
        """The schemes that it is in (SKOS Reference, section 4)."""
        return self._lead_to(ConceptScheme, self._index.schemes(self.iri))

    @property
    def scheme(self) -> "ConceptScheme | None":
        """The first of `schemes`, which most concepts have just one of; None if it is in none."""
        return next(iter(self.schemes), None)

    @property
    def collections(self) -> tuple["Collection", ...]:
        """The collections that it is a member of (SKOS Reference, section 9)."""
        return self._lead_to(Collection, self._index.collected.get(self.iri, ()))

    @property
    def replaced_by(self) -> tuple["Concept", ...]:
        """What to use in its place (``dcterms:isReplacedBy``)."""
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
    """A concept scheme (SKOS Reference, section 4)."""

    @property
    def top_concepts(self) -> tuple[Concept, ...]:
        """Its top concepts, in the order of the outlines."""
        return self._lead_to(Concept, self._index.linked(self.iri, SKOS + "hasTopConcept"))

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """All concepts that say that they are in it."""
        return self._lead_to(Concept, self._index.in_scheme.get(self.iri, ()))

    def _list_links(self) -> Iterator[tuple[str, str]]:
        yield "Top concepts", _show_labels(self.top_concepts)


@dataclass(frozen=True, order=True, repr=False)
class Collection(Resource):
    """A labelled group of concepts (SKOS Reference, section 9)."""

    @property
    def ordered(self) -> bool:
        """Whether the order of its members means something (``skos:OrderedCollection``)."""
        return self._index.is_ordered(self.iri)

    @property
    def members(self) -> "tuple[Concept | Collection, ...]":
        """Its members: concepts, and other collections."""
        kinds = self._index.kinds
        return tuple(
            Collection(iri, self._index) if kinds.get(iri) == "collection" else Concept(iri, self._index)
            for iri in self._index.members(self.iri)
        )

    @property
    def collections(self) -> tuple["Collection", ...]:
        """The collections that it is a member of itself."""
        return self._lead_to(Collection, self._index.collected.get(self.iri, ()))

    def _list_links(self) -> Iterator[tuple[str, str]]:
        yield "Members", _show_labels(self.members)


def _show_labels(resources: Iterable[Resource]) -> str:
    from headword.api.html import show_list, show_text

    return show_list(show_text(resource.label()) for resource in resources)
