"""Reading a page as the site has it that it is part of.

Knows the shape of the site, and what a page of it is called; must not know what
anything on the page means.
"""

from pathlib import PurePosixPath

from headword.config import Config
from headword.editions import Edition, SelectedFile, split_suffix
from headword.plan import SourceOutline
from headword.source.block import UnreadableError
from headword.source.markup import settle_front_matter
from headword.source.outline import read_outline
from headword.source.page import make_page
from headword.source.text import normalize


def read_source(
    data: bytes | UnreadableError, path: str, selected: SelectedFile | Edition, config: Config
) -> SourceOutline:
    """The outline of a page of which ``data`` was read, and whose places are in ``path``."""
    site = config.site
    page = settle_front_matter(make_page(data, path, selected.source.page_path), site)
    name = split_suffix(PurePosixPath(selected.inside).stem, config)[0] if site.named_by_file else ""
    outline = read_outline(page, config.outline_shortcodes, site, normalize(name))
    return SourceOutline(outline, selected.inside, selected.language)
