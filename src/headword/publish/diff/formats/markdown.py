"""The difference as Markdown, for a comment on a pull request or an entry of a changelog."""

import re
from collections.abc import Iterator

from headword.core.terminal import flat
from headword.publish.diff.compare import Change, ChangedResource, VocabularyDiff
from headword.publish.diff.formats.common import (
    DiffSection,
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

_MOST = 60_000
"""The maximum number of characters, because services reject comments that are much longer."""
_LONG = 20
"""The number of resources that are shown at once; a longer section is folded."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$@])")


def format_markdown(difference: VocabularyDiff, given: DiffContext) -> str:
    """Return the difference under a heading, with long sections folded, and cut off at the limit of services."""
    text = f"## {escape(given.old)} → {escape(given.new)}\n\n{summarize(difference, given)}"
    for section in list_sections(difference):
        text += f"\n{_fold(section, difference, given, _MOST - len(text))}"
    return text


def write_sections(difference: VocabularyDiff, given: DiffContext) -> str:
    """Return the summary and the complete sections, for a changelog."""
    return summarize(difference, given) + "".join(
        f"\n### {section.title}\n\n{''.join(_items(section, difference, given))}"
        for section in list_sections(difference)
    )


def summarize(difference: VocabularyDiff, given: DiffContext) -> str:
    """Return the figures, and the version that they require."""
    explanation = explain(given.proposal)
    return f"{size(difference)}: {count(difference)}.\n" + (
        f"{escape(explanation[0].upper() + explanation[1:])}.\n" if explanation else ""
    )


def escape(text: str) -> str:
    """Return ``text`` with Markdown escaped."""
    return _SPECIAL.sub(r"\\\1", flat(text.replace("\n", " ").replace("\r", " ")))


def _fold(section: DiffSection, difference: VocabularyDiff, given: DiffContext, room: int) -> str:
    shown: list[str] = []
    for item in _items(section, difference, given):
        room -= len(item)
        if room < 0:
            break
        shown.append(item)
    left = len(section.changed) - len(shown)
    body = "".join(shown) + (f"\n{left:,} more are not shown.\n" if left else "")
    if len(section.changed) <= _LONG:
        return f"### {section.title}\n\n{body}"
    summary = f"{section.title} ({len(section.changed):,})"
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n</details>\n"


def _items(section: DiffSection, difference: VocabularyDiff, given: DiffContext) -> Iterator[str]:
    """Yield each resource with its changes, as an item of a list."""
    for changed in section.changed:
        yield "".join(f"{line}\n" for line in _item(changed, difference, given))


def _item(changed: ChangedResource, difference: VocabularyDiff, given: DiffContext) -> Iterator[str]:
    label = f"**{escape(changed.label)}** " if changed.label else ""
    what = f", {changed.type}" if changed.type != "concept" else ""
    end = describe_replacement(changed, difference.names, given)
    place = given.show_place(changed.place) if changed.place.line else ""
    details = "".join(f", {escape(part)}" for part in (end, place) if part)
    yield f"- {label}{_code(short(changed.iri, given))}{what}{details}"
    for change in list_details(changed):
        yield f"  - {_detail_item(change, difference, given)}"


def _detail_item(change: Change, difference: VocabularyDiff, given: DiffContext) -> str:
    old, new = (
        escape(show_values(values, change, difference.names, given)) for values in (change.before, change.after)
    )
    name = escape(name_property(change, given))
    if is_replacement(change):
        return f"{name}: {old} → {new}"
    return f"{name}: " + "; ".join(f"{word} {value}" for word, value in (("removed", old), ("added", new)) if value)


def _code(text: str) -> str:
    """Return ``text`` as code, or escaped if it contains a backtick."""
    return f"`{flat(text)}`" if "`" not in text else escape(text)
