"""The profiles of sites: where the pages of a kind of site are, and the syntax that they have.

Each profile is a file in the folder `sites`; its keys are the attributes of `SiteProfile` with ``-`` for ``_``.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from headword.core.package_data import PACKAGE

_COMMON_KEYS = {"aka": "altLabel", "also_known_as": "altLabel", "short_description": "definition"}
"""Keys of front matter that have the same meaning on any site."""


@dataclass(frozen=True, slots=True)
class ProfileEvidence:
    """The signs by which a kind of site is recognized.

    Attributes:
        files: any of these files, or folders if they end with a slash.
        texts: any of these files, if the regular expression matches in it, ignoring case.
        folders: any of these folders next to the folder of pages.
    """

    files: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """The profile of a kind of site.

    Attributes:
        name: its name in the config.
        title: its name in sentences.
        order: its position in the search for a profile: the lowest that fits is taken.
        found_by: the signs by which a site of this kind is recognized.
        sources: the folder of pages, if the config names none.
        sources_key: the key of the site's own config that names another folder.
        sources_files: the possible files of this config.
        base_folder: whether pages are in the folder of the file that shows the profile, or in the folder above it.
        subjects: the default of the key `subjects`.
        spellings: groups of synonymous keys of front matter.
        spaced: keys of front matter in which spaces separate values, if the value is not a list.
        front_matter: pairs of a key of front matter and its meaning.
        markup: the name of the markup that readers do not see.
        pairs: signs around text, each with its HTML element.
        container: the signs of which three begin a container.
        templates: the template language of tags, in addition to Hugo's shortcodes.
        inline_fields: whether a line may read ``key:: value``.
        named_by_file: whether a page that is a concept has the name of its file, and ``aliases`` for other labels.
        vault_links: whether links by name lead to any page of that name.
        nesting: the separator of nested values of subjects.
        wikilinks: whether ``[[…]]`` is always a link, even if it does not lead to a page.
        translations: the possible folders of pages in another language, next to the folder of pages.
        indexes: the names of pages that represent their folder.
        bundles: whether a page next to an ``index.md`` is part of that page.
        exclude: globs of files that are not pages.
        root_sign: the first characters of a link that is relative to the folder of pages.
        global_targets: whether a link to an anchor may lead to an anchor of any other page.
        outside_references: whether snippets and plugins define references of links that the page does not define.
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
    translations: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ("index", "_index")
    bundles: bool = False
    exclude: tuple[str, ...] = ()
    root_sign: str = ""
    global_targets: bool = False
    outside_references: bool = False
    summary: str = ""
    concepts: str = "headings"
    sections: str = "notes"
    folders: str = "concepts"
    scheme: str = "page"
    first_page: str = "example.md"


@cache
def settle_profile(site: SiteProfile, path: str) -> SiteProfile:
    """Return the profile by which the page at ``path`` is read: on any site, ``.mdx`` is MDX."""
    return replace(site, markup="mdx", templates="mdx") if path.lower().endswith(".mdx") else site


def _read_profiles() -> Iterator[SiteProfile]:
    """Read the profiles of all kinds of sites."""
    for file in sorted((PACKAGE / "markdown" / "sites").iterdir()):
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
"""The profiles by name, in the order of the search."""
PLAIN = SITES["plain"]
OBSIDIAN = SITES["obsidian"]
