"""The folder of the program, with the data files in it."""

from pathlib import Path

import headword

PACKAGE = Path(headword.__path__[0])
"""The folder of the program, which is found without ``importlib.resources``: its import takes 20 ms."""
