"""Importing: what pages say once they are built is what the file said, and importing that again changes nothing."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from headword.config import Config
from headword.importing.arrangement import Layout
from headword.importing.importer import import_vocabulary
from headword.importing.vocabulary import read_vocabulary
from headword.pipeline import compile_project
from headword.project import find_project
from headword.rdffile import read_rdf
from headword.terms import RDF_TYPE, SKOS, Literal, Triple, to_ntriples
from skosgraphs import skos_graphs

CONFIG = Config(base="https://v.example/", title="Test", subjects=())
LAYOUTS = [Layout(), Layout(most=3), Layout(depth=1), Layout(tops=True), Layout(depth=2, most=2)]


def import_texts(triples: Iterable[Triple], layout: Layout) -> dict[str, str]:
    return dict(import_vocabulary(read_vocabulary(triples), layout, "given", CONFIG).texts)


def build_texts(texts: dict[str, str], folder: Path) -> set[Triple]:
    """What a build of these pages says, of all documents but the catalogue."""
    (folder / "headword.toml").write_text('base = "https://v.example/"\ntitle = "Test"\nsubjects = []\n')
    for inside, text in texts.items():
        file = folder / "taxonomy" / inside
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return set(compile_project(find_project(folder)).facts)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(triples=skos_graphs(), layout=st.sampled_from(LAYOUTS))
def test_nothing_is_lost_and_a_second_import_is_the_first(triples: list[Triple], layout: Layout) -> None:
    vocabulary = read_vocabulary(triples)
    texts = import_texts(triples, layout)
    with TemporaryDirectory() as folder:
        built = build_texts(texts, Path(folder))
    assert vocabulary.triples - built == set()
    again = import_texts(built, layout)
    assert again == texts
