"""The looks that the config gives to all pages: logo, picture, colors, fonts, and lines above and below."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from headword.core.errors import HeadwordError
from headword.project.config import Config
from headword.site.prose import render_prose

_DARK = "-dark"


@dataclass(frozen=True, slots=True)
class SiteLook:
    """The looks of all pages.

    Attributes:
        logo: the name of the file of the logo, empty if there is none.
        image: the name of the file of the picture that other sites show, empty if there is none.
        header: the HTML of the line above the header.
        footer: the HTML of the line in the footer.
    """

    logo: str
    image: str
    header: Markup
    footer: Markup


def read_look(config: Config, folder: Path) -> SiteLook:
    """Return what the config says.

    Args:
        config: the project's.
        folder: of the user's templates.

    Raises:
        HeadwordError: a named file does not exist.
    """
    site = config.site
    for key, name in (("logo", site.logo), ("image", site.image)):
        if name and not (folder / "static" / name).is_file():
            message = f"'site.{key}' is {name!r}, and {site.templates}/static/{name} does not exist"
            raise HeadwordError(message, config.place_of(key), f"put the file there, or remove 'site.{key}'")
    return SiteLook(site.logo, site.image, _render_line(site.header), _render_line(site.footer))


def name_license(iri: str) -> str:
    """Return the usual name of a licence of Creative Commons, ``CC BY-SA 4.0``; of others the host."""
    found = _CREATIVE_COMMONS.match(iri)
    if found is None:
        return urlsplit(iri).hostname or iri
    kind = "0" if found["kind"] == "zero" else f" {found['kind'].upper()}"
    return f"CC{kind} {found['version']}"


_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/(?:licenses|publicdomain)/(?P<kind>[a-z-]+)/(?P<version>[\d.]+)"
)


def _render_line(text: str) -> Markup:
    """Return a line of Markdown as HTML, which `render_prose` has cleaned."""
    return Markup(render_prose(text) if text else "")  # noqa: S704


def write_theme(theme: Mapping[str, str]) -> str:
    """Return the style sheet with the colors and fonts of the config, empty if it has none."""
    same = {name: value for name, value in theme.items() if name in _EVERYWHERE}
    dark = {name.removesuffix(_DARK): value for name, value in theme.items() if name.endswith(_DARK)}
    light = {name: value for name, value in theme.items() if name not in same and not name.endswith(_DARK)}
    rules = [f":root {{{_declare(same)}}}"] if same else []
    for name, other, colors in (("light", "dark", light), ("dark", "light", dark)):
        if colors:
            chosen = f':root:not([data-theme="{other}"]) {{{_declare(colors)}}}'
            rules.append(f"@media (prefers-color-scheme: {name}) {{ {chosen} }}")
            rules.append(f':root[data-theme="{name}"] {{{_declare(colors)}}}')
    return "\n".join(rules)


_EVERYWHERE = ("font", "font-ui", "font-code", "measure", "page")
"""The settings that both appearances share."""


def _declare(values: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in sorted(values.items()))
