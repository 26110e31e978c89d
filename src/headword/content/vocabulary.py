"""The vocabulary that the content of a project is read with, kept from run to run."""

from pathlib import Path
from typing import NamedTuple

import msgspec

from headword.compiler.documents import SiteGraph
from headword.compiler.run import fingerprint_pages, open_run
from headword.content.thesaurus import Thesaurus, make_thesaurus
from headword.core.cache import CacheEntry, decode, digest, encode
from headword.core.context import RunContext
from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.markdown.suppressions import Suppression
from headword.project.project import Project
from headword.project.read import BufferOverlay
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import read_rdf

_THESAURUS = "thesaurus"


class _Kept(NamedTuple):
    """A thesaurus, sentences on the pages that it was made from, and which findings these do not want."""

    thesaurus: Thesaurus
    notices: tuple[str, ...]
    suppressions: tuple[Suppression, ...]


_read_kept = msgspec.json.Decoder(_Kept).decode


class ContentVocabulary(NamedTuple):
    """The concepts that content can name.

    Attributes:
        thesaurus: the concepts.
        notices: sentences for people on pages of the vocabulary that are left out.
        key: differs for a different vocabulary, and for a different version of headword.
        suppressions: which findings the pages of the vocabulary do not want.
    """

    thesaurus: Thesaurus
    notices: tuple[str, ...]
    key: str
    suppressions: tuple[Suppression, ...]


def open_vocabulary(
    project: Project, context: RunContext, texts: BufferOverlay, *, drafts: bool = False
) -> ContentVocabulary:
    """Return the concepts of the pages of a project and of the RDF files in its config, from the cache if possible.

    Raises:
        HeadwordError: such a file cannot be read.
        SourceError: there is no concept.
    """
    pages = fingerprint_pages(project, context=context, texts=texts, drafts=drafts)
    files = (file.read_bytes() if file.is_file() else "" for file in _list_files(project))
    key = digest(pages, project.config.lang, *project.config.content.vocabularies, *files)
    kept = decode(context.cache.read(_THESAURUS, ""), key, _read_kept)
    if kept is None:
        with open_run(project, drafts=drafts, context=context, texts=texts) as run:
            thesaurus = read_thesaurus(project, run.all_documents(), read_vocabularies(project))
            records = run.pages.records.values()
            kept = _Kept(thesaurus, run.notices, tuple(one for record in records for one in record.suppressions))
        context.cache.write(_THESAURUS, {"": CacheEntry(key, encode(kept))})
    return ContentVocabulary(kept.thesaurus, kept.notices, key, kept.suppressions)


def _list_files(project: Project) -> list[Path]:
    return [project.root / name for name in project.config.content.vocabularies]


def read_vocabularies(project: Project) -> LocatedGraph:
    """Return the facts of the RDF files that the config names.

    Raises:
        HeadwordError: such a file cannot be read.
    """
    facts: LocatedGraph = {}
    for file in _list_files(project):
        facts.update(read_rdf(file, project.relative(file)))
    return facts


def read_thesaurus(project: Project, documents: SiteGraph, others: LocatedGraph) -> Thesaurus:
    """Return the concepts of the pages that ``documents`` are of, and of ``others``.

    Raises:
        SourceError: there is no concept.
    """
    facts: LocatedGraph = {}
    for file in documents.records:
        facts.update(documents.facts(file))
    facts.update(others)
    thesaurus = make_thesaurus(facts, project.config.lang)
    if not thesaurus.concepts:
        hint = "write pages of concepts, or name RDF files in `vocabularies` of [content]"
        raise SourceError("the vocabulary has no concepts", Location(project.relative(project.sources)), hint)
    return thesaurus
