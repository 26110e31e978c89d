"""A batch of 100 reconciliation queries among 12,800 concepts, and what the index takes to build.

Run as ``python bench/reconciling.py [PAGES]`` (320 pages of 40 concepts by default). CPU seconds, answers written out.
The generated names share about a hundred words, which is harder than any vocabulary: each is in hundreds of names.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from headword.cli.run_context import open_run_context
from headword.compiler.publication import Publication
from headword.compiler.run import open_run
from headword.project.project import find_project
from headword.server.reconciliation import formats as telling
from headword.server.reconciliation.matching import Matcher
from headword.server.reconciliation.requests import ReconciliationQuery
from headword.server.reconciliation.views import ClientLocale
from headword.server.snapshot import ServedVocabulary
from headword.server.statements import ResourceStatements
from headword.site.context import open_site_context
from sites import make_site

BATCH = 100


def main(pages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_site(Path(folder), pages)
        project = find_project(Path(folder))
        with (
            open_run_context(project.root, no_cache=True, jobs=2) as context,
            open_run(project, drafts=False, context=context) as run,
        ):
            book = open_site_context(run, Publication(run.documents(), project.config), Path(folder) / "site")
            facts = book.publication.facts()
    snapshot = ServedVocabulary(1, Path(folder), book.config, book.atlas, book.readers, facts)
    start = time.process_time()
    matcher = Matcher(snapshot, ResourceStatements(snapshot))
    print(f"{len(matcher.names.concepts):,} concepts, {len(matcher.names.forms):,} names")
    print(f"index     {time.process_time() - start:6.2f} s")
    texts = [form.text for form in matcher.names.forms]
    for name, change in CHANGES.items():
        chance = random.Random(1)
        queries = [ReconciliationQuery((change(chance.choice(texts), chance),)) for _ in range(BATCH)]
        start = time.process_time()
        guest = ClientLocale(snapshot, matcher.said, "en")
        found = [[telling.format_candidate(guest, one) for one in those] for those in matcher.match(queries, "")]
        size = len(json.dumps(found))
        print(f"{name:9} {time.process_time() - start:6.2f} s  {size:,} bytes")


def slip(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice("abcdefgh") + text[at + 1 :]


def leave_out(text: str, chance: random.Random) -> str:
    words = text.split()
    return " ".join(chance.sample(words, max(1, len(words) - 1)))


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "same": lambda text, _: text,
    "slip": slip,
    "words": leave_out,
    "nothing": lambda *_: "xqzzt wvvk",
}

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
