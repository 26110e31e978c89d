"""The passages under a heading, sorted into fields and prose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from headword.compiler.meaning.dialect import FieldKey, nearest_key
from headword.compiler.meaning.field_keys import (
    LINKING,
    Field,
    begins_field,
    find_bare,
    find_field,
    has_link,
    is_bold,
    is_certain,
    is_misspelt,
    is_unknown,
)
from headword.compiler.meaning.properties import read_properties
from headword.compiler.meaning.stray_fields import (
    SENTENCE_ENDS,
    find_in_prose,
    find_in_value,
    find_stray,
    report,
    report_inside,
    report_late,
    report_unknown,
)
from headword.compiler.naming.plan import PagePlan, PlannedHeading, is_true
from headword.core.findings import Observation
from headword.markdown.field_tables import Table, read_definitions, read_table
from headword.markdown.fields import ListItem, locate_lines, read_item, split_before
from headword.markdown.section import Heading
from headword.markdown.text import SourceText

_NEAR = 3
"""The maximum distance in lines between two adjacent blocks; a larger one has room for another block."""
_OPEN_ENDS = (";", ",")
"""The ends of a line after which a list of values continues."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The text under a heading, sorted by its role; ``notes`` are list items that are prose."""

    fields: tuple[Field, ...] = ()
    paragraphs: tuple[SourceText, ...] = ()
    quotes: tuple[SourceText, ...] = ()
    notes: tuple[SourceText, ...] = ()
    observations: tuple[Observation, ...] = ()


class _Block(NamedTuple):
    """A block under a heading; ``items`` are the items of a list."""

    kind: str
    text: SourceText
    items: tuple[ListItem, ...] = ()


def read_passages(heading: Heading) -> Passages:
    """Sort the text under ``heading`` into fields and prose."""
    if not (heading.paragraphs or heading.quotes or heading.lists):
        return Passages()
    read = list(_read_blocks(_list_blocks(heading)))
    above = (None, *(passages for _, passages in read))
    below = (*(passages if block.kind == "paragraph" else None for block, passages in read[1:]), None)
    joined = _join(
        _read_neighbour(passages) if _has_fields(before) or _has_fields(after) else passages
        for (_, passages), before, after in zip(read, above, below, strict=False)
    )
    inside = tuple(chain.from_iterable(map(find_in_value, joined.fields)))
    return replace(joined, observations=(*joined.observations, *inside)) if inside else joined


def is_deprecated(plan: PagePlan, planned: PlannedHeading) -> bool:
    """Return whether a heading, or a field under it, marks the concept as deprecated."""
    fields = list(read_passages(planned.heading).fields)
    if planned.heading is plan.outline.main:
        fields += (one for one in read_properties(plan.page) if isinstance(one, Field))
    return "deprecated" in planned.heading.attributes.classes or any(
        one.key.value == "flag" and one.item.value is not None and is_true(one.item.value.text) for one in fields
    )


def _join(passages: Iterable[Passages]) -> Passages:
    each = list(passages)
    return Passages(
        tuple(chain.from_iterable(one.fields for one in each)),
        tuple(chain.from_iterable(one.paragraphs for one in each)),
        tuple(chain.from_iterable(one.quotes for one in each)),
        tuple(chain.from_iterable(one.notes for one in each)),
        tuple(chain.from_iterable(one.observations for one in each)),
    )


def _has_fields(passages: Passages | None) -> bool:
    """Return whether a block consists of fields, one of which is certain."""
    return passages is not None and not passages.paragraphs and any(is_certain(one.item) for one in passages.fields)


def _read_neighbour(passages: Passages) -> Passages:
    """Return ``passages`` of a block next to fields: a paragraph ``Key: value`` is a note, not the definition.

    A sentence is prose, regardless of its first words.
    """
    items = [read_item(text) for text in passages.paragraphs]
    if len(items) != 1 or passages.fields or not is_unknown(items[0]) or items[0].text.text.endswith(SENTENCE_ENDS):
        return passages
    return _read_keyed(items)


