"""The allowed tags of MkDocs, as the plugin *tags* of Material takes them, in a file for ``INHERIT``."""

import json

from headword.publish.exports.marks import MARK
from headword.publish.exports.terms import ExportedVocabulary


def write_mkdocs(vocabulary: ExportedVocabulary) -> bytes:
    """Return a config file: plugins are a table, so that those of the site's own file are added to it."""
    lines = "".join(
        f"      - {json.dumps(label, ensure_ascii=False)}\n"
        for label in sorted({one.label for one in vocabulary.in_use})
    )
    return f"# {MARK}\nplugins:\n  tags:\n    tags_allowed:\n{lines}".encode()
