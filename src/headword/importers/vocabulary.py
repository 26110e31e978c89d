"""The content of a graph by resource: schemes, concepts, collections and their relations.

The result does not depend on the order of the triples.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from headword.compiler.meaning.state import list_cell
from headword.core.errors import HeadwordError
from headword.importers.blank_nodes import name_blank_nodes
from headword.rdf.entailment import derive_classes
from headword.rdf.graph import INVERSES
from headword.rdf.languages import NONE
from headword.rdf.terms import DCTERMS, LABELS, RDF, RDF_TYPE, SKOS, SKOS_XL, Literal, Term, Triple, is_iri

_TITLES = (DCTERMS + "title", SKOS + "prefLabel")
_DESCRIPTIONS = (DCTERMS + "description", SKOS + "definition")
_COLLECTIONS = (SKOS + "Collection", SKOS + "OrderedCollection")


@dataclass(frozen=True)
class SourceVocabulary:
    """A graph by its subjects, without blank nodes.

    Attributes:
        by_subject: the triples about each resource, sorted.
        inbound: for each predicate with an inverse, the subjects that lead to each resource.
        language: the tag of the language of its pages; empty for none.
        places: the place of each resource in the input, if the input has a meaningful order.
    """

    by_subject: Mapping[str, Sequence[Triple]]
    inbound: Mapping[str, Mapping[str, Sequence[str]]]
    language: str
    places: Mapping[str, int] = field(default_factory=dict)

    def has(self, triple: Triple) -> bool:
        """Return whether the graph contains a triple."""
        return triple in self.triples

    @cached_property
    def triples(self) -> frozenset[Triple]:
        """Return all triples of the graph."""
        return frozenset(triple for triples in self.by_subject.values() for triple in triples)

    def values(self, subject: str, predicate: str) -> list[Term]:
        """Return the values of a property, sorted."""
        return [value for _, p, value in self.by_subject.get(subject, ()) if p == predicate]

    def linked(self, subject: str, predicate: str) -> list[str]:
        """Return the values of a property with an inverse, stated in either direction; sorted."""
        values = {value for value in self.values(subject, predicate) if isinstance(value, str)}
        return sorted(values.union(self.inbound[INVERSES[predicate]].get(subject, ())))

    def predicates(self, subject: str) -> set[str]:
        """Return the properties of a resource, stated in either direction, or by a list of members."""
        found = {predicate for _, predicate, _ in self.by_subject.get(subject, ())}
        if SKOS + "memberList" in found:
            found.add(SKOS + "member")
        found.update(INVERSES[predicate] for predicate, targets in self.inbound.items() if subject in targets)
        return found

    def of_class(self, *classes: str) -> tuple[str, ...]:
        """Return the resources with one of these classes, sorted."""
        return tuple(
            sorted(
                subject
                for subject, triples in self.by_subject.items()
                if any(p == RDF_TYPE and value in classes for _, p, value in triples)
            )
        )

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """Return the concept schemes, sorted."""
        return self.of_class(SKOS + "ConceptScheme")

    @cached_property
    def all_schemes(self) -> tuple[str, ...]:
        """Return the schemes, also inferred ones (SKOS Reference, S4); a concept or collection is not a scheme."""
        described = {*self.of_class(SKOS + "Concept", *_COLLECTIONS)} - set(self.schemes)
        named_schemes = {scheme for iri in described for scheme in self.schemes_of(iri)}
        return tuple(sorted({*self.schemes, *(one for one in named_schemes if is_iri(one))} - described))

    @cached_property
    def collections(self) -> frozenset[str]:
        """Return the collections that have no other class."""
        concepts = frozenset(self.of_class(SKOS + "Concept"))
        return frozenset(self.of_class(*_COLLECTIONS)) - concepts - frozenset(self.schemes)

    @cached_property
    def entries(self) -> Mapping[str, Literal]:
        """Return the resources that can be headings, with their labels: concepts and collections."""
        found = sorted({*self.of_class(SKOS + "Concept"), *self.collections} - set(self.schemes))
        return {iri: label for iri in found if (label := self._headline(iri)) is not None}

    def _headline(self, iri: str) -> Literal | None:
        """Return the preferred label in the language of the vocabulary, otherwise in the first language."""
        return min(self.labels(iri), key=lambda one: (one.language != self.language, one.language, one), default=None)

    def labels(self, iri: str) -> list[Literal]:
        """Return the preferred labels, or those that follow from SKOS-XL (SKOS Reference, S55)."""
        plain = [value for value in self.values(iri, SKOS + "prefLabel") if isinstance(value, Literal)]
        texts = [value for value in plain if not value.datatype and value.value]
        if texts or plain:
            return texts
        forms = (form for label in self.values(iri, SKOS_XL + "prefLabel") for form in self._forms(str(label)))
        return sorted(form for form in forms if isinstance(form, Literal) and not form.datatype and form.value)

    def _forms(self, label: str) -> list[Term]:
        return self.values(label, SKOS_XL + "literalForm")

    def follows_from_xl(self, triple: Triple) -> bool:
        """Return whether a plain label follows from one of SKOS-XL (SKOS Reference, S55 to S57)."""
        subject, predicate, value = triple
        labels = self.values(subject, SKOS_XL + predicate.removeprefix(SKOS))
        return predicate in LABELS and any(value in self._forms(str(label)) for label in labels)

    def texts_in_language(self, iri: str, predicate: str) -> list[str]:
        """Return the values of a property in the language of the vocabulary."""
        values = (value for value in self.values(iri, predicate) if isinstance(value, Literal))
        return [one.value for one in values if one.value and not one.datatype and one.language == self.language]

    def title(self, scheme: str) -> Literal | None:
        """Return the title of a scheme, otherwise its label, in the language of the vocabulary if possible."""
        named = [(number, value) for number, p in enumerate(_TITLES) for value in self.values(scheme, p)]
        texts = [(number, one) for number, one in named if isinstance(one, Literal) and one.value and not one.datatype]
        ranked = ((one.language != self.language, one.language != "", number, one) for number, one in texts)
        best = min(ranked, default=None)
        return best[3] if best is not None else None

    def parents(self, iri: str) -> list[str]:
        """Return the broader concepts, stated in either direction."""
        return self.linked(iri, SKOS + "broader")

    def schemes_of(self, iri: str) -> Sequence[str]:
        """Return the schemes of a concept or collection; a top concept is in its scheme (SKOS Reference, S7)."""
        return self._memberships.get(iri, ())

    @cached_property
    def _memberships(self) -> Mapping[str, Sequence[str]]:
        """Return the schemes of all resources that have one; cached, because they are needed often."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, triples in self.by_subject.items():
            for _, predicate, value in triples:
                if isinstance(value, str) and predicate in (SKOS + "inScheme", SKOS + "topConceptOf"):
                    found[subject].add(value)
                elif isinstance(value, str) and predicate == SKOS + "hasTopConcept":
                    found[value].add(subject)
        return {iri: sorted(schemes) for iri, schemes in found.items()}

    def tops_of(self, iri: str) -> list[str]:
        """Return the schemes in which a concept is a top concept."""
        return self.linked(iri, SKOS + "topConceptOf")

    def members(self, iri: str) -> tuple[str, ...]:
        """Return the members of a collection: in the order of its list, then other members, sorted."""
        listed = [str(value) for cell in self._cells(iri) or () for value in self.values(cell, RDF + "first")]
        others = [str(value) for value in self.values(iri, SKOS + "member") if isinstance(value, str)]
        return tuple(dict.fromkeys([*listed, *others]))

    def has_member(self, iri: str, member: Term) -> bool:
        """Return whether a resource is a member of a collection."""
        return member in self._member_sets.get(iri, ())

    @cached_property
    def _member_sets(self) -> Mapping[str, frozenset[Term]]:
        """Return the members of every collection; cached, because each member of a long list is checked separately."""
        wanted = (SKOS + "member", SKOS + "memberList")
        collections = (iri for iri, triples in self.by_subject.items() if any(p in wanted for _, p, _ in triples))
        return {iri: frozenset(self.members(iri)) for iri in collections}

    def is_ordered(self, iri: str) -> bool:
        """Return whether a collection is ordered, with a well-formed list of all its members."""
        if SKOS + "OrderedCollection" not in self.values(iri, RDF_TYPE):
            return False
        cells = self._cells(iri)
        listed = [value for cell in cells or () for value in self.values(cell, RDF + "first")]
        return cells is not None and listed == list(self.members(iri))

    def _cells(self, iri: str) -> tuple[str, ...] | None:
        """Return the cells of a collection's list, or None if a build would write another list."""
        cells: list[str] = []
        heads = self.values(iri, SKOS + "memberList")
        while heads == [list_cell(iri, len(cells))] and len(self.values(str(heads[0]), RDF + "first")) == 1:
            cells.append(str(heads[0]))
            heads = self.values(cells[-1], RDF + "rest")
        return tuple(cells) if heads == [RDF + "nil"] else None


