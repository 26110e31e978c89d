"""Rules that make servers follow IRIs: each kind of host is a plugin, a `Host`.

The rules are patterns: there are as many of them for ten concepts as for a hundred thousand. Only addresses that
moved have lines of their own.

Every server that can do so answers a request for an IRI in the same way:

- the IRI of a concept, scheme or collection, which has no slash at its end: 303 to the page, or to the data;
- the base itself: the home page as it is, or 303 to the data of the whole;
- a page, or data with its ending: as it is, for any ``Accept``;
- an address without a file: 404.

The page is chosen unless the client prefers a type of data (RFC 9110, qualities included). Of the types that it prefers
most, the first in the order of `Hosting.endings` is sent. So ``*/*`` gets the page. A client that accepts only a type
that is not available, such as a picture, also gets the page. The W3C's "Best Practice Recipes for Publishing RDF
Vocabularies" have a default answer instead of 406, and RFC 9110 allows it. People who follow an IRI from an unusual
program then see a page and not an error.
"""

from collections.abc import Callable, Iterator
from functools import cache

from headword.core.plugins import HOSTS, load_plugins
from headword.site.hosting.apache import write_htaccess
from headword.site.hosting.caddy import write_caddyfile
from headword.site.hosting.context import Host, Hosting
from headword.site.hosting.edge_files import write_headers, write_redirects
from headword.site.hosting.moved_pages import list_moved_pages
from headword.site.hosting.nginx import write_nginx, write_nginx_locations, write_nginx_maps
from headword.site.hosting.w3id import write_w3id
from headword.site.skosmos import hosting as answers


def _make_host(**writers: Callable[[Hosting], str]) -> Host:
    """Return a host that reads one text from each of these paths."""

    def list_files(hosting: Hosting) -> Iterator[tuple[str, bytes]]:
        for path, write in writers.items():
            yield path, write(hosting).encode()

    return Host(frozenset(writers), list_files)


def _list_w3id(hosting: Hosting) -> Iterator[tuple[str, bytes]]:
    # A site that serves its own IRIs must not redirect them: the redirects would be a circle.
    if hosting.url != hosting.base:
        yield _W3ID, write_w3id(hosting).encode()


def _list_github_pages(hosting: Hosting) -> Iterator[tuple[str, bytes]]:
    # Without it GitHub Pages leaves out what begins with a dot or an underscore.
    yield _NO_JEKYLL, b""
    for path, page in list_moved_pages(hosting):
        yield path, page.encode()


_W3ID = "-/server/w3id.htaccess"
_NO_JEKYLL = ".nojekyll"
APACHE = _make_host(**{".htaccess": write_htaccess, answers.APACHE_PATH: lambda _: answers.write_skosmos_apache()})
CADDY = _make_host(**{"-/server/Caddyfile": write_caddyfile})
EDGE = _make_host(_headers=write_headers, _redirects=write_redirects)
"""Netlify and Cloudflare Pages."""
GITHUB_PAGES = Host(frozenset({_NO_JEKYLL}), _list_github_pages)
NGINX = _make_host(**{
    "-/server/nginx.conf": write_nginx,
    "-/server/nginx-maps.conf": write_nginx_maps,
    "-/server/nginx-locations.conf": write_nginx_locations,
})  # fmt: skip
W3ID = Host(frozenset({_W3ID}), _list_w3id)


@cache
def rule_paths() -> frozenset[str]:
    """Return the paths of what servers read, and nobody else needs."""
    hosts: list[Host] = list(load_plugins(HOSTS).values())
    return frozenset(path for host in hosts for path in host.paths)


def list_rules(hosting: Hosting) -> Iterator[tuple[str, bytes]]:
    """Yield the path of each file of rules, and its bytes.

    Raises:
        HeadwordError: a redirect cannot be one.
    """
    hosts: list[Host] = list(load_plugins(HOSTS).values())
    for host in hosts:
        yield from host.list_files(hosting)
