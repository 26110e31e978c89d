"""The config: its keys, their defaults, and the words that some values are chosen from.

Knows the keys; must not know files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from headword.core.findings import Location
from headword.markdown.profiles import PLAIN, SITES, SiteProfile
from headword.rdf.terms import is_iri


@dataclass(frozen=True, slots=True)
class Agent:
    """Who made or publishes a vocabulary: an IRI with a name and a kind, or just a name.

    ``kind`` is ``Person`` or ``Organization`` of schema.org, or empty.
    """

    iri: str = ""
    name: str = ""
    kind: str = ""
    email: str = ""
    url: str = ""


PLACEHOLDER_BASE = "https://example.org/"

_SCHEMES = ("page", "site")
_IRI_STYLES = ("slash", "hash")
_IDS = ("slug", "opaque", "number")
_DATES = ("explicit", "git")
_KEYWORDS = ("altLabel", "hiddenLabel", "keyword", "ignore")
FORMATS = ("turtle", "jsonld", "rdfxml", "ntriples", "trig")
PROFILES = ("mind-map", "skohub", "vocpub")
"""Families of rules that ask for what one house wants: run when asked for by name."""


@dataclass(frozen=True, slots=True)
class Website:
    """The table `site`: the pages for readers that `headword site` writes.

    Attributes:
        url: where the files are served, ending in ``/``; empty if that is the base.
        output: the folder that they are written to.
        languages: the languages that there are pages in; empty for those of the vocabulary.
        templates: the folder of templates, style sheets and messages that replace ours; need not exist.
        source_url: the address of a line of the sources, with ``{path}`` and ``{line}``; empty if there is none.
        web_search: the address of a search on the web, with ``{}`` for the words; empty for none.
        redirects: by addresses that were published once, the address or IRI that took their place.
    """

    url: str = ""
    output: str = "site"
    languages: tuple[str, ...] = ()
    templates: str = "site-templates"
    source_url: str = ""
    web_search: str = "https://duckduckgo.com/?q={}"
    redirects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """The config, typed, with its defaults (one attribute a key; ``-`` becomes ``_``)."""

    base: str = PLACEHOLDER_BASE
    title: str = ""
    description: str = ""
    lang: str = "en"
    creator: tuple[Agent, ...] = ()
    publisher: tuple[Agent, ...] = ()
    license: str = ""
    version: str = ""
    released: str = ""
    prior_version: str = ""
    changelog: str = "CHANGELOG.md"
    version_policy: Mapping[str, str] = field(default_factory=dict)
    created: str = ""
    modified: str = ""
    history: str = ""
    sources: str = "taxonomy"
    shapes: str = "shapes"
    output: str = "vocab"
    formats: tuple[str, ...] = ("turtle", "jsonld")
    scheme: str = "page"
    iri_style: str = "slash"
    iri_policy: str = ""
    ids: str = "slug"
    id_ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    dates: str = "explicit"
    keywords: str = "altLabel"
    subjects: tuple[str, ...] = ("category", "tag")
    outline_shortcodes: tuple[str, ...] = ("jsvis-*",)
    languages: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    site: Website = field(default_factory=Website)
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    """Name of the file that the config was read from, empty where there is none."""
    words: Mapping[str, Location] = field(default_factory=dict, repr=False, compare=False)
    """Where the file says each of its texts and keys first: what cannot be right is found there."""
    prior_paths: frozenset[str] | None = None
    """The paths of documents that the copy of the release before has; None if there is no copy."""
    assumed: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """By key, why it is what it is where the file does not say it."""

    @property
    def names_site(self) -> bool:
        """Whether the shape of the site is among the profiles."""
        return any(name in SITES for name in self.profile)

    @property
    def shape(self) -> SiteProfile:
        """The shape of the site."""
        return next((SITES[name] for name in self.profile if name in SITES), PLAIN)

    @property
    def site_url(self) -> str:
        """Where the pages for readers are served: the base, unless the config says another address."""
        return self.site.url or self.base

    def place_of(self, word: str) -> Location | None:
        """Where the config says ``word``: the file as a whole if it does not, nowhere if there is no file."""
        return self.words.get(word, Location(self.path)) if self.path else None


KEYS = {
    made.name.replace("_", "-"): made
    for made in fields(Config)
    if made.name not in ("path", "words", "prior_paths", "assumed")
}
"""The attributes of `Config` by the keys of a config file."""
CHOICES: dict[str, tuple[str, ...]] = {
    "scheme": _SCHEMES,
    "iri-style": _IRI_STYLES,
    "ids": _IDS,
    "dates": _DATES,
    "keywords": _KEYWORDS,
    "formats": FORMATS,
    "profile": (*PROFILES, *SITES),
}
AGENT_KEYS = {"iri": "iri", "name": "name", "type": "kind", "email": "email", "url": "url"}
"""The attributes of `Agent` by the keys of its table."""
SITE_KEYS = {made.name.replace("_", "-"): made for made in fields(Website)}
"""The attributes of `Website` by the keys of the table `site`."""


def make_agent(text: str) -> Agent:
    """An agent known by its IRI or, where ``text`` is none, by its name."""
    return Agent(iri=text) if is_iri(text) else Agent(name=text)
