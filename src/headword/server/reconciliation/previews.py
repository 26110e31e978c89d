"""A card as a page by itself, which other people's programs show in a frame.

The page has no script and loads nothing; its one style sheet is in it, and allowed by its digest.
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
"""What such a page may do: nothing but be shown, anywhere, and lead to another one."""
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
    """The page.

    Args:
        language: that most of the card is in.
        title: what the card is on.
        card: it.
        link: where the whole page is.
        link_text: what is said of that.
    """
    return _PAGE.format(
        language=language,
        direction=direction(language),
        title=title,
        style=Markup(_STYLE),  # noqa: S704 - it is ours
        card=card,
        link=link,
        link_text=link_text,
    )
