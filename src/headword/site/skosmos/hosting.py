"""Rules of hosts for the answers: they are JSON, everybody may read them, and a folder shows its index.

A host without such rules (GitHub Pages) serves the files as bytes of no known type.
"""

from headword.site.skosmos.files import INDEX
from headword.site.skosmos.service import ROOT

APACHE_PATH = f"{ROOT}/.htaccess"


def write_skosmos_apache() -> str:
    """Return the `.htaccess` of the folder of answers, which ends the rules of folders above."""
    return f"""\
Options -MultiViews
DirectoryIndex {INDEX}
ForceType application/json
<IfModule mod_headers.c>
    Header set Access-Control-Allow-Origin "*"
</IfModule>
<IfModule mod_rewrite.c>
    RewriteEngine Off
</IfModule>
"""


def write_skosmos_nginx(prefix: str) -> str:
    """Return a `location` for a server that serves the site under ``prefix``."""
    return f"""\
location ^~ {prefix}{ROOT}/ {{
    index {INDEX};
    types {{ }}
    default_type application/json;
    add_header Access-Control-Allow-Origin "*" always;
}}
"""


def write_skosmos_caddy(prefix: str) -> str:
    """Return directives for a site block of Caddy that serves the site under ``prefix``."""
    return f"""\
handle {prefix}{ROOT}/* {{
    header Content-Type application/json
    header Access-Control-Allow-Origin *
    file_server {{
        index {INDEX}
    }}
}}
"""


def write_skosmos_headers(prefix: str) -> str:
    """Return lines of `_headers`, for Netlify and Cloudflare Pages."""
    return f"""\
{prefix}{ROOT}/*
  Content-Type: application/json
"""


def write_skosmos_redirects(prefix: str) -> str:
    """Return lines of `_redirects`, for Netlify and Cloudflare Pages, to be put before wider rules."""
    folder = f"{prefix}{ROOT}/:id/"
    return f"""\
{folder}  {folder}{INDEX}  200
{folder}index/  {folder}index/{INDEX}  200
"""
