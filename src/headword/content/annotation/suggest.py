"""Values for the front matter of a page, from the concepts that its text is about."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.content.annotation.annotate import ConceptMentions, TextAnnotation
from headword.content.pages import HASHTAGS
from headword.content.reader import PageUses
from headword.content.thesaurus import TermScope, Thesaurus
from headword.project.config import Config

_LEAST_WEIGHT = 0.3
_LEAST_MENTIONS = 2
"""Mentions in the text alone, from which on a page is about a concept."""
_MOST = 5
"""Values of a key for which the config sets no limit."""


class ProposedTerm(NamedTuple):
    """A value that a key could have.

    Attributes:
        key: the key, as the config writes it.
        value: the value to write.
        evidence: the concept, with its weight and its mentions.
    """

    key: str
    value: str
    evidence: ConceptMentions


def suggest_terms(
    annotation: TextAnnotation, uses: PageUses, thesaurus: Thesaurus, scopes: Mapping[str, TermScope], config: Config
) -> Iterator[ProposedTerm]:
    """Return values for the keys of the config: the concepts that a page is about and does not name yet.

    A concept that is broader than one that the key has, or would have, says nothing more.
    """
    for key, scope in scopes.items():
        named = [one.reading.concept.iri for one in uses.values if one.use.key == key and one.reading.concept]
        likely = [
            one
            for one in annotation.concepts
            if scope.holds(one.iri, thesaurus) and _is_likely(one) and not thesaurus.concepts[one.iri].is_deprecated
        ]
        free = (config.content.keys[key].max or _MOST) - len(named)
        if key != HASHTAGS:
            for one in _take_heaviest(likely, named, max(free, 0), thesaurus):
                concept = thesaurus.concepts[one.iri]
                yield ProposedTerm(key, concept.id if config.content.write_as == "id" else one.name, one)


def _is_likely(one: ConceptMentions) -> bool:
    is_prominent = any(mention.place != "text" for mention in one.mentions)
    return one.weight >= _LEAST_WEIGHT and (is_prominent or len(one.mentions) >= _LEAST_MENTIONS)


def _take_heaviest(
    likely: Sequence[ConceptMentions], named: Sequence[str], count: int, thesaurus: Thesaurus
) -> Sequence[ConceptMentions]:
    """Return the heaviest concepts, without those that are named, or are above another one."""
    iris = {*named, *(one.iri for one in likely)}
    above = frozenset[str]().union(*(thesaurus.list_broader(iri) for iri in iris))
    return [one for one in likely if one.iri not in named and one.iri not in above][:count]
