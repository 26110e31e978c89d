"""The files of a built site, with their versions and addresses.

Only listed files are served: a path is looked up in the list, never followed on the disk.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from headword.core.files.checksums import SUMS_NAME, read_sums
from headword.project.rdf_files import CATALOG
from headword.publish.catalog import MEDIA_TYPES as DOCUMENT_TYPES
from headword.site.hosting import rule_paths
from headword.site.hosting.policy import MEDIA_TYPES, with_charset
from headword.site.pages.discovery import VOID

PAGE = "text/html"
DATA = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/json": "json",
    **{type_: ending for ending, type_ in DOCUMENT_TYPES.items() if ending not in ("ttl", "jsonld")},
}
"""Extensions of data by media type, the preferred type first."""
CONVERTED = {"application/rdf+xml": "rdf", "application/n-triples": "nt"}
"""Extensions of the formats that are made of Turtle if a site has no files of them."""
_TYPES = {**MEDIA_TYPES, **DOCUMENT_TYPES, "ndjson": "application/x-ndjson", "toml": "application/toml"}


_VERSION = 32
"""The number of hexadecimal digits of a version."""
_PAGE_FILE = re.compile(r"(?:(?P<address>.*)/)?index(?:\.[\w-]+)?\.html")
"""A page in any language."""


class SiteFiles:
    """The files of a site.

    Args:
        folder: the folder of the site.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Rules for other servers are not published: those servers hide them, too.
        sums = read_sums(folder / SUMS_NAME)
        # A large site has a million files: half of each sum, as bytes, distinguishes versions.
        self._sums: Mapping[str, bytes] = {
            path: bytes.fromhex(sum_[:_VERSION]) for path, sum_ in sums.items() if path not in rule_paths()
        }

    def has(self, path: str) -> bool:
        """Return True if the site has a file at this path."""
        return path in self._sums

    def version(self, path: str) -> str:
        """Return a hash of the content of a file."""
        return self._sums[path].hex()

    def locate(self, path: str) -> Path:
        """Return the path of a file on the disk."""
        return self._folder / path

    def has_page(self, address: str) -> bool:
        """Return True if there is a page at this address."""
        return page_of(address) in self._sums

    def offers(self, address: str) -> dict[str, str]:
        """Return the files at an address by media type: the page first, then data in the order of preference."""
        data = {type_: f"{address or CATALOG}.{ending}" for type_, ending in DATA.items()}
        page = {PAGE: page_of(address)}
        return {type_: path for type_, path in (page | data).items() if path in self._sums}

    def offers_converted(self, address: str) -> dict[str, str]:
        """Return the paths of formats that are made of the Turtle file of an address, by media type."""
        if f"{address or CATALOG}.ttl" not in self._sums:
            return {}
        paths = {type_: f"{address or CATALOG}.{ending}" for type_, ending in CONVERTED.items()}
        return {type_: path for type_, path in paths.items() if path not in self._sums}

    def partners(self, path: str) -> Iterator[tuple[str, str]]:
        """Yield the other files at the address of a file, with their media types."""
        for address in _addresses(path):
            offers = self.offers(address)
            if path in offers.values() or (_PAGE_FILE.fullmatch(path) and offers.pop(PAGE, None)):
                yield from ((type_, other) for type_, other in offers.items() if other != path)
                return


def page_of(address: str) -> str:
    """Return the path of the page at an address."""
    return f"{address}/index.html" if address else "index.html"


def media_type(path: str) -> str:
    """Return the media type of a file for the header Content-Type."""
    ending = "ttl" if path == VOID else path.rpartition(".")[2]
    return with_charset(_TYPES.get(ending, "application/octet-stream"))


def _addresses(path: str) -> Iterator[str]:
    """Yield the addresses that a path may belong to."""
    if page := _PAGE_FILE.fullmatch(path):
        yield page["address"] or ""
    else:
        name, _, ending = path.rpartition(".")
        if ending in DATA.values():
            yield "" if name == CATALOG else name
