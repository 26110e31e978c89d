"""Named differences that a build may have from the imported graph.

Any other difference is a defect, and nothing is written.
"""

from collections.abc import Callable, Mapping

from headword.importers.arrangement import Arrangement
from headword.importers.schemes import find_title
from headword.importers.vocabulary import SourceVocabulary
from headword.rdf.graph import invert
from headword.rdf.terms import DCTERMS, RDF_TYPE, RDFS, SKOS, Literal, Triple

Check = Callable[[Triple, SourceVocabulary, Arrangement], bool]


def _is_inverse(triple: Triple, vocabulary: SourceVocabulary, _: Arrangement) -> bool:
    inverse = invert(triple)
    return inverse is not None and vocabulary.has(inverse)


def _is_scheme_type(triple: Triple, vocabulary: SourceVocabulary, _: Arrangement) -> bool:
    return triple[1:] == (RDF_TYPE, SKOS + "ConceptScheme") and triple[0] in vocabulary.all_schemes


def _is_top_in_scheme(triple: Triple, vocabulary: SourceVocabulary, _: Arrangement) -> bool:
    subject, predicate, value = triple
    return predicate == SKOS + "inScheme" and value in vocabulary.tops_of(subject)


def _is_ordered_collection(triple: Triple, vocabulary: SourceVocabulary, _: Arrangement) -> bool:
    ordered = (triple[0], RDF_TYPE, SKOS + "OrderedCollection")
    return triple[1:] == (RDF_TYPE, SKOS + "Collection") and vocabulary.has(ordered)


def _is_listed_member(triple: Triple, vocabulary: SourceVocabulary, _: Arrangement) -> bool:
    subject, predicate, value = triple
    return predicate == SKOS + "member" and vocabulary.has_member(subject, value)


def _is_label_of_xl(triple: Triple, vocabulary: SourceVocabulary, _: Arrangement) -> bool:
    return vocabulary.follows_from_xl(triple)


def _is_title(triple: Triple, vocabulary: SourceVocabulary, arrangement: Arrangement) -> bool:
    """Return whether a triple is the title as a label or the reverse, in its language, or a generated title."""
    subject, predicate, value = triple
    if subject not in vocabulary.all_schemes:
        return False
    if predicate == SKOS + "definition":
        return vocabulary.has((subject, DCTERMS + "description", value))
    if predicate not in (DCTERMS + "title", SKOS + "prefLabel"):
        return False
    if vocabulary.title(subject) is None:
        return any(value == find_title(vocabulary, sheet) for sheet in arrangement.sheets if sheet.scheme == subject)
    return any(vocabulary.has((subject, name, value)) for name in (DCTERMS + "title", SKOS + "prefLabel"))


def _is_source(triple: Triple, _: SourceVocabulary, arrangement: Arrangement) -> bool:
    subject, predicate, value = triple
    return predicate == DCTERMS + "source" and any(
        sheet.scheme == subject and value == Literal(sheet.file) for sheet in arrangement.sheets if not sheet.under
    )


def _is_collection_scheme(triple: Triple, vocabulary: SourceVocabulary, _: Arrangement) -> bool:
    subject, predicate, value = triple
    return (
        predicate == RDFS + "isDefinedBy"
        and subject in vocabulary.collections
        and value in vocabulary.schemes_of(subject)
    )


ALLOWED: Mapping[str, Check] = {
    "inverse": _is_inverse,
    "scheme-of-its-concepts": _is_scheme_type,
    "top-concept-in-scheme": _is_top_in_scheme,
    "ordered-collection": _is_ordered_collection,
    "member-of-list": _is_listed_member,
    "label-of-xl": _is_label_of_xl,
    "title-of-scheme": _is_title,
    "page-of-scheme": _is_source,
    "scheme-of-collection": _is_collection_scheme,
}
"""The differences by their names in the documentation."""


def name_difference(triple: Triple, vocabulary: SourceVocabulary, arrangement: Arrangement) -> str:
    """Return the name of the expected difference for a triple that the graph does not have, or an empty text."""
    return next((name for name, check in ALLOWED.items() if check(triple, vocabulary, arrangement)), "")
