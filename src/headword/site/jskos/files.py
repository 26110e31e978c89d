"""The files of JSKOS that hold many resources: the concepts of each scheme, and a list of the schemes."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from headword.core.files.publish import Unchanged
from headword.site.addresses import OWN
from headword.site.jskos.resource import ndjson_path
from headword.site.jskos.terms import JsonObject
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import SCHEME, ResourceSummary

SCHEMES_PATH = f"{OWN}/data/voc.json"
"""The answer of a JSKOS server at `/voc`: all schemes, without their concepts."""


class JskosDownloads:
    """Downloads that are collected while the site is written, one document after another.

    The statements about a concept are in memory until its scheme is complete. If each page is a scheme, that is at
    once.

    Args:
        atlas: all resources.
        folder: the folder of an earlier build, which has the files that are not made again.
    """

    def __init__(self, atlas: ResourceIndex, folder: Path) -> None:
        self._atlas = atlas
        self._folder = folder
        self._lines: dict[str, bytes] = {}
        self._listed: dict[str, JsonObject] = {}
        self._awaited = {
            scheme.iri: {scheme.document, *(card.document for card in atlas.members(scheme.iri))}
            for scheme in atlas.of_kind(SCHEME)
        }
        self._ending: dict[str, list[str]] = defaultdict(list)
        for iri, documents in self._awaited.items():
            for document in documents:
                self._ending[document].append(iri)

    def take(self, path: str, data: bytes | Unchanged) -> None:
        """Take in a file: what JSKOS says of a resource is remembered, unless it is there already."""
        if path.endswith(".json") and not isinstance(data, Unchanged):
            self._lines[path] = data

    def complete(self, document: str) -> Iterator[tuple[ResourceSummary, Sequence[str]]]:
        """Yield each scheme that is complete with a document, and all documents that it is in, in order."""
        for iri in self._ending[document]:
            self._awaited[iri].discard(document)
            if not self._awaited[iri]:
                scheme = self._atlas.cards[iri]
                self._list(scheme)
                members = (card.document for card in self._atlas.members(iri))
                yield scheme, list(dict.fromkeys([scheme.document, *members]))

    def _list(self, scheme: ResourceSummary) -> None:
        data = json.loads(self._read(scheme))
        self._listed[self._atlas.addresses[scheme.iri]] = {**data, "topConcepts": [None] if data["topConcepts"] else []}

    def write_concepts(self, scheme: ResourceSummary) -> tuple[str, bytes]:
        """Return the file of the concepts of a scheme."""
        lines = b"".join(self._read(card) for card in self._atlas.members(scheme.iri))
        return ndjson_path(self._atlas.addresses[scheme.iri]), lines

    def forget(self, scheme: ResourceSummary) -> None:
        """Forget the concepts of a scheme, except those that are in another scheme, too."""
        for card in self._atlas.members(scheme.iri):
            if len(card.find("inScheme")) == 1:
                self._lines.pop(self._path(card), None)

    def write_schemes(self) -> tuple[str, bytes]:
        """Return the list of all schemes by their addresses, after all documents."""
        schemes = [self._listed[address] for address in sorted(self._listed)]
        return SCHEMES_PATH, msgspec.json.encode(schemes) + b"\n"

    def _path(self, card: ResourceSummary) -> str:
        return f"{self._atlas.addresses[card.iri]}.json"

    def _read(self, card: ResourceSummary) -> bytes:
        path = self._path(card)
        return self._lines[path] if path in self._lines else (self._folder / path).read_bytes()
