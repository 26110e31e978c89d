"""Docusaurus' ``tags.yml``: a file in a folder of the content that says which label each tag of its pages has."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from headword.content.pages import ContentPage, PageDetails, TermUse, certify, find_tops
from headword.core.findings import Located, Observation
from headword.markdown.block import FrontMatterBlock, FrontMatterEntry, UnreadableError
from headword.markdown.page import Page
from headword.markdown.page_bytes import read_bytes
from headword.markdown.text import normalize, to_lines
from headword.markdown.yaml_block import parse_yaml
from headword.project.project import TAG_FILE, Project
from headword.project.read import BufferOverlay

KEY = "tags"
"""The key of front matter whose values can be keys of the file."""


class TagFile(NamedTuple):
    """A file of tags: its path, its labels as a page, and these by key in small letters."""

    file: Path
    page: ContentPage
    labels: Mapping[str, str]


def find_tag_files(project: Project) -> list[Path]:
    """Return the files of tags in the folders of the content, if `tags` is a key of the config.

    Raises:
        ConfigError: the config names a folder that does not exist.
    """
    if KEY not in project.config.content.keys:
        return []
    files = (top / TAG_FILE for top in dict.fromkeys(find_tops(project)))
    return [file for file in files if file.is_file()]


def read_tag_file(file: Path, project: Project, texts: BufferOverlay) -> TagFile:
    """Read a file of tags; ``texts`` count in place of what is in the files."""
    path = project.relative(file)
    page = _read_page(read_bytes(file, path) if file not in texts else texts[file], path)
    named = [(one.key.text, _find_label(one, page)) for one in _list_tags(page.front_matter)]
    uses = tuple(TermUse(label, KEY) for _, label in named if label.text.strip())
    labels = {key: normalize(label.text) for key, label in named if label.text.strip()}
    read = ContentPage(path, project.config.lang, uses, {}, page.observations, (), PageDetails())
    return TagFile(file, read, labels)


def _read_page(data: bytes | UnreadableError, path: str) -> Page:
    try:
        if isinstance(data, UnreadableError):
            raise data
        lines = to_lines(data.decode("utf-8", "replace"))
        read = parse_yaml(FrontMatterBlock("\n".join(lines), path, 1))
    except UnreadableError as error:
        return Page(path, path, (), 0, {}, (Observation(*error.defect),))
    return Page(path, path, lines, 0, read.entries, tuple(Observation(*one) for one in read.defects))


def _list_tags(entries: Mapping[str, FrontMatterEntry]) -> Iterator[FrontMatterEntry]:
    """Yield the entries that are not part of another one."""
    for name, entry in entries.items():
        above = entries.get(name.rpartition(".")[0])
        if above is None or not above.tables:
            yield entry


def _find_label(entry: FrontMatterEntry, page: Page) -> Located:
    """Return the label of a tag at its place: its key if it has none, without a width, since pages name the key."""
    labels: Sequence[Located] = [
        value for table in entry.tables for part in table if part.key.text == "label" for value in part.values
    ]
    if labels:
        return certify(labels[0], page)
    place = entry.key.location
    written = page.lines[place.line - 1][place.column - 1 : place.end_column - 1].strip("'\"")
    return Located(normalize(written), place._replace(end_column=place.column))
