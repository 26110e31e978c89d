"""What a graph says, by resource: which are schemes, concepts and collections, and how they stand to one another.

Knows SKOS and triples; must not know pages or Markdown.  Whatever order the
triples come in, the same comes of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from headword.compiler.meaning.state import list_cell
from headword.importers.blank_nodes import name_blank_nodes
from headword.rdf.entailment import derive_classes
from headword.rdf.graph import INVERSES
from headword.rdf.terms import DCTERMS, LABELS, RDF, RDF_TYPE, SKOS, SKOS_XL, Literal, Term, Triple, is_iri

_TITLES = (DCTERMS + "title", SKOS + "prefLabel")
_COLLECTIONS = (SKOS + "Collection", SKOS + "OrderedCollection")


@dataclass(frozen=True)
class SourceVocabulary:
    """A graph by its subjects; no node is blank.

    Attributes:
        by_subject: the triples about each resource, sorted.
        inbound: by predicate, what leads to each resource; of predicates that have an inverse only.
    """

    by_subject: Mapping[str, Sequence[Triple]]
    inbound: Mapping[str, Mapping[str, Sequence[str]]]

    def has(self, triple: Triple) -> bool:
        """Whether the graph says it."""
        return triple in self.triples

    @cached_property
    def triples(self) -> frozenset[Triple]:
        """All that the graph says."""
        return frozenset(triple for triples in self.by_subject.values() for triple in triples)

    def values(self, subject: str, predicate: str) -> list[Term]:
        """The values of a property, sorted."""
        return [value for _, p, value in self.by_subject.get(subject, ()) if p == predicate]

    def linked(self, subject: str, predicate: str) -> list[str]:
        """The resources that a property with an inverse leads to, said either way round; sorted."""
        there = {value for value in self.values(subject, predicate) if isinstance(value, str)}
        return sorted(there.union(self.inbound[INVERSES[predicate]].get(subject, ())))

    def predicates(self, subject: str) -> set[str]:
        """The properties that a resource has, said either way round, or by a list of members."""
        there = {predicate for _, predicate, _ in self.by_subject.get(subject, ())}
        if SKOS + "memberList" in there:
            there.add(SKOS + "member")
        there.update(INVERSES[predicate] for predicate, led in self.inbound.items() if subject in led)
        return there

    def _of_class(self, *classes: str) -> tuple[str, ...]:
        return tuple(
            sorted(
                subject
                for subject, triples in self.by_subject.items()
                if any(p == RDF_TYPE and value in classes for _, p, value in triples)
            )
        )

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The concept schemes, sorted."""
        return self._of_class(SKOS + "ConceptScheme")

    @cached_property
    def all_schemes(self) -> tuple[str, ...]:
        """Also those that only what is in them tells of (SKOS Reference, S4); no concept or collection is one."""
        described = {*self._of_class(SKOS + "Concept", *_COLLECTIONS)} - set(self.schemes)
        told = {scheme for iri in described for scheme in self.schemes_of(iri)}
        return tuple(sorted({*self.schemes, *(one for one in told if is_iri(one))} - described))

    @cached_property
    def collections(self) -> frozenset[str]:
        """The collections that are nothing else."""
        concepts = frozenset(self._of_class(SKOS + "Concept"))
        return frozenset(self._of_class(*_COLLECTIONS)) - concepts - frozenset(self.schemes)

    @cached_property
    def entries(self) -> Mapping[str, Literal]:
        """What can stand as a heading, and the label that it stands under its first: concepts and collections."""
        found = sorted({*self._of_class(SKOS + "Concept"), *self.collections} - set(self.schemes))
        return {iri: label for iri in found if (label := self._headline(iri)) is not None}

    def _headline(self, iri: str) -> Literal | None:
        """The preferred label in the language of the vocabulary, else in the first that there is."""
        return min(self.labels(iri), key=lambda one: (one.language != self.language, one.language, one), default=None)

    @cached_property
    def language(self) -> str:
        """The language that most concepts have a preferred label in, as a tag of BCP 47; empty if most have none."""
        counts = Counter(label.language for iri in self._of_class(SKOS + "Concept") for label in self.labels(iri))
        return min(counts, key=lambda tag: (-counts[tag], tag), default="en")

    def labels(self, iri: str) -> list[Literal]:
        """The preferred labels; where there is none, those that follow from SKOS-XL (SKOS Reference, S55)."""
        plain = [value for value in self.values(iri, SKOS + "prefLabel") if isinstance(value, Literal)]
        texts = [value for value in plain if not value.datatype and value.value]
        if texts or plain:
            return texts
        forms = (form for label in self.values(iri, SKOS_XL + "prefLabel") for form in self._forms(str(label)))
        return sorted(form for form in forms if isinstance(form, Literal) and not form.datatype and form.value)

    def _forms(self, label: str) -> list[Term]:
        return self.values(label, SKOS_XL + "literalForm")

    def follows_from_xl(self, triple: Triple) -> bool:
        """Whether a plain label follows from one of SKOS-XL (SKOS Reference, S55 to S57)."""
        subject, predicate, value = triple
        labels = self.values(subject, SKOS_XL + predicate.removeprefix(SKOS))
        return predicate in LABELS and any(value in self._forms(str(label)) for label in labels)

    def texts_in_language(self, iri: str, predicate: str) -> list[str]:
        """The values of a property in the language of the vocabulary."""
        values = (value for value in self.values(iri, predicate) if isinstance(value, Literal))
        return [one.value for one in values if one.value and not one.datatype and one.language == self.language]

    def title(self, scheme: str) -> str:
        """What a scheme is called: its title, else its label, rather in the language of the vocabulary; or nothing."""
        named = [(number, value) for number, p in enumerate(_TITLES) for value in self.values(scheme, p)]
        texts = [(number, one) for number, one in named if isinstance(one, Literal) and one.value and not one.datatype]
        ranked = ((one.language != self.language, number, one) for number, one in texts)
        return min(ranked, default=(False, 0, Literal("")))[2].value

    def parents(self, iri: str) -> list[str]:
        """The concepts that are broader, said either way round."""
        return self.linked(iri, SKOS + "broader")

    def schemes_of(self, iri: str) -> Sequence[str]:
        """The schemes that a concept or collection is in; a top concept of one is in it (SKOS Reference, S7)."""
        return self._memberships.get(iri, ())

    @cached_property
    def _memberships(self) -> Mapping[str, Sequence[str]]:
        """The schemes of all that is in one, found once: they are asked for again and again."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, triples in self.by_subject.items():
            for _, predicate, value in triples:
                if isinstance(value, str) and predicate in (SKOS + "inScheme", SKOS + "topConceptOf"):
                    found[subject].add(value)
                elif isinstance(value, str) and predicate == SKOS + "hasTopConcept":
                    found[value].add(subject)
        return {iri: sorted(schemes) for iri, schemes in found.items()}

    def tops_of(self, iri: str) -> list[str]:
        """The schemes that a concept is a top concept of."""
        return self.linked(iri, SKOS + "topConceptOf")

    def members(self, iri: str) -> tuple[str, ...]:
        """The members of a collection: in the order of its list, those that are in none after them, sorted."""
        listed = [str(value) for cell in self._cells(iri) or () for value in self.values(cell, RDF + "first")]
        others = [str(value) for value in self.values(iri, SKOS + "member") if isinstance(value, str)]
        return tuple(dict.fromkeys([*listed, *others]))

    def has_member(self, iri: str, member: Term) -> bool:
        """Whether a resource is a member of a collection."""
        return member in self._member_sets.get(iri, ())

    @cached_property
    def _member_sets(self) -> Mapping[str, frozenset[Term]]:
        """The members of every collection, found once: each of a long list is asked for by itself."""
        wanted = (SKOS + "member", SKOS + "memberList")
        collections = (iri for iri, triples in self.by_subject.items() if any(p in wanted for _, p, _ in triples))
        return {iri: frozenset(self.members(iri)) for iri in collections}

    def is_ordered(self, iri: str) -> bool:
        """Whether a collection is an ordered one with a well-formed list, in which all that it has is a member."""
        if SKOS + "OrderedCollection" not in self.values(iri, RDF_TYPE):
            return False
        cells = self._cells(iri)
        listed = [value for cell in cells or () for value in self.values(cell, RDF + "first")]
        return cells is not None and listed == list(self.members(iri))

    def _cells(self, iri: str) -> tuple[str, ...] | None:
        """The cells of a collection's list; None where it is not the one that a build would write."""
        cells: list[str] = []
        heads = self.values(iri, SKOS + "memberList")
        while heads == [list_cell(iri, len(cells))] and len(self.values(str(heads[0]), RDF + "first")) == 1:
            cells.append(str(heads[0]))
            heads = self.values(cells[-1], RDF + "rest")
        return tuple(cells) if heads == [RDF + "nil"] else None


def read_vocabulary(triples: Iterable[Triple]) -> SourceVocabulary:
    """The vocabulary that ``triples`` are; blank nodes get IRIs, the cells of member lists those of a build.

    What is of a class below one of SKOS is of that class.
    """
    said = dict.fromkeys(triples, True)
    said.update((triple, True) for triple, _ in [*derive_classes(said)])
    named = name_blank_nodes(set(said))
    by_subject: dict[str, list[Triple]] = defaultdict(list)
    inbound: dict[str, dict[str, list[str]]] = {predicate: defaultdict(list) for predicate in INVERSES}
    for triple in sorted(named, key=_triple_order):
        subject, predicate, value = triple
        by_subject[subject].append(triple)
        if isinstance(value, str) and predicate in inbound:
            inbound[predicate][value].append(subject)
    return SourceVocabulary(dict(by_subject), inbound)


def _triple_order(triple: Triple) -> tuple[str, str, bool, Term]:
    subject, predicate, value = triple
    return subject, predicate, isinstance(value, str), value
