"""Checking a site page by page: what was found about a page stands until something that it depends on changes.

Knows what findings depend on; must not know how pages are compiled, nor what
any rule asks.
"""

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from headword.cache import Cache, Entry, decode, digest
from headword.compiler import check_iris, check_paths, site_documents
from headword.config import Config
from headword.engines import fast
from headword.engines.reading import find_follows, is_near
from headword.engines.shapes import Shape
from headword.findings import Location
from headword.graph import Facts, list_own, state_document
from headword.linter import Sighting, find_schemes, look, make_namer, shapes_of
from headword.neighbours import Neighbours
from headword.pages import Pages, program_stamp
from headword.records import Record, add_facts, plain_sightings, read_sightings, write_facts
from headword.rules import RuleSet
from headword.terms import RDF_TYPE, SH, SKOS
from headword.verdict import Seen

_NEAR, _FAR = "near", "far"
_BATCH = 500
"""How many pages are looked at together: enough for the engine to work on sets, few enough for memory."""


def check_site(pages: Pages, rules: RuleSet, engine: str, cache: Cache) -> Seen:
    """What is seen of a site."""
    documents = [record for record in pages.records.values() if record.resources]
    of_site, site_facts = _state_site(documents, pages.site.project.config)
    records = sorted((*documents, *of_site), key=lambda record: (record.path, record.file))

    def facts(file: str) -> Facts:
        return site_facts[file] if file in site_facts else pages.facts(file)

    near, far = split_rules(rules, records, engine)
    plan = fast.plan(shapes_of(near))
    neighbours = Neighbours(records, facts, find_follows(plan.here, plan.graph), site_facts)
    sightings = [*_look_near(neighbours, near, cache)]
    notices: tuple[str, ...] = ()
    if far.rules and records:
        found, notices = _look_far(neighbours, far, engine, cache)
        sightings.extend(found)
    return Seen(
        observations=(
            *(seen for record in pages.records.values() for seen in record.observations),
            *check_paths(((record.path, record.place) for record in documents), [record.path for record in of_site]),
            *check_iris(_find_twins(neighbours, facts)),
        ),
        sightings=sightings,
        name=_make_namer(neighbours),
        sizes=_count(records),
        places={iri: place for record in records for iri, place in record.schemes},
        pages=sum(not record.absent for record in pages.records.values()),
        concepts=sum(record.concepts for record in documents),
        notices=notices,
    )


def _state_site(documents: Sequence[Record], config: Config) -> tuple[list[Record], dict[str, Facts]]:
    """The documents of the site as a whole: their records, and their facts by path."""
    subjects = [record.subjects for record in documents if record.subjects is not None]
    first = documents[0].place if documents else None
    records, stated = [], {}
    for document in site_documents(first, subjects, config):
        facts = stated[document.path] = state_document(document)
        record = Record(document.path, document.path, digest=digest(write_facts(facts)))
        records.append(add_facts(record, facts, list_own(document)))
    return records, stated


def split_rules(rules: RuleSet, records: Sequence[Record], engine: str) -> tuple[RuleSet, RuleSet]:
    """The rules that see no further than `Neighbours` do, and those that must be shown the whole graph at once."""
    plan = fast.plan(shapes_of(rules))
    texts = frozenset(predicate for record in records for predicate in record.texts)
    if engine != "auto" or any(record.widens for record in records):
        far = {rules.rule_of[shape.node] for shape in plan.graph.shapes.values() if shape.targets}
    else:
        far = {rules.rule_of[str(node)] for node in plan.elsewhere}
        roots = [shape for shape in plan.here if not is_near(shape, plan.graph) or _aims_at(shape, texts)]
        far |= {rules.rule_of[shape.node] for shape in roots}
    while more := {name for name, rule in rules.rules.items() if name not in far and far.intersection(rule.yields_to)}:
        far |= more
    return (
        replace(rules, rules={name: rule for name, rule in rules.rules.items() if name not in far}),
        replace(rules, rules={name: rule for name, rule in rules.rules.items() if name in far}),
    )


def _aims_at(shape: Shape, predicates: frozenset[str]) -> bool:
    """Whether a value of one of ``predicates`` is a focus node: a text belongs to no document."""
    return any(kind == SH + "targetObjectsOf" and value in predicates for kind, value in shape.targets)


def _stamp(rules: RuleSet) -> str:
    """Another one for other rules."""
    return digest(program_stamp(), repr(sorted(rules.rules)), repr([*shapes_of(rules)]))


