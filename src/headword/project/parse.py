"""The reader of a page in the form that its site defines."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from headword.markdown.block import UnreadableError
from headword.markdown.markup import settle_front_matter
from headword.markdown.outline import Outline, read_outline
from headword.markdown.page import make_page
from headword.markdown.profiles import settle_profile
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.forms import find_form
from headword.project.front_matter_map import map_front_matter, map_inline_fields
from headword.project.top_lines import read_top_lines
from headword.project.variants import LanguageVariant, SourcePage


@dataclass(frozen=True, slots=True)
class SourceOutline:
    """An outline, the path of its file under the folder of sources, and the language in its name."""

    outline: Outline
    file: str
    language: str


def read_source(
    data: bytes | UnreadableError, path: str, selected: SourcePage | LanguageVariant, config: Config
) -> SourceOutline:
    """Return the outline of a page with the content ``data``; its locations have ``path``."""
    outline = read_as(data, path, selected.source.page_path, name_of(selected.inside, config), config)
    return SourceOutline(outline, selected.inside, selected.language)


def name_of(file: str, config: Config) -> str:
    """Return the part of a page's path that reading it depends on: all, only the name, or nothing."""
    if config.pages or (config.concepts == "page" and not config.shape.named_by_file):
        return normalize(file)
    return normalize(PurePosixPath(file).name) if config.concepts == "page" else ""


def read_as(data: bytes | UnreadableError, path: str, page_path: str, name: str, config: Config) -> Outline:
    """Return the outline of ``data``, read as a page of the site; ``name`` comes from `name_of`."""
    page = settle_front_matter(make_page(data, path, page_path), config.shape)
    mapped = map_front_matter(page, config)
    site = settle_profile(config.shape, path)
    outline = read_outline(mapped, config.outline_shortcodes, site, find_form(name, config))
    return read_top_lines(map_inline_fields(outline, config), config)
