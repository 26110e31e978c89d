"""Answers to the requests of an editor, from a snapshot, in the types of the protocol.

Each answer is a function of the desk, the parameters of the request and the encoding of positions.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec

from headword.compiler.meaning.dialect import find_key
from headword.core.errors import HeadwordError
from headword.core.findings import Finding, Location
from headword.lint.fixes import LineEdit
from headword.lsp import completion as suggestions
from headword.lsp import hover as card
from headword.lsp import occurrences
from headword.lsp.diagnostics import SOURCE
from headword.lsp.positions import to_offset, to_position, to_range
from headword.lsp.project_state import CheckedProject
from headword.lsp.quick_fixes import QuickFix, find_quick_fixes, fix_all
from headword.lsp.rename import rename
from headword.lsp.symbols import Symbol, list_symbols
from headword.lsp.workspace import Workspace

_MANY_SYMBOLS = 500
"""How many symbols of a workspace are listed; more typing brings others."""


class _Position(NamedTuple):
    """The place of a request: line and column count from 1, the column in code points."""

    snapshot: CheckedProject
    path: str
    line: int
    column: int
    text: str

    @property
    def there(self) -> occurrences.Occurrence | None:
        """Return the card of the resource at a position."""
        return occurrences.find_at(self.snapshot, self.path, self.line, self.column)


def _find_spot(desk: Workspace, params: "_Asked", codec: PositionCodec) -> _Position | None:
    found = _find_page(desk, params.text_document.uri)
    if found is None:
        return None
    snapshot, path = found
    lines = snapshot.read_lines(path)
    number = params.position.line
    text = lines[number] if number < len(lines) else ""
    return _Position(snapshot, path, number + 1, to_offset(params.position, text, codec) + 1, text)


_Asked = (
    types.HoverParams
    | types.DefinitionParams
    | types.ReferenceParams
    | types.CompletionParams
    | types.PrepareRenameParams
    | types.RenameParams
)


def _find_page(desk: Workspace, uri: str) -> tuple[CheckedProject, str] | None:
    path = to_fs_path(uri)
    return desk.find(Path(path)) if path else None


def _to_uri(snapshot: CheckedProject, path: str) -> str:
    return from_fs_path(str(snapshot.project.root / path)) or ""


def _to_location(snapshot: CheckedProject, place: Location, codec: PositionCodec) -> types.Location:
    lines = snapshot.read_lines(place.path)
    return types.Location(_to_uri(snapshot, place.path), to_range(place, lines, codec))


def hover(desk: Workspace, params: types.HoverParams, codec: PositionCodec) -> types.Hover | None:
    """Return the card of the resource, the meaning of the field, and the rules that are broken there."""
    spot = _find_spot(desk, params, codec)
    if spot is None:
        return None
    parts = []
    place: Location | None = None
    there = spot.there
    if there is not None:
        place = there.place
        parts.append(card.show_resource(spot.snapshot, there.iri))
    field = suggestions.FIELD_KEY.match(spot.text)
    key = find_key(field["key"]) if field else None
    if field is not None and key is not None and field.start("key") < spot.column <= field.end("key") + 1:
        place = Location(spot.path, spot.line, field.start("key") + 1, field.end("key") + 1)
        parts.append(card.show_field(key))
    for finding in spot.snapshot.findings.get(spot.path, ()):
        if finding.location.line == spot.line and finding.location.column <= spot.column <= _end(finding):
            place = place or finding.location
            parts.append(card.show_finding(finding))
    if place is None:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(dict.fromkeys(parts)))
    return types.Hover(content, to_range(place, spot.snapshot.read_lines(spot.path), codec))


def _end(finding: Finding) -> int:
    return finding.location.end_column or 1 << 30


def definition(desk: Workspace, params: types.DefinitionParams, codec: PositionCodec) -> types.Location | None:
    """Return the heading that a link leads to."""
    spot = _find_spot(desk, params, codec)
    there = spot.there if spot else None
    place = occurrences.find_declaration(spot.snapshot, there.iri) if spot and there else None
    return _to_location(spot.snapshot, place, codec) if spot and place else None


def references(desk: Workspace, params: types.ReferenceParams, codec: PositionCodec) -> list[types.Location] | None:
    """Return every link to the resource at a position."""
    spot = _find_spot(desk, params, codec)
    there = spot.there if spot else None
    if spot is None or there is None:
        return None
    places = occurrences.find_references(spot.snapshot, there.iri)
    declared = occurrences.find_declaration(spot.snapshot, there.iri)
    if params.context.include_declaration and declared is not None and declared not in places:
        places.insert(0, declared)
    return [_to_location(spot.snapshot, place, codec) for place in places]


def prepare_rename(desk: Workspace, params: types.PrepareRenameParams, codec: PositionCodec) -> types.Range | None:
    """Return the label at a position, if there is one."""
    spot = _find_spot(desk, params, codec)
    there = spot.there if spot else None
    if spot is None or there is None or not there.declares:
        return None
    return to_range(there.place, spot.snapshot.read_lines(spot.path), codec)


def rename_label(desk: Workspace, params: types.RenameParams, codec: PositionCodec) -> types.WorkspaceEdit | None:
    """Return the edits that give a concept another label, and leave its IRI as it is."""
    spot = _find_spot(desk, params, codec)
    there = spot.there if spot else None
    if spot is None or there is None:
        raise HeadwordError("there is no label here")
    if there.translates:
        raise HeadwordError("edit the label of a translation in its page; nothing else depends on it")
    edits: dict[str, list[types.TextEdit]] = {}
    for place, text in rename(spot.snapshot, there.iri, params.new_name):
        lines = spot.snapshot.read_lines(place.path)
        number, line = place.line - 1, lines[place.line - 1]
        start, end = (to_position(number, column - 1, line, codec) for column in (place.column, place.end_column))
        uri = params.text_document.uri if place.path == spot.path else _to_uri(spot.snapshot, place.path)
        edits.setdefault(uri, []).append(types.TextEdit(types.Range(start, end), text))
    return types.WorkspaceEdit(changes=edits)


def document_symbols(
    desk: Workspace, params: types.DocumentSymbolParams, codec: PositionCodec
) -> list[types.DocumentSymbol] | None:
    """Return the outline of a page."""
    found = _find_page(desk, params.text_document.uri)
    plan = found[0].plan(found[1]) if found else None
    if found is None or plan is None:
        return None
    lines = found[0].read_lines(found[1])

    def show(symbol: Symbol) -> types.DocumentSymbol:
        name = to_range(symbol.place, lines, codec)
        last = min(symbol.last_line, len(lines)) - 1
        end = to_position(last, len(lines[last]), lines[last], codec)
        whole = types.Range(types.Position(name.start.line, 0), end)
        below = [show(one) for one in symbol.below]
        return types.DocumentSymbol(symbol.name, types.SymbolKind.Class, whole, name, symbol.detail, children=below)

    return [show(symbol) for symbol in list_symbols(plan, len(lines))]


def workspace_symbols(
    desk: Workspace, params: types.WorkspaceSymbolParams, codec: PositionCodec
) -> list[types.WorkspaceSymbol]:
    """Return the concepts of all projects whose label contains the typed text."""
    wanted = params.query.casefold()
    found: list[types.WorkspaceSymbol] = []
    for checked in desk.checked.values():
        snapshot = checked.snapshot
        for named in occurrences.list_all_named(snapshot) if snapshot else ():
            if wanted in named.label.casefold() and len(found) < _MANY_SYMBOLS:
                place = occurrences.find_declaration(snapshot, named.iri) if snapshot else None
                if snapshot is not None and place is not None:
                    where = _to_location(snapshot, place, codec)
                    found.append(
                        types.WorkspaceSymbol(where, named.label, types.SymbolKind.Class, container_name=named.file)
                    )
    return found


_KINDS = {
    "concept": types.CompletionItemKind.Reference,
    "page": types.CompletionItemKind.File,
    "field": types.CompletionItemKind.Field,
    "value": types.CompletionItemKind.Value,
    "rule": types.CompletionItemKind.Constant,
}


def completion(desk: Workspace, params: types.CompletionParams, codec: PositionCodec) -> types.CompletionList | None:
    """Return the completions at the cursor."""
    spot = _find_spot(desk, params, codec)
    if spot is None:
        return None
    found = suggestions.complete(spot.snapshot, spot.path, spot.line, spot.text[: spot.column - 1])
    number = spot.line - 1
    items = []
    for rank, one in enumerate(found):
        start = to_position(number, one.start - 1, spot.text, codec)
        replaced = types.Range(start, to_position(number, spot.column - 1, spot.text, codec))
        items.append(
            types.CompletionItem(
                label=one.label,
                detail=one.detail,
                kind=_KINDS[one.kind],
                sort_text=f"{rank:05}",
                # Editors filter by the text that is replaced, so an item is found by its label and its text.
                filter_text=spot.text[one.start - 1 : spot.column - 1] or one.label,
                text_edit=types.TextEdit(replaced, one.text),
            )
        )
    return types.CompletionList(is_incomplete=True, items=items)


def code_actions(
    desk: Workspace, params: types.CodeActionParams, codec: PositionCodec
) -> list[types.CodeAction] | None:
    """Return the actions for the findings in a range."""
    found = _find_page(desk, params.text_document.uri)
    if found is None:
        return None
    snapshot, path = found
    lines = snapshot.read_lines(path)
    only = params.context.only or (types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll)
    actions: list[types.CodeAction] = []

    def offer(remedies: Iterable[QuickFix], kind: str) -> None:
        if any(kind == wanted or kind.startswith(f"{wanted}.") for wanted in only):
            actions.extend(_show_remedy(one, kind, params.text_document.uri, lines, codec) for one in remedies)

    there = [
        one for one in snapshot.findings.get(path, ()) if _touches(to_range(one.location, lines, codec), params.range)
    ]
    offer(find_quick_fixes(snapshot, path, there), types.CodeActionKind.QuickFix)
    whole = fix_all(snapshot, path)
    offer([whole] if whole else [], types.CodeActionKind.SourceFixAll)
    return actions


def _touches(one: types.Range, other: types.Range) -> bool:
    """Return whether two ranges share a line: fixes of a line are offered anywhere in it."""
    return one.start.line <= other.end.line and other.start.line <= one.end.line


def _show_remedy(remedy: QuickFix, kind: str, uri: str, lines: Sequence[str], codec: PositionCodec) -> types.CodeAction:
    diagnostics = [
        types.Diagnostic(to_range(one.location, lines, codec), one.message, code=one.rule.name, source=SOURCE)
        for one in remedy.findings
    ]
    edits = [_show_edit(edit, lines, codec) for edit in remedy.edits]
    return types.CodeAction(
        remedy.title,
        kind=kind,
        diagnostics=diagnostics,
        is_preferred=remedy.is_sure,
        edit=types.WorkspaceEdit(changes={uri: edits}),
    )


def _show_edit(edit: LineEdit, lines: Sequence[str], codec: PositionCodec) -> types.TextEdit:
    line = lines[edit.line]
    if edit.text is not None:
        start, end = (to_position(edit.line, offset, line, codec) for offset in (edit.start, edit.end))
        return types.TextEdit(types.Range(start, end), edit.text)
    if edit.line + 1 < len(lines):
        return types.TextEdit(types.Range(types.Position(edit.line, 0), types.Position(edit.line + 1, 0)), "")
    # The last line goes with the end of the one before it.
    before = lines[edit.line - 1] if edit.line else ""
    start = to_position(edit.line - 1, len(before), before, codec) if edit.line else types.Position(0, 0)
    return types.TextEdit(types.Range(start, to_position(edit.line, len(line), line, codec)), "")
