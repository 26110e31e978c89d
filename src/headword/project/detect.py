"""The detection of a site's profile by the files of its generator or editor."""

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from headword.markdown.profiles import PLAIN, SITES, SiteProfile
from headword.project.config import Config

_VAULT = ".obsidian"
_TEMPLATE_SETTINGS = (
    (f"{_VAULT}/templates.json", "folder"),
    (f"{_VAULT}/plugins/templater-obsidian/data.json", "templates_folder"),
)
_MAX_BYTES = 1024 * 1024


class DetectedProfile(NamedTuple):
    """The profile of a site, and the file or folder that shows it; empty without evidence."""

    site: SiteProfile
    evidence: str


def settle(config: Config, written: Collection[str], root: Path) -> Config:
    """Complete ``config``, which has the keys ``written``, with the defaults of the site's profile."""
    assumed: dict[str, str] = {}
    if config.names_site:
        found = DetectedProfile(config.shape, "")
    else:
        found = detect(root, config.sources if "sources" in written else "")
        if found.evidence:
            config = replace(config, profile=(*config.profile, found.site.name))
            assumed["profile"] = f"there is {found.evidence}"
    site = found.site
    why = f"profile {site.name}"
    if "subjects" not in written and site.subjects != config.subjects:
        config = replace(config, subjects=site.subjects)
        assumed["subjects"] = why
    for name in ("concepts", "sections", "folders", "scheme"):
        if name not in written and getattr(site, name) != getattr(config, name):
            config = replace(config, **{name: getattr(site, name)})
            assumed[name] = why
    if "scheme" not in written and "concepts" in written and config.concepts == "page":
        config = replace(config, scheme="site")
        assumed["scheme"] = 'concepts = "page"'
    if "sources" not in written and not Path(root, config.sources).is_dir() and site is not PLAIN:
        config = replace(config, sources=find_sources(site, root))
        assumed["sources"] = why
    return replace(config, source=replace(config.source, assumed=assumed))


def detect(root: Path, sources: str = "") -> DetectedProfile:
    """Return the profile of the site at ``root``, at the folder of ``sources`` in it, or in between.

    The generator of a site has priority over the editor of its pages.
    """
    folders = list(_folders(root, sources))
    for site in SITES.values():
        for folder in folders:
            evidence = _find_evidence(site, folder)
            if evidence:
                return DetectedProfile(site, evidence)
    return DetectedProfile(PLAIN, "")


def find_root(start: Path) -> Path | None:
    """Return the nearest folder from ``start`` upward that is a site, if ``start`` is among its pages.

    The home folder only counts as a vault for a user who is in that folder itself.
    """
    for folder in (start, *start.parents):
        site, evidence = detect(folder)
        if evidence and (folder == start or (folder != Path.home() and _is_among(start, folder, site))):
            return folder
    return None


def _is_among(start: Path, root: Path, site: SiteProfile) -> bool:
    return start.is_relative_to(root / find_sources(site, root))


def find_sources(site: SiteProfile, root: Path) -> str:
    """Return the folder of pages under ``root``: from the site's own config, or the usual one."""
    configured = (_read_key(root / name, site.sources_key) for name in site.sources_files) if site.sources_key else ()
    named = next((folder.strip("/") for folder in configured if folder.strip("/")), "")
    return named or _find_base(site, root) or site.sources


def _find_base(site: SiteProfile, root: Path) -> str:
    """Return the folder of the evidence for a profile whose pages are there; empty if it is unknown."""
    evidence = _find_evidence(site, root) if site.base_folder else ""
    folder = PurePosixPath(evidence).parent
    return (folder.parent if folder.name.startswith(".") else folder).as_posix() if evidence else ""


def _read_key(file: Path, key: str) -> str:
    """Return the text of a key at the top of ``file``; empty if there is none."""
    setting = _find_setting(file, key)
    is_yaml = file.suffix in (".yml", ".yaml")
    return "" if not isinstance(setting, str) else setting if is_yaml else setting.strip("/")


def _find_setting(file: Path, key: str) -> Any:
    """Return the value of a key at the top of ``file``, or None."""
    text = read_settings(file)
    if file.suffix in (".yml", ".yaml"):
        # A config with Python tags can only be read by its own program, so a YAML parser is not used.
        match = re.search(rf"""^{key}[ \t]*:[ \t]*["']?([^!"'#\r\n]+)""", text, re.IGNORECASE | re.MULTILINE)
        return match[1].strip() if match else None
    try:
        table = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text or "{}")
        table = table.get("book", {}) if file.name == "book.toml" else table
    except ValueError:
        return None
    entries = table.items() if isinstance(table, dict) else ()
    return next((value for name, value in entries if name.lower() == key.lower()), None)


def find_templates(folder: Path) -> frozenset[Path]:
    """Return the folders of templates in the settings of the vault that contains ``folder``."""
    vault = next((one for one in (folder, *folder.parents) if _find_vault(one)), folder)
    named: list[Path] = []
    for file, key in _TEMPLATE_SETTINGS:
        try:
            settings = json.loads(read_settings(vault / file) or "{}")
        except ValueError:
            continue
        name = settings.get(key) if isinstance(settings, dict) else None
        if isinstance(name, str) and name.strip("/"):
            named.append(vault / name.strip("/"))
    return frozenset(named)


def _folders(root: Path, sources: str) -> Iterator[Path]:
    yield root
    pages = root / sources
    if pages != root:
        between = [folder for folder in pages.parents if folder.is_relative_to(root) and folder != root]
        yield from reversed(between)
        yield pages


def _find_evidence(site: SiteProfile, folder: Path) -> str:
    """Return the file or folder in ``folder`` that shows this profile; empty if there is none."""
    for name in site.found_by.files:
        if (folder / name).is_dir() if name.endswith("/") else (folder / name).is_file():
            return name.rstrip("/")
    for name, pattern in site.found_by.texts:
        if re.search(pattern, read_settings(folder / name), re.IGNORECASE | re.MULTILINE):
            return name
    neighbour = next((name for name in site.found_by.folders if (folder / name).is_dir()), "")
    return f"{site.sources} next to {neighbour}" if neighbour and (folder / site.sources).is_dir() else ""


def _find_vault(folder: Path) -> str:
    return _VAULT if (folder / _VAULT).is_dir() else ""


def read_site_key(file: Path, key: str) -> str:
    """Return the text of a key at the top of a generator's config, including JavaScript; empty if there is none."""
    if file.suffix in (".js", ".ts", ".mts", ".mjs", ".cjs"):
        match = re.search(rf"""^\s*{key}\s*:\s*(["'`])(.+?)\1""", read_settings(file), re.MULTILINE)
        return match[2] if match else ""
    return _read_key(file, key)


def read_site_values(file: Path, key: str) -> list[str]:
    """Return the texts of a key at the top of a generator's config with one text or a list."""
    listed = _find_setting(file, key) if file.suffix in (".toml", ".json") else None
    if isinstance(listed, list):
        return [one for one in listed if isinstance(one, str) and one]
    value = read_site_key(file, key)
    return [value] if value else []


def read_settings(file: Path) -> str:
    """Return the content of a file of settings; empty if it does not exist or cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig") if file.stat().st_size <= _MAX_BYTES else ""
    except (OSError, UnicodeDecodeError):
        return ""
