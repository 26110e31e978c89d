"""Existing and retired concepts of a project, so that an import does not add them again."""

from collections.abc import Collection

from headword.compiler.naming.lock import read_lock, to_iri
from headword.compiler.run import open_run
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.importers.vocabulary import SourceVocabulary
from headword.project.project import Project


def refuse_twice(project: Project, vocabulary: SourceVocabulary, files: Collection[str]) -> None:
    """Check that no other page has the imported resources, and that none of them is retired.

    Raises:
        HeadwordError: a page has one, or one is retired.
    """
    imported = {*vocabulary.entries, *vocabulary.all_schemes}
    path = project.relative(project.lock)
    for entry in read_lock(project.lock, path).entries:
        if entry.retired and to_iri(entry.id, project.config.base) in imported:
            message = f"{entry.id!r} was retired on {entry.retired}, but the import would use it again"
            raise HeadwordError(message, Location(path), "remove it from the input, or remove its line from the lock")
    if not project.sources.is_dir():
        return
    with open_run(project, drafts=True) as run:
        for file, record in run.pages.records.items():
            twin = next((iri for iri in record.resources if iri in imported), None)
            if twin is not None and file not in files:
                place = Location(project.relative(run.pages.site.files[file].source.path))
                hint = "delete this page first, or import into another folder"
                raise HeadwordError(f"<{twin}> is already on this page", place, hint)
