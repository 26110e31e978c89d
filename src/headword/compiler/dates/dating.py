"""The days of a page's concepts: from the history of its headings, or from the lock if that knows of an earlier one."""

from collections.abc import Mapping, Sequence

from headword.compiler.dates.history import DatedSection
from headword.compiler.dates.sections import pair_sections, to_heading_keys
from headword.compiler.meaning.skos import Date
from headword.compiler.naming.lock import Lock, to_id
from headword.compiler.naming.plan import PagePlan


def date_page(plan: PagePlan, history: Sequence[DatedSection], lock: Lock, base: str) -> Mapping[str, tuple[Date, ...]]:
    """When each concept of a page was created and modified, by its IRI; what was never committed has no day."""
    if not history:
        return {}
    headings = plan.outline.headings
    was = pair_sections([one.section.seen for one in history], [to_heading_keys(heading) for heading in headings])
    index_of = {heading.label.location: index for index, heading in enumerate(headings)}
    dates: dict[str, tuple[Date, ...]] = {}
    for planned in plan.headings:
        place = planned.heading.label.location
        index = was.get(index_of[place])
        if index is None or not history[index].modified:
            continue
        entry = lock.known.get((to_id(planned.iri, base), False))
        created = min(history[index].created, entry.since if entry else history[index].created)
        dates[planned.iri] = (Date("created", created, place), Date("modified", history[index].modified, place))
    return dates


def describe(history: Sequence[DatedSection], lock: Lock, file: str) -> str:
    """All that the days of a page's concepts depend on beside the page, as one text."""
    return repr((history, [entry.since for entry in lock.of_page(file)])) if history else ""
