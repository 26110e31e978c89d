"""Rules on labels and notations that two concepts share, or that a concept lacks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from headword.compiler.naming.schemes import SUBJECTS, separator
from headword.core.findings import Location, Observation, Rule
from headword.lint.graph_rules.view import ALTERNATIVE, PREFERRED, GraphView, fold_label
from headword.rdf.languages import is_in_range
from headword.rdf.place_order import order_of
from headword.rdf.terms import SKOS, Literal

_NOTATION = SKOS + "notation"


_Key = tuple[str, str]


class _Named(NamedTuple):
    place: Location
    concept: str
    label: Literal


def _place_of_label(view: GraphView, named: Iterable[tuple[str, Literal]], predicate: str = PREFERRED) -> list[_Named]:
    """Return ``named`` with their locations, sorted by location, or by IRI for locations without order."""
    located = [_Named(view.place(concept, predicate, label), concept, label) for concept, label in named]
    return sorted(located, key=lambda one: (order_of(one.place), one.concept, one.label))


def _group(view: GraphView, concepts: Iterable[str]) -> dict[_Key, list[tuple[str, Literal]]]:
    """Return the concepts with each preferred label."""
    groups: dict[_Key, list[tuple[str, Literal]]] = defaultdict(list)
    names = view.names
    for concept in concepts:
        for key, label in names.get(concept, ()):
            groups[key].append((concept, label))
    return groups


def _where(one: _Named) -> str:
    return f"at {one.place}" if one.place.line else f"of <{one.concept}>"


def same_label(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report two concepts of one scheme with the same preferred label, compared in NFC and case-folded.

    Deprecated concepts do not count. Collections do not count either, because they may have the label of their first
    concept.
    """
    seen: set[tuple[str, str, Literal]] = set()
    for members in view.members.values():
        for same in _group(view, members).values():
            if len(same) < 2:
                continue
            first, *others = _place_of_label(view, same)
            for other in others:
                key = (first.concept, other.concept, other.label)
                if other.concept != first.concept and key not in seen:
                    seen.add(key)
                    message = f"{rule.message}: {other.label.value!r}, {_where(first)}"
                    yield Observation(rule.name, other.place, message, other.concept)


def alternative_is_preferred_elsewhere(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report an alternative label that is the preferred label of another concept of the scheme."""
    seen: set[tuple[str, Literal]] = set()
    for members in view.members.values():
        preferred = _group(view, members)
        for concept, label in view.each(ALTERNATIVE, members):
            others = [one for one in preferred.get(fold_label(label), ()) if one[0] != concept]
            if others and (concept, label) not in seen:
                seen.add((concept, label))
                place = view.place(concept, ALTERNATIVE, label)
                message = f"{rule.message}: {label.value!r}, {_where(_place_of_label(view, others)[0])}"
                yield Observation(rule.name, place, message, concept)


def label_reused_across_schemes(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a preferred label in several schemes, once for each label, at its second location."""
    everything = dict.fromkeys(concept for members in view.members.values() for concept in members)
    for same in _group(view, everything).values():
        schemes = frozenset[str]().union(*(view.schemes[concept] for concept, _ in same))
        first, *others = _place_of_label(view, same)
        apart = [one for one in others if view.schemes[one.concept].isdisjoint(view.schemes[first.concept])]
        if apart:
            place, concept, label = apart[0]
            message = f"{rule.message}: {label.value!r} in {len(schemes):,} schemes, first {_where(first)}"
            yield Observation(rule.name, place, message, concept)


def missing_language(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a concept without a preferred label in one of the languages in the config.

    Subjects are left out: they come from front matter, which translations of a page often leave unchanged.
    """
    wanted = [tag for tag in dict.fromkeys((view.config.lang, *view.config.languages)) if view.config.languages]
    subjects = f"{view.config.base}{SUBJECTS}{separator(view.config)}"
    for concept in view.concepts if wanted else ():
        if concept.startswith(subjects):
            continue
        given = {label.language.lower() for label in view.labels(PREFERRED).get(concept, ())}
        missing = [tag for tag in wanted if not any(is_in_range(one, tag) for one in given)]
        if missing and given:
            yield Observation(rule.name, view.place_of(concept), f"{rule.message}: {', '.join(missing)}", concept)


def same_notation(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a notation of two concepts of a scheme."""
    seen: set[tuple[str, Literal]] = set()
    for members in view.members.values():
        groups: dict[Literal, list[tuple[str, Literal]]] = defaultdict(list)
        for concept, notation in view.each(_NOTATION, members):
            groups[notation].append((concept, notation))
        for same in groups.values():
            if len(same) < 2:
                continue
            first, *others = _place_of_label(view, same, _NOTATION)
            for place, concept, label in others:
                if (concept, label) not in seen:
                    seen.add((concept, label))
                    yield Observation(rule.name, place, f"{rule.message}: {label.value!r}, {_where(first)}", concept)


RULES = {
    "same-label": same_label,
    "alternative-is-preferred-elsewhere": alternative_is_preferred_elsewhere,
    "label-reused-across-schemes": label_reused_across_schemes,
    "missing-language": missing_language,
    "same-notation": same_notation,
}
