"""The common part of formats for people: words for changes, names instead of IRIs, and sections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.core.terminal import counted
from headword.project.version_policy import VersionLevel
from headword.publish.diff.compare import Change, ChangedResource, VocabularyDiff, broader_of
from headword.publish.diff.formats.context import DiffContext
from headword.publish.diff.versions import Proposal
from headword.rdf.terms import SKOS, Literal, Term, compact

_CHANGED_IN = {
    "label": "labels",
    "note": "notes",
    "notation": "notations",
    "mapping": "mappings",
    "relation": "relations",
    "member": "members",
    "other": "other properties",
}
_LABELS = {"prefLabel": "preferred label", "altLabel": "alternative label", "hiddenLabel": "hidden label"}
_OUT_OF_USE = ("retired", "merged", "split")


_SECTIONS = (
    ("Added", ("added",)),
    ("Removed", ("removed",)),
    ("No longer in use", _OUT_OF_USE),
    ("In use again", ("restored",)),
)
"""The sections, by the first kind of change; all other resources are in the section of changes."""


class DiffSection(NamedTuple):
    """Resources in one section."""

    title: str
    changed: Sequence[ChangedResource]


def list_sections(difference: VocabularyDiff) -> Iterator[DiffSection]:
    """Yield the sections that are not empty."""
    rest = list(difference.changed)
    for title, kinds in _SECTIONS:
        found = [one for one in rest if one.kinds[0] in kinds]
        rest = [one for one in rest if one.kinds[0] not in kinds]
        if found:
            yield DiffSection(title, found)
    if rest:
        yield DiffSection("Changed", rest)


def count(difference: VocabularyDiff) -> str:
    """Return the number of changed resources, by kind."""
    return ", ".join(name_count(kind, number) for kind, number in difference.counts.items()) or "no difference"


def name_count(kind: str, number: int) -> str:
    """Return a number with its kind: ``3 added``, ``2 with changed labels``."""
    return f"{number:,} with changed {_CHANGED_IN[kind]}" if kind in _CHANGED_IN else f"{number:,} {kind}"


def size(difference: VocabularyDiff) -> str:
    """Return the number of concepts before and after."""
    after = counted(difference.after, "concept")
    return after if difference.before == difference.after else f"{difference.before:,} → {after}"


def explain(proposal: Proposal) -> str:
    """Return the proposed version and the reason, as a clause; empty if nothing changed."""
    if proposal.level is VersionLevel.NONE:
        return ""
    why = f"{proposal.level.word}: {', '.join(name_count(*reason) for reason in proposal.reasons)}"
    if proposal.next:
        return f"next version: {proposal.next} after {proposal.current} ({why})"
    if proposal.current:
        return f"next version: not proposed, since {proposal.current} cannot be incremented ({why})"
    return f"next version: there is none yet ({why})"


def short(iri: str, given: DiffContext) -> str:
    """Return an IRI for people: without the base, or with a prefix."""
    if given.base and iri.startswith(given.base) and len(iri) > len(given.base):
        return iri[len(given.base) :]
    return compact(iri, given.prefixes)


def name_term(term: Term, names: Mapping[str, str], given: DiffContext) -> str:
    """Return a value for people: the name of a resource, or a text."""
    return term.value if isinstance(term, Literal) else names.get(term) or short(term, given)


def name_property(change: Change, given: DiffContext) -> str:
    """Return the subject of a change: ``renamed (en)``, ``definition``, ``dcterms:source``."""
    language = f" ({change.language})" if change.language else ""
    if change.kind in ("renamed", "moved"):
        what = " to another scheme" if change.property.endswith("inScheme") else ""
        return f"{change.kind}{what}{language}"
    name = change.property.removeprefix(SKOS)
    if name == change.property:
        return f"{compact(name, given.prefixes)}{language}"
    words = _LABELS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return f"{words}{language}"


def describe_replacement(changed: ChangedResource, names: Mapping[str, str], given: DiffContext) -> str:
    """Return a few words about an added, removed or retired resource."""
    above = [name_term(iri, names, given) for iri in broader_of(changed)]
    if above:
        return f"under {', '.join(above)}"
    change = changed.changes[0]
    replaced = ", ".join(name_term(term, names, given) for term in change.after)
    if change.kind == "merged":
        return f"merged into {replaced}"
    if change.kind == "split":
        return f"split into {replaced}"
    return f"in favour of {replaced}" if replaced and change.kind in ("retired", "removed") else ""


def list_details(changed: ChangedResource) -> tuple[Change, ...]:
    """Return the changes that have their own lines."""
    return tuple(
        change for change in changed.changes if change.property and change.kind not in (*_OUT_OF_USE, "removed")
    )


def show_values(values: Sequence[Term], change: Change, names: Mapping[str, str], given: DiffContext) -> str:
    """Return the values of a change in one line; a move without values is expressed in words."""
    if not values and change.kind == "moved":
        return "no scheme" if change.property.endswith("inScheme") else "top concept"
    return ", ".join(name_term(term, names, given) for term in values)


def is_replacement(change: Change) -> bool:
    """Return whether a change replaces values, ``old → new``, instead of adding and removing them."""
    return (
        change.kind == "moved"
        or (len(change.before) == 1 and len(change.after) == 1)
        or change.property.endswith("memberList")
    )
