"""A vocabulary with something of everything, and the site of it: what the proof of the pages is held against."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from headword.cli.run_context import open_run_context
from headword.compiler.run import open_run
from headword.project.project import find_project
from headword.site.publishing import publish_site

BASE = "https://w3id.org/rocks/"
CONFIG = f"""\
base = "{BASE}"
title = "Rocks & Minerals"
description = "What the ground is made of, and what it is called."
license = "https://creativecommons.org/publicdomain/zero/1.0/"
creator = "The team"
created = "2026-01-16"
languages = ["it", "de"]
ignore = ["missing-language", "translation-shape"]

[site]
source-url = "https://git.example.org/rocks/blob/main/{{path}}#L{{line}}"
"""
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis " * 200 + "a" * 800
"""A label of 10,000 characters, of which the last 800 are one word."""
UNSEEN = "Zero\u200bwidth\u200djoined\ufeffrock"
ARABIC, CHINESE = "كوارتز", "石英"

MINERALS = f"""\
---
title: Minerals
description: What rocks are *made* of.
date: 2026-01-16
lastmod: 2026-02-01
category: geology
tag: crystals
---

# Mineral; natural solid {{#mineral}}

What nature makes of one kind, in the solid state.

- Label (de): Mineral
- Scope note: Ice counts, water does not.

## Silicates {{#silicates notation="S"}}

### Quartz; rock crystal; silica {{#quartz notation="S1"}}

