"""The resolution of links: from a link on a page to the IRI of its target."""

import difflib
import math
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from headword.core.slugs import slugify
from headword.markdown.inline import Link
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.project import PAGE_SUFFIXES
from headword.rdf.terms import PREFIXES, is_iri

_ATTACHMENT = re.compile(
    r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp|flac|m4a|mp3|ogg|wav|webm|3gp|mkv|mov|mp4|ogv|pdf|canvas|base)$",
    re.IGNORECASE,
)
"""Endings of files, other than pages, that Obsidian can embed and link."""
_MADE = re.compile(r"fn(?:ref)?[:-].+|_?top|\+.+", re.IGNORECASE)
"""Anchors that programs generate: footnotes, the top of a page, and the settings ``+name`` of MkDocs plugins."""
_UNWRITTEN = "unwritten-note"
_NUMBER = re.compile(r"\d+(?:\.\d+)*[.)]?[ \t]+")


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """The link targets of one page.

    Attributes:
        file: the path of the page under the folder of sources, with its ending.
        ids: the IRI of each concept and collection, by the last part of the IRI.
        labels: the IRIs of each label in lower case.
        tops: the IRIs that a link to the whole page may mean.
        absent: the reason why the page is not compiled; empty if it is.
        collections: the IRIs of collections.
        scheme: the IRI of the page's scheme; empty if it has none.
        under: a link to the page or concept that the page continues, whose scheme it then shares.
        translations: the targets of the page in other languages. They have a ``language``, a ``place``, which is their
            file, and the ``names`` in it, each with its IRI.
        marks: for other anchors in the page, the IRI of the concept whose text contains the anchor.
        is_partial: whether a program adds headings to the page, so that links to unknown anchors may be right.
        order: the position of the page among its siblings, if it has one.
    """

    file: str
    page_path: str
    ids: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    tops: tuple[str, ...]
    absent: str = ""
    collections: frozenset[str] = frozenset()
    scheme: str = ""
    under: Link | None = None
    translations: "Mapping[str, LinkTargets]" = field(default_factory=dict)
    language: str = ""
    place: str = ""
    names: tuple[tuple[str, str], ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    is_partial: bool = False
    order: float | None = None


@dataclass(frozen=True, slots=True)
class ParentScheme:
    """The scheme of the concepts of a page, and the concept above them.

    ``scheme`` is empty if they are in no scheme. ``concept`` is the IRI of the concept that the page continues, empty
    if it continues none. ``iris`` are the concepts of the page and of all pages that it continues.
    """

    scheme: str
    concept: str = ""
    iris: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The reason why a link has no target, as a clause, and the rule for such a link in prose."""

    reason: str
    rule: str = "broken-link"


class PageLookup(NamedTuple):
    """A search for the page of a link, and the file that it found; empty if it found none.

    The result for a page may depend on the targets in the pages that its links lead to, and on which pages exist.
    """

    file: str


class Resolution(NamedTuple):
    """The IRI of a link's target, or the reason why there is none, and the pages that were looked up."""

    target: str | Unresolved
    lookups: tuple[PageLookup, ...] = ()


class FoundHome(NamedTuple):
    """The scheme of the concepts of a page, or the reason why it is unknown, and the pages that were looked up."""

    home: ParentScheme | Unresolved
    lookups: tuple[PageLookup, ...] = ()


class _FoundPage(NamedTuple):
    page: LinkTargets | Unresolved
    lookups: tuple[PageLookup, ...] = ()


def _find_nothing(_name: str) -> Sequence[str]:
    return ()


def _ignore_nothing(_names: Collection[str]) -> bool:
    return False


class SiteMap(NamedTuple):
    """Additional link targets of a site, beyond the paths of its pages.

    Attributes:
        find_named: finds the files of the pages with a title or an id.
        unwanted: files that are excluded on purpose: links in the text may lead there.
        ignores: returns whether git ignores one of some paths. A build can write such a file, so links may lead there.
        above: maps the file of a page to the file of its parent in a list of links.
        home_names: titles of the home page, in lower case: a page below it is at the top.
    """

    find_named: Callable[[str], Sequence[str]] = _find_nothing
    unwanted: Collection[str] = frozenset()
    ignores: Callable[[Collection[str]], bool] = _ignore_nothing
    above: Mapping[str, str] = MappingProxyType({})
    home_names: Collection[str] = frozenset()


_NO_MORE = SiteMap()


class Resolver:
    """A resolver for links to the pages of a site.

    Args:
        pages: the page path of every page by its file.
        find: returns the targets in a page; called only if a link leads to the page.
        config: the config of the site.
        by_name: finds the file of a page by another name, such as that of a translation.
        site: link targets beyond the paths of pages.
    """

    def __init__(
        self,
        pages: Mapping[str, str],
        find: Callable[[str], LinkTargets],
        config: Config,
        by_name: Callable[[str], str | None],
        site: SiteMap = _NO_MORE,
    ) -> None:
        self._pages = pages
        self._find = find
        self._prefixes = {**PREFIXES, **config.prefixes}
        self._by_other_name = by_name
        self._site = site
        self._is_vault = config.shape.vault_links
        self._has_page_concepts = config.concepts == "page" or any(one.concepts == "page" for one in config.pages)
        self._has_global_targets = config.shape.global_targets
        self._root_sign = config.shape.root_sign
        self._indexes = config.shape.indexes
        self._has_wikilinks = config.shape.wikilinks
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for file, path in pages.items():
            name = posixpath.splitext(file)[0] if self._is_vault else path
            self._by_name[posixpath.basename(name).casefold()].append(file)

    def resolve(self, link: Link, page: LinkTargets) -> Resolution:
        """Return the IRI of the target of ``link`` on ``page``; empty for a home page that is not a concept."""
        if link.style == "iri":
            return Resolution(link.target if is_iri(link.target) else Unresolved(f"not an IRI: {link.target!r}"))
        if link.style == "name":
            return Resolution(self._resolve_name(link.target, page))
        found, lookups = self._find_page(link, page)
        if isinstance(found, Unresolved):
            is_home = link.style == "wiki" and normalize(link.target).casefold() in self._site.home_names
            return Resolution("" if is_home else found, lookups)
        return Resolution(self._find_in(found, link), lookups)

    def find_home(self, page: LinkTargets) -> FoundHome:
        """Return the scheme and parent of the concepts of a page, following the pages that it continues."""
        pages = [page]
        lookups: tuple[PageLookup, ...] = ()
        while (under := pages[-1].under) is not None:
            above, more = self._find_page(under, pages[-1])
            lookups += more
            if isinstance(above, Unresolved):
                return FoundHome(above, lookups)
            if above.absent or any(above.file == one.file for one in pages):
                reason = above.absent or "that page already continues this one"
                return FoundHome(Unresolved(f"this page cannot continue {above.file}: {reason}"), lookups)
            pages.append(above)
        concept = self._find_concept_above(pages[1], page.under) if page.under is not None else ""
        if isinstance(concept, Unresolved):
            return FoundHome(concept, lookups)
        iris = frozenset(iri for one in pages for iri in one.ids.values())
        return FoundHome(ParentScheme(pages[-1].scheme, concept, iris), lookups)

    def resolve_scheme(self, link: Link, page: LinkTargets) -> Resolution:
        """Return the target of a link to a scheme: an IRI, or the scheme of another page."""
        if link.style in ("iri", "name"):
            return self.resolve(link, page)
        target, lookups = self._find_page(link, page)
        if isinstance(target, Unresolved):
            return Resolution(target, lookups)
        # The page with the link depends on everything that the scheme of the other page depends on.
        home, more = self.find_home(target)
        lookups = (*lookups, *more)
        if isinstance(home, Unresolved):
            return Resolution(home, lookups)
        return Resolution(home.scheme or Unresolved(f"the concepts of {target.file} are in no scheme"), lookups)

    def find_folder(self, folder: str, page: LinkTargets) -> Resolution:
        """Return the concept of the page of ``folder``, as seen from ``page``; empty if there is none."""
        return self._find_top(self._find_folder_page(folder) or "", page)

    def list_folder(self, page: LinkTargets) -> Iterator[Resolution]:
        """Yield the concept or collection of each page whose nearest folder page is ``page``."""
        files = self._by_folder_page.get(page.file, ())
        for _, file in sorted(
            (math.inf if (order := self._find(file).order) is None else order, file) for file in files
        ):
            yield self._find_top(file, page)

    def has_order(self, page: LinkTargets) -> bool:
        """Return whether pages in the folder of ``page`` state their order."""
        return any(self._find(file).order is not None for file in self._by_folder_page.get(page.file, ()))

    @cached_property
    def _by_folder_page(self) -> Mapping[str, Sequence[str]]:
        """Return the files of the pages in each folder that has a page, by the file of that page."""
        found: dict[str, list[str]] = defaultdict(list)
        for file in sorted(self._pages):
            folder, name = posixpath.split(file)
            folder = posixpath.dirname(folder) if name.partition(".")[0] in self._indexes else folder
            while folder and (above := self._find_folder_page(folder)) is None:
                folder = posixpath.dirname(folder)
            if folder and above is not None:
                found[above].append(file)
        return found

    def _find_folder_page(self, folder: str) -> str | None:
        return next((file for name in self._indexes if (file := self._at(f"{folder}/{name}.md", ""))), None)

    def find_above(self, page: LinkTargets) -> Resolution:
        """Return the parent concept of ``page`` in a list of links; empty if there is none."""
        return self._find_top(self._site.above.get(page.file, ""), page)

    def _find_top(self, file: str, page: LinkTargets) -> Resolution:
        """Return the concept of the page ``file``; empty if it has several, or is ``page`` itself."""
        lookups = (PageLookup(file),)
        if file in ("", page.file):
            return Resolution("", lookups)
        found = self._find(file)
        return Resolution(found.tops[0] if not found.absent and len(found.tops) == 1 else "", lookups)

    def finds_address(self, link: Link, page: LinkTargets) -> bool:
        """Return whether ``link`` is the address of an existing page on the site, such as ``/tea-pot/``."""
        is_address = link.style == "path" and bool(link.target) and not link.target.lower().endswith(PAGE_SUFFIXES)
        if not is_address or not self._has_page_concepts or _ATTACHMENT.search(link.target):
            return False
        return self._at(normalize(unquote(link.target)), posixpath.dirname(page.place or page.file)) is not None

    def leads_to_page(self, link: Link) -> bool:
        """Return whether ``link``, found in prose, has the form of a link to a page or to an anchor."""
        if link.style in ("ref", "wiki"):
            return _ATTACHMENT.search(link.target) is None
        is_page = link.target.lower().endswith(PAGE_SUFFIXES) or not link.target
        return link.style == "path" and is_page and bool(link.written)

    def leads_by_name(self, link: Link) -> bool:
        """Return whether ``link`` links by name on a site with wikilinks; on others, it is text in brackets."""
        return link.style == "wiki" and self._has_wikilinks

    def resolve_prose(self, link: Link, page: LinkTargets) -> Resolution:
        """Return the target of a link in prose; empty for a page without a concept, or one that is left out."""
        found, lookups = self._find_page(link, page)
        is_free = isinstance(found, Unresolved) and (self._is_text(link) or self._leads_elsewhere(link, page))
        return Resolution("" if is_free else self._find_for_prose(link, found), lookups)

    def _is_text(self, link: Link) -> bool:
        return link.style == "wiki" and not self._has_wikilinks

    def _leads_elsewhere(self, link: Link, page: LinkTargets) -> bool:
        """Return whether ``link`` leads out of the folder of sources, or to a file that is excluded on purpose."""
        wanted = normalize(unquote(link.target))
        if link.style == "path" and not wanted.startswith("/"):
            wanted = posixpath.join(posixpath.dirname(page.place or page.file), wanted)
        path = posixpath.normpath(wanted.lstrip("/"))
        if path.startswith("../"):
            return True
        names = {path, *(f"{path}{suffix}" for suffix in PAGE_SUFFIXES)}
        names |= {f"{path}/{index}.md".removeprefix("./") for index in self._indexes}
        is_unwanted = not names.isdisjoint(self._site.unwanted)
        return is_unwanted or (link.style == "path" and self._site.ignores(names))

    def _find_for_prose(self, link: Link, page: LinkTargets | Unresolved) -> str | Unresolved:
        if isinstance(page, Unresolved):
            return page
        if link.fragment:
            found = self._find_in(page, link)
            is_elsewhere = self._has_global_targets and not link.target
            is_made = is_elsewhere or page.is_partial or _MADE.fullmatch(link.fragment)
            return "" if isinstance(found, Unresolved) and is_made else found
        if page.absent or not page.tops:
            return ""
        return page.tops[0] if len(page.tops) == 1 else page.scheme

    def _resolve_name(self, name: str, page: LinkTargets) -> str | Unresolved:
        if name.startswith("<") and name.endswith(">"):
            return Unresolved(f"not an IRI: {name[1:-1]!r}")
        prefix, colon, local = name.partition(":")
        if colon and prefix in self._prefixes and is_iri(self._prefixes[prefix] + local):
            return self._prefixes[prefix] + local
        if colon and " " not in name:
            return Unresolved(f"the prefix {prefix!r} is not configured: {name!r}")
        namesakes = page.labels.get(normalize(name).casefold(), ())
        if namesakes:
            fragment = next(key for key, iri in page.ids.items() if iri == namesakes[0])
            return Unresolved(f"{name!r} is not a link; write [{name}](#{fragment})")
        return Unresolved(f"{name!r} is not a link")

    def _find_concept_above(self, page: LinkTargets, under: Link) -> str | Unresolved:
        """Return the concept that ``under`` links to on ``page``; empty if it links to the whole page."""
        found = self._find_heading(page, under) if under.fragment else ""
        if found in page.collections:
            return Unresolved(f"#{under.fragment} is a collection, but a page can continue only a concept")
        return found

    def _find_page(self, link: Link, page: LinkTargets) -> _FoundPage:
        """Find the page that ``link`` on ``page`` leads to."""
        if not link.target:
            return _FoundPage(page)
        found = self._find_file(link, posixpath.dirname(page.place or page.file))
        if isinstance(found, Unresolved):
            return _FoundPage(found, (PageLookup(""),))
        lookups = (PageLookup(found),)
        if found == page.file:
            return _FoundPage(page, lookups)
        anchors = self._find(found)
        return _FoundPage(anchors.translations.get(page.language, anchors), lookups)

    def _find_file(self, link: Link, folder: str) -> str | Unresolved:
        wanted = normalize(unquote(link.target))
        if self._is_vault and link.style == "wiki":
            return self._in_vault(normalize(link.target), folder)
        if self._is_vault and link.style == "path":
            return self._at(wanted, folder) or self._in_vault(wanted, folder)
        for start in (folder, "") if link.style != "path" else (folder,):
            found = self._at(wanted, start)
            if found is not None:
                return found
        if link.style != "path":
            return self._by_unique_name(wanted)
        return Unresolved(f"there is no page {link.target!r}")

    def _at(self, wanted: str, folder: str) -> str | None:
        sign = self._root_sign
        wanted = f"/{wanted[len(sign) :]}" if sign and wanted.startswith(sign) else wanted
        path = wanted.lstrip("/") if wanted.startswith("/") else posixpath.join(folder, wanted)
        path = posixpath.normpath(path)
        candidates = [path, *(f"{path}{suffix}" for suffix in PAGE_SUFFIXES)]
        candidates += [f"{path}/{index}.md" for index in ("index", "_index")]
        here = next((file for file in candidates if file in self._pages), None)
        return here or next((file for name in candidates if (file := self._by_other_name(name))), None)

    def _in_vault(self, wanted: str, folder: str) -> str | Unresolved:
        """Find a note as Obsidian does: by its whole path, else below ``folder``, else by the shortest path."""
        if wanted.startswith((".", "/")):
            found = self._at(wanted, folder)
            return found or Unresolved(f"there is no note {wanted!r}", _UNWRITTEN)
        path = wanted.removesuffix(".md")
        ending = f"/{path}".casefold()
        namesakes = [
            file
            for file in self._by_name.get(posixpath.basename(path).casefold(), ())
            if f"/{posixpath.splitext(file)[0]}".casefold().endswith(ending)
        ]
        if not namesakes:
            titled = self._site.find_named(wanted)
            return titled[0] if len(titled) == 1 else Unresolved(f"there is no note {wanted!r}", _UNWRITTEN)
        below = f"{folder}/" if folder else ""
        whole = path.casefold()

        def rank(file: str) -> tuple[bool, bool, int, str]:
            is_whole = posixpath.splitext(file)[0].casefold() == whole
            return not is_whole, not file.startswith(below), len(file), file

        return min(namesakes, key=rank)

    def _by_unique_name(self, wanted: str) -> str | Unresolved:
        path = wanted.strip("/")
        for suffix in PAGE_SUFFIXES:
            path = path.removesuffix(suffix)
        namesakes = [
            file
            for file in self._by_name.get(posixpath.basename(path).casefold(), ())
            if f"/{self._pages[file]}".casefold().endswith(f"/{path}".casefold())
        ]
        namesakes = namesakes or list(self._site.find_named(wanted))
        if len(namesakes) == 1:
            return namesakes[0]
        if not namesakes:
            return Unresolved(f"there is no page {wanted!r}")
        places = ", ".join(sorted(namesakes))
        return Unresolved(f"{wanted!r} is ambiguous: {places}")

    def _find_in(self, page: LinkTargets, link: Link) -> str | Unresolved:
        if page.absent:
            return Unresolved(f"the page {page.file} is left out: {page.absent}")
        if link.fragment:
            found = self._find_heading(page, link)
            elsewhere = page.translations.values() if isinstance(found, Unresolved) else ()
            others = (self._find_heading(one, link) for one in elsewhere)
            return next((target for target in others if isinstance(target, str)), found)
        if len(page.tops) == 1:
            return page.tops[0]
        return Unresolved(f"{page.file} has {len(page.tops)} top concepts; name one after `#`")

    def _find_heading(self, page: LinkTargets, link: Link) -> str | Unresolved:
        fragment = normalize(unquote(link.fragment.rsplit("#", 1)[-1])).strip()
        if fragment in page.marks and fragment not in page.ids:
            return page.marks[fragment]
        # A link to a heading by its text may include its number and its keywords.
        label = _NUMBER.sub("", fragment.partition(";")[0])
        candidates = (fragment, slugify(fragment), slugify(label))
        for names in (page.ids, page.marks):
            found = next((names[candidate] for candidate in candidates if candidate in names), None)
            if found is not None:
                return found
        namesakes = page.labels.get(fragment.replace("-", " ").casefold()) or page.labels.get(fragment.casefold(), ())
        letters = _fold_fragment(fragment)
        if not namesakes:
            named = (*page.ids.items(), *page.marks.items())
            namesakes = tuple(dict.fromkeys(iri for key, iri in named if _fold_fragment(key) == letters))
        if not namesakes and letters:
            # Anchors of other programs leave signs out: `#c` leads to *C++*.
            similar = (iris for label, iris in page.labels.items() if _fold_fragment(label) == letters)
            namesakes = tuple(dict.fromkeys(iri for iris in similar for iri in iris))
        if len(namesakes) == 1 or (namesakes and self._is_vault):
            # Obsidian opens the first of several.
            return namesakes[0]
        if namesakes:
            ids = sorted(key for key, iri in page.ids.items() if iri in namesakes)
            return Unresolved(f"#{fragment} is ambiguous: {', '.join(f'#{key}' for key in ids)}")
        return Unresolved(f"{page.file} has no concept #{fragment}{_nearest(fragment, page.ids)}")


def _fold_fragment(fragment: str) -> str:
    """Return a fragment without signs and hyphens, because programs differ in how they turn these into anchors."""
    return re.sub(r"[\W_]+", "", fragment).casefold()


def _nearest(fragment: str, ids: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(fragment.lower(), ids, n=1, cutoff=0.6)
    return f"; the nearest is #{near[0]}" if near else ""
