"""``headword init``."""

import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.markdown.profiles import PLAIN, SITES, SiteProfile
from headword.project.config import PLACEHOLDER_BASE, Config, to_toml
from headword.project.detect import detect, find_sources
from headword.project.project import CONFIG_NAME, SourceFile, find_pages
from headword.rdf.languages import format_tag, is_known
from headword.rdf.terms import is_iri

_PAGE = """\
---
title: Minerals
---

# Minerals; natural inorganic solids

Solids that form in nature and have a definite structure.

## Quartz; rock crystal, silica

The commonest mineral of the continental crust.

- Alt (de): Bergkristall
- Related: [Feldspar](#feldspar)

## Feldspar
"""


@click.command("init")
@click.option("--base", default=PLACEHOLDER_BASE, help="Where the IRIs live, e.g. https://w3id.org/minerals/")
@click.option("--title", default="", help="The title of the vocabulary.")
@click.option("--lang", default="en", show_default=True, help="The default language, a tag of BCP 47.")
@click.option(
    "--profile", type=click.Choice(list(SITES)),
    help="The shape of the site; found by what is in this folder if not given.",
)  # fmt: skip
@click.option("--sources", default="", help="The folder of Markdown pages.")
@click.option("--creator", default="", help="Who makes the vocabulary: a name or an IRI.")
@click.option("--license", "licence", default="", help="The IRI of the licence that it is published under.")
def command(base: str, title: str, lang: str, profile: str | None, sources: str, creator: str, licence: str) -> int:
    r"""Write headword.toml here, and a first page if there are no pages yet.

    \b
    Example:
      headword init --title Minerals --base https://w3id.org/minerals/
      headword init --profile obsidian
    """
    config = Path(CONFIG_NAME)
    if config.exists():
        raise HeadwordError("there is a config here already", Location(CONFIG_NAME), "edit it, or delete it first")
    if not is_iri(base):
        raise HeadwordError(f"--base is not an absolute IRI: {base!r}", hint="for example https://w3id.org/minerals/")
    if not is_known(lang):
        raise HeadwordError(f"--lang is not a language tag of BCP 47: {lang!r}", hint="for example en, de-AT, zh-Hans")
    site = _choose_site(profile, sources)
    folder = sources or _guess_sources(site)
    title = title or Path.cwd().name.replace("-", " ").replace("_", " ").strip().capitalize() or "Vocabulary"
    if Path(folder).exists() and not Path(folder).is_dir():
        raise HeadwordError("the folder of pages would be here, but this is a file", Location(folder))
    settings = {} if site is PLAIN and profile is None else {"profile": site.name}
    metadata = {"creator": creator, "license": licence, "created": dt.datetime.now().astimezone().date().isoformat()}
    _write_files(config, _write_config(base, title, format_tag(lang), folder, {**metadata, **settings}))
    click.echo(f"wrote {CONFIG_NAME}")
    if not _has_pages(Path(folder), site):
        page = Path(folder, site.first_page)
        page.parent.mkdir(parents=True, exist_ok=True)
        _write_files(page, _PAGE)
        click.echo(f"wrote {page.as_posix()}")
    if base == PLACEHOLDER_BASE:
        click.echo(f"set `base` in {CONFIG_NAME} before you publish: IRIs are promises")
    click.echo("next: headword check, then headword build")
    return 0


def _write_files(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise HeadwordError(f"cannot write: {error.strerror}", Location(str(path))) from error


def _choose_site(profile: str | None, sources: str) -> SiteProfile:
    """The shape of the site: the one that was asked for, else what is found, which somebody at a terminal may mend."""
    if profile is not None:
        return SITES[profile]
    found = detect(Path(), sources)
    if found.evidence:
        click.echo(f"this is {found.site.title}: there is {found.evidence}")
    if sys.stdin.isatty() and sys.stdout.isatty():
        return SITES[click.prompt("profile", default=found.site.name, type=click.Choice(list(SITES)))]
    return found.site


def _guess_sources(site: SiteProfile) -> str:
    """``taxonomy``, or the folder where such a site keeps its pages, or where there are some."""
    usual = (Config().sources, find_sources(site, Path()), "content", "docs")
    if site is not PLAIN:
        return next((folder for folder in usual[:2] if Path(folder).is_dir()), usual[1])
    return next((folder for folder in usual if _has_pages(Path(folder), site)), usual[0])


def _has_pages(folder: Path, site: SiteProfile) -> bool:
    return folder.is_dir() and any(isinstance(one, SourceFile) for one in find_pages(folder, site))


def _write_config(base: str, title: str, lang: str, sources: str, metadata: Mapping[str, str]) -> str:
    lines = [
        f"base = {to_toml(base)}  # where the IRIs live",
        f"title = {to_toml(title)}",
        f"lang = {to_toml(lang)}  # default language, BCP 47",
    ]
    lines.extend(f"{key} = {to_toml(value)}" for key, value in metadata.items() if value)
    if sources != Config().sources:
        lines.append(f"sources = {to_toml(sources)}")
    return "\n".join([*lines, ""])
