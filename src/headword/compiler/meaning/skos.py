"""The nouns of SKOS: what a vocabulary consists of, each value with the place that it came from.

Property names are local names of SKOS (``prefLabel``, ``broader``) unless they are written as an IRI.
"""

from dataclasses import dataclass
from typing import NamedTuple

from headword.core.findings import Located, Location
from headword.project.config import Agent


class Label(NamedTuple):
    """A lexical label (SKOS Reference, section 5): ``kind`` a property of SKOS or an IRI."""

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
    """When something was ``created`` or ``modified``: YYYY-MM-DD."""

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
    """A ``skos:Concept``, in one scheme or in none; ``top`` if nothing is broader in it."""

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
    """A ``skos:Collection``, or ``skos:OrderedCollection``, and its members in their order."""

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
    """The title and the description of a scheme in one more language."""

    language: str
    title: Located | None
    description: Located | None


class ReleaseInfo(NamedTuple):
    """The release that a scheme is of: the day, its IRI in it, and in the one before, empty if there is none."""

    issued: Located
    iri: str
    prior: str


@dataclass(frozen=True, slots=True)
class SchemeMetadata:
    """What is said of a scheme or of the whole site; None or empty where nothing is said.

    ``label`` and ``definition`` are given where they differ from title and description.
    ``title_language`` is given where it is not that of all other texts; empty for none.
    ``created`` and ``modified`` are dates as ISO 8601 has them: YYYY-MM-DD.
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
        """The title and the description in every language, its own first."""
        return (*self._word(None, self.description), *self.wordings)

    @property
    def all_names(self) -> tuple[Wording, ...]:
        """The label and the definition in every language, its own first: where there is none, title and description."""
        return (*self._word(self.label, self.definition or self.description), *self.wordings)

    def _word(self, label: Located | None, description: Located | None) -> tuple[Wording, ...]:
        """What is said on the page itself: a title may be in another language than all else."""
        if label is not None or self.title_language in (None, self.language):
            return (Wording(self.language, label or self.title, description),)
        return (Wording(self.title_language or "", self.title, None), Wording(self.language, None, description))


@dataclass(frozen=True, slots=True)
class SkosScheme:
    """A ``skos:ConceptScheme``, its metadata and the subjects that it is about, or what replaces it if ``retired``."""

    iri: str
    location: Location
    metadata: SchemeMetadata
    subjects: tuple[Relation, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What is published as one file in each format.

    ``path`` has no ending; ``resources`` stand in the order of the outline.
    """

    path: str
    schemes: tuple[SkosScheme, ...]
    resources: tuple[SkosConcept | SkosCollection, ...]
