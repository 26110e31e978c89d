"""Rules on SKOS-XL labels that differ from the plain labels."""

from collections import defaultdict
from collections.abc import Iterator

from headword.core.findings import Location, Observation, Rule
from headword.lint.graph_rules.view import ALTERNATIVE, HIDDEN, PREFERRED, GraphView
from headword.rdf.entailment import LITERAL_FORM, XL_LABELS
from headword.rdf.terms import Literal


def xl_label_differs(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a preferred label of SKOS-XL that differs from the plain label in its language."""
    yield from _compare(view, rule, PREFERRED)


def xl_label_left_over(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report the only SKOS-XL label, alternative or hidden, without a plain label, if one plain label is left over."""
    for predicate in (ALTERNATIVE, HIDDEN):
        yield from _compare(view, rule, predicate)


def _compare(view: GraphView, rule: Rule, predicate: str) -> Iterator[Observation]:
    """Report each SKOS-XL text without a plain label, if one plain label in its language has no SKOS-XL text."""
    (link,) = (xl for xl, plain in XL_LABELS.items() if plain == predicate)
    for subject in view.values(link):
        concept = str(subject)
        forms = dict(_find_forms(view, concept, link))
        derived: defaultdict[str, list[Literal]] = defaultdict(list)
        unmatched: defaultdict[str, list[Literal]] = defaultdict(list)
        for label in view.labels(predicate).get(concept, ()):
            if label not in forms:
                unmatched[label.language.lower()].append(label)
            # A plain label that is derived from a SKOS-XL label, and not stated itself, has the location of the latter.
            elif view.place(concept, predicate, label) == forms[label]:
                derived[label.language.lower()].append(label)
        for language, texts in derived.items():
            if len(texts) == len(unmatched[language]) == 1:
                text, plain = texts[0].value, unmatched[language][0].value
                message = f"{rule.message}: {text!r}, not {plain!r}"
                yield Observation(rule.name, forms[texts[0]], message, concept, plain)


def _find_forms(view: GraphView, concept: str, link: str) -> Iterator[tuple[Literal, Location]]:
    """Yield the texts of the SKOS-XL labels of a concept, with their locations."""
    for label in view.values(link).get(concept, ()):
        if isinstance(label, Literal):
            continue
        for text in view.values(LITERAL_FORM).get(label, ()):
            if isinstance(text, Literal):
                yield text, view.place(label, LITERAL_FORM, text)


RULES = {"xl-label-differs": xl_label_differs, "xl-label-left-over": xl_label_left_over}
