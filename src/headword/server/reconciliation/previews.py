"""A card as a small page, which other programs show in a frame.

The page has no script and loads nothing; its policy allows its one style sheet by the digest.
"""

import base64
import hashlib

from markupsafe import Markup

from headword.site.words import direction

_STYLE = """
:root { color-scheme: light dark; }
body { font: 0.9rem/1.4 system-ui, sans-serif; margin: 0.6rem; background: Canvas; color: CanvasText; }
p { margin: 0 0 0.4rem; overflow-wrap: anywhere; }
a { color: LinkText; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors *; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""The policy of such a page: it may be shown in any frame, and open links."""
_PAGE = Markup("""\
<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{card}
<p><a href="{link}" target="_blank" rel="noopener">{link_text}</a></p>
</body>
</html>
""")


def write_preview(language: str, title: str, card: Markup, link: str, link_text: str) -> str:
    """Return the page.

    Args:
        language: the main language of the card.
        title: the title of the page.
        card: the card.
        link: the address of the full page.
        link_text: the text of the link.
    """
    return _PAGE.format(
        language=language,
        direction=direction(language),
        title=title,
        style=Markup(_STYLE),  # noqa: S704 - it is a constant
        card=card,
        link=link,
        link_text=link_text,
    )
