"""A vocabulary as the text of one file, in the formats of a build."""

from collections.abc import Mapping
from pathlib import Path

from headword.core.errors import HeadwordError
from headword.core.files.atomic import mode_of_new, replace_file
from headword.core.findings import Location
from headword.rdf.graph import DocumentSubjects, LocatedGraph
from headword.rdf.terms import RDF_TYPE
from headword.rdf.write import arrange
from headword.rdf.write.jsonld import inline_context, write_context
from headword.rdf.write.verified import FORMATS

_BY_ENDING = {f".{one.ending}": one for name, one in FORMATS.items() if name != "trig"}
"""The formats of a graph without a name."""


def write_text(facts: LocatedGraph, prefixes: Mapping[str, str], ending: str) -> str:
    """Return ``facts`` in the format that a file name ends with: .ttl, .jsonld, .rdf or .nt.

    Raises:
        HeadwordError: the ending is a different one.
    """
    if ending not in _BY_ENDING:
        raise HeadwordError(f"a vocabulary cannot be saved as {ending!r}", hint=f"use {', '.join(_BY_ENDING)}")
    document = DocumentSubjects("", tuple(dict.fromkeys(subject for subject, _, _ in facts)))
    if not document.subjects:
        return ""
    graph = arrange(facts, {subject: number for number, subject in enumerate(document.subjects)})
    text = _BY_ENDING[ending].write(graph, document, prefixes)
    if ending != ".jsonld":
        return text
    classes = {value for _, predicate, value in facts if predicate == RDF_TYPE and isinstance(value, str)}
    return inline_context(text, write_context({predicate for _, predicate, _ in facts}, classes))


def save_text(text: str, file: Path) -> None:
    """Write a file, as a whole or not at all.

    Raises:
        HeadwordError: the file cannot be written.
    """
    if not file.parent.is_dir():
        raise HeadwordError("there is no such folder", Location(str(file.parent)), "create it first")
    replace_file(file, text.encode(), mode_of_new(0o666))
