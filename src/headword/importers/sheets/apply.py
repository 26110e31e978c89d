"""Applying a spreadsheet to the pages: edits in memory, compiled and compared with the sheet before any is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from headword.compiler.publication import Publication
from headword.compiler.run import open_run
from headword.core.context import RunContext
from headword.core.errors import SourceError
from headword.core.findings import Finding, Location
from headword.importers.edits.check_edits import find_new_errors
from headword.importers.edits.columns import BROADER
from headword.importers.edits.edit import edit_pages
from headword.importers.edits.problems import CellProblem, raise_problems
from headword.importers.edits.proof_of_edits import GraphSurprise
from headword.importers.edits.request import EditRequest
from headword.importers.edits.rows import VocabularyRows, find_subjects, read_rows
from headword.importers.sheets.compare import SheetComparison, SheetRequest, list_problems
from headword.importers.sheets.read_tables import ReadWorkbook
from headword.importers.sheets.references import ReferenceNames
from headword.importers.sheets.sheet_rows import SheetRow, identify_rows
from headword.importers.sheets.sibling_order import PlannedOrder, plan_order
from headword.importers.sheets.tables import ExportedState, read_state
from headword.project.project import Project
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import PREFIXES


@dataclass(frozen=True, slots=True)
class AppliedSheet:
    """The result of applying a sheet in memory.

    Attributes:
        texts: the new content of each page that changes, and of the lock.
        before: the compiled pages as they are.
        after: the compiled pages as they will be.
        cells: the number of changed cells, new rows and moved rows.
        kept: the cells that are not applied: the pages won a conflict, or an empty cell asks for nothing.
        notices: sentences for people.
    """

    texts: Mapping[Path, bytes]
    before: LocatedGraph
    after: LocatedGraph
    cells: int
    kept: tuple[Location, ...]
    notices: tuple[str, ...]


def apply_workbook(project: Project, workbook: ReadWorkbook, context: RunContext, winner: str = "") -> AppliedSheet:
    """Return the pages with the changes of a spreadsheet; nothing is written.

    ``winner`` is the side that wins a conflict: ``ours`` for the pages, ``theirs`` for the sheet, empty for neither.

    Raises:
        ProblemError: a cell cannot be applied, or there are conflicts.
        SourceError: the sheet is that of another vocabulary.
    """
    config = project.config
    with open_run(project, context=context) as run:
        facts = Publication(run.documents(), config).facts()
        vocabulary = read_rows(facts, config, run.pages.site.lock)
        asked = _read_request(project, workbook, vocabulary, winner)
        request = asked.request
        if not (request.changes or request.added or request.children):
            return AppliedSheet({}, facts, facts, 0, asked.kept, asked.notices)
        edits = edit_pages(run, vocabulary, request)
        after_run = replace(run, pages=run.pages.follow(edits.compiler, edits.files))
        after = Publication(after_run.documents(), config).facts()
        blame = _Blame(vocabulary, request, {iri: key for key, iri in edits.keys.items()})
        surprises = edits.find_surprises(request, vocabulary, facts, after, find_subjects(config))
        raise_problems(map(blame.explain, surprises))
        raise_problems(map(blame.explain_rule, find_new_errors(run, after_run)))
        return AppliedSheet(edits.list_texts(project), facts, after, asked.count, asked.kept, asked.notices)


@dataclass(frozen=True, slots=True)
class _AskedEdits:
    """The request of a workbook, the number of its changes, the cells that ask for nothing, and notices."""

    request: EditRequest
    count: int
    kept: tuple[Location, ...]
    notices: tuple[str, ...]


def _read_request(project: Project, workbook: ReadWorkbook, vocabulary: VocabularyRows, winner: str) -> _AskedEdits:
    config = project.config
    state = read_state(workbook.state)
    if state is not None and state.base != config.base:
        hint = f"the base of this project is {config.base}"
        raise SourceError(f"the sheet is that of the vocabulary {state.base}", Location(workbook.name), hint)
    read = identify_rows(workbook.sheets, vocabulary, state)
    raise_problems(read.problems)
    names = ReferenceNames(vocabulary, state, read.rows, {**PREFIXES, **config.prefixes})
    asked = SheetComparison(vocabulary, state, names, winner).compare(read.rows)
    order = plan_order(read.rows, asked, vocabulary, state)
    raise_problems((*list_problems(asked, winner), *order.problems))
    lost = _note_state(workbook, state)
    notices = (*workbook.notices, *read.notices, *lost, *asked.notices, *order.notices)
    kept = (*asked.kept, *(one.cell for one in asked.conflicts if winner == "ours"))
    return _AskedEdits(_join_request(asked, order, read.rows), _count_changes(asked, order), kept, notices)


def _join_request(asked: SheetRequest, order: PlannedOrder, rows: Sequence[SheetRow]) -> EditRequest:
    involved = {*order.moved, *(one.iri for one in asked.changes)}
    cells = {row.key: row.place() for row in rows if row.key in involved}
    broader = {row.key: row.place("Broader") for row in rows if row.key in order.moved}
    return EditRequest(
        asked.changes, asked.added, asked.parents, order.children, order.moved, cells, broader
    )  # fmt: skip


def _count_changes(request: SheetRequest, order: PlannedOrder) -> int:
    """Return the number of changed cells, new rows and moved rows; a row that moves to another concept counts once."""
    broader = {one.iri for one in request.changes if one.column.predicate == BROADER}
    cells = [one for one in request.changes if one.column.predicate != BROADER]
    return len(cells) + len(broader | order.moved)


def _note_state(workbook: ReadWorkbook, state: ExportedState | None) -> Iterator[str]:
    if state is None:
        what = "was changed" if workbook.state else "is missing"
        lost = "it cannot recognize edits of pages since the export, or deleted rows"
        yield (
            f"the hidden sheet with the state of the export {what}: "
            f"headword compares with the pages as they are; {lost}"
        )


@dataclass(frozen=True, slots=True)
class _Blame:
    """The cells that differences come from; ``keys`` are the keys of new concepts by their IRIs."""

    vocabulary: VocabularyRows
    request: EditRequest
    keys: Mapping[str, str]

    def explain(self, surprise: GraphSurprise) -> CellProblem:
        """Return the problem of the cell because of which pages would say something else."""
        cell = self._find_cell(surprise.iris, (surprise.predicate,), "")
        message = f"headword cannot make this change alone: {surprise.sentence}"
        return CellProblem(cell, message, "edit the page, and restore the cell")

    def explain_rule(self, finding: Finding) -> CellProblem:
        """Return the problem of the cell because of which a page would break a rule."""
        cell = self._find_cell((finding.focus,), finding.rule.at, finding.location.path)
        message = f"the page would have the error {finding.rule.name}: {finding.message}"
        return CellProblem(cell, message, finding.rule.fix, finding.location)

    def _find_cell(self, iris: Sequence[str], predicates: Sequence[str], path: str) -> Location:
        """Return the cell of a concept and property, otherwise of the concept, otherwise any cell that changes."""
        known = [self.keys.get(iri, iri) for iri in iris]
        changed = [one for one in self.request.changes if one.iri in known]
        exact = [one for one in changed if one.column.predicate in predicates]
        moved = [cell for key, cell in self.request.broader_cells.items() if key in self.request.moved]
        rows = [self.request.cells[key] for key in known if key in self.request.cells]
        every = [one.cell for one in self.request.changes]
        return [*(one.cell for one in (*exact, *changed)), *rows, *every, *moved, Location(path)][0]
