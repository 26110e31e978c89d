"""The config: its keys, each with its type, its default, a description and an example."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headword.core.errors import ConfigError
from headword.core.findings import Location
from headword.markdown.page_form import ALL_LEVELS
from headword.markdown.profiles import PLAIN, SITES, SiteProfile
from headword.project.config.content import ContentRules
from headword.project.config.front_matter import FRONT_MATTER
from headword.project.config.page_rules import (
    ABOUT_CONCEPTS,
    ABOUT_FLATTENED,
    ABOUT_FOLDERS,
    ABOUT_LEVELS,
    ABOUT_LINK_LISTS,
    ABOUT_OUTLINE,
    ABOUT_SCHEME,
    ABOUT_SECTIONS,
    ABOUT_SKIPPED,
    CONCEPTS,
    FOLDERS,
    LINK_LISTS,
    OUTLINE,
    PAGE_RULES,
    SCHEME,
    SECTIONS,
    PageRule,
)
from headword.project.config.validate import (
    ASSET,
    BASE,
    DAY,
    FOLDER_URL,
    FORMAT_NAMES,
    HEADINGS,
    IRI,
    KIND_DEMANDS,
    LANGUAGE,
    LANGUAGES,
    LEVELS,
    LIMITS,
    NAMESPACES,
    PROFILE_NAMES,
    RANGES,
    REDIRECTS,
    REGEX,
    RULES_BY_FILE,
    SEVERITIES,
    SITE_FORMAT_NAMES,
    THEME,
    address,
)
from headword.project.config.values import TEXT, ValueType, choice, key, list_keys, record, texts
from headword.rdf.terms import is_iri

PLACEHOLDER_BASE = "https://example.org/"


# fmt: off
@dataclass(frozen=True, slots=True)
class Agent:
    """A person or organization that creates or publishes a vocabulary: an IRI with more data, or only a name."""

    iri: str = key(IRI, "", "https://example.org/anna", "The IRI.", required=True)
    name: str = key(TEXT, "", "Anna Lee", "The name.")
    kind: str = key(choice(("Person", "Organization")), "", "Person", "The class in schema.org.", name="type")
    email: str = key(TEXT, "", "anna@example.org", "The email address.")
    url: str = key(TEXT, "", "https://example.org/people/anna", "The address of a page on the web.")
# fmt: on


def make_agent(text: str) -> Agent:
    """Return the agent with the IRI ``text``, or with this name if ``text`` is not an IRI."""
    return Agent(iri=text) if is_iri(text) else Agent(name=text)


_AGENT_TABLE = record(Agent)
AGENT_KEYS = {one.name: one.attribute for one in _AGENT_TABLE.parts}
"""The attributes of `Agent` by the keys of its table."""


def _read_agents(name: str, value: Any) -> tuple[Agent, ...]:
    return tuple(_read_agent(name, item) for item in (value if isinstance(value, list) else [value]))


def _read_agent(name: str, value: Any) -> Agent:
    if isinstance(value, str):
        return make_agent(value)
    if not isinstance(value, dict):
        raise ConfigError(f"{name} must be a text, or a table of texts")
    agent: Agent = _AGENT_TABLE.read(name, value)
    return agent


def _write_agents(agents: tuple[Agent, ...]) -> list[Any]:
    return [
        text if agent == make_agent(text := agent.iri or agent.name) else _AGENT_TABLE.write(agent) for agent in agents
    ]


_AGENT_SCHEMAS = [TEXT.schema, _AGENT_TABLE.schema]
_AGENTS = ValueType(
    _read_agents,
    {"anyOf": [*_AGENT_SCHEMAS, {"type": "array", "items": {"anyOf": _AGENT_SCHEMAS}}]},
    _write_agents,
    parts=_AGENT_TABLE.parts,
)


# fmt: off
@dataclass(frozen=True, slots=True)
class Website:
    """The table `site`: the pages for readers that `headword site` writes."""

    url: str = key(FOLDER_URL, "", "https://vocabularies.example.org/rocks/",
        "The address where the files are served. If it is empty, headword uses `base`.")
    output: str = key(TEXT, "site", "public", "The folder that `headword site` writes.")
    formats: tuple[str, ...] | None = key(SITE_FORMAT_NAMES, None, ["turtle"],
        "The formats of the files of each concept and each page. "
        "`html` is always written: alone, it means no data files. "
        "If it is not given: `formats`, `turtle`, `jsonld` and `jskos`. "
        "The files with the whole vocabulary do not depend on it.", "hosting.md#the-number-of-files")
    languages: tuple[str, ...] = key(LANGUAGES, (), ["en", "it"],
        "The languages of the pages. If it is empty: each language of the vocabulary that headword has messages for.")
    templates: str = key(TEXT, "site-templates", "theme",
        "The folder of your own templates, styles and messages. It does not have to exist.")
    source_url: str = key(address("line", "path"), "", "https://github.com/rocks/vocabulary/blob/main/{path}#L{line}",
        "The address of a line of the sources, with `{path}` and `{line}`. Each concept links to its heading there.")
    logo: str = key(ASSET, "", "logo.svg",
        "The logo next to the title: the name of a file in the folder `static` of `templates`.", "publishing.md#looks")
    image: str = key(ASSET, "", "card.png",
        "The picture that other sites show with a link to a page, a PNG or JPEG of 1200 by 630 pixels: "
        "the name of a file in the folder `static` of `templates`.", "publishing.md#looks")
    theme: Mapping[str, str] = key(THEME, {}, {"accent": "#7a1f5c", "accent-dark": "#f0a6d8", "font": "Georgia, serif"},
        "Colors and fonts of the pages, as values of CSS. A key that ends in `-dark` is for the dark appearance.",
        "publishing.md#looks")
    header: str = key(TEXT, "", "Published by [the museum](https://museum.example.org/)",
        "A line of Markdown above the header of each page.", "publishing.md#looks")
    footer: str = key(TEXT, "", "Questions: [the editors](https://museum.example.org/contact)",
        "A line of Markdown in the footer of each page.", "publishing.md#looks")
    report_url: str = key(address("iri", "label", "url"), "",
        "https://github.com/rocks/vocabulary/issues/new?title={label}&body={url}",
        "The address of a form for problems, with `{label}`, `{iri}` and `{url}` of the concept. "
        "Each concept links to it.",
        "publishing.md#looks")
    sparql_endpoint: str = key(IRI, "", "https://vocabularies.example.org/sparql",
        "The address of a SPARQL endpoint with the vocabulary. The catalogue names it.")
    web_search: str = key(address(""), "https://duckduckgo.com/?q={}", "https://en.wikipedia.org/w/index.php?search={}",
        "The address of a web search, with `{}` for the words. "
        "The map opens it for a concept that is double-clicked. An empty text turns it off.")
    redirects: Mapping[str, str] = key(REDIRECTS, {}, {"minerals/quarz": "minerals/quartz"},
        "For each address that was published once, the address or IRI that replaces it.")
# fmt: on


# fmt: off
@dataclass(frozen=True, slots=True)
class SheetSettings:
    """The table `sheet`: the spreadsheet that `headword export sheet` writes."""

    columns: tuple[str, ...] = key(texts(), (), ["ID", "Broader", "Label", "Alt (de)", "Definition", "Status"],
        "The columns, in this order. `Label` is a column for each language, `Label (de)` one for German. "
        "If it is empty: a column for each property that the vocabulary uses.", "spreadsheets.md#choose-the-columns")
# fmt: on


@dataclass(frozen=True, slots=True)
class ConfigSource:
    """The origin of a config: its file, the locations in it, and detected values.

    Attributes:
        path: the name of the file, empty if there is none.
        keys: the location of each key of the file.
        words: the first location of each text and key of the file, for errors about them.
        assumed: for each key with a detected value, the reason for that value.
    """

    path: str = ""
    keys: Mapping[str, Location] = field(default_factory=dict, repr=False, compare=False)
    words: Mapping[str, Location] = field(default_factory=dict, repr=False, compare=False)
    assumed: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def find_key(self, name: str) -> Location:
        """Return the location of a key, or of the file as a whole if it has no such key."""
        return self.keys.get(name, Location(self.path))


# fmt: off
@dataclass(frozen=True, slots=True)
class Config:
    """The config, with one attribute for each key, in which ``-`` becomes ``_``, and its origin."""

    base: str = key(BASE, PLACEHOLDER_BASE, "https://w3id.org/example/",
        "Every IRI of the vocabulary begins with this address. "
        "`headword build` warns you if it is still the placeholder.")
    title: str = key(TEXT, "", "Space activities",
        "The title of the vocabulary. If it is empty, headword uses the last part of `base`.")
    description: str = key(TEXT, "", "Minerals and rocks of the Alps.", "The description of the vocabulary.")
    lang: str = key(LANGUAGE, "en", "en", "The default language of labels and texts, a BCP 47 tag.")
    creator: tuple[Agent, ...] = key(_AGENTS, (),
        {"iri": "https://orcid.org/0000-0002-1825-0097", "name": "Josiah Carberry", "type": "Person"},
        "The creators of the vocabulary, and of each page that names none: names, IRIs, or tables.")
    publisher: tuple[Agent, ...] = key(_AGENTS, (),
        {"iri": "https://example.org/museum", "name": "Museum of Rocks", "type": "Organization"},
        "The publishers of the vocabulary, and of each page that names none: names, IRIs, or tables.")
    license: str = key(TEXT, "", "https://creativecommons.org/licenses/by/4.0/",
        "The IRI of the licence of the vocabulary, and of each page that names none.")
    version: str = key(TEXT, "", "1.2.0", "The version of the vocabulary, and of each page that names none.")
    released: str = key(DAY, "", "2026-01-16",
        "The day on which `version` was released. `headword release` writes it.", "releases.md#releasing")
    prior_version: str = key(TEXT, "", "1.1.0",
        "The version that was released before `version`. `headword release` writes it.", "releases.md#releasing")
    changelog: str = key(TEXT, "CHANGELOG.md", "docs/CHANGELOG.md",
        "The file to which `headword release` adds an entry.")
    version_policy: Mapping[str, str] = key(KIND_DEMANDS, {}, {"moved": "major over 10%", "renamed": "minor"},
        "For each kind of change, the part of the version that it raises: `major`, `minor` or `patch`. "
        "`major over 10%` is major if more than 10 % of all concepts have the change, and else a patch.",
        "releases.md#the-next-version")
    created: str = key(DAY, "", "2026-01-16", "The date of creation of each page that has none.")
    modified: str = key(DAY, "", "2026-02-01", "The date of the last change of each page that has none.")
    history: str = key(TEXT, "", "Based on the museum's card index of 1987.",
        "The `skos:historyNote` of each concept scheme. It can say where the vocabulary comes from.")
    sources: str = key(TEXT, "taxonomy", "content",
        "The folder of the pages. If there is no folder `taxonomy`, the shape of the site decides.", "sites.md")
    shapes: str = key(TEXT, "shapes", "rules",
        "The folder of your own SHACL shapes, `*.ttl`.", "checking.md#which-rules")
    output: str = key(TEXT, "vocab", "public/vocabulary", "The folder that `headword build` writes.")
    formats: tuple[str, ...] = key(FORMAT_NAMES, ("turtle", "jsonld"), ["turtle", "rdfxml"],
        "The RDF formats that `headword build` writes.")
    include: tuple[str, ...] = key(texts(), (), ["content/glossary"],
        "The pages to read: files, folders or glob patterns. If it is empty, headword reads all pages of `sources`.",
        "sites.md#choosing-pages")
    exclude: tuple[str, ...] = key(texts(), (), ["content/blog", "*/README.md"],
        "The pages not to read: files, folders or glob patterns. Files that git ignores are not read either.",
        "sites.md#choosing-pages")
    concepts: str = key(CONCEPTS, "headings", "page",
        f"{ABOUT_CONCEPTS} In an Obsidian vault the default is `page`.", "sites.md#a-page-as-a-concept")
    sections: str = key(SECTIONS, "notes", "ignore",
        f"{ABOUT_SECTIONS} In an Obsidian vault the default is `concepts`.", "sites.md#a-page-as-a-concept")
    folders: str = key(FOLDERS, "concepts", "ignore",
        f"{ABOUT_FOLDERS} In an Obsidian vault the default is `ignore`.", "sites.md#a-page-as-a-concept")
    outline: str = key(OUTLINE, "headings", "lists", ABOUT_OUTLINE, "sites.md#lists")
    link_lists: str = key(LINK_LISTS, "text", "narrower", ABOUT_LINK_LISTS, "sites.md#a-page-as-a-concept")
    levels: tuple[int, int] = key(LEVELS, ALL_LEVELS, "2-4", ABOUT_LEVELS, "sites.md#choosing-headings")
    skip_headings: tuple[str, ...] = key(HEADINGS, (), ["See also", "/^Table \\d/"], ABOUT_SKIPPED,
        "sites.md#choosing-headings")
    flatten_headings: tuple[str, ...] = key(HEADINGS, (), ["Overview"], ABOUT_FLATTENED,
        "sites.md#choosing-headings")
    pages: tuple[PageRule, ...] = key(PAGE_RULES, (),
        [{"paths": ["content/glossary"], "concepts": "page"}],
        "Tables that say for some pages what the keys of the same names say for all. "
        "If several tables match a page, the last one that has a key decides.", "sites.md#pages-of-several-kinds")
    front_matter: Mapping[str, str] = key(FRONT_MATTER, {}, {"aka": "altLabel", "parent": "broader"},
        "For each key of the front matter, its meaning. Most keys are properties of the page's concept. "
        "`translation` joins the pages that have the same value. `order` is the place of the page among its siblings. "
        "`ignore` drops the key.", "sites.md#front-matter")
    scheme: str = key(SCHEME, "page", "site",
        f'{ABOUT_SCHEME} If the config says `concepts = "page"`, the default is `site`.', "sites.md#schemes")
    iri_style: str = key(choice(("slash", "hash")), "slash", "hash",
        "The separator before the last part of a concept's IRI: `/` or `#`.")
    iri_policy: str = key(REGEX, "", "[a-z]+-[0-9]{4}",
        "A regular expression. The last part of each concept's IRI must match it as a whole.")
    ids: str = key(choice(("slug", "opaque", "number")), "slug", "opaque",
        "The source of new ids. `slug`: the label. `opaque`: six random characters that are hard to confuse. "
        "`number`: the next free number of a range.", "ids.md#ids-that-say-nothing")
    id_ranges: Mapping[str, tuple[int, int]] = key(RANGES, {}, {"anna": "1000-1999"},
        "For each contributor, a range of numbers. "
        '`headword ids --accept --as anna` uses it if `ids` is `"number"`.', "ids.md#ids-that-say-nothing")
    dates: str = key(choice(("explicit", "git")), "explicit", "git",
        "The source of the dates of concepts. `explicit`: the pages. "
        "`git`: also the commits.", "releases.md#days-from-git")
    keywords: str = key(choice(("altLabel", "hiddenLabel", "keyword", "ignore")), "altLabel", "hiddenLabel",
        "The property for keywords in headings. `keyword` is `schema:keywords`; `ignore` drops them.")
    notes: str = key(choice(("markdown", "text")), "markdown", "text",
        "The form of definitions and notes. `markdown`: as they are written, with IRIs in links. "
        "`text`: without emphasis, links and other markup.", "sites.md#notes-as-text")
    keyword_separator: str = key(choice((";", "")), ";", "",
        "The sign that begins the keywords of a heading. With an empty text, headings have no keywords: "
        "`TL;DR` is a label.", "sites.md#choosing-headings")
    subjects: tuple[str, ...] = key(texts(), ("category", "tag"), ["area", "topic"],
        "The front matter keys that name subjects, from broad to narrow. "
        'In an Obsidian vault the default is `["tags"]`.')
    outline_shortcodes: tuple[str, ...] = key(texts(), ("jsvis-*",), ["jsvis-*", "outline"],
        "The names of Hugo shortcodes that contain an outline. `*` matches any characters.")
    languages: tuple[str, ...] = key(texts(), (), ["de", "it"],
        "The other languages of the vocabulary. Each concept needs a label in each of them. "
        "A page named for one of them, or in a folder of its name, is a translation.", "translations.md")
    prefixes: Mapping[str, str] = key(NAMESPACES, {}, {"wd": "http://www.wikidata.org/entity/"},
        "Additional prefixes for links and queries.")
    site: Website = key(record(Website), Website(),
        {"url": "https://vocabularies.example.org/rocks/", "languages": ["en", "it"]},
        "The settings of `headword site`.", "publishing.md#the-config")
    sheet: SheetSettings = key(record(SheetSettings), SheetSettings(),
        {"columns": ["ID", "Broader", "Label", "Definition"]},
        "The spreadsheet that `headword export sheet` writes.", "spreadsheets.md")
    content: ContentRules = key(record(ContentRules), ContentRules(),
        {"paths": ["content"], "keys": {"tags": "topics"}},
        "The pages that use the vocabulary, for `headword lint` and `headword usage`.", "content.md")
    select: tuple[str, ...] = key(texts(), (), ["HW1", "HW2", "missing-definition"],
        "The rules to run: names, codes, beginnings of codes (`HW4`), families, or `ALL`. "
        "If it is empty, headword runs the rules that are on by default.", "checking.md#which-rules")
    extend_select: tuple[str, ...] = key(texts(), (), ["too-deep"],
        "The rules to run in addition to the selected ones.", "checking.md#which-rules")
    profile: tuple[str, ...] = key(PROFILE_NAMES, (), ["hugo", "vocpub"],
        "The shape of the site, at most one, and additional sets of rules. "
        "If no shape is given, headword detects it.", "sites.md")
    ignore: tuple[str, ...] = key(texts(), (), ["label-clash", "HW4"],
        "The rules not to run.", "checking.md#which-rules")
    limits: Mapping[str, int] = key(LIMITS, {}, {"too-deep": 8},
        "For each rule that measures, its limit. A rule that is given a limit is run.", "rules.md")
    per_file_ignores: Mapping[str, tuple[str, ...]] = key(RULES_BY_FILE, {}, {"taxonomy/old/*": ["HW4"]},
        "For each path or glob pattern, the rules to ignore in the files that match it.", "checking.md#which-rules")
    severity: Mapping[str, str] = key(SEVERITIES, {}, {"skipped-level": "error", "orphan-concept": "off"},
        "For each rule, its severity: `error`, `warning`, `info` or `off`. "
        "A rule that is given one is run.", "checking.md#which-rules")
    # fmt: on
    source: ConfigSource = ConfigSource()

    @property
    def names_site(self) -> bool:
        """Return whether the profiles include the profile of a site."""
        return any(name in SITES for name in self.profile)

    @property
    def shape(self) -> SiteProfile:
        """Return the profile of the site."""
        return next((SITES[name] for name in self.profile if name in SITES), PLAIN)

    @property
    def meanings(self) -> Mapping[str, str]:
        """Return the meanings of keys of front matter, in lower case, from the site's profile and the config."""
        given = {key.lower(): meaning for key, meaning in self.front_matter.items()}
        return {**dict(self.shape.front_matter), **given}

    @property
    def site_formats(self) -> tuple[str, ...]:
        """Return the formats of the data files of each concept and page of the site."""
        chosen = self.site.formats
        if chosen is None:
            return tuple(dict.fromkeys([*self.formats, "turtle", "jsonld", "jskos"]))
        return tuple(name for name in chosen if name != "html")

    @property
    def site_url(self) -> str:
        """Return the address where the pages for readers are served."""
        return self.site.url or self.base

    def place_of(self, word: str) -> Location | None:
        """Return the location of ``word`` in the file, or the file if it has no such word; None without a file."""
        return self.source.words.get(word, Location(self.source.path)) if self.source.path else None


KEYS = list_keys(Config)
"""The keys of a config file."""
