"""The headers of every file: who may read it, what it may do, and how long clients may keep it."""

OPEN = {
    "Access-Control-Allow-Origin": "*",
    # Headers that a program in a browser may read, in addition to the usual ones.
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After, Vary",
}
"""Headers that allow everyone to read data, programs in the browser included."""

HEADERS = {
    **OPEN,
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""The headers of every answer. No page loads anything from another host, or has scripts or styles in its text."""

ASSETS = "-/assets/"
"""The folder of style sheets and scripts."""

ASSETS_CACHE = "public, max-age=3600"
"""Style sheets and scripts keep their names when they change: an hour at most."""

CACHE = "no-cache"
"""Pages and data may be kept, but are asked for again: a build can change each of them."""

MEDIA_TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "json": "application/json",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "webmanifest": "application/manifest+json",
    "txt": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
    "gz": "application/gzip",
}
"""The same by ending, for servers that have no media types of their own."""


def with_charset(media_type: str) -> str:
    """Return the type as a server names it: texts are UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
