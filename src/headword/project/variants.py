"""Which files are one page in several languages, by what they are called and where they lie.

``page.it.md`` and ``it/page.md`` are ``page`` in Italian.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.project import PAGE_SUFFIXES, SourceFile, page_path
from headword.rdf.languages import is_known


class LanguageVariant(NamedTuple):
    """A page's file, its path under the sources folder, and the language that its name or folder claims, if any.

    The page path of its ``source`` is without the language.
    """

    source: SourceFile
    inside: str
    language: str


class SourcePage(NamedTuple):
    """The file that is a page's original, as an `LanguageVariant` has it, and the same page in other languages.

    ``names`` are the titles and ids by which other pages may name it.
    """

    source: SourceFile
    inside: str
    language: str
    translations: tuple[LanguageVariant, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def editions(self) -> tuple["SourcePage | LanguageVariant", ...]:
        """The original and its translations."""
        return (self, *self.translations)


def read_edition(path: Path, inside: str, config: Config) -> LanguageVariant:
    """The edition that the file ``path`` is, which lies at ``inside`` under the sources folder."""
    name, language = read_name(inside, config)
    return LanguageVariant(SourceFile(path, name), inside, language)


def read_name(inside: str, config: Config) -> tuple[str, str]:
    """The page path of a file under the sources folder, without any language, and the language that it claims."""
    folder, rest = _split_folder(inside, config)
    stem, suffix = split_suffix(rest[: -len(PurePosixPath(rest).suffix) or None], config)
    return page_path(Path(f"{stem}.md"), Path(), config.shape), suffix or folder


def _split_folder(inside: str, config: Config) -> tuple[str, str]:
    """The language that the topmost folder is of, and the path in it; a folder is one of those of the config only."""
    folder, slash, rest = inside.partition("/")
    if slash and config.languages and folder.lower() in _configured(config):
        return folder.lower(), rest
    return "", inside


def split_suffix(stem: str, config: Config) -> tuple[str, str]:
    """A path without the language at its end, and that language: ``a/page.it`` is ``a/page`` in ``it``.

    A suffix is a language if the config lists it, or if it is a registered
    code of two letters, perhaps with a region or script, where file names are
    not what people call things: a note may well be called ``Vue.ts``.
    """
    before, dot, suffix = stem.rpartition(".")
    if not dot or "/" in suffix or not before or before.endswith("/"):
        return stem, ""
    is_code = len(suffix.partition("-")[0]) == 2 and not config.shape.named_by_file and is_known(suffix)
    if suffix.lower() in _configured(config) or is_code:
        return before, suffix.lower()
    return stem, ""


def name_translation(file: str, original: str, config: Config) -> str:
    """The file of a translation of ``original`` that is named for its language as ``file`` is."""
    folder, _ = _split_folder(file, config)
    stem, suffix = PurePosixPath(original).with_suffix("").as_posix(), PurePosixPath(file).suffix
    if folder:
        return f"{file[: len(folder)]}/{_split_folder(stem, config)[1]}{suffix}"
    written = PurePosixPath(file).with_suffix("").name.rpartition(".")[2]
    return f"{split_suffix(stem, config)[0]}.{written}{suffix}"


def is_in_default(language: str, config: Config) -> bool:
    """Whether a file that claims a language, or none, is in the default one or a variant of it."""
    return _rank(language, config)[0] == 0


def _configured(config: Config) -> list[str]:
    return [tag.lower() for tag in (config.lang, *config.languages)]


def join_editions(editions: Iterable[LanguageVariant], config: Config) -> list[SourcePage]:
    """The pages that ``editions`` are, each with its translations.

    The original is the one in the default language, else in the first language
    of the config that there is, else in the first by name.  A second original
    is a page of its own, with the same path: that is an error in them.
    """
    pages: dict[str, list[LanguageVariant]] = defaultdict(list)
    for edition in editions:
        pages[edition.source.page_path].append(edition)
    joined = []
    for alike in pages.values():
        best = min(_rank(edition.language, config) for edition in alike)
        first, *others = (edition for edition in alike if _rank(edition.language, config) == best)
        rest = sorted((edition for edition in alike if _rank(edition.language, config) != best), key=_by_language)
        # One that is called for its language is the same page; others have its path by chance.
        twice = [other for other in others if other.language or first.language]
        joined.append(SourcePage(*first, (*rest, *twice)))
        joined.extend(SourcePage(*other) for other in others if other not in twice)
    return joined


def share_paths(
    editions: Sequence[LanguageVariant], shared: Mapping[Path, str], config: Config
) -> list[LanguageVariant]:
    """``editions``, where those in different languages that share a key are one page, with the path of the original."""
    alike: dict[str, list[LanguageVariant]] = defaultdict(list)
    for edition in editions:
        alike[shared.get(edition.source.path, "")].append(edition)
    paths: dict[Path, str] = {}
    for key, together in alike.items():
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
    """The place of a language among those of the config; one that claims none is in the default language."""
    order = _configured(config)
    tag = language or order[0]
    if tag in order:
        return order.index(tag), ""
    # `page.en.md` where the default is British English.
    return (0, tag) if tag.partition("-")[0] == order[0].partition("-")[0] else (len(order), tag)


def find_unclaimed(files: Collection[str], config: Config) -> list[str]:
    """Topmost folders that could be of a language and are not, since the config names none.

    They are called like one, and pages in them have the names of others.
    """
    if config.languages:
        return []
    there = frozenset(files)
    alike: set[str] = set()
    for file in files:
        folder, slash, rest = file.partition("/")
        if slash and len(folder) == 2 and folder.lower() != config.lang.lower() and not _INDEX.search(rest):
            alike.update({folder} if not there.isdisjoint((rest, f"{config.lang}/{rest}")) else ())
    return sorted(folder for folder in alike if is_known(folder))


_INDEX = re.compile(r"(?:^|/)_?index\.")


class VariantNames:
    """Finds a page by any name of its file, where there are languages: that of a translation, or of none."""

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
        """The files of the pages whose title or id is ``name``."""
        return self._by_name.get(normalize(name).casefold(), ())

    def find(self, name: str) -> str | None:
        """The file of the original of the page that ``name``, a path under the sources folder, means."""
        if not self._by_path or not name.lower().endswith(PAGE_SUFFIXES):
            return None
        return self._by_path.get(read_name(name, self._config)[0])
