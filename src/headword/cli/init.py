"""``headword init``."""

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import click

from headword.cli.init_preview import Preview, preview, show_preview
from headword.cli.output import print_status
from headword.cli.output_options import with_dry_run
from headword.cli.starter_config import write_starter
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.markdown.profiles import OBSIDIAN, PLAIN, SITES, SiteProfile
from headword.project.config import PLACEHOLDER_BASE, Config
from headword.project.detect import detect, find_sources, read_settings
from headword.project.project import CONFIG_NAME, SourceFile, find_pages
from headword.project.site_facts import SiteFacts, read_site_facts
from headword.rdf.languages import format_tag, is_known
from headword.rdf.terms import is_iri

_OF_REPOSITORY = re.compile(
    r"(?:readme|changelog|changes|history|contributing|contributors|code[-_]of[-_]conduct|security|licen[cs]e|authors"
    r"|support|governance|maintainers|install|agents|claude|pull_request_template)(?:[._-].*)?",
    re.IGNORECASE,
)
"""The names of pages about a repository, for its contributors."""
_LINKED = re.compile(r"^[ \t]*[-*+][ \t]+\[[^\[\]]+\]\([^()\s]+\)", re.MULTILINE)
_KINDS: Mapping[str, Mapping[str, str]] = {
    "headings": {},
    "page": {"concepts": "page"},
    "both": {"concepts": "page", "sections": "concepts", "folders": "ignore", "scheme": "page"},
}
"""The kinds of concepts that a person can choose, each with the keys of the config."""
_WIKILINK = re.compile(r"\[\[[^\[\]\n]+\]\]")
_SAMPLE, _FEW_NOTES = 200, 5
"""The number of pages that are searched for links by name, and the minimum number of pages that have one."""
_MANY_LINKS = 30
"""Minimum number of items in a README that is a list of links."""
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


_NOTE = """\
---
title: Quartz
---

The commonest mineral of the continental crust.

- Alt: rock crystal

## Examples

Sand, mostly.
"""


_SHEET = "vocabulary.xlsx"


@click.command("init")
@click.option("--base", default="", help="The base IRI, for example https://w3id.org/minerals/")
@click.option("--title", default="", help="The title of the vocabulary.")
@click.option("--lang", default="", help="The default language, as a BCP 47 tag.")
@click.option(
    "--profile", type=click.Choice(list(SITES)),
    help="The site generator. [default: detected]",
)  # fmt: skip
@click.option("--sources", default="", help="The folder of Markdown pages.")
@click.option(
    "--concepts", type=click.Choice(list(_KINDS)),
    help="Whether headings, whole pages or both are concepts. [default: detected]",
)  # fmt: skip
@click.option("--creator", default="", help="The creator of the vocabulary: a name or an IRI.")
@click.option("--license", "licence", default="", help="The IRI of the licence.")
@click.option("--sheet", "has_sheet", is_flag=True, help=f"Also write {_SHEET}, a spreadsheet to edit the pages in.")
@with_dry_run("Show the config and its result, and write nothing.")
def command(
    base: str,
    title: str,
    lang: str,
    profile: str | None,
    sources: str,
    concepts: str | None,
    creator: str,
    licence: str,
    has_sheet: bool,
    dry_run: bool,
) -> int:
    r"""Look at the pages in this folder, and write a headword.toml that fits them.

    headword reads the title, the address, the languages and the licence
    from the config of the site generator. If there are no pages, it also
    writes a first page.

    \b
    Examples:
      headword init --dry-run
      headword init --title Minerals --base https://w3id.org/minerals/
      headword init --profile obsidian
      headword init --sheet
    """
    _check_flags(base, lang)
    site = _choose_site(profile, sources)
    folder, facts = _find_folder(site, sources)
    settings: dict[str, Any] = {
        "base": base or facts.address or PLACEHOLDER_BASE,
        "title": title or facts.title or _name_folder(),
        "lang": format_tag(lang or facts.lang),
        "languages": list(facts.languages),
        "creator": creator or (facts.authors[0] if len(facts.authors) == 1 else list(facts.authors)),
        "license": licence or facts.licence,
        "created": dt.datetime.now().astimezone().date().isoformat(),
        "profile": "" if site is PLAIN and profile is None else site.name,
        "sources": "" if folder == Config().sources else folder,
        **_KINDS[concepts or "headings"],
    }
    has_pages = _has_pages(Path(folder), site)
    is_top = site is PLAIN and not sources and (folder == "." or not has_pages)
    readme = _find_list() if is_top else ""
    if readme:
        settings.update(sources=".", include=[readme])
        has_pages = True
    elif has_pages and not sources and folder == ".":
        settings["exclude"] = sorted(one.name for one in Path().glob("*.md") if _is_of_repository(one, site))
    settings = _keep_said(settings)
    if has_pages:
        settings.update(choose_concepts(settings, concepts))
    text = write_starter(settings, has_pages=has_pages)
    if dry_run:
        click.echo(text, nl=False)
    else:
        _write_all(text, None if has_pages else Path(folder, site.first_page), site)
        if settings["base"] == PLACEHOLDER_BASE:
            print_status(f"set `base` in {CONFIG_NAME} before you publish: published IRIs must not change")
        if has_sheet:
            _write_template()
            print_status(f"next: edit {_SHEET}, then headword apply {_SHEET}")
        else:
            print_status("next: headword pages, headword check, then headword build")
    return 0


