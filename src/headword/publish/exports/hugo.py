"""Data and pages of terms for Hugo: a data file, and a page for each term of a taxonomy."""

import json
import re
import unicodedata

from headword.publish.exports.marks import MARK, MARKED
from headword.publish.exports.terms import ExportedConcept, ExportedVocabulary

TAXONOMY = "tags"
_SIGNS = frozenset("./\\_#+~-@%")
"""The signs that Hugo keeps in the path of a term."""
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HYPHENATED = re.compile(r"(?<=-)\s+|\s+(?=-)")


def write_hugo(vocabulary: ExportedVocabulary) -> dict[str, bytes]:
    """Return the files of a site: ``data/NAME.json``, and ``content/tags/TERM/_index.md`` for each label in use."""
    concepts = {one.id: _describe_concept(one, vocabulary) for one in vocabulary.in_use}
    data = {MARKED: MARK, "title": vocabulary.title, "concepts": concepts, "use": vocabulary.replaced}
    files = {f"data/{vocabulary.name}.json": f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()}
    pages = _place_concepts(vocabulary)
    return files | {f"content/{TAXONOMY}/{path}/_index.md": _write_page(one) for path, one in pages.items()}


def list_clashes(vocabulary: ExportedVocabulary) -> list[str]:
    """Return the labels without a page: Hugo makes no path of them, or that of a different label."""
    placed = {one.iri for one in _place_concepts(vocabulary).values()}
    return [one.label for one in vocabulary.in_use if one.iri not in placed]


def _place_concepts(vocabulary: ExportedVocabulary) -> dict[str, ExportedConcept]:
    """Return the concepts with a page, by the path of the term."""
    placed: dict[str, ExportedConcept] = {}
    for one in vocabulary.in_use:
        path = _name_term(one.label)
        if path:
            placed.setdefault(path, one)
    return placed


def _name_term(label: str) -> str:
    """Return the path that Hugo gives to a term, such as ``c++`` or ``rack/unit``; empty if it finds no page there."""
    kept = "".join(char for char in _LONE_PERCENT.sub("", label) if char.isspace() or _is_kept(char)).strip()
    # Go has one lower-case letter for each letter.
    path = "".join(char.lower()[0] for char in re.sub(r"\s+", "-", _HYPHENATED.sub("", kept)))
    # Hugo reads no hidden files, and does not attach a page to a term that ends with a full stop or a slash.
    is_found = all(part and part[0] != "." for part in path.split("/")) and path[-1:] != "."
    return path if is_found else ""


def _is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    return char in _SIGNS or category[0] in "LM" or category == "Nd"


def _describe_concept(concept: ExportedConcept, vocabulary: ExportedVocabulary) -> dict[str, object]:
    said = {
        "iri": concept.iri,
        "label": concept.label,
        "definition": concept.definition,
        "notation": concept.notation,
        "synonyms": concept.synonyms,
        "broader": [vocabulary.concepts[iri].id for iri in concept.broader if iri in vocabulary.concepts],
        "narrower": [vocabulary.concepts[iri].id for iri in vocabulary.narrower.get(concept.iri, ())],
    }
    return {name: value for name, value in said.items() if value}


def _write_page(concept: ExportedConcept) -> bytes:
    matter = {"title": concept.label, "description": concept.definition, "iri": concept.iri, MARKED: MARK}
    return f"{json.dumps(matter, ensure_ascii=False, indent=2)}\n".encode()
