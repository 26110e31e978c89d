"""The pages of an imported vocabulary are in its language, and each text keeps its own language."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.test_importing import build_texts

from headword.importers.arrangement import Layout
from headword.importers.importer import import_vocabulary
from headword.importers.vocabulary import read_vocabulary
from headword.project.config.schema import Config
from headword.rdf.terms import DCTERMS, RDF_TYPE, SKOS, Literal, Triple
from support.project import Run
from support.skos_graphs import skos_graphs

SCHEME = "https://v.example/s"


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(triples=skos_graphs(), language=st.sampled_from(["", "en", "de"]))
def test_every_text_keeps_its_language(triples: list[Triple], language: str) -> None:
    """In any language of the pages, each published text is one of the source, or the name of a page."""
    vocabulary = read_vocabulary(
        [*triples, ("https://v.example/first", SKOS + "prefLabel", Literal("Erstes", language))], language
    )
    config = Config(base="https://v.example/", title="Test", subjects=())
    texts = import_vocabulary(vocabulary, Layout(), "given", config).texts
    with TemporaryDirectory() as folder:
        built = build_texts(dict(texts), Path(folder))
    told = {value for _, _, value in vocabulary.triples if isinstance(value, Literal)}
    new = {value for _, _, value in built if isinstance(value, Literal)} - told
    assert all(not one.language for one in new), new


def vocabulary_of(labels: dict[str, int], titles: list[str], definitions: list[str]) -> list[Triple]:
    """Return concepts with as many labels in each language as in ``labels``."""
    triples: list[Triple] = [(SCHEME, RDF_TYPE, SKOS + "ConceptScheme")]
    triples += [(SCHEME, DCTERMS + "title", Literal("T", tag)) for tag in titles]
    for number in range(max(labels.values())):
        iri = f"https://v.example/c{number}"
        triples += [(iri, RDF_TYPE, SKOS + "Concept"), (iri, SKOS + "inScheme", SCHEME)]
        triples += [
            (iri, SKOS + "prefLabel", Literal(f"{number} {tag}", tag)) for tag, n in labels.items() if number < n
        ]
    triples += [("https://v.example/c0", SKOS + "definition", Literal(tag, tag)) for tag in definitions]
    return triples


CHOICES = [
    ({"en": 3, "cs": 3, "de": 3}, ["en"], ["en"], "en"),
    ({"bg": 3, "fr": 3}, [], ["fr"], "fr"),
    ({"bg": 30, "fr": 29}, ["fr"], [], "fr"),
    ({"bg": 30, "fr": 10}, ["fr"], [], "bg"),
    ({"bg": 3, "nl": 3}, ["bg", "nl"], ["nl"], "nl"),
    ({"bg": 3, "nl": 4}, [], [], "nl"),
    ({"bg": 3, "en": 3}, [], [], "en"),
    ({"bg": 3, "it": 3}, [], [], "it"),
    ({"": 3}, ["en"], ["en"], ""),
]


@pytest.mark.parametrize(("labels", "titles", "definitions", "expected"), CHOICES)
def test_language_of_vocabulary(
    labels: dict[str, int], titles: list[str], definitions: list[str], expected: str
) -> None:
    site = "it" if "it" in labels else "en"
    assert read_vocabulary(vocabulary_of(labels, titles, definitions), None, site).language == expected


@pytest.mark.parametrize(
    ("name", "text", "lang", "message"),
    [
        ("a.ttl", "@prefix s: <http://www.w3.org/2004/02/skos/core#> . <x:a> a s:Concept ; s:prefLabel 'A'@de .", "fr",
         "languages with labels: de"),
        ("a.csv", "label (de);label (none)\nA;B\n", "fr", "languages with labels: de, none"),
        ("a.csv", "label (de)\nA\n", "not a tag", "is not a language tag"),
        ("a.csv", "alt (de)\nA\n", "de", "no column with labels was found"),
    ],
)  # fmt: skip
def test_unavailable_language_is_an_error(
    name: str, text: str, lang: str, message: str, tmp_path: Path, headword: Run
) -> None:
    (tmp_path / name).write_text(text)
    run = headword("import", name, "--lang", lang, cwd=tmp_path)
    assert (run.returncode, message in run.stderr) == (2, True), run.stderr
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_pages_state_their_language(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "headword.toml").write_text('base = "https://w3id.org/test/"\ntitle = "Test"\nlang = "fr"\n')
    (tmp_path / "a.txt").write_text("Ding\n  Sache\n")
    assert headword("import", "a.txt", "--lang", "de", cwd=tmp_path).returncode == 0
    assert (tmp_path / "taxonomy/a.md").read_text().startswith("---\ntitle: Ding\nlang: de\n---\n")
