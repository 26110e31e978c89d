"""The outline of a page, which an editor shows next to the text."""

from dataclasses import dataclass

from headword.compiler.naming.plan import PagePlan
from headword.core.findings import Location


@dataclass(frozen=True, slots=True)
class Symbol:
    """A heading with those below it; ``last_line`` is the last one that is about it, from 1."""

    name: str
    detail: str
    place: Location
    last_line: int
    below: tuple["Symbol", ...]


def list_symbols(plan: PagePlan, last_line: int) -> list[Symbol]:
    """Return the headings of a page as a tree; the page has so many lines."""
    headings = plan.outline.headings
    ids = {one.heading.label.location: one.name for one in plan.headings}
    lasts: list[int] = []
    for index, heading in enumerate(headings):
        following = (other for other in headings[index + 1 :] if other.level <= heading.level)
        end = next((other.label.location.line - 1 for other in following), last_line)
        lasts.append(max(end, heading.label.location.line))
    below: list[list[Symbol]] = [[] for _ in headings]
    tops: list[Symbol] = []
    for index in reversed(range(len(headings))):
        heading = headings[index]
        place = heading.label.location
        slug = ids.get(place)
        symbol = Symbol(
            heading.label.text or "(no label)",
            f"#{slug}" if slug else "",
            place,
            lasts[index],
            tuple(below[index][::-1]),
        )
        (tops if heading.parent is None else below[heading.parent]).append(symbol)
    return tops[::-1]
