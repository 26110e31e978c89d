"""Making a folder hold the site of a vocabulary, and refusing to lose addresses that were published."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from headword.compiler.documents import SiteGraph
from headword.compiler.publication import Publication
from headword.compiler.run import SiteRun
from headword.core.files.publish import BuiltFiles, FileChanges, compare, renew
from headword.rdf.terms import MAPPINGS
from headword.site.addresses import find_address
from headword.site.build import render_site
from headword.site.build_cache import BuildCache
from headword.site.context import SiteContext, open_site_context
from headword.site.pages.changes import History, read_history
from headword.site.published_urls import find_released, list_addresses, refuse_losses
from headword.site.summaries import find_paged
from headword.site.target_names import fetch_names


def publish_site(run: SiteRun, documents: SiteGraph, target: Path) -> FileChanges:
    """Make the folder ``target`` hold the site of what was compiled.

    Raises:
        HeadwordError: an address that was published would be lost, or the folder cannot be written.
    """
    with run.context.busy("preparing"):
        book, history = open_site(run, documents, target)
        _refuse_lost(book, history, target)
    return write_site(book, history, partial(run.context.count, "writing"))


def fetch_target_names(run: SiteRun, documents: SiteGraph) -> int:
    """Fetch the names of mapped concepts of other vocabularies, and return the number of those without a name.

    Raises:
        HeadwordError: the package for requests is not installed.
    """
    base = run.project.config.base
    targets = (
        value
        for _, facts in Publication(documents, run.project.config).each()
        for _, predicate, value in facts
        if predicate in MAPPINGS and isinstance(value, str) and not value.startswith(base)
    )
    return fetch_names(targets, run.context)


def preview_site(run: SiteRun, documents: SiteGraph, target: Path) -> FileChanges:
    """Return what `publish_site` would change, and write nothing.

    Raises:
        HeadwordError: an address that was published would be lost.
    """
    with run.context.busy("preparing"):
        book, history = open_site(run, documents, target)
        _refuse_lost(book, history, target)
    files = render_site(book, history, BuildCache(run.context.cache, book.output, book.stamp))
    return compare(run.context.count("comparing", files), target)


def open_site(run: SiteRun, documents: SiteGraph, target: Path) -> tuple[SiteContext, History]:
    """What the site that is to be in the folder ``target`` is made of, and what was released before.

    Raises:
        HeadwordError: two resources would have the same address, or what was released cannot be read.
    """
    publication = Publication(documents, run.project.config)
    history = read_history(run.project, publication.facts)
    return open_site_context(run, publication, target, history.versions), history


def write_site(book: SiteContext, history: History, passed: Callable[[BuiltFiles], BuiltFiles] = iter) -> FileChanges:
    """Make a folder hold a site.

    Args:
        book: what the site is made of.
        history: what was released before.
        passed: what all files go through, one after the other.

    Raises:
        HeadwordError: a template is wrong, or the folder cannot be written.
    """
    memory = BuildCache(book.run.context.cache, book.output, book.stamp)
    difference = renew(passed(render_site(book, history, memory)), book.output)
    memory.save()
    return difference


def _refuse_lost(book: SiteContext, history: History, target: Path) -> None:
    """See that nothing is lost of what the site in ``target``, or the last release, has published.

    Raises:
        HeadwordError: an address would be lost.
    """
    released = find_paged(history.latest.facts) if history.latest is not None else ()
    before = {*list_addresses(target), *find_released(released, book.atlas.addresses, book.config.base)}
    now = frozenset(book.atlas.addresses.values())
    base = book.config.base
    redirects = {
        old: find_address(new, base, "") if new.startswith(base) and new != base else new
        for old, new in book.config.site.redirects.items()
    }
    refuse_losses(before, now, redirects, book.config.place_of)
