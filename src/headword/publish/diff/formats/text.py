"""The difference as text, for a terminal."""

from collections.abc import Iterator

from headword.core.terminal import flat, paint
from headword.publish.diff.compare import Change, ChangedResource, VocabularyDiff
from headword.publish.diff.formats.common import (
    count,
    describe_replacement,
    explain,
    is_replacement,
    list_details,
    list_sections,
    name_property,
    short,
    show_values,
    size,
)
from headword.publish.diff.formats.context import DiffContext

_WIDE = 90
"""The length from which texts are on their own lines, old above new."""


def format_text(difference: VocabularyDiff, given: DiffContext) -> str:
    """Return the summary, each resource with its changes, and the proposed version."""
    head = f"{flat(given.old)} → {flat(given.new)}: {size(difference)}, {count(difference)}"
    lines = [paint(head, "bold", given.colour)]
    for section in list_sections(difference):
        lines += ["", paint(section.title, "bold", given.colour)]
        for changed in section.changed:
            lines.extend(_show(changed, difference, given))
    explanation = explain(given.proposal)
    if explanation:
        lines += ["", flat(explanation)]
    return "".join(f"{line}\n" for line in lines)


def _show(changed: ChangedResource, difference: VocabularyDiff, given: DiffContext) -> Iterator[str]:
    what = f" ({changed.type})" if changed.type != "concept" else ""
    end = flat(describe_replacement(changed, difference.names, given))
    iri = paint(flat(short(changed.iri, given)), "dim", given.colour)
    place = paint(flat(given.show_place(changed.place)), "dim", given.colour) if changed.place.line else ""
    label = flat(changed.label)
    yield "  " + "  ".join(part for part in (f"{label}{what}".strip(), iri, end, place) if part)
    for change in list_details(changed):
        yield from _detail_line(change, difference, given)


def _detail_line(change: Change, difference: VocabularyDiff, given: DiffContext) -> Iterator[str]:
    name = flat(name_property(change, given))
    old, new = (
        flat(show_values(values, change, difference.names, given).replace("\n", " "))
        for values in (change.before, change.after)
    )
    if is_replacement(change):
        if len(name) + len(old) + len(new) < _WIDE:
            yield f"      {name}: {old} → {new}"
            return
    elif not (old and new and len(old) + len(new) > _WIDE):
        parts = [f"{mark} {value}" for mark, value in (("-", old), ("+", new)) if value]
        yield f"      {name}: {'; '.join(parts)}"
        return
    yield f"      {name}:"
    yield f"        {paint(f'- {old}', 'error', given.colour)}"
    yield f"        {paint(f'+ {new}', 'info', given.colour)}"
