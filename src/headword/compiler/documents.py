"""The documents of a site together: the owner of each resource, and the facts of each about resources of others."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from headword.compiler.assembly import assemble
from headword.compiler.meaning.site_documents import check_iris, check_paths, declare_subjects, site_documents
from headword.compiler.meaning.skos import Document
from headword.compiler.meaning.state import list_own, state_document
from headword.compiler.naming.schemes import SUBJECTS, scheme_iri
from headword.compiler.summary import Fact, PageSummary, add_derived, summarize_graph
from headword.core.findings import Location, Observation
from headword.project.config import Config
from headword.project.project import PriorPaths
from headword.rdf.entailment import LEADING, derive
from headword.rdf.graph import DocumentGraph, LocatedGraph
from headword.rdf.graph_json import digest_graph
from headword.rdf.terms import RDF_TYPE, Triple


class SiteGraph:
    """The documents of pages and those of the site as a whole, in the order of their paths.

    Args:
        pages: the records of the pages, in the order of their files; pages without resources are not documents.
        stated: returns the facts of a page.
        config: the config of the project.
        others: documents of the site as a whole, in addition to those derived from all pages.
        prior: the documents of the release before.

    Attributes:
        records: by file, or by path for a document of the site as a whole.
        of_site: the paths of the documents of the site as a whole.
        owners: the document that describes each resource, otherwise the first that mentions it.
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
        self._by_others: dict[str, DocumentGraph] = {}

    def facts(self, file: str) -> LocatedGraph:
        """Return the facts that a document states."""
        return self._stated(file).facts

    def _stated(self, file: str) -> DocumentGraph:
        stated = self._of_site[file][1] if file in self._of_site else self._stated_by_page(file)
        derived = self._derived.get(file)
        if derived is None:
            return stated
        # A fact that the page itself states keeps its location.
        unsaid = {triple: place for triple, place in derived.facts.items() if triple not in stated.facts}
        return DocumentGraph({**stated.facts, **unsaid})

    def about(self, file: str, resources: Iterable[str]) -> LocatedGraph:
        """Return the facts about these resources of a document: its own facts first, then those of others."""
        wanted = list(resources)
        return {**self._stated(file).about(wanted), **self._stated_by_others(file).about(wanted)}

    def _find_claims(self) -> dict[str, list[str]]:
        """Return the documents of each resource that several documents describe, which is an error."""
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
        """Return the resources of the document that another document describes, too."""
        return self._disputed.get(file, ())

    def documents_about(self, iri: str) -> Sequence[str]:
        """Return the documents with facts about a resource, in addition to those of `facts_of_others`."""
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

    def first_mentioned(self, file: str) -> list[str]:
        """Return the resources that no document describes and that this document is the first to mention."""
        record = self.records[file]
        mentioned = {term for triple, _ in record.foreign for term in (triple[0], triple[2]) if isinstance(term, str)}
        mentioned.update(str(value) for (_, _, value), _ in record.outward)
        own = frozenset(record.resources)
        return sorted(iri for iri in mentioned if self.owners.get(iri) == file and iri not in own)

    def _find_inbound(self) -> dict[str, list[tuple[str, Fact]]]:
        """Return, for each document, the facts of others about its resources, each with its document."""
        inbound: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
        for file, record in self.records.items():
            for fact in (*record.foreign, *record.outward):
                subject, _, value = fact.triple
                for owner in {self.owners.get(subject, file), self.owners.get(str(value), file)} - {file}:
                    inbound[owner].append((file, fact))
        return inbound

    def facts_of_others(self, file: str) -> LocatedGraph:
        """Return the facts of other documents about the resources of this document."""
        return self._stated_by_others(file).facts

    def _stated_by_others(self, file: str) -> DocumentGraph:
        known = self._by_others.get(file)
        if known is None:
            facts: LocatedGraph = {}
            for _, (triple, place) in self._inbound.get(file, ()):
                facts.setdefault(triple, place)
            known = self._by_others[file] = DocumentGraph(facts)
        return known

    def clashes(self) -> Iterator[Observation]:
        """Yield an observation for each path and IRI that two documents claim."""
        pages = ((record.path, record.place) for file, record in self.records.items() if file not in self._of_site)
        yield from check_paths(pages, self.of_site)
        # For headings of pages that are one scheme, the naming already reported this.
        seen = {one.focus for record in self.records.values() for one in record.observations if one.rule == "same-iri"}
        yield from check_iris((iri, place) for iri, place in self._disputed_resources() if iri not in seen)

    def _disputed_resources(self) -> Iterator[tuple[str, Location]]:
        """Yield the resources of documents that other documents describe, too, with their locations."""
        for file in self.records:
            disputed = frozenset(self.disputed(file))
            places: dict[str, Location] = {}
            for (subject, predicate, _), place in self.facts(file).items() if disputed else ():
                if predicate == RDF_TYPE and subject in disputed:
                    places.setdefault(subject, place)
            yield from places.items()

    def gather(self, files: Iterable[str], described: Collection[str], about: Iterable[str] = ()) -> LocatedGraph:
        """Return the facts of these documents, and those of others ``about`` the given resources.

        A link to one of the resources ``described`` also gets its inverse.
        """
        wanted = frozenset(files)
        from_others = self._gather_about(frozenset(about), wanted)
        for file in wanted:
            for other, (triple, place) in self._inbound.get(file, ()):
                from_others[other].setdefault(triple, place)
        touched = wanted | from_others.keys()
        # Sorting a few documents is faster than filtering all of them.
        ordered = self.records if len(touched) * 8 > len(self.records) else sorted(touched, key=self._position)
        stated = (self.facts(file) if file in wanted else from_others[file] for file in ordered if file in touched)
        return assemble(stated, described)

    def _gather_about(self, resources: frozenset[str], wanted: Collection[str]) -> defaultdict[str, LocatedGraph]:
        """Return, by document, the facts about these resources; documents ``wanted`` as a whole are left out."""
        found: defaultdict[str, LocatedGraph] = defaultdict(dict)
        resources_by_file: defaultdict[str, list[str]] = defaultdict(list)
        for iri in resources:
            for file in self.documents_about(iri):
                resources_by_file[file].append(iri)
        for file in resources_by_file.keys() - wanted:
            found[file].update(self._stated(file).about(resources_by_file[file]))
        for file in resources_by_file.keys() - wanted:
            for other, (triple, place) in self._inbound.get(file, ()):
                if triple[0] in resources or triple[2] in resources:
                    found[other].setdefault(triple, place)
        return found

    def _position(self, file: str) -> tuple[str, str]:
        return self.records[file].path, file


class _Said(NamedTuple):
    """A triple that a document states, with its location."""

    file: str
    place: Location


def _derive_facts(records: Iterable[PageSummary]) -> dict[str, DocumentGraph]:
    """Return, by document, the facts that follow from its facts; the text of a label may come from another document."""
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
    """Yield, by path, the records of the documents of the site as a whole, with their facts."""
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
    """Return the folders whose pages are one scheme without a page of its own, each with its first location."""
    places: dict[str, Location] = {}
    for record in pages:
        if record.folder is not None:
            places.setdefault(record.folder, record.place)
    declared = {iri for record in pages for iri, _ in record.schemes}
    return {folder: place for folder, place in places.items() if scheme_iri(folder, config) not in declared}


def _drop_used(document: Document, in_use: Collection[str]) -> Document:
    """Return a document of retired subjects without the subjects that pages use again."""
    return replace(document, resources=tuple(one for one in document.resources if one.iri not in in_use))
