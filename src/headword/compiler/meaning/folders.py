"""The relations of a page that is a concept from its folder and from lists of links."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from headword.compiler.linking.resolve import PageLookup, Resolution
from headword.compiler.meaning.skos import Relation
from headword.compiler.meaning.statements import PageContext
from headword.compiler.naming.plan import PagePlan
from headword.project.forms import find_scheme_folder, find_value


def find_concept_above(plan: PagePlan, context: PageContext) -> Iterator[Relation | PageLookup]:
    """Yield the relation of the page to the concept above it, and the pages that were looked up.

    This concept is the page's parent in a list of links, otherwise the page of the nearest folder that has one.
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
        path, config = PurePosixPath(plan.file), context.config
        scheme = find_scheme_folder(plan.file, config)
        for folder in path.parents[1 if path.stem in config.shape.indexes else 0 :]:
            # The page of a folder that is another scheme is not above this one.
            if folder.name and (scheme is None or find_scheme_folder(f"{folder}/page.md", config) == scheme):
                yield context.resolver.find_folder(folder.as_posix(), context.anchors)


def find_members(plan: PagePlan, context: PageContext) -> Iterator[Relation | PageLookup]:
    """Yield the members of the collection of a folder's page, and the pages that were looked up."""
    main = plan.outline.main
    for found in context.resolver.list_folder(context.anchors) if main is not None else ():
        yield from found.lookups
        if main is not None and isinstance(found.target, str) and found.target:
            yield Relation("member", found.target, main.label.location)
