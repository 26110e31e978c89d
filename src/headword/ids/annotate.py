"""Explicit ids at headings, so that a page itself states the ids of its concepts.

Nothing is written unless every changed page, read again, gives the same IRIs.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from headword.compiler.naming.plan import PagePlan, PlannedHeading
from headword.compiler.page import PageCompiler
from headword.compiler.site import Site
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.markdown.front_matter_edit import add_id
from headword.markdown.marking import mark_id
from headword.markdown.page import take_apart
from headword.markdown.section import Heading


class AnnotatedPages(NamedTuple):
    """The new content of pages, by file, and the number of ids that were added to them."""

    texts: Mapping[Path, bytes]
    ids: int


def annotate_ids(site: Site) -> AnnotatedPages:
    """Return the pages with an explicit id at each heading that has none.

    Raises:
        HeadwordError: an id cannot be written at a heading.
    """
    compiler = PageCompiler(site, {})
    texts = {}
    marked = 0
    for file in sorted(site.files):
        plan = compiler.plan(file)
        unmarked = list(_find_unmarked(plan)) if plan is not None else []
        if plan is not None and unmarked:
            path = site.files[file].source.path
            texts[path] = write_ids(
                path.read_bytes(), [(one.heading, one.name) for one in unmarked], plan.outline.in_map
            )
            marked += len(unmarked)
            _prove_annotation(plan, PageCompiler(site, {path: texts[path]}).plan(file))
    return AnnotatedPages(texts, marked)


def _find_unmarked(plan: PagePlan) -> Iterator[PlannedHeading]:
    """Yield the headings without an explicit id, except the name of a page with an id in the front matter."""
    for planned in plan.headings:
        is_other = planned.heading.is_page_name and "id" in plan.page.front_matter
        if planned.heading.attributes.id is None and not is_other:
            yield planned


def write_ids(data: bytes, names: Sequence[tuple[Heading, str]], in_map: bool) -> bytes:
    """Return a page with an id at each of these headings; that of the name of the page is in the front matter."""
    written = take_apart(data)
    lines = list(written.lines)
    for heading, name in names:
        number = heading.label.location.line - 1
        if not heading.is_page_name:
            lines[number] = (mark_id(lines[number][0], name, in_map), lines[number][1])
    marked = written._replace(lines=lines).encode()
    # Front matter comes last, because it may move all lines after it.
    page = next((name for heading, name in names if heading.is_page_name), "")
    return (add_id(marked, page) if page else None) or marked


def _prove_annotation(before: PagePlan, after: PagePlan | None) -> None:
    """Raise an error unless the page has the same IRIs, labels and keywords as before."""
    old = [(one.iri, one.heading.label.text, [word.text for word in one.heading.keywords]) for one in before.headings]
    new = [
        (one.iri, one.heading.label.text, [word.text for word in one.heading.keywords])
        for one in (after.headings if after else ())
    ]
    if old != new:
        wrong = next((number for number, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
        place: Location = before.headings[wrong].heading.label.location
        raise HeadwordError("an id cannot be written at this heading", place, "write it on one line, beginning with #")