def read_vocabulary(
    triples: Iterable[Triple], language: str | None = None, site_language: str = "en", order: Iterable[str] = ()
) -> SourceVocabulary:
    """Return the vocabulary of ``triples``. Blank nodes get IRIs; the cells of member lists get those of a build.

    A resource of a subclass of a class of SKOS is of that class.
    ``language`` is the tag of the language of the pages, empty for none. The default is the language of the vocabulary,
    or ``site_language`` if that is not known. ``order`` are resources in the order of the input, as a table has one.

    Raises:
        HeadwordError: no concept has a preferred label in the given language.
    """
    given = dict.fromkeys(triples, True)
    given.update((triple, True) for triple, _ in [*derive_classes(given)])
    named = name_blank_nodes(set(given))
    about: dict[str, list[Triple]] = defaultdict(list)
    for triple in named:
        about[triple[0]].append(triple)
    by_subject = {subject: sorted(about[subject], key=_order_in_subject) for subject in sorted(about)}
    inbound: dict[str, dict[str, list[str]]] = {predicate: defaultdict(list) for predicate in INVERSES}
    for triples_of_one in by_subject.values():
        for subject, predicate, value in triples_of_one:
            if isinstance(value, str) and predicate in inbound:
                inbound[predicate][value].append(subject)
    vocabulary = SourceVocabulary(by_subject, inbound, language or "")
    chosen = choose_language(vocabulary, site_language) if language is None else check_language(vocabulary, language)
    places = {iri: number for number, iri in enumerate(dict.fromkeys(order))}
    return SourceVocabulary(vocabulary.by_subject, inbound, chosen, places)


