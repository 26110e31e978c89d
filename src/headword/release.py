"""Everything a build publishes, as paths and bytes: the documents, the catalogue, the context.

Knows what belongs to a release; must not know where it is put.
"""

from collections.abc import Iterator
from itertools import chain

from headword.catalog import state_catalog
from headword.config import Config
from headword.publication import Publication
from headword.serializer import FORMATS, Vocabulary, serialize
from headword.terms import RDF_TYPE


def render(publication: Publication, config: Config) -> Iterator[tuple[str, bytes]]:
    """Each file's path under the output folder and its bytes, proved to say what the graph says.

    One document at a time, so that a large site need not be held as a whole.
    """
    survey = publication.survey()
    endings = [FORMATS[name].ending for name in config.formats]
    catalog, facts = state_catalog(config.base, publication, survey, endings)
    after = len(publication.rank)
    vocabulary = Vocabulary(
        survey.predicates | {predicate for _, predicate, _ in facts},
        survey.classes.keys() | {str(value) for _, predicate, value in facts if predicate == RDF_TYPE},
        {**publication.rank, **{iri: after + number for number, iri in enumerate(catalog.subjects)}},
    )
    yield from serialize(chain(publication.each(), [(catalog, facts)]), vocabulary, config.formats, config.prefixes)


def count_files(publication: Publication, config: Config) -> int:
    """How many files `render` gives."""
    return (len(publication.documents) + 1) * len(config.formats) + ("jsonld" in config.formats)
