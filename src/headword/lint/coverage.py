"""How far a vocabulary is there in other languages: page by page, which concepts have a label, and how many notes."""

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
    """What of a page, or of all together, is there in a language.

    ``labelled`` of its ``concepts`` have a preferred label in it, and there are
    ``noted`` notes, where it has ``notes`` in its own language.  ``missing``
    are the other concepts by their labels, where they stand.
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
        """How much of it has a label; all of nothing."""
        return self.labelled / self.concepts if self.concepts else 1.0


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The texts of a page's concepts: where each stands, its labels by language, and how many notes there are."""

    page: str
    language: str
    places: Mapping[str, Location]
    labels: Mapping[str, Mapping[str, str]]
    notes: Mapping[str, int]


def gather_texts(page: str, language: str, facts: LocatedGraph) -> PageTexts:
    """The texts of the concepts that the facts of a page state; what is deprecated needs none."""
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
    """The languages of the config, and those of other labels that there are."""
    wanted = [format_tag(tag) for tag in dict.fromkeys((config.lang, *config.languages))]
    seen = {tag for page in pages for said in page.labels.values() for tag in said if tag}
    return [*wanted, *sorted(tag for tag in seen if not any(is_in_range(tag, one) for one in wanted))]


def measure(pages: Iterable[PageTexts], languages: Sequence[str]) -> Iterator[Coverage]:
    """The coverage of each page in each of ``languages`` but its own."""
    for page in pages:
        for language in languages if page.places else ():
            if not is_in_range(page.language, language):
                yield _measure(page, language)


def _measure(page: PageTexts, language: str) -> Coverage:
    missing = [
        Located(said.get(page.language) or next(iter(said.values()), one), page.places[one])
        for one, said in page.labels.items()
        if not any(is_in_range(tag, language) for tag in said)
    ]
    own = sum(count for tag, count in page.notes.items() if is_in_range(tag, page.language))
    noted = sum(count for tag, count in page.notes.items() if is_in_range(tag, language))
    concepts = len(page.places)
    return Coverage(page.page, language, concepts, concepts - len(missing), own, noted, tuple(missing))


def add_up(covered: Iterable[Coverage]) -> list[Coverage]:
    """All pages together, by language."""
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
