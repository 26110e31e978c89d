"""Rules on the relations between concepts."""

from collections.abc import Iterator, Sequence

from headword.core.findings import Observation, Rule
from headword.lint.graph_rules.view import PREFERRED, GraphView
from headword.rdf.terms import SKOS, Term

_BROADER, _NARROWER, _RELATED = SKOS + "broader", SKOS + "narrower", SKOS + "related"
_SYMMETRIC = tuple(SKOS + name for name in ("exactMatch", "closeMatch", "relatedMatch"))
_MAIN_BODY = 0.8
"""The minimum share of connected concepts of a scheme from which on other groups look forgotten."""
_DIRECTED = SKOS + "broadMatch"


def several_clusters(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report groups of concepts without a relation to the main group of their scheme.

    Without a main group, the separate groups are intended. Concepts without any relation are orphans, not groups.
    """
    for scheme, members in view.members.items():
        sizes = sorted((size for size in _cluster_sizes(view, members) if size > 1), reverse=True)
        if len(sizes) > 1 and sizes[0] >= _MAIN_BODY * sum(sizes):
            shown = ", ".join(f"{size:,}" for size in sizes[1:6])
            more = f" and {len(sizes) - 6:,} smaller ones" if len(sizes) > 6 else ""
            message = f"{rule.message}: groups of {shown}{more} are separate from the main group of {sizes[0]:,}"
            yield Observation(rule.name, view.place_of(scheme), message, scheme)


def _cluster_sizes(view: GraphView, members: Sequence[str]) -> Iterator[int]:
    inside = frozenset(members)
    links = [view.values(predicate) for predicate in (_BROADER, _NARROWER, _RELATED)]
    done: set[Term] = set()
    for start in members:
        if start in done:
            continue
        done.add(start)
        waiting: list[Term] = [start]
        size = 0
        while waiting:
            current = waiting.pop()
            size += 1
            near = {end for link in links for end in link.get(current, ()) if end in inside and end not in done}
            done |= near
            waiting.extend(near)
        yield size


def mapping_within_scheme(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a mapping between two concepts of one scheme, once for both directions."""
    for predicate in (*_SYMMETRIC, _DIRECTED):
        links = view.values(predicate)
        for subject, values in links.items():
            for value in values:
                if _share_scheme(view, str(subject), value) and not (
                    predicate in _SYMMETRIC and str(value) < str(subject) and subject in links.get(value, ())
                ):
                    place = view.place(str(subject), predicate, value)
                    yield Observation(rule.name, place, f"{rule.message}: {view.name(str(value))}", str(subject))


def _share_scheme(view: GraphView, one: str, other: Term) -> bool:
    schemes = view.schemes
    return one in schemes and other in schemes and not schemes[one].isdisjoint(schemes[str(other)])


def relation_across_schemes(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a broader concept that is in no common scheme."""
    for subject, values in view.values(_BROADER).items():
        for value in values:
            known = subject in view.schemes and value in view.schemes
            if known and not _share_scheme(view, str(subject), value):
                place = view.place(str(subject), _BROADER, value)
                yield Observation(rule.name, place, f"{rule.message}: {view.name(str(value))}", str(subject))


def deprecated_in_use(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a concept or collection in use that refers to a deprecated concept."""
    if not view.deprecated:
        return
    for predicate in (_BROADER, _RELATED, SKOS + "member"):
        for subject, values in view.values(predicate).items():
            if subject in view.deprecated:
                continue
            for value in values:
                if value in view.deprecated:
                    place = view.place(str(subject), predicate, value)
                    yield Observation(rule.name, place, f"{rule.message}: {view.name(str(value))}", str(subject))


def too_deep(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report the concepts that are one level deeper than the limit, but not those below them."""
    above, below = view.values(_BROADER), view.values(_NARROWER)
    level: list[Term] = [concept for concept in below if concept not in above]
    done: set[Term] = set(level)
    for _ in range(rule.limit):
        level = list(dict.fromkeys(low for high in level for low in below.get(high, ()) if low not in done))
        done.update(level)
    for concept in level:
        if concept in view.concepts:
            place = view.place_of(str(concept))
            yield Observation(rule.name, place, f"{rule.message}: {rule.limit}", str(concept))


def label_repeats_broader(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a preferred label that is also the preferred label of a broader concept."""
    above, names = view.values(_BROADER), view.names
    for concept in view.concepts:
        for value in above.get(concept, ()):
            high = [key for key, _ in names.get(str(value), ())]
            for key, label in names.get(concept, ()):
                if key in high:
                    yield Observation(rule.name, view.place(concept, PREFERRED, label), rule.message, concept)


RULES = {
    "several-clusters": several_clusters,
    "mapping-within-scheme": mapping_within_scheme,
    "relation-across-schemes": relation_across_schemes,
    "deprecated-in-use": deprecated_in_use,
    "too-deep": too_deep,
    "label-repeats-broader": label_repeats_broader,
}
