"""The map as SVG that needs no JavaScript: labels that lead to the pages of their concepts, and curves between them.

Classes carry the look (``map.css``); what must not be missing without a stylesheet stands in attributes. Neither
styles nor scripts stand in it, so that a page with a strict content security policy can hold it.
"""

from headword.rdf.xml_chars import replace_forbidden
from headword.site.map.layout import FONT, LabelBox, arrange, estimate
from headword.site.map.tree import MapRoot, fold_branches

_HUES = 8
"""Colours of the stylesheet."""
_MARGIN = 24
_UNDERLINE = 9
"""Below the middle of a label: the line that it stands on."""
_RADIUS = (20, 8)
"""Of the corners of a scheme's and a top concept's box."""
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def draw(trunk: MapRoot, description: str, limit: int = 300) -> str:
    """The map as an ``svg`` element for a page.

    Args:
        trunk: The scheme and its branches.
        description: What is said of the drawing to those who cannot see it, in the language of the page.
        limit: How many concepts are drawn at most; the narrower ones of others are counted.
    """
    boxes = arrange(fold_branches(trunk, limit))
    lines = "".join(_join(box, box.above) for box in boxes if box.above is not None)
    labels = "".join(_write(box, trunk) for box in boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" role="group" '
        f'aria-labelledby="map-title" aria-describedby="map-description" {_frame(boxes)} '
        f'direction="ltr" font-family="system-ui, sans-serif" font-size="{FONT}" fill="currentColor">\n'
        f'<title id="map-title">{_escape(trunk.title)}</title>\n'
        f'<desc id="map-description">{_escape(description)}</desc>\n'
        f'<g class="map-lines" fill="none" stroke="currentColor" stroke-width="1.5">\n{lines}</g>\n{labels}</svg>'
    )


def _frame(boxes: tuple[LabelBox, ...]) -> str:
    """The part of the plane that holds all of them, with what is written at their outer edges."""
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
    """The number at a concept none of whose branches are drawn."""
    branch = box.branch
    return f"+{branch.more}" if branch and branch.more and not branch.branches else ""


def _line(box: LabelBox) -> float:
    """Where curves meet it: a box in its middle, a bare label at its line."""
    return box.y if box.level < 2 else box.y + _UNDERLINE


def _join(box: LabelBox, above: LabelBox) -> str:
    start = above.outer if above.side else above.x + (above.width if box.side > 0 else 0)
    bend = (start + box.inner) / 2
    curve = f"M{_point(start, _line(above))}C{_point(bend, _line(above))} {_point(bend, _line(box))} "
    under = f"H{_format_number(box.outer)}" if box.level > 1 else ""
    return f'<path class="{_hue(box)}" d="{curve}{_point(box.inner, _line(box))}{under}"/>\n'


def _write(box: LabelBox, trunk: MapRoot) -> str:
    """The label as a link, in full and with its keywords where it is pointed at; the number of others beside it."""
    branch = box.branch
    href = branch.href if branch else _owner(box, trunk)
    keywords = ", ".join(branch.keywords) if branch else ""
    full = branch.label if branch else trunk.title if not box.level else ""
    told = "\n".join(filter(None, (full if full != box.label or keywords else "", keywords)))
    title = f"<title>{_escape(told)}</title>" if told else ""
    kind = f"map-concept map-level-{min(box.level, 2)} {_hue(box)}"
    return f'<a class="{kind}" href="{_escape(href)}">{title}{_frame_label(box)}{_text(box)}</a>\n{_count_folded(box)}'


def _owner(box: LabelBox, trunk: MapRoot) -> str:
    """The page that tells of what is not drawn: that of the concept above it."""
    above = box.above.branch if box.above else None
    return above.href if above else trunk.href


def _frame_label(box: LabelBox) -> str:
    """What can be pointed at; of the scheme and its top concepts it is seen without a stylesheet, too."""
    place = f'x="{_format_number(box.x)}" y="{_format_number(box.y - box.height / 2)}"'
    size = f'width="{_format_number(box.width)}" height="{_format_number(box.height)}"'
    stroke = f' rx="{_RADIUS[box.level]}" stroke="currentColor"' if box.level < 2 else ' rx="4"'
    return f'<rect class="map-box" {place} {size}{stroke} fill="none" pointer-events="all"/>'


def _text(box: LabelBox) -> str:
    """At its inner edge, so that labels of one concept begin below each other however wide the letters are."""
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
    """With one decimal at most; never ``-0``."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _escape(text: str) -> str:
    """``text`` for content and attributes; what XML has no place for is replaced."""
    return replace_forbidden(text).translate(_SPECIAL)
