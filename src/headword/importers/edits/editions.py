"""The pages that a sheet changes, as they are: the plan, the lines and the translations of each."""

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from headword.compiler.meaning.translations import Translation
from headword.compiler.naming.plan import PagePlan
from headword.compiler.run import SiteRun
from headword.core.findings import Location
from headword.importers.edits.problems import EditError
from headword.markdown.outline import Outline
from headword.markdown.page import PageLines, take_apart
from headword.markdown.section import Heading


class ConceptSection(NamedTuple):
    """The section of a concept on a page in one language: the outline, the heading, and the lines of the page."""

    outline: Outline
    heading: Heading
    lines: Sequence[str]
    language: str


class PageEdition(NamedTuple):
    """A page in one language: its outline, and the IRI of each heading, which is empty if it is not published."""

    outline: Outline
    language: str
    keys: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return the path of the page."""
        return self.outline.page.path


class PageSources:
    """The pages of a run. A page in another language counts as its original."""

    def __init__(self, run: SiteRun) -> None:
        site = run.pages.site
        self._site = site
        self._records = run.pages.records
        self._root = run.project.root
        relative = run.project.relative
        self.compiler = run.pages.compiler
        self.files = {relative(one.source.path): file for file, item in site.files.items() for one in item.editions}
        self._originals = {file: relative(item.source.path) for file, item in site.files.items()}
        self._originals_by_path = set(self._originals.values())
        self.plan = cache(self._read_plan)
        self.written = cache(self._read_written)
        self.lines = cache(self._read_lines)
        self.editions = cache(self._read_editions)
        self._find_translations = cache(self._read_translations)

    def find_original(self, path: str) -> str:
        """Return the path of the original of a page, which it may be itself."""
        return self._originals[self.files[path]] if path in self.files else path

    def find_file(self, path: str) -> Path:
        """Return the file of a page."""
        return self._root / path

    def find_referring(self, iris: Collection[str]) -> set[str]:
        """Return the originals of the pages with a link to one of these concepts."""
        found = set()
        for record in self._records.values():
            links = (*record.mentions, *((fact[2], place) for fact, place in (*record.outward, *record.foreign)))
            found |= {self.find_original(place.path) for target, place in links if target in iris}
        return found & self._originals_by_path

    def find_outline(self, path: str) -> Outline | None:
        """Return the outline of a page that is an original."""
        plan = self.plan(path)
        return plan.outline if plan is not None and plan.page.path == path else None

    def find_sections(self, iri: str, path: str) -> list[ConceptSection]:
        """Return the sections of a concept in all languages, that of the original first.

        Raises:
            EditError: the concept has no heading.
        """
        found = [
            ConceptSection(one.outline, one.outline.headings[one.keys.index(iri)], self.lines(one.path), one.language)
            for one in self.editions(path)
            if iri in one.keys
        ]
        if not found or found[0].outline.page.path != path:
            raise EditError("the concept has no heading", "edit the page", Location(path))
        return found

    def _read_plan(self, path: str) -> PagePlan | None:
        return self.compiler.plan(self.files[path]) if path in self.files else None

    def _read_lines(self, path: str) -> Sequence[str]:
        return self.written(path).plain

    def _read_written(self, path: str) -> PageLines:
        return take_apart(self.find_file(path).read_bytes())

    def _read_editions(self, path: str) -> tuple[PageEdition, ...]:
        plan = self.plan(path)
        if plan is None:
            return ()
        own = {id(one.heading): one.iri for one in plan.headings}
        found = [PageEdition(plan.outline, plan.language, _list_keys(plan.outline, own))]
        for one in self._find_translations(self.files[path]):
            keys = {id(heading): plan.headings[position].iri for position, heading in one.headings.items()}
            found.append(PageEdition(one.outline, one.language, _list_keys(one.outline, keys)))
        return tuple(found)

    def _read_translations(self, file: str) -> Sequence[Translation]:
        """Return the page in other languages; most pages have none, and need not be planned again."""
        return self.compiler.translations(file) if self._site.files[file].translations else ()


def _list_keys(outline: Outline, keys: dict[int, str]) -> tuple[str, ...]:
    return tuple(keys.get(id(heading), "") for heading in outline.headings)
