"""The schemes of a site: their IRIs, and the names that concepts of a page must not have."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote

from headword.compiler.naming.lock import Lock
from headword.project.config import Config
from headword.rdf.terms import quote_path

SUBJECTS = "subjects"
"""The page path of the scheme of subjects."""

SITE = "scheme"
"""The page path of the scheme of a site that is one scheme."""


def taken_names(page_paths: Iterable[str], config: Config, lock: Lock) -> Mapping[str, Collection[str]]:
    """Return the names that new concepts of a page must not have, by page path.

    They are the names of pages below it, whose schemes have these IRIs, and of other concepts in the lock.
    """
    names: dict[str, set[str]] = defaultdict(set)
    if config.scheme == "site":
        return names
    for path in page_paths if config.iri_style != "hash" else ():
        above, slash, name = path.rpartition("/")
        if slash:
            names[above].add(name)
    unquoted = {quote_path(path): path for path in page_paths} if lock.names else {}
    for above, published in lock.names.items():
        names[unquoted.get(above, above)].update(published)
    return names


def follow_folders(folders: Mapping[str, str | None], lock: Lock) -> dict[str, str | None]:
    """Return ``folders``, the folder of the scheme of each page, with the published name of each renamed folder.

    It is the one folder in all published ids of its pages, if there is no such folder now, and no other claims it.
    """
    published: dict[str, set[str]] = defaultdict(set)
    for file, folder in folders.items():
        if folder:
            ids = (entry for entry in lock.of_page(file) if not entry.id.startswith("<"))
            published[folder].update(unquote(entry.id[: -len(entry.name)].rstrip("/#")) for entry in ids)
    sole = {folder: min(names) for folder, names in published.items() if len(names) == 1}
    claims = Counter(sole.values())
    renamed = {
        folder: name
        for folder, name in sole.items()
        if claims[name] == 1 and name not in folders.values() and name.count("/") == folder.count("/")
    }
    return {file: None if folder is None else renamed.get(folder, folder) for file, folder in folders.items()}


def scheme_iri(path: str, config: Config) -> str:
    """Return the IRI of the scheme of a page or folder, or of the site, whose path is empty."""
    return config.base + quote_path(path) if path else config.base.rstrip("/#")


def separator(config: Config) -> str:
    """Return the separator between the IRI of a scheme and the last part of the IRIs of its concepts."""
    return "#" if config.iri_style == "hash" else "/"


def subject_scheme(config: Config) -> str:
    """Return the IRI of the scheme of subjects."""
    return config.base + SUBJECTS
