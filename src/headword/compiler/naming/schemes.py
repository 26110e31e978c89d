"""The schemes of a site: their IRIs, and the names that concepts of a page must not have."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

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


def scheme_iri(path: str, config: Config) -> str:
    """Return the IRI of the scheme of a page or folder, or of the site, whose path is empty."""
    return config.base + quote_path(path) if path else config.base.rstrip("/#")


def separator(config: Config) -> str:
    """Return the separator between the IRI of a scheme and the last part of the IRIs of its concepts."""
    return "#" if config.iri_style == "hash" else "/"


def subject_scheme(config: Config) -> str:
    """Return the IRI of the scheme of subjects."""
    return config.base + SUBJECTS
