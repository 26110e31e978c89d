"""What each shape of site means: where its pages are, and what its pages say that others do not.

Each shape is a file in the folder `sites`; the keys there are the attributes of `SiteProfile` with ``-`` for ``_``.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

_COMMON_KEYS = {"aka": "altLabel", "also_known_as": "altLabel", "short_description": "definition"}
"""Keys of front matter that mean the same on any site."""


@dataclass(frozen=True, slots=True)
class ProfileEvidence:
    """By what a site shows its shape.

    Attributes:
        files: any of these files, or folders if they end with a slash.
        texts: any of these files, if the regular expression is found in it; capitals and small letters are alike.
        folders: any of these folders next to that of the pages.
    """

    files: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """One shape of site.

    Attributes:
        name: its name in the config.
        title: its name in sentences.
        order: its place among the shapes when one is looked for: the lowest that fits counts.
        found_by: by what a site shows it.
        sources: the folder of pages where the config names none.
        sources_key: the key by which the site's own config names another.
        sources_files: the files that this config may be.
        base_folder: whether pages are in the folder of the file that shows the shape, or in the folder above it.
        subjects: the default of the key `subjects`.
        spellings: keys of front matter that are one and the same.
        spaced: keys of front matter in which a space parts values that are no list.
        front_matter: pairs of a key of front matter and its meaning.
        markup: names the signs that its readers do not see.
        pairs: signs that words stand between, each with its HTML element.
        container: the signs of which three begin a container.
        templates: the template language of its tags, in addition to Hugo's shortcodes.
        inline_fields: whether a line may read ``key:: value``.
        named_by_file: whether a page that is a concept has the name of its file, and ``aliases`` for other labels.
        vault_links: whether links by name lead to any page of that name.
        nesting: the sign that parts values of subjects which are nested.
        wikilinks: whether ``[[…]]`` is always a link, and not only where it leads to a page.
        indexes: the names of pages that are those of their folder.
        bundles: whether a page next to an ``index.md`` is part of that.
        exclude: globs of files that are no pages.
        root_sign: what a link begins with that leads from the folder of pages.
        global_targets: whether a link to a place in the page may lead to a target in any other page.
        summary: the page whose list of links is the hierarchy of all pages.
        concepts: the default of the key `concepts`.
        sections: the default of the key `sections`.
        folders: the default of the key `folders`.
        scheme: the default of the key `scheme`.
        first_page: the file of the example that `headword init` writes.
    """

    name: str
    title: str
    order: int = 0
    found_by: ProfileEvidence = field(default_factory=ProfileEvidence)
    sources: str = "taxonomy"
    sources_key: str = ""
    sources_files: tuple[str, ...] = ()
    base_folder: bool = False
    subjects: tuple[str, ...] = ("category", "tag")
    spellings: tuple[tuple[str, ...], ...] = ()
    spaced: tuple[str, ...] = ()
    front_matter: tuple[tuple[str, str], ...] = ()
    markup: str = "plain"
    pairs: tuple[tuple[str, str], ...] = (("~~", "s"), ("~", "s"))
    container: str = ""
    templates: str = ""
    inline_fields: bool = False
    named_by_file: bool = False
    vault_links: bool = False
    nesting: str = ""
    wikilinks: bool = True
    indexes: tuple[str, ...] = ("index", "_index")
    bundles: bool = False
    exclude: tuple[str, ...] = ()
    root_sign: str = ""
    global_targets: bool = False
    summary: str = ""
    concepts: str = "headings"
    sections: str = "notes"
    folders: str = "concepts"
    scheme: str = "page"
    first_page: str = "example.md"


def _read_profiles() -> Iterator[SiteProfile]:
    """Read the shapes of site."""
    for file in files("headword.markdown").joinpath("sites").iterdir():
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        values = {key.replace("-", "_"): _freeze(value) for key, value in table.items()}
        evidence = ProfileEvidence(**{key: _freeze(value) for key, value in table.get("found-by", {}).items()})
        meanings = _freeze({**_COMMON_KEYS, **table.get("front-matter", {})})
        name = file.name.removesuffix(".toml")
        yield SiteProfile(**{**values, "name": name, "found_by": evidence, "front_matter": meanings})


def _freeze(value: Any) -> Any:
    """Return a list or table of TOML as a tuple."""
    if isinstance(value, dict):
        return tuple((key, _freeze(item)) for key, item in value.items())
    return tuple(map(_freeze, value)) if isinstance(value, list) else value


SITES = {profile.name: profile for profile in sorted(_read_profiles(), key=lambda profile: profile.order)}
"""The shapes of site by name, in the order in which they are looked for."""
PLAIN = SITES["plain"]
OBSIDIAN = SITES["obsidian"]
