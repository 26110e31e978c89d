"""What an assistant waits for: the first answer, and further ones, in CPU seconds and milliseconds.

Run as ``python bench/assistants.py [PAGES ...]`` (320 and 4,300 pages of 40 concepts by default: 12,800 and 172,000).
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from headword.project.project import find_project
from headword.server.mcp import lookup
from headword.server.mcp.loaded import PagesFeed
from sites import make_site

TEXTS = ("s", "co", "cryo", "cryogenic", "cryogenic sen", "sen", "thermal c", "lunar", "orbital debris")
"""Searches from one letter to two words, and at the end one without a result."""


def measure(ask: Callable[[], object]) -> float:
    """Return the CPU time of a call, in milliseconds."""
    begun = time.process_time()
    ask()
    return (time.process_time() - begun) * 1000


def main(sizes: list[int]) -> None:
    for pages in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            print(f"| {make_site(folder, pages):,} concepts | CPU ms |\n|---|---:|", flush=True)
            feed = PagesFeed(lambda folder=folder: find_project(folder))
            print(f"| load | {measure(feed.load):,.0f} |", flush=True)
            loaded = feed.load()
            first = measure(lambda loaded=loaded: lookup.search_concepts(loaded, "cryogenic", None, "", 10))
            print(f"| the first `search_concepts` | {first:,.0f} |")
            times = [
                measure(lambda text=text, loaded=loaded: lookup.search_concepts(loaded, text, None, "", 10))
                for text in TEXTS[:-1]
                for _ in range(5)
            ]
            print(f"| `search_concepts`, median and slowest | {statistics.median(times):.1f}, {max(times):.1f} |")
            misses = [measure(lambda loaded=loaded: lookup.search_concepts(loaded, TEXTS[-1], None, "", 10))
                      for _ in range(2)]  # fmt: skip
            print(f"| nothing found: nearest labels, first time and then | {misses[0]:,.0f}, {misses[1]:.1f} |")
            middle = loaded.vocabulary.concepts[len(loaded.vocabulary) // 2].iri
            read = measure(lambda loaded=loaded, iri=middle: lookup.get_concept(loaded, iri, None))
            print(f"| `get_concept` | {read:.1f} |", flush=True)
            if pages <= 320:
                print(f"| the first check of all pages | {measure(feed.check):,.0f} |", flush=True)
            feed.close()


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [320, 4300])