def _check_flags(base: str, lang: str) -> None:
    if Path(CONFIG_NAME).exists():
        raise HeadwordError("there is a config here already", Location(CONFIG_NAME), "edit it, or delete it first")
    if base and not is_iri(base):
        raise HeadwordError(f"--base is not an absolute IRI: {base!r}", hint="for example https://w3id.org/minerals/")
    if lang and not is_known(lang):
        raise HeadwordError(f"--lang is not a language tag of BCP 47: {lang!r}", hint="for example en, de-AT, zh-Hans")


def _find_folder(site: SiteProfile, sources: str) -> tuple[str, SiteFacts]:
    """Return the folder of pages, and the facts from the config of the site generator."""
    folder = sources or _guess_sources(site)
    if Path(folder).exists() and not Path(folder).is_dir():
        raise HeadwordError("the folder of pages would be here, but this is a file", Location(folder))
    facts = read_site_facts(Path(), Path(folder))
    if not sources and facts.languages and Path(folder).name == facts.lang:
        # The folders of other languages are next to the one of the default language.
        folder = Path(folder).parent.as_posix()
        facts = read_site_facts(Path(), Path(folder))
    return folder, facts


def _write_all(text: str, page: Path | None, site: SiteProfile) -> None:
    _write_files(Path(CONFIG_NAME), text)
    print_status(f"wrote {CONFIG_NAME}")
    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        _write_files(page, _NOTE if site.concepts == "page" and site.sections == "notes" else _PAGE)
        print_status(f"wrote {page.as_posix()}")


def _name_folder() -> str:
    return Path.cwd().name.replace("-", " ").replace("_", " ").strip().capitalize() or "Vocabulary"


def _keep_said(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if value}


def choose_concepts(settings: Mapping[str, Any], asked: str | None) -> dict[str, Any]:
    """Choose whether headings or pages are concepts, and which headings are structure, from the pages.

    ``asked`` is also in ``settings``.
    """
    root = Path.cwd()
    found = preview(root, settings)
    is_open = asked is None and SITES[settings.get("profile", PLAIN.name)].concepts == "headings"
    has_lists = is_open and _has_lists(root, settings, found)
    usual = "page" if found.has_page_concepts and not has_lists else "headings"
    usual = "both" if usual == "headings" and not has_lists and found.has_openings else usual
    kind = usual if is_open else asked
    if is_open and _is_terminal():
        click.echo("\n".join(show_preview(found)), err=True)
        kind = click.prompt("concepts", default=usual, type=click.Choice(list(_KINDS)))
    chosen: dict[str, Any] = dict(_KINDS[kind or "headings"])
    chosen.update({"keyword-separator": ""} if found.has_stray_keywords else {})
    if kind == "headings" and has_lists:
        chosen["outline"] = "lists"
        chosen["severity"] = {"label-case-style": "off"}
        chosen.update({"skip-headings": list(found.contents)} if found.contents else {})
    elif kind in ("headings", "both") and found.recurring:
        chosen["skip-headings"] = [label for label, _ in found.recurring]
    # Compiling all pages takes time, and usually the chosen settings are those of the first preview.
    is_same = {**settings, **chosen} == settings
    shown = found if is_same else preview(root, {**settings, **chosen})._replace(recurring=found.recurring)
    if shown.namesakes or shown.twins or shown.alone:
        alike = shown
        chosen.update(_leave_out({**settings, **chosen}, alike))
        shown = preview(root, {**settings, **chosen})
        shown = shown._replace(
            recurring=found.recurring, namesakes=alike.namesakes, twins=alike.twins, alone=alike.alone
        )
    click.echo("\n".join(show_preview(shown)), err=True)
    if shown.has_repeated:
        chosen["severity"] = {**chosen.get("severity", {}), "same-label": "off", "label-repeats-broader": "off"}
    return chosen


