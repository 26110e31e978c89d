"""The summary of a compiled page, without its facts: small enough that all are in memory at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec

from headword.compiler.meaning.subjects import PageSubjects
from headword.compiler.site_hints import PageHints
from headword.core.cache import digest
from headword.core.findings import Located, Location, Observation
from headword.markdown.suppressions import Suppression
from headword.rdf.graph import LocatedGraph, find_schemes
from headword.rdf.graph_json import digest_graph
from headword.rdf.terms import RDF_TYPE, RDFS, SKOS, Literal, Triple

_NOWHERE = Location("")


class Fact(NamedTuple):
    """A triple and its location."""

    triple: Triple
    place: Location


@dataclass(frozen=True, slots=True)
class PageSummary:
    """The summary of a page, or of a document of the site as a whole.

    Attributes:
        file: the file of the page under the folder of sources; the path of a document of the site.
        path: the path under which it is published.
        place: the location of its first fact.
        absent: why it is not compiled; empty if it is.
        left_out: the paths of its translations that are not compiled, each with the reason.
        is_empty: whether it has neither content nor observations.
        resources: the IRIs of the resources that it describes, its scheme first.
        schemes: the schemes that it declares, with their locations.
        sizes: the number of its concepts, by scheme.
        foreign: facts about resources of others.
        outward: facts about its own resources with an IRI of others as value, except classes.
        member_of: the schemes that its concepts are in.
        texts: the predicates with a literal as value.
        widens: whether it states that a class is a subclass of another.
        observations: the observations of the reader and the compiler.
        suppressions: its suppressions.
        mentions: the IRIs that links in its prose lead to, with their locations.
        subjects: its subjects.
        digest: a fingerprint of its facts.
        anchors: a fingerprint of its link targets.
        linked: the fingerprints of the link targets of the pages that its links lead to, by file.
        listing: the fingerprint of the set of pages, if any link leads out of it.
        hints: its signs for hints on the config.
        folder: the published folder of its scheme, if it is not a scheme itself.
        order: its position among its siblings, if it has an explicit one.
    """

    file: str
    path: str
    place: Location = _NOWHERE
    absent: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    is_empty: bool = False
    resources: tuple[str, ...] = ()
    schemes: tuple[tuple[str, Location], ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    foreign: tuple[Fact, ...] = ()
    outward: tuple[Fact, ...] = ()
    member_of: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    widens: bool = False
    observations: tuple[Observation, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    mentions: tuple[Located, ...] = ()
    subjects: PageSubjects | None = None
    digest: str = ""
    anchors: str = ""
    linked: tuple[tuple[str, str], ...] = ()
    listing: str = ""
    folder: str | None = None
    order: float | None = None
    hints: PageHints = field(default_factory=PageHints)

    @property
    def concepts(self) -> int:
        """Return the number of its concepts."""
        return sum(size for _, size in self.sizes)


def summarize_graph(record: PageSummary, facts: LocatedGraph, resources: Sequence[str]) -> PageSummary:
    """Return ``record`` with the summary of the ``facts`` of the page; ``resources`` are its own."""
    own = frozenset(resources)
    foreign: list[Fact] = []
    outward: list[Fact] = []
    schemes: list[tuple[str, Location]] = []
    concepts: list[str] = []
    texts: dict[str, None] = {}
    for triple, place in facts.items():
        subject, predicate, value = triple
        if isinstance(value, Literal):
            texts[predicate] = None
        if subject not in own:
            foreign.append(Fact(triple, place))
        elif isinstance(value, Literal):
            continue
        elif predicate == RDF_TYPE:
            if value == SKOS + "Concept":
                concepts.append(subject)
            elif value == SKOS + "ConceptScheme":
                schemes.append((subject, place))
        elif value not in own:
            outward.append(Fact(triple, place))
    scheme_of = find_schemes(facts)
    return replace(
        record,
        place=next(iter(facts.values())),
        resources=tuple(resources),
        schemes=tuple(schemes),
        sizes=tuple(Counter(scheme_of.get(concept, "") for concept in concepts).items()),
        foreign=tuple(foreign),
        outward=tuple(outward),
        member_of=tuple(sorted({str(value) for _, predicate, value in facts if predicate == SKOS + "inScheme"})),
        texts=tuple(sorted(texts)),
        widens=any(predicate == _SUBCLASS for _, predicate, _ in facts),
    )


def add_derived(record: PageSummary, facts: LocatedGraph) -> PageSummary:
    """Return ``record`` with the summary of derived ``facts``, which are labels and classes."""
    if not facts:
        return record
    own = frozenset(record.resources)
    texts = {predicate for _, predicate, value in facts if isinstance(value, Literal)}
    return replace(
        record,
        foreign=(*record.foreign, *(Fact(triple, place) for triple, place in facts.items() if triple[0] not in own)),
        texts=tuple(sorted(texts.union(record.texts))),
        digest=digest(record.digest, digest_graph(facts)),
    )


_SUBCLASS = RDFS + "subClassOf"


decode_summary = msgspec.json.Decoder(PageSummary).decode
"""Read a record from JSON."""
