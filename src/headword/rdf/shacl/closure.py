"""The transitive closure of a relation, for many starting points together."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from headword.rdf.terms import Term


def reach_all(links: Mapping[Term, Sequence[Term]], starts: Iterable[Term]) -> dict[Term, Sequence[Term]]:
    """Return all nodes that each of ``starts`` reaches over one or more links.

    Nodes in a cycle reach the same nodes. These are found once and shared: a thousand concepts that all match each
    other are not a million pairs.
    """
    group_of: dict[Term, int] = {}
    reached: list[Sequence[Term]] = []
    for start in starts:
        if start in group_of:
            continue
        if all(map(group_of.__contains__, links.get(start, ()))):
            # Most concepts come after those above them, and need no search.
            groups: Iterable[Sequence[Term]] = ((start,),)
        else:
            groups = _find_groups(links, start, group_of)
        for group in groups:
            group_of.update(dict.fromkeys(group, len(reached)))
            reached.append(_reach(group, links, group_of, reached))
    return {start: found for start in starts if (found := reached[group_of[start]])}


def _reach(
    group: Sequence[Term],
    links: Mapping[Term, Sequence[Term]],
    group_of: Mapping[Term, int],
    reached: Sequence[Sequence[Term]],
) -> Sequence[Term]:
    """Return the nodes that every node of ``group`` reaches; the groups that it leads to are done already."""
    own = group_of[group[0]]
    following = [node for member in group for node in links.get(member, ())]
    found = dict.fromkeys(following)
    for other in dict.fromkeys(map(group_of.__getitem__, following)):
        if other != own:
            found.update(dict.fromkeys(reached[other]))
    return list(found)


def _find_groups(links: Mapping[Term, Sequence[Term]], start: Term, done: Collection[Term]) -> Iterator[list[Term]]:
    """Yield the strongly connected components that ``start`` reaches and that are not ``done``.

    Each comes after those that it leads to (Tarjan 1972), without recursion.
    """
    number: dict[Term, int] = {start: 0}
    lowest: dict[Term, int] = {start: 0}
    waiting: list[Term] = [start]
    is_waiting: set[Term] = {start}
    path = [(start, iter(links.get(start, ())))]
    while path:
        node, further = path[-1]
        for other in further:
            if other in is_waiting:
                lowest[node] = min(lowest[node], number[other])
            elif other not in number and other not in done:
                number[other] = lowest[other] = len(number)
                waiting.append(other)
                is_waiting.add(other)
                path.append((other, iter(links.get(other, ()))))
                break
        else:
            path.pop()
            if path:
                above = path[-1][0]
                lowest[above] = min(lowest[above], lowest[node])
            if lowest[node] == number[node]:
                group = _take(waiting, node)
                is_waiting.difference_update(group)
                yield group


def _take(waiting: list[Term], last: Term) -> list[Term]:
    """Remove the nodes that were added to ``waiting`` since ``last``, including ``last``, and return them."""
    group: list[Term] = []
    while not group or group[-1] != last:
        group.append(waiting.pop())
    return group
