"""Makes sites of any size in the shape of the example: one map page of 40 headings after another.

Run as ``python bench/sites.py FOLDER PAGES``.
"""

import random
import sys
from pathlib import Path

_FIRST = [
    "Orbital",
    "Lunar",
    "Thermal",
    "Solar",
    "Modular",
    "Cryogenic",
    "Autonomous",
    "Polymer",
    "Robotic",
    "Seismic",
    "Optical",
    "Fluid",
]
_SECOND = [
    "Systems",
    "Markets",
    "Materials",
    "Platforms",
    "Sensors",
    "Policies",
    "Services",
    "Networks",
    "Habitats",
    "Vehicles",
    "Models",
]
_WORDS = [
    "space",
    "orbit",
    "launch",
    "crystal",
    "alloy",
    "station",
    "cargo",
    "market",
    "revenue",
    "policy",
    "treaty",
    "research",
    "laboratory",
    "polymer",
    "sensor",
    "thermal",
    "radiation",
    "shield",
    "propulsion",
    "habitat",
    "logistics",
    "supply",
    "insurance",
    "contract",
    "design",
    "testing",
]


def make_site(folder: Path, pages: int, seed: int = 1) -> int:
    """Write ``pages`` pages under ``folder`` and a config; returns the number of concepts."""
    source = random.Random(seed)
    (folder / "taxonomy").mkdir(parents=True, exist_ok=True)
    (folder / "headword.toml").write_text('base = "https://w3id.org/bench/"\ntitle = "Bench"\n')
    for number in range(pages):
        category, tag = f"area-{number % 7}", f"topic-{number % 53}"
        page = folder / "taxonomy" / category / tag / f"page-{number:05}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(make_page(number, category, tag, source), encoding="utf-8")
    return pages * 40


def make_page(number: int, category: str, tag: str, source: random.Random) -> str:
    """One page: 1 + 3 + 9 + 27 headings; labels recur from page to page, not within one."""
    labels = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    source.shuffle(labels)

    def line(marks: str, number: str) -> str:
        keywords = " ".join(source.sample(_WORDS, 5))
        return f"{marks} {number}{labels.pop()}; {keywords}"

    lines = [line("#", "")]
    for one in range(1, 4):
        lines.append(line("##", f"{one}. "))
        for two in range(1, 4):
            lines.append(line("###", f"{one}.{two} "))
            lines.extend(line("####", "") for _ in range(3))
    head = f'---\ntitle: "page {number}"\ncategory: "{category}"\ntag: "{tag}"\ndate: 2026-01-16\ndraft: false\n---\n\n'
    outline = "\n".join(lines)
    return f'{head}{{{{< jsvis-map1 "white" "" >}}}}\n{outline}\n{{{{< /jsvis-map1 >}}}}\n'


if __name__ == "__main__":
    print(make_site(Path(sys.argv[1]), int(sys.argv[2])), "concepts")
