"""Answers about a vocabulary: concepts by words, one concept, and the concepts around it."""

import json
import re
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from headword.api.resources import Collection, Concept, ConceptScheme, Resource
from headword.api.vocabulary import ConceptMatch
from headword.core.errors import HeadwordError
from headword.server.mcp.loaded import LoadedVocabulary
from headword.server.mcp.views import (
    LABEL,
    AmbiguousLabel,
    AnnotateAnswer,
    AnnotatedConcept,
    BrowseAnswer,
    ConceptLink,
    ConceptView,
    FoundConcept,
    MatchedText,
    MentionView,
    SearchAnswer,
    clip,
    keep_filled,
    link,
    link_all,
    view_resource,
)

if TYPE_CHECKING:
    from headword.api.annotations import Annotation
    from headword.content.annotation.annotate import TextMention

_NEAR = 5
"""The number of concepts that an error or an empty answer proposes."""
_DEFINITION = 200
_EVIDENCE = ("label", "form", "narrower")
"""The kinds of evidence that a text is about a concept, the most certain first."""
RELATIONS = ("narrower", "broader", "siblings", "related", "top")
"""The relations that `browse` lists; `top` are the top concepts of its schemes."""


def search_concepts(loaded: LoadedVocabulary, text: str, language: str | None, scheme: str, limit: int) -> SearchAnswer:
    """Return the best concepts for words, in a scheme if one is named.

    Raises:
        HeadwordError: there is no such scheme.
    """
    if scheme:
        wanted = _require_scheme(loaded, scheme).iri
        every = loaded.vocabulary.find(text, language)
        found = [one for one in every if wanted in {each.iri for each in one.concept.schemes}]
    else:
        found = list(loaded.vocabulary.find(text, language, limit + 1))
    # Similar words are what is near if the words themselves are not found.
    similar = [one.concept for one in found if one.fit == "similar"]
    found = [one for one in found if one.fit != "similar"]
    results = [_view_match(one, language) for one in found[:limit]]
    near = [] if found else find_near(loaded, text, language, similar)
    return keep_filled(SearchAnswer(results=results, more=len(found) > limit, near=near))


def _view_match(match: ConceptMatch, language: str | None) -> FoundConcept:
    concept = match.concept
    matched = MatchedText(text=clip(match.text, LABEL), kind=match.kind, language=match.text.language)
    return keep_filled(
        FoundConcept(
            iri=concept.iri,
            label=clip(concept.label(language), LABEL),
            matched=keep_filled(matched),
            fit=match.fit,
            definition=clip(concept.definition(language), _DEFINITION),
            broader=link_all(concept.broader, language),
            deprecated=concept.deprecated,
            replaced_by=link_all(concept.replaced_by, language),
        )
    )


def find_near(
    loaded: LoadedVocabulary, text: str, language: str | None, similar: Sequence[Concept] = ()
) -> list[ConceptLink]:
    """Return concepts with a label that has a word of the text, or a similar spelling.

    ``similar`` are concepts with similar words, if some were found already.
    """
    vocabulary = loaded.vocabulary
    words = " ".join(re.split(r"[\W_]+", text))
    begun = (match.concept for word in words.split()[-3:] for match in vocabulary.find(word, limit=_NEAR))
    near = similar or vocabulary.find_similar(words)
    return [link(one, language) for one in list(dict.fromkeys([*near[:_NEAR], *begun]))[:_NEAR]]


def find_resource(loaded: LoadedVocabulary, name: str) -> Resource:
    """Return the concept, scheme or collection of an IRI, of a part of it after the base, or of ``prefix:name``.

    Raises:
        HeadwordError: there is none; the hint names the nearest concepts.
    """
    vocabulary = loaded.vocabulary
    if name in vocabulary:
        return vocabulary[name]
    known: list[Resource] = [*vocabulary.schemes, *vocabulary.collections]
    for one in known:
        if one.iri in (name, vocabulary.base + name):
            return one
    near = find_near(loaded, re.split(r"[/#:]", name)[-1], None)
    listed = ", ".join(f"{json.dumps(one['label'], ensure_ascii=False)} <{one['iri']}>" for one in near)
    also = f"the nearest are {listed}; " if near else ""
    hint = f"{also}search_concepts finds concepts by label"
    raise HeadwordError(f"{clip(name, LABEL)!r} is not in this vocabulary", hint=hint)


