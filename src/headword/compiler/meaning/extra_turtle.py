"""The Turtle file next to a page, for facts that the dialect cannot express."""

from headword.compiler.meaning.skos import Document
from headword.core.findings import Observation, Observed
from headword.markdown.block import UnreadableError
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import Term


def state_extra(data: bytes | UnreadableError, path: str, document: Document) -> Observed[LocatedGraph]:
    """Return the facts of the Turtle ``data`` in the file ``path``, and observations for its mistakes.

    Relative IRIs are resolved against that of the page, and blank nodes are named after ``document``.
    """
    # Imported here, because most pages have no such file.
    from headword.rdf.blank_nodes import extra_iri, name_apart
    from headword.rdf.parse import FORMATS, parse_partly

    if isinstance(data, UnreadableError):
        return Observed({}, (Observation("rdf-syntax", data.defect.location, data.defect.message),))
    first = (*document.schemes, *document.resources)[0].iri
    read = parse_partly(data, FORMATS[".ttl"], path, first)
    # A guess is good enough for checks, but not for publication.
    facts = {triple: place for triple, place in read.facts.items() if triple not in read.guesses}
    # The names that a parser gives to blank nodes change from run to run.
    names: dict[Term, str] = {node: extra_iri(first, name) for node, name in name_apart(list(facts)).items()}
    named = {(names.get(s, s), p, names.get(o, o)): place for (s, p, o), place in facts.items()}
    return Observed(named, tuple(Observation("rdf-syntax", place, text) for text, place in read.mistakes))
