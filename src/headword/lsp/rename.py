"""Rename a concept: its IRI stays, and so does every other IRI.

The change is proved on the page before it is offered: read again, the page has the new label and no other difference.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from headword.compiler.naming.plan import PagePlan, PlannedHeading
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.slugs import slugify
from headword.lsp.occurrences import find_declaration, find_references
from headword.lsp.project_state import CheckedProject
from headword.markdown.headings import is_visible
from headword.markdown.inline import find_links, plain_text
from headword.markdown.marking import mark_id, spell_label
from headword.markdown.shortcodes import is_map
from headword.markdown.text import SourceText, normalize


class TextReplacement(NamedTuple):
    """A span of one line that becomes ``text``."""

    place: Location
    text: str


def rename(snapshot: CheckedProject, iri: str, label: str) -> list[TextReplacement]:
    """Return the changes that give a concept a new preferred label in the language of its page.

    If the text of a link was the old label, it becomes the new one.

    Raises:
        HeadwordError: the resource is not the concept of a heading, or a heading cannot have the text ``label``.
    """
    wanted = normalize(" ".join(label.split()))
    place = find_declaration(snapshot, iri)
    plan = snapshot.plan(place.path) if place is not None else None
    heading = next((one for one in plan.headings if one.iri == iri), None) if plan else None
    if place is None or plan is None or heading is None:
        raise HeadwordError("only a heading of a page can be renamed")
    if heading.heading.is_title:
        raise HeadwordError("the label is the title of the page: change `title` in its front matter")
    if heading.heading.is_file_name:
        raise HeadwordError("the label is the name of the file: rename the file")
    if not is_visible(wanted):
        raise HeadwordError("a concept needs a label")
    lines = snapshot.read_lines(place.path)
    if "#" in wanted and is_map(lines, snapshot.project.config.outline_shortcodes):
        raise HeadwordError("a map cuts a label at `#`")
    for spelled in spell_label(wanted):
        changed = _change_page(snapshot, plan, heading, spelled, lines)
        if changed is not None and _says(snapshot.plan(place.path, changed), plan, heading, wanted):
            links = _change_links(snapshot, iri, heading.heading.label.text, spelled)
            return [*_changed_lines(place.path, lines, changed), *_apart(links, place.path, lines, changed)]
    raise HeadwordError(f"{wanted!r} cannot be written as a heading")


def _change_page(
    snapshot: CheckedProject, plan: PagePlan, heading: PlannedHeading, spelled: str, lines: Sequence[str]
) -> list[str] | None:
    """Return the lines of the page with the new label, and with ids where an IRI would change."""
    place = heading.heading.label.location
    line = lines[place.line - 1]
    changed = list(lines)
    changed[place.line - 1] = line[: place.column - 1] + spelled + line[place.end_column - 1 :]
    in_map = is_map(lines, snapshot.project.config.outline_shortcodes)
    # A written id can free a name for a different heading, which then needs its own id in braces.
    for _ in plan.headings:
        after = snapshot.plan(place.path, changed)
        if after is None or len(after.headings) != len(plan.headings):
            return None
        moved = [(old, new) for old, new in zip(plan.headings, after.headings, strict=True) if old.iri != new.iri]
        if not moved:
            break
        for old, new in moved:
            number = new.heading.label.location.line - 1
            changed[number] = mark_id(changed[number], old.name, in_map)
    return changed


def _says(after: PagePlan | None, before: PagePlan, heading: PlannedHeading, wanted: str) -> bool:
    """Return whether the page has the same meaning, except for the label of one heading."""
    if after is None or len(after.headings) != len(before.headings):
        return False
    return all(
        old.iri == new.iri
        and old.heading.level == new.heading.level
        and [word.text for word in old.heading.keywords] == [word.text for word in new.heading.keywords]
        and new.heading.label.text == (wanted if old is heading else old.heading.label.text)
        for old, new in zip(before.headings, after.headings, strict=True)
    )


def _changed_lines(path: str, before: Sequence[str], after: Sequence[str]) -> list[TextReplacement]:
    return [
        TextReplacement(Location(path, number, 1, len(old) + 1), new)
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1)
        if old != new
    ]


def _apart(
    links: Sequence[TextReplacement], path: str, before: Sequence[str], after: Sequence[str]
) -> list[TextReplacement]:
    """Return the changes of links outside of lines that change as a whole."""
    whole = {number for number, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new}
    return [one for one in links if one.place.path != path or one.place.line not in whole]


def _change_links(snapshot: CheckedProject, iri: str, old: str, spelled: str) -> list[TextReplacement]:
    """Text of links that is the old label, and links that find the heading by it."""
    by_path: dict[str, list[Location]] = defaultdict(list)
    for place in find_references(snapshot, iri):
        by_path[place.path].append(place)
    changes: list[TextReplacement] = []
    for path, places in by_path.items():
        if path not in snapshot.files:
            continue
        lines = snapshot.read_lines(path)
        for place in places:
            changes.extend(_change_link(place, lines[place.line - 1], iri, old, spelled))
    return changes


def _change_link(place: Location, line: str, iri: str, old: str, spelled: str) -> list[TextReplacement]:
    written = line[place.column - 1 : place.end_column - 1]
    link = next(find_links(SourceText(written, place.path, place.line, place.column)), None)
    changes: list[TextReplacement] = []
    if link is None:
        return changes

    def change(start: int, length: int, text: str) -> None:
        column = place.column + start
        changes.append(TextReplacement(Location(place.path, place.line, column, column + length), text))

    if written.startswith("[") and "](" in written:
        shown = written[1 : written.index("](")]
        if plain_text(shown) == old:
            change(1, len(shown), spelled)
    # A link that names the heading by its label, not by its id, would lose it.
    name = iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    if link.fragment and slugify(link.fragment) != name and link.fragment != name:
        change(written.rindex(link.fragment), len(link.fragment), name)
    return changes
