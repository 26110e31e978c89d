"""The files that can be imported, and their readers."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.core.plugins import IMPORTERS, load_plugins
from headword.importers.outlines.line import ImportedOutline, Importer
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import FORMATS, join_files, read_absolute_rdf


def find_importers() -> Mapping[str, Importer]:
    """Return the importers of outlines and tables by the ending of files; RDF is read by its own syntaxes."""
    importers: list[Importer] = list(load_plugins(IMPORTERS).values())
    return {suffix: importer for importer in importers for suffix in importer.suffixes}


def is_rdf(files: Iterable[Path]) -> bool:
    """Return whether files are RDF, of which several can be one vocabulary, and not a single outline or table.

    Raises:
        SourceError: a file is missing, has an unknown ending, or the files do not go together.
    """
    kinds = []
    suffixes = (*sorted(FORMATS), *sorted(find_importers()))
    for file in files:
        if not file.is_file():
            raise SourceError("there is no such file", Location(str(file)))
        if file.suffix.lower() not in suffixes:
            hint = f"known endings: {', '.join(suffixes)}"
            raise SourceError(f"the format of a {file.suffix or 'nameless'} file is unknown", Location(str(file)), hint)
        kinds.append(file.suffix.lower() in FORMATS)
        if len(kinds) > 1 and not all(kinds):
            hint = "import outlines and tables one at a time; only several RDF files are one vocabulary"
            raise SourceError(
                "this file cannot be imported together with the files before it", Location(str(file)), hint
            )
    return all(kinds)


def read_facts(files: Iterable[Path], base: str) -> LocatedGraph:
    """Return the facts of RDF files; relative IRIs are resolved with ``base``.

    Raises:
        SourceError: one does not parse, or has a relative IRI and there is no base.
    """
    return join_files([read_absolute_rdf(file, str(file), base) for file in files])


def read_outline(file: Path, columns: Mapping[str, str], language: str | None, site_language: str) -> ImportedOutline:
    """Return the lines of an outline or table; of labels in several languages, those in ``language`` are first.

    Raises:
        SourceError: the file is not what its ending says, or has no labels in the language.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", Location(str(file))) from error
    importer = find_importers()[file.suffix.lower()]
    if importer.read_table is not None:
        return importer.read_table(data, str(file), columns, language, site_language)
    if columns:
        raise SourceError(
            "--column is only for tables", Location(str(file)), "use a .csv or .tsv file, or leave out --column"
        )
    assert importer.read is not None
    return ImportedOutline(tuple(importer.read(data, str(file))))
