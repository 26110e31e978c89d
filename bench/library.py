"""What ``headword.load`` gives, as each is first asked for, in CPU seconds.

Run as ``python bench/library.py [PAGES ...]`` (320 and 4,300 pages of 40 concepts by default: 12,800 and 172,000).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from sites import make_site

STEPS = """
import sys, time
start = time.process_time()

def lap(what):
    global start
    print(f"| {what} | {time.process_time() - start:.3f} |", flush=True)
    start = time.process_time()

import headword
lap("`import headword`")
vocabulary = headword.load(sys.argv[1])
lap("`load`")
len(vocabulary.concepts)
lap("`concepts`")
[concept.ancestors for concept in vocabulary]
lap("the ancestors of all")
vocabulary.search("cryogenic sen")
lap("the first `search`")
vocabulary.search("cryogenic sen")
lap("another")
vocabulary.query("ASK { ?s ?p ?o }")
lap("the first `query`")
vocabulary.graph
lap("`graph`")
"""


def main(sizes: list[int]) -> None:
    for pages in sizes:
        with tempfile.TemporaryDirectory() as name:
            print(f"| {make_site(Path(name), pages):,} concepts | CPU s |\n|---|---:|", flush=True)
            subprocess.run([sys.executable, "-c", STEPS, name], check=True)


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [320, 4300])
