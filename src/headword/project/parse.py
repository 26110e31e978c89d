"""Reading a page as the site has it that it is part of.

Knows the shape of the site, and what a page of it is called; must not know what
anything on the page means.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

from headword.markdown.block import UnreadableError
from headword.markdown.markup import settle_front_matter
from headword.markdown.outline import Outline, read_outline
from headword.markdown.page import make_page
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.variants import LanguageVariant, SourcePage, split_suffix


@dataclass(frozen=True, slots=True)
class SourceOutline:
    """An outline, the path of its file under the sources folder, and the language its name claims."""

    outline: Outline
    file: str
    language: str


def read_source(
    data: bytes | UnreadableError, path: str, selected: SourcePage | LanguageVariant, config: Config
) -> SourceOutline:
    """The outline of a page of which ``data`` was read, and whose places are in ``path``."""
    outline = read_as(data, path, selected.source.page_path, name_of(selected.inside, config), config)
    return SourceOutline(outline, selected.inside, selected.language)


def name_of(file: str, config: Config) -> str:
    """What the page in ``file`` is called by that, where pages are; else nothing."""
    return normalize(split_suffix(PurePosixPath(file).stem, config)[0]) if config.shape.named_by_file else ""


def read_as(data: bytes | UnreadableError, path: str, page_path: str, name: str, config: Config) -> Outline:
    """The outline of ``data`` as it stands in a page of the site that is called ``name``."""
    page = settle_front_matter(make_page(data, path, page_path), config.shape)
    return read_outline(page, config.outline_shortcodes, config.shape, name)
