"""IRIs and language tags of JSON-LD that are none, which whoever reads it by the standard drops without a word.

Knows JSON-LD's keywords, and terms that a context in the file gives; must not
know what anything means.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_NO_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.*[\x00-\x20<>\"{}|\\^`]", re.DOTALL)
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def find_dropped(document: Any) -> str:
    """The first that is there, as words; empty if there is none (JSON-LD 1.1 API, section 8.2, drops it)."""
    return next(_look(document, {"@id": "@id", "@language": "@language"}), "")


def _look(document: Any, terms: Mapping[str, str]) -> Iterator[str]:
    """What is wrong in a part of a document, in which ``terms`` stand for keywords, or for properties that lead on."""
    left: list[tuple[Any, Mapping[str, str]]] = [(document, terms)]
    while left:
        part, known = left.pop()
        if isinstance(part, list):
            left.extend((item, known) for item in part)
        elif isinstance(part, dict):
            known = {**known, **_read_context(part.get("@context"))}
            for key, value in part.items():
                if key == "@context":
                    continue
                yield from _check(known.get(key, ""), value)
                left.append((value, known))


def _check(meaning: str, value: Any) -> Iterator[str]:
    for text in value if isinstance(value, list) else [value]:
        if not isinstance(text, str):
            continue
        if meaning == "@id" and _NO_IRI.match(text):
            yield f"{text!r} is not an IRI"
        elif meaning == "@language" and not _TAG.fullmatch(text):
            yield f"{text!r} is not a language tag"


def _read_context(context: Any) -> dict[str, str]:
    """The terms of a context that stand for a keyword, and those whose values are IRIs."""
    found: dict[str, str] = {}
    for part in context if isinstance(context, list) else [context]:
        for term, meaning in part.items() if isinstance(part, dict) else ():
            if meaning in ("@id", "@language"):
                found[term] = meaning
            elif isinstance(meaning, dict) and meaning.get("@type") == "@id":
                found[term] = "@id"
            elif isinstance(meaning, dict) and meaning.get("@id") in ("@id", "@language"):
                found[term] = meaning["@id"]
    return found
