"""Applying a spreadsheet to the pages: edits in memory, compiled and compared with the sheet before any is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from headword.compiler.naming.lock import last_part
from headword.compiler.naming.plan import PagePlan
from headword.compiler.publication import Publication
from headword.compiler.run import SiteRun, open_run
from headword.core.context import RunContext
from headword.core.errors import SourceError
from headword.core.findings import Finding, Location
from headword.core.slugs import slugify
from headword.importers.sheets.check_edits import find_new_errors
from headword.importers.sheets.columns import BROADER
from headword.importers.sheets.compare import NewConcept, SheetComparison, SheetRequest, list_problems
from headword.importers.sheets.line_edits import LineChange, apply_changes
from headword.importers.sheets.page_editor import EditError, LinkNames, NewSection, PageEditor, to_triples
from headword.importers.sheets.page_sources import PageEdition, PageSources
from headword.importers.sheets.page_tree import PageTree
from headword.importers.sheets.problems import CellProblem, raise_problems
from headword.importers.sheets.prove_edits import ExpectedGraph, find_surprises
from headword.importers.sheets.read_tables import ReadWorkbook
from headword.importers.sheets.references import ReferenceNames
from headword.importers.sheets.rows import VocabularyRows, find_subjects, read_rows
from headword.importers.sheets.sheet_rows import NEW_KEY, ReadRows, identify_rows
from headword.importers.sheets.sibling_order import PlannedOrder, plan_order
from headword.importers.sheets.tables import PREF_LABEL, read_state
from headword.markdown.marking import mark_id
from headword.markdown.outline import Outline
from headword.markdown.page import take_apart
from headword.markdown.shortcodes import find_outline
from headword.project.project import Project
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import PREFIXES, RDF_TYPE, SKOS, Triple

_ROUNDS = 5
"""How often ids are written at headings that would otherwise lose theirs."""


@dataclass(frozen=True, slots=True)
class AppliedSheet:
    """The result of applying a sheet in memory.

    Attributes:
        texts: the new content of each page that changes.
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
        state = read_state(workbook.state)
        if state is not None and state.base != config.base:
            hint = f"the base of this project is {config.base}"
            raise SourceError(f"the sheet is that of the vocabulary {state.base}", Location(workbook.name), hint)
        read = identify_rows(workbook.sheets, vocabulary, state)
        raise_problems(read.problems)
        names = ReferenceNames(vocabulary, state, read.rows, {**PREFIXES, **config.prefixes})
        request = SheetComparison(vocabulary, state, names, winner).compare(read.rows)
        order = plan_order(read.rows, request, vocabulary, state)
        raise_problems((*list_problems(request, winner), *order.problems))
        notices = (
            *workbook.notices,
            *read.notices,
            *_note_state(workbook, state is None),
            *request.notices,
            *order.notices,
        )
        kept = (*request.kept, *(one.cell for one in request.conflicts if winner == "ours"))
        if not (request.changes or request.added or order.children):
            return AppliedSheet({}, facts, facts, 0, kept, notices)
        texts, after = _Application(run, facts, vocabulary, request, order, read).run_edits()
        return AppliedSheet(texts, facts, after, _count_changes(request, order), kept, notices)


def _count_changes(request: SheetRequest, order: PlannedOrder) -> int:
    """The number of changed cells, new rows and moved rows; a row that moves to another concept counts once."""
    broader = {one.iri for one in request.changes if one.column.predicate == BROADER}
    cells = [one for one in request.changes if one.column.predicate != BROADER]
    return len(cells) + len(broader | order.moved)


def _note_state(workbook: ReadWorkbook, is_lost: bool) -> list[str]:
    if not is_lost:
        return []
    what = "was changed" if workbook.state else "is missing"
    lost = "it cannot recognize edits of pages since the export, or deleted rows"
    return [
        f"the hidden sheet with the state of the export {what}: headword compares with the pages as they are; {lost}"
    ]


