"""The pages of the content: which files they are, and the values in them that name concepts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from headword.content.thesaurus import Thesaurus
from headword.core.errors import ConfigError, SourceError
from headword.core.findings import Located, Location, Observation
from headword.markdown.block import FrontMatterEntry
from headword.markdown.page import Page, make_page, read_bytes
from headword.markdown.shortcodes import outside_fences
from headword.markdown.suppressions import Suppression
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.git import list_ignored
from headword.project.project import PAGE_SUFFIXES, LeftOut, Project, SourceFile, find_pages, matches_glob, page_path
from headword.project.read import BufferOverlay
from headword.project.variants import read_name
from headword.rdf.languages import read_language

HASHTAGS = "#"
"""The key of the config for the tags in the text of a page."""
_HASHTAG = re.compile(r"(?<!\S)#(?P<name>[\w/-]*[^\W\d][\w/-]*)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_GLOB = re.compile(r"[*?\[]")
_PART = re.compile(r"[^,]+")
_WORD = re.compile(r"\S+")


class TermUse(NamedTuple):
    """A value that names a concept, and the key that it is a value of, as the config writes it."""

    value: Located
    key: str


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page that uses the vocabulary.

    Attributes:
        path: the path that locations in it carry.
        language: the language of its values, a BCP 47 tag.
        uses: its values, key by key.
        keys: the place of each key of the config that it has.
        observations: what was seen while reading.
        suppressions: which findings the page does not want.
    """

    path: str
    language: str
    uses: tuple[TermUse, ...]
    keys: Mapping[str, Location]
    observations: tuple[Observation, ...]
    suppressions: tuple[Suppression, ...]


class ContentFiles(NamedTuple):
    """The files of the content, and sentences on what was left out."""

    files: tuple[SourceFile, ...]
    notices: tuple[str, ...] = ()


def find_content(project: Project, paths: Sequence[Path]) -> ContentFiles:
    """The files that ``paths`` name, or else those that the config names.

    Raises:
        ConfigError: the config names no content, or something that does not exist.
        SourceError: one of ``paths`` does not exist.
    """
    content = project.config.content
    for path in paths:
        if not path.exists():
            raise SourceError("there is no such file or folder", Location(str(path)))
    if not paths and not content.paths:
        hint = 'name a file or folder, or add to headword.toml: [content] with paths = ["content"]'
        raise ConfigError("the config does not say where the content is", Location(project.config.source.path), hint)
    tops = [path.resolve() for path in paths] or list(_list_tops(project))
    found: dict[Path, SourceFile | LeftOut] = {}
    for top in tops:
        found.update((one.path, one) for one in _walk(top, project.config))
    ignored = list_ignored(project.root)
    kept = [one for one in found.values() if _is_wanted(one.path, project, ignored, is_named=bool(paths))]
    pages = sorted((one for one in kept if isinstance(one, SourceFile)), key=lambda one: one.path)
    left_out = sorted((one for one in kept if isinstance(one, LeftOut)), key=lambda one: one.path)
    notices = (f"{project.relative(one.path)}: left out: {one.reason}" for one in left_out)
    return ContentFiles(tuple(pages), tuple(notices))


def _list_tops(project: Project) -> Iterator[Path]:
    """The files and folders that the config names; of a glob pattern, the folder in which it begins."""
    for written in project.config.content.paths:
        parts = PurePosixPath(written).parts
        fixed = next((index for index, part in enumerate(parts) if _GLOB.search(part)), len(parts))
        top = project.root.joinpath(*parts[:fixed])
        if not top.exists():
            place = project.config.place_of(written)
            raise ConfigError(f"there is no file or folder {written!r}", place, "correct `paths` of [content]")
        yield top.resolve()


def _walk(top: Path, config: Config) -> Iterator[SourceFile | LeftOut]:
    if top.is_dir():
        yield from find_pages(top, config.shape)
    elif top.suffix.lower() in PAGE_SUFFIXES:
        yield SourceFile(top, page_path(top, top.parent, config.shape))
    else:
        raise SourceError("this is not a Markdown file", Location(str(top)), f"known: {', '.join(PAGE_SUFFIXES)}")


