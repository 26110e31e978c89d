"""Rules on labels of SKOS-XL that say something else than the plain labels beside them."""

from collections import defaultdict
from collections.abc import Iterator

from headword.core.findings import Location, Observation, Rule
from headword.lint.graph_rules.view import ALTERNATIVE, HIDDEN, PREFERRED, GraphView
from headword.rdf.entailment import LITERAL_FORM, XL_LABELS
from headword.rdf.terms import Literal


def xl_label_differs(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """A preferred label of SKOS-XL where the plain one in its language says something else."""
    yield from _compare(view, rule, PREFERRED)


def xl_label_left_over(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """The one alternative or hidden label of SKOS-XL that no plain one says, where one plain one has no twin."""
    for predicate in (ALTERNATIVE, HIDDEN):
        yield from _compare(view, rule, predicate)


def _compare(view: GraphView, rule: Rule, predicate: str) -> Iterator[Observation]:
    """Each text of SKOS-XL that is no plain label, where one plain label in its language is no text of SKOS-XL."""
    (link,) = (xl for xl, plain in XL_LABELS.items() if plain == predicate)
    for subject in view.values(link):
        concept = str(subject)
        forms = dict(_find_forms(view, concept, link))
        unsaid: defaultdict[str, list[Literal]] = defaultdict(list)
        alone: defaultdict[str, list[Literal]] = defaultdict(list)
        for label in view.labels(predicate).get(concept, ()):
            if label not in forms:
                alone[label.language.lower()].append(label)
            # What follows from a label of SKOS-XL, and is not said by itself, stands where that one does.
            elif view.place(concept, predicate, label) == forms[label]:
                unsaid[label.language.lower()].append(label)
        for language, texts in unsaid.items():
            if len(texts) == len(alone[language]) == 1:
                text, plain = texts[0].value, alone[language][0].value
                message = f"{rule.message}: {text!r}, not {plain!r}"
                yield Observation(rule.name, forms[texts[0]], message, concept, plain)


def _find_forms(view: GraphView, concept: str, link: str) -> Iterator[tuple[Literal, Location]]:
    """The texts of the labels of SKOS-XL that a concept has, and where each stands."""
    for label in view.values(link).get(concept, ()):
        if isinstance(label, Literal):
            continue
        for text in view.values(LITERAL_FORM).get(label, ()):
            if isinstance(text, Literal):
                yield text, view.place(label, LITERAL_FORM, text)


RULES = {"xl-label-differs": xl_label_differs, "xl-label-left-over": xl_label_left_over}
