"""The concepts of a vocabulary in one language, as other programs take them: names, synonyms, a hierarchy."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from headword.core.slugs import slugify
from headword.publish.diff.indexed import IndexedGraph
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import is_in_range
from headword.rdf.terms import SKOS, Literal


@dataclass(frozen=True, slots=True)
class ExportedConcept:
    """A concept in one language.

    Attributes:
        iri: its IRI.
        id: the last part of its IRI; with the part before it, if several concepts have the same last part.
        label: its preferred label, in a different language if it has none in this one.
        labels: its preferred labels by language tag.
        synonyms: its alternative labels in the language.
        misspellings: its hidden labels in the language.
        notation: its first notation; empty if it has none.
        definition: its definition; empty if it has none.
        broader: the IRIs of its broader concepts.
        replaced_by: the IRIs of its replacements.
        is_deprecated: whether it must not be used any more.
    """

    iri: str
    id: str
    label: str
    labels: Mapping[str, str]
    synonyms: tuple[str, ...]
    misspellings: tuple[str, ...]
    notation: str
    definition: str
    broader: tuple[str, ...]
    replaced_by: tuple[str, ...]
    is_deprecated: bool


@dataclass(frozen=True)
class ExportedVocabulary:
    """The concepts of a vocabulary, in the order of the outlines.

    Attributes:
        title: its title.
        name: the title as a name of files.
        language: the language of its labels.
        concepts: its concepts by IRI.
        facts: its statements.
        ignored: texts of labels that prose is not searched for.
    """

    title: str
    name: str
    language: str
    concepts: Mapping[str, ExportedConcept]
    facts: LocatedGraph
    ignored: frozenset[str] = frozenset()

    @cached_property
    def in_use(self) -> Sequence[ExportedConcept]:
        """Return the concepts that are not deprecated."""
        return [one for one in self.concepts.values() if not one.is_deprecated]

    @cached_property
    def narrower(self) -> Mapping[str, Sequence[str]]:
        """Return the IRIs of narrower concepts in use, by IRI; the key of concepts without a broader one is empty."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.in_use:
            above = [iri for iri in one.broader if iri in self.concepts and not self.concepts[iri].is_deprecated]
            for iri in above or [""]:
                found[iri].append(one.iri)
        return found

    @cached_property
    def replaced(self) -> Mapping[str, str]:
        """Return the preferred label to use, by each text to avoid that names exactly one concept.

        These are synonyms, misspellings, and the labels of deprecated concepts with one replacement. A text that is
        the preferred label of a concept, or names several concepts, is left out.
        """
        wanted = {fold_text(one.label) for one in self.in_use}
        pairs = {(text, label) for text, label in self._list_replaced() if fold_text(text) not in wanted}
        shared = {fold_text(text) for text in self.ambiguous}
        return {text: label for text, label in sorted(pairs) if fold_text(text) not in shared}

    @cached_property
    def flagged(self) -> Mapping[str, str]:
        """Return the texts of `replaced` that prose is searched for."""
        return {text: label for text, label in self.replaced.items() if text not in self.ignored}

    @cached_property
    def ambiguous(self) -> Sequence[str]:
        """Return the texts that name several concepts in use, in any of their labels."""
        named: dict[str, dict[str, str]] = defaultdict(dict)
        for one in self.in_use:
            for text in (one.label, *one.synonyms, *one.misspellings):
                named[fold_text(text)].setdefault(one.iri, text)
        return sorted(min(texts.values()) for texts in named.values() if len(texts) > 1)

    @cached_property
    def abandoned(self) -> Sequence[str]:
        """Return the labels of deprecated concepts without a single replacement, unless a concept in use has them.

        Texts that prose is not searched for are left out.
        """
        used = {fold_text(text) for one in self.in_use for text in (one.label, *one.synonyms)}
        gone = (one for one in self.concepts.values() if one.is_deprecated and self._replace(one) is None)
        texts = {text for one in gone for text in (one.label, *one.synonyms)} - self.ignored
        return sorted(text for text in texts if fold_text(text) not in used)

    def _list_replaced(self) -> Iterator[tuple[str, str]]:
        for one in self.concepts.values():
            if not one.is_deprecated:
                yield from ((text, one.label) for text in (*one.synonyms, *one.misspellings))
            elif (instead := self._replace(one)) is not None:
                yield from ((text, instead.label) for text in (one.label, *one.synonyms))

    def _replace(self, concept: ExportedConcept) -> ExportedConcept | None:
        """Return the only replacement of a deprecated concept; None if there is another one, or it is not in use."""
        found = [self.concepts[iri] for iri in concept.replaced_by if iri in self.concepts]
        return found[0] if len(found) == 1 and not found[0].is_deprecated else None


