"""The facts behind the rules for servers: the address of a site, and the files of each address."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from headword.core.errors import HeadwordError

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\"'<>\\^`{|}?#$%;*]")


@dataclass(frozen=True, slots=True)
class Host:
    """A kind of host, as a plugin: the files that it needs.

    Attributes:
        paths: the paths, under the site's folder, of the rules that only this host reads.
        list_files: gives each file for a site, its path and what is in it.
    """

    paths: frozenset[str]
    list_files: "Callable[[Hosting], Iterator[tuple[str, bytes]]]"


@dataclass(frozen=True, slots=True)
class Hosting:
    """A site as its servers see it.

    Attributes:
        base: the beginning of its IRIs, with a slash at its end.
        url: the address of its files, with a slash at its end.
        endings: the endings of the data next to the page of each address, with media types, best first.
        document_endings: the endings of the files of each document of the vocabulary, with media types, best first.
        redirects: each old address with its new one, or with the IRI of its replacement elsewhere.
    """

    base: str
    url: str
    endings: Mapping[str, str]
    document_endings: Mapping[str, str]
    redirects: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for address in (self.base, self.url):
            if (
                not re.match("https?://[^/]", address)
                or not address.endswith("/")
                or _FORBIDDEN.search(unquote(address))
            ):
                hint = "begin it with https://, end it with /, and leave out white space, quotes and other delimiters"
                raise HeadwordError(f"a server config cannot contain the address {address!r}", hint=hint)

    @property
    def prefix(self) -> str:
        """Return the path that the site is served under, decoded: ``/`` or ``/vocabularies/``."""
        return unquote(urlsplit(self.url).path) or "/"

    @property
    def host(self) -> str:
        """Return the host that serves the site."""
        return urlsplit(self.url).netloc

    @property
    def all_endings(self) -> dict[str, str]:
        """Return the endings of all data with their media types; those of every address are first."""
        return {**self.endings, **{e: t for e, t in self.document_endings.items() if e not in self.endings}}
