"""Data and pages of terms for Hugo: a data file, and a page for each term of a taxonomy."""

import json

from headword.core.slugs import slugify
from headword.publish.exports.marks import MARK, MARKED
from headword.publish.exports.terms import ExportedConcept, ExportedVocabulary

TAXONOMY = "tags"


def write_hugo(vocabulary: ExportedVocabulary) -> dict[str, bytes]:
    """Return the files of a site: ``data/NAME.json``, and ``content/tags/TERM/_index.md`` for each label in use."""
    concepts = {one.id: _describe_concept(one, vocabulary) for one in vocabulary.in_use}
    data = {MARKED: MARK, "title": vocabulary.title, "concepts": concepts, "use": vocabulary.replaced}
    files = {f"data/{vocabulary.name}.json": f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()}
    for one in vocabulary.in_use:
        files.setdefault(f"content/{TAXONOMY}/{slugify(one.label)}/_index.md", _write_page(one))
    return files


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
