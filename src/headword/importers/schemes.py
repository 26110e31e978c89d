"""The statements about a concept scheme, as front matter of its page."""

import datetime as dt
from collections.abc import Iterator
from typing import TypeGuard

from headword.compiler.meaning.metadata import TITLE_LANG
from headword.importers.arrangement import DraftPage
from headword.importers.vocabulary import SourceVocabulary
from headword.rdf.languages import NONE
from headword.rdf.terms import DCTERMS, OWL, SKOS, XSD, Literal, Term, is_iri

DATES = {"created": DCTERMS + "created", "modified": DCTERMS + "modified"}
"""The properties whose values are days, by the keys of front matter."""


def describe_scheme(vocabulary: SourceVocabulary, sheet: DraftPage) -> Iterator[tuple[str, str | list[str]]]:
    """Yield the front matter of the page of a scheme, by key."""
    iri = sheet.scheme
    labels = vocabulary.texts_in_language(iri, SKOS + "prefLabel")
    title = find_title(vocabulary, sheet)
    yield "title", title.value
    if title.language != vocabulary.language:
        yield TITLE_LANG, title.language or NONE
    yield "iri", iri
    if labels and title.value not in labels:
        yield "prefLabel", labels[0]
    descriptions = vocabulary.texts_in_language(iri, DCTERMS + "description")
    definitions = vocabulary.texts_in_language(iri, SKOS + "definition")
    if descriptions:
        yield "description", descriptions[0]
    # A build also states a description as a definition.
    if definitions and not (descriptions and descriptions[0] in definitions):
        yield "definition", definitions[0]
    for key, predicate in DATES.items():
        days = [value.value for value in vocabulary.values(iri, predicate) if is_day(value)]
        if days:
            yield key, days[0]
    for key in ("creator", "publisher", "license"):
        agents = [text for value in vocabulary.values(iri, DCTERMS + key) if (text := _plain(value))]
        if agents:
            yield key, agents if key != "license" else agents[0]
    versions = [text for value in vocabulary.values(iri, OWL + "versionInfo") if (text := _plain(value))]
    if versions:
        yield "version", versions[0]


def find_title(vocabulary: SourceVocabulary, sheet: DraftPage) -> Literal:
    """Return the title of a scheme in its own language, otherwise the end of its IRI without a language."""
    return vocabulary.title(sheet.scheme) or Literal(sheet.title)


def is_day(value: Term) -> TypeGuard[Literal]:
    """Return whether a value is a day in the form of the dialect."""
    if not isinstance(value, Literal) or value.datatype != XSD + "date" or len(value.value) != 10:
        return False
    try:
        return dt.date.fromisoformat(value.value).isoformat() == value.value
    except ValueError:
        return False


def _plain(value: Term) -> str:
    """Return an IRI, or a text that does not look like an IRI."""
    if isinstance(value, str):
        return value if is_iri(value) else ""
    return value.value if not value.language and not value.datatype and not is_iri(value.value) else ""