def find_concept(loaded: LoadedVocabulary, name: str) -> Concept:
    """Return a concept.

    Raises:
        HeadwordError: there is none, or it is a scheme or a collection.
    """
    found = find_resource(loaded, name)
    if not isinstance(found, Concept):
        raise HeadwordError(f"<{found.iri}> is not a concept", hint="browse lists its concepts")
    return found


def _require_scheme(loaded: LoadedVocabulary, name: str) -> ConceptScheme:
    found = find_resource(loaded, name)
    if not isinstance(found, ConceptScheme):
        raise HeadwordError(f"<{found.iri}> is not a concept scheme", hint="browse without an IRI lists the schemes")
    return found


def annotate_text(loaded: LoadedVocabulary, text: str, language: str | None, limit: int) -> AnnotateAnswer:
    """Return the concepts that a text is about: those that it names by a label, before those that are less certain.

    Raises:
        HeadwordError: the text cannot be read.
    """
    found = loaded.vocabulary.annotate(text, language)
    told = sorted((_view_annotation(one, language) for one in found), key=_weigh_evidence)
    ambiguous = [
        AmbiguousLabel(mention=_view_mention(one.mention), candidates=[each.iri for each in one.candidates[:_NEAR]])
        for one in found.ambiguous[:limit]
    ]
    answer = AnnotateAnswer(concepts=told[:limit], more=len(told) > limit)
    return {**answer, "ambiguous": ambiguous} if ambiguous else answer


def _view_mention(mention: "TextMention") -> MentionView:
    return MentionView(
        text=clip(mention.text, LABEL), start=mention.start, end=mention.end, line=mention.line, place=mention.place
    )


def _view_annotation(annotation: "Annotation", language: str | None) -> AnnotatedConcept:
    concept, mentions = annotation.concept, annotation.mentions
    is_exact = any(one.text.casefold() == one.label.casefold() for one in mentions)
    return keep_filled(
        AnnotatedConcept(
            iri=concept.iri,
            label=clip(concept.label(language), LABEL),
            evidence=_EVIDENCE[0 if is_exact else 1 if mentions else 2],
            weight=annotation.weight,
            definition=clip(concept.definition(language), _DEFINITION),
            deprecated=concept.deprecated,
            mentions=[_view_mention(one) for one in mentions[:_NEAR]],
            count=len(mentions),
        )
    )


def _weigh_evidence(concept: AnnotatedConcept) -> tuple[int, float]:
    return _EVIDENCE.index(concept["evidence"]), -concept["weight"]


def get_concept(loaded: LoadedVocabulary, name: str, language: str | None) -> ConceptView:
    """Return all that is said of a concept, scheme or collection."""
    return view_resource(find_resource(loaded, name), language)


def browse(
    loaded: LoadedVocabulary, name: str, relation: str, language: str | None, cursor: str, limit: int
) -> BrowseAnswer:
    """Return a part of what a relation of a resource leads to; of nothing, the schemes.

    Raises:
        HeadwordError: there is no such resource, or the cursor is not one of an answer.
    """
    start = _read_cursor(cursor)
    resource = find_resource(loaded, name) if name else None
    relation, listed = _list_related(loaded, resource, relation)
    items = [link(one, language) for one in listed[start : start + limit]]
    answer = BrowseAnswer(relation=relation, items=items, total=len(listed))
    if resource is not None:
        answer["of"] = link(resource, language)
    if start + limit < len(listed):
        answer["next_cursor"] = str(start + limit)
    return answer


def _read_cursor(cursor: str) -> int:
    if cursor and not re.fullmatch(r"[0-9]{1,9}", cursor):
        raise HeadwordError(f"{clip(cursor, LABEL)!r} is not a cursor", hint="pass next_cursor of the answer before")
    return int(cursor or 0)


def _list_related(loaded: LoadedVocabulary, resource: Resource | None, relation: str) -> tuple[str, Sequence[Resource]]:
    """Return what is listed, and in the words of the answer, why."""
    match resource:
        case None:
            return "schemes", loaded.vocabulary.schemes
        case ConceptScheme():
            return "top", resource.top_concepts
        case Collection():
            return "members", resource.members
        case Concept():
            return relation, _follow(resource, relation)
    raise AssertionError(resource)


def _follow(concept: Concept, relation: str) -> Sequence[Concept]:
    if relation == "siblings":
        above = [one.narrower for one in concept.broader] or [one.top_concepts for one in concept.schemes]
        return [one for one in dict.fromkeys(chain(*above)) if one != concept]
    if relation == "top":
        return list(dict.fromkeys(chain(*(one.top_concepts for one in concept.schemes))))
    return {"broader": concept.broader, "narrower": concept.narrower, "related": concept.related}[relation]
