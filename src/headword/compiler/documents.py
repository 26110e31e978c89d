"""The documents of a site together: which resource belongs to which, and what each says of another's."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from headword.compiler.assembly import assemble
from headword.compiler.meaning.compile import check_iris, check_paths, declare_subjects, site_documents
from headword.compiler.meaning.skos import Document
from headword.compiler.meaning.state import list_own, state_document
from headword.compiler.naming.page_role import scheme_iri
from headword.compiler.naming.plan import SUBJECTS
from headword.compiler.summary import Fact, PageSummary, add_derived, digest_graph, summarize_graph
from headword.core.findings import Location, Observation
from headword.project.config import Config
from headword.project.forms import find_scheme_folder
from headword.project.project import PriorPaths
from headword.rdf.entailment import LEADING, derive
from headword.rdf.graph import DocumentGraph, LocatedGraph
from headword.rdf.terms import RDF_TYPE, Triple


class SiteGraph:
    """The documents of pages and those of the site as a whole, in the order of their paths.

    Args:
        pages: the records of the pages, in the order of their files; those without resources are no documents.
        stated: gives what a page states.
        config: the project's.
        others: documents of the site as a whole, beside those that the pages make together.
        prior: the documents of the release before.

    Attributes:
        records: by file, or by path for a document of the site as a whole.
        of_site: the paths of the latter.
        owners: the document that each resource belongs to: that which describes it, else the first to mention it.
    """

    def __init__(
        self,
        pages: Iterable[PageSummary],
        stated: Callable[[str], DocumentGraph],
        config: Config,
        others: Iterable[Document] = (),
        prior: PriorPaths = None,
    ) -> None:
        records = [record for record in pages if record.resources]
        self._stated_by_page = stated
        self._of_site = dict(_state_site(records, config, others, prior))
        self.of_site = tuple(record.path for record, _ in self._of_site.values())
        whole = (record for record, _ in self._of_site.values())
        ordered = sorted((*records, *whole), key=lambda record: (record.path, record.file))
        self._derived = _derive_facts(ordered)
        derived = {file: one.facts for file, one in self._derived.items()}
        self.records = {record.file: add_derived(record, derived.get(record.file, {})) for record in ordered}
        self._claims = self._find_claims()
        self._disputed = self._find_disputed()
        self.owners = self._find_owners()
        self._inbound = self._find_inbound()
        self._told: dict[str, DocumentGraph] = {}

    def facts(self, file: str) -> LocatedGraph:
        """The facts that a document states."""
        return self._stated(file).facts

    def _stated(self, file: str) -> DocumentGraph:
        stated = self._of_site[file][1] if file in self._of_site else self._stated_by_page(file)
        derived = self._derived.get(file)
        if derived is None:
            return stated
        # What a page says itself keeps its own place.
        unsaid = {triple: place for triple, place in derived.facts.items() if triple not in stated.facts}
        return DocumentGraph({**stated.facts, **unsaid})

    def about(self, file: str, resources: Iterable[str]) -> LocatedGraph:
        """What is known of these resources of a document: what it states itself, then what others say."""
        wanted = list(resources)
        return {**self._stated(file).about(wanted), **self._told_as(file).about(wanted)}

    def _find_claims(self) -> dict[str, list[str]]:
        """The documents that describe a resource, of each that more than one describes: that is an error in them."""
        claims: dict[str, list[str]] = defaultdict(list)
        for file, record in self.records.items():
            for iri in dict.fromkeys(record.resources):
                claims[iri].append(file)
        return {iri: files for iri, files in claims.items() if len(files) > 1}

    def _find_disputed(self) -> dict[str, list[str]]:
        disputed: dict[str, list[str]] = defaultdict(list)
        for iri, files in self._claims.items():
            for file in files:
                disputed[file].append(iri)
        return disputed

    def disputed(self, file: str) -> Sequence[str]:
        """The resources of the document that another describes too."""
        return self._disputed.get(file, ())

    def tellers(self, iri: str) -> Sequence[str]:
        """The documents that what is known of a resource stands in, beside those of `told`."""
        if iri in self._claims:
            return self._claims[iri]
        return [self.owners[iri]] if iri in self.owners else []

    def _find_owners(self) -> dict[str, str]:
        owners: dict[str, str] = {}
        for file, record in self.records.items():
            for iri in record.resources:
                owners.setdefault(iri, file)
        for file, record in self.records.items():
            for (subject, _, _), _ in record.foreign:
                owners.setdefault(subject, file)
        for file, record in self.records.items():
            for (_, _, value), _ in (*record.foreign, *record.outward):
                if isinstance(value, str):
                    owners.setdefault(value, file)
        return owners

    def adopted(self, file: str) -> list[str]:
        """What the document mentions that no document describes, and that belongs to it for being the first."""
        record = self.records[file]
        mentioned = {term for triple, _ in record.foreign for term in (triple[0], triple[2]) if isinstance(term, str)}
        mentioned.update(str(value) for (_, _, value), _ in record.outward)
        own = frozenset(record.resources)
        return sorted(iri for iri in mentioned if self.owners.get(iri) == file and iri not in own)

    def _find_inbound(self) -> dict[str, list[tuple[str, Fact]]]:
        """For each document, what others say that has to do with its resources, and which others."""
        inbound: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
        for file, record in self.records.items():
            for fact in (*record.foreign, *record.outward):
                subject, _, value = fact.triple
                for owner in {self.owners.get(subject, file), self.owners.get(str(value), file)} - {file}:
                    inbound[owner].append((file, fact))
        return inbound

    def told(self, file: str) -> LocatedGraph:
        """What others say that has to do with the resources of the document."""
        return self._told_as(file).facts

    def _told_as(self, file: str) -> DocumentGraph:
        known = self._told.get(file)
        if known is None:
            told: LocatedGraph = {}
            for _, (triple, place) in self._inbound.get(file, ()):
                told.setdefault(triple, place)
            known = self._told[file] = DocumentGraph(told)
        return known

    def clashes(self) -> Iterator[Observation]:
        """What is wrong with the documents together: paths and IRIs that two of them claim."""
        pages = ((record.path, record.place) for file, record in self.records.items() if file not in self._of_site)
        yield from check_paths(pages, self.of_site)
        # Of headings whose pages are one scheme, this was seen where they were named.
        seen = {one.focus for record in self.records.values() for one in record.observations if one.rule == "same-iri"}
        yield from check_iris((iri, place) for iri, place in self._disputed_resources() if iri not in seen)

    def _disputed_resources(self) -> Iterator[tuple[str, Location]]:
        """The resources of documents that others describe too, with their places."""
        for file in self.records:
            disputed = frozenset(self.disputed(file))
            places: dict[str, Location] = {}
            for (subject, predicate, _), place in self.facts(file).items() if disputed else ():
                if predicate == RDF_TYPE and subject in disputed:
                    places.setdefault(subject, place)
            yield from places.items()

    def gather(self, files: Iterable[str], described: Collection[str], about: Iterable[str] = ()) -> LocatedGraph:
        """The facts of these documents and what others say of their resources; of others what is said ``about`` these.

        What leads to one of the resources ``described`` is stated the other way round too.
        """
        wanted = frozenset(files)
        beside = self._gather_about(frozenset(about), wanted)
        for file in wanted:
            for other, (triple, place) in self._inbound.get(file, ()):
                beside[other].setdefault(triple, place)
        touched = wanted | beside.keys()
        # A few of many are put in order by themselves.
        ordered = self.records if len(touched) * 8 > len(self.records) else sorted(touched, key=self._position)
        stated = (self.facts(file) if file in wanted else beside[file] for file in ordered if file in touched)
        return assemble(stated, described)

    def _gather_about(self, resources: frozenset[str], wanted: Collection[str]) -> defaultdict[str, LocatedGraph]:
        """By document the facts about these resources; none of those documents that are ``wanted`` as a whole."""
        told: defaultdict[str, LocatedGraph] = defaultdict(dict)
        tellers: defaultdict[str, list[str]] = defaultdict(list)
        for iri in resources:
            for file in self.tellers(iri):
                tellers[file].append(iri)
        for file in tellers.keys() - wanted:
            told[file].update(self._stated(file).about(tellers[file]))
        for file in tellers.keys() - wanted:
            for other, (triple, place) in self._inbound.get(file, ()):
                if triple[0] in resources or triple[2] in resources:
                    told[other].setdefault(triple, place)
        return told

    def _position(self, file: str) -> tuple[str, str]:
        return self.records[file].path, file


class _Said(NamedTuple):
    """A triple that a document states, and where."""

    file: str
    place: Location


def _derive_facts(records: Iterable[PageSummary]) -> dict[str, DocumentGraph]:
    """By document, what follows from what it says: of a label perhaps together with another, which has its text."""
    said: dict[Triple, _Said] = {}
    for record in records:
        for triple, place in (*record.foreign, *record.outward):
            if triple[1] in LEADING:
                said.setdefault(triple, _Said(record.file, place))
    derived: defaultdict[str, LocatedGraph] = defaultdict(dict)
    for triple, (led, text) in derive(said).items():
        derived[led.file][triple] = text.place
    return {file: DocumentGraph(facts) for file, facts in derived.items()}


def _state_site(
    pages: Sequence[PageSummary], config: Config, others: Iterable[Document], prior: PriorPaths
) -> Iterator[tuple[str, tuple[PageSummary, DocumentGraph]]]:
    """The documents of the site as a whole: by path the record and what it states."""
    subjects = [record.subjects for record in pages if record.subjects is not None]
    made = tuple(site_documents(_find_schemes(pages, config), subjects, config, prior))
    in_use = {resource.iri for document in made for resource in document.resources}
    retired = (_drop_used(other, in_use) for other in others)
    if not any(document.path == SUBJECTS for document in made):
        retired = (declare_subjects(other, config, prior) for other in retired)
    for document in (*made, *(other for other in retired if other.schemes or other.resources)):
        facts = state_document(document)
        record = PageSummary(document.path, document.path, digest=digest_graph(facts))
        yield document.path, (summarize_graph(record, facts, list_own(document)), DocumentGraph(facts))


def _find_schemes(pages: Sequence[PageSummary], config: Config) -> dict[str, Location]:
    """The folders whose pages are one scheme that none of them is, each with the place of the first page."""
    places: dict[str, Location] = {}
    for record in pages:
        folder = find_scheme_folder(record.file, config)
        if folder is not None:
            places.setdefault(folder, record.place)
    declared = {iri for record in pages for iri, _ in record.schemes}
    return {folder: place for folder, place in places.items() if scheme_iri(folder, config) not in declared}


def _drop_used(document: Document, in_use: Collection[str]) -> Document:
    """A document of what is retired without subjects that pages have again."""
    return replace(document, resources=tuple(one for one in document.resources if one.iri not in in_use))
