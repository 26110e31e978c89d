"""Proposed changes of the vocabulary: written into the Markdown, compiled, compared, and shown as a unified diff.

A change is proposed only if the compiled pages say what was asked for, and nothing else.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from headword.compiler.naming.lock import Lock, parse_lock
from headword.compiler.naming.plan import PagePlan
from headword.core.errors import HeadwordError
from headword.core.files.atomic import replace_files, show_difference
from headword.core.findings import Finding, Location, Severity
from headword.ids.retire import retire
from headword.importers.edits.columns import STATUS, SheetColumn, make_column
from headword.importers.edits.edit import edit_pages
from headword.importers.edits.problems import ProblemError
from headword.importers.edits.request import NEW_KEY, CellChange, EditRequest, NewConcept
from headword.importers.edits.rows import ConceptRow, Values, VocabularyRows, find_subjects, read_rows
from headword.lint.apply_fixes import find_worse
from headword.lsp.occurrences import find_declaration
from headword.lsp.project_state import CheckedProject, check_again
from headword.lsp.rename import rename
from headword.markdown.page import take_apart
from headword.markdown.text import normalize
from headword.project.project import LOCK_NAME
from headword.publish.diff.compare import ChangedResource, compare
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import format_tag, is_known
from headword.server.mcp.views import LABEL, clip

ACTIONS = ("add", "rename", "label", "define", "note", "move", "deprecate", "retire")
LABEL_KINDS: Mapping[str, str] = {"altLabel": "Alt", "hiddenLabel": "Hidden", "prefLabel": "Label"}
"""The kinds of label that can be added, each with the field that it is written in."""
NOTE_KINDS: Mapping[str, str] = {
    "note": "Note", "scopeNote": "Scope note", "example": "Example", "editorialNote": "Editorial note",
    "historyNote": "History note", "changeNote": "Change note",
}  # fmt: skip
"""The kinds of note that can be added, each with its field."""
_SHOWN = 3
"""Statements in an error."""
_HINT = "change the page by hand, and check it with the tool check"


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change that is asked for.

    Attributes:
        action: one of `ACTIONS`.
        iri: the concept to change; for ``add``, the broader concept or the scheme of the new one.
        label: the label to write.
        kind: the kind of the label or note, for ``label`` and ``note``.
        language: the tag of the text to write; empty for the language of the page.
        others: alternative labels of a new concept.
        definition: the definition or note to write.
        target: the new broader concept or scheme of ``move``; the replacement of ``deprecate`` and ``retire``, if any.
    """

    action: str
    iri: str
    label: str = ""
    kind: str = ""
    language: str = ""
    others: tuple[str, ...] = ()
    definition: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class ChangeProposal:
    """A change that compiles.

    Attributes:
        summary: a sentence on what changes.
        texts: the new content of each page, and of the lock.
        diff: the same as a unified diff.
        changed: the resources that change.
        findings: what the check finds now, and did not find before.
    """

    summary: str
    texts: Mapping[Path, bytes]
    diff: str
    changed: tuple[ChangedResource, ...]
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        """Return whether no new finding is an error."""
        return all(finding.severity < Severity.ERROR for finding in self.findings)

    def write(self) -> None:
        """Write the pages, all or none.

        Raises:
            HeadwordError: one cannot be written.
        """
        replace_files(dict(self.texts))


