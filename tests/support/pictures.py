"""Pictures of the documentation: pages of the example's site, as Chromium shows them."""

import base64
import html
import struct
from pathlib import Path
from string import Template
from typing import Any

from support.browser import launch, serve

# The name of each picture, the page that it shows, and its size in CSS pixels.
PICTURES = {
    "concept": ("glossary/orbits/leo/", (1200, 860)),
    "map": ("-/map/governance/space-law/orbital-debris/", (1200, 960)),
}
OVERVIEW = "overview"
_OVERVIEW = Template("""\
<!doctype html><meta charset="utf-8"><style>
body { background: #e8ece8; display: grid; font: 15px/1.5 "DejaVu Sans", sans-serif; gap: 20px; margin: 20px;
  grid-template: "page map" auto "page finding" 1fr / 800px 1fr }
figure { border-radius: 10px; box-shadow: 0 2px 10px #0003; margin: 0; overflow: hidden }
img { display: block; width: 100% } pre { background: #1d2326; color: #eceeec; font-size: 10.5px; height: 100%;
  line-height: 1.45; margin: 0; padding: 12px 16px; white-space: pre-wrap }
</style>
<figure style="grid-area: page"><img src="data:image/png;base64,$page"></figure>
<figure style="grid-area: map"><img src="data:image/png;base64,$map"></figure>
<figure style="grid-area: finding"><pre>$finding</pre></figure>
""")


def take_pictures(site: Path, folder: Path, finding: str) -> list[Path]:
    """Write a PNG file for each of `PICTURES` into a folder, and one of all with a finding; return their paths."""
    files = []
    with serve(site) as address, launch() as browser:
        for name, (page, (width, height)) in PICTURES.items():
            tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            tab.goto(address + page, wait_until="networkidle")
            file = folder / f"{name}.png"
            tab.screenshot(path=file, animations="disabled", caret="hide")
            files.append(file)
        files.append(_take_overview(browser, files, finding))
    return files


def _take_overview(browser: Any, files: list[Path], finding: str) -> Path:
    page, map_ = (base64.b64encode(file.read_bytes()).decode() for file in files)
    tab = browser.new_page(viewport={"width": 1280, "height": 614})
    tab.set_content(_OVERVIEW.substitute(page=page, map=map_, finding=html.escape(finding)))
    file = files[0].with_name(f"{OVERVIEW}.png")
    tab.screenshot(path=file)
    return file


def read_size(picture: Path) -> tuple[int, int]:
    """Return the width and height of a PNG file, in pixels (PNG, section 11.2.2)."""
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height
