"""Readers: a language that the site has pages in, and how everything is named and linked for who reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from headword.core.findings import Location
from headword.project.config import Config
from headword.project.project import LOCK_NAME
from headword.rdf.languages import choose_text
from headword.site.addresses import to_url
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import ResourceLabel, ResourceSummary, sort_cards, sort_siblings
from headword.site.templating import PageUrl, absolute
from headword.site.words import Messages


class PageLink(NamedTuple):
    """A link as a page shows it.

    ``href`` is empty where there is nothing to lead to.  ``language`` is that of ``text``, empty if it has none;
    ``host`` is named where the link leads out of the site.
    """

    href: str
    text: str
    language: str = ""
    iri: str = ""
    notation: str = ""
    is_deprecated: bool = False
    host: str = ""


@dataclass(frozen=True)
class Locale:
    """A language that the site has pages in, and what is needed to make them.

    Attributes:
        atlas: all resources.
        config: the project's.
        messages: the pages' own words in the language.
        languages: all languages that the site has pages in, the default first.
    """

    atlas: ResourceIndex
    config: Config
    messages: Messages
    languages: tuple[str, ...]

    @property
    def language(self) -> str:
        """Return the tag of BCP 47."""
        return self.messages.language

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """Return the preferred languages of texts, the first one most."""
        return tuple(dict.fromkeys([self.language, self.config.lang]))

    def here(self, address: str) -> PageUrl:
        """Return the page at ``address`` in the language."""
        return PageUrl(address, self.language, self.languages[0])

    @property
    def url(self) -> str:
        """Return the address where the site is served."""
        return self.config.site_url

    def address(self, here: PageUrl) -> str:
        """Return the address on the web of a page, in the default language."""
        return absolute(self.url, here.address, here.default, here.default)

    def name(self, card: ResourceSummary) -> ResourceLabel:
        """Return the name of a resource."""
        is_known = self.atlas.cards.get(card.iri) is card
        return self._name_cached(card.iri) if is_known else self._choose_name(card)

    @cached_property
    def _name_cached(self) -> Callable[[str], ResourceLabel]:
        # A page names its neighbours, whose pages are next to it.
        return lru_cache(maxsize=4096)(lambda iri: self._choose_name(self.atlas.cards[iri]))

    def _choose_name(self, card: ResourceSummary) -> ResourceLabel:
        label = choose_text(card.texts("prefLabel"), self.wanted) or choose_text(card.labels, self.wanted)
        return label or ResourceLabel("prefLabel", card.iri, "")

    def name_other(self, iri: str) -> ResourceLabel | None:
        """Return the name of a resource without a page, if it is known; ``mul`` is the tag of one for all languages."""
        return choose_text(self.atlas.names.get(iri, ()), (*self.wanted, "en", "mul"))

    def sort(self, cards: Iterable[ResourceSummary]) -> list[ResourceSummary]:
        """Return ``cards`` by their notations, then by their names, in the order of the language."""
        return sort_cards(cards, self.language, lambda card: self.name(card).text)

    def sort_siblings(self, cards: Iterable[ResourceSummary]) -> list[ResourceSummary]:
        """Return ``cards`` of one level in the order of their pages, then as `sort`."""
        return sort_siblings(cards, self.language, lambda card: self.name(card).text)

    def refer(self, here: PageUrl, iri: str) -> PageLink:
        """Return a link to a resource: to its page if it has one, otherwise to its IRI."""
        card = self.atlas.cards.get(iri)
        if card is None:
            link, name = refer_out(iri), self.name_other(iri)
            return link._replace(text=name.text, language=name.language) if name is not None else link
        name = self.name(card)
        notation = card.notations[0] if card.notations else ""
        href = here.page(self.atlas.addresses[iri])
        return PageLink(href, name.text, name.language, iri, notation, card.is_deprecated)

    def data_file(self, here: PageUrl, iri: str) -> str:
        """Return the address of the JSKOS file of a resource, empty if the site has no such files."""
        return here.file(f"{self.atlas.addresses[iri]}.json") if "jskos" in self.config.site_formats else ""

    def refer_all(self, here: PageUrl, cards: Iterable[ResourceSummary]) -> list[PageLink]:
        """Return a link to each of these."""
        return [self.refer(here, card.iri) for card in cards]

    def by_language(self, languages: Iterable[str]) -> list[str]:
        """Return ``languages`` in the order of the page: preferred ones, then the others by their tags."""
        known = dict.fromkeys(languages)
        first = [language for language in self.wanted if language in known]
        return [*first, *sorted(language for language in known if language not in first)]

    def source(self, place: Location) -> str:
        """Return the address of a line of the sources, empty if the config says none."""
        pattern = self.config.site.source_url
        # Retired concepts are in the lock, which nobody writes by hand.
        is_page = place.path and place.path != LOCK_NAME
        return pattern.format(path=to_url(place.path), line=place.line) if pattern and is_page else ""

    def report(self, card: ResourceSummary, here: PageUrl) -> str:
        """Return the address of a form for problems with a resource, empty if the config says none."""
        if not self.config.site.report_url:
            return ""
        values = {"iri": card.iri, "label": self.name(card).text, "url": self.address(here)}
        return self.config.site.report_url.format(**{key: quote(value, safe="") for key, value in values.items()})


def refer_out(iri: str) -> PageLink:
    """Return a link to a resource outside of the site; an IRI without a web address has no link."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return PageLink("", iri, iri=iri)
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return PageLink(iri if is_web else "", iri, iri=iri, host=parts.hostname or "" if is_web else "")


def order_languages(config: Config, spoken: Iterable[str]) -> tuple[str, ...]:
    """Return the languages of the pages: those of the config, else of the vocabulary, the default first.

    Of the vocabulary's further ones only those count that the pages' own words are there in.
    """
    if config.site.languages:
        return tuple(dict.fromkeys(config.site.languages))
    known = frozenset(spoken)
    further = (tag for tag in config.languages if tag in known or tag.partition("-")[0] in known)
    return tuple(dict.fromkeys([config.lang, *further]))
