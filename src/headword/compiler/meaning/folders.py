"""The concept of a folder, which is broader than the pages in it that are concepts."""

from pathlib import PurePosixPath

from headword.compiler.meaning.skos import Relation
from headword.compiler.meaning.statements import PageContext
from headword.compiler.naming.plan import PagePlan
from headword.project.forms import has_folder


def find_folder_concept(plan: PagePlan, context: PageContext) -> Relation | None:
    """The relation of the page as a whole to the concept of the nearest folder above it that has one."""
    if plan.outline.main is None or not has_folder(plan.file, context.config):
        return None
    path = PurePosixPath(plan.file)
    is_index = path.stem in context.config.shape.indexes
    for folder in path.parents[1 if is_index else 0 :]:
        found = context.resolver.find_folder(folder.as_posix(), context.anchors) if folder.name else ""
        if found:
            return Relation("broader", found, plan.outline.main.label.location)
    return None
