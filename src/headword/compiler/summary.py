"""What is known of a compiled page without its facts: little enough to be had of every page at once.

Knows how records and facts are written as JSON and read back; must not know
where they are kept, nor how a page is compiled.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from headword.compiler.meaning.subjects import PageSubjects, SubjectWords
from headword.core.cache import digest
from headword.core.findings import Located, Location, Observation, RawFinding
from headword.markdown.suppressions import Suppression
from headword.rdf.graph import LocatedGraph, find_schemes
from headword.rdf.terms import RDF_TYPE, RDFS, SKOS, Literal, Term, Triple

_NOWHERE = Location("")


class Fact(NamedTuple):
    """One triple and the place that it came from."""

    triple: Triple
    place: Location


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A page, or a document of the site as a whole, as others see it.

    Attributes:
        file: the page's file under the sources folder; of a document of the site its path.
        path: the path that it is published under.
        place: where the first thing in it stands.
        absent: why it is not compiled; empty if it is.
        left_out: the paths of translations of it that are not compiled, each with the reason.
        is_empty: whether there is nothing in it, and nothing wrong with it.
        resources: the IRIs of what it describes, its scheme first.
        schemes: the schemes that it declares, and where.
        sizes: how many concepts it has, by scheme.
        foreign: facts about resources that are not its own.
        outward: facts about its own resources that lead to an IRI that is not, classes aside.
        member_of: the schemes that its concepts say they are in.
        texts: the predicates that have a literal somewhere.
        widens: whether it says that a class is below another.
        observations: what was seen while reading and compiling it.
        suppressions: what it does not want to be told.
        mentions: the IRIs that links in its prose lead to, and where.
        subjects: what it says that it is about.
        digest: another one for other facts.
        anchors: another one for other things to link to in it.
        asked: the anchors of the pages that its links lead to, by file.
        listing: the digest of which pages there are, if any link leads out of it.
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
    asked: tuple[tuple[str, str], ...] = ()
    listing: str = ""

    @property
    def concepts(self) -> int:
        """How many concepts it has."""
        return sum(size for _, size in self.sizes)


def summarize_graph(record: PageSummary, facts: LocatedGraph, resources: Sequence[str]) -> PageSummary:
    """``record`` with what is to be known of the ``facts`` that it states, ``resources`` being its own."""
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


_SUBCLASS = RDFS + "subClassOf"


def encode_graph(facts: LocatedGraph) -> str:
    """``facts`` as JSON, in order: every term and path once, then seven numbers a fact."""
    index: dict[Term, int] = {}
    numbers: list[int] = []
    for (subject, predicate, value), (path, line, column, end) in facts.items():
        for term in (subject, predicate, value, path):
            numbers.append(index.setdefault(term, len(index)))  # noqa: PERF401 - far faster than a generator
        numbers += (line, column, end)
    return _dump([list(index), numbers])


def digest_graph(facts: LocatedGraph) -> str:
    """Another one for other facts."""
    return digest(encode_graph(facts))


def decode_graph(text: str) -> LocatedGraph:
    """The facts that `encode_graph` wrote."""
    plain, numbers = json.loads(text)
    terms = [term if isinstance(term, str) else Literal(*term) for term in plain]
    each = iter(numbers)
    return {
        (terms[subject], terms[predicate], terms[value]): Location(terms[path], line, column, end)
        for subject, predicate, value, path, line, column, end in zip(*[each] * 7, strict=True)
    }


def read_triples(text: str) -> list[Triple]:
    """The triples of the facts that `encode_graph` wrote, without their places."""
    plain, numbers = json.loads(text)
    terms = [term if isinstance(term, str) else Literal(*term) for term in plain]
    subjects, predicates, values = (numbers[start::7] for start in range(3))
    return [(terms[s], terms[p], terms[v]) for s, p, v in zip(subjects, predicates, values, strict=True)]


def encode_summary(record: PageSummary) -> str:
    """``record`` as JSON."""
    return _dump(
        {
            "file": record.file,
            "path": record.path,
            "place": record.place,
            "absent": record.absent,
            "left_out": record.left_out,
            "is_empty": record.is_empty,
            "resources": record.resources,
            "schemes": [[iri, *_plain_place(place)] for iri, place in record.schemes],
            "sizes": record.sizes,
            "foreign": [[*_plain_triple(triple), *_plain_place(place)] for triple, place in record.foreign],
            "outward": [[*_plain_triple(triple), *_plain_place(place)] for triple, place in record.outward],
            "member_of": record.member_of,
            "texts": record.texts,
            "widens": record.widens,
            "observations": [_plain_observation(seen) for seen in record.observations],
            "suppressions": [[text, *_plain_place(at), first, last] for (text, at), first, last in record.suppressions],
            "mentions": [[iri, *place] for iri, place in record.mentions],
            "subjects": _plain_subjects(record.subjects),
            "digest": record.digest,
            "anchors": record.anchors,
            "asked": record.asked,
            "listing": record.listing,
        }
    )


def decode_summary(text: str) -> PageSummary:
    """The record that `encode_summary` wrote."""
    plain = json.loads(text)
    return PageSummary(
        file=plain["file"],
        path=plain["path"],
        place=Location(*plain["place"]),
        absent=plain["absent"],
        left_out=tuple((path, reason) for path, reason in plain["left_out"]),
        is_empty=plain["is_empty"],
        resources=tuple(plain["resources"]),
        schemes=tuple((iri, Location(*place)) for iri, *place in plain["schemes"]),
        sizes=tuple((scheme, size) for scheme, size in plain["sizes"]),
        foreign=tuple(Fact(*_read_fact(item)) for item in plain["foreign"]),
        outward=tuple(Fact(*_read_fact(item)) for item in plain["outward"]),
        member_of=tuple(plain["member_of"]),
        texts=tuple(plain["texts"]),
        widens=plain["widens"],
        observations=tuple(map(_read_observation, plain["observations"])),
        suppressions=tuple(_read_suppression(*item) for item in plain["suppressions"]),
        mentions=tuple(Located(iri, Location(*place)) for iri, *place in plain["mentions"]),
        subjects=_read_subjects(plain["subjects"]),
        digest=plain["digest"],
        anchors=plain["anchors"],
        asked=tuple((file, anchors) for file, anchors in plain["asked"]),
        listing=plain["listing"],
    )


def encode_raw_findings(sightings: Iterable[RawFinding]) -> list[Any]:
    """``sightings`` as what JSON can hold."""
    return [[_plain_observation(seen), *rest] for seen, *rest in sightings]


def decode_raw_findings(plain: list[Any]) -> list[RawFinding]:
    """The sightings that `encode_raw_findings` gave ``plain`` for."""
    return [RawFinding(_read_observation(seen), *rest) for seen, *rest in plain]


_dump: Callable[[Any], str] = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def _plain_triple(triple: Triple) -> list[Any]:
    # A literal is written as a list of its parts, which tells it from an IRI.
    return list(triple)


def _plain_place(place: Location) -> list[Any]:
    return list(place)


def _read_fact(item: list[Any]) -> tuple[Triple, Location]:
    subject, predicate, value, path, line, column, end = item
    term: Term = value if isinstance(value, str) else Literal(*value)
    return (subject, predicate, term), Location(path, line, column, end)


def _plain_observation(seen: Observation) -> list[Any]:
    return [seen.rule, seen.message, seen.focus, seen.instead, *_plain_place(seen.location)]


def _read_observation(item: list[Any]) -> Observation:
    rule, message, focus, instead, *place = item
    return Observation(rule, Location(*place), message, focus, instead)


def _read_suppression(text: str, path: str, line: int, column: int, end: int, first: int, last: int) -> Suppression:
    return Suppression(Located(text, Location(path, line, column, end)), first, last)


def _plain_subjects(subjects: PageSubjects | None) -> list[Any] | None:
    if subjects is None:
        return None
    translations = [[language, _plain_levels(levels)] for language, levels in subjects.translations]
    return [subjects.path, subjects.language, _plain_levels(subjects.levels), subjects.tops, translations]


def _plain_levels(levels: Iterable[Iterable[Located]]) -> list[Any]:
    return [[[value.text, *_plain_place(value.location)] for value in level] for level in levels]


def _read_subjects(item: list[Any] | None) -> PageSubjects | None:
    if item is None:
        return None
    path, language, levels, tops, translations = item
    words = tuple(SubjectWords(tag, _read_levels(translated)) for tag, translated in translations)
    return PageSubjects(path, language, _read_levels(levels), tuple(tops), words)


def _read_levels(levels: list[Any]) -> tuple[tuple[Located, ...], ...]:
    return tuple(tuple(Located(text, Location(*place)) for text, *place in level) for level in levels)