def _list_blocks(heading: Heading) -> list[_Block]:
    """Return the blocks under a heading in order; text above the heading of a page named by its file comes last."""
    blocks = [
        *(_Block("paragraph", text) for text in heading.paragraphs),
        *(_Block("quote", text) for text in heading.quotes),
        *(_Block("list", items[0].text, items) for items in heading.lists if items),
    ]
    first = heading.label.location.line
    return sorted(blocks, key=lambda block: (block.text.line < first, block.text.line))


def _read_blocks(blocks: Sequence[_Block]) -> Iterator[tuple[_Block, Passages]]:
    """Yield each block with its passages; a block below a key without a value is the value."""
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        values = _find_values(block, waiting[-1]) if waiting else ()
        if values:
            waiting.pop()
        yield block, _read_block(block, values)


def _read_block(block: _Block, values: tuple[SourceText, ...] = ()) -> Passages:
    if block.kind == "paragraph":
        return _read_paragraph(block.text, values)
    if block.kind == "quote":
        return _read_quote(block.text)
    is_whole = len(block.items) == 1 and block.items[0].key is None
    return (_read_whole(block.text) if is_whole else None) or _read_list(block.items)


def _read_whole(text: SourceText) -> Passages | None:
    """Return the passages of a table, a list of definitions or a remark with only fields; None for other blocks."""
    table = read_table(text)
    if table is not None:
        return _read_table(text, table)
    definitions = read_definitions(text)
    return (_read_field_list(definitions) if definitions else None) or _read_fields(text)


def _find_values(block: _Block, below: _Block) -> tuple[SourceText, ...]:
    """Return the values for the key at the end of a paragraph, if the next block contains them.

    A list contains values for any key. A paragraph or a quote does so only if the value of the key is prose.
    """
    is_near = below.text.line - block.text.last_line <= _NEAR
    if block.kind != "paragraph" or not is_near:
        return ()
    last = _split_fields(block.text)[-1]
    if not isinstance(last, Field) or last.item.parts or _read_block(below).fields:
        return ()
    values: tuple[SourceText, ...] = (below.text,) if last.key.value == "note" else ()
    if below.kind == "list":
        # A certain key among the items, even without a value, begins a field of its own.
        if any(map(is_certain, below.items)):
            return ()
        values = tuple(part for item in below.items for part in ((item.text,) if item.key else item.parts))
    is_fit = (
        find_bare(last.item.text) is None or last.key.value not in LINKING or has_link(last.item.with_parts(values))
    )
    return values if is_fit else ()


def _read_paragraph(text: SourceText, values: tuple[SourceText, ...] = ()) -> Passages:
    """Return the fields and prose of a paragraph; it has both only if at least one field is certain.

    ``values`` are the values of the key at its end.
    """
    pieces = _split_fields(text)
    last = pieces[-1]
    if values and isinstance(last, Field):
        pieces = (*pieces[:-1], Field(last.key, last.item.with_parts(values)))
    pieces = tuple(map(_drop_empty, pieces))
    if isinstance(last, Field) and pieces == (last.item.text,) and find_bare(text) is None:
        return Passages(notes=(last.item.text,))
    has_fields = any(isinstance(piece, Field) and is_certain(piece.item) for piece in pieces)
    parted = tuple(_part_unknown(pieces)) if has_fields else pieces
    prose = tuple(piece for piece in parted if isinstance(piece, SourceText))
    if prose and not values and not has_fields:
        return Passages(paragraphs=(text,), observations=tuple(find_in_prose(text)))
    keyed = _read_keyed(
        [piece.item if isinstance(piece, Field) else piece for piece in parted if not isinstance(piece, SourceText)]
    )
    stray = (
        *(report_inside(parted[:-1] if values else parted) if prose else ()),
        *chain.from_iterable(map(find_in_prose, prose)),
    )
    return replace(keyed, paragraphs=prose, observations=(*keyed.observations, *stray))


