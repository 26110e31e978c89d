"""Texts as Markdown that reads back as the same text; None if that is impossible."""

import json
import re
from collections.abc import Iterator

from headword.compiler.meaning.field_keys import begins_field
from headword.markdown.inline import find_links, has_words, plain_text, split_text
from headword.markdown.profiles import PLAIN, SITES
from headword.markdown.text import SourceText, normalize
from headword.rdf.terms import is_iri

_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ .,()'\"/+:?%°\u2019\u2013\u2014-])*(?<! )")
"""Letters, digits and signs without a meaning in a label, except at its beginning and end."""
_SPECIAL = re.compile(r"[\\`*_\[\]<>&;#{}~|!=^$]")
_SEPARATOR = re.compile(r"[\\;]")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BLOCK = re.compile(
    r"#{1,6}(?:\s|$)|>|[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|```|~~~|<|=+\s*$|-+\s*$|_+\s*$|\{\{|\*?\[[^\]]*\]:"
    r"|(?:[*_-][ \t]*){3,}$|[|:-][-:| \t]*$|[:~](?:\s|$)|\$\$|:::|///|!!!|\?\?\?|\{[^{}]*\}\s*$"
    r"|\([\w.:-]+\)=\s*$|\[\[?_?toc_?\]",
    re.IGNORECASE,
)
"""Characters that have a meaning at the start of a line."""
_LONGEST_LABEL = 1_000
"""The length in characters from which a text is not written as a label."""


def spell_label(text: str) -> str | None:
    """Return ``text`` as a label in a heading or a field."""
    if _PLAIN.fullmatch(text) and text == normalize(text):
        return text
    return next((way for way in _spell(text) if _reads_as_label(way, text)), None)


def _spell(text: str) -> Iterator[str]:
    """Yield spellings of ``text``, the plainest first."""
    if len(text) > _LONGEST_LABEL or (not text.isprintable() and "\0" in text):
        return
    yield text
    for special in (_SEPARATOR, _SPECIAL):
        yield _spell_ends(special.sub(lambda match: f"\\{match.group()}", text))
    yield _spell_ends("".join(_to_entity(char) if _SPECIAL.match(char) else char for char in text))


def _spell_ends(text: str) -> str:
    """Return a text with white space at the ends, and characters that a line cannot contain, as entities."""
    body = text.strip(" \t\n\r\f\v\u00a0\u3000")
    if not body:
        return "".join(map(_to_entity, text))
    start = text.index(body)
    before, after = text[:start], text[start + len(body) :]
    inside = _ODD.sub(lambda match: _to_entity(match.group()), body)
    return "".join(map(_to_entity, before)) + inside + "".join(map(_to_entity, after))


def _to_entity(char: str) -> str:
    return f"&#{ord(char)};"


def _reads_as_label(way: str, text: str) -> bool:
    """Return whether a spelling is read as one value with this text."""
    if "\n" in way or "\r" in way or _SHORTCODE.search(way):
        return False
    source = SourceText(way, "", 1, 1)
    pieces = list(split_text(source, ";"))
    return (
        len(pieces) == 1
        and way == way.strip(" \t\n")
        and all(plain_text(way, site) == text for site in SITES.values())
        and not _looks_like_attributes(way)
    )


_SHORTCODE = re.compile(r"\{[{%]|\{#-?\s|[%}]\}")
"""The beginning or the end of a tag of a template language."""
_ANCHOR = re.compile(r"<(?:a|span)\s", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{[^{}]*\}[ \t]*$")


def _looks_like_attributes(way: str) -> bool:
    return bool(_ATTRIBUTES.search(way))


def spell_note(text: str) -> str | None:
    """Return ``text`` as the value of a field of prose, with marked line breaks and indented further lines."""
    lines = text.split("\n")
    if any(map(_is_unfit, lines)) or not lines[0] or not lines[-1]:
        return None
    if any(_BLOCK.match(line) or _begins_field(line) for line in lines[1:]):
        return None
    if text != normalize(text) or r"\;" in text or _leads_to_page(text):
        return None
    return "\\\n".join(lines)


def _is_unfit(line: str) -> bool:
    """Return whether a line cannot be part of a paragraph without changes."""
    return (
        line != line.strip()
        or line.endswith("\\")
        or bool(_ODD.search(line))
        or bool(_SHORTCODE.search(line))
        or bool(_ANCHOR.search(line))
        or "<!--" in line
        or "-->" in line
    )


def _leads_to_page(text: str) -> bool:
    """Return whether a link in prose would be read as a link to a page."""
    if "[" not in text and "{{" not in text:
        return False
    links = find_links(SourceText(text, "", 1, 1))
    return any(link.style in ("wiki", "ref") or (link.style == "path" and bool(link.written)) for link in links)


def is_paragraph(spelled: str) -> bool:
    """Return whether an escaped note can be its own paragraph below a heading."""
    is_block = _BLOCK.match(spelled) or spelled.startswith("|") or _begins_field(spelled.partition("\\\n")[0])
    return not is_block and has_words(spelled, PLAIN)


def _begins_field(line: str) -> bool:
    return begins_field(SourceText(line, "", 1, 1))


def spell_link(label: str, target: str) -> str:
    """Return a link to a concept, which shows its label without characters that a link cannot contain."""
    shown = " ".join(_ODD.sub(" ", re.sub(r"[\[\]{}]", "", label)).split())
    text = _SPECIAL.sub(lambda match: f"\\{match.group()}", shown)
    return f"[{text or 'link'}]({quote_target(target)})"


def quote_target(target: str) -> str:
    """Return a path and fragment as the target of a link."""
    return f"<{target}>" if re.search(r"[\s()]", target) else target


def spell_iri(iri: str) -> str | None:
    """Return an IRI as the target of a field, or None if Markdown cannot express it."""
    return f"<{iri}>" if is_iri(iri) and not re.search(r"\s", iri) else None


def spell_value(text: str) -> str:
    """Return ``text`` as a value of YAML front matter."""
    if _BARE_VALUE.fullmatch(text) and text.lower() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False).translate(_YAML_ESCAPES)


_BARE_VALUE = re.compile(
    r"[^\W\d_][^\W_]*(?:[ -][^\W_]+)*|\d{4}-\d\d-\d\d|[a-z]+://[^\s'\"\[\]{},`]*[^\s'\"\[\]{},`:]|\.{0,2}/?[\w./-]*\w\.md(?:#[\w.-]*\w)?"
)
"""Words, dates, IRIs and paths of pages, which need no quotes."""
_YAML_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_YAML_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)}
