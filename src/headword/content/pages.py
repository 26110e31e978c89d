"""The pages of the content: which files they are, and the values in them that name concepts."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from headword.content.thesaurus import Thesaurus
from headword.core.errors import ConfigError, SourceError
from headword.core.findings import Located, Location, Observation
from headword.markdown.block import FrontMatterEntry, split_value
from headword.markdown.front_matter import read_written
from headword.markdown.obsidian import find_tags
from headword.markdown.page import Page, make_page
from headword.markdown.page_bytes import read_bytes
from headword.markdown.plain_yaml import read_scalar
from headword.markdown.prose import ProseBlock, read_prose
from headword.markdown.suppressions import Suppression
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.git import list_ignored
from headword.project.project import PAGE_SUFFIXES, LeftOut, Project, SourceFile, find_pages, matches_glob, page_path
from headword.project.read import BufferOverlay
from headword.project.variants import split_language
from headword.rdf.languages import is_in_range, read_language
from headword.rdf.lexical_forms import is_well_formed
from headword.rdf.terms import XSD, Literal

HASHTAGS = "#"
"""The key of the config for the tags in the text of a page."""
_ANCHORS = re.compile(r"(?:[&!]\S*\s+)+")
_NOT_IN_TAG = r"[^\w/-]"
_GLOB = re.compile(r"[*?\[]")
_PART = re.compile(r"[^,]+")
_DAYS = ("date", "created", "lastmod", "last_modified_at", "modified", "updated")
"""The keys for the day on which a page was made, which are two, and changed."""
_DETAILS = ("title", *_DAYS, "url", "permalink", "slug", "draft", "published")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORD = re.compile(r"\S+")


class TermUse(NamedTuple):
    """A value that names a concept.

    Attributes:
        value: the value at its place; a place without a width is not one that a fix can write over.
        key: the key that it is a value of, as the config writes it.
        separator: a regular expression for signs that cannot be in the value, since they separate values.
        is_defined: whether a file of tags has the value, where it is checked.
    """

    value: Located
    key: str
    separator: str = ""
    is_defined: bool = False


class PageDetails(NamedTuple):
    """The title and days of a page, and how its address differs from that of its file.

    ``address`` is the whole address, ``slug`` its last part; both are empty if the page has none. ``doubts`` are
    sentences on values that are left out.
    """

    title: str = ""
    created: str = ""
    modified: str = ""
    address: str = ""
    slug: str = ""
    is_draft: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page that uses the vocabulary.

    Attributes:
        path: the path that locations in it carry.
        language: the language of its values, a BCP 47 tag.
        uses: its values, key by key.
        keys: the place of each key of the config that it has.
        observations: the observations made while reading.
        suppressions: which findings the page does not want.
        details: its title, days and address.
        prose: its text, block by block; none if the config does not ask for it.
    """

    path: str
    language: str
    uses: tuple[TermUse, ...]
    keys: Mapping[str, Location]
    observations: tuple[Observation, ...]
    suppressions: tuple[Suppression, ...]
    details: PageDetails
    prose: tuple[ProseBlock, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Return whether its front matter could be read."""
        return not any(seen.rule in ("front-matter-syntax", "unreadable-page") for seen in self.observations)


class ContentFile(NamedTuple):
    """A file of the content, and its path under the folder of the config that it is in; else its name."""

    source: SourceFile
    inside: str


class ContentFiles(NamedTuple):
    """The files of the content, and sentences on what was left out."""

    files: tuple[ContentFile, ...]
    notices: tuple[str, ...] = ()


def find_content(project: Project, paths: Sequence[Path]) -> ContentFiles:
    """Return the files that ``paths`` name, or else those that the config names.

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
    ignored = list_ignored(project.root)
    found: dict[Path, SourceFile | LeftOut] = {}
    for path in paths:
        found |= _choose_pages(path.resolve(), "", project, ignored)
    for written in () if paths else content.paths:
        chosen = _choose_pages(_find_top(written, project), written, project, ignored)
        if not any(isinstance(one, SourceFile) for one in chosen.values()):
            hint = "correct `paths` of [content], or remove this one"
            raise ConfigError(f"there is no page in {written!r}", project.config.place_of(written), hint)
        found |= chosen
    pages = sorted((one for one in found.values() if isinstance(one, SourceFile)), key=lambda one: one.path.parts)
    left_out = sorted((one for one in found.values() if isinstance(one, LeftOut)), key=lambda one: one.path)
    notices = (f"{project.relative(one.path)}: left out: {one.reason}" for one in left_out)
    tops = find_tops(project)
    folders = sorted((f"{top}{os.sep}" for top in tops), key=len, reverse=True)
    return ContentFiles(tuple(ContentFile(one, _find_inside(one.path, folders)) for one in pages), tuple(notices))


def choose_content(project: Project, files: Iterable[Path]) -> ContentFiles:
    """Return the pages among ``files`` that `[content]` of the config names.

    Raises:
        ConfigError: the config names something that does not exist.
    """
    ignored = list_ignored(project.root)
    tops = [(_find_top(one, project), one if _split_glob(one)[1] else "") for one in project.config.content.paths]
    chosen = [
        file
        for file in files
        if file.suffix.lower() in PAGE_SUFFIXES and file.exists()
        if any(file.is_relative_to(top) and _is_wanted(file, glob, project, ignored) for top, glob in tops)
    ]
    return find_content(project, chosen) if chosen else ContentFiles(())


def find_tops(project: Project) -> list[Path]:
    """Return the folders and files of the content; of a glob pattern, the folder in which it begins."""
    return [project.root.joinpath(*_split_glob(written)[0]).resolve() for written in project.config.content.paths]


def _find_inside(file: Path, folders: Sequence[str]) -> str:
    """Return the path of a file in the first of the folders that it is in; else its name."""
    path = str(file)
    inside = next((path.removeprefix(one) for one in folders if path.startswith(one)), file.name)
    return inside.replace(os.sep, "/")


def _choose_pages(
    top: Path, written: str, project: Project, ignored: frozenset[str]
) -> dict[Path, SourceFile | LeftOut]:
    """Return the pages in a file or folder that fit the glob pattern ``written``, if it is one."""
    glob = written if _split_glob(written)[1] else ""
    return {one.path: one for one in _walk(top, project.config) if _is_wanted(one.path, glob, project, ignored)}


def _split_glob(written: str) -> tuple[tuple[str, ...], bool]:
    """Return the parts of a path before the first one with a sign of glob patterns, and whether there is one."""
    parts = PurePosixPath(written).parts
    fixed = next((index for index, part in enumerate(parts) if _GLOB.search(part)), len(parts))
    return parts[:fixed], fixed < len(parts)


def _find_top(written: str, project: Project) -> Path:
    """Return the file or folder that the config names; of a glob pattern, the folder in which it begins.

    Raises:
        ConfigError: it does not exist, or is not in the folder of the config.
    """
    top = project.root.joinpath(*_split_glob(written)[0])
    place = project.config.place_of(written)
    if not top.exists() or not written:
        raise ConfigError(f"there is no file or folder {written!r}", place, "correct `paths` of [content]")
    if not top.resolve().is_relative_to(project.root.resolve()):
        hint = "put headword.toml into a folder that has the content as well"
        raise ConfigError(f"{written!r} is not in the folder of the config", place, hint)
    return top.resolve()


def _walk(top: Path, config: Config) -> Iterator[SourceFile | LeftOut]:
    if top.is_dir():
        yield from find_pages(top, config.shape)
    elif top.suffix.lower() in PAGE_SUFFIXES:
        yield SourceFile(top, page_path(top, top.parent, config.shape))
    else:
        raise SourceError("this is not a Markdown file", Location(str(top)), f"known: {', '.join(PAGE_SUFFIXES)}")


def _is_wanted(file: Path, glob: str, project: Project, ignored: frozenset[str]) -> bool:
    """Return whether a file is content: by the glob pattern, if there is one, by the config, and by git."""
    path = project.relative(file)
    if any(matches_glob(path, one) for one in project.config.content.exclude):
        return False
    if ignored and any(one.as_posix() in ignored for one in (PurePosixPath(path), *PurePosixPath(path).parents)):
        return False
    # Two stars are any number of folders, none too.
    return not glob or matches_glob(path, glob) or matches_glob(path, glob.replace("**/", ""))


def read_content(
    file: ContentFile, project: Project, texts: BufferOverlay, thesaurus: Thesaurus, tags: Mapping[str, str]
) -> ContentPage:
    """Read a page of the content; ``texts`` count in place of what is in the files.

    A value that is a label of the ``thesaurus`` is one value, with any signs in it. ``tags`` are the labels of the
    values of `tags` that a file of tags has, by the values in small letters.
    """
    source = file.source
    path = project.relative(source.path)
    held = texts.get(source.path)
    page = make_page(read_bytes(source.path, path) if held is None else held, path, source.page_path)
    config = project.config
    written = page.value("lang", "language")
    claimed = split_language(file.inside, config)[1] or config.lang
    language = read_language(written, claimed) if written is not None else None
    seen = [*page.observations, *(language.observations if language is not None else ())]
    uses: list[TermUse] = []
    keys: dict[str, Location] = {}
    for key in config.content.keys:
        entry = page.front_matter.get(key.lower())
        if key == HASHTAGS:
            uses += [TermUse(value, key, _NOT_IN_TAG) for value in _find_hashtags(page)]
        elif entry is not None:
            keys[key] = entry.key.location
            found = _split_values(key, entry, page, config, thesaurus)
            uses += (_define(use, tags) for use in found) if key == "tags" else found
            seen += _refuse_tables(entry)
        else:
            seen += _find_unread(key, page)
    tag = claimed if language is None else language.value
    rules = config.content.prose
    is_read = rules is not None and (not rules.languages or any(is_in_range(tag, one) for one in rules.languages))
    prose = tuple(read_prose(page, config.shape)) if is_read else ()
    return ContentPage(path, tag, tuple(uses), keys, tuple(seen), page.suppressions, _read_details(page), prose)


def _read_details(page: Page) -> PageDetails:
    said = {key: values for key in _DETAILS if key in page.front_matter and (values := page.values(key))}

    def find(*keys: str) -> str:
        return next((said[key][0].text.strip() for key in keys if key in said), "")

    title = find("title") or next((line[2:].strip() for line in page.lines[page.body_start :] if line[:2] == "# "), "")
    created, modified = find(*_DAYS[:2]), find(*_DAYS[2:])
    slug, is_draft = find("slug"), find("draft").lower() == "true" or find("published").lower() == "false"
    address = find("url", "permalink") or (slug if slug.startswith("/") else "")
    return PageDetails(title, created, modified, address, slug.strip("/"), is_draft, tuple(_find_doubts(said)))


def read_day(written: str) -> str:
    """Return the day of a date, perhaps with the time; empty if there is no such day."""
    day = _DAY.match(written)
    return day[0] if day is not None and is_well_formed(Literal(day[0], "", XSD + "date")) else ""


def _find_doubts(said: Mapping[str, tuple[Located, ...]]) -> Iterator[str]:
    for key in ("title", *_DAYS):
        values = said.get(key, ())
        yield from (f"{one.location}: left out: {key!r} has {len(values)} values" for one in values[1:])
        if key in _DAYS and values and values[0].text and not read_day(values[0].text):
            yield f"{values[0].location}: left out: {values[0].text!r} is not a day; write for example 2024-01-31"


def certify(value: Located, page: Page) -> Located:
    """Return the value at its place without an anchor; the place has no width if it holds more than the value.

    A fix writes over the place, so that nothing else may be there.
    """
    text, place = value
    line = page.lines[place.line - 1] if 0 < place.line <= len(page.lines) else ""
    written = line[place.column - 1 : place.end_column - 1]
    if written == text and text[:1] not in ("&", "!"):
        return value._replace(text=normalize(text)) if not text.isascii() else value
    mark = _ANCHORS.match(written)
    bare = written[mark.end() :] if mark else written
    is_yaml = not page.lines[0].startswith(("+++", "{"))
    if normalize((read_scalar if is_yaml else read_written)(bare) or "") == normalize(text):
        return Located(normalize(text), place._replace(column=place.end_column - len(bare)))
    return Located(normalize(text), place._replace(end_column=place.column))


def _define(use: TermUse, tags: Mapping[str, str]) -> TermUse:
    """Return the label of the file of tags for a value, at a place without a width; else the value."""
    text, place = use.value
    label = tags.get(text.lower())
    if label is None:
        return use
    return use._replace(value=Located(label, place._replace(end_column=place.column)), is_defined=True)


def _list_labels(entry: FrontMatterEntry) -> Iterator[Located]:
    """Yield the labels of the tables in a list, as Docusaurus has tags: ``- {label: Sand, permalink: /sand}``."""
    for part in (part for table in entry.tables for part in table if entry.is_list and part.key.text == "label"):
        yield from part.values


def _refuse_tables(entry: FrontMatterEntry) -> Iterator[Observation]:
    if len(entry.tables) > len(list(_list_labels(entry))):
        message = f"the key {entry.key.text!r} has a table, and not the names of concepts"
        yield Observation("unknown-term", entry.key.location, message)


def _find_unread(key: str, page: Page) -> Iterator[Observation]:
    """Yield an observation if the config names a key in a table and the page has no table there."""
    table, dot, _ = key.lower().rpartition(".")
    entry = page.front_matter.get(table) if dot else None
    if entry is not None and (entry.values or entry.is_list):
        message = f"the key {entry.key.text!r} has no table, and {key!r} is in one"
        yield Observation("unknown-term", entry.key.location, message)


def _split_values(
    key: str, entry: FrontMatterEntry, page: Page, config: Config, thesaurus: Thesaurus
) -> Iterator[TermUse]:
    """Yield the values of a key, in NFC.

    One text in place of a list holds several, between commas: Obsidian reads it so. Some sites have keys whose values
    are words.
    """
    written = (*entry.values, *_list_labels(entry))
    values = [certify(value, page) for value in written if value.text.strip()]
    if entry.is_list or len(values) != 1:
        yield from (TermUse(value, key) for value in values)
        return
    (value,) = values
    by_words = key.lower() in config.shape.spaced and "," not in value.text
    separator = r"[\s,]" if by_words else ","
    if thesaurus.find_labels(value.text):
        yield TermUse(value, key, separator)
        return
    for part in split_value(value, _WORD if by_words else _PART):
        yield TermUse(certify(part, page), key, separator)


def _find_hashtags(page: Page) -> Iterator[Located]:
    """Yield the ``#tags`` in the text of a page, each without the sign."""
    for text, place in find_tags(page.lines, page.body_start, page.path):
        yield Located(normalize(text), place._replace(column=place.column + 1))
