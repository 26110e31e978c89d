"""A site as a whole, before any page of it is read: what compiling one page needs to know of the others."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import PurePosixPath

from headword.compiler.dates.history import Histories
from headword.compiler.naming.lock import Lock, LockEntry, read_lock
from headword.compiler.naming.plan import SITE, taken_names
from headword.core.cache import digest
from headword.core.fingerprint import program_fingerprint
from headword.project.forms import find_scheme_folder
from headword.project.project import PriorPaths, Project
from headword.project.select import Selection
from headword.project.variants import SourcePage, VariantNames, is_in_default, name_translation, read_name

_NOT_COMPILED = frozenset({
    "select", "extend_select", "profile", "ignore", "limits", "severity", "per_file_ignores", "shapes", "output",
    "formats", "include", "exclude", "changelog", "version_policy", "site",
    "content",
})  # fmt: skip
"""What of the config no page depends on."""


@dataclass(frozen=True)
class Site:
    """What compiling one page needs to know of the whole before any page is read.

    ``unwanted`` are the files under the folder of sources that are no pages by choice,
    ``above`` for a page that a list of links puts below another, that one, and
    ``home_names`` the titles of the home page in small letters.
    """

    project: Project
    files: Mapping[str, SourcePage]
    drafts: bool
    lock: Lock
    histories: Histories = field(default_factory=dict)
    prior: PriorPaths = None
    unwanted: frozenset[str] = frozenset()
    above: Mapping[str, str] = field(default_factory=dict)
    home_names: frozenset[str] = frozenset()

    @cached_property
    def listing(self) -> Mapping[str, str]:
        """The page path of every page, by its file."""
        return {file: selected.source.page_path for file, selected in self.files.items()}

    @cached_property
    def names(self) -> VariantNames:
        """Finds the file of a page by another name of it."""
        return VariantNames(self.files.values(), self.project.config)

    @cached_property
    def orphans(self) -> Mapping[str, str]:
        """Translations whose original is published, and gone, by file that of the original.

        They never become pages of their own: these would have the original's IRIs.
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
        """What to report on pages named as translations of unknown originals, by file; a page in the lock is known.

        If just one page has no translation in that language, it may be the original, and is reported too.
        """
        config = self.project.config
        translated = (item for item in self.files.values() if not is_in_default(item.language, config))
        unknown = [one for one in translated if one.inside not in self.lock.pages and one.inside not in self.orphans]
        counts = Counter(one.language for one in unknown)
        said: dict[str, str] = {}
        for one in unknown:
            original = read_name(one.inside, config)[0] + PurePosixPath(one.inside).suffix
            what = f"named as {original} in the language {one.language!r}, and there is no such page"
            likely = self._list_untranslated(one.language)
            if len(likely) == counts[one.language] == 1:
                rename = f"rename it to {name_translation(one.inside, likely[0], config)}"
                said[likely[0]] = (
                    f"this page has no translation, and {one.inside} is {what}: {rename} if it is this one"
                )
                said[one.inside] = f"this is {what}: {rename} if it translates {likely[0]}"
            else:
                said[one.inside] = f"this is {what}: give it the name of its original"
        return said

    def _list_untranslated(self, language: str) -> list[str]:
        originals = (one for one in self.files.values() if is_in_default(one.language, self.project.config))
        return [one.inside for one in originals if language not in {each.language for each in one.translations}]

    @cached_property
    def folders(self) -> Mapping[str, str | None]:
        """The folder whose pages are one scheme, by the file of each page; None for a page that is a scheme itself."""
        return {file: find_scheme_folder(file, self.project.config) for file in self.files}

    @cached_property
    def scheme_paths(self) -> frozenset[str]:
        """The paths of the documents of schemes that no page is."""
        paths = {folder or SITE for folder in self.folders.values() if folder is not None}
        return frozenset(paths - set(self.listing.values()))

    @cached_property
    def taken(self) -> Mapping[str, Collection[str]]:
        """Names that no concept may have, by page path."""
        return taken_names(self.listing.values(), self.project.config, self.lock)

    @cached_property
    def listing_digest(self) -> str:
        """Another one for another set of pages."""
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
        )
        return digest(*(text for item in listed for text in item))

    @cached_property
    def stamp(self) -> str:
        """Another one for another program, or another config of what compiling depends on."""
        config = self.project.config
        names = [one.name for one in fields(config) if one.repr and one.name not in _NOT_COMPILED]
        said = repr([(name, getattr(config, name)) for name in names] + [config.shape.name])
        prior = repr(None if self.prior is None else sorted(self.prior))
        return digest(program_fingerprint(), said, prior, str(self.drafts), self.project.relative(self.project.sources))


def find_site(project: Project, selection: Selection, drafts: bool, entries: Sequence[LockEntry] | None = None) -> Site:
    """The site that the pages of ``selection`` are, with the ids that its lock, or ``entries``, have for them.

    A page that was renamed keeps the path that its scheme was published under.

    Raises:
        HeadwordError: the lock cannot be read.
    """
    if entries is not None:
        lock = Lock(tuple(entries))
    else:
        lock = read_lock(project.lock, project.relative(project.lock)) if selection.is_of(project) else Lock()
    files = {item.inside: item for item in selection.files}
    unwanted = frozenset(one.path.relative_to(selection.top).as_posix() for one in selection.unwanted)
    site = Site(project, files, drafts, lock, unwanted=unwanted, above=selection.above, home_names=selection.home_names)
    return with_lock(site, lock)


def with_lock(site: Site, lock: Lock) -> Site:
    """The site with a lock that knows more ids; pages that neither lock knows are called after their files."""
    files = {
        file: item._replace(source=replace(item.source, page_path=lock.page_paths.get(file, item.source.page_path)))
        for file, item in site.files.items()
    }
    return replace(site, files=files, lock=lock)
