"""What tests of the site's services share: a vocabulary with something of everything, and all that is made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headword.cli.run_context import open_run_context
from headword.compiler.publication import Publication
from headword.compiler.run import open_run
from headword.project.project import find_project
from headword.site.context import SiteContext, open_site_context
from headword.site.details import ResourceDetails, read_details
from headword.site.skosmos.files import render_answers, render_answers_on
from headword.site.skosmos.service import SkosmosService
from headword.site.summaries import Described, group_facts

CONFIG = """\
base = "https://w3id.org/rocks/"
title = "Rocks"
license = "https://creativecommons.org/publicdomain/zero/1.0/"
created = "2026-01-16"
version = "1.0.0"
[[creator]]
iri = "https://w3id.org/rocks/team"
name = "The team"
[site]
url = "https://rocks.example.org/v/"
languages = ["en", "it"]
"""
MINERALS = """\
---
title: Minerals
description: What rocks are *made* of.
date: 2026-01-16
lastmod: 2026-02-01
---
# Mineral {#mineral}
## Quartz; rock crystal {#quartz}
Silica, see [feldspar](#feldspar) and <b>the others</b>.

Hard.

> Sand.

- Label (de-AT): Quarz
- Hidden: kwartz
- Related: [Feldspar](#feldspar)
- Exact match: <http://www.wikidata.org/entity/Q43010>
- Notation: Q1
- Created: 2026-01-17
- Modified: 2026-03-01
### Rose Quartz {#rose-quartz}
- Broader: [Pink](rocks/colours.md#pink)
## Feldspar {#feldspar}
- Close match: [Pink](rocks/colours.md#pink)
## Old \\<script>alert(1)\\</script> "x" {#old .deprecated}
- Replaced by: [Quartz](#quartz)
## 9 Lives {#nine}
- Created: 2026-01-20
## Kinds {.collection .ordered #kinds}
### Zircon {#zircon}
### Agate {#agate}
"""
ITALIAN = """\
---
title: Minerali
---
# Minerale
## Quarzo
Silice.
### Quarzo rosa
## Feldspato
## Vecchio
## 9 vite
## Tipi {.collection .ordered}
### Zircone
### Agata
"""
FILES: dict[str, str | bytes] = {
    "taxonomy/minerals.md": MINERALS,
    "taxonomy/minerals.it.md": ITALIAN,
    "taxonomy/rocks/colours.md": "---\ntitle: Colours\n---\n# Colour {#colour}\n## Pink {#pink}\n",
    "taxonomy/rocks-colours.md": "---\ntitle: Other colours\n---\n# Other {#other}\n",
    "taxonomy/search.md": "---\ntitle: Search\n---\n# Searching {#searching}\n",
}
BASE = "https://w3id.org/rocks/"


@contextmanager
def opened(folder: Path) -> Iterator[SiteContext]:
    """What the pages of the project in a folder are made of."""
    project = find_project(folder)
    with (
        open_run_context(project.root, no_cache=True, jobs=1) as context,
        open_run(project, drafts=False, context=context) as run,
    ):
        yield open_site_context(run, Publication(run.documents(), project.config), project.root / "site")


def all_answers(desk: SkosmosService) -> Iterator[tuple[str, bytes]]:
    """Every file of answers for clients of Skosmos."""
    yield from render_answers(desk)
    for id_ in desk.schemes:
        yield from render_answers_on(desk, id_)


def entries(book: SiteContext) -> Iterator[tuple[ResourceDetails, Described]]:
    """Everything that is described, with what its document says."""
    for document, facts in book.publication.each():
        described = group_facts(facts)
        for iri in document.subjects:
            card = book.atlas.cards.get(iri)
            if card is not None and card.document == document.path:
                yield read_details(card, described[iri], book.publication.rank), described
