"""The map as SVG that needs no JavaScript: labels that lead to the pages of their concepts, and curves between them.

Classes give the look (``map.css``); attributes contain everything that is necessary without a stylesheet. The SVG has
no styles or scripts, so that a page with a strict content security policy can include it.
"""

from collections.abc import Callable

from headword.rdf.locale_formats import find_separator
from headword.rdf.xml_chars import replace_forbidden
from headword.site.map.layout import FONT, LabelBox, arrange, estimate
from headword.site.map.tree import MapRoot, fold_branches

_HUES = 8
"""Colours of the stylesheet."""
_MARGIN = 24
_UNDERLINE = 9
"""Distance in pixels from the middle of a label down to the line under it."""
_RADIUS = (20, 8)
"""Radius of the corners of a box, in pixels: of the scheme, of top concepts."""
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def draw(trunk: MapRoot, description: str, limit: int = 300, name_uses: Callable[[int], str] = str) -> str:
    """Return the map as an ``svg`` element for a page.

    Args:
        trunk: The scheme and its branches.
        description: The description for screen readers, in the language of the page.
        limit: The maximum number of concepts that are drawn; their other narrower concepts are counted.
        name_uses: Returns the words for a number of pages that name a concept.
    """
    boxes = arrange(fold_branches(trunk, limit))
    lines = "".join(_join(box, box.above) for box in boxes if box.above is not None)
    labels = "".join(_write(box, trunk, name_uses) for box in boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" role="group" '
        f'aria-labelledby="map-title" aria-describedby="map-description" {_frame(boxes)} '
        f'direction="ltr" font-family="system-ui, sans-serif" font-size="{FONT}" fill="currentColor">\n'
        f'<title id="map-title">{_escape(trunk.title)}</title>\n'
        f'<desc id="map-description">{_escape(description)}</desc>\n'
        f'<g class="map-lines" fill="none" stroke="currentColor" stroke-width="1.5">\n{lines}</g>\n{labels}</svg>'
    )


def _frame(boxes: tuple[LabelBox, ...]) -> str:
    """Return the attributes of the part of the plane that contains all boxes and the numbers next to them."""
    left = min(_reach(box, -1) for box in boxes) - _MARGIN
    right = max(_reach(box, 1) for box in boxes) + _MARGIN
    top = min(box.y - box.height / 2 for box in boxes) - _MARGIN
    bottom = max(box.y + box.height / 2 for box in boxes) + _MARGIN
    width, height = _format_number(right - left), _format_number(bottom - top)
    return f'viewBox="{_format_number(left)} {_format_number(top)} {width} {height}" width="{width}" height="{height}"'


def _reach(box: LabelBox, side: int) -> float:
    edge = box.x + box.width if side > 0 else box.x
    return edge + side * (12 + estimate(_folded(box))) if box.side == side and _folded(box) else edge


def _folded(box: LabelBox) -> str:
    """Return the number next to a concept whose branches are not drawn."""
    branch = box.branch
    return f"+{branch.more}" if branch and branch.more and not branch.branches else ""


def _line(box: LabelBox) -> float:
    """Return the height at which curves meet a box: its middle, or the line under a label without a box."""
    return box.y if box.level < 2 else box.y + _UNDERLINE


def _join(box: LabelBox, above: LabelBox) -> str:
    start = above.outer if above.side else above.x + (above.width if box.side > 0 else 0)
    bend = (start + box.inner) / 2
    curve = f"M{_point(start, _line(above))}C{_point(bend, _line(above))} {_point(bend, _line(box))} "
    under = f"H{_format_number(box.outer)}" if box.level > 1 else ""
    return f'<path class="{_hue(box)}" d="{curve}{_point(box.inner, _line(box))}{under}"/>\n'


def _write(box: LabelBox, trunk: MapRoot, name_uses: Callable[[int], str]) -> str:
    """Return the label as a link, with a tooltip of the full label, keywords and uses, and the number next to it."""
    branch = box.branch
    href = branch.href if branch else _owner(box, trunk)
    keywords = find_separator(trunk.language).join(branch.keywords) if branch else ""
    full = branch.label if branch else trunk.title if not box.level else ""
    used = name_uses(branch.uses) if branch and branch.uses else ""
    tooltip = "\n".join(filter(None, (full if full != box.label or keywords else "", keywords, used)))
    title = f"<title>{_escape(tooltip)}</title>" if tooltip else ""
    kind = f"map-concept map-level-{min(box.level, 2)} {_hue(box)}"
    return f'<a class="{kind}" href="{_escape(href)}">{title}{_frame_label(box)}{_text(box)}</a>\n{_count_folded(box)}'


def _owner(box: LabelBox, trunk: MapRoot) -> str:
    """Return the page that shows the concepts that are not drawn: the page of the concept above."""
    above = box.above.branch if box.above else None
    return above.href if above else trunk.href


def _frame_label(box: LabelBox) -> str:
    """Return the box of a label, which is visible without a stylesheet for the scheme and its top concepts."""
    place = f'x="{_format_number(box.x)}" y="{_format_number(box.y - box.height / 2)}"'
    size = f'width="{_format_number(box.width)}" height="{_format_number(box.height)}"'
    stroke = f' rx="{_RADIUS[box.level]}" stroke="currentColor"' if box.level < 2 else ' rx="4"'
    return f'<rect class="map-box" {place} {size}{stroke} fill="none" pointer-events="all"/>'


def _text(box: LabelBox) -> str:
    """Return the text at the inner edge of its box, so that siblings are aligned with any font."""
    inset = (0, 12, 4)[min(box.level, 2)]
    anchor, x = {
        0: ("middle", box.x + box.width / 2),
        1: ("start", box.x + inset),
        -1: ("end", box.x + box.width - inset),
    }[box.side]
    place = f'x="{_format_number(x)}" y="{_format_number(box.y)}" dy=".35em" text-anchor="{anchor}"'
    return f"<text {place}>{_escape(box.label)}</text>"


def _count_folded(box: LabelBox) -> str:
    folded = _folded(box)
    if not folded:
        return ""
    anchor = "start" if box.side > 0 else "end"
    x, y = _format_number(box.outer + 6 * box.side), _format_number(_line(box))
    return f'<text class="map-count" x="{x}" y="{y}" dy=".35em" text-anchor="{anchor}">{folded}</text>\n'


def _hue(box: LabelBox) -> str:
    return f"map-hue-{box.hue % _HUES}" if box.level else "map-hue"


def _point(x: float, y: float) -> str:
    return f"{_format_number(x)} {_format_number(y)}"


def _format_number(value: float) -> str:
    """Return a number with one decimal at most, and never ``-0``."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _escape(text: str) -> str:
    """Return ``text`` for content and attributes; characters that XML forbids are replaced."""
    return replace_forbidden(text).translate(_SPECIAL)
