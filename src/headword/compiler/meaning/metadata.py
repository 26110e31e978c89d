"""The metadata of schemes: from the front matter of a page, otherwise from the config."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from headword.compiler.meaning.site_metadata import find_release, locate
from headword.compiler.meaning.skos import SchemeMetadata, Wording
from headword.compiler.naming.lock import last_part
from headword.compiler.naming.page_role import IRI
from headword.compiler.naming.plan import PagePlan
from headword.core.findings import Located, Location, Observation, Observed
from headword.core.suggest import nearest_hint
from headword.markdown.block import FrontMatterEntry
from headword.markdown.page import Page
from headword.markdown.text import normalize
from headword.project.config import Agent, Config, make_agent
from headword.project.config.schema import AGENT_KEYS
from headword.project.project import PriorPaths
from headword.rdf.languages import read_language
from headword.rdf.terms import is_iri

_DAY = re.compile(r"(?P<day>\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d-?\d)(?:[Tt\s]+\d.*|[Zz]|[+-]\d\d:?\d\d)?")
"""A day, with or without a time or a time zone."""

_SINGLE = ("title", "description", "summary", "date", "created", "lastmod", "modified", "license", "version")
"""Keys of front matter that have one text."""
_NOTHING = FrontMatterEntry(Located("", Location("")), ())
TITLE_LANG = "title-lang"
"""The key of front matter for the language of a title that differs from the language of its page."""


def page_metadata(
    plan: PagePlan,
    config: Config,
    wordings: tuple[Wording, ...],
    prior: PriorPaths,
) -> Observed[SchemeMetadata]:
    """Return the metadata of the scheme of a page; front matter has priority over the config."""
    page = plan.page
    title = find_title(plan)
    # Without a title, texts from the config have the location of the first heading.
    place = first.location if (first := _find_first(plan)) else title.location
    created = _date(page, "date", "created")
    modified = _date(page, "lastmod", "modified")
    creators = _read_agents(page, "creator", "author", "authors")
    publishers = _read_agents(page, "publisher")
    title_language = _read_title_language(page, plan.language)
    metadata = SchemeMetadata(
        title=title,
        language=plan.language,
        label=page.value("preflabel"),
        description=page.value("description", "summary"),
        definition=page.value("definition"),
        created=created.value or locate(config.created, place),
        modified=modified.value or locate(config.modified, place),
        creators=config.creator if creators.value is None else creators.value,
        publishers=config.publisher if publishers.value is None else publishers.value,
        license=_text(page, "license") or config.license,
        version=_text(page, "version") or config.version,
        history=config.history,
        source=plan.file,
        wordings=wordings,
        title_language=title_language.value,
        release=find_release(config, page.page_path, place, prior),
    )
    each = (created, modified, creators, publishers, title_language)
    return Observed(metadata, (*(seen for one in each for seen in one.observations), *_find_unpublished(page)))


def _find_unpublished(page: Page) -> Iterator[Observation]:
    """Yield an observation for each extra value of a key that has one text, and for each table in place of a text."""
    for key in _SINGLE:
        entry = page.front_matter.get(key, _NOTHING)
        for value in entry.values[1:]:
            message = f"{key!r} must be one text; {value.text!r} is not published"
            yield Observation("unread-text", value.location, message)
        if entry.tables:
            yield Observation("unread-text", entry.key.location, f"{key!r} must be a text, not a table")


def _read_title_language(page: Page, default: str) -> Observed[str] | Observed[None]:
    """Return the language of the title, if the page has a key for it; None means the language of the page."""
    written = page.value(TITLE_LANG)
    return read_language(written, default) if written is not None else Observed(None)


def _find_first(plan: PagePlan) -> Located | None:
    """Return the label of the heading that represents the page, otherwise of its first heading."""
    heading = plan.outline.main or (plan.headings[0].heading if plan.headings else None)
    return heading.label if heading is not None else None


def find_title(plan: PagePlan) -> Located:
    """Return the title of a page's scheme: from the front matter, its first heading, or the end of its IRI."""
    named = plan.page.value("title") or _find_first(plan)
    if named is not None:
        return named
    place = (plan.page.value(IRI) or Located("", Location(plan.page.path, 1))).location
    return Located(last_part(plan.scheme.rstrip("/#")), place)


