"""The page of queries: ready queries to read and copy, and a form if there is an endpoint."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headword.project.config import Config
from headword.rdf.sparql.store import NamedQuery, named_queries
from headword.rdf.terms import PREFIXES, Literal, to_ntriples
from headword.site.addresses import OWN
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import CONCEPT

QUERY = f"{OWN}/sparql"
"""The address of the page."""
_EXAMPLE_TEXT = "a"
_PREFIX = re.compile(r"(?<![\w<:])([a-z]+):(?=[A-Za-z])")
_FORMATS = ("csv", "tsv", "json", "xml", "ttl", "nt", "rdf", "jsonld")


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A ready query as the page shows it.

    Attributes:
        name: The name after the ``@``.
        summary: The question that it answers.
        text: The complete query, with prefixes and an example for each parameter.
        command: The command that runs it.
    """

    name: str
    summary: str
    text: str
    command: str


def query_values(atlas: ResourceIndex, config: Config) -> dict[str, Any]:
    """Return the values of the template; ready queries ask for labels in the default language."""
    first = next(iter(atlas.of_kind(CONCEPT)), None)
    text = first.labels[0].text if first is not None and first.labels else _EXAMPLE_TEXT
    examples = {"iri": first.iri if first is not None else "", "text": text}
    known = {**PREFIXES, **config.prefixes}
    ready = [_make_ready(query, examples, known, config.lang) for query in named_queries().values()]
    return {"ready": ready, "prefixes": sorted(known.items()), "formats": _FORMATS, "base": config.base}


def _make_ready(
    query: NamedQuery, examples: Mapping[str, str], prefixes: Mapping[str, str], language: str
) -> ReadyQuery:
    written = query.write([language] if query.shows_labels else [])
    text = "".join(line for line in written.splitlines(keepends=True) if not line.startswith("#"))
    for parameter in query.parameters:
        written = f"<{examples[parameter]}>" if parameter == "iri" else to_ntriples(Literal(examples[parameter]))
        text = re.sub(rf"\?{parameter}\b", lambda _, written=written: written, text)  # type: ignore[misc]
    used = sorted({match for match in _PREFIX.findall(text) if match in prefixes})
    declared = "".join(f"PREFIX {prefix}: <{prefixes[prefix]}>\n" for prefix in used)
    given = "".join(f" {shlex.quote(examples[parameter])}" for parameter in query.parameters)
    return ReadyQuery(query.name, query.summary, declared + text.strip(), f"headword query @{query.name}{given}")
