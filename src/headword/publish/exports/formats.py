"""The formats of other programs, in one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from headword.publish.exports.annif import write_annif_csv, write_annif_tsv
from headword.publish.exports.cspell import write_cspell_config, write_cspell_words
from headword.publish.exports.docusaurus import write_docusaurus
from headword.publish.exports.hugo import list_clashes, write_hugo
from headword.publish.exports.mkdocs import write_mkdocs
from headword.publish.exports.obsidian import write_obsidian
from headword.publish.exports.terms import ExportedVocabulary
from headword.publish.exports.vale import list_unusable, write_vale

WriteFile = Callable[[ExportedVocabulary], bytes]
WriteFolder = Callable[[ExportedVocabulary], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of another program.

    Attributes:
        program: the name of the program.
        files: functions that write one file, by its ending.
        folder: the function that writes several files, if the format is a folder.
        omit: returns the texts that the format cannot have.
        reason: says why, after the name of the program.
    """

    program: str
    files: Mapping[str, WriteFile] = field(default_factory=dict)
    folder: WriteFolder | None = None
    omit: Callable[[ExportedVocabulary], Sequence[str]] = lambda _: ()
    reason: str = ""


FORMATS: Mapping[str, ExportFormat] = {
    "annif": ExportFormat("Annif", {".tsv": write_annif_tsv, ".csv": write_annif_csv}),
    "cspell": ExportFormat("CSpell", {".txt": write_cspell_words, ".json": write_cspell_config}),
    "docusaurus": ExportFormat("Docusaurus", {".yml": write_docusaurus}),
    "hugo": ExportFormat("Hugo", folder=write_hugo, omit=list_clashes, reason="has no separate pages for them"),
    "mkdocs": ExportFormat("MkDocs", {".yml": write_mkdocs}),
    "obsidian": ExportFormat("Obsidian", {".md": write_obsidian}),
    "vale": ExportFormat("Vale", folder=write_vale, omit=list_unusable, reason="reads '|' in the text to use as 'or'"),
}
