"""Reading a page as the site has it that it is part of."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from headword.core.findings import Observation
from headword.markdown.block import FrontMatterEntry, UnreadableError
from headword.markdown.markup import settle_front_matter
from headword.markdown.outline import Outline, read_outline
from headword.markdown.page import Page, make_page
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.forms import find_form
from headword.project.front_matter_map import map_front_matter, map_inline_fields
from headword.project.top_lines import read_top_lines
from headword.project.variants import LanguageVariant, SourcePage

_SURROGATE = re.compile("[\ud800-\udfff]")


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
    page = settle_front_matter(_without_surrogates(make_page(data, path, page_path)), config.shape)
    mapped = map_front_matter(page, config)
    outline = read_outline(mapped, config.outline_shortcodes, config.shape, find_form(name, config))
    return read_top_lines(map_inline_fields(outline, config), config)


def _without_surrogates(page: Page) -> Page:
    """Return ``page`` without front matter that has a lone surrogate, which JSON can escape and UTF-8 cannot hold."""
    broken = {key: entry for key, entry in page.front_matter.items() if _has_surrogate(entry)}
    if not broken:
        return page
    seen = [
        Observation("front-matter-syntax", place.location, f"{key!r} contains half of a surrogate pair")
        for key, entry in broken.items()
        for place in (entry.values or (entry.key,))[:1]
    ]
    kept = {key: entry for key, entry in page.front_matter.items() if key not in broken}
    return replace(page, front_matter=kept, observations=(*page.observations, *seen))


def _has_surrogate(entry: FrontMatterEntry) -> bool:
    inner = (one for table in entry.tables for one in table)
    return any(_SURROGATE.search(text) for text, _ in (entry.key, *entry.values)) or any(map(_has_surrogate, inner))
