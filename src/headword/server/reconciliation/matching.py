"""Candidates for a query: found by name or by property, rated, with a mark on a safe match."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from heapq import nlargest
from typing import NamedTuple

from headword.rdf.terms import SKOS
from headword.server.reconciliation.comparing import name_key
from headword.server.reconciliation.names import LONGEST, ConceptNames
from headword.server.reconciliation.properties import Properties
from headword.server.reconciliation.rating import LEAST, NameQuery, Rating, make_name_query, rate
from headword.server.reconciliation.requests import ID, NAME, PropertyCondition, ReconciliationQuery
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.server.thread_pool import keep_time_limit
from headword.site.summaries import CONCEPT, ResourceSummary

TYPE = SKOS + "Concept"
_TYPES = frozenset({TYPE, "skos:Concept", "Concept"})
_RATED = 60
"""Number of names that are rated, of those with most in common."""
_WORTH = 0.25
"""The share of optional conditions in a score."""


class Candidate(NamedTuple):
    """A concept that may match a query.

    Attributes:
        card: the concept.
        score: the score, from 0 to 100.
        is_safe: whether it matches, and no other concept could.
        rating: the rating of the matching name, if it was found by name.
        met: the share of conditions that are met, from 0 to 1.
    """

    card: ResourceSummary
    score: float
    is_safe: bool
    rating: Rating | None
    met: float


_Rated = dict[tuple[NameQuery, frozenset[int] | None], list[Rating]]
"""The ratings for each requested name among a set of concepts."""


class Matcher:
    """A search for candidates in a snapshot.

    Args:
        snapshot: the snapshot that is served.
        said: its statements.
    """

    def __init__(self, snapshot: ServedVocabulary, said: ResourceStatements) -> None:
        self.snapshot = snapshot
        self.said = said
        concepts = snapshot.atlas.of_kind(CONCEPT)
        self.names = ConceptNames(concepts)
        self._schemes = {**{iri: iri for iri in snapshot.desk.ids}, **{v: k for k, v in snapshot.desk.ids.items()}}

    @cached_property
    def properties(self) -> Properties:
        """Return the properties of concepts in addition to names."""
        snapshot = self.snapshot
        return Properties(self.names.concepts, snapshot.atlas, self.said, snapshot.config.prefixes)

    def match(self, queries: Iterable[ReconciliationQuery], scope: str) -> Iterator[list[Candidate]]:
        """Yield the candidates for each query, the best first; equal names are looked up once.

        Args:
            queries: the queries.
            scope: the IRI of the scheme to search; empty for all.

        Raises:
            WorkRefused: the time is up.
        """
        rated: _Rated = {}
        for query in queries:
            keep_time_limit()
            yield self._match(query, scope, rated)

    def _match(self, query: ReconciliationQuery, scope: str, known: _Rated) -> list[Candidate]:
        within = self._limit_to(query.types, scope)
        tests = [(condition, self._meet(condition)) for condition in query.conditions]
        for condition, numbers in tests:
            if condition.is_required:
                within = numbers if within is None else within & numbers
        if not query.names:
            return self._match_conditions(tests, within, query.limit)
        asked = dict.fromkeys(make_name_query(name[:LONGEST], query.language) for name in query.names)
        rated = self._rate_names(asked, within, known)
        found = [self._weigh(number, rating, tests) for number, rating in rated.items()]
        found.extend(self._match_iris(query.names, tests, within))
        return _order(_mark(found), query.limit)

    def _limit_to(self, types: Iterable[str], scope: str) -> frozenset[int] | None:
        """Return the concepts of a scheme that have one of the types; None for all concepts."""
        within = self._members(scope) if scope else None
        wanted = list(types)
        if not wanted or _TYPES.intersection(wanted):
            return within
        known = [self._schemes[name] for name in wanted if name in self._schemes]
        chosen: frozenset[int] = frozenset().union(*map(self._members, known))
        return chosen if within is None else within & chosen

    def _members(self, scheme: str) -> frozenset[int]:
        if scheme not in self._of_schemes:
            numbers = self.names.numbers
            self._of_schemes[scheme] = frozenset(
                numbers[card.iri] for card in self.snapshot.atlas.members(scheme) if card.iri in numbers
            )
        return self._of_schemes[scheme]

    @cached_property
    def _of_schemes(self) -> dict[str, frozenset[int]]:
        return {}

    def _meet(self, condition: PropertyCondition) -> frozenset[int]:
        """Return the concepts that meet a condition."""
        each = [self._having(condition.property, value) for value in condition.values]
        if condition.quantifier == "none":
            return self._all - frozenset().union(*each)
        if condition.quantifier == "all":
            return self._all.intersection(*each)
        return frozenset().union(*each)

    @cached_property
    def _all(self) -> frozenset[int]:
        return frozenset(range(len(self.names.concepts)))

    def _having(self, name: str, value: str) -> frozenset[int]:
        if name == ID:
            return frozenset([self.names.numbers[value]] if value in self.names.numbers else [])
        if name == NAME:
            asked = make_name_query(value[:LONGEST], "")
            alike = self.names.find_same(asked.folded)
            return frozenset(form.number for form in alike if name_key(form.text[:LONGEST]) == asked.key)
        property_ = self.properties.find(name)
        return self.properties.having(property_, value) if property_ is not None else frozenset()

    def _match_conditions(
        self, tests: list[tuple[PropertyCondition, frozenset[int]]], within: frozenset[int] | None, limit: int
    ) -> list[Candidate]:
        """Return candidates for a query without names: the concepts that meet most conditions."""
        counts: dict[int, int] = defaultdict(int)
        for _, numbers in tests:
            for number in numbers if within is None else numbers & within:
                counts[number] += 1
        best = nlargest(limit, counts.items(), key=lambda item: (item[1], -item[0]))
        is_one = [met for met in counts.values() if met == len(tests)] == [len(tests)]
        found = []
        for number, met in best:
            card = self.names.concepts[number]
            is_safe = is_one and met == len(tests) and not card.is_deprecated
            found.append(Candidate(card, 100.0 * met / len(tests), is_safe, None, met / len(tests)))
        return found

    def _match_iris(
        self, names: Iterable[str], tests: list[tuple[PropertyCondition, frozenset[int]]], within: frozenset[int] | None
    ) -> list[Candidate]:
        """Return the concepts whose IRIs are in the query."""
        numbers = [self.names.numbers[name] for name in names if name in self.names.numbers]
        met = [(number, _share(number, tests)) for number in numbers if within is None or number in within]
        return [Candidate(self.names.concepts[number], 100.0, share == 1.0, None, share) for number, share in met]

    def _rate_names(
        self, asked: Iterable[NameQuery], within: frozenset[int] | None, known: _Rated
    ) -> Mapping[int, Rating]:
        """Return the best rating of each concept with a similar name, and record the ratings in ``known``."""
        best: dict[int, Rating] = {}
        for one in asked:
            if (one, within) not in known:
                keep_time_limit()
                known[one, within] = [rating for rating in self._rate(one, within) if rating.likeness >= LEAST]
            for rating in known[one, within]:
                other = best.get(rating.form.number)
                if other is None or rating.score > other.score:
                    best[rating.form.number] = rating
        return best

    def _rate(self, asked: NameQuery, within: frozenset[int] | None) -> Iterable[Rating]:
        if not asked.folded:
            return
        forms = self.names.forms
        alike = self.names.find_alike(asked.folded)
        if within is not None:
            alike = {place: common for place, common in alike.items() if forms[place].number in within}
        close = nlargest(_RATED, alike.items(), key=lambda item: (item[1], -item[0]))
        rows = [(forms[place], common) for place, common in close]
        rows.extend((form, 1.0) for form in self.names.find_same(asked.folded))
        for form, common in rows:
            if within is None or form.number in within:
                is_deprecated = self.names.concepts[form.number].is_deprecated
                yield rate(asked, form, common, is_deprecated=is_deprecated)

    def _weigh(self, number: int, rating: Rating, tests: list[tuple[PropertyCondition, frozenset[int]]]) -> Candidate:
        share = _share(number, tests)
        score = rating.score * (1 - _WORTH + _WORTH * share)
        is_safe = rating.is_name and rating.in_language and not rating.is_deprecated and share == 1.0
        return Candidate(self.names.concepts[number], score, is_safe, rating, share)


def _share(number: int, tests: list[tuple[PropertyCondition, frozenset[int]]]) -> float:
    return sum(number in numbers for _, numbers in tests) / len(tests) if tests else 1.0


def _mark(found: list[Candidate]) -> list[Candidate]:
    """Return the candidates; one stays safe only if no other has the same name and meets all conditions."""
    by_iri = {candidate.card.iri for candidate in found if candidate.rating is None and candidate.is_safe}
    named = {candidate.card.iri for candidate in found if _is_named(candidate)}
    safe = by_iri or named
    return [
        candidate._replace(is_safe=candidate.is_safe and len(safe) == 1 and candidate.card.iri in safe)
        for candidate in found
    ]


def _is_named(candidate: Candidate) -> bool:
    """Return True if a candidate is not deprecated, has the name, and meets all conditions."""
    rating = candidate.rating
    if rating is None or rating.is_deprecated or not rating.in_language:
        return False
    return rating.is_same and candidate.met == 1.0


def _order(found: Iterable[Candidate], limit: int) -> list[Candidate]:
    """Return the best candidates, each concept once."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(found, key=_rank):
        best.setdefault(candidate.card.iri, candidate)
    return list(best.values())[:limit]


def _rank(candidate: Candidate) -> tuple[float, bool, int]:
    """Return the sort key of a candidate: by score, then names that differ in no sign, then shorter names."""
    rating = candidate.rating
    return (-candidate.score, not rating.is_same, len(rating.form.text)) if rating else (-candidate.score, False, 0)
