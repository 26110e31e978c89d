"""The concept above a page that is a concept: the page of a list that leads to it, or of the folder that it is in."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from headword.compiler.linking.resolve import PageLookup, Resolution
from headword.compiler.meaning.skos import Relation
from headword.compiler.meaning.statements import PageContext
from headword.compiler.naming.plan import PagePlan
from headword.project.forms import find_value


def find_concept_above(plan: PagePlan, context: PageContext) -> Iterator[Relation | PageLookup]:
    """Find the relation of the page as a whole to the concept above it, and the pages that were looked up for it.

    That concept is the page of a list of links that leads to it, else that of the nearest folder that has one.
    """
    main = plan.outline.main
    if main is None:
        return
    for found in _search(plan, context):
        yield from found.lookups
        if isinstance(found.target, str) and found.target:
            yield Relation("broader", found.target, main.label.location)
            return


def _search(plan: PagePlan, context: PageContext) -> Iterator[Resolution]:
    yield context.resolver.find_above(context.anchors)
    if find_value(plan.file, "folders", context.config) == "concepts":
        path = PurePosixPath(plan.file)
        is_index = path.stem in context.config.shape.indexes
        for folder in path.parents[1 if is_index else 0 :]:
            if folder.name:
                yield context.resolver.find_folder(folder.as_posix(), context.anchors)
