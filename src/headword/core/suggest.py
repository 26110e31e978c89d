"""The known word that is nearest to an unknown one."""

import difflib
from collections.abc import Iterable

_MANY = 40
"""How many words are listed where none is near."""


def nearest_hint(word: str, known: Iterable[str]) -> str:
    """A sentence that names the known word nearest to ``word``, or all of them if none is near."""
    choices = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    if near or len(choices) > _MANY:
        return f"did you mean {near[0]!r}?" if near else ""
    return f"known: {', '.join(choices)}"
