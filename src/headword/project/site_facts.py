"""The facts in the config of a site's generator: title, address, languages and authors; and the site's licence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headword.project.detect import read_settings, read_site_key, read_site_values
from headword.rdf.languages import is_known

_FILES = (
    "hugo.toml", "hugo.yaml", "hugo.yml", "config/_default/hugo.toml", "config/_default/config.toml", "zola.toml",
    "config.toml", "config.yaml", "config.yml", "mkdocs.yml", "mkdocs.yaml", "_config.yml", "_config.yaml", "book.toml",
    "docusaurus.config.js", "docusaurus.config.ts", ".vitepress/config.ts", ".vitepress/config.mts",
    ".vitepress/config.js", "docs/.vitepress/config.ts", "docs/.vitepress/config.mts", "docs/.vitepress/config.js",
    "package.json",
)  # fmt: skip
_TITLES = ("title", "site_name", "name")
_ADDRESSES = ("baseURL", "base_url", "site_url", "url")
_LANGUAGES = ("defaultContentLanguage", "default_language", "defaultLocale", "language", "lang", "languageCode")
_AUTHORS = ("author", "site_author", "authors")
_TABLES = re.compile(r"^\s*\[languages\.([A-Za-z-]{2,11})\]", re.MULTILINE)
_BLOCK = re.compile(r"^languages:[ \t]*\n((?:[ \t]+.*\n|[ \t]*\n)+)", re.MULTILINE)
_LOCALES = re.compile(r"locales\s*:\s*\[([^\]]*)\]")
_LICENCES = (
    (r"CC0|Creative Commons Zero", "https://creativecommons.org/publicdomain/zero/1.0/"),
    (r"Attribution[- ]ShareAlike 4\.0|CC[- ]BY[- ]SA[- ]4\.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    (r"Attribution 4\.0|CC[- ]BY[- ]4\.0", "https://creativecommons.org/licenses/by/4.0/"),
    (r"MIT License|The MIT License", "https://spdx.org/licenses/MIT"),
    (r"Apache License\s+Version 2\.0", "https://spdx.org/licenses/Apache-2.0"),
)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The facts about a site; unknown values are empty. ``languages`` are those in addition to ``lang``."""

    title: str = ""
    address: str = ""
    lang: str = ""
    languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    licence: str = ""


def read_site_facts(root: Path, sources: Path) -> SiteFacts:
    """Read the facts of the site at ``root``, whose pages are in ``sources``."""
    files = [root / name for name in _FILES if (root / name).is_file()]
    address = _read_first(files, _ADDRESSES)
    languages = [tag for tag in dict.fromkeys(_list_languages(files, sources)) if is_known(tag)]
    lang = _read_first(files, _LANGUAGES)
    lang = lang if is_known(lang) else ("en" if "en" in languages or not languages else languages[0])
    return SiteFacts(
        title=_read_first(files, _TITLES),
        address=address if re.fullmatch(r"https?://[^#?\s]+", address) and "localhost" not in address else "",
        lang=lang,
        languages=tuple(tag for tag in languages if tag.lower() != lang.lower()),
        authors=next(
            (tuple(found) for file in files for key in _AUTHORS if (found := read_site_values(file, key))), ()
        ),
        licence=_find_licence(root),
    )


def _read_first(files: list[Path], keys: tuple[str, ...]) -> str:
    found = (read_site_key(file, key) for file in files for key in keys)
    return next((value for value in found if value), "")


def _list_languages(files: list[Path], sources: Path) -> Iterator[str]:
    """Yield the languages in the config, and folders of pages with names of languages."""
    named = [tag for file in files for tag in _read_languages(read_settings(file))]
    folders = sorted(one.name for one in sources.iterdir() if one.is_dir()) if sources.is_dir() else []
    tags = [one for one in folders if re.fullmatch(r"[a-z]{2}(?:-[A-Za-z]{2,4})?", one) and is_known(one)]
    yield from named
    if len(tags) > 1:
        yield from tags


def _read_languages(text: str) -> Iterator[str]:
    yield from _TABLES.findall(text)
    block = _BLOCK.search(f"{text}\n")
    indents = re.findall(r"^([ \t]+)[A-Za-z-]{2,11}:", block[1], re.MULTILINE) if block else []
    if block and indents:
        yield from re.findall(rf"^{indents[0]}([A-Za-z-]{{2,11}}):", block[1], re.MULTILINE)
    locales = _LOCALES.search(text)
    yield from re.findall(r"[\"']([A-Za-z-]{2,11})[\"']", locales[1]) if locales else ()


def _find_licence(root: Path) -> str:
    for name in ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING"):
        text = read_settings(root / name)[:2000]
        found = next((iri for pattern, iri in _LICENCES if re.search(pattern, text)), "")
        if found:
            return found
    return ""
