"""A heading line: its label, keywords and attributes, each with its columns."""

import re
import unicodedata
from dataclasses import dataclass, replace

from headword.core.findings import Located, Observation
from headword.markdown.inline import plain_text, split_text
from headword.markdown.profiles import PLAIN, SiteProfile
from headword.markdown.text import SourceText, normalize

_UNCLOSED = re.compile(r"(?:^|(?<=[\s;]))\{:?[#.][\w-][^{}]*$")
_ATTRIBUTES = re.compile(r"(?:^|(?<=[\s;]))\{:?(?P<body>[^{}]*)\}[ \t]*$")
_ITEM = re.compile(
    r"""\#(?P<id>[^\s"'=]*)|\.(?P<class>[\w-]+)|(?P<key>[\w:-]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))"""
)
_KEYS = ("notation", "iri", "lang")
_NUMBER = re.compile(r"(?P<number>\d{1,6}(?:\.\d{1,6})*)(?P<end>[.)])?[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes ``{#id .class key="value"}`` at the end of a heading; ``language`` is the key ``lang``."""

    id: Located | None = None
    classes: frozenset[str] = frozenset()
    notation: Located | None = None
    iri: Located | None = None
    language: Located | None = None


@dataclass(frozen=True, slots=True)
class HeadingText:
    """The parts of the text of a heading.

    ``unnumbered`` is the label without ``number``. The position of the heading in the outline decides between ``label``
    and ``unnumbered``. A ``bare`` number has neither a dot nor a bracket: ``5 Eyes``.
    """

    label: Located
    unnumbered: Located
    number: Located | None
    bare: bool
    keywords: tuple[Located, ...]
    attributes: Attributes
    observations: tuple[Observation, ...]


def read_heading(raw: SourceText, in_map: bool, site: SiteProfile = PLAIN, *, has_keywords: bool = True) -> HeadingText:
    """Read the parts of a heading; ``in_map`` also reports characters that break an online map.

    Keywords follow a semicolon, unless the headings of the site have none.
    """
    attributes, end, observations = _read_attributes(raw)
    text = raw if end == len(raw.text) else replace(raw, text=raw.text[:end])
    label_span, *rest = split_text(text, ";") if has_keywords or in_map else [(0, len(text.text))]
    label = text.part(*label_span)
    keywords = tuple(
        Located(plain, piece.whole())
        for span in (split_text(text, ";,", label_span[1] + 1) if rest else ())
        if (piece := text.part(*span)).text and (plain := plain_text(piece.text, site))
    )
    number = _NUMBER.match(label.text)
    read = _plain(label, site)
    if not is_visible(read.text):
        message = "this heading has no label"
        # An empty span is invisible in reports, so the finding covers the marks before it.
        place = read.location._replace(end_column=max(read.location.end_column, read.location.column + 1))
        observations.append(Observation("empty-heading", place, message))
    if in_map and "#" in label.text:
        message = f"the map cuts this label at `#`: {read.text!r}"
        observations.append(Observation("hash-in-map-label", read.location, message))
    return HeadingText(
        label=read,
        unnumbered=_plain(label.part(number.end(), len(label.text)), site) if number else read,
        number=_number(label, number),
        bare=number is not None and _is_bare(number),
        keywords=keywords,
        attributes=attributes,
        observations=tuple(observations),
    )


def strip_number(label: str) -> str:
    """Return ``label`` without a number such as ``1.`` or ``1.1``; a bare number, as in ``5 Eyes``, stays."""
    number = _NUMBER.match(label)
    return label[number.end() :] if number is not None and not _is_bare(number) else label


def _is_bare(number: re.Match[str]) -> bool:
    return not number["end"] and "." not in number["number"]


def is_visible(text: str) -> bool:
    """Return whether ``text`` contains a visible character."""
    if text[:1].isalnum():
        return True
    return any(unicodedata.category(char) not in ("Cc", "Cf", "Zs", "Zl", "Zp") for char in text)


def _plain(text: SourceText, site: SiteProfile) -> Located:
    return Located(plain_text(text.text, site), text.whole())


def _number(label: SourceText, match: re.Match[str] | None) -> Located | None:
    if match is None:
        return None
    return Located(match["number"], label.place(match.start("number"), match.end("number")))


def _read_attributes(raw: SourceText) -> tuple[Attributes, int, list[Observation]]:
    """Return the attributes, the offset at which the rest of the heading ends, and the observations."""
    unclosed = _UNCLOSED.search(raw.text) if "{" in raw.text else None
    if unclosed is not None:
        place = raw.place(unclosed.start(), unclosed.end())
        return Attributes(), unclosed.start(), [Observation("invalid-attribute", place, "the braces are not closed")]
    match = _ATTRIBUTES.search(raw.text) if raw.text.endswith(("}", "} ", "}\t")) else None
    if match is None or not match["body"].strip():
        return Attributes(), len(raw.text), []
    base = match.start("body")
    items = list(_ITEM.finditer(match["body"]))
    left_over = _ITEM.sub("", match["body"]).strip()
    if left_over:
        if not items:
            return Attributes(), len(raw.text), []
        place = raw.place(match.start(), match.end())
        message = f"cannot read {left_over!r} in these attributes"
        return Attributes(), match.start(), [Observation("invalid-attribute", place, message)]
    found: dict[str, Located] = {}
    classes: set[str] = set()
    for item in items:
        if item["class"]:
            classes.add(item["class"].lower())
        elif item["key"] in (*_KEYS, "id"):
            group = "quoted" if item["quoted"] is not None else "bare"
            place = raw.place(base + item.start(group), base + item.end(group))
            found[item["key"]] = Located(item[group], place)
        elif item["id"] is not None:
            found["id"] = Located(normalize(item["id"]), raw.place(base + item.start(), base + item.end()))
    values = (found.get(key) for key in _KEYS)
    return Attributes(found.get("id"), frozenset(classes), *values), match.start(), []
