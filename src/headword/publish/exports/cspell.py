"""A dictionary for CSpell: the words of labels, and words that are not to be used."""

import json
import re

from headword.publish.exports.marks import MARK
from headword.publish.exports.terms import ExportedVocabulary

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_SHORTEST = 3
"""Characters of a word: CSpell does not check shorter ones."""


def write_cspell_words(vocabulary: ExportedVocabulary) -> bytes:
    """Return a dictionary: a word a line, and ``!`` before a word that is not to be used."""
    flagged = [f"!{text}" for text in (*_list_flagged(vocabulary), *_list_abandoned(vocabulary))]
    return "".join(f"{line}\n" for line in (f"# {MARK}", *_list_words(vocabulary), *sorted(flagged))).encode()


def write_cspell_config(vocabulary: ExportedVocabulary) -> bytes:
    """Return a config to import: the same words, and for each flagged one the word to use instead."""
    flagged = [f"{text}->{label}" for text, label in _list_flagged(vocabulary).items()]
    said = {
        "version": "0.2",
        "description": MARK,
        "words": _list_words(vocabulary),
        "flagWords": [*flagged, *_list_abandoned(vocabulary)],
    }
    return f"{json.dumps(said, ensure_ascii=False, indent=2)}\n".encode()


def _list_words(vocabulary: ExportedVocabulary) -> list[str]:
    """Return the words of preferred labels, and of synonyms with several words, which are not flagged."""
    texts = (text for one in vocabulary.in_use for text in (one.label, *(s for s in one.synonyms if " " in s)))
    words = {word for text in texts for word in _WORD.findall(text) if len(word) >= _SHORTEST}
    return sorted(words, key=lambda word: (word.casefold(), word))


def _list_flagged(vocabulary: ExportedVocabulary) -> dict[str, str]:
    """Return single words to replace, each with the label to use; no word of a label is flagged."""
    known = {word.casefold() for word in _list_words(vocabulary)}
    return {text: label for text, label in vocabulary.flagged.items() if _is_flagged(text, known)}


def _list_abandoned(vocabulary: ExportedVocabulary) -> list[str]:
    known = {word.casefold() for word in _list_words(vocabulary)}
    return [text for text in vocabulary.abandoned if _is_flagged(text, known)]


def _is_flagged(text: str, known: set[str]) -> bool:
    return _WORD.fullmatch(text) is not None and len(text) >= _SHORTEST and text.casefold() not in known
