"""What a build says of schemes and collections that says again what something else says, or only where it stands."""

from headword.publish.diff.indexed import PREF_LABEL, IndexedGraph
from headword.rdf.terms import DCTERMS, RDF_TYPE, RDFS, SKOS, Literal, Triple

TWINS = {DCTERMS + "title": PREF_LABEL, DCTERMS + "description": SKOS + "definition"}
"""Properties of a scheme that say what another says."""
_SAME_OF_SCHEME = {**TWINS, **{other: one for one, other in TWINS.items()}}
_IS_SCHEME = (RDF_TYPE, SKOS + "ConceptScheme")
_PAGES = (".md", ".markdown")


def is_restated(triple: Triple, there: IndexedGraph) -> bool:
    """Whether another property, or the lack of one, says the same: what a build states of schemes and collections."""
    subject, predicate, value = triple
    if predicate == RDFS + "isDefinedBy":
        return there.implies((subject, SKOS + "inScheme", value))
    twin = _SAME_OF_SCHEME.get(predicate)
    if twin is None or not isinstance(value, Literal) or not there.implies((subject, *_IS_SCHEME)):
        return False
    stated = (one for one in there.values(subject, predicate) if isinstance(one, Literal))
    return (subject, twin, value) in there.facts and all(one.language != value.language for one in stated)


def is_page(triple: Triple, here: IndexedGraph) -> bool:
    """Whether a triple says only on which page a scheme stands."""
    subject, predicate, value = triple
    if predicate != DCTERMS + "source" or not isinstance(value, Literal) or not value.value.endswith(_PAGES):
        return False
    return not value.language and not value.datatype and here.implies((subject, *_IS_SCHEME))