def propose(checked: CheckedProject, request: ChangeRequest) -> ChangeProposal:
    """Return a change as a proposal; nothing is written.

    Raises:
        HeadwordError: something is missing in the request, or the change cannot be written into the pages.
    """
    clean = _tidy_request(request)
    if clean.language and not is_known(clean.language):
        hint = "use a tag such as en or pt-BR"
        raise HeadwordError(f"{clean.language!r} is not a language tag of BCP 47", hint=hint)
    if clean.action == "retire":
        return _retire(checked, clean)
    concept = _open_concept(checked, clean)
    if clean.action == "rename" and concept.language == concept.plan.language:
        _require(clean, "label")
        summary = f"{clean.iri} gets the preferred label {clean.label!r}"
        texts = _rename(checked, clean)
        return _show(checked, _check_again(checked, texts, None), texts, summary)
    asked, summary = _ACTIONS[clean.action](concept, clean)
    try:
        edits = edit_pages(checked.run, concept.vocabulary, asked)
    except ProblemError as error:
        first = error.problems[0]
        place = first.line or (first.cell if first.cell.path else concept.place)
        raise HeadwordError(first.message, place, first.hint) from error
    after = _check_again(checked, edits.pages, edits.lock)
    files = {*edits.files, *concept.files}
    before_facts, after_facts = _gather_facts(checked, files), _gather_facts(after, files)
    subjects = find_subjects(checked.project.config)
    surprises = edits.find_surprises(asked, concept.vocabulary, before_facts, after_facts, subjects)
    if surprises:
        shown = "; ".join(clip(one.sentence, LABEL) for one in surprises[:_SHOWN])
        raise HeadwordError(
            f"the change cannot be written so that the page says this alone: {shown}", concept.place, _HINT
        )
    return _show(checked, after, edits.list_texts(checked.project), summary)


@dataclass(frozen=True, slots=True)
class _OpenConcept:
    """A concept or scheme that a page describes.

    Attributes:
        iri: its IRI.
        plan: its page.
        place: the place of its heading or title.
        row: its values; None for a scheme.
        vocabulary: the concepts of its page and of that of the target.
        files: these pages.
        language: the language to write in.
    """

    iri: str
    plan: PagePlan
    place: Location
    row: ConceptRow | None
    vocabulary: VocabularyRows
    files: frozenset[str]
    language: str

    def require_row(self) -> ConceptRow:
        """Return the values of the concept.

        Raises:
            HeadwordError: it is a scheme.
        """
        if self.row is None:
            raise HeadwordError(f"<{self.iri}> is a scheme, not a concept", self.place, "name a concept")
        return self.row

    def change(self, name: str, read: Callable[[Values], Values], language: str = "") -> CellChange:
        """Return the change of the values of a field."""
        column = make_column(name, language)
        old = self.require_row().read(column)
        return CellChange(self.iri, column, old, tuple(dict.fromkeys(read(old))), self.place)

    def list_children(self, scheme: str, parent: str) -> tuple[str, ...]:
        """Return the concepts of a scheme below a concept, or at the top."""
        return tuple(one.iri for one in self.vocabulary.rows if (one.scheme, one.parent) == (scheme, parent))


def _open_concept(checked: CheckedProject, request: ChangeRequest) -> _OpenConcept:
    place = find_declaration(checked, request.iri)
    plan = checked.plan(place.path) if place is not None else None
    owners = (checked.documents.owners.get(iri) for iri in (request.iri, request.target) if iri)
    files = frozenset(file for file in owners if file is not None and file in checked.documents.records)
    lock = checked.run.pages.site.lock
    vocabulary = read_rows(_gather_facts(checked, files), checked.project.config, lock)
    row = vocabulary.by_iri.get(request.iri)
    if place is None or plan is None or (row is None and request.iri != plan.scheme):
        raise HeadwordError(
            f"<{request.iri}> is not a heading or the scheme of a page", place, "change its file by hand"
        )
    language = format_tag(request.language) if request.language else plan.language
    return _OpenConcept(request.iri, plan, place, row, vocabulary, files, language)


_Asked = tuple[EditRequest, str]


def _add(concept: _OpenConcept, request: ChangeRequest) -> _Asked:
    _require(request, "label")
    parent = "" if concept.row is None else concept.iri
    scheme = concept.iri if concept.row is None else concept.row.scheme
    texts = {"Label": (request.label,), "Alt": request.others, "Definition": (request.definition,)}
    values: Mapping[SheetColumn, Values] = {
        make_column(name, concept.language): said for name, said in texts.items() if any(said)
    }
    key = f"{NEW_KEY}1"
    new = NewConcept(key, "", scheme, parent, values, concept.place)
    children = {(scheme, parent): (*concept.list_children(scheme, parent), key)}
    asked = EditRequest(added=(new,), children=children, moved=frozenset({key}))
    return asked, f"a new concept {request.label!r} below {request.iri}"


