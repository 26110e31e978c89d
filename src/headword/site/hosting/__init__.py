"""Rules that make servers follow IRIs: one module a kind of host.

Knows which files there are; must not know what they say.  The rules are patterns: there are as many of them for ten
concepts as for a hundred thousand.  Only addresses that moved have lines of their own.

Every server that can answers a request for an IRI alike:

- the IRI of a concept, scheme or collection, which has no slash at its end: 303 to the page, or to the data;
- the base itself: the home page as it is, or 303 to the data of the whole;
- a page, or data with its ending: as it is, whatever was asked for;
- what is not there: 404.

The page is chosen unless a type of data is wanted more (RFC 9110, qualities included); of data, the first in the order
of `Hosting.endings` among those that are wanted most.  So ``*/*`` gets the page, and so does who wants only what
there is not, a picture say: the W3C's "Best Practice Recipes for Publishing RDF Vocabularies" have a default answer
rather than 406, and RFC 9110 allows it; people who follow an IRI from an odd program see a page and not an error.
"""

from collections.abc import Iterator

from headword.site.hosting.apache import write_htaccess
from headword.site.hosting.caddy import write_caddyfile
from headword.site.hosting.context import Hosting
from headword.site.hosting.edge_files import write_headers, write_redirects
from headword.site.hosting.moved_pages import list_moved_pages
from headword.site.hosting.nginx import write_nginx, write_nginx_locations, write_nginx_maps
from headword.site.hosting.w3id import write_w3id
from headword.site.skosmos import hosting as answers

__all__ = ["RULES", "Hosting", "list_rules"]

_W3ID = "-/server/w3id.htaccess"
_NO_JEKYLL = ".nojekyll"
_WRITERS = {
    ".htaccess": write_htaccess,
    _W3ID: write_w3id,
    "-/server/nginx.conf": write_nginx,
    "-/server/nginx-maps.conf": write_nginx_maps,
    "-/server/nginx-locations.conf": write_nginx_locations,
    "-/server/Caddyfile": write_caddyfile,
    "_headers": write_headers,
    "_redirects": write_redirects,
}
RULES = frozenset({*_WRITERS, answers.APACHE_PATH, _NO_JEKYLL})
"""The paths of what servers read, and nobody else needs."""


def list_rules(hosting: Hosting) -> Iterator[tuple[str, bytes]]:
    """Each file of rules: its path under the site's folder, and what is in it.

    Raises:
        HeadwordError: a redirect cannot be one.
    """
    for path, write in _WRITERS.items():
        # Where IRIs are served themselves, there is nowhere else to lead to: it would go round in a circle.
        if path != _W3ID or hosting.url != hosting.base:
            yield path, write(hosting).encode()
    yield answers.APACHE_PATH, answers.write_skosmos_apache().encode()
    # Without it GitHub Pages leaves out what begins with a dot or an underscore.
    yield _NO_JEKYLL, b""
    for path, page in list_moved_pages(hosting):
        yield path, page.encode()
