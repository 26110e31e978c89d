"""The data model: the parts of a SKOS vocabulary, each value with its location in the source.

Property names are local names of SKOS (``prefLabel``, ``broader``) unless they are written as an IRI.
"""

from dataclasses import dataclass
from typing import NamedTuple

from headword.core.findings import Located, Location
from headword.project.config import Agent


class Label(NamedTuple):
    """A lexical label (SKOS Reference, section 5); ``kind`` is a local name of SKOS or an IRI."""

    kind: str
    text: str
    language: str
    location: Location


class Note(NamedTuple):
    """A documentation property (SKOS Reference, section 7): definition, scopeNote, example, …."""

    kind: str
    text: str
    language: str
    location: Location


class Notation(NamedTuple):
    """A notation (SKOS Reference, section 6), as plain text."""

    text: str
    location: Location


class Date(NamedTuple):
    """A date, ``created`` or ``modified``, as YYYY-MM-DD."""

    kind: str
    text: str
    location: Location


class Relation(NamedTuple):
    """A link to another concept of the site, ``target``: broader, narrower, related, or an IRI."""

    kind: str
    target: str
    location: Location


class Mapping(NamedTuple):
    """A mapping property (SKOS Reference, section 10): exactMatch, closeMatch, broadMatch, …."""

    kind: str
    target: str
    location: Location


@dataclass(frozen=True, slots=True)
class SkosConcept:
    """A ``skos:Concept``, in one scheme or in none; ``top`` if it has no broader concept in the scheme."""

    iri: str
    scheme: str
    location: Location
    top: bool
    labels: tuple[Label, ...]
    notes: tuple[Note, ...] = ()
    notations: tuple[Notation, ...] = ()
    relations: tuple[Relation, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    dates: tuple[Date, ...] = ()
    deprecated: bool = False
    no_lint: bool = False


@dataclass(frozen=True, slots=True)
class SkosCollection:
    """A ``skos:Collection``, or ``skos:OrderedCollection``, with its members in order."""

    iri: str
    scheme: str
    location: Location
    ordered: bool
    labels: tuple[Label, ...]
    notes: tuple[Note, ...] = ()
    notations: tuple[Notation, ...] = ()
    members: tuple[Relation, ...] = ()
    relations: tuple[Relation, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    dates: tuple[Date, ...] = ()
    deprecated: bool = False


class Wording(NamedTuple):
    """The title and the description of a scheme in one additional language."""

    language: str
    title: Located | None
    description: Located | None


class ReleaseInfo(NamedTuple):
    """The release of a scheme: its day, its IRI in this release, and in the one before, empty if there is none."""

    issued: Located
    iri: str
    prior: str


@dataclass(frozen=True, slots=True)
class SchemeMetadata:
    """The metadata of a scheme or of the site; a missing value is empty or None.

    ``label`` and ``definition`` are given if they differ from title and description. ``title_language`` is given if it
    differs from the language of the other texts; empty means no language. ``created`` and ``modified`` are dates (ISO
    8601): YYYY-MM-DD.
    """

    title: Located
    language: str
    label: Located | None = None
    description: Located | None = None
    definition: Located | None = None
    created: Located | None = None
    modified: Located | None = None
    creators: tuple[Agent, ...] = ()
    publishers: tuple[Agent, ...] = ()
    license: str = ""
    version: str = ""
    history: str = ""
    source: str = ""
    release: ReleaseInfo | None = None
    wordings: tuple[Wording, ...] = ()
    title_language: str | None = None

    @property
    def all_wordings(self) -> tuple[Wording, ...]:
        """Return the title and the description in every language, its own first."""
        return (*self._word(None, self.description), *self.wordings)

    @property
    def all_names(self) -> tuple[Wording, ...]:
        """Return the label and the definition in every language, its own first, or the title and the description."""
        return (*self._word(self.label, self.definition or self.description), *self.wordings)

    def _word(self, label: Located | None, description: Located | None) -> tuple[Wording, ...]:
        """Return the texts of the page itself; the title may have a different language."""
        if label is not None or self.title_language in (None, self.language):
            return (Wording(self.language, label or self.title, description),)
        return (Wording(self.title_language or "", self.title, None), Wording(self.language, None, description))


@dataclass(frozen=True, slots=True)
class SkosScheme:
    """A ``skos:ConceptScheme``, its metadata and its subjects, or its replacements if ``retired``."""

    iri: str
    location: Location
    metadata: SchemeMetadata
    subjects: tuple[Relation, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document, which is published as one file in each format.

    ``path`` has no ending; ``resources`` are in the order of the outline.
    """

    path: str
    schemes: tuple[SkosScheme, ...]
    resources: tuple[SkosConcept | SkosCollection, ...]
