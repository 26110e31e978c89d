"""Docusaurus' ``tags.yml``: a file in a folder of the content that says which label each tag of its pages has."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from headword.content.pages import ContentPage, PageDetails, TermUse, certify, find_tops
from headword.core.findings import Located, Observation
from headword.markdown.block import FrontMatterBlock, FrontMatterEntry, UnreadableError
from headword.markdown.page import Page, to_lines
from headword.markdown.page_bytes import read_bytes
from headword.markdown.text import normalize
from headword.markdown.yaml_block import parse_yaml
from headword.project.project import Project

KEY = "tags"
"""The key of front matter whose values can be keys of the file."""
_NAME = "tags.yml"


class TagFile(NamedTuple):
    """A file of tags: the folder whose pages it is for, its labels as a page, and these by key in small letters."""

    folder: Path
    page: ContentPage
    labels: Mapping[str, str]


def read_tag_files(project: Project) -> tuple[TagFile, ...]:
    """Read the files of tags in the folders of the content, if `tags` is a key of the config.

    Raises:
        ConfigError: the config names a folder that does not exist.
    """
    if KEY not in project.config.content.keys:
        return ()
    folders = [top for top in dict.fromkeys(find_tops(project)) if (top / _NAME).is_file()]
    return tuple(_read_tag_file(folder, project) for folder in folders)


def _read_tag_file(folder: Path, project: Project) -> TagFile:
    path = project.relative(folder / _NAME)
    page = _read_page(folder / _NAME, path)
    named = [(one.key.text, _find_label(one, page)) for one in _list_tags(page.front_matter)]
    uses = tuple(TermUse(certify(label, page), KEY) for _, label in named if label.text.strip())
    labels = {key: normalize(label.text) for key, label in named if label.text.strip()}
    return TagFile(
        folder, ContentPage(path, project.config.lang, uses, {}, page.observations, (), PageDetails()), labels
    )


def _read_page(file: Path, path: str) -> Page:
    try:
        data = read_bytes(file, path)
        if isinstance(data, UnreadableError):
            raise data
        lines = to_lines(data.decode("utf-8", "replace"))
        read = parse_yaml(FrontMatterBlock("\n".join(lines), path, 1))
    except UnreadableError as error:
        return Page(path, path, (), 0, {}, (Observation(*error.defect),))
    return Page(path, path, lines, 0, read.entries, tuple(Observation(*one) for one in read.defects))


def _list_tags(entries: Mapping[str, FrontMatterEntry]) -> Iterator[FrontMatterEntry]:
    """The entries that are no part of another one."""
    for name, entry in entries.items():
        above = entries.get(name.rpartition(".")[0])
        if above is None or not above.tables:
            yield entry


def _find_label(entry: FrontMatterEntry, page: Page) -> Located:
    """The label of a tag: its key if it has none."""
    labels: Sequence[Located] = [
        value for table in entry.tables for part in table if part.key.text == "label" for value in part.values
    ]
    place = entry.key.location
    written = page.lines[place.line - 1][place.column - 1 : place.end_column - 1].strip("'\"")
    return labels[0] if labels else Located(written, place)
