"""The files that pages load: style sheet, scripts and icon. Those of the user replace headword's."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from headword.core.cache import digest
from headword.site.addresses import OWN

_STYLES = ("site.css", "search.css", "tree.css", "side.css", "map.css", "query.css")
"""The parts of the one style sheet that pages load, in order."""
_STYLE = "site.css"
_USER_STYLE = "custom.css"
"""The user's addition to the style sheet."""


def list_assets(folder: Path, theme: str) -> Iterator[tuple[str, bytes]]:
    """Yield each file that pages load; a file in the user's ``folder`` replaces the one of the same name.

    ``theme`` is the style sheet of the config, which comes before what the user adds.
    """
    ours = {entry.name: entry.read_bytes() for entry in files("headword.site").joinpath("static").iterdir()}
    theirs = {file.name: file.read_bytes() for file in sorted(folder.glob("static/*")) if file.is_file()}
    assets = {**ours, **theirs}
    styles = [assets.pop(name) for name in _STYLES]
    added = [theme.encode(), assets.pop(_USER_STYLE, b"")]
    assets[_STYLE] = b"\n".join([*styles, *filter(None, added)])
    for name in sorted(assets):
        yield f"{OWN}/assets/{name}", assets[name]


def digest_files(folder: Path) -> str:
    """Return a fingerprint of templates, words and assets, including those in the user's ``folder``."""
    ours = Path(str(files("headword.site")))
    found = [file for top in (ours, folder) for file in top.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return digest(*sorted(f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in found))
