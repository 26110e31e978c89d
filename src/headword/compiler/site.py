"""A site before any page is read: the data that the compilation of a page needs about all pages."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from headword.compiler.naming.lock import Lock, LockEntry, read_lock
from headword.compiler.naming.schemes import SITE, follow_folders, taken_names
from headword.core.cache import digest
from headword.core.fingerprint import program_fingerprint
from headword.project.forms import find_scheme_folder
from headword.project.git import read_ignore_files, would_ignore
from headword.project.project import PriorPaths, Project
from headword.project.select import Selection
from headword.project.variants import SourcePage, VariantNames, find_inside, is_in_default, name_translation, read_name

if TYPE_CHECKING:
    from headword.compiler.dates.history import Histories

_NOT_COMPILED = frozenset({
    "select", "extend_select", "profile", "ignore", "limits", "severity", "per_file_ignores", "shapes", "output",
    "formats", "include", "exclude", "changelog", "version_policy", "site", "sheet",
    "content",
})  # fmt: skip
"""The keys of the config that no page depends on."""


@dataclass(frozen=True)
class Site:
    """The data about all pages that the compilation of a page needs.

    ``unwanted`` are the files under the folder of sources that are excluded on purpose. ``above`` maps a page to its
    parent in a list of links. ``home_names`` are the titles of the home page in lower case.
    """

    project: Project
    files: Mapping[str, SourcePage]
    drafts: bool
    lock: Lock
    histories: "Histories" = field(default_factory=dict)
    prior: PriorPaths = None
    unwanted: frozenset[str] = frozenset()
    above: Mapping[str, str] = field(default_factory=dict)
    home_names: frozenset[str] = frozenset()

    @cached_property
    def listing(self) -> Mapping[str, str]:
        """Return the page path of every page, by its file."""
        return {file: selected.source.page_path for file, selected in self.files.items()}

    def describe_history(self, file: str) -> str:
        """Return everything that the dates of a page's concepts depend on, apart from the page, as one text."""
        history = self.histories.get(file, ())
        return repr((history, [entry.since for entry in self.lock.of_page(file)])) if history else ""

    @cached_property
    def names(self) -> VariantNames:
        """Return the index of the other names of pages."""
        return VariantNames(self.files.values(), self.project.config)

    @cached_property
    def orphans(self) -> Mapping[str, str]:
        """Return the translations whose published original is gone, each with the file of the original.

        They must not become pages of their own, because they would get the IRIs of the original.
        """
        config = self.project.config
        published = sorted(self.lock.pages)
        gone = {read_name(page, config)[0]: page for page in published if page not in self.files}
        unknown = (item for item in self.files.values() if item.inside not in self.lock.pages) if gone else ()
        translated = (item for item in unknown if not is_in_default(item.language, config))
        names = ((item.inside, read_name(item.inside, config)[0]) for item in translated)
        return {file: gone[name] for file, name in names if name in gone}

    @cached_property
    def alone(self) -> Mapping[str, str]:
        """Return the messages on pages that are named as translations of an unknown original, by file.

        A page in the lock is known. If exactly one page has no translation in the language, it may be the original, and
        is reported, too.
        """
        config = self.project.config
        translated = (item for item in self.files.values() if not is_in_default(item.language, config))
        unknown = [one for one in translated if one.inside not in self.lock.pages and one.inside not in self.orphans]
        counts = Counter(one.language for one in unknown)
        messages: dict[str, str] = {}
        for one in unknown:
            original = read_name(one.inside, config)[0] + PurePosixPath(one.inside).suffix
            what = f"named as {original} in the language {one.language!r}, and there is no such page"
            likely = self._list_untranslated(one.language)
            if len(likely) == counts[one.language] == 1:
                rename = f"rename it to {name_translation(one.inside, likely[0], config)}"
                messages[likely[0]] = (
                    f"this page has no translation, and {one.inside} is {what}: {rename} if it is this one"
                )
                messages[one.inside] = f"this is {what}: {rename} if it translates {likely[0]}"
            else:
                messages[one.inside] = f"this is {what}: give it the name of its original"
        return messages

    def _list_untranslated(self, language: str) -> list[str]:
        originals = (one for one in self.files.values() if is_in_default(one.language, self.project.config))
        return [one.inside for one in originals if language not in {each.language for each in one.translations}]

    @cached_property
    def folders(self) -> Mapping[str, str | None]:
        """Return the published folder of the scheme of each page; None for a page that is a scheme itself."""
        return follow_folders({file: find_scheme_folder(file, self.project.config) for file in self.files}, self.lock)

    @cached_property
    def scheme_paths(self) -> frozenset[str]:
        """Return the paths of the documents of schemes without a page."""
        paths = {folder or SITE for folder in self.folders.values() if folder is not None}
        return frozenset(paths - set(self.listing.values()))

    @cached_property
    def taken(self) -> Mapping[str, Collection[str]]:
        """Return the names that concepts must not have, by page path."""
        return taken_names(self.listing.values(), self.project.config, self.lock)

    @cached_property
    def ignore_rules(self) -> tuple[str, ...]:
        """Return the texts of all files by which git ignores paths among the pages."""
        top = self.project.sources
        inside = {folder for file in self.files for folder in PurePosixPath(file).parents}
        return read_ignore_files(sorted({*top.resolve().parents, *(top / folder for folder in inside)}))

    def ignores(self, names: Collection[str]) -> bool:
        """Return whether git ignores one of ``names``, paths under the folder of sources that need not exist."""
        return bool(self.ignore_rules) and would_ignore(self.project.sources, names)

    @cached_property
    def listing_digest(self) -> str:
        """Return a fingerprint of the set of pages and their names."""
        editions = {edition.inside: file for file, item in self.files.items() for edition in item.editions}
        named = sorted((name, file) for file, item in self.files.items() for name in item.names)
        left_out = ((file, "") for file in sorted(self.unwanted))
        listed = (
            *sorted(self.listing.items()),
            *sorted(editions.items()),
            *named,
            *left_out,
            *sorted(self.above.items()),
            sorted(self.home_names),
            self.ignore_rules,
        )
        return digest(*(text for item in listed for text in item))

    @cached_property
    def stamp(self) -> str:
        """Return a fingerprint of headword and of the parts of the config that pages depend on."""
        config = self.project.config
        names = [one.name for one in fields(config) if one.repr and one.name not in _NOT_COMPILED]
        settings = repr([(name, getattr(config, name)) for name in names] + [config.shape.name])
        prior = repr(None if self.prior is None else sorted(self.prior))
        return digest(
            program_fingerprint(), settings, prior, str(self.drafts), self.project.relative(self.project.sources)
        )


def find_site(project: Project, selection: Selection, drafts: bool, entries: Sequence[LockEntry] | None = None) -> Site:
    """Return the site of the pages of ``selection``, with the ids in its lock, or in ``entries``.

    A renamed page keeps the published path of its scheme.

    Raises:
        HeadwordError: the lock cannot be read.
    """
    if entries is not None:
        lock = Lock(tuple(entries))
    else:
        lock = read_lock(project.lock, project.relative(project.lock)) if selection.is_of(project) else Lock()
    files = {item.inside: item for item in selection.files}
    unwanted = frozenset(find_inside(one.path, selection.top, project.config) for one in selection.unwanted)
    site = Site(project, files, drafts, lock, unwanted=unwanted, above=selection.above, home_names=selection.home_names)
    return with_lock(site, lock)


def with_lock(site: Site, lock: Lock) -> Site:
    """Return the site with a lock that knows more ids; a page in neither lock has the path of its file."""
    files = {
        file: item._replace(source=replace(item.source, page_path=lock.page_paths.get(file, item.source.page_path)))
        for file, item in site.files.items()
    }
    return replace(site, files=files, lock=lock)
