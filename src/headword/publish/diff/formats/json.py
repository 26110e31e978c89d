"""The difference as JSON, for programs."""

import json
from typing import Any

from headword.core.findings import Location
from headword.publish.diff.compare import Change, ChangedResource, VocabularyDiff
from headword.publish.diff.formats.context import DiffContext
from headword.rdf.terms import Literal, Term

VERSION = 1
"""The version of the structure, which is raised for a change that would break programs."""


def format_json(difference: VocabularyDiff, given: DiffContext) -> str:
    """Return the difference as one object."""
    proposal = given.proposal
    plain = {
        "version": VERSION,
        "old": given.old,
        "new": given.new,
        "concepts": {"old": difference.before, "new": difference.after},
        "counts": dict(difference.counts),
        "proposal": {
            "level": proposal.level.word,
            "reasons": dict(proposal.reasons),
            "current": proposal.current or None,
            "next": proposal.next or None,
        },
        "changed": [_plain_changed(one, difference, given) for one in difference.changed],
    }
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def _plain_changed(changed: ChangedResource, difference: VocabularyDiff, given: DiffContext) -> dict[str, Any]:
    return {
        "iri": changed.iri,
        "type": changed.type,
        "label": changed.label or None,
        **_plain_place(changed.place, given),
        "changes": [_plain_change(change, difference) for change in changed.changes],
    }


def _plain_place(place: Location, given: DiffContext) -> dict[str, Any]:
    if not place.line or not given.show_place(place):
        return {}
    return {"path": place.path, "line": place.line, "column": place.column}


def _plain_change(change: Change, difference: VocabularyDiff) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "property": change.property or None,
        "language": change.language or None,
        "before": [_plain_term(term, difference) for term in change.before],
        "after": [_plain_term(term, difference) for term in change.after],
    }


def _plain_term(term: Term, difference: VocabularyDiff) -> dict[str, str]:
    """Return a text with its datatype, or an IRI with its name."""
    if isinstance(term, Literal):
        return {"value": term.value, **({"datatype": term.datatype} if term.datatype else {})}
    name = difference.names.get(term)
    return {"iri": term, **({"label": name} if name else {})}
