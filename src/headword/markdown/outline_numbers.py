"""The numbers before labels of headings: positions in the outline, or part of the label."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from headword.core.findings import Observation, Observed
from headword.markdown.headings import HeadingText
from headword.markdown.section import Heading, Section


def settle_numbers(headings: Sequence[Heading], sections: Sequence[Section]) -> Observed[list[Heading]]:
    """Decide which numbers state a position and which are part of a label."""
    distinguishing = _find_distinguishing_numbers(headings, sections)
    lone = _lone_numbers(headings, [section.text.bare for section in sections])
    versions = _find_versions(headings, sections)
    repeated = Counter(heading.number.text for heading in headings if heading.number is not None)
    settled = []
    in_label = versions | lone | distinguishing
    for index, heading in enumerate(headings):
        if index in in_label:
            settled.append(_without_number(heading, sections[index].text))
        elif heading.number is not None and repeated[heading.number.text] > 1:
            # The steps are counted anew in each part of the page, so the number is only unique among siblings.
            settled.append(replace(heading, number=None))
        else:
            settled.append(heading)
    misnumbered = _misnumbered(headings, sections, distinguishing)
    return Observed(settled, tuple(one for index, one in misnumbered if index not in versions))


def _find_distinguishing_numbers(headings: Sequence[Heading], sections: Sequence[Section]) -> set[int]:
    """Return the headings that only a number distinguishes from a sibling, such as ``2.4 GHz`` and ``5.8 GHz``."""
    groups_by_name: dict[tuple[int | None, str], list[int]] = {}
    for index, (heading, section) in enumerate(zip(headings, sections, strict=True)):
        groups_by_name.setdefault((heading.parent, section.text.unnumbered.text.casefold()), []).append(index)
    groups = (indexes for indexes in groups_by_name.values() if len(indexes) > 1)
    return {index for indexes in groups for index in indexes if sections[index].text.number is not None}


def _find_versions(headings: Sequence[Heading], sections: Sequence[Section]) -> set[int]:
    """Return the headings whose numbers are versions, not positions: ``9.7.6``.

    Such a number has several parts below a heading without a number, and it or a sibling does not match its position.
    Numbers of chapters can look the same, so versions must also have three parts or a zero, or count down.
    """
    dotted: dict[int | None, list[int]] = defaultdict(list)
    for index, (heading, section) in enumerate(zip(headings, sections, strict=True)):
        above = None if heading.parent is None else sections[heading.parent].text.number
        number = section.text.number
        if number is not None and above is None and "." in number.text:
            dotted[heading.parent].append(index)
    return {
        index
        for together in dotted.values()
        if any(headings[one].number is None for one in together)
        and _are_versions([text.number.text for one in together if (text := sections[one].text).number])
        for index in together
    }


def _are_versions(numbers: Sequence[str]) -> bool:
    parts = [tuple(map(int, number.split("."))) for number in numbers]
    return any(len(one) > 2 or 0 in one for one in parts) or any(one > after for one, after in pairwise(parts))


def _misnumbered(
    headings: Sequence[Heading], sections: Sequence[Section], distinguishing: Collection[int]
) -> Iterator[tuple[int, Observation]]:
    """Yield the numbers that differ from the position among numbered siblings, except bare numbers."""
    counted: dict[int | None, int] = {}
    is_counted = [
        section.text.number is not None and not section.text.bare and index not in distinguishing
        for index, section in enumerate(sections)
    ]
    for heading, counts in zip(headings, is_counted, strict=True):
        counted[heading.parent] = counted.get(heading.parent, 0) + counts
    for index, (heading, section, counts) in enumerate(zip(headings, sections, is_counted, strict=True)):
        number = section.text.number
        if counts and number is not None and heading.number is None and counted[heading.parent] > 1:
            place = ".".join(map(str, heading.place[-len(number.text.split(".")) :]))
            message = f"the number {number.text} does not match the place of this heading, {place}"
            yield index, Observation("numbering-gap", number.location, message, instead=place)


def _lone_numbers(headings: Sequence[Heading], bare: Sequence[bool]) -> set[int]:
    """Return the headings whose number only matches the position by chance, because a sibling has no number.

    A bare number needs one sibling without a number, ``5 Eyes``; ``1. Bundesliga`` must be the only number.
    """
    unnumbered = {heading.parent for heading in headings if heading.number is None}
    counts = Counter(heading.parent for heading in headings if heading.number is not None)
    return {
        index
        for index, heading in enumerate(headings)
        if heading.number is not None and heading.parent in unnumbered and (bare[index] or counts[heading.parent] == 1)
    }


def _without_number(heading: Heading, text: HeadingText) -> Heading:
    return replace(heading, number=None, label=text.label, name=text.label.text)