def fold_text(text: str) -> str:
    """Return a text as it is compared: without regard to case and white space."""
    return " ".join(text.casefold().split())


def read_terms(
    facts: LocatedGraph, title: str, language: str, ignored: frozenset[str] = frozenset()
) -> ExportedVocabulary:
    """Return the concepts of a vocabulary in a language; a concept without a label is called by its id.

    ``ignored`` are the texts of labels that prose is not searched for.
    """
    index = IndexedGraph(facts, language)
    ids = _name_concepts([iri for iri, kind in index.types.items() if kind == "concept"])
    concepts = {iri: _read_concept(index, iri, id_, language) for iri, id_ in ids.items()}
    return ExportedVocabulary(title, slugify(title) or "vocabulary", language, concepts, facts, ignored)


def _name_concepts(iris: Sequence[str]) -> dict[str, str]:
    """Return the ids by IRI: the fewest last parts of the IRI that no other concept has, joined by hyphens."""
    parts = {iri: [part for part in re.split("[/#:]+", iri) if part] for iri in iris}
    ids: dict[str, str] = {}
    for size in range(1, max(map(len, parts.values()), default=0) + 1):
        names = {iri: "-".join(parts[iri][-size:]) for iri in iris if iri not in ids}
        taken = Counter([*names.values(), *ids.values()])
        ids.update({iri: name for iri, name in names.items() if taken[name] == 1})
    return {iri: ids.get(iri, iri) for iri in iris}


def _read_concept(index: IndexedGraph, iri: str, id_: str, language: str) -> ExportedConcept:
    labels = {one.language: one.value for one in reversed(_literals(index, iri, "prefLabel"))}
    definitions = _texts(index, iri, "definition", language)
    notations = _literals(index, iri, "notation")
    return ExportedConcept(
        iri=iri,
        id=id_,
        label=_choose_label(labels, language) or id_,
        labels=dict(sorted(labels.items())),
        synonyms=_texts(index, iri, "altLabel", language),
        misspellings=_texts(index, iri, "hiddenLabel", language),
        notation=notations[0].value if notations else "",
        definition=definitions[0] if definitions else "",
        broader=tuple(value for value in index.values(iri, SKOS + "broader") if isinstance(value, str)),
        replaced_by=tuple(value for value in index.replacements(iri) if isinstance(value, str)),
        is_deprecated=index.is_deprecated(iri),
    )


def _choose_label(labels: Mapping[str, str], language: str) -> str:
    tags = sorted(labels, key=lambda tag: (tag != language, not is_in_range(tag, language), tag != "", tag))
    return labels[tags[0]] if tags else ""


def _literals(index: IndexedGraph, iri: str, name: str) -> list[Literal]:
    return [value for value in index.values(iri, SKOS + name) if isinstance(value, Literal)]


def _texts(index: IndexedGraph, iri: str, name: str, language: str) -> tuple[str, ...]:
    found = _literals(index, iri, name)
    return tuple(dict.fromkeys(one.value for one in found if not one.language or is_in_range(one.language, language)))
