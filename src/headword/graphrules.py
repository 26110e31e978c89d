"""Rules that look at the whole graph at once, in Python: what SHACL Core cannot say.

Each function is one rule and bears its name; it takes facts and gives
observations.  Must not know where the graph came from.
"""

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator

from headword.findings import Location, Observation
from headword.graph import Facts
from headword.languages import is_known
from headword.terms import OWL, RDF_TYPE, SKOS, XSD, Literal

GraphRule = Callable[[Facts], Iterator[Observation]]

_TRUE = Literal("true", "", XSD + "boolean")
_COLLECTIONS = (SKOS + "Collection", SKOS + "OrderedCollection")
_LABELS = frozenset(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))

# SKOS Reference, appendix B.
_SKOS_TERMS = frozenset(
    """
    Collection Concept ConceptScheme OrderedCollection altLabel broadMatch broader broaderTransitive changeNote
    closeMatch definition editorialNote exactMatch example hasTopConcept hiddenLabel historyNote inScheme
    mappingRelation member memberList narrowMatch narrower narrowerTransitive notation note prefLabel related
    relatedMatch scopeNote semanticRelation topConceptOf
    """.split()  # noqa: SIM905 - read as text
)

_DEFINED = frozenset(SKOS + name for name in _SKOS_TERMS)


def same_label(facts: Facts) -> Iterator[Observation]:
    """Two concepts of one scheme with one preferred label, compared in NFC and case-folded.

    What is deprecated does not count, nor does a collection, which may well
    bear the label of the concept at its head.
    """
    schemes: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, list[tuple[Literal, Location]]] = defaultdict(list)
    left_out: set[str] = set()
    for (subject, predicate, value), place in facts.items():
        if predicate == SKOS + "inScheme" and isinstance(value, str):
            schemes[value].append(subject)
        elif (predicate == OWL + "deprecated" and value == _TRUE) or (predicate == RDF_TYPE and value in _COLLECTIONS):
            left_out.add(subject)
        elif predicate == SKOS + "prefLabel" and isinstance(value, Literal):
            labels[subject].append((value, place))
    seen: set[tuple[str, str, Literal]] = set()
    for scheme in sorted(schemes):
        named = [
            (place, concept, label)
            for concept in schemes[scheme]
            if concept not in left_out
            for label, place in labels[concept]
        ]
        for first, other, label, place in _namesakes(named):
            if (first[1], other, label) not in seen:
                seen.add((first[1], other, label))
                where = f"at {first[0]}" if first[0].line else f"of <{first[1]}>"
                message = f"another concept of the scheme has this preferred label: {label.value!r}, {where}"
                yield Observation("same-label", place, message, other)


_Named = tuple[Location, str, Literal]


def _namesakes(named: list[_Named]) -> Iterator[tuple[_Named, str, Literal, Location]]:
    """The first of those that share a label, and each other one."""
    groups: dict[tuple[str, str], list[_Named]] = defaultdict(list)
    for place, concept, label in named:
        folded = unicodedata.normalize("NFC", label.value).casefold()
        groups[(folded, label.language.lower())].append((place, concept, label))
    for alike in groups.values():
        first, *others = sorted(alike)
        yield from ((first, concept, label, place) for place, concept, label in others if concept != first[1])


def undefined_skos_term(facts: Facts) -> Iterator[Observation]:
    """A property or class in the SKOS namespace that the SKOS Reference does not have."""
    for (subject, predicate, value), place in facts.items():
        if predicate not in _DEFINED and predicate.startswith(SKOS):
            yield _undefined(predicate, subject, place)
        if predicate == RDF_TYPE and value not in _DEFINED and isinstance(value, str) and value.startswith(SKOS):
            yield _undefined(value, subject, place)


def _undefined(term: str, subject: str, place: Location) -> Observation:
    name = term[len(SKOS) :]
    near = difflib.get_close_matches(name, _SKOS_TERMS, n=1, cutoff=0.6)
    suggestion = f"; did you mean skos:{near[0]}?" if near else ""
    return Observation("undefined-skos-term", place, f"SKOS does not define skos:{name}{suggestion}", subject)


def language_tag(facts: Facts) -> Iterator[Observation]:
    """A label whose language tag the registry does not know."""
    for (subject, predicate, value), place in facts.items():
        if predicate in _LABELS and isinstance(value, Literal) and value.language and not is_known(value.language):
            message = f"{value.language!r} is not a language tag of BCP 47"
            yield Observation("language-tag", place, message, subject)


GRAPH_RULES: dict[str, GraphRule] = {
    "language-tag": language_tag,
    "same-label": same_label,
    "undefined-skos-term": undefined_skos_term,
}
