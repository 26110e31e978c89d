"""Which passages under a heading are fields, and which are prose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import NamedTuple

from headword.compiler.meaning.dialect import FieldKey, nearest_key
from headword.compiler.meaning.field_keys import Field, find_field, is_certain, is_language
from headword.core.findings import Observation
from headword.markdown.field_tables import Table, read_definitions, read_table
from headword.markdown.fields import BULLET, ListItem, locate_lines, read_item, split_before
from headword.markdown.outline import Heading
from headword.markdown.text import HIDDEN, SourceText

_NEAR = 3
"""The most lines from a block to the next that leave no room for a block of another kind between."""
_OPEN_ENDS = (";", ",")
"""The ends of a line after which a list of values continues."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The text under a heading, sorted by what it is; ``notes`` are items of lists that are prose."""

    fields: tuple[Field, ...] = ()
    paragraphs: tuple[SourceText, ...] = ()
    quotes: tuple[SourceText, ...] = ()
    notes: tuple[SourceText, ...] = ()
    observations: tuple[Observation, ...] = ()


class _Block(NamedTuple):
    """A block under a heading; ``items`` are those of a list."""

    kind: str
    text: SourceText
    items: tuple[ListItem, ...] = ()


def read_passages(heading: Heading) -> Passages:
    """Sort the text under ``heading`` into fields and prose."""
    return _join(_read_blocks(_list_blocks(heading)))


def _join(passages: Iterable[Passages]) -> Passages:
    each = list(passages)
    return Passages(
        tuple(chain.from_iterable(one.fields for one in each)),
        tuple(chain.from_iterable(one.paragraphs for one in each)),
        tuple(chain.from_iterable(one.quotes for one in each)),
        tuple(chain.from_iterable(one.notes for one in each)),
        tuple(chain.from_iterable(one.observations for one in each)),
    )


def _list_blocks(heading: Heading) -> list[_Block]:
    """The blocks under a heading in their order; text above the heading, of a page named by its file, comes last."""
    blocks = [
        *(_Block("paragraph", text) for text in heading.paragraphs),
        *(_Block("quote", text) for text in heading.quotes),
        *(_Block("list", items[0].text, items) for items in heading.lists if items),
    ]
    first = heading.label.location.line
    return sorted(blocks, key=lambda block: (block.text.line < first, block.text.line))


def _read_blocks(blocks: Sequence[_Block]) -> Iterator[Passages]:
    """What each block is; one that stands below a key without a value is that value."""
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        values = _find_values(block, waiting[-1]) if waiting else ()
        if values:
            waiting.pop()
        yield _read_block(block, values)


def _read_block(block: _Block, values: tuple[SourceText, ...] = ()) -> Passages:
    if block.kind == "paragraph":
        return _read_paragraph(block.text, values)
    if block.kind == "quote":
        return _read_quote(block.text)
    is_whole = len(block.items) == 1 and block.items[0].key is None
    return (_read_whole(block.text) if is_whole else None) or _read_list(block.items)


def _read_whole(text: SourceText) -> Passages | None:
    """A table or a list of definitions, or a remark of which every line is a field; None if it is another block."""
    table = read_table(text)
    if table is not None:
        return _read_table(text, table)
    definitions = read_definitions(text)
    return (_read_field_list(definitions) if definitions else None) or _read_fields(text)


def _find_values(block: _Block, below: _Block) -> tuple[SourceText, ...]:
    """The values of the key that a paragraph ends with, if what stands ``below`` is such.

    A list is, whatever the key; a paragraph or a quote only if the key is for prose.
    """
    is_near = below.text.line - block.text.last_line <= _NEAR
    if block.kind != "paragraph" or not is_near:
        return ()
    last = _split_fields(block.text)[-1]
    if not isinstance(last, Field) or last.item.parts or _read_block(below).fields:
        return ()
    if below.kind == "list":
        return tuple(part for item in below.items for part in ((item.text,) if item.key else item.parts))
    return (below.text,) if last.key.value == "note" else ()


