"""headword compiles Markdown outlines into SKOS vocabularies.

    >>> import headword
    >>> vocabulary = headword.load("taxonomy")  # pages, or RDF
    >>> vocabulary.search("quartz")[0].broader
    >>> vocabulary.query("@narrower", iri="minerals")
    >>> vocabulary.graph  # an rdflib.Graph
    >>> vocabulary.origin(triple)  # file, line and column that the triple came from

`load` is the way in. `compile` is the step below it that gives what compiling
pages came to, documents and observations included, for tools that go on from
there.

Names are loaded when they are first used, so that importing costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headword.api.answers import Row, Rows
    from headword.api.load import load
    from headword.api.resources import Collection, Concept, ConceptScheme
    from headword.api.texts import Text
    from headword.api.vocabulary import UnknownConceptError, Vocabulary
    from headword.compiler.run import Compiled, compile
    from headword.core.errors import HeadwordError
    from headword.core.findings import Finding, Location, Report, Severity
    from headword.core.version import __version__

_HOMES = {
    "Collection": "headword.api.resources",
    "Compiled": "headword.compiler.run",
    "Concept": "headword.api.resources",
    "ConceptScheme": "headword.api.resources",
    "Finding": "headword.core.findings",
    "HeadwordError": "headword.core.errors",
    "Location": "headword.core.findings",
    "Report": "headword.core.findings",
    "Row": "headword.api.answers",
    "Rows": "headword.api.answers",
    "Severity": "headword.core.findings",
    "Text": "headword.api.texts",
    "UnknownConceptError": "headword.api.vocabulary",
    "Vocabulary": "headword.api.vocabulary",
    "__version__": "headword.core.version",
    "compile": "headword.compiler.run",
    "load": "headword.api.load",
}

__all__ = [
    "Collection",
    "Compiled",
    "Concept",
    "ConceptScheme",
    "Finding",
    "HeadwordError",
    "Location",
    "Report",
    "Row",
    "Rows",
    "Severity",
    "Text",
    "UnknownConceptError",
    "Vocabulary",
    "__version__",
    "compile",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
