"""The URLs of the pages of the content, by the patterns of the config and the front matter of the pages."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urljoin

from headword.content.pages import ContentPage, read_day
from headword.core.errors import ConfigError
from headword.project.config import Config
from headword.project.variants import read_name
from headword.rdf.terms import is_iri

_DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-(?P<name>.+)")
"""A file name with a day, as Jekyll and Docusaurus name posts."""
_PLACE = re.compile(r"\{(\w+)\}")
_JEKYLL_PLACE = re.compile(r":(\w+)")
_JEKYLL_NAMES = {"title": "slug"}
_PLAIN_TITLE = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
"""A title of which any version of Hugo makes the same slug."""


def check_folders(config: Config) -> None:
    """Check that `urls` of the config has no folder outside of the content.

    Raises:
        ConfigError: it has one.
    """
    tops = config.content.paths
    for written in sorted(config.content.urls):
        if written not in tops and not any(_strip_folder(f"{written}/", top) for top in tops):
            place = config.place_of(written)
            raise ConfigError(f"{written!r} in `urls` is not in `paths` of [content]", place, "name one of `paths`")


def _strip_folder(path: str, folder: str) -> str:
    """Return the path of a file in a folder; empty if it is not in there."""
    start = "" if folder == "." else f"{folder.rstrip('/')}/"
    return path.removeprefix(start) if path.startswith(start) else ""


def find_url(page: ContentPage, config: Config) -> str:
    """Return the URL of a page, by `urls` of the config and its front matter; empty if it is not known."""
    address = page.details.address
    if address.startswith(("http://", "https://")):
        return address if is_iri(address) else ""
    folders = sorted((one for one in config.content.urls if _strip_folder(page.path, one)), key=len)
    if not folders:
        return ""
    inside = _strip_folder(page.path, folders[-1])
    if not address:
        return _fill(config.content.urls[folders[-1]], inside, page, config)
    # An address begins at the top of the site, and not at that of a section.
    top = config.content.urls[folders[0]].partition("{")[0]
    if ":" not in address:
        return urljoin(top, quote(address.lstrip("/"), safe="/#%"))
    names = _JEKYLL_PLACE.sub(lambda found: f"{{{_JEKYLL_NAMES.get(found[1], found[1])}}}", address.lstrip("/"))
    return "" if "path" in _PLACE.findall(names) else _fill(f"{top}{names}", inside, page, config)


def _fill(pattern: str, inside: str, page: ContentPage, config: Config) -> str:
    """Return the URL of the file ``inside`` the folder; empty if the pattern asks for anything that is not known.

    An index has the URL of its folder. Folders such as ``_posts`` are not part of a path.
    """
    name, language = read_name(inside, config)
    *folders, last = name.split("/")
    stem = inside.rpartition("/")[2].partition(".")[0]
    is_index = stem in config.shape.indexes
    if any(one.startswith("_") for one in folders) or (last.startswith("_") and not is_index):
        return ""
    if is_index:
        # The page path of an index is that of its folder, but for the index at the top.
        folders, last = ([], "") if last == stem and not folders else (folders, last)
    elif page.details.slug:
        last = page.details.slug
    path = "/".join(
        [*([language] if language and language != config.lang else []), *folders, *([last] if last else [])]
    )
    path = quote(path.lower().replace(" ", "-") if config.shape.name == "hugo" else path, safe="/")
    if is_index:
        start = pattern.partition("{")[0]
        return f"{start}{path}/" if path else start
    values = {**_list_parts(page, name.rpartition("/")[2], config), "path": path}
    wanted = _PLACE.findall(pattern)
    return pattern.format(**values) if all(values.get(one) for one in wanted) else ""


def _list_parts(page: ContentPage, file: str, config: Config) -> Mapping[str, str]:
    """Return the values of the placeholders for a page, but for its path; what is not known is empty.

    ``file`` is the name of its file without an ending.
    """
    details, dated = page.details, _DATED.fullmatch(file)
    year, month, day = (read_day(details.created) or (read_day(dated["day"]) if dated else "") or "--").split("-")
    slug = details.slug or (dated["name"] if dated else file)
    if config.shape.name == "hugo" and not details.slug:
        title = details.title.lower()
        slug = title.replace(" ", "-") if _PLAIN_TITLE.fullmatch(title) else ""
    return {"year": year, "month": month, "day": day, "slug": quote(slug, safe="")}