def _leave_out(settings: Mapping[str, Any], found: Preview) -> dict[str, Any]:
    """Return the settings that leave out headings and pages that nothing distinguishes from others."""
    added = {"skip-headings": found.namesakes, "exclude": sorted({*found.twins, *found.alone})}
    return _keep_said({key: list(dict.fromkeys([*settings.get(key, ()), *more])) for key, more in added.items()})


def _has_lists(root: Path, settings: Mapping[str, Any], found: Preview) -> bool:
    """Return True if the items of lists are concepts: most entries are, or most pages are lists without a heading."""
    if found.pages:
        return found.has_lists
    return preview(root, {**settings, "outline": "lists"}).pages * 2 > found.bare


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _write_files(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise HeadwordError(f"cannot write: {error.strerror}", Location(str(path))) from error


def _choose_site(profile: str | None, sources: str) -> SiteProfile:
    """Return the named site generator, otherwise the detected one, which a person at a terminal can change."""
    if profile is not None:
        return SITES[profile]
    found = detect(Path(), sources)
    site = found.site
    if found.evidence:
        click.echo(f"this is {site.title}: there is {found.evidence}", err=True)
    elif _has_notes(Path(sources)):
        site = OBSIDIAN
        click.echo(f"this is {site.title}: most pages have [[links]]", err=True)
    if _is_terminal():
        return SITES[click.prompt("profile", default=site.name, type=click.Choice(list(SITES)))]
    return site


def _has_notes(folder: Path) -> bool:
    """Return whether most of the first pages link to others by name; settings of a vault are often ignored by git."""
    found = (one.path for one in find_pages(folder, PLAIN) if isinstance(one, SourceFile)) if folder.is_dir() else ()
    texts = [read_settings(file) for file in islice(found, _SAMPLE)]
    linked = sum(_WIKILINK.search(text) is not None for text in texts)
    return linked >= _FEW_NOTES and linked * 2 >= len(texts)


def _guess_sources(site: SiteProfile) -> str:
    """Return ``taxonomy``, or the folder where such a site keeps its pages, or where most of them are."""
    usual = (Config().sources, find_sources(site, Path()), "content", "docs")
    if site is not PLAIN:
        return next((folder for folder in usual[:2] if Path(folder).is_dir()), usual[1])
    return next((folder for folder in usual if _has_pages(Path(folder), site)), _find_most_pages(site) or usual[0])


def _find_list() -> str:
    """Return the name of the README if it is a list of links, otherwise an empty text."""
    readmes = sorted(one.name for one in Path().iterdir() if one.name.lower() == "readme.md" and one.is_file())
    return next((name for name in readmes if len(_LINKED.findall(read_settings(Path(name)))) >= _MANY_LINKS), "")


def _find_most_pages(site: SiteProfile) -> str:
    """Return the folder that has more pages than the others; empty if there are none.

    Pages about the repository do not count.
    """
    found = (one.path for one in find_pages(Path(), site) if isinstance(one, SourceFile))
    files = [file for file in found if not _is_of_repository(file, site)]
    counts = Counter(folder for file in files for folder in file.parents if folder != Path())
    folder = Path()
    while inside := [one for one in counts if one.parent == folder]:
        most = max(inside, key=lambda one: (counts[one], one.as_posix()))
        total = counts[folder] if folder != Path() else len(files)
        if counts[most] * 2 <= total or (folder != Path() and counts[most] < total):
            break
        folder = most
    return folder.as_posix() if files else ""


def _is_of_repository(file: Path, site: SiteProfile) -> bool:
    """Return whether a page is about the repository; among notes, only if its name is in capitals."""
    return _OF_REPOSITORY.fullmatch(file.stem) is not None and (site is PLAIN or file.stem.isupper())


def _has_pages(folder: Path, site: SiteProfile) -> bool:
    return folder.is_dir() and any(isinstance(one, SourceFile) for one in find_pages(folder, site))


def _write_template() -> None:
    """Write the pages as a spreadsheet; on a new project it is a template with a few rows."""
    from headword.cli.sheet_file import write_sheet
    from headword.core.cache import open_cache
    from headword.core.context import RunContext
    from headword.project.project import find_project

    with open_cache(None) as cache:
        write_sheet(find_project(Path()), Path(_SHEET), RunContext(cache), force=False, dry_run=False)
