"""A look at the vocabulary that a config would give, before the config is written."""

from collections.abc import Iterable, Mapping
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from headword.core.terminal import counted
from headword.rdf.terms import RDF_TYPE, SKOS, Literal

if TYPE_CHECKING:
    from headword.compiler.run import SiteRun

_EXAMPLES = 10
_STRUCTURE = 3
"""Pages are concepts if a heading recurs on one page of so many."""
_FEW = 5
"""Pages from which on a heading may be one that recurs."""


class Preview(NamedTuple):
    """The result of a config.

    Attributes:
        pages: the number of pages that are read.
        recurring: headings on many pages, each with the number of pages.
    """

    pages: int
    concepts: int
    schemes: int
    languages: tuple[str, ...]
    examples: tuple[str, ...]
    recurring: tuple[tuple[str, int], ...]

    @property
    def has_page_concepts(self) -> bool:
        """Whether pages are more likely to be concepts than headings."""
        shared = max((count for _, count in self.recurring), default=0)
        return self.pages >= _FEW and (shared * _STRUCTURE >= self.pages or self.concepts < 2 * self.pages)


def preview(root: Path, settings: Mapping[str, Any]) -> Preview:
    """Compile the site at ``root`` with these settings, and write nothing."""
    from headword.compiler.run import open_run
    from headword.project.config.load import read_table
    from headword.project.detect import settle
    from headword.project.project import Project

    project = Project(root, settle(read_table(settings), settings.keys(), root))
    with open_run(project) as run:
        return _look(run)


def _look(run: "SiteRun") -> Preview:
    from headword.compiler.site_hints import find_recurring

    records = [record for record in run.pages.records.values() if record.resources]
    examples: list[list[str]] = []
    languages: dict[str, None] = {}
    schemes = {iri for record in records for iri in record.member_of}
    for record in records:
        facts = run.pages.stated(record.file).facts
        concepts = {one for one, predicate, value in facts if predicate == RDF_TYPE and value == f"{SKOS}Concept"}
        labels = [
            (one, value) for one, predicate, value in facts if predicate == f"{SKOS}prefLabel" and one in concepts
        ]
        languages.update((value.language, None) for _, value in labels if isinstance(value, Literal))
        examples.append(list(dict.fromkeys(value.value for _, value in labels if isinstance(value, Literal))))
    recurring = tuple((label.text, count) for label, count in find_recurring([record.hints for record in records]))
    return Preview(len(records), run.concepts, len(schemes), tuple(languages), _pick(examples), recurring)


def _pick(labels: list[list[str]]) -> tuple[str, ...]:
    """Return some labels of different pages: the first of each page, then the second of each."""
    picked = (one for together in zip_longest(*labels) for one in together if one is not None)
    return tuple(islice(picked, _EXAMPLES))


def show_preview(found: Preview) -> Iterable[str]:
    """Yield the lines that describe a preview."""
    languages = ", ".join(found.languages)
    counts = (
        counted(found.concepts, "concept"),
        counted(found.schemes, "scheme"),
        counted(found.pages, "page"),
    )
    yield f"{counts[0]} in {counts[1]} from {counts[2]}; languages: {languages or 'none'}"
    if found.examples:
        yield f"for example: {', '.join(found.examples)}"
    for label, count in found.recurring:
        yield f"the heading {label!r} is on {count:,} pages"
