"""Which documents have to do with one another, as far as rules can tell.

A rule about a resource reads the facts about it, and perhaps those about what
it leads to.  So what is found about the resources of one document can change
only with that document, with what others say of its resources, and with the
documents that the rules follow links into.  Knows records and facts; must not
know what the rules ask.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from headword.assembly import assemble
from headword.cache import digest
from headword.engines.reading import EVERYTHING, Follows
from headword.entailment import with_inverses
from headword.graph import INVERSES, Facts
from headword.records import Fact, Record, write_facts
from headword.terms import Term


class Neighbours:
    """The documents of a site, and what each has to do with the others.

    Args:
        records: those of all documents, in their order.
        facts: gives the facts that a document states.
        follows: what the rules read of what a predicate leads to.
        summaries: the documents that only parts of count for others, those the rules follow links to.
    """

    def __init__(
        self,
        records: Sequence[Record],
        facts: Callable[[str], Facts],
        follows: Follows,
        summaries: Collection[str] = (),
    ) -> None:
        self.records = {record.file: record for record in records}
        self._facts = facts
        self._follows = follows
        self._summaries = frozenset(summaries)
        self._twins: dict[str, set[str]] = defaultdict(set)
        self.owners = self._find_owners()
        self._inbound = self._find_inbound()
        self._sharing: dict[str, list[str]] = defaultdict(list)
        for record in records:
            for scheme in record.member_of:
                self._sharing[scheme].append(record.file)
        self._digests: dict[str, str] = {}
        self._links: dict[str, dict[str, list[tuple[str, str]]]] = {}

    def _find_owners(self) -> dict[str, str]:
        """The document that each resource belongs to: that which describes it, else the first that mentions it."""
        owners: dict[str, str] = {}
        for file, record in self.records.items():
            for iri in record.resources:
                other = owners.setdefault(iri, file)
                if other != file:
                    # Two documents with one IRI, which is an error, are looked at together.
                    self._twins[file].add(other)
                    self._twins[other].add(file)
        for file, record in self.records.items():
            for (subject, _, _), _ in record.foreign:
                owners.setdefault(subject, file)
        for file, record in self.records.items():
            for (_, _, value), _ in (*record.foreign, *record.outward):
                if isinstance(value, str):
                    owners.setdefault(value, file)
        return owners

    def _find_inbound(self) -> dict[str, list[tuple[str, Fact]]]:
        """For each document, what others say that has to do with its resources, and which others."""
        inbound: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
        for file, record in self.records.items():
            for fact in (*record.foreign, *record.outward):
                subject, _, value = fact.triple
                for owner in {self.owners.get(subject, file), self.owners.get(str(value), file)} - {file}:
                    inbound[owner].append((file, fact))
        return inbound

    def _told(self, file: str) -> Facts:
        """What others say that has to do with the resources of the document."""
        told: Facts = {}
        for _, (triple, place) in self._inbound.get(file, ()):
            told.setdefault(triple, place)
        return told

    def partners(self, file: str) -> set[str]:
        """The other documents that have resources in the same schemes, or claim to describe the same."""
        sharing = (other for scheme in self.records[file].member_of for other in self._sharing[scheme])
        return {*self._twins.get(file, ()), *sharing} - {file}

    def digest_of_partners(self, file: str) -> str:
        """Another one for other partners, or other facts in one of them."""
        schemes = [self._digest_scheme(scheme) for scheme in self.records[file].member_of]
        twins = [part for twin in sorted(self._twins.get(file, ())) for part in (twin, self.digest_for_others(twin))]
        return digest(*schemes, *twins)

    def _digest_scheme(self, scheme: str) -> str:
        sharing = self._sharing[scheme]
        if len(sharing) < 2:
            return ""
        known = self._digests.get(scheme)
        if known is None:
            parts = [part for file in sharing for part in (file, self.digest_for_others(file))]
            known = self._digests[scheme] = digest(*parts)
        return known

    def has_twins(self, file: str) -> bool:
        """Whether another document describes a resource of this one."""
        return file in self._twins

    def follow(self, file: str) -> dict[str, str]:
        """What rules come to that start at the resources of the document, and which document each belongs to."""
        reached: dict[str, str] = {}
        waiting = list(self._leading_out(file))
        seen = set(waiting)
        while waiting:
            predicate, iri = waiting.pop()
            owner = reached[iri] = self.owners.get(iri, file)
            if owner == file:
                continue
            after = self._follows[predicate]
            further = (step for step in self._steps(owner).get(iri, ()) if step[0] in after or EVERYTHING in after)
            new = [step for step in further if step not in seen]
            seen.update(new)
            waiting.extend(new)
        return reached

    def _leading_out(self, file: str) -> Iterator[tuple[str, str]]:
        """Each step that a rule may follow from a resource of the document to what is none of its own."""
        record = self.records[file]
        own = frozenset(record.resources)
        for (subject, predicate, value), _ in (*record.outward, *record.foreign, *self._told(file).items()):
            if isinstance(value, str):
                for step, iri in ((predicate, value), (INVERSES.get(predicate, ""), subject)):
                    if step in self._follows and iri not in own:
                        yield step, iri

    def _steps(self, file: str) -> Mapping[str, Sequence[tuple[str, str]]]:
        """By resource of the document, each step that rules may follow from it."""
        known = self._links.get(file)
        if known is None:
            known = self._links[file] = defaultdict(list)
            for (subject, predicate, value), _ in (*self._facts(file).items(), *self._told(file).items()):
                if isinstance(value, str):
                    for step, start, end in (
                        (predicate, subject, value),
                        (INVERSES.get(predicate, ""), value, subject),
                    ):
                        if step in self._follows:
                            known[start].append((step, end))
        return known

    def digest(self, file: str) -> str:
        """Another one for other facts about the resources of the document."""
        told = self._told(file)
        return digest(self.records[file].digest, write_facts(told) if told else "")

    def digest_for_others(self, file: str) -> str:
        """Another one for other facts that count where the document is but led to."""
        known = self._digests.get(file)
        if known is None:
            known = self._digests[file] = self._summarize(file) if file in self._summaries else self.digest(file)
        return known

    def _summarize(self, file: str) -> str:
        read = frozenset[str]().union(*self._follows.values())
        if EVERYTHING in read:
            return self.digest(file)
        facts = {
            triple: place
            for triple, place in (*self._facts(file).items(), *self._told(file).items())
            if self._tells(file, triple[0], triple[1], read)
            or self._tells(file, triple[2], INVERSES.get(triple[1], ""), read)
        }
        return digest(write_facts(facts))

    def _tells(self, file: str, subject: Term, predicate: str, read: Collection[str]) -> bool:
        """Whether a fact is one that rules may read of a resource of the document."""
        return predicate in read and self.owners.get(str(subject)) == file

    def gather(self, files: Iterable[str]) -> Facts:
        """The facts of these documents and what others say of their resources, with all inverses."""
        wanted = frozenset(files)
        beside: dict[str, Facts] = defaultdict(dict)
        for file in wanted:
            for other, (triple, place) in self._inbound.get(file, ()):
                beside[other].setdefault(triple, place)
        stated = (
            self._facts(file) if file in wanted else beside[file]
            for file in self.records
            if file in wanted or file in beside
        )
        return with_inverses(assemble(stated, self.owners))
