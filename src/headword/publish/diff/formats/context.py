"""What a difference is shown with: what its editions are called, where IRIs begin, the version that it asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from headword.core.findings import Location
from headword.publish.diff.versions import Proposal
from headword.rdf.terms import PREFIXES


def _tell_no_place(place: Location) -> str:
    del place
    return ""


@dataclass(frozen=True, slots=True)
class DiffContext:
    """What a difference is shown with.

    Attributes:
        old: what the user knows the older edition by.
        new: the same of the newer.
        proposal: the version that the difference asks for.
        today: the date of today.
        base: what the IRIs begin with, which is not shown; empty if that is not known.
        prefixes: of the config, and the usual ones.
        colour: whether to paint for a terminal.
        show_place: gives a place for people; nothing if places are not to be shown.
    """

    old: str
    new: str
    proposal: Proposal
    today: str
    base: str = ""
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)
    colour: bool = False
    show_place: Callable[[Location], str] = _tell_no_place
