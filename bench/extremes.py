"""Vocabularies of unusual shape, at a size and at four times that size: linear work takes four times as long.

Run as ``python bench/extremes.py [CONCEPTS] [--shapes NAME ...]`` (3,000 by default, which are whole chains). A shape
is checked as a graph with all default rules, is checked, built and made a site as Markdown, and is imported as RDF. The
numbers are CPU seconds without start-up, which is the cost of the same command for ten concepts.
"""

import argparse
import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from headword.core.findings import Location
from headword.lint.catalogue import load_rules
from headword.lint.select import choose_rules
from headword.project.config import Config
from headword.rdf.entailment import with_inverses
from headword.rdf.shacl.choice import validate
from headword.rdf.terms import RDF_TYPE, SKOS, Literal, Triple, write_triple
from measuring import run

BASE = "https://w3id.org/bench/"
PLACE = Location("graph.ttl", 1)
LANGUAGES = "en bg cs da de el es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv mk no ru sq tr uk".split()  # noqa: SIM905 - read as text
_PAGE = 50
"""The number of headings of a page, unless a shape needs one large page."""
_CONFIG = 'base = "https://w3id.org/bench/"\ntitle = "Bench"\n'


def concept(number: int) -> str:
    return f"{BASE}c{number}"


def name(number: int) -> str:
    return f"Concept {number}"


def describe(number: int) -> Iterator[Triple]:
    yield concept(number), RDF_TYPE, SKOS + "Concept"
    yield concept(number), SKOS + "inScheme", BASE
    yield concept(number), SKOS + "prefLabel", Literal(name(number), "en")


def chains(count: int) -> Iterator[Triple]:
    """Chains 1,500 levels deep."""
    for number in range(1, count):
        if number % 1500:
            yield concept(number), SKOS + "broader", concept(number - 1)


def fan(count: int) -> Iterator[Triple]:
    """All under one."""
    for number in range(1, count):
        yield concept(number), SKOS + "broader", concept(0)


def rings(count: int) -> Iterator[Triple]:
    """Cycles of 100."""
    for number in range(count):
        yield concept(number), SKOS + "broader", concept(number - 99 if number % 100 == 99 else number + 1)


