"""headword compiles Markdown outlines into SKOS vocabularies, checks and publishes them.

    >>> import headword
    >>> vocabulary = headword.load("taxonomy")  # pages or RDF
    >>> vocabulary.search("quartz")[0].broader
    (<Concept 'Minerals' https://w3id.org/rocks/minerals/minerals>,)
    >>> vocabulary.select("@narrower", iri="minerals")
    <Rows: 3 of concept, label, language>
    >>> len(headword.check("taxonomy").findings)
    3

This is the whole public API. Every other module is internal and can change in any release.
Names are loaded when they are first used, so that importing costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headword.api.annotations import Ambiguity, Annotation, Annotations
    from headword.api.load import load
    from headword.api.resources import Collection, Concept, ConceptScheme
    from headword.api.tasks import build, check, compile, diff
    from headword.api.texts import Text
    from headword.api.vocabulary import Vocabulary
    from headword.content.annotation.annotate import TextMention
    from headword.core.errors import ConfigError, HeadwordError, SourceError, StoreError
    from headword.core.findings import Finding, Location, Report, Severity
    from headword.core.version import __version__

__all__ = [
    "Ambiguity",
    "Annotation",
    "Annotations",
    "Collection",
    "Concept",
    "ConceptScheme",
    "ConfigError",
    "Finding",
    "HeadwordError",
    "Location",
    "Report",
    "Severity",
    "SourceError",
    "StoreError",
    "Text",
    "TextMention",
    "Vocabulary",
    "__version__",
    "build",
    "check",
    "compile",
    "diff",
    "load",
]

_MODULES = {
    "headword.api.annotations": ("Ambiguity", "Annotation", "Annotations"),
    "headword.api.load": ("load",),
    "headword.api.resources": ("Collection", "Concept", "ConceptScheme"),
    "headword.api.tasks": ("build", "check", "compile", "diff"),
    "headword.api.texts": ("Text",),
    "headword.api.vocabulary": ("Vocabulary",),
    "headword.content.annotation.annotate": ("TextMention",),
    "headword.core.errors": ("ConfigError", "HeadwordError", "SourceError", "StoreError"),
    "headword.core.findings": ("Finding", "Location", "Report", "Severity"),
    "headword.core.version": ("__version__",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