def _is_wanted(file: Path, project: Project, ignored: frozenset[str], *, is_named: bool) -> bool:
    """Whether a file is content by the config and by git; one that the command line names need not be in `paths`."""
    content, path = project.config.content, project.relative(file)
    if any(matches_glob(path, glob) for glob in content.exclude):
        return False
    if any(one.as_posix() in ignored for one in (PurePosixPath(path), *PurePosixPath(path).parents)):
        return False
    return is_named or any(matches_glob(path, glob) for glob in content.paths)


def read_content(file: SourceFile, project: Project, texts: BufferOverlay, thesaurus: Thesaurus) -> ContentPage:
    """Read a page of the content; ``texts`` count in place of what is in the files.

    A value that is a label of the ``thesaurus`` is one value, whatever signs are in it.
    """
    path = project.relative(file.path)
    held = texts.get(file.path)
    page = make_page(read_bytes(file.path, path) if held is None else held, path, file.page_path)
    config = project.config
    written = page.value("lang", "language")
    claimed = read_name(path, config)[1] or config.lang
    language = read_language(written, claimed) if written is not None else None
    seen = [*page.observations, *(language.observations if language is not None else ())]
    uses: list[TermUse] = []
    keys: dict[str, Location] = {}
    for key in config.content.keys:
        entry = page.front_matter.get(key.lower())
        if key == HASHTAGS:
            uses += [TermUse(value, key) for value in find_hashtags(page)]
        elif entry is not None:
            keys[key] = entry.key.location
            uses += [TermUse(value, key) for value in _split_values(entry, config, thesaurus)]
            seen += _refuse_tables(entry)
    tag = claimed if language is None else language.value
    return ContentPage(path, tag, tuple(uses), keys, tuple(seen), page.suppressions)


def _refuse_tables(entry: FrontMatterEntry) -> Iterator[Observation]:
    if entry.tables:
        message = f"the key {entry.key.text!r} has a table, and not the names of concepts"
        yield Observation("unknown-term", entry.key.location, message)


def _split_values(entry: FrontMatterEntry, config: Config, thesaurus: Thesaurus) -> Iterator[Located]:
    """The values of a key, in NFC.

    One text in place of a list holds several, between commas: Obsidian reads it so. To Jekyll, they are its words.
    """
    values = [value for value in entry.values if value.text.strip()]
    if entry.is_list or len(values) != 1 or thesaurus.find_labels(values[0].text):
        yield from (value._replace(text=normalize(value.text)) for value in values)
        return
    (value,) = values
    pattern = _WORD if config.shape.name == "jekyll" and "," not in value.text else _PART
    for part in pattern.finditer(value.text):
        if part.group().strip():
            yield _locate_part(value, part.group(), part.start())


def _locate_part(value: Located, part: str, offset: int) -> Located:
    """A part of a value at its own place, which is known where the value is written as it is."""
    text = part.strip()
    start = offset + len(part) - len(part.lstrip())
    place = value.location
    width = place.end_column - place.column
    quotes = (width - len(value.text)) // 2
    if text == value.text or quotes not in (0, 1) or width != len(value.text) + 2 * quotes:
        return Located(normalize(text), place)
    column = place.column + quotes + start
    return Located(normalize(text), Location(place.path, place.line, column, column + len(text)))


def find_hashtags(page: Page) -> Iterator[Located]:
    """The ``#tags`` in the text of a page, without the sign; code has none (Obsidian Help, *Tags*)."""
    for index, line in outside_fences(page.lines, page.body_start):
        bare = _CODE.sub(lambda code: "`" * len(code.group()), line) if "`" in line else line
        for tag in _HASHTAG.finditer(bare):
            place = Location(page.path, index + 1, tag.start("name") + 1, tag.end("name") + 1)
            yield Located(normalize(tag["name"].rstrip("/")), place)
