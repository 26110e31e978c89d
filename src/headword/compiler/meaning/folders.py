"""The concept of a folder, which is broader than the pages in it that are concepts."""

from pathlib import PurePosixPath

from headword.compiler.meaning.skos import Relation
from headword.compiler.meaning.statements import PageContext
from headword.compiler.naming.plan import PagePlan
from headword.project.forms import find_value


def find_folder_concept(plan: PagePlan, context: PageContext) -> Relation | None:
    """The relation of the page as a whole to the concept above it.

    That is the page of a list of links that leads to it, else that of the nearest folder that has one.
    """
    main = plan.outline.main
    if main is None:
        return None
    above = context.resolver.find_above(context.anchors) or _find_in_folders(plan, context)
    return Relation("broader", above, main.label.location) if above else None


def _find_in_folders(plan: PagePlan, context: PageContext) -> str:
    if find_value(plan.file, "folders", context.config) != "concepts":
        return ""
    path = PurePosixPath(plan.file)
    is_index = path.stem in context.config.shape.indexes
    folders = (folder for folder in path.parents[1 if is_index else 0 :] if folder.name)
    found = (context.resolver.find_folder(folder.as_posix(), context.anchors) for folder in folders)
    return next(filter(None, found), "")
