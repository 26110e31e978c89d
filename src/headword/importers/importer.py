"""The import of a graph as the files of pages, proved before any file is written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyoxigraph as ox

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.importers.arrangement import Arrangement, Layout, arrange
from headword.importers.proof import Proof, compile_texts, prove
from headword.importers.spelling import spell_label
from headword.importers.vocabulary import SourceVocabulary
from headword.importers.write import Writer
from headword.markdown.page_bytes import MAX_PAGE_BYTES
from headword.project.config import Config
from headword.project.project import EXTRA_SUFFIX
from headword.rdf.blank_nodes import find_owner
from headword.rdf.graph import DocumentSubjects
from headword.rdf.parse import parse_rdf
from headword.rdf.terms import SKOS_XL, Term, Triple
from headword.rdf.write import arrange as arrange_graph
from headword.rdf.write.turtle import write_turtle

PREFIXES = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/dcmitype/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "isothes": "http://purl.org/iso25964/skos-thes#",
    "org": "http://www.w3.org/ns/org#",
    "skosxl": SKOS_XL,
    "vann": "http://purl.org/vocab/vann/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Prefixes of the Turtle next to pages, in addition to those of headword and the config."""
_ROUNDS = 8
"""The maximum number of attempts to write pages without the facts that they cannot express."""


@dataclass(frozen=True)
class ImportResult:
    """The result of an import: pages and the Turtle next to them.

    Attributes:
        texts: the files by their paths under the sources folder.
        arrangement: the places of the concepts.
        proof: the differences between the pages and the graph.
    """

    texts: Mapping[str, str]
    arrangement: Arrangement
    proof: Proof


def import_vocabulary(vocabulary: SourceVocabulary, layout: Layout, name: str, config: Config) -> ImportResult:
    """Return the pages of ``vocabulary`` in a site with this ``config``; ``name`` is the fallback name of a page.

    Raises:
        HeadwordError: nothing in it can be a heading, or a page would be too large.
    """
    left_out = _find_unwritable(vocabulary, config)
    for _ in range(_ROUNDS):
        _refuse_all(vocabulary, left_out)
        arrangement = arrange(vocabulary, layout, name, left_out)
        writer = Writer(vocabulary, arrangement, config.lang)
        texts = {sheet.file: writer.write(sheet) for sheet in arrangement.sheets}
        _check_sizes(texts)
        proof = prove(compile_texts(texts, writer.anchors(), config), vocabulary, arrangement)
        if not proof.wrong:
            extras = _write_extras(proof.missing, arrangement, config)
            _check_sizes(extras)
            return ImportResult({**texts, **extras}, arrangement, proof)
        blamed = {owner for s, _, o in proof.wrong for term in (s, o) if (owner := _owner(term)) in arrangement.files}
        left_out |= blamed
        if not blamed:
            break
    subject, predicate, value = proof.wrong[0]
    hint = "this is a defect in headword: please report it with the vocabulary"
    raise HeadwordError(
        f"the pages would add a triple that the vocabulary does not have: {subject} {predicate} {value}", None, hint
    )


def list_pages(vocabulary: SourceVocabulary, layout: Layout, name: str, config: Config) -> frozenset[str]:
    """Return the pages that `import_vocabulary` will probably write, before it compiles and proves them.

    Raises:
        HeadwordError: nothing in the vocabulary can be a heading.
    """
    arrangement = arrange(vocabulary, layout, name, _find_unwritable(vocabulary, config))
    return frozenset(sheet.file for sheet in arrangement.sheets)


def _find_unwritable(vocabulary: SourceVocabulary, config: Config) -> frozenset[str]:
    """Return the concepts whose label cannot be written as a heading.

    Raises:
        HeadwordError: there is no concept, no label can be written, or a site with this ``config`` cannot have them.
    """
    refuse_vault(config)
    _refuse_one_scheme(config)
    if not vocabulary.entries:
        hint = "headword imports resources of the class skos:Concept that have a preferred label"
        raise HeadwordError("the input has no concept with a preferred label", None, hint)
    unwritable = frozenset(iri for iri, label in vocabulary.entries.items() if spell_label(label.value) is None)
    _refuse_all(vocabulary, unwritable)
    return unwritable


