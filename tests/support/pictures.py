"""Pictures of the documentation: pages of the example's site, as Chromium shows them."""

import struct
from pathlib import Path

from support.browser import launch, serve

# The name of each picture, the page that it shows, and its size in CSS pixels.
PICTURES = {
    "concept": ("glossary/orbits/leo/", (1200, 860)),
    "map": ("-/map/governance/space-law/orbital-debris/", (1200, 960)),
}


def take_pictures(site: Path, folder: Path) -> list[Path]:
    """Write a PNG file for each of `PICTURES` into a folder, and return their paths."""
    files = []
    with serve(site) as address, launch() as browser:
        for name, (page, (width, height)) in PICTURES.items():
            tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            tab.goto(address + page, wait_until="networkidle")
            file = folder / f"{name}.png"
            tab.screenshot(path=file, animations="disabled", caret="hide")
            files.append(file)
    return files


def read_size(picture: Path) -> tuple[int, int]:
    """Return the width and height of a PNG file, in pixels (PNG, section 11.2.2)."""
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height
