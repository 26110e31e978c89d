"""Annotations as JSON, and as W3C Web Annotations."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from headword.content.annotation.annotate import TextAnnotation, TextMention

_CONTEXT = 32
"""Characters before and after a mention that are quoted with it."""


def to_json(annotation: TextAnnotation) -> Mapping[str, Any]:
    """Return an annotation as values of JSON."""
    concepts = [
        {
            "iri": one.iri,
            "label": one.name,
            "weight": one.weight,
            "mentions": [_mention_to_json(mention) for mention in one.mentions],
        }
        for one in annotation.concepts
    ]
    ambiguous = [{**_mention_to_json(one.mention), "candidates": list(one.candidates)} for one in annotation.ambiguous]
    return {"language": annotation.language, "concepts": concepts, "ambiguous": ambiguous}


def _mention_to_json(mention: TextMention) -> Mapping[str, Any]:
    return {
        "start": mention.start, "end": mention.end, "line": mention.line, "column": mention.column,
        "text": mention.text, "label": mention.label, "place": mention.place,
    }  # fmt: skip


def to_web_annotations(texts: Sequence[tuple[str, str, TextAnnotation]]) -> Mapping[str, Any]:
    """Return a page of annotations (Web Annotation Data Model, section 5.2): one for each mention, in their order.

    The body of a mention that could be of several concepts is a `Choice`.

    Args:
        texts: for each text, its path, itself, and its annotation.
    """
    items = [
        _to_web_annotation(path, text, iris, mention, annotation.language)
        for path, text, annotation in texts
        for mention, iris in sorted(
            (
                *((mention, (one.iri,)) for one in annotation.concepts for mention in one.mentions),
                *annotation.ambiguous,
            ),
            key=lambda pair: (pair[0].start, pair[1]),
        )
    ]
    name = "\n".join(str(item["id"]) for item in items)
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        "type": "AnnotationPage",
        "items": items,
    }


def _to_web_annotation(
    path: str, text: str, iris: Sequence[str], mention: TextMention, language: str
) -> Mapping[str, Any]:
    start, end = mention.start, mention.end
    source = quote(path)
    bodies = [{"type": "SpecificResource", "source": iri, "purpose": "identifying"} for iri in iris]
    return {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{source}#{start},{end} {' '.join(iris)}").urn,
        "type": "Annotation",
        "motivation": "identifying",
        "body": bodies[0] if len(bodies) == 1 else {"type": "Choice", "items": bodies},
        "target": {
            "type": "SpecificResource",
            "source": {"id": source, "type": "Text", "format": "text/markdown", "language": language},
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[max(start - _CONTEXT, 0) : start],
                    "suffix": text[end : end + _CONTEXT],
                },
            ],
        },
    }