def _read_paragraph(text: SourceText, values: tuple[SourceText, ...] = ()) -> Passages:
    """A paragraph of fields, of prose, or of both if a field in it is certain to be one.

    ``values`` are those of the key that it ends with.
    """
    pieces = _split_fields(text)
    last = pieces[-1]
    if values and isinstance(last, Field):
        pieces = (*pieces[:-1], Field(last.key, last.item.with_parts(values)))
    pieces = tuple(map(_drop_empty, pieces))
    fields = tuple(piece for piece in pieces if isinstance(piece, Field))
    prose = tuple(piece for piece in pieces if isinstance(piece, SourceText))
    if isinstance(last, Field) and prose == (last.item.text,) == pieces:
        return Passages(notes=prose)
    if prose and not values and not any(is_certain(field.item) for field in fields):
        return Passages(paragraphs=(text,))
    stray = tuple(_find_in_paragraph(pieces[:-1] if values else pieces)) if prose else ()
    return Passages(fields, prose, observations=stray)


def _drop_empty(piece: Field | SourceText) -> Field | SourceText:
    """Return ``piece``, or its text if it is a word like ``Example:``, which may introduce anything."""
    is_word = isinstance(piece, Field) and not piece.item.parts and not is_certain(piece.item)
    return piece.item.text if isinstance(piece, Field) and is_word else piece


def _split_fields(text: SourceText) -> tuple[Field | SourceText, ...]:
    """The fields of a paragraph, each of which begins a line, and the prose between them."""
    pieces: list[Field | SourceText] = []
    for piece in split_before(text, lambda line: find_field(read_item(line)) is not None):
        key, end = _find_key(piece)
        if key is not None:
            pieces.append(Field(key, read_item(piece.part(0, end))))
        if end < len(piece.text):
            pieces.append(piece.part(end, len(piece.text)))
    return tuple(pieces)


def _find_key(piece: SourceText) -> tuple[FieldKey | None, int]:
    """The key that ``piece`` begins with, and the end of its value; without a key, 0."""
    key = find_field(read_item(piece))
    if key is not None:
        return key, _find_end(piece, key)
    # `**Key: value**` ends with its line.
    end = locate_lines(piece)[0][1]
    key = find_field(read_item(piece.part(0, end)))
    return key, end if key is not None else 0


def _find_end(piece: SourceText, key: FieldKey) -> int:
    """The end of the value in ``piece``: prose goes on to its end, another value as far as its line leads on."""
    if key.value == "note":
        return len(piece.text)
    for number, (start, end) in enumerate(locate_lines(piece)):
        line = piece.part(start, end)
        if not line.text.endswith(_OPEN_ENDS) and (number or read_item(line).parts):
            return end
    return len(piece.text)


def _read_fields(text: SourceText) -> Passages | None:
    """``text`` as fields, if each of its lines belongs to one."""
    pieces = tuple(map(_drop_empty, _split_fields(text)))
    fields = tuple(piece for piece in pieces if isinstance(piece, Field))
    return Passages(fields) if len(fields) == len(pieces) else None


def _read_quote(text: SourceText) -> Passages:
    stray = _find_stray(text, "is read as part of the quote; move it out of the quote")
    return _read_fields(text) or Passages(quotes=(text,), observations=tuple(stray))


def _read_table(text: SourceText, table: Table) -> Passages:
    """A table of fields, with its header if that is one; any other is a note."""
    rows = (table.header, *table.rows) if find_field(table.header) else table.rows
    listed = _read_field_list(rows) if table.columns == 2 and rows else None
    if listed is not None:
        return listed
    wanted = (
        "a table of fields must have two columns"
        if table.columns != 2
        else "most keys in a table of fields must be known"
    )
    stray = (_report(row, f"is read as part of a note; {wanted}") for row in rows if is_certain(row))
    return Passages(notes=(text,), observations=tuple(stray))


def _read_list(items: Sequence[ListItem]) -> Passages:
    """A list of fields, or of prose as a whole."""
    own = tuple(item for item in items if not item.inline or find_field(item))
    pieces = tuple(tuple(_split_item(item)) for item in own)
    listed = _read_field_list([item for piece in pieces for item in piece]) if own else None
    if listed is not None:
        late = (_report_late(item) for piece in pieces for item in piece[1:])
        nested = (seen for field in listed.fields for seen in _find_nested(field))
        return replace(listed, observations=(*listed.observations, *late, *nested))
    reason = "is read as prose, because not all items of this list are fields; move the fields to a separate list"
    stray = (seen for item in own for seen in _find_stray(item.text, reason))
    return Passages(notes=tuple(item.text for item in own), observations=tuple(stray))