class _Application:
    """The edits of one request.

    A page is edited on its lines: first the changed values, then the places of its sections, and then ids where a
    heading would lose its own.
    """

    def __init__(
        self,
        run: SiteRun,
        facts: LocatedGraph,
        vocabulary: VocabularyRows,
        request: SheetRequest,
        order: PlannedOrder,
        read: ReadRows,
    ) -> None:
        self._run = run
        self._facts = facts
        self._vocabulary = vocabulary
        self._request = request
        self._order = order
        self._read = read
        self._project = run.project
        self._sources = PageSources(run)
        self._problems: list[CellProblem] = []
        self._pages = self._find_pages()
        self._names = {one.row.key: one.row.name or slugify(_label_of(one)) for one in request.added}
        self._cells = {row.key: row for row in read.rows}

    def run_edits(self) -> tuple[Mapping[Path, bytes], LocatedGraph]:
        """Return the new pages and the graph that they compile to."""
        raise_problems(self._problems)
        edits = self._edit_values()
        raise_problems(self._problems)
        texts = self._write_pages(edits)
        raise_problems(self._problems)
        texts, keys = self._keep_ids(texts)
        changed = {self._sources.files[self._project.relative(path)] for path in texts}
        pages = self._run.pages.renew(texts, changed)
        run = replace(self._run, pages=pages)
        after = Publication(run.documents(), self._project.config).facts()
        self._prove(after, keys)
        raise_problems(self._blame_rules(find_new_errors(self._run, run), {iri: key for key, iri in keys.items()}))
        return texts, after

    def _find_pages(self) -> dict[str, str]:
        """The page of each concept; a new one is on that of the concept above it, or of a sibling."""
        pages = {row.iri: row.place.path for row in self._vocabulary.rows}
        for (_, parent), keys in self._order.children.items():
            near = next((pages[key] for key in keys if key in pages and key not in self._order.moved), "")
            near = near or next((pages[key] for key in keys if key in pages), "")
            for key in keys:
                if key not in pages:
                    pages[key] = pages.get(parent, "") or near
        for one in self._request.added:
            above = {key: parent for (_, parent), keys in self._order.children.items() for key in keys}
            key = one.row.key
            while key and not pages.get(key):
                key = above.get(key, "")
            pages[one.row.key] = pages.get(key, "")
            if not pages[one.row.key]:
                hint = "write a page with one heading first, and export the sheet again"
                self._problems.append(CellProblem(one.row.place(), "there is no page for this sheet yet", hint))
        for iri, parent in self._request.parents.items():
            if parent and pages.get(parent) not in ("", pages[iri]) and iri in self._vocabulary.by_iri:
                row = next(one for one in self._read.rows if one.key == iri)
                message = f"the new broader concept is on another page, {pages.get(parent)}"
                hint = "move the section by hand, with its id, and restore the cell"
                self._problems.append(
                    CellProblem(row.place("Broader"), message, hint, self._vocabulary.by_iri[iri].place)
                )
        return pages

    def _edit_values(self) -> Mapping[str, list[LineChange]]:
        edits: defaultdict[str, list[LineChange]] = defaultdict(list)
        last = {row.iri: last_part(row.iri) for row in self._vocabulary.rows}
        links = LinkNames(self._pages, {**last, **self._names}, self._new_labels())
        editor = PageEditor(self._facts, self._project.config, links, self._sources.find_outline)
        self._editor = editor
        for change in self._request.changes:
            try:
                found = list(editor.edit(change, self._sources.find_sections(change.iri, self._pages[change.iri])))
            except EditError as error:
                self._problems.append(CellProblem(change.cell, error.message, error.hint, error.line))
                continue
            for path, one in found:
                edits[path].append(one)
        return edits

    def _new_labels(self) -> dict[str, str]:
        """The label of each concept after the edits."""
        labels = {row.iri: self._vocabulary.label(row) for row in self._vocabulary.rows}
        renamed = (one for one in self._request.changes if one.column.predicate == PREF_LABEL and one.new)
        labels |= {one.iri: one.new[0] for one in renamed if one.column.language == self._vocabulary.language}
        return labels | {one.row.key: _label_of(one) for one in self._request.added}

    def _write_pages(self, edits: Mapping[str, Sequence[LineChange]]) -> dict[Path, bytes]:
        """The pages with their edits and moves."""
        by_page: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for (_, parent), keys in self._order.children.items():
            for path in dict.fromkeys(self._pages[key] for key in keys if key in self._order.moved):
                for one in self._sources.editions(path):
                    by_page[one.path].append((parent, keys))
        texts: dict[Path, bytes] = {}
        for path in sorted({*edits, *by_page}):
            file = self._project.root / path
            written = take_apart(file.read_bytes())
            endings = {ending for _, ending in written.lines if ending}
            if len(endings) > 1:
                self._problems.append(
                    CellProblem(self._any_cell(path), "the page has lines with different endings",
                                "save it with one kind of line ending", Location(path))
                )  # fmt: skip
                continue
            try:
                lines = self._edit_page(path, written.plain, edits.get(path, ()), by_page.get(path, ()))
            except EditError as error:
                self._problems.append(CellProblem(self._any_cell(path), error.message, error.hint, error.line))
                continue
            newline = next(iter(endings), "\n")
            texts[file] = (written.mark + newline.join(lines)).encode("utf-8")
        return texts

    def _any_cell(self, path: str) -> Location:
        """A cell that asks for an edit of a page."""
        path = self._sources.find_original(path)
        changed = (one.cell for one in self._request.changes if self._pages.get(one.iri) == path)
        moved = (
            row.place("Broader")
            for row in self._read.rows
            if row.key in self._order.moved and self._pages.get(row.key) == path
        )
        return next(changed, None) or next(moved, None) or Location(path)

    def _edit_page(
        self,
        path: str,
        plain: Sequence[str],
        changes: Sequence[LineChange],
        children: Sequence[tuple[str, tuple[str, ...]]],
    ) -> list[str]:
        edited = apply_changes(plain, changes)
        if not children:
            return [line for each in edited for line in each]
        edition = next(one for one in self._sources.editions(path) if one.path == path)
        end = _find_end(edition.outline, plain, self._project.config.outline_shortcodes)
        tree = PageTree(edition.outline, edition.keys, edited, end)
        for one in self._request.added:
            if self._pages[one.row.key] == self._sources.find_original(path):
                try:
                    tree.add(one.row.key, self._write_new(one, edition), Location(path))
                except EditError as error:
                    self._problems.append(CellProblem(one.row.place(), error.message, error.hint, error.line))
        for parent, wanted in children:
            tree.arrange(parent, wanted, self._order.moved)
        return tree.write()

    def _write_new(self, new: NewConcept, edition: PageEdition) -> list[str]:
        """The section of a new concept on the page in one language: the original has all but the texts of others."""
        path = self._sources.find_original(edition.path)
        others = {one.language for one in self._sources.editions(path)[1:]}
        is_original = edition.path == path
        texts = {
            column: values
            for column, values in new.values.items()
            if (column.language not in others if is_original else column.language == edition.language)
        }
        if not any(column.predicate == PREF_LABEL for column in texts):
            message = f"this row has no label in {edition.language!r}, the language of {edition.path}"
            raise EditError(message, "write one")
        key = new.row.key
        needs_name = new.row.name or others or self._is_referred(key)
        iri = key if is_original and not key.startswith(NEW_KEY) else ""
        there = NewSection(texts, self._names[key] if needs_name else "", iri)
        return self._editor.write_new(there, edition.outline, edition.language)

    def _is_referred(self, key: str) -> bool:
        values = [value for one in self._request.changes for value in one.new]
        values += [value for one in self._request.added for said in one.values.values() for value in said]
        return key in values

    def _keep_ids(self, texts: dict[Path, bytes]) -> tuple[dict[Path, bytes], dict[str, str]]:
        """The pages with ids at headings that would lose theirs, and the IRIs of new concepts."""
        keys: dict[str, str] = {}
        texts = dict(texts)
        # Only labels and places make ids.
        renamed = {self._pages[one.iri] for one in self._request.changes if one.column.predicate == PREF_LABEL}
        renamed |= {self._pages[key] for key in self._order.moved}
        for file in sorted({self._sources.files[self._project.relative(path)] for path in texts}):
            path = self._run.pages.site.files[file].source.path
            relative = self._project.relative(path)
            before = self._sources.plan(relative)
            if path not in texts or before is None or relative not in renamed:
                continue
            for _ in range(_ROUNDS):
                after = self._sources.compiler.renew(texts, {file}).plan(file)
                if after is None:
                    break
                lost = self._find_lost(before, after, relative)
                keys.update(lost[1])
                if not lost[0]:
                    break
                written = take_apart(texts[path])
                for number, name in lost[0]:
                    line, ending = written.lines[number]
                    written.lines[number] = (mark_id(line, name, after.outline.in_map), ending)
                texts[path] = written.encode()
        return texts, keys

    def _find_lost(self, before: PagePlan, after: PagePlan, path: str) -> tuple[list[tuple[int, str]], dict[str, str]]:
        """The lines of headings that have another IRI than before, each with its id; and the IRIs of new headings."""
        expected = self._list_expected(before, path)
        if len(expected) != len(after.headings):
            return [], {}
        lost, found = [], {}
        for key, planned in zip(expected, after.headings, strict=True):
            if key.startswith("new:") or key not in self._vocabulary.by_iri:
                found[key] = planned.iri
            elif planned.iri != key and planned.heading.attributes.id is None:
                lost.append((planned.heading.label.location.line - 1, last_part(key)))
        return lost, found

    def _list_expected(self, before: PagePlan, path: str) -> list[str]:
        """The keys of the headings of a page in their new order."""
        below: defaultdict[str, list[str]] = defaultdict(list)
        for one in before.headings:
            above = before.headings[one.above].iri if one.above is not None else ""
            below[above].append(one.iri)
        for keys in below.values():
            keys[:] = [key for key in keys if key not in self._order.moved]
        for (_, parent), children in self._order.children.items():
            there = below[parent if self._pages.get(parent) == path else ""]
            last = -1
            for key in children:
                if key in self._order.moved and self._pages[key] == path:
                    there.insert(last + 1, key)
                last = there.index(key) if key in there else last
        result: list[str] = []
        left = list(reversed(below[""]))
        while left:
            key = left.pop()
            result.append(key)
            left.extend(reversed(below.get(key, [])))
        return result

    def _prove(self, after: LocatedGraph, keys: Mapping[str, str]) -> None:
        expected = ExpectedGraph(self._facts, find_subjects(self._project.config))
        for change in self._request.changes:
            old = [value for value in change.old if value not in change.new]
            new = [keys.get(value, value) for value in change.new if value not in change.old]
            expected.change(to_triples(change.iri, change.column, old), to_triples(change.iri, change.column, new))
        for iri, parent in self._request.parents.items():
            row = self._vocabulary.by_iri[iri]
            old_parent = {(iri, SKOS + "broader", row.parent)} if row.parent else set()
            new_parent = {(iri, SKOS + "broader", keys.get(parent, parent))} if parent else set()
            expected.change(old_parent, new_parent)
        for one in self._request.added:
            self._expect_new(one, keys, expected)
        surprises = list(find_surprises(expected, after))
        raise_problems(self._blame_translations() if surprises else ())
        raise_problems(self._blame(surprises, {iri: key for key, iri in keys.items()}))

    def _expect_new(self, one: NewConcept, keys: Mapping[str, str], expected: ExpectedGraph) -> None:
        iri = keys.get(one.row.key, one.row.key)
        said: set[Triple] = {(iri, RDF_TYPE, SKOS + "Concept"), (iri, SKOS + "inScheme", one.row.scheme)}
        for column, values in one.values.items():
            said |= to_triples(iri, column, [keys.get(value, value) for value in values])
        if one.parent:
            said.add((iri, SKOS + "broader", keys.get(one.parent, one.parent)))
        expected.change(set(), said)

    def _blame_translations(self) -> Iterator[CellProblem]:
        """Pages whose translations do not match them any longer, which explains all that is wrong with them."""
        for path in sorted({self._pages[key] for key in self._order.moved}):
            others = self._run.pages.site.files[self._sources.files[path]].translations
            if others:
                message = f"the sections of {self._project.relative(others[0].source.path)} would not match any longer"
                hint = "write ids at the headings of both pages, or edit both by hand"
                yield CellProblem(self._any_cell(path), message, hint, Location(path))

    def _blame(
        self, surprises: Iterable[tuple[str, tuple[str, ...], str]], keys: Mapping[str, str]
    ) -> Iterable[CellProblem]:
        """The cells because of which pages would not say what the sheet asks for."""
        for sentence, iris, predicate in surprises:
            cell = self._find_cell([keys.get(iri, iri) for iri in iris], (predicate,), "")
            hint = "edit the page, and restore the cell"
            yield CellProblem(cell, f"headword cannot make this change alone: {sentence}", hint)

    def _blame_rules(self, findings: Iterable[Finding], keys: Mapping[str, str]) -> Iterator[CellProblem]:
        """The cells because of which pages would break a rule."""
        for one in findings:
            cell = self._find_cell([keys.get(one.focus, one.focus)], one.rule.at, one.location.path)
            message = f"the page would have the error {one.rule.name}: {one.message}"
            yield CellProblem(cell, message, one.rule.fix, one.location)

    def _find_cell(self, known: Sequence[str], predicates: Sequence[str], path: str) -> Location:
        """The cell that a difference comes from: the changed one of a concept and property, else of the concept."""
        changed = [one for one in self._request.changes if one.iri in known]
        exact = [one for one in changed if one.column.predicate in predicates]
        rows = [self._cells[key].place() for key in known if key in self._cells]
        return [*(one.cell for one in (*exact, *changed)), *rows, self._any_cell(path)][0]


def _label_of(new: NewConcept) -> str:
    return next((values[0] for column, values in new.values.items() if column.kind == "label" and values), "")


def _find_end(outline: Outline, plain: Sequence[str], shortcodes: tuple[str, ...]) -> int:
    """The line at which the outline ends: in a map the end of the shortcode.

    Raises:
        EditError: other text is between the headings of a map.
    """
    if not outline.in_map:
        return len(plain)
    region = find_outline(tuple(plain), 0, outline.page.path, shortcodes)
    starts = [heading.label.location.line - 1 for heading in outline.headings]
    foreign = [n for n, line in enumerate(plain) if line.strip() and not region.lines[n].strip() and n > min(starts)]
    if any(n < max(starts) for n in foreign):
        raise EditError("the page has several maps", "move the section by hand", Location(outline.page.path))
    return min(foreign, default=len(plain))
