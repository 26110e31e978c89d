"""The text at the pointer: a resource as a card, a broken rule, the meaning of a field."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from headword.compiler.meaning.dialect import FieldKey
from headword.compiler.meaning.state import expand
from headword.core.findings import Finding
from headword.lsp.project_state import CheckedProject
from headword.rdf.skosxl import with_readable_notes
from headword.rdf.terms import DCTERMS, OWL, RDF_TYPE, REPLACED_BY, SKOS, Literal, Term, compact

_MANY = 12
"""How many values of a property are shown."""
_LONG = 600
"""How many characters of a text are shown."""
_ROWS = (
    ("alternative", SKOS + "altLabel"),
    ("hidden", SKOS + "hiddenLabel"),
    ("notation", SKOS + "notation"),
    ("broader", SKOS + "broader"),
    ("narrower", SKOS + "narrower"),
    ("related", SKOS + "related"),
    ("members", SKOS + "member"),
    ("exact match", SKOS + "exactMatch"),
    ("close match", SKOS + "closeMatch"),
    ("broad match", SKOS + "broadMatch"),
    ("narrow match", SKOS + "narrowMatch"),
    ("related match", SKOS + "relatedMatch"),
    ("subject", DCTERMS + "subject"),
    ("scope note", SKOS + "scopeNote"),
    ("replaced by", REPLACED_BY),
)
_KINDS = ("ConceptScheme", "OrderedCollection", "Collection", "Concept")
_MARKUP = re.compile(r"[\\`*_\[\]<>&#]")


def show_resource(snapshot: CheckedProject, iri: str) -> str:
    """Return the SKOS card of a resource; only its IRI if there are no facts about it."""
    documents = snapshot.documents
    owner = documents.owners.get(iri)
    said: dict[str, list[Term]] = defaultdict(list)
    facts = snapshot.content.facts if owner is None else documents.gather([owner], documents.owners)
    for subject, predicate, value in with_readable_notes(facts):
        if subject == iri:
            said[predicate].append(value)
    kind = next((kind for kind in _KINDS if SKOS + kind in said[RDF_TYPE]), "")
    labels = said[SKOS + "prefLabel"]
    title = " / ".join(_show(label, compact) for label in labels) or f"<{iri}>"
    retired = " (deprecated)" if OWL + "deprecated" in said else ""
    head = f"**{title}**" + (f" · `skos:{kind}`{retired}" if kind else "")
    parts = [head, *([f"`{iri}`"] if labels else [])]
    parts += [_cut(value.value) for value in said[SKOS + "definition"] if isinstance(value, Literal)]

    name = _make_namer(snapshot)
    rows = [f"- *{word}*: {_list(said[predicate], name)}" for word, predicate in _ROWS if said[predicate]]
    return "\n\n".join([*parts, "\n".join(rows)] if rows else parts)


def _make_namer(snapshot: CheckedProject) -> Callable[[str], str]:
    """Return a function from a resource to its preferred label, or its IRI without one."""
    documents = snapshot.documents

    def name(iri: str) -> str:
        owner = documents.owners.get(iri)
        facts = snapshot.content.facts if owner is None else documents.facts(owner)
        labels = (value for one, predicate, value in facts if one == iri and predicate == SKOS + "prefLabel")
        return next((label.value for label in labels if isinstance(label, Literal)), compact(iri))

    return name


def _list(values: Iterable[Term], name: Callable[[str], str]) -> str:
    shown = list(dict.fromkeys(values))
    more = f", and {len(shown) - _MANY:,} more" if len(shown) > _MANY else ""
    return ", ".join(_show(value, name) for value in shown[:_MANY]) + more


def _show(value: Term, name: Callable[[str], str]) -> str:
    if isinstance(value, Literal):
        return _escape(_cut(value.value)) + (f" ({value.language})" if value.language else "")
    return _escape(name(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()}…"


def _escape(text: str) -> str:
    return _MARKUP.sub(lambda match: f"\\{match.group()}", text)


def show_finding(finding: Finding) -> str:
    """Return why a rule matters and how to fix its findings, as Markdown."""
    rule = finding.rule
    code = f" ({rule.code})" if rule.code != rule.name else ""
    fix = f"*How to fix*: {rule.fix}" if rule.fix else ""
    return "\n\n".join(part for part in (f"**{rule.name}**{code}: {rule.title}", rule.why, fix) if part)


def show_field(key: FieldKey) -> str:
    """Return the meaning of a key of a field."""
    return f"**{key.name}** · `{compact(expand(key.property))}`"