def _drop_empty(piece: Field | SourceText) -> Field | SourceText:
    """Return ``piece``, or its text if it is a word such as ``Example:``, which may introduce anything."""
    if isinstance(piece, SourceText) or piece.item.parts:
        return piece
    is_word = not is_certain(piece.item) or (find_bare(piece.item.text) is not None and not is_bold(piece.item.text))
    return piece.item.text if is_word else piece


def _part_unknown(pieces: Iterable[Field | SourceText]) -> Iterator[Field | ListItem | SourceText]:
    """Yield ``pieces`` of a paragraph, with lines of prose that begin with an unknown key as items.

    A sentence before all fields is prose, regardless of its first words.
    """
    for number, piece in enumerate(pieces):
        if isinstance(piece, Field) or (number == 0 and piece.text.endswith(SENTENCE_ENDS)):
            yield piece
            continue
        for part in split_before(piece, _begins_unknown):
            yield read_item(part) if _begins_unknown(part) else part


def _split_fields(text: SourceText) -> tuple[Field | SourceText, ...]:
    """Return the fields of a paragraph, each of which begins a line, and the prose between them."""
    pieces: list[Field | SourceText] = []
    for piece in split_before(text, begins_field):
        field, end = _take_field(piece)
        if field is not None:
            pieces.append(field)
        if end < len(piece.text):
            pieces.append(piece.part(end, len(piece.text)))
    return tuple(pieces)


def _begins_unknown(line: SourceText) -> bool:
    return is_unknown(read_item(line))


def _take_field(piece: SourceText) -> tuple[Field | None, int]:
    """Return the field at the beginning of ``piece`` and its end, or None and 0."""
    line = piece.part(0, locate_lines(piece)[0][1])
    key, end = find_field(read_item(piece)), 0
    if key is not None:
        end = _find_end(piece, key)
    elif (bare := find_bare(line)) is not None:
        return _take_bare(piece, bare)
    elif key := find_field(read_item(line)):
        # `**Key: value**` ends with its line.
        end = locate_lines(piece)[0][1]
    return (Field(key, read_item(piece.part(0, end))) if key is not None else None), end


def _take_bare(piece: SourceText, bare: ListItem) -> tuple[Field | None, int]:
    """Return the field of a key without a colon; its value is on the next lines only if the key is in bold."""
    key = find_field(bare)
    assert key is not None
    end = _find_end(piece, key)
    value = piece.part(len(bare.text.text), end)
    field = Field(key, replace(bare, text=piece.part(0, end), value=value, parts=(value,) if value.text else ()))
    is_fit = not value.text or (is_bold(piece) and (key.value not in LINKING or has_link(field.item)))
    return (field, end) if is_fit else (None, 0)


def _find_end(piece: SourceText, key: FieldKey) -> int:
    """Return the end of the value in ``piece``.

    Prose continues to the end of the piece, other values only after a line that ends with a separator.
    """
    if key.value == "note":
        return len(piece.text)
    for number, (start, end) in enumerate(locate_lines(piece)):
        line = piece.part(start, end)
        if not line.text.endswith(_OPEN_ENDS) and (number or read_item(line).parts):
            return end
    return len(piece.text)


def _read_fields(text: SourceText) -> Passages | None:
    """Return ``text`` as fields, if each of its lines belongs to a field."""
    pieces = tuple(map(_drop_empty, _split_fields(text)))
    fields = tuple(piece for piece in pieces if isinstance(piece, Field))
    return Passages(fields) if len(fields) == len(pieces) else None


def _read_quote(text: SourceText) -> Passages:
    stray = find_stray(text, "is read as part of the quote; move it out of the quote")
    return _read_fields(text) or Passages(quotes=(text,), observations=tuple(stray))


