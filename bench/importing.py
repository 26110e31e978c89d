"""Import of a thesaurus of 172,000 concepts and a million triples: CPU seconds, wall seconds, memory.

    python bench/importing.py [CONCEPTS]

The file is made here, the same each time: a hierarchy eight deep under a few
hundred top concepts, labels in four languages of thirty, alternative labels,
notes, related concepts, mappings, and properties that Markdown has no field for.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SKOS = "http://www.w3.org/2004/02/skos/core#"
BASE = "https://w3id.org/bench/thesaurus"
LANGUAGES = ("en", "bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl")
LANGUAGES += ("pl", "pt", "ro", "sk", "sl", "sv", "mk", "no", "ru", "sq", "tr", "uk")
WORDS = (
    "ore",
    "gold",
    "silver",
    "tin",
    "rock",
    "water",
    "air",
    "fire",
    "wood",
    "salt",
    "acid",
    "base",
    "metal",
    "wave",
)


def triples(count: int) -> Iterator[str]:
    """The lines of the file, N-Triples."""
    chance = random.Random(0)
    concept = SKOS + "Concept"
    scheme = f"<{BASE}>"
    yield f"{scheme} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SKOS}ConceptScheme> ."
    yield f'{scheme} <{SKOS}prefLabel> "Thesaurus of everything"@en .'
    for number in range(count):
        iri = f"<{BASE}/c_{number}>"
        label = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
        yield f"{iri} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{concept}> ."
        yield f'{iri} <{SKOS}prefLabel> "{label}"@en .'
        yield f"{iri} <{SKOS}inScheme> {scheme} ."
        for language in chance.sample(LANGUAGES[1:], chance.choice((0, 1, 1))):
            yield f'{iri} <{SKOS}prefLabel> "{label} ({language})"@{language} .'
        if number < 300:
            yield f"{iri} <{SKOS}topConceptOf> {scheme} ."
        else:
            yield f"{iri} <{SKOS}broader> <{BASE}/c_{chance.randrange(max(0, number // 12 - 200), number // 6)}> ."
        if number % 3 == 0:
            yield f'{iri} <{SKOS}altLabel> "{label}, also"@en .'
        if number % 5 == 0:
            yield f'{iri} <{SKOS}scopeNote> "Of {label}; see the second edition (1976), page {number}."@en .'
        if number % 7 == 0:
            yield f"{iri} <{SKOS}related> <{BASE}/c_{chance.randrange(count)}> ."
        if number % 4 == 0:
            yield f"{iri} <{SKOS}exactMatch> <http://elsewhere.example/{number}> ."
        if number % 2 == 0:
            yield f'{iri} <http://purl.org/dc/terms/identifier> "{number}" .'


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 172_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "thesaurus.nt")
        lines = 0
        with file.open("w", encoding="utf-8") as stream:
            for line in triples(count):
                stream.write(f"{line}\n")
                lines += 1
        began = time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-m", "headword", "import", file.name],
            cwd=folder, check=True, capture_output=True, text=True,
        )  # fmt: skip
        wall = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(run.stdout.splitlines()[0])
        print(f"{count:,} concepts, {lines:,} triples: {wall:.1f} s wall, {used.ru_utime + used.ru_stime:.1f} s CPU,")
        print(f"largest process {used.ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
