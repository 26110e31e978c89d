"""Reading a page as the site has it that it is part of."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from headword.markdown.block import UnreadableError
from headword.markdown.markup import settle_front_matter
from headword.markdown.outline import Outline, read_outline
from headword.markdown.page import make_page
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.forms import find_form
from headword.project.front_matter_map import map_front_matter, map_inline_fields
from headword.project.variants import LanguageVariant, SourcePage


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
    """That of the path of a page on which reading it depends: all of it, just its name, or nothing."""
    if config.pages or (config.concepts == "page" and not config.shape.named_by_file):
        return normalize(file)
    return normalize(PurePosixPath(file).name) if config.concepts == "page" else ""


def read_as(data: bytes | UnreadableError, path: str, page_path: str, name: str, config: Config) -> Outline:
    """The outline of ``data`` as it stands in a page of the site of which ``name`` is what `name_of` gives."""
    page = settle_front_matter(make_page(data, path, page_path), config.shape)
    mapped = map_front_matter(page, config)
    outline = read_outline(mapped, config.outline_shortcodes, config.shape, find_form(name, config))
    return map_inline_fields(outline, config)
