"""Rules on the terms of SKOS, its lists, and language tags."""

import difflib
from collections.abc import Iterator

from headword.core.findings import Observation, Rule
from headword.lint.graph_rules.view import ALTERNATIVE, HIDDEN, PREFERRED, GraphView
from headword.rdf.languages import is_known
from headword.rdf.shacl.index import Links
from headword.rdf.terms import RDF, RDF_TYPE, SKOS, Literal, Term

# SKOS Reference, appendix B.
_TERMS = frozenset(
    """
    Collection Concept ConceptScheme OrderedCollection altLabel broadMatch broader broaderTransitive changeNote
    closeMatch definition editorialNote exactMatch example hasTopConcept hiddenLabel historyNote inScheme
    mappingRelation member memberList narrowMatch narrower narrowerTransitive notation note prefLabel related
    relatedMatch scopeNote semanticRelation topConceptOf
    """.split()  # noqa: SIM905 - read as text
)
DEFINED = frozenset(SKOS + name for name in _TERMS)
"""The IRIs of all terms that SKOS defines."""


def undefined_skos_term(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a property or class in the SKOS namespace that the SKOS Reference does not define."""
    for predicate in view.index.predicates:
        if predicate.startswith(SKOS) and predicate not in DEFINED:
            for subject, values in view.values(predicate).items():
                yield from (_undefined(predicate, str(subject), value, predicate, view, rule) for value in values)
    for kind, subjects in view.index.backward(RDF_TYPE).items():
        if isinstance(kind, str) and kind.startswith(SKOS) and kind not in DEFINED:
            yield from (_undefined(kind, str(subject), kind, RDF_TYPE, view, rule) for subject in subjects)


def _undefined(term: str, subject: str, value: Term, predicate: str, view: GraphView, rule: Rule) -> Observation:
    name = term[len(SKOS) :]
    near = difflib.get_close_matches(name, _TERMS, n=1, cutoff=0.6)
    suggestion = f"; did you mean skos:{near[0]}?" if near else ""
    place = view.place(subject, predicate, value)
    return Observation(rule.name, place, f"SKOS does not define skos:{name}{suggestion}", subject)


def language_tag(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a label with a language tag that is not in the registry."""
    for predicate in (PREFERRED, ALTERNATIVE, HIDDEN):
        for subject, values in view.values(predicate).items():
            for value in values:
                if isinstance(value, Literal) and value.language and not is_known(value.language):
                    message = f"{value.language!r} is not a language tag of BCP 47"
                    yield Observation(rule.name, view.place(str(subject), predicate, value), message, str(subject))


def member_list(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report an item of an ordered collection's list that is not a member (SKOS Reference, S36)."""
    members, firsts, rests = (view.values(iri) for iri in (SKOS + "member", RDF + "first", RDF + "rest"))
    for subject, heads in view.values(SKOS + "memberList").items():
        known = frozenset(members.get(subject, ()))
        for head in heads:
            missing = [item for item in _follow_member_list(head, firsts, rests) if item not in known]
            if missing:
                place = view.place(str(subject), SKOS + "memberList", head)
                shown = ", ".join(view.name(str(item)) for item in missing[:3])
                more = f" and {len(missing) - 3:,} more" if len(missing) > 3 else ""
                yield Observation(rule.name, place, f"{rule.message}: {shown}{more}", str(subject))


def _follow_member_list(head: Term, firsts: Links, rests: Links) -> Iterator[Term]:
    seen: set[Term] = set()
    while head in firsts and head not in seen:
        seen.add(head)
        yield firsts[head][0]
        head = next(iter(rests.get(head, ())), RDF + "nil")


RULES = {"undefined-skos-term": undefined_skos_term, "language-tag": language_tag, "member-list": member_list}
