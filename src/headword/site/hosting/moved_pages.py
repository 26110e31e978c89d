"""A page at each old address, for hosts without redirects, such as GitHub Pages.

The page leads on by itself and has a link, so that it works for everyone. There is no such thing for data: a file
with an old name would say something of the new address that a program takes for the old.
"""

from collections.abc import Iterator
from html import escape

from headword.site.hosting.context import Hosting
from headword.site.hosting.moved import Move, list_moves, quote_path

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Moved: {old}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={href}">
<link rel="canonical" href="{canonical}">
</head>
<body>
<main>
<h1>Moved</h1>
<p>What was at <bdi>{old}</bdi> is now at <a href="{href}"><bdi>{new}</bdi></a>.</p>
</main>
</body>
</html>
"""


def list_moved_pages(hosting: Hosting) -> Iterator[tuple[str, str]]:
    """Yield the path of each page, decoded, and the page."""
    for move in list_moves(hosting):
        yield f"{move.old}/index.html", _write_page(move, hosting.url)


def _write_page(move: Move, url: str) -> str:
    slash = "/" if move.keeps_ending else ""
    up = "../" * (move.old.count("/") + 1)
    return _PAGE.format(
        old=escape(move.old),
        new=escape(move.iri if move.new is None else move.new or quote_path(url)),
        href=escape(move.target(up) + slash),
        canonical=escape(move.target(url) + slash),
    )
