"""The files that are one page in several languages, by their names and folders.

``page.it.md`` and ``it/page.md`` are ``page`` in Italian. Some generators keep translations outside the folder of
sources: these files are treated as if they were in a folder ``it`` there.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.project import PAGE_SUFFIXES, LeftOut, SourceFile, find_pages, page_path
from headword.rdf.languages import is_known


class LanguageVariant(NamedTuple):
    """The file of a page, its path under the folder of sources, and the language in its name or folder, if any.

    The page path of its ``source`` is without the language.
    """

    source: SourceFile
    inside: str
    language: str


class SourcePage(NamedTuple):
    """The original file of a page, with the same data as a `LanguageVariant`, and its translations.

    ``names`` are the titles and ids by which other pages may refer to it.
    """

    source: SourceFile
    inside: str
    language: str
    translations: tuple[LanguageVariant, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def editions(self) -> tuple["SourcePage | LanguageVariant", ...]:
        """Return the original and its translations."""
        return (self, *self.translations)


def find_editions(top: Path, config: Config) -> Iterator[SourceFile | LeftOut]:
    """Yield the pages under the folder of sources ``top``, their translations elsewhere, and what is left out."""
    yield from find_pages(top, config.shape)
    for _, folder in _translation_folders(top, config):
        for one in find_pages(folder, config.shape) if folder.is_dir() else ():
            # The generator publishes a translation in place of the page with the same path, and no other files.
            has_original = isinstance(one, LeftOut) or (top / one.path.relative_to(folder)).is_file()
            yield one if has_original else LeftOut(one.path, "there is no page with this path to translate")


def find_inside(path: Path, top: Path, config: Config) -> str:
    """Return the path of a file under the folder of sources ``top``; empty if it is neither there nor a translation."""
    for language, folder in (("", top), *_translation_folders(top, config)):
        if path.is_relative_to(folder):
            return PurePosixPath(language, path.relative_to(folder)).as_posix()
    return ""


def _translation_folders(top: Path, config: Config) -> Iterator[tuple[str, Path]]:
    for language in config.languages:
        for pattern in config.shape.translations:
            yield language, top.parent / pattern.format(language=language)


def read_edition(path: Path, inside: str, config: Config) -> LanguageVariant:
    """Return the edition in the file ``path``, which is at ``inside`` under the folder of sources."""
    name, language = read_name(inside, config)
    return LanguageVariant(SourceFile(path, name), inside, language)


def read_name(inside: str, config: Config) -> tuple[str, str]:
    """Return the page path of a file under the folder of sources, without a language, and its language."""
    stem, language = split_language(inside, config)
    return page_path(Path(f"{stem}.md"), Path(), config.shape), language


def split_language(inside: str, config: Config) -> tuple[str, str]:
    """Return the path of a file without its ending and without a language, and its language."""
    folder, rest = _split_folder(inside, config)
    stem, suffix = split_suffix(rest[: -len(PurePosixPath(rest).suffix) or None], config)
    return stem, suffix or folder


def _split_folder(inside: str, config: Config) -> tuple[str, str]:
    """Return the language of the topmost folder, and the path in it; only languages in the config count."""
    folder, slash, rest = inside.partition("/")
    if slash and config.languages and folder.lower() in _configured(config):
        return folder.lower(), rest
    return "", inside


def split_suffix(stem: str, config: Config) -> tuple[str, str]:
    """Return a path without the language at its end, and this language: ``a/page.it`` is ``a/page`` in ``it``.

    A suffix is a language if the config lists it. A registered code of two letters, with or without a region or script,
    is one too. Codes do not count on sites where file names are labels: a note may be called ``Vue.ts``.
    """
    before, dot, suffix = stem.rpartition(".")
    if not dot or "/" in suffix or not before or before.endswith("/"):
        return stem, ""
    is_code = len(suffix.partition("-")[0]) == 2 and not config.shape.named_by_file and is_known(suffix)
    if suffix.lower() in _configured(config) or is_code:
        return before, suffix.lower()
    return stem, ""


def name_translation(file: str, original: str, config: Config) -> str:
    """Return the file name of a translation of ``original``, with the same kind of language mark as ``file``."""
    folder, _ = _split_folder(file, config)
    stem, suffix = PurePosixPath(original).with_suffix("").as_posix(), PurePosixPath(file).suffix
    if folder:
        return f"{file[: len(folder)]}/{_split_folder(stem, config)[1]}{suffix}"
    written = PurePosixPath(file).with_suffix("").name.rpartition(".")[2]
    return f"{split_suffix(stem, config)[0]}.{written}{suffix}"


def is_in_default(language: str, config: Config) -> bool:
    """Return whether a file with this language, or with none, is in the default language or a variant of it."""
    return _rank(language, config)[0] == 0


def _configured(config: Config) -> list[str]:
    return [tag.lower() for tag in (config.lang, *config.languages)]


def join_editions(editions: Iterable[LanguageVariant], config: Config) -> list[SourcePage]:
    """Return the pages of ``editions``, each with its translations.

    The original is the edition in the default language, otherwise in the first available language of the config,
    otherwise the first by name. A second original is a separate page with the same path, which is an error.
    """
    pages: dict[str, list[LanguageVariant]] = defaultdict(list)
    for edition in editions:
        pages[edition.source.page_path].append(edition)
    joined = []
    for same_path in pages.values():
        best = min(_rank(edition.language, config) for edition in same_path)
        first, *others = (edition for edition in same_path if _rank(edition.language, config) == best)
        rest = sorted((edition for edition in same_path if _rank(edition.language, config) != best), key=_by_language)
        # A second file with a language mark is the same page; others have this path by chance.
        twice = [other for other in others if other.language or first.language]
        joined.append(SourcePage(*first, (*rest, *twice)))
        joined.extend(SourcePage(*other) for other in others if other not in twice)
    return joined


def share_paths(
    editions: Sequence[LanguageVariant], shared: Mapping[Path, str], config: Config
) -> list[LanguageVariant]:
    """Return ``editions``; those in different languages that share a key get the path of the original."""
    by_key: dict[str, list[LanguageVariant]] = defaultdict(list)
    for edition in editions:
        by_key[shared.get(edition.source.path, "")].append(edition)
    paths: dict[Path, str] = {}
    for key, together in by_key.items():
        original = min(together, key=lambda one: (_rank(one.language, config), one.inside))
        languages = {one.language for one in together}
        if key and len(languages) == len(together) > 1:
            paths.update((one.source.path, original.source.page_path) for one in together)
    return [
        one._replace(source=SourceFile(one.source.path, paths.get(one.source.path, one.source.page_path)))
        for one in editions
    ]


def _by_language(edition: LanguageVariant) -> tuple[str, str]:
    return edition.language, edition.inside


def _rank(language: str, config: Config) -> tuple[int, str]:
    """Return the rank of a language in the config; a file without a language is in the default language."""
    order = _configured(config)
    tag = language or order[0]
    if tag in order:
        return order.index(tag), ""
    # `page.en.md` if the default is British English.
    return (0, tag) if tag.partition("-")[0] == order[0].partition("-")[0] else (len(order), tag)


def find_unclaimed(files: Collection[str], config: Config) -> list[str]:
    """Return the topmost folders that look like languages, although the config has none.

    They have names of languages, and their pages have the names of others.
    """
    if config.languages:
        return []
    existing = frozenset(files)
    found: set[str] = set()
    for file in files:
        folder, slash, rest = file.partition("/")
        if slash and len(folder) == 2 and folder.lower() != config.lang.lower() and not _INDEX.search(rest):
            found.update({folder} if not existing.isdisjoint((rest, f"{config.lang}/{rest}")) else ())
    return sorted(folder for folder in found if is_known(folder))


_INDEX = re.compile(r"(?:^|/)_?index\.")


class VariantNames:
    """An index of pages by all names of their files: with the language of a translation, or without one."""

    def __init__(self, files: Iterable[SourcePage], config: Config) -> None:
        self._files = tuple(files)
        self._config = config

    @cached_property
    def _by_path(self) -> Mapping[str, str]:
        spoken = (item for item in self._files if item.language or item.translations)
        return {read_name(item.inside, self._config)[0]: item.inside for item in spoken}

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for item in self._files:
            for name in dict.fromkeys(one.casefold() for one in item.names):
                found[name].append(item.inside)
        return found

    def find_named(self, name: str) -> Sequence[str]:
        """Return the files of the pages with the title or id ``name``."""
        return self._by_name.get(normalize(name).casefold(), ())

    def find(self, name: str) -> str | None:
        """Return the original of the page with the path ``name`` under the folder of sources."""
        if not self._by_path or not name.lower().endswith(PAGE_SUFFIXES):
            return None
        return self._by_path.get(read_name(name, self._config)[0])
