"""The coverage of other languages: for each page, the concepts with a label, and the number of notes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headword.core.findings import Located, Location
from headword.project.config import Config
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import format_tag, is_in_range
from headword.rdf.terms import NOTES, OWL, RDF_TYPE, SKOS, Literal

_LABEL = SKOS + "prefLabel"


class Coverage(NamedTuple):
    """The coverage of a page, or of all pages, in a language.

    ``labelled`` is the number of its ``concepts`` with a preferred label in the language. ``noted`` is the number of
    notes in it, and ``notes`` the number in the page's own language. ``missing`` are the other concepts by their
    labels, with their locations.
    """

    page: str
    language: str
    concepts: int
    labelled: int
    notes: int
    noted: int
    missing: tuple[Located, ...] = ()

    @property
    def share(self) -> float:
        """Return the share of concepts with a label; 1 if there are no concepts."""
        return self.labelled / self.concepts if self.concepts else 1.0


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The texts of a page's concepts: their locations, their labels by language, and the number of notes."""

    page: str
    language: str
    places: Mapping[str, Location]
    labels: Mapping[str, Mapping[str, str]]
    notes: Mapping[str, int]


def gather_texts(page: str, language: str, facts: LocatedGraph) -> PageTexts:
    """Return the texts of the concepts of a page, except deprecated ones."""
    places: dict[str, Location] = {}
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    notes: Counter[tuple[str, str]] = Counter()
    deprecated = {one for one, predicate, _ in facts if predicate == OWL + "deprecated"}
    for (one, predicate, value), place in facts.items():
        if predicate == RDF_TYPE and value == SKOS + "Concept" and one not in deprecated:
            places[one] = place
        elif predicate == _LABEL and isinstance(value, Literal):
            labels[one].setdefault(format_tag(value.language), value.value)
        elif predicate in NOTES and isinstance(value, Literal):
            notes[(one, format_tag(value.language))] += 1
    counts: Counter[str] = Counter()
    for (one, tag), count in notes.items():
        counts[tag] += count if one in places else 0
    return PageTexts(page, language, places, {one: labels[one] for one in places}, counts)


def find_languages(pages: Iterable[PageTexts], config: Config) -> list[str]:
    """Return the languages of the config, and those of other labels."""
    wanted = [format_tag(tag) for tag in dict.fromkeys((config.lang, *config.languages))]
    seen = {tag for page in pages for labels in page.labels.values() for tag in labels if tag}
    return [*wanted, *sorted(tag for tag in seen if not any(is_in_range(tag, one) for one in wanted))]


def measure(pages: Iterable[PageTexts], languages: Sequence[str]) -> Iterator[Coverage]:
    """Yield the coverage of each page in each of ``languages`` except its own."""
    for page in pages:
        for language in languages if page.places else ():
            if not is_in_range(page.language, language):
                yield _measure(page, language)


def _measure(page: PageTexts, language: str) -> Coverage:
    missing = [
        Located(labels.get(page.language) or next(iter(labels.values()), one), page.places[one])
        for one, labels in page.labels.items()
        if not any(is_in_range(tag, language) for tag in labels)
    ]
    own = sum(count for tag, count in page.notes.items() if is_in_range(tag, page.language))
    noted = sum(count for tag, count in page.notes.items() if is_in_range(tag, language))
    concepts = len(page.places)
    return Coverage(page.page, language, concepts, concepts - len(missing), own, noted, tuple(missing))


def add_up(covered: Iterable[Coverage]) -> list[Coverage]:
    """Return the coverage of all pages together, by language."""
    by_language: dict[str, list[Coverage]] = defaultdict(list)
    for one in covered:
        by_language[one.language].append(one)
    return [
        Coverage(
            "",
            language,
            sum(one.concepts for one in every),
            sum(one.labelled for one in every),
            sum(one.notes for one in every),
            sum(one.noted for one in every),
        )
        for language, every in by_language.items()
    ]
