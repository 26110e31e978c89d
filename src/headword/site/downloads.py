"""The whole vocabulary as one file a format, put together from its documents."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from headword.rdf.write.jsonld import CONTEXT_NAME, inline_context, join_jsonld
from headword.rdf.write.verified import FORMATS
from headword.site.addresses import OWN

FOLDER = f"{OWN}/data"
WHOLE = f"{FOLDER}/vocabulary"
_JOINED = ("ttl", "jsonld", "nt", "trig", "rdf")


def list_wholes(formats: Iterable[str]) -> list[str]:
    """Return the paths of the files with the whole vocabulary in these formats."""
    return [f"{WHOLE}.{FORMATS[name].ending}" for name in formats]


class Downloads:
    """Collects the documents that pass, to be one file a format."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = defaultdict(list)
        self._context = ""

    def take(self, path: str, data: bytes) -> None:
        """Take in a file."""
        if path == CONTEXT_NAME:
            self._context = data.decode()
        else:
            self._texts[path.rpartition(".")[2]].append(data.decode())

    def list_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the vocabulary in each format in which it was written."""
        for ending in _JOINED:
            if ending in self._texts:
                yield f"{WHOLE}.{ending}", self._join(ending, self._texts.pop(ending)).encode()

    def _join(self, ending: str, texts: list[str]) -> str:
        if ending == "jsonld":
            return inline_context(join_jsonld(texts), self._context)
        if ending == "rdf":
            return _join_rdfxml(texts)
        return ("" if ending == "nt" else "\n").join(texts)


_XML = re.compile(r"<rdf:RDF([^>]*)>\n(.*)</rdf:RDF>\n", re.DOTALL)


def _join_rdfxml(texts: list[str]) -> str:
    """Return one document of several; each description keeps the namespaces of its document."""
    declared: dict[str, str] = {}
    bodies = []
    for text in texts:
        match = _XML.search(text)
        if match is None:
            continue
        body = match[2]
        for prefix, namespace in re.findall(r'xmlns:([\w.-]+)=("[^"]*")', match[1]):
            if declared.setdefault(prefix, namespace) != namespace:
                body = body.replace("<rdf:Description ", f"<rdf:Description xmlns:{prefix}={namespace} ")
        bodies.append(body)
    root = "".join(f"\n    xmlns:{prefix}={namespace}" for prefix, namespace in sorted(declared.items()))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{root}>\n{"".join(bodies)}</rdf:RDF>\n'
