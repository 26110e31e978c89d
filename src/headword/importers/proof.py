"""The proof of an import: the compiled pages, compared with the imported graph."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from headword.compiler.linking.resolve import LinkTargets
from headword.compiler.naming.lock import Lock
from headword.compiler.page import PageCompiler
from headword.compiler.parallel import compile_in_processes, count_workers
from headword.compiler.site import Site
from headword.importers.arrangement import Arrangement
from headword.importers.expected_differences import name_difference
from headword.importers.vocabulary import SourceVocabulary
from headword.project.config import Config
from headword.project.project import Project, SourceFile, page_path
from headword.project.variants import SourcePage
from headword.rdf.graph import INVERSES, invert
from headword.rdf.graph_json import read_triples
from headword.rdf.terms import Triple


@dataclass(frozen=True)
class Proof:
    """The differences between pages and a graph.

    Attributes:
        missing: triples that the pages do not have, for the Turtle next to them.
        wrong: triples that only the pages have, and that are not expected.
        allowed: the number of each expected difference, by name.
    """

    missing: tuple[Triple, ...]
    wrong: tuple[Triple, ...]
    allowed: Mapping[str, int]


def compile_texts(
    texts: Mapping[str, str], anchors: Mapping[str, LinkTargets], config: Config, jobs: int = 0
) -> Iterator[Iterable[Triple]]:
    """Return the triples of each page, compiled with ``config`` in memory, by their paths under the sources folder.

    ``anchors`` are the link targets on each page, so that a page is compiled without the others. Statements of the
    config about every scheme are left out, because the pages do not have them. ``jobs`` is the number of processes, 0
    for an automatic one.
    """
    unsigned = replace(config, creator=(), publisher=(), license="", history="", created="", modified="")
    bare = replace(unsigned, version="", released="", prior_version="")
    with TemporaryDirectory(prefix="headword-") as folder:
        project = Project(Path(folder), replace(bare, sources="pages", subjects=()))
        paths = {inside: project.sources / inside for inside in texts}
        files = {
            inside: SourcePage(SourceFile(path, page_path(path, project.sources)), inside, "")
            for inside, path in paths.items()
        }
        held = {paths[inside]: text.encode() for inside, text in texts.items()}
        compiler = PageCompiler(Site(project, files, drafts=True, lock=Lock()), held, anchors)
        workers = count_workers(len(texts), jobs)
        if workers > 1:
            yield from (read_triples(made.facts) for made in compile_in_processes(compiler, list(texts), workers))
            return
        for inside in texts:
            yield compiler.compile(compiler.reader.read(inside))[1]


def prove(stated: Iterable[Iterable[Triple]], vocabulary: SourceVocabulary, arrangement: Arrangement) -> Proof:
    """Compare the triples of pages with the graph."""
    surplus: dict[Triple, None] = {}
    graph_triples, files = vocabulary.triples, arrangement.files
    # Those of the pages are not kept: they are equal to those of the graph, but not the same objects.
    uncovered = set(graph_triples)
    for triple in (triple for triples in stated for triple in triples):
        if triple in graph_triples:
            uncovered.discard(triple)
        else:
            surplus[triple] = None
        # A build states the inverse of every link to a concept on a page.
        if triple[1] in INVERSES and triple[2] in files:
            inverse = invert(triple)
            assert inverse is not None
            uncovered.discard(inverse)
    missing = _remove_implied(uncovered, arrangement)
    allowed: dict[str, int] = {}
    wrong = []
    for triple in surplus:
        name = name_difference(triple, vocabulary, arrangement)
        if name:
            allowed[name] = allowed.get(name, 0) + 1
        else:
            wrong.append(triple)
    return Proof(missing, tuple(sorted(wrong, key=_proof_order)), allowed)


def _proof_order(triple: Triple) -> tuple[str, str, str]:
    return triple[0], triple[1], repr(triple[2])


def _remove_implied(triples: Iterable[Triple], arrangement: Arrangement) -> tuple[Triple, ...]:
    """Return the triples without inverses that a build adds, sorted."""
    given = frozenset(triples)
    chosen = {one for triple in given if (one := _choose_side(triple, given, arrangement)) is not None}
    return tuple(sorted(chosen, key=_proof_order))


def _choose_side(triple: Triple, given: Collection[Triple], arrangement: Arrangement) -> Triple | None:
    """Return the side of a relation that is written: of two concepts on pages the first one, otherwise its own.

    A build states the inverse of a link to a concept on a page.
    """
    inverse = invert(triple)
    if inverse is None or triple[0] not in arrangement.files:
        return triple
    if inverse[0] in arrangement.files:
        return min(triple, inverse, key=_proof_order)
    return None if inverse in given else triple
