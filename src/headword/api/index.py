"""The facts of a vocabulary, indexed by resource, in the order of the sources."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from headword.api.texts import Text
from headword.core.findings import Location
from headword.publish.diff.indexed import IndexedGraph
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import NOTES, SKOS, Literal, Term, is_blank
from headword.site.words import choose

MEMBER = SKOS + "member"
_OF_SCHEMES = (SKOS + "inScheme", SKOS + "topConceptOf")


class VocabularyIndex:
    """The facts of each resource, inverses included (SKOS Reference, S23 to S26, S44).

    Args:
        facts: all facts.
        language: the tag of the default language of texts.

    Attributes:
        language: the same.
    """

    def __init__(self, facts: LocatedGraph, language: str) -> None:
        self.language = language
        self._said = IndexedGraph(facts, language)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Return the kind of each resource: ``concept``, ``scheme`` or ``collection``, in the order of the outlines."""
        return self._said.types

    def list_kind(self, kind: str) -> list[str]:
        """Return the resources of one kind."""
        return [iri for iri, one in self.kinds.items() if one == kind]

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        return {iri: number for number, iri in enumerate(self.kinds)}

    def order(self, iris: Iterable[str]) -> list[str]:
        """Return ``iris`` in the order of the outlines, each once; resources outside the vocabulary are last."""
        last = len(self._rank)
        return sorted(set(iris), key=lambda iri: (self._rank.get(iri, last), iri))

    def texts(self, iri: str, predicate: str) -> tuple[Text, ...]:
        """Return the literals of a property of a resource, in the order of the sources.

        A note that is a document is its IRI.
        """
        values = self._said.values(iri, predicate)
        return tuple(
            Text(value.value, value.language) if isinstance(value, Literal) else Text(value)
            for value in values
            if isinstance(value, Literal) or (predicate in NOTES and not is_blank(value))
        )

    def choose(self, texts: Sequence[Text], language: str | None) -> Text | None:
        """Return the best text: in that language, in a related one, in that of the vocabulary, or in any."""
        return choose(texts, [language, self.language] if language is not None else [self.language])

    def linked(self, iri: str, *predicates: str) -> list[str]:
        """Return the objects of these properties that are resources."""
        values = (value for predicate in predicates for value in self._said.values(iri, predicate))
        return self.order(value for value in values if isinstance(value, str))

    def place(self, iri: str) -> Location:
        """Return the place of a resource."""
        return self._said.place(iri)

    def is_deprecated(self, iri: str) -> bool:
        """Return True if a resource is deprecated."""
        return self._said.is_deprecated(iri)

    def replacements(self, iri: str) -> list[str]:
        """Return the replacements of a resource."""
        return self.order(value for value in self._said.replacements(iri) if isinstance(value, str))

    def is_ordered(self, iri: str) -> bool:
        """Return True if a collection is ordered."""
        return iri in self._said.ordered

    def members(self, iri: str) -> list[str]:
        """Return the members of a collection: first those of its list, then the others."""
        listed: list[Term] = [*self._said.listed(iri), *self.linked(iri, MEMBER)]
        return list(dict.fromkeys(value for value in listed if isinstance(value, str)))

    def schemes(self, iri: str) -> list[str]:
        """Return the schemes of a concept; a top concept is in its scheme (SKOS Reference, S7)."""
        return self.linked(iri, *_OF_SCHEMES)

    @cached_property
    def in_scheme(self) -> Mapping[str, Sequence[str]]:
        """Return the concepts of each scheme."""
        return self._group("concept", self.schemes)

    @cached_property
    def collected(self) -> Mapping[str, Sequence[str]]:
        """Return the collections that each resource is a member of."""
        return self._group("collection", self.members)

    def _group(self, kind: str, lead: Callable[[str], Iterable[str]]) -> Mapping[str, Sequence[str]]:
        """Return the resources of one kind, grouped by the results of ``lead``."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self.list_kind(kind):
            for other in lead(iri):
                found[other].append(iri)
        return found