The *commonest* mineral of all, akin to [feldspar](#feldspar) and to [halite](salts.md#halite).

See [the catalogue](https://example.org/quartz?a=1&b=2), `SiO2`, and **nothing** else.

> Sand is quartz for the most part.

- Label (de): Quarz
- Label (ar): {ARABIC}
- Label (zh): {CHINESE}
- Alt (de): Bergkristall; {"Rhinkiesel" * 40}
- Hidden: kwartz
- Definition (de): Das häufigste Mineral.
- Related: [Feldspar](#feldspar); [Halite](salts.md#halite)
- Exact match: <http://www.wikidata.org/entity/Q43010>
- Close match: <https://example.org/thesaurus/quartz>
- Broad match: [Salts](salts.md#salts)
- History note: Known to the Greeks.
- Created: 2026-01-17
- Modified: 2026-02-03
- Source: <https://example.org/books/1>

#### Macrocrystalline {{#macro}}

##### Amethyst; purple quartz {{#amethyst}}

- Broader: [Gemstones](#gemstones)

###### Ametrine {{#ametrine}}

### Feldspar {{#feldspar notation="S2"}}

## Gemstones; jewels {{#gemstones}}

### Old gemstones {{#old-gemstones .deprecated}}

- Replaced by: [Gemstones](#gemstones)

## Straßenstein {{#strassenstein lang=de}}

## {UNSEEN} {{#unseen}}

## {LONG} {{#long}}

## Purple ones {{#by-colour .collection}}

- Member: [Amethyst](#amethyst); [Ametrine](#ametrine)

## By hardness {{#by-hardness .collection .ordered}}

### Talc {{#talc}}

### Diamond {{#diamond}}
"""
MINERALS_IT = """\
---
title: Minerali
description: Di che cosa sono fatte le rocce.
---

# Minerale; solido naturale {#mineral}

Ciò che la natura fa di una sola specie, allo stato solido.

## Silicati {#silicates}

### Quarzo; cristallo di rocca {#quartz}

Il minerale più comune, parente del [feldspato](#feldspar).

#### Macrocristallino {#macro}

##### Ametista; quarzo viola {#amethyst}

###### Ametrino {#ametrine}

### Feldspato {#feldspar}

## Pietre preziose {#gemstones}
"""
EXTRA = f"""\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{BASE}rocks/minerals/quartz> skos:note \"\"\"Properties:

| property | value |
|---|---|
| hardness | 7 |
| formula | {"Si" * 200} |

- one
- two
  1. three

# A heading

> quoted

<b>bold</b> and ![image](https://example.org/image.png)
\"\"\"@en ;
    skos:editorialNote \"\"\"```
code <b>
```\"\"\"@en , "بين الصخور"@ar ;
    dcterms:contributor "Someone" .
"""
DEEPER = """\
---
under: minerals.md#ametrine
---

# Anahí ametrine {#anahi}

## Pale {#pale}

### Palest {#palest}
"""
SALTS = """\
---
title: Salts
---

# Salts {#salts}

## Halite; rock salt {#halite}

Kitchen salt.

## Sylvite {#sylvite}
"""
MEMBERS = [f"## Member {number:03} {{#member-{number}}}\n\n" for number in range(300)]
CROWD = "---\ntitle: The crowd\n---\n\n# Crowd {#crowd}\n\n" + "### Below {#below}\n\n".join(
    ("".join(MEMBERS[:1]), "".join(MEMBERS[1:]))
)
PAGES = {
    "taxonomy/rocks/minerals.md": MINERALS,
    "taxonomy/rocks/minerals.it.md": MINERALS_IT,
    "taxonomy/rocks/minerals.extra.ttl": EXTRA,
    "taxonomy/rocks/deeper.md": DEEPER,
    "taxonomy/rocks/salts.md": SALTS,
    "taxonomy/crowd.md": CROWD,
}
STONE = "## Straßenstein {#strassenstein lang=de}\n\n"
FIRST = {
    "taxonomy/rocks/minerals.md": MINERALS.replace("; jewels", "").replace(STONE, ""),
    "taxonomy/rocks/minerals.it.md": MINERALS_IT.replace("solido naturale", "corpo naturale"),
    "taxonomy/rocks/salts.md": SALTS.replace("Halite;", "Halit;"),
}
"""What was otherwise in the first release."""
SECOND = {"taxonomy/rocks/salts.md": SALTS.replace("Kitchen salt.\n\n", "")}
"""What was otherwise in the second."""
HASHED = """\
---
title: Stones
---

# Stone

## Pebble; small stone

- Related: [Cobble](#cobble)

### Grain

#### Mote

## Cobble

### Brick
"""


def run_headword(folder: Path, *words: str) -> str:
    """Run ``headword`` as its user does; gives what it said."""
    run = subprocess.run(
        [sys.executable, "-m", "headword", *words], cwd=folder, env={**os.environ, "NO_COLOR": "1"},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=1200,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def build_rich(folder: Path) -> Path:
    """The site of a vocabulary with two releases, and changes since."""
    write_files(folder, {"headword.toml": CONFIG, **PAGES, **FIRST})
    run_headword(folder, "release", "1.0", "--date", "2026-03-01")
    write_files(folder, {**PAGES, **SECOND})
    run_headword(folder, "release", "1.1", "--date", "2026-04-01")
    write_files(folder, PAGES)
    run_headword(folder, "site", "--no-check")
    return folder / "site"


def build_hashed(folder: Path) -> Path:
    """The site of a small vocabulary whose IRIs have a ``#``."""
    config = CONFIG.replace("created", 'iri-style = "hash"\ncreated')
    write_files(folder, {"headword.toml": config, "taxonomy/stones.md": HASHED})
    return build_here(folder)


def build_here(folder: Path) -> Path:
    """The site of the project in a folder, whatever rules it breaks, built by this process."""
    with (
        open_run_context(folder, no_cache=True, jobs=1) as context,
        open_run(find_project(folder), context=context) as run,
    ):
        publish_site(run, run.documents(), folder / "site")
    return folder / "site"


KINDS = {
    "home": "index.html",
    "concept": "rocks/minerals/quartz/index.html",
    "concept below two": "rocks/minerals/amethyst/index.html",
    "concept with a crowd": "crowd/crowd/index.html",
    "concept with a long label": "rocks/minerals/long/index.html",
    "concept with characters that are not seen": "rocks/minerals/unseen/index.html",
    "deprecated concept": "rocks/minerals/old-gemstones/index.html",
    "concept in Italian": "rocks/minerals/quartz/index.it.html",
    "concept in German": "rocks/minerals/quartz/index.de.html",
    "scheme": "rocks/minerals/index.html",
    "scheme in Italian": "rocks/minerals/index.it.html",
    "scheme of subjects": "subjects/index.html",
    "collection": "rocks/minerals/by-colour/index.html",
    "ordered collection": "rocks/minerals/by-hardness/index.html",
    "hierarchy": "-/hierarchy/index.html",
    "index": "-/a-z/index.html",
    "index in Italian": "-/a-z/index.it.html",
    "leaf of the index": "-/a-z/en/q/index.html",
    "search": "-/search/index.html",
    "maps": "-/map/index.html",
    "map": "-/map/rocks/minerals/index.html",
    "map in Italian": "-/map/rocks/minerals/index.it.html",
    "collections": "-/collections/index.html",
    "changes": "-/changes/index.html",
    "statistics": "-/statistics/index.html",
    "data": "-/data/index.html",
    "nothing": "404.html",
}
"""Each kind of page by a name for it: its file."""
