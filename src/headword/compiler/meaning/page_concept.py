"""The statements of front matter and folder about the concept of a page."""

import re
from collections.abc import Iterable, Iterator, Sequence

from headword.compiler.linking.resolve import PageLookup
from headword.compiler.meaning.folders import find_concept_above, find_members
from headword.compiler.meaning.metadata import read_date
from headword.compiler.meaning.skos import Date, Label, Note, Relation
from headword.compiler.meaning.statements import Mention, PageContext, Said, read_note
from headword.compiler.naming.plan import PagePlan, PlannedHeading
from headword.core.findings import Observation
from headword.markdown.inline import plain_text
from headword.markdown.page import Page
from headword.project.forms import is_collection_page

_NOT_LETTERS = re.compile(r"[\W_]+")


def describe_page(plan: PagePlan, planned: PlannedHeading, said: Sequence[Said], context: PageContext) -> list[Said]:
    """Return the statements under the heading of a page, with those of its front matter and its folder."""
    written = list(_drop_own_names(read_note(plan.page, planned, context), planned))
    described = [*_settle_definitions(said, written, context), *written]
    description = plan.page.value("description", "summary")
    is_defined = any(isinstance(one, Note) and one.kind == "definition" for one in described)
    if description is not None and not is_defined and not plan.is_scheme:
        described.append(Note("definition", description.text, context.language, description.location))
    if not plan.is_scheme:
        described.extend(_read_dates(plan.page))
    if is_collection_page(plan.file, context.config):
        described.extend(find_members(plan, context))
    elif not any(isinstance(one, Relation) and one.kind == "broader" for one in described):
        described.extend(find_concept_above(plan, context))
    return described


def describe_translation(page: Page, planned: PlannedHeading, said: Sequence[Said], context: PageContext) -> list[Said]:
    """Return the statements under the heading of a translated page, with the texts of its front matter."""
    read = _drop_own_names(read_note(page, planned, context), planned)
    written = [one for one in read if isinstance(one, Label | Note | Observation | Mention | PageLookup)]
    return [*_settle_definitions(said, written, context), *written]


def _read_dates(page: Page) -> Iterator[Date | Observation]:
    """Yield the dates of a page, which belong to its concept, because the page declares no scheme."""
    for kind, keys in (("created", ("date", "created")), ("modified", ("lastmod", "modified"))):
        written = page.value(*keys)
        if written is not None and written.text:
            date, observations = read_date(written)
            yield from observations
            if date is not None:
                yield Date(kind, date.text, date.location)


def _drop_own_names(written: Iterable[Said], planned: PlannedHeading) -> Iterator[Said]:
    """Leave out other labels that are equal to the preferred label."""
    own = planned.heading.label.text
    for one in written:
        if not (isinstance(one, Label) and one.kind != "prefLabel" and one.text == own):
            yield one


def _settle_definitions(said: Iterable[Said], written: Iterable[Said], context: PageContext) -> Iterator[Said]:
    """Yield the statements of the text; a definition in the front matter replaces the one in the text.

    The first paragraph is left out if it is the same as the definition, because pages often repeat it. Otherwise it
    becomes a note.
    """
    defined = {
        one.language: _fold_text(one.text, context)
        for one in written
        if isinstance(one, Note) and one.kind == "definition"
    }
    for one in said:
        if not isinstance(one, Note) or one.kind != "definition" or one.language not in defined:
            yield one
        elif _fold_text(one.text, context) != defined[one.language]:
            yield one._replace(kind="note")


def _fold_text(text: str, context: PageContext) -> str:
    return _NOT_LETTERS.sub(" ", plain_text(text, context.config.shape)).strip().casefold()
