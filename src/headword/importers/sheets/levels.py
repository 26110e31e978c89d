"""The levels of a sheet: the concept that each row is below by its depth, as far as the order of the rows shows it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from headword.importers.edits.rows import VocabularyRows
from headword.importers.sheets.sheet_rows import SheetRow
from headword.importers.sheets.tables import ExportedState


class LevelPlace(NamedTuple):
    """The key of the row above, which is empty at the top; the reason why the level shows no place, and the fix."""

    parent: str = ""
    problem: str = ""
    hint: str = ""


def read_level(row: SheetRow) -> int | None:
    """Return the level of a row; None if it is not a number from 1."""
    return int(row.level) if row.level.isdecimal() and 0 < int(row.level) < 1000 else None


def place_rows(
    rows: Sequence[SheetRow], vocabulary: VocabularyRows, state: ExportedState | None
) -> dict[str, LevelPlace]:
    """Return the place of each row by its level.

    A row without a level is one deeper than the row above that its broader concept is.
    """
    exported = {row.iri: (row.level, row.parent) for row in vocabulary.rows}
    exported |= {iri: (row.level, row.parent) for iri, row in state.rows.items()} if state else {}
    found: dict[str, LevelPlace] = {}
    for _, group in groupby(rows, lambda row: row.sheet.title):
        sheet = list(group)
        places = dict(_place_by_level(sheet, {row.key: read_level(row) for row in sheet}))
        levels = {row.key: exported[row.key][0] for row in sheet if row.key in exported}
        before = dict(_place_by_level(sheet, levels))
        if _keeps_outline(sheet, (places, before), exported):
            found |= places
        else:
            found |= {key: _in_disorder(place) for key, place in places.items()}
    return found


def _place_by_level(rows: Sequence[SheetRow], levels: Mapping[str, int | None]) -> Iterator[tuple[str, LevelPlace]]:
    stack: list[tuple[int, str]] = []
    by_label: dict[str, int] = {}
    for row in rows:
        level = levels.get(row.key)
        if level is None and row.broader in by_label:
            level = by_label[row.broader] + 1
        if level is None:
            continue
        deepest = stack[-1][0] if stack else 0
        while stack and stack[-1][0] >= level:
            stack.pop()
        yield row.key, _place_below(stack[-1][1] if stack else "", level, deepest)
        stack.append((level, row.key))
        by_label[row.label] = level


def _place_below(parent: str, level: int, deepest: int) -> LevelPlace:
    hint = "use a level that is one deeper at most"
    if level > 1 and not parent:
        return LevelPlace(parent, f"there is no row above for the level {level}", hint)
    if level > deepest + 1:
        return LevelPlace(parent, f"level {level} follows level {deepest}", hint)
    return LevelPlace(parent)


def _keeps_outline(
    rows: Sequence[SheetRow],
    ways: tuple[Mapping[str, LevelPlace], Mapping[str, LevelPlace]],
    exported: Mapping[str, tuple[int, str]],
) -> bool:
    """Whether the rows still are below the concepts that they say; a sheet that was sorted has lost the outline.

    Of a row with a new level, nothing is known; it may have taken the rows below it along, or not.
    """
    labels = {row.key: row.label for row in rows}
    for row in rows:
        level, parent = exported.get(row.key, (0, ""))
        if level < 2 or read_level(row) not in (level, None):
            continue
        above = {way[row.key].parent for way in ways if row.key in way}
        if above and parent in labels and parent not in above and row.broader not in map(labels.get, above):
            return False
    return True


def _in_disorder(place: LevelPlace) -> LevelPlace:
    if not (place.parent or place.problem):
        return place
    hint = "write the concept above into 'Broader', or restore the order"
    return LevelPlace("", "the rows of this sheet are not in the order of the outline, so a level shows no place", hint)