def _add_label(concept: _OpenConcept, request: ChangeRequest) -> _Asked:
    _require(request, "label")
    field = LABEL_KINDS.get(request.kind or "altLabel")
    if field is None:
        raise HeadwordError(f"{request.kind!r} is not a kind of label", hint=f"use {', '.join(LABEL_KINDS)}")
    if field == "Label" and concept.language == concept.plan.language:
        message = f"the concept has a preferred label in {concept.language!r}"
        raise HeadwordError(message, concept.place, "use the action rename")
    is_preferred = field == "Label"
    change = concept.change(
        field, lambda old: (request.label,) if is_preferred else (*old, request.label), concept.language
    )
    summary = f"{request.iri} gets the label {request.label!r} ({request.kind or 'altLabel'})"
    return _ask(concept, f"the concept has the label {request.label!r} already", change), summary


def _define(concept: _OpenConcept, request: ChangeRequest) -> _Asked:
    _require(request, "definition")
    change = concept.change("Definition", lambda old: (request.definition, *old[1:]), concept.language)
    return _ask(concept, "the concept has this definition already", change), f"{request.iri} gets a definition"


def _note(concept: _OpenConcept, request: ChangeRequest) -> _Asked:
    _require(request, "definition")
    field = NOTE_KINDS.get(request.kind or "scopeNote")
    if field is None:
        raise HeadwordError(f"{request.kind!r} is not a kind of note", hint=f"use {', '.join(NOTE_KINDS)}")
    change = concept.change(field, lambda old: (*old, request.definition), concept.language)
    return _ask(concept, "the concept has this note already", change), f"{request.iri} gets a note ({field})"


def _rename_elsewhere(concept: _OpenConcept, request: ChangeRequest) -> _Asked:
    _require(request, "label")
    change = concept.change("Label", lambda _: (request.label,), concept.language)
    summary = f"{request.iri} gets the preferred label {request.label!r} ({concept.language})"
    return _ask(concept, f"the concept has the label {request.label!r} already", change), summary


def _move(concept: _OpenConcept, request: ChangeRequest) -> _Asked:
    _require(request, "target")
    row, rows = concept.require_row(), concept.vocabulary.by_iri
    parent = request.target if request.target in rows else ""
    if not parent and request.target != row.scheme:
        hint = "name a concept of that scheme, or the scheme of the concept"
        raise HeadwordError(f"<{request.target}> is not a concept that others can be below", concept.place, hint)
    above = parent
    while above in rows and above != concept.iri:
        above = rows[above].parent
    if above == concept.iri:
        raise HeadwordError("a concept cannot move below itself", concept.place, "name a concept outside of it")
    if row.parent == parent:
        raise HeadwordError("the concept is there already", concept.place, "name a different target")
    scheme = rows[parent].scheme if parent else row.scheme
    there = concept.list_children(scheme, parent)
    moved = EditRequest(
        parents={concept.iri: parent},
        children={(scheme, parent): (*there, concept.iri)},
        moved=frozenset({concept.iri}),
    )
    return moved, f"{request.iri} moves below {request.target}"


def _deprecate(concept: _OpenConcept, request: ChangeRequest) -> _Asked:
    row, target = concept.require_row(), request.target
    if row.read(make_column(STATUS)) and not target:
        raise HeadwordError("the concept is deprecated already", concept.place, "name its replacement as 'target'")
    if target and (target == concept.iri or target not in concept.vocabulary.by_iri):
        raise HeadwordError(f"<{target}> cannot replace the concept", concept.place, "name a different concept")
    status = concept.change(STATUS, lambda _: ("deprecated",))
    replaced = concept.change("Replaced by", lambda old: (*old, target) if target else old)
    instead = f", in favour of {target}" if target else ""
    asked = _ask(concept, "the concept is deprecated already, in favour of this one", status, replaced)
    return asked, f"{request.iri} is deprecated{instead}"


