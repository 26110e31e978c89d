"""Finding labels in a text: by their first words, by an automaton, and by one regular expression.

Run as ``python bench/prose.py [LABELS]`` (200,000 by default); it needs ahocorasick-rs. The text has 800,000 words
and phrases, of which one in forty is a label.
"""

import random
import re
import resource
import sys
import time
from collections.abc import Callable

from ahocorasick_rs import AhoCorasick, MatchKind

from headword.content.prose.label_index import LabelIndex
from headword.content.thesaurus import TermLabel


def measure(name: str, build: Callable[[], Callable[[str], int]], text: str) -> None:
    start = time.process_time()
    find = build()
    built = time.process_time()
    found = find(text)
    end = time.process_time()
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:24}{built - start:8.2f} s to build{end - built:8.2f} s to search{found:10,} found{size:8,.0f} MB so far"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rnd = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
    words = ["".join(rnd.choices(syllables, k=rnd.randint(2, 5))) for _ in range(60_000)]
    labels = sorted({" ".join(rnd.choices(words, k=rnd.randint(1, 3))) for _ in range(count)})
    common = rnd.sample(words, 5_000)
    text = " ".join(rnd.choice(labels) if rnd.random() < 0.025 else rnd.choice(common) for _ in range(800_000))

    def build_index() -> Callable[[str], int]:
        index = LabelIndex([TermLabel(label, "en", 1, label) for label in labels], "en")
        return lambda text: sum(1 for _ in index.find(text))

    def build_automaton() -> Callable[[str], int]:
        automaton = AhoCorasick(labels, matchkind=MatchKind.LeftmostLongest)

        def find(text: str) -> int:
            found = automaton.find_matches_as_indexes(text.lower())
            return sum(
                1
                for _, start, end in found
                if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
            )

        return find

    def build_expression() -> Callable[[str], int]:
        pattern = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, labels), key=len, reverse=True))})\b")
        return lambda text: sum(1 for _ in pattern.finditer(text.lower()))

    measure("first words", build_index, text)
    measure("ahocorasick-rs", build_automaton, text)
    if count <= 2_000:
        measure("one expression", build_expression, text)


if __name__ == "__main__":
    main()
