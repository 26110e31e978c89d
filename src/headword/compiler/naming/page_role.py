"""The role of a page in its front matter: its scheme, and the page or concept that it continues."""

from dataclasses import dataclass

from headword.compiler.naming.schemes import scheme_iri, separator
from headword.core.findings import Located, Observation, Observed
from headword.markdown.inline import Link, read_target
from headword.markdown.page import Page
from headword.markdown.text import SourceText
from headword.project.config import Config
from headword.project.forms import find_scheme_folder, is_scheme_page
from headword.rdf.terms import is_iri

IRI, NAMESPACE, UNDER, SCHEME = "iri", "namespace", "under", "scheme"
IN_SCHEME, TOP_CONCEPTS = "in-scheme", "top-concepts"
"""The keys of front matter for the role."""
NO_SCHEME = "none"
"""The value of `SCHEME` for a page whose concepts are in no scheme."""


@dataclass(frozen=True, slots=True)
class PageRole:
    """The role of a page.

    Attributes:
        scheme: the IRI of the page's own scheme, even if it declares none.
        namespace: the beginning of the IRIs of its concepts.
        under: the page, or the concept on it, that this page continues; None if it continues none.
        has_scheme: whether its concepts are in a scheme, unless it continues a page that has one.
        declares: whether the page declares its own scheme and does not continue another page.
        is_written: whether the page is a scheme even without a concept. It has an explicit IRI, or it is the page of a
            folder that is a scheme.
        includes_all: whether its concepts are in the scheme by default.
        has_tops: whether its concepts without a broader concept are top concepts by default.
    """

    scheme: str
    namespace: str
    under: Link | None = None
    has_scheme: bool = True
    declares: bool = True
    is_written: bool = False
    includes_all: bool = True
    has_tops: bool = True


def read_page_role(page: Page, file: str, has_concepts: bool, config: Config) -> Observed[PageRole]:
    """Return the role of ``page``, which is in ``file``; an invalid IRI is an observation, and is ignored.

    ``has_concepts`` is true if any page of the same scheme has a concept.
    """
    folder = find_scheme_folder(file, config)
    is_of_folder = is_scheme_page(file, config)
    written, seen = Observed(None) if folder is not None else _read_iri(page, IRI)
    namespace, others = _read_iri(page, NAMESPACE)
    scheme = written or scheme_iri(page.page_path if folder is None else folder, config)
    under = page.value(UNDER)
    none = page.value(SCHEME)
    has_none = none is not None and none.text.strip().lower() == NO_SCHEME
    role = PageRole(
        scheme=scheme,
        namespace=namespace or _namespace_of(scheme, config),
        under=_link_of(under) if under is not None else None,
        has_scheme=not has_none,
        declares=(folder is None or is_of_folder) and under is None and not has_none,
        is_written=written is not None or (is_of_folder and has_concepts),
        includes_all=not has_none and not _is_false(page, IN_SCHEME),
        has_tops=not _is_false(page, TOP_CONCEPTS),
    )
    return Observed(role, (*seen, *others))


def _is_false(page: Page, key: str) -> bool:
    value = page.value(key)
    return value is not None and value.text.strip().lower() in ("false", "no", "off")


def _namespace_of(scheme: str, config: Config) -> str:
    """Return the default namespace of a scheme's concepts."""
    return scheme if scheme.endswith(("/", "#")) else f"{scheme}{separator(config)}"


def _read_iri(page: Page, key: str) -> Observed[str | None]:
    # An IRI is not normalized.
    entry = page.front_matter.get(key)
    value = entry.values[0] if entry is not None and entry.values else None
    if value is None or is_iri(value.text):
        return Observed(value.text if value is not None else None)
    message = f"`{key}` must be an absolute IRI, not {value.text!r}"
    return Observed(None, (Observation("invalid-attribute", value.location, message),))


def _link_of(value: Located) -> Link:
    place = value.location
    return read_target(SourceText(value.text, place.path, place.line, place.column))