def count_labels(vocabulary: SourceVocabulary) -> Counter[str]:
    """Return the number of preferred labels of concepts in each language, without those of schemes."""
    concepts = frozenset(vocabulary.of_class(SKOS + "Concept")) - frozenset(vocabulary.all_schemes)
    return Counter(label.language for iri in concepts for label in vocabulary.labels(iri))


def check_language(vocabulary: SourceVocabulary, language: str) -> str:
    """Return the chosen language.

    Raises:
        HeadwordError: no concept has a preferred label in it.
    """
    counts = count_labels(vocabulary)
    if counts and not counts[language]:
        available = ", ".join(sorted(tag or NONE for tag in counts))
        message = f"no concept has a preferred label in {language or 'no language'!r}"
        raise HeadwordError(message, None, f"languages with labels: {available}")
    return language


def choose_language(vocabulary: SourceVocabulary, site_language: str) -> str:
    """Return the language of a vocabulary: that of titles and definitions, among the languages with most labels.

    A language with labels for half as many concepts as another is a translation that has only begun. Without titles and
    definitions, it is the language with most labels, with a preference for that of the site.
    """
    counts = count_labels(vocabulary)
    if not counts:
        return "en"
    most = max(counts.values())
    texts = _count_texts(vocabulary)

    def rank(tag: str) -> tuple[int, int, bool, str]:
        return -texts[tag], -counts[tag], tag != site_language, tag

    return min((tag for tag, count in counts.items() if 2 * count > most), key=rank)


def _count_texts(vocabulary: SourceVocabulary) -> Counter[str]:
    """Return the number of titles of schemes and of definitions in each language."""
    of_schemes = [(iri, (*_TITLES, *_DESCRIPTIONS)) for iri in vocabulary.all_schemes]
    of_concepts = [(iri, (SKOS + "definition",)) for iri in vocabulary.of_class(SKOS + "Concept", *_COLLECTIONS)]
    each = (*of_schemes, *of_concepts)
    # A title that is also stated as a label is one text.
    texts = {(iri, value) for iri, names in each for name in names for value in vocabulary.values(iri, name)}
    return Counter(text.language for _, text in texts if isinstance(text, Literal) and text.language)


def _order_in_subject(triple: Triple) -> tuple[str, bool, Term]:
    _, predicate, value = triple
    return predicate, isinstance(value, str), value
