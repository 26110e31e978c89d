"""The order of concepts below each concept: that of the pages, with the moves that the rows of a sheet ask for."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from headword.importers.edits.problems import CellProblem
from headword.importers.edits.request import Siblings
from headword.importers.edits.rows import VocabularyRows
from headword.importers.sheets.compare import SheetRequest
from headword.importers.sheets.sheet_rows import SheetRow
from headword.importers.sheets.tables import ExportedState


class PlannedOrder(NamedTuple):
    """The children of each concept where they differ from the pages, with those that move; problems and notices."""

    children: Mapping[Siblings, tuple[str, ...]]
    moved: frozenset[str]
    problems: tuple[CellProblem, ...]
    notices: tuple[str, ...]


def plan_order(
    rows: Sequence[SheetRow], request: SheetRequest, vocabulary: VocabularyRows, state: ExportedState | None
) -> PlannedOrder:
    """Return the new order of siblings."""
    parents = {row.iri: row.parent for row in vocabulary.rows} | dict(request.parents)
    parents |= {one.key: one.parent for one in request.added}
    problems = _find_cycles(rows, request.parents, parents)
    if problems:
        return PlannedOrder({}, frozenset(), problems, ())
    scheme_of = {row.key: row.scheme for row in rows} | {row.iri: row.scheme for row in vocabulary.rows}

    def siblings_of(key: str, above: str) -> Siblings:
        scheme = scheme_of.get(above, scheme_of[key])
        return scheme, above if scheme_of.get(above) == scheme else ""

    before: defaultdict[Siblings, list[str]] = defaultdict(list)
    for there in vocabulary.rows:
        before[there.scheme, siblings_of(there.iri, there.parent)[1] if there.parent else ""].append(there.iri)
    placed = {*request.parents, *(one.key for one in request.added)}
    after = {siblings: [key for key in keys if key not in placed] for siblings, keys in before.items()}
    wanted, notices = _read_order(rows, placed, parents, vocabulary, state)
    moved = set(placed)
    for siblings, keys in after.items() if wanted else ():
        ordered = _reorder(keys, sorted((key for key in keys if key in wanted), key=wanted.__getitem__))
        moved |= _find_moved(keys, ordered)
        after[siblings] = ordered
    for row in rows:
        if row.key in placed:
            _insert(row.key, rows, after.setdefault(siblings_of(row.key, parents[row.key]), []))
    changed = {siblings: tuple(keys) for siblings, keys in after.items() if keys != before.get(siblings, [])}
    for iri, members in request.orders.items():
        changed["", iri] = members
        moved |= _find_moved([one for one in vocabulary.by_iri if one in set(members)], members)
    return PlannedOrder(changed, frozenset(moved), (), notices)


def _read_order(
    rows: Sequence[SheetRow],
    placed: Collection[str],
    parents: Mapping[str, str],
    vocabulary: VocabularyRows,
    state: ExportedState | None,
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """The new places of the concepts of sheets whose rows were put into another order, and notices."""
    by_sheet: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.key not in placed and row.key in vocabulary.by_iri:
            by_sheet[row.sheet.title].append(row.key)
    exported = state.rows if state else vocabulary.by_iri
    rank = {iri: number for number, iri in enumerate(exported)}
    wanted: dict[str, int] = {}
    notices = []
    for title, keys in by_sheet.items():
        known = [rank[key] for key in keys if key in rank]
        if known == sorted(known):
            continue
        if _is_outline(keys, parents):
            wanted.update((key, number) for number, key in enumerate(keys))
        else:
            notices.append(f"the rows of {title!r} are not in the order of the outline, so their order is not applied")
    return wanted, tuple(notices)


def _find_cycles(
    rows: Sequence[SheetRow], moved: Collection[str], parents: Mapping[str, str]
) -> tuple[CellProblem, ...]:
    """The moved concepts that would be their own ancestors."""
    found = []
    by_key = {row.key: row for row in rows}
    for key in moved:
        seen = {key}
        above = parents.get(key, "")
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above and key in by_key:
            message, hint = "the concept would be its own ancestor", "choose another broader concept"
            found.append(CellProblem(by_key[key].place("Broader"), message, hint))
    return tuple(found)


def _is_outline(keys: Sequence[str], parents: Mapping[str, str]) -> bool:
    """Whether each concept comes after the one above it, before anything that is not below that one."""
    there = set(keys)
    stack: list[str] = []
    for key in keys:
        above = parents.get(key, "")
        while stack and stack[-1] != above:
            stack.pop()
        if above in there and not stack:
            return False
        stack.append(key)
    return True


def _reorder(keys: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """``keys`` in the order of ``wanted``; those that are not in it stay after the key that they come after."""
    listed = set(wanted)
    result = list(wanted)
    for number, key in enumerate(keys):
        if key not in listed:
            result.insert(result.index(keys[number - 1]) + 1 if number else 0, key)
    return result


def _find_moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest keys whose move makes one order of the other: all but those of a longest rising sequence."""
    rank = {key: number for number, key in enumerate(before)}
    ends: list[int] = []
    chains: list[list[str]] = []
    for key in after:
        at = bisect_left(ends, rank[key])
        chain = [*(chains[at - 1] if at else ()), key]
        ends[at : at + 1], chains[at : at + 1] = [rank[key]], [chain]
    return set(after) - set(chains[-1] if chains else ())


def _insert(key: str, rows: Sequence[SheetRow], siblings: list[str]) -> None:
    """Put a key after the nearest sibling whose row is above its own; without one, first or last by its row."""
    order = [row.key for row in rows]
    at = order.index(key)
    there = set(siblings)
    before = next((one for one in reversed(order[:at]) if one in there), None)
    after = next((one for one in order[at + 1 :] if one in there), None)
    if before is not None:
        siblings.insert(siblings.index(before) + 1, key)
    elif after is not None:
        siblings.insert(siblings.index(after), key)
    else:
        siblings.append(key)
