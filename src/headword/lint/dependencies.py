"""The dependencies between documents for the rules.

A rule on a resource reads the facts about it, and perhaps those about resources that it leads to. The findings on the
resources of a document therefore depend on three things only: the document, the facts of others about its resources,
and the documents into which the rules follow links.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache, partial

from headword.compiler.documents import SiteGraph
from headword.core.cache import digest
from headword.rdf.graph import INVERSES, LocatedGraph
from headword.rdf.graph_json import digest_graph
from headword.rdf.shacl.reading import EVERYTHING, Follows
from headword.rdf.terms import RDF_TYPE, SKOS, Term

_STEPS = 1 << 12
"""The number of resources whose links are kept in memory."""
_IN_SCHEME = SKOS + "inScheme"


class Dependencies:
    """The dependencies between the documents of a site.

    Args:
        documents: the documents of the site.
        follows: by predicate, what the rules read about its values.
    """

    def __init__(self, documents: SiteGraph, follows: Follows) -> None:
        self._documents = documents
        self._follows = follows
        # The last two predicates are needed for messages and locations.
        self._read = frozenset[str]().union(*follows.values(), {RDF_TYPE, SKOS + "prefLabel"})
        self._shares = {file: self._find_shared(file) for file in documents.records}
        self._sharing: dict[str, list[str]] = defaultdict(list)
        for file, shared in self._shares.items():
            for iri in shared:
                self._sharing[iri].append(file)
        # A resource with many links, such as a scheme, is met from every page.
        self._steps_from = lru_cache(_STEPS)(partial(_find_steps, documents=documents, follows=follows))
        self._digests: dict[str, str] = {}
        self._shared_digests: dict[str, str] = {}

    def _find_shared(self, file: str) -> tuple[str, ...]:
        """Return the resources that make documents partners: the schemes of their resources, and what both describe."""
        statements = (triple for triple in self._documents.facts_of_others(file) if triple[1] == _IN_SCHEME)
        schemes = {*self._documents.records[file].member_of, *(str(scheme) for _, _, scheme in statements)}
        schemes.update(iri for iri, _ in self._documents.records[file].schemes)
        return tuple(sorted(schemes.union(self._documents.disputed(file))))

    def has_partners(self, file: str) -> bool:
        """Return whether other documents have resources in the same schemes, or describe the same resources."""
        return any(len(self._sharing[iri]) > 1 for iri in self._shares[file])

    def partners(self, files: Iterable[str]) -> set[str]:
        """Return all documents with resources in a scheme of ``files``, or with a resource that they describe, too."""
        shared = {iri for file in files for iri in self._shares[file]}
        return set[str]().union(*(self._sharing[iri] for iri in shared))

    def digest_of_partners(self, file: str) -> str:
        """Return a fingerprint of the partners of a document and of their facts."""
        return digest(*map(self._digest_shared, self._shares[file]))

    def _digest_shared(self, iri: str) -> str:
        sharing = self._sharing[iri]
        # Without a partner, nothing is added: the digest of the document itself is part of every key.
        if len(sharing) < 2:
            return ""
        known = self._shared_digests.get(iri)
        if known is None:
            parts = [part for file in sharing for part in (file, self.digest_for_others(file))]
            known = self._shared_digests[iri] = digest(*parts)
        return known

    def follow(self, file: str) -> dict[str, str]:
        """Return the resources that rules reach from the document, each with its document."""
        reached: dict[str, str] = {}
        waiting = list(dict.fromkeys(self._leading_out(file)))
        # By predicate and resource, because the facts that rules read about a resource depend on the predicate.
        seen = set(waiting)
        while waiting:
            predicate, iri = waiting.pop()
            # A resource that no document describes belongs to this document, so that its first description is a change.
            owner = reached[iri] = self._documents.owners.get(iri, file)
            if owner == file:
                continue
            after = self._follows[predicate]
            steps = self._steps_from(iri)
            read = [one for one in steps if one in after or EVERYTHING in after]
            new = [(further, end) for further in read for end in steps[further] if (further, end) not in seen]
            seen.update(new)
            waiting.extend(new)
        return reached

    def _leading_out(self, file: str) -> Iterator[tuple[str, str]]:
        """Yield each step that a rule may follow from a resource of the document to a resource of another."""
        record = self._documents.records[file]
        own = frozenset(record.resources)
        for (subject, predicate, value), _ in (
            *record.outward,
            *record.foreign,
            *self._documents.facts_of_others(file).items(),
        ):
            if isinstance(value, str):
                for step, iri in ((predicate, value), (INVERSES.get(predicate, ""), subject)):
                    if step in self._follows and iri not in own:
                        yield step, iri
        for resource in self._documents.disputed(file):
            for step, ends in self._steps_from(resource).items():
                yield from ((step, iri) for iri in ends if iri not in own)

    def digest(self, file: str) -> str:
        """Return a fingerprint of the facts about the resources of the document."""
        others_facts = self._documents.facts_of_others(file)
        # Another document that describes a resource counts even with the same facts, because findings name its
        # location.
        claims = [
            part for iri in self._documents.disputed(file) for part in (iri, *self._documents.documents_about(iri))
        ]
        adopted = self._documents.first_mentioned(file)
        return digest(
            self._documents.records[file].digest, digest_graph(others_facts) if others_facts else "", *claims, *adopted
        )

    def digest_for_others(self, file: str) -> str:
        """Return a fingerprint of the facts that other documents depend on."""
        known = self._digests.get(file)
        if known is None:
            known = self._digests[file] = (
                self._summarize(file) if file in self._documents.of_site else self.digest(file)
            )
        return known

    def _summarize(self, file: str) -> str:
        if EVERYTHING in self._read:
            return self.digest(file)
        facts = {**self._documents.facts(file), **self._documents.facts_of_others(file)}
        return self._digest_read(facts, lambda term: file in self._documents.documents_about(str(term)))

    def digest_of_reached(self, file: str, resources: Collection[str]) -> str:
        """Return a fingerprint of the facts that rules may read about these resources of the document."""
        claims = [part for iri in sorted(resources) for part in (iri, *self._documents.documents_about(iri))]
        about = self._documents.about(file, resources)
        return digest(self._digest_read(about, frozenset[Term](resources).__contains__), *claims)

    def _digest_read(self, facts: LocatedGraph, is_wanted: Callable[[Term], bool]) -> str:
        """Return a fingerprint of the facts that rules may read about the wanted resources."""
        # Rules also read inverses, so a fact counts for its value as well as for its subject.
        read, everything = self._read, EVERYTHING in self._read
        counting = {
            (subject, predicate, value): place
            for (subject, predicate, value), place in facts.items()
            if ((everything or predicate in read) and is_wanted(subject))
            or ((everything or INVERSES.get(predicate) in read) and is_wanted(value))
        }
        return digest_graph(counting)


def _find_steps(iri: str, documents: SiteGraph, follows: Follows) -> dict[str, list[str]]:
    """Return, by predicate, the resources to which rules may follow it from a resource."""
    steps: defaultdict[str, list[str]] = defaultdict(list)
    for file in documents.documents_about(iri):
        for subject, predicate, value in documents.about(file, [iri]):
            if isinstance(value, str):
                if subject == iri and predicate in follows:
                    steps[predicate].append(value)
                inverse = INVERSES.get(predicate, "")
                if value == iri and inverse in follows:
                    steps[inverse].append(subject)
    return steps