class _Looked(NamedTuple):
    """What was seen of one document, with what led there that is not part of its key."""

    claims: Mapping[str, str]
    reached: Mapping[str, str]
    sightings: Sequence[Sighting]

    def write(self) -> str:
        return json.dumps([self.claims, self.reached, plain_sightings(self.sightings)])

    def holds(self, neighbours: Neighbours) -> bool:
        """Whether all that rules come to belongs to the same documents still, and these say the same."""
        return all(neighbours.owners.get(iri) == owner for iri, owner in self.claims.items()) and all(
            file in neighbours.records and neighbours.digest_for_others(file) == other
            for file, other in self.reached.items()
        )


def _read_looked(text: str) -> _Looked:
    claims, reached, sightings = json.loads(text)
    return _Looked(dict(claims), dict(reached), read_sightings(sightings))


def _look_near(neighbours: Neighbours, rules: RuleSet, cache: Cache) -> Iterator[Sighting]:
    stamp = _stamp(rules)
    entries = cache.read_all(_NEAR)
    keys = {
        file: digest(stamp, neighbours.digest(file), neighbours.digest_of_partners(file)) for file in neighbours.records
    }
    stale = []
    for file, key in keys.items():
        entry = entries.pop(file, None)
        known = decode(entry.value, _read_looked) if entry is not None and entry.key == key else None
        if known is not None and known.holds(neighbours):
            yield from known.sightings
        else:
            stale.append(file)
    cache.remove(_NEAR, entries)
    for batch in _batches(stale, neighbours):
        looked = _look_at(batch, neighbours, rules)
        cache.write(_NEAR, {file: Entry(keys[file], one.write()) for file, one in looked.items()})
        for one in looked.values():
            yield from one.sightings


def _batches(files: Sequence[str], neighbours: Neighbours) -> Iterator[list[str]]:
    """``files`` in groups; those that have partners in one, since each needs the facts of all."""
    alone = [file for file in files if not neighbours.partners(file)]
    together = [file for file in files if neighbours.partners(file)]
    yield from (alone[start : start + _BATCH] for start in range(0, len(alone), _BATCH))
    if together:
        yield together


def _look_at(files: Sequence[str], neighbours: Neighbours, rules: RuleSet) -> dict[str, _Looked]:
    """What is seen of these documents' resources."""
    claims = {file: neighbours.follow(file) for file in files}
    partners = {other for file in files for other in neighbours.partners(file)}
    facts = neighbours.gather(
        {*files, *partners, *(owner for reached in claims.values() for owner in reached.values())}
    )
    sightings, _ = look(facts, rules, "fast")
    by_file: dict[str, list[Sighting]] = {file: [] for file in files}
    for sighting in sightings:
        owner = neighbours.owners.get(sighting.observation.focus, "")
        if owner in by_file:
            by_file[owner].append(sighting)
    return {
        file: _Looked(
            claims[file],
            {owner: neighbours.digest_for_others(owner) for owner in sorted({*claims[file].values()} - {file})},
            by_file[file],
        )
        for file in files
    }


def _look_far(
    neighbours: Neighbours, rules: RuleSet, engine: str, cache: Cache
) -> tuple[list[Sighting], tuple[str, ...]]:
    """What the rules see that ask about the whole graph."""
    said = [text for file, record in neighbours.records.items() for text in (file, record.digest)]
    key = digest(_stamp(rules), engine, *said)
    known = decode(cache.read(_FAR, "", key), json.loads)
    if known is not None:
        sightings, notices = known
        return read_sightings(sightings), tuple(notices)
    found, notices = look(neighbours.gather(neighbours.records), rules, engine)
    cache.write(_FAR, {"": Entry(key, json.dumps([plain_sightings(found), notices]))})
    return found, notices


def _find_twins(neighbours: Neighbours, facts: Callable[[str], Facts]) -> Iterator[tuple[str, Location]]:
    """The resources of documents that share an IRI with another, with their places."""
    for file in neighbours.records:
        if neighbours.has_twins(file):
            own = frozenset(neighbours.records[file].resources)
            for (subject, predicate, _), place in facts(file).items():
                if predicate == RDF_TYPE and subject in own:
                    yield subject, place


def _make_namer(neighbours: Neighbours) -> Callable[[str], str]:
    """What gives the preferred label of a resource in quotes, its IRI if it has none."""

    @functools.cache
    def name(iri: str) -> str:
        owner = neighbours.owners.get(iri)
        return make_namer(neighbours.gather([owner]) if owner else {})(iri)

    return name


def _count(records: Iterable[Record]) -> Counter[str]:
    """How many concepts each scheme has."""
    sizes: Counter[str] = Counter()
    foreign: Facts = {}
    for record in records:
        sizes.update(dict(record.sizes))
        foreign.update(record.foreign)
    schemes = find_schemes(foreign)
    concepts = {subject for subject, predicate, value in foreign if predicate == RDF_TYPE and value == SKOS + "Concept"}
    sizes.update(schemes.get(concept, "") for concept in concepts)
    return sizes
