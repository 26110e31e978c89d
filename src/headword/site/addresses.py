"""Addresses: where in the site each resource has its page and its data.

An address is a path under the site's top folder, without slashes at its ends: `minerals/quartz`.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from posixpath import dirname
from urllib.parse import quote, unquote

from headword.core.errors import HeadwordError
from headword.core.findings import Location

OWN = "-"
"""The folder of what the site has of its own; no slug can be called that."""
OWN_FOLDERS = (OWN, ".well-known", "rest/v1")
"""All folders of which no part is an address: the second is everybody's (RFC 8615), the third where clients look."""
HOME = ""
"""The address of the home page."""
HIERARCHY, COLLECTIONS = f"{OWN}/hierarchy", f"{OWN}/collections"
STATISTICS, MAPS = f"{OWN}/statistics", f"{OWN}/map"
"""Addresses of pages that lead to concepts."""

_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
"""Characters that file systems or hosts do not allow in a name."""
_SAFE_IN_URL = "/!$&'()*+,;=:@~"


@lru_cache(1 << 16)
def to_url(address: str) -> str:
    """Return ``address`` as the path of a URL, percent-encoded (RFC 3986, section 3.3)."""
    return quote(address, safe=_SAFE_IN_URL)


def find_address(iri: str, base: str, document: str) -> str:
    """Return the address of ``iri``: the part after the base, or its last part under the path of the document.

    Args:
        iri: of a concept, a scheme or a collection.
        base: what the IRIs of the site begin with.
        document: the path of the document that describes it.
    """
    inside = unquote(iri[len(base) :]) if iri.startswith(base) else ""
    address = _clean(inside.replace("#", "/").replace("?", "/"))
    if address and address.partition("/")[0] != OWN:
        return address
    if iri.rstrip("/#") == base.rstrip("/#"):
        return document
    name = _clean(unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1]))
    return f"{document}/{name or _address_digest(iri)}"


def _clean(path: str) -> str:
    """Return ``path`` without empty parts, parts of dots alone, and characters that file systems forbid."""
    text = unicodedata.normalize("NFC", _UNSAFE.sub("_", path))
    return "/".join(part for part in (piece.strip(" ") for piece in text.split("/")) if part.strip("."))


def _address_digest(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:8]


def assign(
    resources: Iterable[tuple[str, str]], base: str, documents: Collection[str], places: Mapping[str, Location]
) -> dict[str, str]:
    """Return the address of each resource, by IRI.

    Args:
        resources: IRIs, each with the path of the document that describes it.
        base: what the IRIs of the site begin with.
        documents: the paths of all documents.
        places: where the sources say each resource.

    Raises:
        HeadwordError: two resources would have the same address, or addresses that differ only by case or form.
    """
    wanted = {iri: find_address(iri, base, document) for iri, document in resources}
    alike: dict[str, list[str]] = defaultdict(list)
    for iri, address in wanted.items():
        alike[address].append(iri)
    for iris in alike.values():
        # Of vocabularies from elsewhere, what comes after the last slash may be the same in two namespaces.
        outside = [iri for iri in iris if not iri.startswith(base)] if len(iris) > 1 else []
        for iri in outside:
            wanted[iri] = f"{wanted[iri]}-{_address_digest(iri)}"
    _refuse_clashes(wanted, documents, places)
    return wanted


def fold_address(address: str) -> str:
    """Return ``address`` in the form that hosts compare if they ignore case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", address).casefold())


def _is_own(address: str) -> bool:
    """Return whether an address is in a folder of the site's own, or has the name of one of its files."""
    folded = f"{fold_address(address)}/"
    return any(folded.startswith(f"{folder}/") for folder in OWN_FOLDERS) or _OWN_FILE.search(folded) is not None


_OWN_FILE = re.compile(
    r"^(?:404\.html|robots\.txt|sitemap(?:-\d+)?\.xml|sha256sums|\.htaccess|\.nojekyll|_headers|_redirects)/"
    r"|(?:^|/)index(?:\.[\w-]+)?\.html/"
)
"""The files at the top of the site, and the pages in each folder, as they look in lower case."""


def _refuse_clashes(wanted: Mapping[str, str], documents: Collection[str], places: Mapping[str, Location]) -> None:
    known: dict[str, str] = {}
    for iri, address in wanted.items():
        if _is_own(address):
            hint = "give it another id, with {#id} at its heading, or rename its page"
            message = f"<{iri}> would be published as {address}, which the site needs for its own files"
            raise HeadwordError(message, places.get(iri), hint)
        other = known.setdefault(fold_address(address), iri)
        if other != iri:
            raise _clash(iri, other, address, wanted[other], places)
    data = {
        fold_address(f"{address}{ending}"): iri
        for iri, address in wanted.items()
        for ending in (".ttl", ".jsonld", ".json")
    }
    for iri, address in wanted.items():
        # A folder cannot have the name of another page's data, and neither can a folder above it.
        for above in _ancestors(fold_address(address)):
            if above in data:
                raise _clash(iri, data[above], address, wanted[data[above]], places)
    for document in documents:
        if document.partition("/")[0] == OWN:
            hint = "rename the page; the site needs this folder for its own files"
            raise HeadwordError(f"a page cannot be published as {document!r}", Location(document), hint)


def _ancestors(address: str) -> Iterator[str]:
    while address:
        yield address
        address = dirname(address)


def _clash(iri: str, other: str, address: str, taken: str, places: Mapping[str, Location]) -> HeadwordError:
    also = f" ({places[other]})" if other in places else ""
    if address == taken:
        message = f"<{iri}> and <{other}>{also} would have the same page, {address}/"
    else:
        message = (
            f"<{iri}> would be published as {address}, and <{other}>{also} as {taken}: "
            "hosts that ignore case cannot hold both"
        )
    return HeadwordError(message, places.get(iri), "give one of them another id, with {#id} at its heading")
