"""Writing ids at headings, so that a page says itself what its concepts are called.

There is nothing to write unless every page, read again, says the same with the same IRIs.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from headword.compiler.naming.plan import PagePlan, PlannedHeading
from headword.compiler.page import PageCompiler
from headword.compiler.site import Site
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.markdown.marking import add_id_property, mark_id
from headword.markdown.page import take_apart
from headword.markdown.shortcodes import is_map


class AnnotatedPages(NamedTuple):
    """What pages are to hold, by file, and how many ids there are in them that were not."""

    texts: Mapping[Path, bytes]
    ids: int


def annotate_ids(site: Site) -> AnnotatedPages:
    """The pages with the id of each heading that has none at it.

    Raises:
        HeadwordError: a heading cannot take its id.
    """
    compiler = PageCompiler(site, {})
    texts = {}
    marked = 0
    for file in sorted(site.files):
        plan = compiler.plan(file)
        wanting = list(_find_wanting(plan)) if plan is not None else []
        if plan is not None and wanting:
            path = site.files[file].source.path
            texts[path] = _mark(wanting, path.read_bytes(), site.project.config.outline_shortcodes)
            marked += len(wanting)
            _prove_annotation(plan, PageCompiler(site, {path: texts[path]}).plan(file))
    return AnnotatedPages(texts, marked)


def _find_wanting(plan: PagePlan) -> Iterator[PlannedHeading]:
    """The headings without an id at them; the name of a page has its own in the front matter."""
    for planned in plan.headings:
        is_other = planned.heading.is_page_name and "id" in plan.page.front_matter
        if planned.heading.attributes.id is None and not is_other:
            yield planned


def _mark(wanting: Sequence[PlannedHeading], data: bytes, shortcodes: tuple[str, ...]) -> bytes:
    written = take_apart(data)
    in_map = is_map(written.plain, shortcodes)
    # Front matter comes last, since it may move all lines that come after it.
    for planned in sorted(wanting, key=lambda one: one.heading.is_page_name):
        if planned.heading.is_page_name:
            add_id_property(written.lines, planned.name)
            continue
        number = planned.heading.label.location.line - 1
        line, ending = written.lines[number]
        written.lines[number] = (mark_id(line, planned.name, in_map), ending)
    return written.encode()


def _prove_annotation(before: PagePlan, after: PagePlan | None) -> None:
    """See that the page says what it said."""
    old = [(one.iri, one.heading.label.text, [word.text for word in one.heading.keywords]) for one in before.headings]
    new = [
        (one.iri, one.heading.label.text, [word.text for word in one.heading.keywords])
        for one in (after.headings if after else ())
    ]
    if old != new:
        wrong = next((number for number, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
        place: Location = before.headings[wrong].heading.label.location
        raise HeadwordError("an id cannot be written at this heading", place, "write it on one line, beginning with #")
