"""The known word that is nearest to an unknown one, as a hint for people."""

from collections.abc import Iterable

_MANY = 40
"""If no known word is near, the hint lists all of them, unless there are more than this."""


def nearest_hint(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to ``word``, or all known words if none is near."""
    import difflib  # only an error needs it, and every run would pay for it

    choices = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    if near or len(choices) > _MANY:
        return f"did you mean {near[0]!r}?" if near else ""
    return f"known: {', '.join(choices)}"
