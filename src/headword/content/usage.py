"""The numbers of pages that use each concept."""

from collections import defaultdict
from dataclasses import dataclass

from headword.content.lint import ContentUses


@dataclass(frozen=True, slots=True)
class ConceptUsage:
    """A concept, or a value that names none, and the paths of the pages that use it.

    ``iri`` is empty for a value that names no concept, and ``rule`` says why; ``name`` is the preferred label, or else
    the value.
    """

    iri: str
    name: str
    pages: tuple[str, ...]
    is_deprecated: bool = False
    rule: str = ""


def count_usage(uses: ContentUses) -> list[ConceptUsage]:
    """Return every concept that a key of the config can hold, and every unknown value; the most used ones first."""
    pages: dict[str, set[str]] = defaultdict(set)
    unknown: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in uses.pages:
        for use, (concept, rule, *_) in one.values:
            (unknown[use.value.text, rule] if concept is None else pages[concept.iri]).add(one.page.path)
    thesaurus = uses.thesaurus
    found = [
        ConceptUsage(iri, thesaurus.name(iri, thesaurus.language), tuple(sorted(pages[iri])), concept.is_deprecated)
        for iri, concept in thesaurus.concepts.items()
        if iri in pages or any(scope.holds(iri, thesaurus) for scope in uses.scopes.values())
    ]
    found += [ConceptUsage("", text, tuple(sorted(there)), rule=rule) for (text, rule), there in unknown.items()]
    return sorted(found, key=lambda one: (-len(one.pages), one.name.casefold(), one.iri, one.name, one.rule))
