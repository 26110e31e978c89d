"""The entailments of SKOS that rules, pages, searches and queries need.

Each derived triple has the location of the triple that it follows from. Inverses are only needed for rules, because
published files contain them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from headword.rdf.graph import INVERSES, LocatedGraph, invert
from headword.rdf.terms import LABELS, RDF_TYPE, RDFS, SKOS, SKOS_XL, Literal, Triple

SUBCLASS = RDFS + "subClassOf"
LITERAL_FORM = SKOS_XL + "literalForm"
XL_LABELS: Mapping[str, str] = {SKOS_XL + label.removeprefix(SKOS): label for label in LABELS}
"""The plain label that follows from each SKOS-XL label (SKOS Reference, S55 to S57)."""
LEADING = frozenset({SUBCLASS, RDF_TYPE, LITERAL_FORM, *XL_LABELS})
"""The predicates of all triples from which others are derived here."""
_CLASSES = frozenset(SKOS + name for name in ("Concept", "ConceptScheme", "Collection", "OrderedCollection"))

Origin = TypeVar("Origin")


def with_inverses(facts: LocatedGraph) -> LocatedGraph:
    """Return ``facts`` with the inverse of every semantic relation and mapping.

    See SKOS Reference, S23 to S26 and S41 to S44.
    """
    missing: LocatedGraph = {}
    for triple, place in facts.items():
        if triple[1] in INVERSES and (inverse := invert(triple)) is not None and inverse not in facts:
            missing.setdefault(inverse, place)
    # Compiled graphs already contain them, so that a copy would be a waste.
    return {**facts, **missing} if missing else facts


def with_derived(facts: LocatedGraph) -> LocatedGraph:
    """Return ``facts`` with the labels from SKOS-XL, and the SKOS classes of instances of subclasses."""
    derived = derive(facts)
    return {**facts, **{triple: text for triple, (_, text) in derived.items()}} if derived else facts


def derive(facts: Mapping[Triple, Origin]) -> dict[Triple, tuple[Origin, Origin]]:
    """Return the labels and classes that follow from ``facts`` and are not in them.

    Each has the origins of the triple that leads to it, and of the one with the text.
    """
    derived: dict[Triple, tuple[Origin, Origin]] = {}
    for triple, origins in (*derive_classes(facts), *_derive_labels(facts)):
        if triple not in facts:
            derived.setdefault(triple, origins)
    return derived


def derive_classes(facts: Mapping[Triple, Origin]) -> Iterator[tuple[Triple, tuple[Origin, Origin]]]:
    """Yield the SKOS class of each instance of a subclass (RDF Schema 1.1, rdfs9 and rdfs11), as `derive`."""
    above: defaultdict[str, list[str]] = defaultdict(list)
    for subject, predicate, value in facts:
        if predicate == SUBCLASS and isinstance(value, str):
            above[subject].append(value)
    if not above:
        return
    classes = {name: sorted(_superclasses(name, above) & _CLASSES) for name in above}
    for (subject, predicate, value), origin in facts.items():
        if predicate == RDF_TYPE and isinstance(value, str):
            for one in classes.get(value, ()):
                yield (subject, RDF_TYPE, one), (origin, origin)


def _superclasses(start: str, above: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = set(above.get(waiting.pop(), ())) - found
        found |= new
        waiting.extend(new)
    return found


def _derive_labels(facts: Mapping[Triple, Origin]) -> Iterator[tuple[Triple, tuple[Origin, Origin]]]:
    links = [(triple, origin) for triple, origin in facts.items() if triple[1] in XL_LABELS]
    forms: defaultdict[str, list[Literal]] = defaultdict(list)
    for subject, predicate, value in facts if links else ():
        if predicate == LITERAL_FORM and isinstance(value, Literal):
            forms[subject].append(value)
    for (subject, predicate, label), origin in links:
        if isinstance(label, Literal):
            # SKOS-XL does not allow a literal here, but its meaning is clear.
            yield (subject, XL_LABELS[predicate], label), (origin, origin)
            continue
        for form in choose_forms(forms.get(label, ())):
            yield (subject, XL_LABELS[predicate], form), (origin, facts[(label, LITERAL_FORM, form)])


def choose_forms(forms: Iterable[Literal]) -> list[Literal]:
    """Return one form of a label for each language; a second form is a mistake (SKOS Reference, S52)."""
    chosen: dict[str, Literal] = {}
    for form in sorted(forms):
        chosen.setdefault(form.language.lower(), form)
    return list(chosen.values())
