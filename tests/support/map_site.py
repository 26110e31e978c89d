"""A site in a folder that is nothing but one map, and a server for it that sends a strict content security policy."""

import json
import threading
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

from jinja2 import Environment, FileSystemLoader, select_autoescape

from headword.site.map.drawing import draw
from headword.site.map.tree import MapBranch, MapContext, MapRoot, embed_map
from headword.site.tree_files import Row, write_trees

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "src" / "headword" / "site"
PAGE = """<!DOCTYPE html>
<html lang="{{ trunk.language }}" dir="{{ trunk.direction }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ trunk.title }}</title>
<link rel="icon" href="-/assets/icon.svg">
<link rel="stylesheet" href="-/assets/page.css"><link rel="stylesheet" href="-/assets/map.css">
<script type="module" src="-/assets/map.js"></script></head>
<body><main><h1>{{ trunk.title }}</h1>
{% include "map-part.html" %}
</main></body></html>
"""
CSS = """:root { color-scheme: light dark; }
body { font-family: sans-serif; margin: 1rem; background: Canvas; color: CanvasText; }
"""


def read_messages(language: str) -> dict[str, str]:
    """Return the words of a language by key, such as ``map.title``."""

    def flatten(words: dict[str, object], start: str) -> Iterator[tuple[str, str]]:
        for key, word in words.items():
            yield from flatten(word, f"{start}{key}.") if isinstance(word, dict) else [(f"{start}{key}", str(word))]

    return dict(flatten(tomllib.loads((SITE / "messages" / f"{language}.toml").read_text("utf-8")), ""))


def branch(name: str, *below: MapBranch, keywords: tuple[str, ...] = (), more: int = 0) -> MapBranch:
    """A concept whose address is its name."""
    iri = f"https://example.org/{name}"
    return MapBranch(iri, name.replace("-", " ").title(), keywords, f"{name}/", name, below, more)


def trunk(*branches: MapBranch, title: str = "Minerals", more: int = 0, language: str = "en") -> MapRoot:
    direction = "rtl" if language in {"ar", "he"} else "ltr"
    return MapRoot(title, "minerals/", "minerals", language, direction, branches, more)


def write_site(
    folder: Path,
    tree: MapRoot,
    language: str = "en",
    rows: Mapping[str, Sequence[Row]] | None = None,
    data: Mapping[str, object] | None = None,
) -> Path:
    """The page of the map, its assets, rows of the tree by key, and JSKOS files by address."""
    texts = read_messages(language)
    environment = Environment(loader=FileSystemLoader(SITE / "templates"), autoescape=select_autoescape(default=True))
    context = MapContext("https://search.example/?q={}", has_data=True)
    drawn = {
        "drawing": draw(tree, texts["map.description"]),
        "data": embed_map(tree, context),
        "hierarchy": "-/hierarchy/",
    }

    page = environment.from_string(PAGE).render(
        map=drawn, trunk=tree, t=texts.__getitem__, w=texts.__getitem__, own="-", here=_Here()
    )
    folder.mkdir(parents=True, exist_ok=True)
    copytree(SITE / "static", folder / "-" / "assets", dirs_exist_ok=True)
    (folder / "-" / "assets" / "page.css").write_text(CSS, "utf-8")
    (folder / "-" / "assets" / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (folder / "index.html").write_text(page, "utf-8")
    for path, content in write_trees(f"-/tree/{language}/", rows or {}):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for address, said in (data or {}).items():
        (folder / f"{address}.json").write_text(json.dumps(said), "utf-8")
    return folder


class _Here:
    """Addresses on a page at the top of the site."""

    def page(self, address: str) -> str:
        return f"{address}/"

    def file(self, address: str) -> str:
        return address


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
