"""A vocabulary for Annif, the tool for subject indexing: tab-separated values, or CSV.

Annif reads a subject a line: its IRI, its label, and its notation. It also loads the SKOS files of a build.
"""

import csv
import io

from headword.publish.exports.terms import ExportedVocabulary


def write_annif_tsv(vocabulary: ExportedVocabulary) -> bytes:
    """Return the subjects in one language."""
    lines = []
    for one in vocabulary.in_use:
        cells = [f"<{one.iri}>", " ".join(one.label.split()), *([one.notation] if one.notation else [])]
        lines.append("\t".join(cells) + "\n")
    return "".join(lines).encode()


def write_annif_csv(vocabulary: ExportedVocabulary) -> bytes:
    """Return the subjects in all languages, a column for each."""
    tags = sorted({tag for one in vocabulary.in_use for tag in one.labels if tag})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["uri", "notation", *(f"label_{tag}" for tag in tags)])
    for one in vocabulary.in_use:
        writer.writerow([one.iri, one.notation, *(one.labels.get(tag, "") for tag in tags)])
    return out.getvalue().encode()
