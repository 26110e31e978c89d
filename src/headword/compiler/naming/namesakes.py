"""Findings on headings that only their order distinguishes, so that they need ids."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from headword.core.findings import Observation
from headword.markdown.section import Heading


@dataclass(frozen=True, slots=True)
class Namesake:
    """A heading that would get the IRI of another heading.

    ``index`` and ``parent`` are the indexes of the heading and its parent. ``published`` are the ids in the lock with
    this label that belong to no heading.
    """

    index: int
    heading: Heading
    iri: str
    slug: str
    parent: int | None
    in_map: bool
    published: tuple[str, ...] = ()


def report_namesakes(groups: Sequence[Sequence[Namesake]], taken: Collection[str]) -> Iterator[Observation]:
    """Report each heading of these groups, and suggest an id that is not among those ``taken``.

    In a group of one, the IRI belongs to something other than a heading. Headings below different namesakes are not
    reported, because the ids of these will distinguish them.
    """
    reported = {one.index for group in groups for one in group}
    for group in groups:
        above = {one.parent for one in group}
        if len(group) > 1 and len(above) == len(group) and above <= reported:
            continue
        number = 0
        for one in group:
            number = next(n for n in range(number + 1, number + len(taken) + 2) if f"{one.slug}-{n}" not in taken)
            other = next((each.heading for each in group if each is not one), None)
            yield _report_namesake(one, other, f"{one.slug}-{number}")


def _report_namesake(one: Namesake, other: Heading | None, suggestion: str) -> Observation:
    what = "the IRI that this heading would have is taken"
    if other is not None:
        what = f"this heading would have the same IRI as {other.label.text!r} at {other.label.location}"
    place, instead = one.heading.label.location, ""
    both = "an id" if other is None else "an id to both"
    if one.published:
        ids = " or ".join(f"{{#{id_}}}" for id_ in one.published)
        how = f"add {ids} to the heading that was published, and another id to the other"
    elif one.heading.is_file_name:
        how = "add an `id` to the front matter"
    else:
        how = f"add {both}, for example {{#{suggestion}}} here"
        instead = f"{'; ' if one.in_map else ''}{{#{suggestion}}}"
    return Observation("same-iri", place, f"{what}; {how}", one.iri, instead)
