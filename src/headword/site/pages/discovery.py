"""Files by which machines find the site: sitemap, robots.txt, and the description at a well-known address."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from headword.site.templating import absolute

_MOST = 40_000
"""How many addresses one sitemap holds; the protocol allows 50,000, and 50 MB."""
VOID = ".well-known/void"
"""The address at which programs look for a description of the vocabulary, in Turtle."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def list_sitemaps(pages: Sequence[tuple[str, str]], languages: Sequence[str], url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemaps of pages.

    Args:
        pages: the address of each, and the day on which it was changed, empty if that is not known.
        languages: those that each page is in, the default first.
        url: where the site is served.
    """
    parts = [pages[start : start + _MOST] for start in range(0, len(pages), _MOST)] or [()]
    if len(parts) == 1:
        yield "sitemap.xml", _sitemap(parts[0], languages, url)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _sitemap(part, languages, url)
    listed = "".join(f"<sitemap><loc>{escape(url + name)}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{listed}</sitemapindex>\n'.encode()


def _sitemap(pages: Sequence[tuple[str, str]], languages: Sequence[str], url: str) -> bytes:
    further = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if len(languages) > 1 else ""
    entries = "".join(_sitemap_entry(address, day, languages, url) for address, day in pages)
    return f'{_HEAD}<urlset xmlns="{_NAMESPACE}"{further}>\n{entries}</urlset>\n'.encode()


def _sitemap_entry(address: str, day: str, languages: Sequence[str], url: str) -> str:
    default = languages[0]
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(absolute(url, address, tag, default))}/>'
        for tag in (languages if len(languages) > 1 else ())
    )
    return "".join(
        f"<url><loc>{escape(absolute(url, address, tag, default))}</loc>{changed}{links}</url>\n" for tag in languages
    )


def write_robots(url: str) -> bytes:
    """Return a ``robots.txt`` that allows everything; it has effect if the site has its own host."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {url}sitemap.xml\n".encode()
