"""Labels and notes that are resources, as plain texts."""

from collections import defaultdict
from collections.abc import Mapping

from headword.rdf.entailment import LITERAL_FORM, XL_LABELS, choose_forms
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import NOTES, RDF, RDF_TYPE, SKOS_XL, XSD, Literal, Triple, is_blank

_VALUE = RDF + "value"
_PLAIN: Mapping[str, str] = {**XL_LABELS, **{note: note for note in NOTES}}


def with_plain_texts(facts: LocatedGraph) -> LocatedGraph:
    """Return ``facts`` with plain labels for SKOS-XL (SKOS Reference, S55 to S57), and plain texts for notes.

    The link to the resource and its text are left out, because the plain text replaces them.
    """
    texts = _find_texts(facts)
    if not texts:
        return facts
    linked = {value for _, predicate, value in facts if predicate in _PLAIN and value in texts}
    plain: LocatedGraph = {}
    for triple, place in facts.items():
        subject, predicate, value = triple
        if predicate in _PLAIN and isinstance(value, str) and value in texts:
            for text in texts[value]:
                plain.setdefault((subject, _PLAIN[predicate], text), place)
        elif subject not in linked or not _is_of_text(predicate, value):
            plain.setdefault(triple, place)
    return plain


def with_readable_notes(facts: LocatedGraph) -> LocatedGraph:
    """Return ``facts`` with plain texts, and a note that is a document as its IRI (SKOS Reference, section 7.5.2)."""
    return {_read_note(triple): place for triple, place in with_plain_texts(facts).items()}


def _read_note(triple: Triple) -> Triple:
    subject, predicate, value = triple
    is_document = predicate in NOTES and isinstance(value, str) and not is_blank(value)
    return (subject, predicate, Literal(str(value), "", XSD + "anyURI")) if is_document else triple


def _is_of_text(predicate: str, value: object) -> bool:
    return predicate in (LITERAL_FORM, _VALUE) or (predicate == RDF_TYPE and value == SKOS_XL + "Label")


def _find_texts(facts: LocatedGraph) -> Mapping[str, list[Literal]]:
    """Return the texts of labels and notes that are resources: one per language for a label, all for a note."""
    forms: defaultdict[str, list[Literal]] = defaultdict(list)
    notes: defaultdict[str, list[Literal]] = defaultdict(list)
    for subject, predicate, value in facts:
        if predicate == LITERAL_FORM and isinstance(value, Literal):
            forms[subject].append(value)
        elif predicate == _VALUE and isinstance(value, Literal):
            notes[subject].append(value)
    return {**notes, **{label: choose_forms(one) for label, one in forms.items()}}