def _split_item(item: ListItem) -> Iterator[ListItem]:
    """``item``, and those fields that begin a line of their own in it."""
    if len(item.parts) > 1:
        yield item
        return
    first, *others = split_before(item.text, lambda line: is_certain(read_item(line)))
    yield read_item(first) if others else item
    yield from map(read_item, others)


def _read_field_list(items: Sequence[ListItem]) -> Passages | None:
    """``items`` as fields, if all have a key and most keys are known; those that are not are notes."""
    keys = [find_field(item) for item in items]
    if not all(key or (item.key and not item.is_tight) for item, key in zip(items, keys, strict=True)):
        return None
    # Looking for what a key is like takes far longer than finding it.
    near = ["" if key or not item.key else nearest_key(item.key.text) for item, key in zip(items, keys, strict=True)]
    count = sum(bool(key or name) for key, name in zip(keys, near, strict=True))
    if count < len(items) and (2 * count <= len(items) or not any(map(is_certain, items))):
        return None
    return Passages(
        tuple(Field(key, item) for item, key in zip(items, keys, strict=True) if key),
        notes=tuple(item.text for item, key in zip(items, keys, strict=True) if not key),
        observations=tuple(
            _tell_unknown(item, name) for item, key, name in zip(items, keys, near, strict=True) if not key
        ),
    )


def _find_nested(field: Field) -> Iterator[Observation]:
    """Parts of a value that read like fields themselves."""
    name = field.key.name
    for part in field.item.parts[1:] if field.item.opens else field.item.parts:
        item = read_item(part)
        if item.key is not None and is_language(item.key.text):
            yield _report(item, f"is read as part of a value; write `{name} ({item.key.text}): …`")
        elif find_field(item):
            yield _report(item, f"is read as a value of {name!r}; move it out of the nested list")


def _find_stray(text: SourceText, said: str) -> Iterator[Observation]:
    """The lines of prose that would be fields if they stood in a list of their own."""
    for start, end in locate_lines(text):
        bullet = BULLET.match(text.text[start:end])
        item = read_item(text.part(start + (bullet.end() if bullet else 0), end))
        if is_certain(item):
            yield _report(item, said)


def _find_in_paragraph(pieces: Sequence[Field | SourceText]) -> Iterator[Observation]:
    """The fields in the middle of prose, each with the list item that it should be."""
    for piece, after in zip_longest(pieces, pieces[1:]):
        if isinstance(piece, Field):
            # Without a blank line, the item would go on with the prose after it.
            end = "\n" if isinstance(after, SourceText) else ""
            is_fixable = not (end and piece.item.text.line_starts)
            instead = _spell_item(piece.item) + end if is_fixable else ""
            yield _report(piece.item, "is inside a paragraph; put it in a list", instead)


def _report_late(item: ListItem) -> Observation:
    return _report(item, "is inside the list item above; begin the line with `- `", _spell_item(item))


def _spell_item(item: ListItem) -> str:
    """The first line of ``item`` as that of a list item; empty if it is indented, and would be a nested one."""
    text = item.text
    # What joins two lines, a space or a line break, belongs to neither.
    first = text.text[slice(*locate_lines(text)[0])].rstrip()
    return f"- {first}" if text.column == 1 and HIDDEN not in first else ""


def _report(item: ListItem, said: str, instead: str = "") -> Observation:
    assert item.key is not None
    message = f"the field {item.key.text!r} {said}"
    return Observation("misplaced-field", item.text.whole(), message, instead=instead)


def _tell_unknown(item: ListItem, suggestion: str) -> Observation:
    assert item.key is not None
    hint = f"; did you mean {suggestion!r}?" if suggestion else ""
    message = f"unknown field {item.key.text!r}{hint}"
    return Observation("unknown-field", item.key.location, message, instead=suggestion)
