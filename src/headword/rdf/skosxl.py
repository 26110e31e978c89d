"""What labels and notes that are resources of their own say, as plain texts.

Knows SKOS-XL and notes with a ``rdf:value``; must not know what texts are for.
"""

from collections.abc import Mapping

from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import LABELS, NOTES, RDF, SKOS, SKOS_XL, Literal

_TEXT = frozenset({SKOS_XL + "literalForm", RDF + "value"})
_PLAIN: Mapping[str, str] = {
    **{SKOS_XL + label.removeprefix(SKOS): label for label in LABELS},
    **{note: note for note in NOTES},
}


def with_plain_texts(facts: LocatedGraph) -> LocatedGraph:
    """``facts``, where each label of SKOS-XL is a plain one too (SKOS Reference, S55 to S57), and each note a text.

    The link to the resource and the text of it are left out: the plain text says them.
    """
    texts = {subject: value for subject, predicate, value in facts if predicate in _TEXT and isinstance(value, Literal)}
    if not texts:
        return facts
    linked = {value for _, predicate, value in facts if predicate in _PLAIN and value in texts}
    plain: LocatedGraph = {}
    for triple, place in facts.items():
        subject, predicate, value = triple
        if predicate in _PLAIN and isinstance(value, str) and value in texts:
            plain[(subject, _PLAIN[predicate], texts[value])] = place
        elif subject not in linked or (predicate not in _TEXT and value != SKOS_XL + "Label"):
            plain.setdefault(triple, place)
    return plain
