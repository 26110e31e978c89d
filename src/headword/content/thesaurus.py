"""The concepts of a vocabulary, to be found by their labels and ids."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from headword.core.findings import Location
from headword.core.slugs import slugify
from headword.core.suggest import NearTexts
from headword.markdown.text import normalize
from headword.rdf.entailment import with_derived, with_inverses
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import is_in_range, primary_subtag
from headword.rdf.terms import DCTERMS, NO_LINT, OWL, RDF_TYPE, SKOS, Literal, Triple

_LABELS = {SKOS + "prefLabel": 0, SKOS + "altLabel": 1, SKOS + "hiddenLabel": 2}
"""The properties of labels, and how well each names its concept: 0 is best."""
_GAP = re.compile(r"[\s_\-\u2010-\u2015]+")
_NO_SLUG = re.compile(r"[\sA-Z]")
"""Signs that a slug cannot have: most other values have one, and to make a slug takes longer."""
_SMALL = re.compile(r"(?<![\w/.#@`:-])[^\W\d_]+(?:-[^\W\d_]+)*(?![\w/`:-]|\.\w)")
"""Words in the texts of the vocabulary, but for those in addresses and code."""
_INSIDE = re.compile(r"(?<=[a-z,;] )[^\W\d_]+(?![\w/`:-])")
"""Words that do not begin a sentence."""


class TermLabel(NamedTuple):
    """A label of a concept; ``rank`` is 0 for a preferred, 1 for an alternative and 2 for a hidden one."""

    text: str
    language: str
    rank: int
    concept: str


@dataclass(frozen=True, slots=True)
class TermConcept:
    """A concept as content uses it.

    Attributes:
        iri: its IRI.
        names: its preferred labels, by language tag.
        schemes: the IRIs of the schemes that it is in.
        broader: the IRIs of the concepts directly above it.
        location: where the vocabulary describes it.
        is_deprecated: whether it must not be used any more.
        replaced_by: the IRIs of the concepts to use instead.
        is_silent: whether its labels in texts are not reported.
    """

    iri: str
    names: Mapping[str, str]
    schemes: frozenset[str]
    broader: frozenset[str]
    location: Location
    is_deprecated: bool
    replaced_by: tuple[str, ...]
    is_silent: bool = False

    @property
    def id(self) -> str:
        """Return the last part of its IRI."""
        return self.iri[max(self.iri.rfind("/"), self.iri.rfind("#")) + 1 :]


@dataclass(frozen=True)
class Thesaurus:
    """The concepts of a vocabulary.

    Attributes:
        concepts: by IRI, in the order of the IRIs.
        labels: all of their labels.
        folded: the labels as they are compared, in their order.
        schemes: the IRIs of all schemes.
        language: the tag of the language to fall back on.
        small_words: first words of preferred labels that begin with a capital there, and not in some other text of the
            vocabulary in the same language; each with the language.
        capital_words: those that begin with a capital inside a sentence of the vocabulary as well.
    """

    concepts: Mapping[str, TermConcept]
    labels: Sequence[TermLabel]
    folded: Sequence[str]
    schemes: frozenset[str]
    language: str
    small_words: frozenset[tuple[str, str]] = frozenset()
    capital_words: frozenset[tuple[str, str]] = frozenset()

    @property
    def base_language(self) -> str:
        """Return the default language, without a region or script."""
        return primary_subtag(self.language)

    @cached_property
    def near_labels(self) -> NearTexts:
        """Return the folded labels, to find the nearest to a text."""
        return NearTexts(self.folded)

    @cached_property
    def _by_text(self) -> Mapping[str, Sequence[TermLabel]]:
        found: dict[str, list[TermLabel]] = defaultdict(list)
        for folded, label in zip(self.folded, self.labels, strict=True):
            found[folded].append(label)
        return found

    @cached_property
    def _by_id(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for concept in self.concepts.values():
            found[concept.id.casefold()].append(concept.iri)
        return found

    @cached_property
    def _by_slug(self) -> Mapping[str, Sequence[TermLabel]]:
        found: dict[str, list[TermLabel]] = defaultdict(list)
        for label in self.labels:
            found[slugify(label.text)].append(label)
        return found

    def find_id(self, text: str) -> Sequence[str]:
        """Return the concepts that have ``text`` for their IRI, or for the last part of it without regard to case."""
        return (text,) if text in self.concepts else self._by_id.get(text.casefold(), ())

    def find_labels(self, text: str) -> Sequence[TermLabel]:
        """Return the labels that are ``text`` without regard to case, white space and hyphens, or have this slug."""
        return self._by_text.get(fold_label(text)) or (self._by_slug.get(text, ()) if is_slug(text) else ())

    def name(self, iri: str, language: str) -> str:
        """Return the preferred label of a concept in a language, else in the language of the vocabulary, else in any.

        Without a label, the last part of the IRI.
        """
        concept = self.concepts[iri]
        for wanted in (language, language.partition("-")[0], self.language):
            for tag in sorted(concept.names):
                if wanted and is_in_range(tag, wanted):
                    return concept.names[tag]
        return next((concept.names[tag] for tag in sorted(concept.names)), concept.id)

    def list_broader(self, iri: str) -> frozenset[str]:
        """Return all concepts above a concept."""
        first = self.concepts.get(iri)
        if first is None or not first.broader:
            return frozenset()
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            concept = self.concepts.get(waiting.pop())
            above = (concept.broader if concept is not None else frozenset()) - found
            found |= above
            waiting.extend(above)
        return frozenset(found - {iri})


def fold_label(text: str) -> str:
    """Return a label as it is compared: in NFC, without regard to case, white space, hyphens and underscores."""
    return _GAP.sub(" ", normalize(text).casefold().strip())


def is_slug(text: str) -> bool:
    """Return whether a value is written as a slug."""
    return bool(text) and not _NO_SLUG.search(text) and slugify(text) == text


def make_thesaurus(facts: LocatedGraph, language: str) -> Thesaurus:
    """Return the concepts of a vocabulary, with the entailments of SKOS (SKOS Reference, section 8)."""
    closed = with_inverses(with_derived(facts))
    triples: dict[str, list[Triple]] = defaultdict(list)
    for triple in closed:
        triples[triple[1]].append(triple)
    typed = {(one, value): closed[one, p, value] for one, p, value in triples[RDF_TYPE]}
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for one, text in _list_literals(triples[SKOS + "prefLabel"]):
        names[one].setdefault(text.language, text.value)
    schemes = _index_iris([*triples[SKOS + "inScheme"], *triples[SKOS + "topConceptOf"]])
    broader = _index_iris(triples[SKOS + "broader"])
    replaced = _index_iris(triples[DCTERMS + "isReplacedBy"])
    deprecated = {one for one, text in _list_literals(triples[OWL + "deprecated"]) if text.value in ("true", "1")}
    silent = {one for one, text in _list_literals(triples[NO_LINT]) if text.value in ("true", "1")}
    concepts = {
        one: TermConcept(
            iri=one,
            names=names.get(one, {}),
            schemes=frozenset(schemes.get(one, ())),
            broader=frozenset(broader.get(one, ())),
            location=typed[one, SKOS + "Concept"],
            is_deprecated=one in deprecated,
            replaced_by=tuple(sorted(replaced.get(one, ()))),
            is_silent=one in silent,
        )
        for one in sorted(one for one, value in typed if value == SKOS + "Concept")
    }
    labels = [
        TermLabel(text.value, text.language, rank, one)
        for predicate, rank in _LABELS.items()
        for one, text in _list_literals(triples[predicate])
        if one in concepts
    ]
    listed = frozenset(one for one, value in typed if value == SKOS + "ConceptScheme")
    every = [one for tagged in names.values() for one in tagged.items()]
    small, capitals = _find_words(facts, every)
    ordered = tuple(sorted(labels, key=lambda one: (one.rank, one.concept, one)))
    folded = [fold_label(label.text) for label in ordered]
    return Thesaurus(concepts, ordered, folded, listed, language, small, capitals)


def _find_words(
    facts: LocatedGraph, names: Iterable[tuple[str, str]]
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Return the first words of names that texts write with a small letter, and those with a capital in a sentence.

    Words are in small letters, with their language. A hidden label says nothing, since it may be written in any way.
    Labels are not sentences.
    """
    wanted = {(primary_subtag(tag), name.split()[0].lower()) for tag, name in names if name[:1].isupper()}
    small: set[tuple[str, str]] = set()
    capital: set[tuple[str, str]] = set()
    for _, predicate, text in facts if wanted else ():
        if isinstance(text, Literal) and text.language and predicate != SKOS + "hiddenLabel":
            base = primary_subtag(text.language)
            small.update((base, word) for word in _SMALL.findall(text.value))
            inside = () if predicate in _LABELS else _INSIDE.findall(text.value)
            capital.update((base, word.lower()) for word in inside if word[:1].isupper())
    return frozenset(small & wanted), frozenset(capital & wanted)


def _list_literals(triples: Iterable[Triple]) -> Iterator[tuple[str, Literal]]:
    return ((one, value) for one, _, value in triples if isinstance(value, Literal))


def _index_iris(triples: Iterable[Triple]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one, _, value in triples:
        if isinstance(value, str):
            found[one].append(value)
    return found


@dataclass(frozen=True, slots=True)
class TermScope:
    """Which concepts a key can hold: those of one scheme or of any, and below a concept or anywhere."""

    scheme: str
    top: str

    def holds(self, iri: str, thesaurus: Thesaurus) -> bool:
        """Return whether a concept is one of them."""
        concept = thesaurus.concepts[iri]
        is_in_scheme = not self.scheme or self.scheme in concept.schemes
        return is_in_scheme and (not self.top or iri == self.top or self.top in thesaurus.list_broader(iri))