def _ask(concept: _OpenConcept, same: str, *changes: CellChange) -> EditRequest:
    """Return the request for these changes, if any of them changes something."""
    real = tuple(one for one in changes if one.old != one.new)
    if not real:
        raise HeadwordError(same, concept.place)
    return EditRequest(real)


_ACTIONS: Mapping[str, Callable[[_OpenConcept, ChangeRequest], _Asked]] = {
    "add": _add,
    "rename": _rename_elsewhere,
    "label": _add_label,
    "define": _define,
    "note": _note,
    "move": _move,
    "deprecate": _deprecate,
}


def _retire(checked: CheckedProject, request: ChangeRequest) -> ChangeProposal:
    """Return the proposal to remove the heading of a published concept, whose IRI stays in the lock."""
    today = datetime.now(UTC).date().isoformat()
    retirement = retire(checked.run.pages.site, request.iri, [request.target] if request.target else [], today)
    lock = parse_lock(retirement.texts[checked.project.lock].decode("utf-8"), LOCK_NAME)
    instead = f", in favour of {request.target}" if request.target else ""
    summary = "; ".join((f"{request.iri} is retired{instead}", *retirement.notices))
    return _show(checked, _check_again(checked, retirement.texts, lock), retirement.texts, summary)


def _tidy_request(request: ChangeRequest) -> ChangeRequest:
    def tidy(text: str) -> str:
        return normalize(" ".join(text.split()))

    return ChangeRequest(
        request.action, request.iri, tidy(request.label), request.kind, request.language.strip(),
        tuple(dict.fromkeys(filter(None, map(tidy, request.others)))), tidy(request.definition), request.target,
    )  # fmt: skip


def _require(request: ChangeRequest, name: str) -> None:
    if not getattr(request, name):
        raise HeadwordError(f"the action {request.action!r} needs {name!r}", hint=f"call it again with {name!r}")


def _rename(checked: CheckedProject, request: ChangeRequest) -> dict[Path, bytes]:
    by_path: dict[str, list[tuple[Location, str]]] = defaultdict(list)
    for place, text in rename(checked, request.iri, request.label):
        by_path[place.path].append((place, text))
    texts: dict[Path, bytes] = {}
    for path, changes in by_path.items():
        written = take_apart((checked.project.root / path).read_bytes())
        for place, text in sorted(changes, reverse=True):
            line, ending = written.lines[place.line - 1]
            changed = line[: place.column - 1] + text + line[place.end_column - 1 :]
            written.lines[place.line - 1] = (changed, ending)
        texts[checked.project.root / path] = written.encode()
    return texts


def _hold(checked: CheckedProject, texts: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Return the new pages, without the lock."""
    pages = ((file, data) for file, data in texts.items() if file != checked.project.lock)
    return {checked.names.get(os.path.realpath(file), file): data for file, data in pages}


def _gather_facts(checked: CheckedProject, files: Iterable[str]) -> LocatedGraph:
    return {triple: place for file in sorted(files) for triple, place in checked.documents.facts(file).items()}


def _check_again(checked: CheckedProject, texts: Mapping[Path, bytes], lock: Lock | None) -> CheckedProject:
    held = _hold(checked, texts)
    return check_again(checked, held, held.keys(), lock)


def _show(checked: CheckedProject, after: CheckedProject, texts: Mapping[Path, bytes], summary: str) -> ChangeProposal:
    project = checked.project
    files = {checked.file_of(project.relative(file)) for file in _hold(checked, texts)}
    diff = "".join(
        show_difference(project.relative(file), file.read_bytes(), data) for file, data in sorted(texts.items())
    )
    worse = tuple(find_worse(checked.report, after.report, Severity.INFO))
    changed = compare(_gather_facts(checked, files), _gather_facts(after, files), project.config.lang).changed
    return ChangeProposal(summary, texts, diff, changed, worse)