def lattice(count: int) -> Iterator[Triple]:
    """Layers of ten, each concept under all of the layer above: the paths up are countless, what is above is not."""
    for number in range(10, count):
        if number // 10 % 20:
            for above in range(10):
                yield concept(number), SKOS + "broader", concept((number // 10 - 1) * 10 + above)


def crowd(count: int) -> Iterator[Triple]:
    """One concept related to all, and mapped to as many."""
    for number in range(1, count):
        yield concept(0), SKOS + "related", concept(number)
        yield concept(0), SKOS + "exactMatch", f"https://other.example/{number}"


def web(count: int) -> Iterator[Triple]:
    """Each concept related to twenty others all over the graph."""
    for number in range(count):
        for step in range(1, 21):
            yield concept(number), SKOS + "related", concept((number + step * step * 7) % count)


def namesakes(count: int) -> Iterator[Triple]:
    """The same alternative label for all."""
    for number in range(count):
        yield concept(number), SKOS + "altLabel", Literal("Namesake", "en")


def languages(count: int) -> Iterator[Triple]:
    """A label in each of thirty languages."""
    for number in range(count):
        for tag in LANGUAGES[1:]:
            yield concept(number), SKOS + "prefLabel", Literal(f"{name(number)} {tag}", tag)


GRAPHS = (chains, fan, rings, lattice, crowd, web, namesakes, languages)


def write_pages(folder: Path, headings: Iterator[str], page: int = _PAGE, language: str = "") -> None:
    lines = list(headings)
    for start in range(0, len(lines), page):
        text = "".join(lines[start : start + page])
        (folder / f"page-{start // page:05}{language}.md").write_text(text, encoding="utf-8")


def head(number: int, label: str = "") -> str:
    return f"# {label or name(number)} {{#c{number}}}\n\n"


def link(number: int) -> str:
    return f"[{name(number)}](page-{number // _PAGE:05}.md#c{number})"


def write_chains(folder: Path, count: int) -> None:
    """1,500 concepts below one another, linked by the field of broader concepts, because headings have six levels."""
    above = (f"- broader: {link(one - 1)}\n\n" if one % 1500 else "" for one in range(count))
    write_pages(folder, (head(one) + field for one, field in enumerate(above)))


def write_fan(folder: Path, count: int) -> None:
    """One page, and one concept with all others below it."""
    write_pages(folder, ("#" * (one > 0) + head(one) for one in range(count)), count)


def write_namesakes(folder: Path, count: int) -> None:
    """The same label for all."""
    write_pages(folder, (head(one, "Namesake") for one in range(count)))


def write_clashes(folder: Path, count: int) -> None:
    """The same label for all, on one page and without ids, which is an error for each."""
    write_pages(folder, (f"# Namesake; {name(one)}\n" for one in range(count)), count)


def write_languages(folder: Path, count: int) -> None:
    """The pages in thirty languages."""
    write_pages(folder, (head(one) for one in range(count)))
    for tag in LANGUAGES[1:]:
        write_pages(folder, (head(one, f"{name(one)} {tag}") for one in range(count)), language=f".{tag}")


def write_web(folder: Path, count: int) -> None:
    """Each concept related to twenty others all over the site."""
    ends = ([(number + step * step * 7) % count for step in range(1, 21)] for number in range(count))
    write_pages(folder, (f"{head(one)}- related: {', '.join(map(link, near))}\n\n" for one, near in enumerate(ends)))


PAGES: dict[str, Callable[[Path, int], None]] = {
    "chains": write_chains,
    "fan": write_fan,
    "namesakes": write_namesakes,
    "clashes": write_clashes,
    "languages": write_languages,
    "web": write_web,
}
COMMANDS = ("check", "build", "site")


def measure_graph(shape: Callable[[int], Iterator[Triple]], count: int) -> float:
    facts = dict.fromkeys(list_triples(shape, count), PLACE)
    shapes = choose_rules(load_rules(), Config()).shapes
    start = time.process_time()
    validate(with_inverses(facts), shapes, "fast")
    return time.process_time() - start


def list_triples(shape: Callable[[int], Iterator[Triple]], count: int) -> list[Triple]:
    return [*(triple for number in range(count) for triple in describe(number)), *shape(count)]


def measure_pages(shape: str, command: str, count: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "headword.toml").write_text(_CONFIG)
        (folder / "taxonomy").mkdir()
        PAGES[shape](folder / "taxonomy", count)
        return run(folder, command, "-q", *(["--no-check"] if command != "check" else []), good=(0, 1)).cpu


def measure_import(shape: Callable[[int], Iterator[Triple]], count: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        lines = map(write_triple, [(BASE, RDF_TYPE, SKOS + "ConceptScheme"), *list_triples(shape, count)])
        Path(name, "vocabulary.nt").write_text("".join(lines), encoding="utf-8")
        return run(Path(name), "import", "-q", "vocabulary.nt", good=(0, 1)).cpu


def show(label: str, count: int, measure: Callable[[int], float]) -> None:
    start_up, once, four = (measure(size) for size in (10, count, 4 * count))
    print(
        f"{label:<32} {once - start_up:9.2f} {four - start_up:9.2f} {(four - start_up) / (once - start_up):6.1f}",
        flush=True,
    )


def main(count: int, shapes: list[str]) -> None:
    gc.disable()
    print(f"{'':<32} {count:>9,} {count * 4:>9,} {'ratio':>6}")
    for graph in GRAPHS:
        if graph.__name__ in shapes:
            show(f"rules: {graph.__name__}", count, lambda size, graph=graph: measure_graph(graph, size))
            show(f"import: {graph.__name__}", count, lambda size, graph=graph: measure_import(graph, size))
    for pages in PAGES:
        for command in COMMANDS if pages in shapes else ():
            show(f"{command}: {pages}", count, lambda size, it=(pages, command): measure_pages(*it, size))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("concepts", nargs="?", type=int, default=3000)
    known = [*PAGES, *(one.__name__ for one in GRAPHS)]
    parser.add_argument("--shapes", nargs="+", choices=dict.fromkeys(known), default=known)
    given = parser.parse_args()
    main(given.concepts, given.shapes)