def read_date(written: Located) -> Observed[Located | None]:
    """Return the day in ``written``, ISO 8601 with or without a time; anything else is an observation."""
    match = _DAY.fullmatch(written.text.strip())
    try:
        return Observed(Located(dt.date.fromisoformat(match["day"] if match else "").isoformat(), written.location))
    except ValueError:
        message = f"{written.text!r} is not a date; write it like 2026-01-16"
        return Observed(None, (Observation("unreadable-date", written.location, message),))


def _date(page: Page, *keys: str) -> Observed[Located | None]:
    written = page.value(*keys)
    return read_date(written) if written else Observed(None)


def _text(page: Page, key: str) -> str:
    value = page.value(key)
    return value.text if value else ""


def _read_agents(page: Page, *keys: str) -> Observed[tuple[Agent, ...] | None]:
    """Return the agents of the first of ``keys`` with a value, as text or as tables; None if there are none."""
    observations: list[Observation] = []
    for key in keys:
        entry = page.front_matter.get(key)
        if entry is not None and (entry.values or entry.tables):
            named = (make_agent(value.text) for value in page.values(key))
            described = [_read_agent(entry.key, table) for table in entry.tables]
            agents = (*named, *(one.value for one in described if one.value is not None))
            observations += [seen for one in described for seen in one.observations]
            if agents:
                return Observed(agents, tuple(observations))
    # A page with agents that cannot be read does not get those of the config.
    return Observed(() if observations else None, tuple(observations))


def _read_agent(key: Located, table: Sequence[FrontMatterEntry]) -> Observed[Agent | None]:
    """Return the agent in a table, as in the config; None if it has neither a name nor an IRI."""
    said: dict[str, str] = {}
    observations: list[Observation] = []
    for part, values, _, tables in table:
        name, text = part.text, normalize(values[0].text) if values else ""
        if name == _ORCID and not values[1:] and not tables:
            iri = _spell_orcid(text)
            message = f"{text!r} is not an ORCID iD; its last digit is a checksum"
            said.setdefault("iri", iri)
            observations += [] if iri else [Observation("invalid-attribute", part.location, message)]
        elif name not in AGENT_KEYS:
            hint = nearest_hint(name, (*AGENT_KEYS, _ORCID))
            # Other keys of an author belong to the theme of the site; only a misspelt key is reported there.
            is_reported = key.text in _OURS or hint.startswith("did you mean")
            message = f"unknown key {name!r} in {key.text!r}; {hint}"
            observations += [Observation("unknown-field", part.location, message)] if is_reported else []
        elif len(values) > 1 or tables:
            observations.append(Observation("invalid-attribute", part.location, f"{name!r} must be one text"))
        elif name == "iri" and not is_iri(text):
            observations.append(Observation("invalid-attribute", part.location, f"'iri' must be an IRI, not {text!r}"))
        elif name == "type" and text not in ("Person", "Organization"):
            message = f"'type' must be Person or Organization, not {text!r}"
            observations.append(Observation("invalid-attribute", part.location, message))
        else:
            said[AGENT_KEYS[name]] = text
    if said.get("iri") or said.get("name"):
        return Observed(Agent(**said), tuple(observations))
    observations.append(Observation("unknown-field", key.location, f"{key.text!r} has neither 'name' nor 'iri'"))
    return Observed(None, tuple(observations))


def _spell_orcid(text: str) -> str:
    """Return the IRI of an ORCID iD, written as digits or as an IRI; empty if it is not one (ISO 7064, MOD 11-2)."""
    match = _ORCID_ID.fullmatch(text)
    if match is None:
        return ""
    total = 0
    for digit in match["id"].replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    is_correct = "0123456789X"[(12 - total % 11) % 11] == text[-1].upper()
    return f"https://orcid.org/{match['id'].upper()}" if is_correct else ""


_ORCID = "orcid"
_ORCID_ID = re.compile(r"(?:(?:https?://)?(?:www\.)?orcid\.org/)?(?P<id>(?:\d{4}-){3}\d{3}[\dXx])", re.ASCII)
_OURS = frozenset({"creator", "publisher"})
"""Keys that only vocabularies have."""
