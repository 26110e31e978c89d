"""The metadata of schemes that have no page of their own."""

from collections.abc import Iterable
from dataclasses import replace

from headword.compiler.meaning.skos import ReleaseInfo, SchemeMetadata
from headword.compiler.naming.schemes import SUBJECTS
from headword.core.findings import Located, Location
from headword.project.config import Config
from headword.project.project import PriorPaths
from headword.rdf.languages import format_tag, primary_subtag
from headword.rdf.terms import quote_path


def site_metadata(config: Config, created: Iterable[str] = (), modified: Iterable[str] = ()) -> SchemeMetadata:
    """Return the metadata of the site; without dates in the config, they span those of the schemes.

    ``created`` and ``modified`` are the days of all schemes (ISO 8601).
    """
    place = Location(config.source.path)
    first = sorted(created)
    touched = [*first, *modified]
    return SchemeMetadata(
        title=Located(config.title or config.base.rstrip("/").rsplit("/", 1)[-1], place),
        language=format_tag(config.lang),
        description=locate(config.description, place),
        created=locate(config.created or next(iter(first), ""), place),
        modified=locate(config.modified or max(touched, default=""), place),
        creators=config.creator,
        publishers=config.publisher,
        license=config.license,
        version=config.version,
        history=config.history,
        release=find_release(config, "", place, None),
    )


def scheme_metadata(config: Config, path: str, prior: PriorPaths) -> SchemeMetadata:
    """Return the metadata of a scheme without a page, published at ``path``; empty for the scheme of the site."""
    whole = site_metadata(config)
    release = find_release(config, path, whole.title.location, prior)
    return replace(
        whole, release=release and release._replace(iri=release.iri.rstrip("/"), prior=release.prior.rstrip("/"))
    )


def find_release(config: Config, path: str, place: Location, prior: PriorPaths) -> ReleaseInfo | None:
    """Return the release of the scheme published at ``path``, or None before the first release."""
    if not config.released:
        return None
    this, before = (
        f"{config.base}versions/{quote_path(version)}/{quote_path(path)}" if version else ""
        for version in (config.version, config.prior_version)
    )
    # A document that is new since the last release has no prior version. Without a copy of that release, every path is
    # assumed to have been there.
    was_there = not path or prior is None or path in prior
    return ReleaseInfo(Located(config.released, place), this, before if was_there else "")


def subject_metadata(config: Config, place: Location, prior: PriorPaths) -> SchemeMetadata:
    """Return the metadata of the subject scheme."""
    keys = ", ".join(config.subjects)
    if primary_subtag(config.lang) == "en":
        title = f"Subjects of {config.title}" if config.title else "Subjects"
    else:
        title = f"{config.title} ({keys})" if config.title else keys
    whole = scheme_metadata(config, SUBJECTS, prior)
    return replace(whole, title=Located(title, place), language=format_tag(config.lang))


def locate(text: str, place: Location) -> Located | None:
    """Return ``text`` at this location, or None if it is empty."""
    return Located(text, place) if text else None
