"""The concepts that a text is about, for Python programs."""

from dataclasses import dataclass

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
