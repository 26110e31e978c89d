"""The subject scheme of a site, from the subjects in the front matter of its pages."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from headword.compiler.meaning.skos import Label, Mapping, Relation, SkosConcept
from headword.core.findings import Located, Location
from headword.core.slugs import slugify


class SubjectWords(NamedTuple):
    """The names of a page's subjects in another language, one tuple for each key; empty if unknown."""

    language: str
    levels: tuple[tuple[Located, ...], ...]


@dataclass(frozen=True, slots=True)
class PageSubjects:
    """The subjects of a page, one tuple for each key from broad to narrow, and the top concepts of its scheme."""

    path: str
    language: str
    levels: tuple[tuple[Located, ...], ...]
    tops: tuple[str, ...] = ()
    translations: tuple[SubjectWords, ...] = ()

    @property
    def narrowest(self) -> tuple[Located, ...]:
        """Return the values of the narrowest key that has values."""
        return next((values for values in reversed(self.levels) if values), ())


_Spellings: TypeAlias = list[tuple[str, Located]]
"""The spellings of one subject on all pages, each with its language."""


def subject_iri(scheme: str, separator: str, value: str) -> str:
    """Return the IRI of the concept for ``value``."""
    return f"{scheme}{separator}{slugify(value)}"


def compile_subjects(pages: Sequence[PageSubjects], scheme: str, separator: str, nesting: str) -> list[SkosConcept]:
    """Return a concept for each subject, sorted by IRI, independent of the order of ``pages``.

    Values that only differ in case or punctuation are one concept, and the most common spelling is its preferred label.
    In a value with the separator ``nesting``, the part before it names the broader subject.
    """
    spellings: dict[str, _Spellings] = defaultdict(list)
    broader: dict[str, dict[str, Location]] = defaultdict(dict)
    matches: dict[str, dict[str, Location]] = defaultdict(dict)
    for page in sorted(pages, key=lambda page: page.path):
        written = (value for values in page.levels for value in values)
        for value in (one for each in written for one in _unfold(each, nesting)):
            spellings[subject_iri(scheme, separator, value.text)].append((page.language, value))
        for original, language, word in _translated(page):
            spellings[subject_iri(scheme, separator, original.text)].append((language, word))
        for iri, parent, location in _steps(page, scheme, separator, nesting):
            broader[iri].setdefault(parent, location)
        for value in page.narrowest:
            iri = subject_iri(scheme, separator, value.text)
            for top in page.tops:
                matches[iri].setdefault(top, value.location)
    if nesting:
        spellings = _name_by_ends(spellings, nesting)
    return [
        SkosConcept(
            iri=iri,
            scheme=scheme,
            location=written[0][1].location,
            top=not broader[iri],
            labels=tuple(_labels(written)),
            relations=tuple(Relation("broader", parent, location) for parent, location in sorted(broader[iri].items())),
            mappings=tuple(Mapping("narrowMatch", top, location) for top, location in sorted(matches[iri].items())),
        )
        for iri, written in sorted(spellings.items())
    ]


def _translated(page: PageSubjects) -> Iterator[tuple[Located, str, Located]]:
    """Yield each subject with its name in another language, if the name is different."""
    for language, levels in page.translations:
        for values, words in zip(page.levels, levels, strict=True):
            for value, word in zip(values, words, strict=False):
                if value.text.casefold() != word.text.casefold():
                    yield value, language, word


def _steps(page: PageSubjects, scheme: str, separator: str, nesting: str) -> Iterable[tuple[str, str, Location]]:
    filled = [values for values in page.levels if values]
    for broad, narrow in pairwise(filled):
        for value in narrow:
            iri = subject_iri(scheme, separator, value.text)
            for parent_value in broad:
                parent = subject_iri(scheme, separator, parent_value.text)
                if parent != iri:
                    yield iri, parent, value.location
    for value in (value for values in filled for value in values):
        for broad_value, narrow_value in pairwise(_unfold(value, nesting)):
            iri, parent = (subject_iri(scheme, separator, one.text) for one in (narrow_value, broad_value))
            if parent != iri:
                yield iri, parent, value.location


def _unfold(value: Located, nesting: str) -> list[Located]:
    """Return the subjects in ``value``, the broadest first: for ``rocks/granite``, ``rocks`` and the value itself."""
    parts = [part for part in value.text.split(nesting) if part] if nesting else [value.text]
    return [value._replace(text=nesting.join(parts[: number + 1])) for number in range(len(parts))]


def _name_by_ends(spellings: dict[str, _Spellings], nesting: str) -> dict[str, _Spellings]:
    """Return the spellings with a value shortened to its last part, ``granite``, if no other subject has this part."""
    ends = Counter(end for written in spellings.values() for end in {_end(value, nesting) for _, value in written})
    return {
        iri: [
            (language, value._replace(text=value.text.rpartition(nesting)[2]))
            if ends[_end(value, nesting)] == 1
            else (language, value)
            for language, value in written
        ]
        for iri, written in spellings.items()
    }


def _end(value: Located, nesting: str) -> str:
    return slugify(value.text.rpartition(nesting)[2])


def _labels(written: Sequence[tuple[str, Located]]) -> Iterable[Label]:
    by_language: dict[str, list[Located]] = defaultdict(list)
    for language, value in written:
        by_language[language].append(value)
    for language, values in sorted(by_language.items()):
        counts = Counter(value.text for value in values)
        kind = "prefLabel"
        for text, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            location = next(value.location for value in values if value.text == text)
            yield Label(kind, text, language, location)
            kind = "altLabel"
