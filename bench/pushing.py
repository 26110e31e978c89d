"""Pushes a million triples to Oxigraph's server and to Virtuoso 7, started here on loopback; then nothing, then a page.

Run as ``python bench/pushing.py [PAGES] [STORE ...]``: 3,700 pages of 40 headings are a million triples.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sites import make_site
from support.store_servers import oxigraph, virtuoso

SERVERS = {"oxigraph": oxigraph, "virtuoso": lambda: virtuoso(buffers=170_000)}


def run(folder: Path, *words: str) -> float:
    start = time.perf_counter()
    command = ["/usr/bin/env", "time", "-f", "%M", sys.executable, "-m", "headword", *words]
    command = command if os.path.exists("/usr/bin/time") else command[4:]
    login = {"HEADWORD_USER": "dba", "HEADWORD_PASSWORD": "dba", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env={**os.environ, **login}, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    memory = done.stderr.strip().rsplit("\n", 1)[-1]
    last = done.stdout.strip().rsplit("\n", 1)[-1]
    shown = f", {int(memory) / 1024:,.0f} MB" if memory.isdecimal() else ""
    print(f"{words[0]:<6}{seconds:8.1f} s{shown}  {re.sub('http://[^ ]*', '', last)}", flush=True)
    return seconds


def main() -> None:
    pages = int(sys.argv[1]) if sys.argv[1:] else 3_700
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{make_site(folder, pages):,} concepts in {pages:,} pages")
        run(folder, "build", "--no-check", "--output-format", "ntriples")
        for store in sys.argv[2:] or SERVERS:
            print(store)
            with SERVERS[store]() as url:
                run(folder, "push", url, "--no-check")
                run(folder, "push", url, "--no-check")
                page = min(folder.glob("taxonomy/*/*/*.md"))
                page.write_text(page.read_text().replace("\n## 1. ", "\n## 1. New ", 1))
                run(folder, "push", url, "--no-check")
                run(folder, "pull", url, "--no-check")


if __name__ == "__main__":
    main()