def _refuse_all(vocabulary: SourceVocabulary, left_out: frozenset[str]) -> None:
    if vocabulary.entries.keys() <= left_out:
        label = min(vocabulary.entries.values()).value
        raise HeadwordError(f"no label can be written as a heading; the first is {label!r}")


def refuse_vault(config: Config) -> None:
    """Check that pages are not concepts themselves, as in a vault.

    Raises:
        HeadwordError: they are.
    """
    if config.shape.named_by_file:
        hint = 'import into a folder of its own, with profile = "plain" in its config'
        raise HeadwordError(
            "each note of a vault is a concept, but an import writes several concepts on a page", None, hint
        )


def _refuse_one_scheme(config: Config) -> None:
    """Check that pages can belong to the schemes of a vocabulary."""
    if config.scheme == "site":
        hint = 'import into a project of its own, with scheme = "page" in its config'
        raise HeadwordError("the whole site is one scheme, but the imported vocabulary has its own", None, hint)


def _owner(term: Term) -> str:
    """Return the resource of a term, or the collection of a cell in a list."""
    return re.sub(r"\.list-\d+$", "", term) if isinstance(term, str) else ""


def _check_sizes(texts: Mapping[str, str]) -> None:
    for file, text in texts.items():
        size = len(text.encode())
        if size > MAX_PAGE_BYTES:
            message = f"the page would have {size / 2**20:.1f} MB; the limit is {MAX_PAGE_BYTES / 2**20:.0f} MB"
            raise HeadwordError(
                message,
                Location(file),
                "use another --layout for smaller pages; one concept is never divided between pages",
            )


def _write_extras(missing: Iterable[Triple], arrangement: Arrangement, config: Config) -> dict[str, str]:
    """Return the Turtle next to each page, with the statements about its concepts that Markdown cannot express.

    All other statements are next to the first page.
    """
    statements = list(missing)
    schemes = {sheet.scheme: sheet.file for sheet in reversed(arrangement.sheets) if not sheet.under}
    pages = _follow_lists({**schemes, **arrangement.files}, statements)
    first = arrangement.sheets[0].file
    by_page: dict[str, list[Triple]] = defaultdict(list)
    for triple in statements:
        subject = find_owner(triple[0]) or triple[0]
        by_page[pages.get(subject, first)].append(triple)
    texts = {}
    for page, triples in sorted(by_page.items()):
        file = PurePosixPath(page).with_suffix("").as_posix() + EXTRA_SUFFIX
        texts[file] = _write_turtle(triples, file, config)
    return texts


def _follow_lists(pages: Mapping[str, str], triples: Sequence[Triple]) -> dict[str, str]:
    """Return the page of each resource: its own, or that of the first resource that leads to it."""
    subjects = {subject for subject, _, _ in triples}
    links: dict[str, list[str]] = defaultdict(list)
    for subject, _, value in triples:
        if value in subjects and value not in pages:
            links[subject].append(str(value))
    found = dict(pages)
    waiting = sorted(found.keys() & links.keys())
    for subject in waiting:
        for value in links[subject]:
            if value not in found:
                found[value] = found[subject]
                waiting.append(value)
    return found


def _write_turtle(triples: list[Triple], file: str, config: Config) -> str:
    subjects = tuple(dict.fromkeys(subject for subject, _, _ in triples))
    graph = arrange_graph(dict.fromkeys(triples, Location(file)), {})
    text = write_turtle(graph, DocumentSubjects(file, subjects), {**PREFIXES, **config.prefixes})
    if parse_rdf(text.encode(), ox.RdfFormat.TURTLE, file, "https://base.invalid/").keys() != set(triples):
        hint = "this is a defect in headword: please report it with the vocabulary"
        raise HeadwordError("the Turtle does not say what it was written from", Location(file), hint)
    return text
