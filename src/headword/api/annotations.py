"""The concepts that a text is about, for Python programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from headword.api.resources import Concept
from headword.content.annotation.annotate import TextMention


@dataclass(frozen=True, slots=True)
class Annotation:
    """A concept that a text is about.

    Attributes:
        concept: the concept.
        weight: between 0 and 1; the heaviest concept of a text has 1.
        mentions: its mentions in their order; none if only narrower concepts are mentioned.

    Example:
        >>> vocabulary.annotate("Amethyst is violet.")[0].concept
        <Concept 'Amethyst' https://w3id.org/rocks/minerals/amethyst>
    """

    concept: Concept
    weight: float
    mentions: tuple[TextMention, ...]


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A mention of a label that several concepts have.

    Attributes:
        mention: the mention.
        candidates: the concepts that it could name.
    """

    mention: TextMention
    candidates: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Annotations(Sequence[Annotation]):
    """The concepts that a text is about, the one with the highest weight first.

    Attributes:
        concepts: the same concepts, as a tuple.
        ambiguous: mentions that could be of several concepts, in their order; they count for none.

    Example:
        >>> len(vocabulary.annotate("Amethyst is violet.").ambiguous)
        0
    """

    concepts: tuple[Annotation, ...]
    ambiguous: tuple[Ambiguity, ...] = ()

    def __len__(self) -> int:
        return len(self.concepts)

    @overload
    def __getitem__(self, index: int) -> Annotation: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Annotation, ...]: ...
    def __getitem__(self, index: int | slice) -> Annotation | tuple[Annotation, ...]:
        return self.concepts[index]
