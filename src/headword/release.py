"""Everything a build publishes, as paths and bytes: the documents, the catalogue, the context.

Knows what belongs to a release; must not know where it is put.
"""

from collections.abc import Iterator

from headword.catalog import state_catalog
from headword.pipeline import Compiled
from headword.serializer import FORMATS, serialize


def render(compiled: Compiled) -> Iterator[tuple[str, bytes]]:
    """Each file's path under the output folder and its bytes, proved to say what the graph says."""
    config = compiled.project.config
    formats = config.formats
    endings = [FORMATS[name].ending for name in formats]
    catalog, description = state_catalog(
        compiled.iri, compiled.metadata, compiled.schemes, compiled.facts, compiled.documents, endings
    )
    facts = {**compiled.facts, **catalog}
    yield from serialize(facts, [*compiled.documents, description], formats, config.prefixes)
