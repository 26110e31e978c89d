"""The addresses of an earlier site, which must stay, and the new addresses of those that have moved."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from headword.core.errors import HeadwordError
from headword.core.files.checksums import SUMS_NAME, read_sums
from headword.core.findings import Location
from headword.project.project import FROZEN
from headword.site.addresses import OWN, find_address

_PAGE = "/index.html"
_SHOWN = 5
"""How many lost addresses a message names."""


def list_addresses(folder: Path) -> set[str]:
    """Return the addresses of the site in ``folder``, from its own list of files; none without a site."""
    pages = (path.removesuffix(_PAGE) for path in read_sums(folder / SUMS_NAME) if path.endswith(_PAGE))
    return {page for page in pages if page.partition("/")[0] not in (OWN, FROZEN)}


def refuse_losses(
    before: Iterable[str],
    now: Collection[str],
    redirects: Mapping[str, str],
    locate: Callable[[str], Location | None],
) -> None:
    """See that every address of ``before`` is one ``now``, or leads on.

    Args:
        before: addresses that were published.
        now: those that will be.
        redirects: by old addresses the new one, or the IRI of what took its place.
        locate: finds a word of the config.

    Raises:
        HeadwordError: one is lost, or leads nowhere.
    """
    for old, new in redirects.items():
        if not new.startswith(("http://", "https://")) and new not in now and new not in redirects:
            hint = "write the part of the IRI after the base, or the whole IRI of another site"
            raise HeadwordError(
                f"the redirect of {old!r} leads to {new!r}, which is not a page of the site", locate(old), hint
            )
    lost = sorted(set(before) - set(now) - redirects.keys())
    if lost:
        more = f" and {len(lost) - _SHOWN:,} more" if len(lost) > _SHOWN else ""
        named = ", ".join(f"{one}/" for one in lost[:_SHOWN])
        hint = (
            "run headword retire for removed concepts, or headword ids --accept for renamed ones; "
            "for moved addresses, add [site.redirects]; if the site was never public, delete its folder"
        )
        raise HeadwordError(f"published pages would disappear: {named}{more}", locate("site"), hint)


def find_released(iris: Iterable[str], known: Collection[str], base: str) -> list[str]:
    """Return the addresses of those ``iris`` of a release that are no longer ``known``."""
    return [find_address(iri, base, "") for iri in iris if iri.startswith(base) and iri not in known]


def usable(redirects: Mapping[str, str], now: Collection[str]) -> Sequence[tuple[str, str]]:
    """Return the redirects that are needed, in order: none from an address with a page."""
    return [(old, new) for old, new in sorted(redirects.items()) if old not in now]
