"""headword compiles Markdown outlines into SKOS vocabularies.

    >>> import headword
    >>> compiled = headword.compile("taxonomy")
    >>> compiled.graph  # an rdflib.Graph
    >>> compiled.origin(triple)  # file, line and column that the triple came from

Names are loaded when they are first used, so that importing costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headword.errors import HeadwordError
    from headword.findings import Location
    from headword.pipeline import Compiled, compile

__version__ = "0.1.0"

__all__ = ["Compiled", "HeadwordError", "Location", "__version__", "compile"]

_HOMES = {
    "Compiled": "headword.pipeline",
    "HeadwordError": "headword.errors",
    "Location": "headword.findings",
    "compile": "headword.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
