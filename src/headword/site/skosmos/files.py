"""The answers that need no parameters, as files that any host serves.

Files have the names of the API's paths, which have no endings. The answer for a path that is also a folder is in its
``index.json``; a host needs a rule for it. A host that ignores parameters gives the answer in the default
language.
"""

from collections.abc import Iterator

import msgspec

from headword.site.skosmos.search import OTHERS, answer_index, answer_letters, answer_modified, answer_new, list_letters
from headword.site.skosmos.service import ROOT, Answer, SkosmosService
from headword.site.skosmos.vocabularies import (
    answer_groups,
    answer_information,
    answer_label_statistics,
    answer_statistics,
    answer_top_concepts,
    answer_types,
    answer_vocabularies,
)
from headword.site.summaries import ResourceSummary

INDEX = "index.json"
"""The file that a host shows for a folder here."""
_ANSWERS = {
    INDEX: answer_information,
    "vocabularyStatistics": answer_statistics,
    "labelStatistics": answer_label_statistics,
    "types": answer_types,
    "topConcepts": answer_top_concepts,
    "groups": answer_groups,
    "new": answer_new,
    "modified": answer_modified,
}


def render_answers(desk: SkosmosService) -> Iterator[tuple[str, bytes]]:
    """Yield the files of answers on the whole, each with its path."""
    yield f"{ROOT}/vocabularies", _encode_answer(answer_vocabularies(desk, desk.default))
    yield f"{ROOT}/types", _encode_answer(answer_types(desk, None, desk.default))


def render_answers_on(desk: SkosmosService, id_: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of answers on one vocabulary, each with its path."""
    for path, answer in _answer_vocabulary(desk, desk.schemes[id_]):
        yield f"{ROOT}/{id_}/{path}", _encode_answer(answer)


def _answer_vocabulary(desk: SkosmosService, scheme: ResourceSummary) -> Iterator[tuple[str, Answer]]:
    for path, answer in _ANSWERS.items():
        yield path, answer(desk, scheme, desk.default)
    letters = answer_letters(desk, scheme, desk.default)
    # Not every system takes its name for that of a file.
    shown = [letter for letter in list_letters(desk, scheme, desk.default) if letter != OTHERS]
    yield f"index/{INDEX}", {**letters, "indexLetters": shown}
    for letter in shown:
        yield f"index/{letter}", answer_index(desk, scheme, letter, desk.default)


def _encode_answer(answer: Answer) -> bytes:
    """Return ``answer`` as JSON that is harmless if a host serves it as HTML."""
    text = msgspec.json.encode(answer).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode() + b"\n"