def _read_table(text: SourceText, table: Table) -> Passages:
    """Return a table as fields, including its header if that is a field; any other table is a note."""
    rows = (table.header, *table.rows) if find_field(table.header) else table.rows
    listed = _read_field_list(rows) if table.columns == 2 and rows else None
    if listed is not None:
        return listed
    wanted = (
        "a table of fields must have two columns"
        if table.columns != 2
        else "most keys in a table of fields must be known"
    )
    stray = (report(row, f"is read as part of a note; {wanted}") for row in rows if is_certain(row))
    return Passages(notes=(text,), observations=tuple(stray))


def _read_list(items: Sequence[ListItem]) -> Passages:
    """Return a list as fields or as prose; inline fields are fields in both cases."""
    inline = _read_keyed([item for item in items if item.inline and find_field(item)])
    return _join((inline, _read_items([_read_bare(item) for item in items if not item.inline])))


def _read_items(own: Sequence[ListItem]) -> Passages:
    pieces = tuple(tuple(_split_item(item)) for item in own)
    known = [item for first, *others in pieces for item in (first, *filter(find_field, others))]
    if own and _are_fields(known):
        late = (report_late(item) for _, *others in pieces for item in filter(find_field, others))
        keyed = _read_keyed(tuple(chain.from_iterable(pieces)))
        return replace(keyed, observations=(*keyed.observations, *late))
    return Passages(notes=tuple(item.text for item in own), observations=tuple(_find_stray(own)))


def _find_stray(items: Iterable[ListItem]) -> Iterator[Observation]:
    reason = "is read as prose, because not all items of this list are fields; move the fields to a separate list"
    return chain.from_iterable(find_stray(item.text, reason) for item in items)


def _read_bare(item: ListItem) -> ListItem:
    """Return ``item`` with its first block as key, if that is a key without a colon before blocks of values."""
    bare = find_bare(item.parts[0]) if item.key is None and len(item.parts) > 1 else None
    keyed = replace(bare, text=item.text).with_parts(item.parts[1:]) if bare is not None else item
    return keyed if is_certain(keyed) else item


def _split_item(item: ListItem) -> Iterator[ListItem]:
    """Yield ``item``, and the fields inside it that begin a line."""
    if len(item.parts) > 1:
        yield item
        return
    key = find_field(item)
    # Prose can have a colon on any line; other values cannot.
    has_unknown = key is not None and key.value != "note"
    first, *others = split_before(
        item.text, lambda line: is_certain(read_item(line)) or (has_unknown and _begins_unknown(line))
    )
    yield read_item(first) if others else item
    yield from map(read_item, others)


def _read_field_list(items: Sequence[ListItem]) -> Passages | None:
    """Return ``items`` as fields, or None if they are not; items with an unknown key are notes."""
    return _read_keyed(items) if _are_fields(items) else None


def _are_fields(items: Sequence[ListItem]) -> bool:
    """Return whether all ``items`` have a key, and most keys are known."""
    keys = [find_field(item) for item in items]
    if not all(key or (item.key and not item.is_tight) for item, key in zip(items, keys, strict=True)):
        return False
    # The search for a similar key is much slower than the lookup of a known one.
    count = sum(bool(key or (item.key and nearest_key(item.key.text))) for item, key in zip(items, keys, strict=True))
    is_sure = 2 * count > len(items) and any(is_certain(item) or is_misspelt(item) for item in items)
    return is_sure or count == len(items)


def _read_keyed(items: Sequence[ListItem]) -> Passages:
    """Return ``items`` as fields; items with an unknown key, or without one, are notes."""
    keys = [(item, find_field(item)) for item in items]
    others = [item for item, key in keys if key is None]
    return Passages(
        tuple(Field(key, item) for item, key in keys if key is not None),
        notes=tuple(item.text for item in others),
        observations=(
            *(report_unknown(item) for item in others if item.key is not None),
            *_find_stray(item for item in others if item.key is None),
        ),
    )
