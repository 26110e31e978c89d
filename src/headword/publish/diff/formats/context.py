"""The context of a shown difference: the names of its editions, the base IRI, the proposed version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from headword.core.findings import Location
from headword.publish.diff.versions import Proposal
from headword.rdf.terms import PREFIXES


def _show_no_place(place: Location) -> str:
    del place
    return ""


@dataclass(frozen=True, slots=True)
class DiffContext:
    """The context of a shown difference.

    Attributes:
        old: the name of the older edition.
        new: the name of the newer edition.
        proposal: the proposed version.
        today: the current date.
        base: the base IRI, which is not shown; empty if it is not known.
        prefixes: the prefixes of the config and the known ones.
        colour: whether the text has colours.
        show_place: returns a place for people, or nothing if places are not shown.
    """

    old: str
    new: str
    proposal: Proposal
    today: str
    base: str = ""
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)
    colour: bool = False
    show_place: Callable[[Location], str] = _show_no_place
