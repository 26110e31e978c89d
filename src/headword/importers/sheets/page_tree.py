"""The headings of a page as a tree of sections, which can be moved with their content, and new ones added."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from headword.core.findings import Location
from headword.importers.sheets.line_edits import Lines
from headword.importers.sheets.page_editor import EditError
from headword.markdown.outline import Outline

_ATX = re.compile(r"(?P<indent> {0,3})(?P<marks>#{1,6})(?=[ \t]|$)")
_DEEPEST = 6


@dataclass(slots=True, eq=False)
class SectionNode:
    """A heading with the lines up to the next one, and the sections below it.

    ``key`` is the IRI of the concept or the key of a new row; empty for a heading that is not published.
    """

    key: str
    level: int
    lines: list[str]
    place: Location
    children: list["SectionNode"] = field(default_factory=list)
    parent: "SectionNode | None" = None

    def walk(self) -> Iterator["SectionNode"]:
        """Yield the node and all below it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


class PageTree:
    """The sections of a page.

    Args:
        outline: the outline of the page.
        keys: for each heading of the outline its key.
        lines: the lines of the page, which may be edited already.
        end: the line, from 0, at which the outline ends; what follows belongs to no section.
    """

    def __init__(self, outline: Outline, keys: Sequence[str], lines: Lines, end: int) -> None:
        starts = [heading.label.location.line - 1 for heading in outline.headings]
        self.root = SectionNode(
            "", 0, _flatten(lines[: starts[0]] if starts else lines[:end]), Location(outline.page.path)
        )
        self._tail = _flatten(lines[end:])
        nodes: list[SectionNode] = []
        for heading, key, start, stop in zip(outline.headings, keys, starts, [*starts[1:], end], strict=True):
            parent = self.root if heading.parent is None else nodes[heading.parent]
            node = SectionNode(key, heading.level, _flatten(lines[start:stop]), heading.label.location, [], parent)
            parent.children.append(node)
            nodes.append(node)
        self.by_key = {node.key: node for node in nodes if node.key}
        self.in_map = outline.in_map
        self._last = nodes[-1] if nodes else self.root

    def add(self, key: str, lines: Sequence[str], place: Location) -> None:
        """Add a node that is placed later."""
        self.by_key[key] = SectionNode(key, 1, list(lines), place)

    def arrange(self, parent: str, children: Sequence[str], moved: Iterable[str]) -> None:
        """Put the moved ones of ``children`` below ``parent`` in this order; all others stay where they are.

        Raises:
            EditError: a heading would be deeper than six levels, or cannot change its level.
        """
        above = self.by_key.get(parent, self.root)
        wanted = set(moved)
        before: SectionNode | None = None
        for key in children:
            node = self.by_key.get(key)
            if node is None:
                continue
            if key in wanted:
                self._move(node, above, before)
            before = node if node.parent is above else before

    def _move(self, node: SectionNode, above: SectionNode, before: SectionNode | None) -> None:
        if node.parent is not None:
            node.parent.children.remove(node)
        level = above.level + 1 if above is not self.root else self._top_level(node)
        at = above.children.index(before) + 1 if before is not None else 0
        above.children.insert(at, node)
        node.parent = above
        shift = level - node.level
        for one in node.walk() if shift else ():
            _shift(one, shift)

    def _top_level(self, node: SectionNode) -> int:
        return next((one.level for one in self.root.children if one is not node), 1)

    def write(self) -> list[str]:
        """Return the lines of the page."""
        nodes = list(self.root.walk())
        if nodes[-1] is not self._last:
            _swap_ends(self._last, nodes[-1])
        return [*(line for node in nodes for line in node.lines), *self._tail]


def _flatten(lines: Lines) -> list[str]:
    return [line for each in lines for line in each]


def _shift(node: SectionNode, shift: int) -> None:
    """Write the heading of a node that many levels deeper."""
    level = node.level + shift
    if level > _DEEPEST:
        hint = "continue on another page with 'under' in its front matter"
        raise EditError(f"the heading would be {level} levels deep, and Markdown has {_DEEPEST}", hint, node.place)
    marks = _ATX.match(node.lines[0])
    if marks is None:
        raise EditError("only a heading that begins with # can change its level", "rewrite the heading", node.place)
    node.lines[0] = f"{marks['indent']}{'#' * level}{node.lines[0][marks.end() :]}"
    node.level = level


def _swap_ends(was: SectionNode, now: SectionNode) -> None:
    """Exchange the blank lines at the ends of the section that was the last one and of that which is the last now."""
    ends = []
    for node in (was, now):
        count = next((n for n, line in enumerate(reversed(node.lines)) if line.strip()), len(node.lines))
        ends.append(node.lines[len(node.lines) - count :])
        node.lines[len(node.lines) - count :] = []
    was.lines += ends[1]
    now.lines += ends[0]
