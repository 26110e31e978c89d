"""One plugin of each kind for headword."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from headword.core.findings import Report
from headword.importers.outlines.line import Importer, Line
from headword.lint.formats.context import RenderContext
from headword.site.hosting.context import Host, Hosting
from headword.stores.remote.presets import Endpoints, Preset


def read_dashes(data: bytes, path: str) -> Iterator[Line]:
    """Read one label a line; each dash before it is one level."""
    for number, text in enumerate(data.decode().splitlines(), 1):
        label = text.lstrip("-")
        yield Line(len(text) - len(label), label.strip(), number=number)


DASHES = Importer((".dashes",), read_dashes)


def format_count(report: Report, context: RenderContext) -> str:
    """Return the number of findings alone."""
    return f"{len(report.findings)} findings\n"


def shapes_folder() -> Path:
    """Return the folder with the rules of this package."""
    return Path(str(files("hw_example").joinpath("shapes")))


def list_files(hosting: Hosting) -> Iterator[tuple[str, bytes]]:
    """Write one file that says where the site is served."""
    yield "example-host.txt", f"{hosting.url}\n".encode()


HOST = Host(frozenset({"example-host.txt"}), list_files)
STORE = Preset(
    "example",
    lambda url, known: Endpoints(f"{url}/query", f"{url}/update"),
    lambda url: url.port == 4711,
)
