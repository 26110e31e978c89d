"""The tags of Docusaurus: ``tags.yml`` of a folder of docs or of a blog."""

import json

from headword.publish.exports.marks import MARK
from headword.publish.exports.terms import ExportedVocabulary


def write_docusaurus(vocabulary: ExportedVocabulary) -> bytes:
    """Return ``tags.yml``: a page names a tag by its id, and shows its label."""
    lines = [f"# {MARK}\n"]
    for one in vocabulary.in_use:
        said = {"label": one.label, "permalink": f"/{one.id}", "description": one.definition}
        lines.append(f"{_quote_text(one.id)}:\n")
        lines += [f"  {name}: {_quote_text(text)}\n" for name, text in said.items() if text]
    return "".join(lines).encode()


def _quote_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
