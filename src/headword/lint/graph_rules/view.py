"""The view of a graph for the rules in Python: concepts, their schemes, their labels."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from headword.core.findings import Location
from headword.project.config import Config
from headword.rdf.graph import LocatedGraph
from headword.rdf.shacl.index import GraphIndex, Links
from headword.rdf.terms import OWL, RDF_TYPE, SKOS, XSD, Literal, Term, quote

PREFERRED = SKOS + "prefLabel"
ALTERNATIVE = SKOS + "altLabel"
HIDDEN = SKOS + "hiddenLabel"

_TRUE = Literal("true", "", XSD + "boolean")
_COLLECTIONS = (SKOS + "Collection", SKOS + "OrderedCollection")


class GraphView:
    """A view of a graph, each part of which is computed at the first access.

    Attributes:
        facts: triples in order, including inverses, each with its location.
        index: the triples by predicate.
        config: the config of the project, for its languages.
    """

    def __init__(self, facts: LocatedGraph, config: Config) -> None:
        self.facts = facts
        self.config = config
        self.index = GraphIndex(facts)
        self._labels: dict[str, Mapping[str, Sequence[Literal]]] = {}

    def values(self, predicate: str) -> Links:
        """Return the values of ``predicate``, by subject."""
        return self.index.forward(predicate)

    def place(self, subject: str, predicate: str, value: Term) -> Location:
        """Return the location of the triple."""
        return self.facts[(subject, predicate, value)]

    def place_of(self, subject: str) -> Location:
        """Return the location of the class of ``subject``."""
        kinds = self.values(RDF_TYPE).get(subject, ())
        return self.place(subject, RDF_TYPE, kinds[0]) if kinds else Location("")

    @cached_property
    def deprecated(self) -> frozenset[str]:
        """Return the deprecated resources."""
        found = self.index.backward(OWL + "deprecated").get(_TRUE, ())
        return frozenset(str(subject) for subject in found)

    @cached_property
    def concepts(self) -> Mapping[str, None]:
        """Return the concepts that are not deprecated, in order."""
        found = self.index.backward(RDF_TYPE).get(SKOS + "Concept", ())
        return {str(subject): None for subject in found if subject not in self.deprecated}

    @cached_property
    def collections(self) -> frozenset[str]:
        """Return the collections, including ordered ones."""
        typed = self.index.backward(RDF_TYPE)
        return frozenset(str(subject) for kind in _COLLECTIONS for subject in typed.get(kind, ()))

    @cached_property
    def schemes(self) -> Mapping[str, frozenset[str]]:
        """Return the schemes of each resource."""
        found: dict[str, frozenset[str]] = {}
        shared: dict[tuple[Term, ...], frozenset[str]] = {}
        for subject, values in self.values(SKOS + "inScheme").items():
            key = tuple(values)
            if key not in shared:
                shared[key] = frozenset(value for value in key if isinstance(value, str))
            found[str(subject)] = shared[key]
        return found

    @cached_property
    def members(self) -> Mapping[str, Sequence[str]]:
        """Return the resources in each scheme, in order, without collections and deprecated resources."""
        left_out = self.deprecated | self.collections
        members: dict[str, list[str]] = defaultdict(list)
        for subject, schemes in self.schemes.items():
            if subject not in left_out:
                for scheme in schemes:
                    members[scheme].append(subject)
        return dict(sorted(members.items()))

    def labels(self, predicate: str) -> Mapping[str, Sequence[Literal]]:
        """Return the texts of each subject for this predicate."""
        known = self._labels.get(predicate)
        if known is None:
            known = self._labels[predicate] = {
                str(subject): [value for value in values if isinstance(value, Literal)]
                for subject, values in self.values(predicate).items()
            }
        return known

    @cached_property
    def names(self) -> Mapping[str, Sequence[tuple[tuple[str, str], Literal]]]:
        """Return the preferred labels of each subject, each with its key from `fold_label`."""
        return {
            subject: [(fold_label(label), label) for label in labels]
            for subject, labels in self.labels(PREFERRED).items()
        }

    def each(self, predicate: str, concepts: Iterable[str]) -> Iterator[tuple[str, Literal]]:
        """Yield each of ``concepts`` with each of its texts for this predicate."""
        labels = self.labels(predicate)
        for concept in concepts:
            for label in labels.get(concept, ()):
                yield concept, label

    def name(self, subject: str) -> str:
        """Return the first preferred label in quotes, or the IRI if there is none."""
        labels = self.labels(PREFERRED).get(subject)
        return quote(labels[0].value) if labels else f"<{subject}>"


def fold_label(label: Literal) -> tuple[str, str]:
    """Return a key that is equal for labels that readers see as equal: text and language, in NFC and case-folded."""
    text = label.value
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.casefold(), label.language.lower()
