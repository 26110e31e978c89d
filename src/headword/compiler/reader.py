"""The reader of the pages of a site; it needs no compiler, so that unchanged pages cost little."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from headword.compiler.site import Site
from headword.core.cache import digest
from headword.project.read import BufferOverlay, PageReader, PageSource, Read


class SiteReader:
    """A reader of the pages of a site, and of the keys of everything that their compilation depends on except links."""

    def __init__(self, site: Site, texts: BufferOverlay) -> None:
        self.site = site
        self.texts = texts
        self._reader = PageReader(site.project, texts)

    def read_files(self, file: str) -> tuple[Read, ...]:
        """Return the content of the page with this file, and of its translations."""
        return self._reader.read(self.site.files[file])

    def read(self, file: str) -> PageSource:
        """Read the page with this file, its translations, and the files next to them."""
        selected = self.site.files[file]
        data, extras = self._reader.read(selected), self._reader.read_extras(selected)
        names = sorted(self.site.taken.get(selected.source.page_path, ()))
        known = self.site.lock.describe(file)
        known += self.site.describe_history(file)
        said = self._reader.list_parts(selected, data, extras)
        known += self.site.orphans.get(file, "") + self.site.alone.get(file, "")
        key = digest(self.site.stamp, file, selected.source.page_path, known, *said, *names)
        return PageSource(file, data, extras, key)

    def key(self, source: PageSource) -> str:
        """Return the key of a page; the pages of one scheme depend on each other, so they share a part of the key."""
        folder = self.site.folders[source.file]
        return source.key if folder is None else digest(source.key, self._keys_of_folders[folder])

    @cached_property
    def _keys_of_folders(self) -> Mapping[str, str]:
        """Return a digest of all pages of one scheme, by their folder."""
        keys: dict[str, list[str]] = defaultdict(list)
        for file, folder in sorted(self.site.folders.items()):
            if folder is not None:
                keys[folder].append(self.read(file).key)
        return {folder: digest(folder, *each) for folder, each in keys.items()}
