"""The pages of kept versions: one for each version, and one for each two versions that can be compared."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from headword.project.project import FROZEN
from headword.project.rdf_files import CATALOG
from headword.publish.diff.compare import Change, ChangedResource, VocabularyDiff
from headword.publish.diff.formats.common import list_details
from headword.rdf.parse import read_rdf
from headword.rdf.terms import DCTERMS, PREFIXES, SKOS, VOID, Literal, Term, compact
from headword.rdf.write.verified import FORMATS
from headword.site.locales import Locale, PageLink
from headword.site.pages.changes import CHANGES, History
from headword.site.templating import PageUrl

_COMPARED = 8
"""The number of versions that are compared with all others; of more, each is compared with the next and the current."""

_ENDINGS = frozenset(one.ending for one in FORMATS.values())
_CONTEXT = PurePosixPath("context.jsonld")


class VersionFacts(NamedTuple):
    """The day of a release, empty if it is not known, and its number of concepts, 0 if it is not known."""

    day: str
    concepts: int


class ShownChange(NamedTuple):
    """A change of a resource: the name of the property, its language, and the values that went and came."""

    name: str
    language: str
    before: tuple[PageLink, ...]
    after: tuple[PageLink, ...]


class ComparedResource(NamedTuple):
    """A resource that changed: its link, the kinds of changes, and the changes with their values."""

    link: PageLink
    kinds: tuple[str, ...]
    details: tuple[ShownChange, ...]


def version_address(version: str, document: str = "") -> str:
    """Return the address of the page of a kept version or of a document in it, to which ``owl:versionIRI`` leads."""
    return f"{FROZEN}/{version}/{document}".rstrip("/")


def list_documents(folder: Path) -> list[str]:
    """Return the paths of the documents of the kept version in ``folder``, without endings."""
    files = (file for file in list_files(folder) if file.suffix[1:] in _ENDINGS and file != _CONTEXT)
    return sorted({file.with_suffix("").as_posix() for file in files} - {CATALOG})


@lru_cache(256)
def list_files(folder: Path) -> tuple[PurePosixPath, ...]:
    """Return the files of the kept version in ``folder``, relative to it and in order; a copy never changes."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return tuple(PurePosixPath(file.relative_to(folder).as_posix()) for file in files)


def comparison_address(before: str, after: str) -> str:
    """Return the address of the comparison of two versions; ``after`` is empty for the current one."""
    return f"{CHANGES}/{before}/{after}".rstrip("/")


def list_comparisons(versions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the two versions of each comparison, the older first; the current version is empty."""
    for at, before in enumerate(versions):
        yield before, ""
        later = versions[:at] if at < _COMPARED else versions[at - 1 : at]
        yield from ((before, after) for after in reversed(later))


@lru_cache(256)
def read_version(folder: Path) -> VersionFacts:
    """Return what the catalogue of the kept version in ``folder`` says of it; a copy never changes."""
    file = folder / f"{CATALOG}.ttl"
    facts = read_rdf(file, str(file)) if file.is_file() else {}
    concepts = {part for part, predicate, value in facts if (predicate, value) == (f"{VOID}class", f"{SKOS}Concept")}
    days = [value.value for _, name, value in facts if name == f"{DCTERMS}issued" and isinstance(value, Literal)]
    counts = [
        int(value.value)
        for part, name, value in facts
        if part in concepts and name == f"{VOID}entities" and isinstance(value, Literal)
    ]
    return VersionFacts(max(days, default=""), max(counts, default=0))


def version_values(history: History, version: str, reader: Locale, document: str = "") -> dict[str, Any]:
    """Return the values of the template of a kept version, or of one ``document`` of it."""
    here = reader.here(version_address(version, document))
    folder = history.folder / version
    iri = f"{reader.config.base}{document}"
    return {
        "kept": version,
        "document": reader.refer(here, iri) if iri in reader.atlas.cards else PageLink("", document),
        "whole": here.page(version_address(version)),
        "facts": read_version(folder),
        "comparisons": _link_comparisons(history, version, reader, here),
        "files": [
            PageLink(here.file(f"{FROZEN}/{version}/{file}"), str(file))
            for file in list_files(folder)
            if document in ("", str(file).rpartition(".")[0])
        ],
    }


def _link_comparisons(history: History, version: str, reader: Locale, here: PageUrl) -> list[PageLink]:
    """Return links to the comparisons with a version."""
    return [
        PageLink(here.page(comparison_address(before, after)), name_comparison(before, after, reader))
        for before, after in list_comparisons(history.versions)
        if version in (before, after)
    ]


def name_comparison(before: str, after: str, reader: Locale) -> str:
    """Return the title of a comparison."""
    words = reader.messages
    return words("changes.release", version=after, before=before) if after else words("changes.since", version=before)


def list_rows(history: History, reader: Locale) -> list[tuple[str, str, VersionFacts, list[PageLink]]]:
    """Return the rows of the table of versions: name, link, facts, and links to comparisons."""
    here = reader.here(CHANGES)
    return [
        (
            version,
            here.page(version_address(version)),
            read_version(history.folder / version),
            [
                PageLink(here.page(comparison_address(before, after)), after)
                for before, after in list_comparisons(history.versions)
                if before == version
            ],
        )
        for version in history.versions
    ]


def comparison_values(difference: VocabularyDiff, before: str, after: str, reader: Locale) -> dict[str, Any]:
    """Return the values of the template of a comparison."""
    here = reader.here(comparison_address(before, after))
    return {
        "name": name_comparison(before, after, reader),
        "difference": difference,
        "counts": list(difference.counts.items()),
        "rows": [_show_resource(one, difference, reader, here) for one in difference.changed],
        "ends": [PageLink(here.page(version_address(one)), one) for one in (before, after) if one],
    }


def _show_resource(
    changed: ChangedResource, difference: VocabularyDiff, reader: Locale, here: PageUrl
) -> ComparedResource:
    link = _link_resource(changed.iri, changed.label, reader, here)
    details = tuple(_show_change(change, difference, reader, here) for change in list_details(changed))
    return ComparedResource(link, changed.kinds, details)


def _show_change(change: Change, difference: VocabularyDiff, reader: Locale, here: PageUrl) -> ShownChange:
    def show(values: Sequence[Term]) -> tuple[PageLink, ...]:
        return tuple(
            PageLink("", value.value, value.language)
            if isinstance(value, Literal)
            else _link_resource(value, difference.names.get(value, ""), reader, here)
            for value in values
        )

    short = compact(change.property, PREFIXES)
    name = reader.messages.texts.get(f"property.{short}", short)
    return ShownChange(name, change.language, show(change.before), show(change.after))


def _link_resource(iri: str, name: str, reader: Locale, here: PageUrl) -> PageLink:
    """Return a link to a resource; one that is gone has no link and the name that it had."""
    link = reader.refer(here, iri)
    return link if iri in reader.atlas.cards or link.host else link._replace(text=name or iri, href="")
