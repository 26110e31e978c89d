"""The feed of new and changed concepts.

Days are those of concepts and of releases. A build that is not a release has no day, and changes nothing in the feed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape as escape_markup
from xml.sax.saxutils import quoteattr

from headword.rdf.xml_chars import replace_forbidden
from headword.site.addresses import OWN, to_url
from headword.site.locales import Locale
from headword.site.pages.changes import History
from headword.site.summaries import CONCEPT, SCHEME
from headword.site.templating import absolute

FEED = f"{OWN}/feed.atom"
_MOST = 100
_FIRST_DAY = "1970-01-01"
"""The day of a feed in which nothing has one: the format asks for it."""


class FeedItem(NamedTuple):
    """A concept that is new or changed, the day, and what happened to it."""

    day: str
    iri: str
    kind: str


def scheme_feed(address: str) -> str:
    """Return the path of the feed of the scheme at ``address``."""
    return f"{OWN}/feed/{address}.atom"


def list_feeds(history: History, reader: Locale, title: str, url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the feed of the whole, and of each scheme if there are several."""
    items = list_latest(history, reader)
    yield FEED, write_feed(FEED, items, reader, title, url)
    schemes = reader.atlas.of_kind(SCHEME)
    for scheme in schemes if len(schemes) > 1 else ():
        members = {card.iri for card in reader.atlas.members(scheme.iri)}
        path = scheme_feed(reader.atlas.addresses[scheme.iri])
        inside = [item for item in items if item.iri in members]
        yield path, write_feed(path, inside, reader, reader.name(scheme).text, url, scheme.iri)


def write_feed(path: str, items: Sequence[FeedItem], reader: Locale, title: str, url: str, iri: str = "") -> bytes:
    """Return a feed: the latest hundred concepts, the last first.

    Args:
        path: the path of the feed.
        items: the changes, the latest first.
        reader: the default language.
        title: the title of the scheme, or of the whole.
        url: the address of the site.
        iri: the scheme; empty for the whole.
    """
    items = items[:_MOST]
    page = absolute(url, reader.atlas.addresses[iri], reader.language, reader.languages[0]) if iri else url
    updated = max((item.day for item in items), default=reader.config.released or _FIRST_DAY)
    entries = "".join(_feed_entry(item, reader, url) for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(reader.language)}>\n'
        f"<title>{escape_xml(title)}</title>\n<id>{escape_xml(iri or reader.atlas.base)}</id>\n"
        f'<link rel="self" href={quoteattr(url + to_url(path))}/>\n<link href={quoteattr(page)}/>\n'
        f"<updated>{updated}T00:00:00Z</updated>\n<author><name>{escape_xml(_author(reader, title))}</name></author>\n"
        f"{entries}</feed>\n"
    ).encode()


def list_latest(history: History, reader: Locale) -> list[FeedItem]:
    """Return the last change of each concept, the latest first."""
    return sorted(_latest(_find_items(history, reader)), key=lambda item: (_reverse(item.day), item.iri))


def escape_xml(text: str) -> str:
    """Return ``text`` as XML, without characters that XML forbids (XML 1.0, section 2.2)."""
    return escape_markup(replace_forbidden(text))


def _author(reader: Locale, title: str) -> str:
    agents = (*reader.config.publisher, *reader.config.creator)
    return next((agent.name or agent.iri for agent in agents), title)


def _reverse(day: str) -> tuple[int, ...]:
    return tuple(-ord(sign) for sign in day)


def _latest(items: Iterable[FeedItem]) -> Iterator[FeedItem]:
    """Yield the last change of each concept."""
    found: dict[str, FeedItem] = {}
    for item in items:
        if item.iri not in found or item.day > found[item.iri].day:
            found[item.iri] = item
    yield from found.values()


def _find_items(history: History, reader: Locale) -> Iterator[FeedItem]:
    cards = reader.atlas.cards
    for card in reader.atlas.of_kind(CONCEPT):
        for kind in ("created", "modified"):
            # A feed wants a whole day (RFC 4287, section 3.3).
            if len(card.dates.get(kind, "")) >= len(_FIRST_DAY):
                yield FeedItem(card.dates[kind][:10], card.iri, kind)
    for step in history.steps:
        for changed in step.difference.changed if step.day else ():
            if changed.iri in cards and cards[changed.iri].kind == CONCEPT:
                yield FeedItem(step.day, changed.iri, "created" if "added" in changed.kinds else "modified")


def _feed_entry(item: FeedItem, reader: Locale, url: str) -> str:
    card = reader.atlas.cards[item.iri]
    name = reader.name(card)
    address = absolute(url, reader.atlas.addresses[item.iri], reader.language, reader.languages[0])
    told = reader.messages(f"feed.{item.kind}")
    return (
        f"<entry><title>{escape_xml(name.text)}</title><id>{escape_xml(item.iri)}</id><link href={quoteattr(address)}/>"
        f"<updated>{item.day}T00:00:00Z</updated><summary>{escape_xml(told)}</summary></entry>\n"
    )
