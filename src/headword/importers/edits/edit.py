"""Edits of pages for a request: values, then places, then ids; in memory, so that they can be compiled and compared."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from headword.compiler.naming.lock import Lock, last_part, write_lock
from headword.compiler.page import PageCompiler
from headword.compiler.run import SiteRun
from headword.core.findings import Location
from headword.core.slugs import slugify
from headword.importers.edits.columns import PREF_LABEL
from headword.importers.edits.editions import PageEdition, PageSources
from headword.importers.edits.forest import SectionForest, SectionText, arrange_sections, plant, relevel
from headword.importers.edits.kept_ids import keep_ids, move_entries
from headword.importers.edits.line_edits import LineChange, apply_changes
from headword.importers.edits.new_sections import NewSection, PageStyle
from headword.importers.edits.problems import CellProblem, EditError, raise_problems
from headword.importers.edits.proof_of_edits import GraphSurprise, expect_changes, find_disorder, find_surprises
from headword.importers.edits.relinking import Moves, relink
from headword.importers.edits.request import NEW_KEY, EditRequest, NewConcept
from headword.importers.edits.rows import VocabularyRows
from headword.importers.edits.section_lines import is_airy, next_number
from headword.importers.edits.value_edits import PageEditor
from headword.importers.edits.value_spelling import LinkNames, ValueSpelling
from headword.markdown.shortcodes import find_outline
from headword.project.project import PAGE_SUFFIXES, Project
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import RDF_TYPE, SKOS

_ACCEPT = "run headword ids --accept, and try again"


@dataclass(frozen=True, slots=True)
class PageEdits:
    """Edited pages.

    Attributes:
        pages: the new content of each page that changes.
        files: the originals of these pages, as the compiler names them.
        compiler: a compiler of these pages.
        keys: the IRIs of new concepts by their keys.
        gone: the new pages of concepts that leave their page.
        lock: the new lock; None if it stays as it is.
    """

    pages: Mapping[Path, bytes]
    files: frozenset[str]
    compiler: PageCompiler
    keys: Mapping[str, str]
    gone: Mapping[str, str]
    lock: Lock | None = None

    def find_surprises(
        self,
        request: EditRequest,
        vocabulary: VocabularyRows,
        before: LocatedGraph,
        after: LocatedGraph,
        subjects: tuple[str, ...],
    ) -> list[GraphSurprise]:
        """Return the differences of the compiled pages that a request does not explain, and orders that it did not ask.

        ``subjects`` are the beginnings of the IRIs of subjects.
        """
        change = expect_changes(request, vocabulary, self.keys, self.gone)
        return [
            *find_surprises(before, after, change, subjects),
            *find_disorder(before, after, request, self.keys),
        ]

    def list_texts(self, project: Project) -> Mapping[Path, bytes]:
        """Return the new content of each file, the lock included."""
        return {**self.pages, **({project.lock: write_lock(self.lock.entries).encode()} if self.lock else {})}


def edit_pages(run: SiteRun, vocabulary: VocabularyRows, request: EditRequest) -> PageEdits:
    """Return the pages with the changes of a request.

    Raises:
        ProblemError: a change cannot be written.
    """
    plan = _EditPlan(run, vocabulary, request, PageSources(run))
    raise_problems(plan.find_homeless())
    texts, expected = plan.write_pages(plan.edit_values())
    # Only labels and places make ids.
    named = {plan.homes[one.iri] for one in request.changes if one.column.predicate == PREF_LABEL}
    named |= {path for key in request.moved for path in (plan.homes[key], plan.was.get(key, ""))} - {""}
    files = plan.sources.files
    renamed = {files[path]: expected[path] for path in sorted(named) if path in expected}
    lock = move_entries(plan.sources.compiler, texts, renamed) if plan.gone else None
    changed = frozenset(files[run.project.relative(path)] for path in texts)
    kept = keep_ids(plan.sources.compiler.renew(texts, changed, lock), texts, renamed)
    raise_problems(plan.report_lost(kept.lost) if plan.gone else ())
    return PageEdits(kept.texts, changed, kept.compiler, kept.keys, plan.gone, lock)


@dataclass(frozen=True)
class _EditPlan:
    """A request, with the pages that its concepts are on before and after."""

    run: SiteRun
    vocabulary: VocabularyRows
    request: EditRequest
    sources: PageSources

    @cached_property
    def was(self) -> Mapping[str, str]:
        """Return the page of each concept."""
        return {row.iri: row.place.path for row in self.vocabulary.rows}

    @cached_property
    def _placed(self) -> Mapping[str, str]:
        """Return the key of the concept above each concept that gets a new place, new ones included."""
        return {**self.request.parents, **{one.key: one.parent for one in self.request.added}}

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """Return the new page of each concept: a moved one takes all below it along."""
        homes = dict(self.was)
        for iri in self.was:
            if iri in self.request.parents:
                below = (one for one in self.vocabulary.list_below(iri) if one not in self._placed or one == iri)
                homes |= dict.fromkeys(below, self._find_home(iri))
        return homes | {one.key: self._find_home(one.key) for one in self.request.added}

    def _find_home(self, key: str) -> str:
        """Return the page of the concept above; at the top, its own page, or that of a sibling or of the scheme."""
        while self._placed.get(key):
            key = self._placed[key]
        if key in self.was:
            return self.was[key]
        siblings = next((keys for keys in self.request.children.values() if key in keys), ())
        near = sorted((one for one in siblings if one in self.was), key=self.request.moved.__contains__)
        scheme = next(one.scheme for one in self.request.added if one.key == key)
        return self.was[near[0]] if near else self._find_scheme_page(scheme)

    def _find_scheme_page(self, scheme: str) -> str:
        place = self.vocabulary.facts.get((scheme, RDF_TYPE, SKOS + "ConceptScheme"))
        return place.path if place is not None and place.path.lower().endswith(PAGE_SUFFIXES) else ""

    def find_homeless(self) -> Iterator[CellProblem]:
        """Yield a problem for each new concept without a page."""
        for one in self.request.added:
            if not self.homes.get(one.key):
                hint = "write a page with one heading first, and export the sheet again"
                yield CellProblem(one.cell, "there is no page for this sheet yet", hint)

    def report_lost(self, lost: Mapping[str, str]) -> Iterator[CellProblem]:
        """Yield a problem for each concept whose IRI would follow its page."""
        for key, iri in lost.items():
            path = self.vocabulary.by_iri[key].place
            message = f"its IRI would be <{iri}> on {self.homes[key]}: headword.lock does not keep the one it has"
            top = next((one for one in self.request.parents if key in self.vocabulary.list_below(one)), key)
            yield CellProblem(self.find_cell(top), message, _ACCEPT, path)

    def find_cell(self, key: str) -> Location:
        """Return the cell that moves a concept, otherwise that of its row."""
        cells = self.request.broader_cells if key in self.request.moved else self.request.cells
        return cells.get(key, Location(""))

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {one.key: one.name or slugify(one.label) for one in self.request.added}

    @cached_property
    def _spelling(self) -> ValueSpelling:
        config = self.run.project.config
        last = {row.iri: last_part(row.iri) for row in self.vocabulary.rows}
        labels = {row.iri: self.vocabulary.label(row) for row in self.vocabulary.rows}
        renamed = (one for one in self.request.changes if one.column.predicate == PREF_LABEL and one.new)
        labels |= {one.iri: one.new[0] for one in renamed if one.column.language == self.vocabulary.language}
        labels |= {one.key: one.label for one in self.request.added}
        return ValueSpelling(config, LinkNames(self.homes, {**last, **self._names}, labels))

    def edit_values(self) -> Mapping[str, Sequence[LineChange]]:
        """Return the edits of values by page.

        Raises:
            ProblemError: a value cannot be written.
        """
        edits: defaultdict[str, list[LineChange]] = defaultdict(list)
        problems = []
        editor = PageEditor(self.vocabulary.facts, self._spelling, self.sources.find_outline)
        for change in self.request.changes:
            try:
                for path, one in editor.edit(change, self.sources.find_sections(change.iri, self.was[change.iri])):
                    edits[path].append(one)
            except EditError as error:
                problems.append(error.at(change.cell))
        raise_problems(problems)
        return edits

    def write_pages(
        self, edits: Mapping[str, Sequence[LineChange]]
    ) -> tuple[dict[Path, bytes], Mapping[str, Sequence[str]]]:
        """Return the pages with their edits and moves, and the keys of the headings of each original in order.

        Raises:
            ProblemError: a page cannot be edited.
        """
        texts: dict[Path, bytes] = {}
        expected: dict[str, Sequence[str]] = {}
        for editions in self._group_editions(edits).values():
            paths = {self.sources.find_original(one.path): one.path for one in editions}
            moves = {(paths[self.was[key]], last_part(key)): paths.get(home, home)
                     for key, home in self.gone.items() if self.was[key] in paths}  # fmt: skip
            try:
                forest = self._place_sections(editions, edits)
                for path in paths.values():
                    texts[self.sources.find_file(path)] = self._encode(path, _join_lines(forest, path, moves))
            except EditError as error:
                cell = self._find_any_cell(error.line.path if error.line else editions[0].path)
                raise_problems([error.at(cell)])
            for path in (one for one, edition in paths.items() if one == edition):
                expected[path] = [one.key for one in forest.walk(path) if one.key in self.homes]
        return {path: text for path, text in texts.items() if text != path.read_bytes()}, expected

    @cached_property
    def gone(self) -> Mapping[str, str]:
        """Return the new page of each concept that goes to another page."""
        return {key: home for key, home in self.homes.items() if self.was.get(key, home) != home}

    def _group_editions(self, edits: Mapping[str, Sequence[LineChange]]) -> Mapping[str, Sequence[PageEdition]]:
        """Return the pages to write by language, with an empty one for the originals."""
        originals = {self.sources.find_original(path) for path in edits}
        originals |= {path for key in self.request.moved for path in (self.homes[key], self.was.get(key, "")) if path}
        originals |= self.sources.find_referring(self.gone.keys()) if self.gone else set()
        groups: defaultdict[str, list[PageEdition]] = defaultdict(list)
        for path in sorted(originals):
            for edition in self.sources.editions(path):
                groups[edition.language if edition.path != path else ""].append(edition)
        return dict(sorted(groups.items()))

    def _place_sections(
        self, editions: Sequence[PageEdition], edits: Mapping[str, Sequence[LineChange]]
    ) -> SectionForest:
        pages = {self.sources.find_original(one.path): one for one in editions}
        forest = plant(
            (one, apply_changes(self.sources.lines(one.path), edits.get(one.path, ())), self._find_end(one))
            for one in editions
        )
        homes = {key: pages[home].path for key, home in self.homes.items() if home in pages}
        for key in self.request.moved & forest.sections.keys() - homes.keys():
            message = f"{self.homes[key]} has no translation for the section in {editions[0].path}"
            raise EditError(message, "write one, or move the section by hand", forest.sections[key].place)
        new = [one for one in self.request.added if one.key in homes]
        added = {one.key: self._write_new(one, pages[self.homes[one.key]]) for one in new}
        return arrange_sections(forest, self.request, self._placed.keys(), homes, added)

    def _find_end(self, edition: PageEdition) -> int:
        """Return the line at which the outline of a page ends.

        Raises:
            EditError: other text is between the headings of a map.
        """
        plain, outline = self.sources.lines(edition.path), edition.outline
        region = find_outline(tuple(plain), 0, edition.path, self.run.project.config.outline_shortcodes)
        starts = [heading.label.location.line - 1 for heading in outline.headings]
        if not outline.in_map or not starts:
            return len(plain)
        foreign = [
            n for n, line in enumerate(plain) if line.strip() and not region.lines[n].strip() and n > min(starts)
        ]
        if any(n < max(starts) for n in foreign):
            raise EditError("the page has several maps", "move the section by hand", Location(edition.path))
        return min(foreign, default=len(plain))

    def _write_new(self, new: NewConcept, edition: PageEdition) -> SectionText:
        """Return the section of a new concept on a page: the original has all but the texts of translations."""
        original = self.sources.find_original(edition.path)
        others = {one.language for one in self.sources.editions(original)[1:]}
        is_original = edition.path == original
        texts = {
            column: values
            for column, values in new.values.items()
            if (column.language not in others if is_original else column.language == edition.language)
        }
        if not any(column.predicate == PREF_LABEL for column in texts):
            message = f"this row has no label in {edition.language!r}, the language of {edition.path}"
            raise_problems([CellProblem(new.cell, message, "write one")])
        try:
            needs_name = new.name or others or self._is_referred(new.key)
            iri = new.key if is_original and not new.key.startswith(NEW_KEY) else ""
            lines = self.sources.lines(edition.path)
            style = PageStyle(edition.path, edition.language, edition.outline.in_map, is_airy(edition.outline, lines))
            section = NewSection(texts, self._names[new.key] if needs_name else "", iri,
                                 self._find_number(new, edition), style, self._spelling)  # fmt: skip
            return SectionText(1, tuple(section.write()), Location(edition.path))
        except EditError as error:
            raise_problems([error.at(new.cell)])
            raise

    def _find_number(self, new: NewConcept, edition: PageEdition) -> str:
        """Return the number of a new heading after its siblings."""
        outline = edition.outline
        siblings = next((keys for keys in self.request.children.values() if new.key in keys), ())
        at = edition.keys.index(new.parent) if new.parent in edition.keys else None
        headings = [one for one in outline.headings if one.parent == at and not one.is_page_name]
        return next_number(headings, self.sources.lines(edition.path)) if siblings[-1:] == (new.key,) else ""

    def _is_referred(self, key: str) -> bool:
        changes = (one.new for one in self.request.changes)
        said = (values for one in self.request.added for values in one.values.values())
        return any(key in values for values in (*changes, *said))

    def _find_any_cell(self, path: str) -> Location:
        """Return a cell that asks for an edit of a page."""
        path = self.sources.find_original(path)
        moved = [key for key in self.request.cells if key in self.request.moved]
        cells = [
            *(one.cell for one in self.request.changes if self.was.get(one.iri) == path),
            *(self.find_cell(key) for key in moved if path in (self.homes.get(key), self.was.get(key))),
        ]
        return cells[0] if cells else Location(path)

    def _encode(self, path: str, lines: Sequence[str]) -> bytes:
        written = self.sources.written(path)
        endings = {ending for _, ending in written.lines if ending}
        if len(endings) > 1:
            hint = "save it with one kind of line ends, and try again"
            raise EditError("the page has several kinds of line ends", hint, Location(path))
        return (written.mark + next(iter(endings), "\n").join(lines)).encode("utf-8", "surrogatepass")


def _join_lines(forest: SectionForest, path: str, moves: Moves) -> list[str]:
    """Return the lines of a page with the sections that are on it now, and with links that lead to the same places."""
    frame = forest.pages[path]
    lines = list(relink(frame.before, path, path, moves))
    before = path
    for section in forest.walk(path):
        was = section.text.place.path
        # An empty line is between sections of two pages, even if neither page has one between its own.
        lines += [""] if was != before and lines[-1:] and lines[-1].strip() else []
        lines += relink(relevel(section), was, path, moves)
        before = was
    return [*lines, *relink(frame.after, path, path, moves)]
