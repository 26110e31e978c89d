"""The publication of a site: the facts of each document, and the metadata and statistics of the whole."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from headword.compiler.documents import SiteGraph
from headword.compiler.meaning.retired import RETIRED
from headword.compiler.meaning.site_metadata import site_metadata
from headword.compiler.meaning.skos import SchemeMetadata
from headword.compiler.summary import PageSummary
from headword.core.cache import digest
from headword.project.config import Config
from headword.rdf.graph import DocumentSubjects, LocatedGraph, invert
from headword.rdf.graph_json import encode_graph
from headword.rdf.lexical_forms import is_well_formed
from headword.rdf.terms import DCTERMS, RDF_TYPE, XSD, Literal, Triple, quote_path


@dataclass(slots=True)
class Statistics:
    """The statistics of all documents together.

    Attributes:
        triples: the number of triples.
        entities: the number of described resources.
        languages: the language tags of texts.
        classes: the number of resources of each class.
        predicates: every predicate.
        created: the dates on which schemes were created.
        modified: the dates on which schemes were changed.
    """

    triples: int = 0
    entities: int = 0
    languages: set[str] = field(default_factory=set)
    classes: Counter[str] = field(default_factory=Counter)
    predicates: set[str] = field(default_factory=set)
    created: set[str] = field(default_factory=set)
    modified: set[str] = field(default_factory=set)


class NamedGraph(NamedTuple):
    """A named graph, which can be read independently.

    Attributes:
        name: the IRI of the graph.
        key: returns a fingerprint of the facts without reading them.
        read: returns the facts.
    """

    name: str
    key: Callable[[], str]
    read: Callable[[], LocatedGraph]


class Publication:
    """The documents of a site as they are published.

    Attributes:
        documents: the subjects of each document, in the order of their paths.
        graphs: the name of the graph of each document: the scheme that it declares, otherwise its path. The graph of
            retired resources is always named by its path.
        schemes: the concept schemes, with their locations.
        rank: the position of each resource in the outlines, which is the order of links to it.
        orders: the explicit position of pages among their siblings, by the resource of each page.
    """

    def __init__(self, documents: SiteGraph, config: Config) -> None:
        self._documents = documents
        self._config = config
        records = documents.records.values()
        self.schemes = tuple(scheme for record in records for scheme in record.schemes)
        self._declared = frozenset(iri for iri, _ in self.schemes)
        described = frozenset(iri for record in records for iri in record.resources)
        self._local = described - self._declared
        self._subjects = {
            record.file: tuple(
                dict.fromkeys(
                    [*record.resources, *(f.triple[0] for f in record.foreign if f.triple[0] not in described)]
                )
            )
            for record in records
        }
        self._mentions = self._find_mentions(described)
        self.documents = tuple(DocumentSubjects(record.path, self._subjects[record.file]) for record in records)
        self.graphs = tuple(map(self._name_graph, records))
        self.orders = {
            record.resources[0]: record.order for record in records if record.order is not None and record.resources
        }
        self.rank = {iri: number for number, iri in enumerate(dict.fromkeys(self._all_subjects()))}

    def _find_mentions(self, described: Collection[str]) -> dict[str, LocatedGraph]:
        """Return the facts about each resource that no document describes.

        Each document that mentions the resource publishes all of them.
        """
        mentions: dict[str, LocatedGraph] = defaultdict(dict)
        for record in self._documents.records.values():
            for triple, place in record.foreign:
                if triple[0] not in described:
                    mentions[triple[0]].setdefault(triple, place)
        return mentions

    def _all_subjects(self) -> Iterator[str]:
        records = list(self._documents.records.values())
        places = {record.path: record.order for record in records if record.order is not None}
        for record in sorted(records, key=partial(_find_rank, places)) if places else records:
            yield from self._subjects[record.file]

    def each(self) -> Iterator[tuple[DocumentSubjects, LocatedGraph]]:
        """Yield each document with the facts that it publishes, which are the facts about its subjects."""
        for file, document in zip(self._documents.records, self.documents, strict=True):
            yield document, self._publish(file)

    def _publish(self, file: str) -> LocatedGraph:
        facts = dict(self._documents.facts(file))
        for triple, place in (*self._documents.records[file].foreign, *self._documents.facts_of_others(file).items()):
            facts.setdefault(triple, place)
            inverse = invert(triple)
            if inverse is not None and inverse[0] in self._local:
                facts.setdefault(inverse, place)
        own = frozenset(self._subjects[file]) - self._mentions.keys()
        published = {triple: place for triple, place in facts.items() if triple[0] in own}
        for subject in self._subjects[file]:
            published.update(self._mentions.get(subject, {}))
        return published

    def facts_but(self, unchanged: Collection[str]) -> Iterator[tuple[str, LocatedGraph]]:
        """Yield the path and the facts of each document, except those with an unchanged path."""
        for file, document in zip(self._documents.records, self.documents, strict=True):
            if document.path not in unchanged:
                yield document.path, self._publish(file)

    def parts(self) -> Iterator[NamedGraph]:
        """Yield the graph of each document; nothing is read or computed before the caller asks for it."""
        for file, name in zip(self._documents.records, self.graphs, strict=True):
            yield NamedGraph(name, partial(self._key, file), partial(self._publish, file))

    def _name_graph(self, record: PageSummary) -> str:
        if len(record.schemes) == 1 and record.path != RETIRED:
            return record.schemes[0][0]
        return self._config.base + quote_path(record.path)

    def _key(self, file: str) -> str:
        """Return a fingerprint of the result of `_publish`."""
        record, subjects = self._documents.records[file], self._subjects[file]
        mentioned = [iri for iri in subjects if iri in self._mentions]
        said = (encode_graph(self._mentions[iri]) for iri in mentioned)
        schemes = (iri for iri in record.resources if iri in self._declared)
        names = ("\n".join(iris) for iris in (record.resources, subjects, mentioned, schemes))
        return digest(record.digest, *names, encode_graph(self._documents.facts_of_others(file)), *said)

    def facts(self) -> LocatedGraph:
        """Return the facts of all documents together."""
        return self._documents.gather(self._documents.records, self._local)

    def survey(self) -> Statistics:
        """Collect the statistics of all documents."""
        survey = Statistics()
        # A fact in several documents, such as one about an author, counts once.
        shared: set[Triple] = set()
        for _, facts in self.each():
            own = [triple for triple in facts if triple[0] in self._local or triple[0] in self._declared]
            shared.update(facts.keys() - own)
            _count(own, survey, self._declared)
        _count(shared, survey, self._declared)
        survey.entities = len(self.rank)
        return survey

    def metadata(self, survey: Statistics) -> SchemeMetadata:
        """Return the metadata of the site."""
        return site_metadata(self._config, sorted(survey.created), sorted(survey.modified))


def _find_rank(places: Mapping[str, float], record: PageSummary) -> list[tuple[float, str]]:
    """Return the sort key of a page: for each folder on its path, the explicit order, then the name."""
    parts = record.path.split("/")
    paths = ("/".join(parts[: number + 1]) for number in range(len(parts)))
    return [(places.get(path, math.inf), part) for path, part in zip(paths, parts, strict=True)]


def _count(triples: Iterable[Triple], survey: Statistics, schemes: frozenset[str]) -> None:
    for subject, predicate, value in triples:
        survey.triples += 1
        survey.predicates.add(predicate)
        if isinstance(value, Literal):
            if value.language:
                survey.languages.add(value.language)
            if subject in schemes and predicate in (_CREATED, _MODIFIED) and (day := _read_day(value)):
                (survey.created if predicate == _CREATED else survey.modified).add(day)
        elif predicate == RDF_TYPE:
            survey.classes[value] += 1


def _read_day(value: Literal) -> str:
    """Return the day of a date, or of a date with a time; empty for other literals."""
    day = value.value[:_DAY_LENGTH]
    return day if is_well_formed(Literal(day, "", XSD + "date")) else ""


_DAY_LENGTH = len("2024-01-01")
_CREATED, _MODIFIED = DCTERMS + "created", DCTERMS + "modified"
