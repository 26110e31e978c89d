"""Imports: the cases in ``tests/cases/importing``, the build of the pages, and its second import."""

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.cli import import_ as import_command
from headword.compiler.vocabulary import compile_project
from headword.core.errors import HeadwordError
from headword.core.files.atomic import replace_files
from headword.importers import importer
from headword.importers.arrangement import Layout, arrange
from headword.importers.expected_differences import ALLOWED
from headword.importers.importer import import_vocabulary
from headword.importers.proof import compile_texts, prove
from headword.importers.spelling import spell_label
from headword.importers.starter_config import suggest_config
from headword.importers.vocabulary import read_vocabulary
from headword.importers.write import Writer
from headword.markdown.inline import plain_text, split_text
from headword.markdown.profiles import SITES
from headword.markdown.text import SourceText
from headword.project.config import Config
from headword.project.project import find_project
from headword.rdf.parse import parse_rdf, read_rdf
from headword.rdf.terms import RDF_TYPE, SKOS, Literal, Triple
from support.cases import Case, read_cases
from support.project import ROOT, Run
from support.skos_graphs import TEXTS, skos_graphs

CONFIG = Config(base="https://v.example/", title="Test", subjects=())
LAYOUTS = [Layout(), Layout(most=3), Layout(depth=1), Layout(tops=True), Layout(depth=2, most=2)]


def import_texts(triples: Iterable[Triple], layout: Layout) -> dict[str, str]:
    return dict(import_vocabulary(read_vocabulary(triples), layout, "given", CONFIG).texts)


def build_texts(texts: dict[str, str], folder: Path) -> set[Triple]:
    """Return the triples of a build of these pages, from all documents except the catalogue."""
    (folder / "headword.toml").write_text('base = "https://v.example/"\ntitle = "Test"\nsubjects = []\n')
    for inside, text in texts.items():
        file = folder / "taxonomy" / inside
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return set(compile_project(find_project(folder)).facts)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(triples=skos_graphs(), layout=st.sampled_from(LAYOUTS))
def test_import_is_lossless_and_repeatable(triples: list[Triple], layout: Layout) -> None:
    vocabulary = read_vocabulary(triples)
    texts = import_texts(triples, layout)
    with TemporaryDirectory() as folder:
        built = build_texts(texts, Path(folder))
    assert vocabulary.triples - built == set()
    again = import_texts(built, layout)
    assert again == texts


FILES = sorted(file for file in (ROOT / "tests" / "cases" / "importing").glob("*.md") if file.name != "README.md")
CASES = [case for file in FILES for case in read_cases(file)]
PREFIXES = "".join(
    f"@prefix {prefix}: <{namespace}> .\n"
    for prefix, namespace in (
        ("", "https://v.example/"),
        ("skos", SKOS),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("owl", "http://www.w3.org/2002/07/owl#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ("skosxl", "http://www.w3.org/2008/05/skos-xl#"),
    )
)


def find_given(case: Case) -> str:
    (name,) = (name for name in case.files if name.startswith("given.") and not name.endswith((".md", ".extra.ttl")))
    return name


def import_case(case: Case, folder: Path, headword: Run) -> dict[str, str]:
    given_name = find_given(case)
    text = case.files[given_name]
    (folder / given_name).write_text(PREFIXES + text if given_name.endswith(".ttl") else text, encoding="utf-8")
    run = headword("import", given_name, *case.files.get("", "").split("\n")[:-1], cwd=folder)
    assert run.returncode == 0, run.stderr
    pages = folder / "taxonomy"
    return {file.relative_to(pages).as_posix(): file.read_text("utf-8") for file in pages.rglob("*") if file.is_file()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_case(case: Case, tmp_path: Path, headword: Run) -> None:
    made = import_case(case, tmp_path, headword)
    wanted = {name: text for name, text in case.files.items() if name not in ("", find_given(case))}
    assert made == wanted
    assert headword("build", "--no-check", cwd=tmp_path).returncode == 0


def read_published(folder: Path) -> set[Triple]:
    """Return the triples of a published build, read from its Turtle, without the catalogue."""
    files = [file for file in (folder / "vocab").rglob("*.ttl") if file.name != "catalog.ttl"]
    return {triple for file in files for triple in read_rdf(file, str(file))}


INVERSES = {"broader": "narrower", "related": "related", "hasTopConcept": "topConceptOf", "exactMatch": "exactMatch"}
INVERSES |= {other: name for name, other in INVERSES.items()}


def is_documented(triple: Triple, given: frozenset[Triple], schemes: set[str]) -> bool:
    """Return whether an additional triple of a build is listed in docs/importing.md; implemented independently."""
    subject, predicate, value = triple
    name = predicate.removeprefix(SKOS)
    if name in INVERSES and (value, SKOS + INVERSES[name], subject) in given:
        return True
    if subject in schemes and name in ("prefLabel", "definition", "http://purl.org/dc/terms/title"):
        return True
    if subject in schemes and predicate == "http://purl.org/dc/terms/source":
        return isinstance(value, Literal) and value.value.endswith(".md")
    if name == "inScheme":
        return (subject, SKOS + "topConceptOf", value) in given or (value, SKOS + "hasTopConcept", subject) in given
    is_collection = (subject, RDF_TYPE, SKOS + "Collection") in given
    is_own = (subject, SKOS + "inScheme", value) in given
    return predicate.endswith("#isDefinedBy") and is_collection and is_own


VOCABULARIES = [ROOT / "tests" / "data" / "voc4cat.ttl", ROOT / "tests" / "data" / "physh.ttl"]
# Under a licence that lets it be used, but not be part of this repository.
UNESCO = ROOT.parent / "shared" / "data" / "unesco.ttl"


TRIPS = [
    *((file, "auto") for file in (*VOCABULARIES, *([UNESCO] if UNESCO.exists() else []))),
    *((VOCABULARIES[0], layout) for layout in ("one-page", "by-top-concept", "by-depth")),
]


@pytest.mark.parametrize(("file", "layout"), TRIPS, ids=lambda value: value if isinstance(value, str) else value.stem)
def test_vocabularies_make_the_round_trip(file: Path, layout: str, tmp_path: Path, headword: Run) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    assert headword("import", str(file), "--layout", layout, cwd=first).returncode == 0
    assert headword("build", "--no-check", cwd=first).returncode == 0
    given, built = frozenset(read_rdf(file, file.name)), read_published(first)
    assert not any(str(term).startswith("_:") for triple in given for term in triple)
    assert given - built == set()
    schemes = {subject for subject, p, value in given if (p, value) == (RDF_TYPE, SKOS + "ConceptScheme")}
    assert [triple for triple in built - given if not is_documented(triple, given, schemes)] == []
    published = [str(path) for path in (first / "vocab").rglob("*.ttl") if path.name != "catalog.ttl"]
    again = headword("import", *published, "--layout", layout, "--name", file.stem, cwd=second)
    assert again.returncode == 0, again.stderr
    assert read_pages(second) == read_pages(first)


def read_pages(folder: Path) -> dict[str, bytes]:
    pages = folder / "taxonomy"
    return {path.relative_to(pages).as_posix(): path.read_bytes() for path in pages.rglob("*") if path.is_file()}


def test_ten_thousand_narrower_concepts_are_split(tmp_path: Path, headword: Run) -> None:
    lines = [f"@prefix skos: <{SKOS}> .", "<https://v.example/top> a skos:Concept ; skos:prefLabel 'Top'@en ."]
    narrower = (
        "<https://v.example/{0}> a skos:Concept ; skos:prefLabel 'C {0}'@en ; skos:broader <https://v.example/top> ."
    )
    lines += [narrower.format(number) for number in range(10_000)]
    (tmp_path / "big.ttl").write_text("\n".join(lines))
    run = headword("import", "big.ttl", cwd=tmp_path)
    assert run.stdout.startswith("taxonomy: 10,001 concepts and collections on 8 pages\n"), run.stderr
    pages = sorted(path.name for path in (tmp_path / "taxonomy" / "big").iterdir())
    assert pages == ["top-2.md", "top-3.md", "top-4.md", "top-5.md", "top-6.md", "top-7.md", "top.md"]
    assert (tmp_path / "taxonomy" / "big" / "top-7.md").read_text().count("\n# ") == 1_000
    built = headword("build", "--no-check", cwd=tmp_path)
    assert "10,001 concepts" in built.stdout


BAD = {
    "a relative IRI": ("x.ttl", "<a> a <b> .", "x.ttl:1:7: error: the IRI 'a' is relative"),
    "a relative IRI in JSON-LD": ("x.jsonld", '{"@id": "a", "http://v.example/p": "x"}', "the IRI 'a' is relative"),
    "a space in an IRI": (
        "x.ttl",
        "<http://v.example/a b> a <http://v.example/c> .",
        "x.ttl:1:1: error: not valid Turtle",
    ),
    "no Turtle": ("x.ttl", "nonsense", "x.ttl:1:1: error: not valid Turtle"),
    "no concept": (
        "x.ttl",
        "<http://v.example/a> a <http://v.example/b> .",
        "the input has no concept with a preferred label",
    ),
    "an unknown ending": ("x.docx", "x", "the format of a .docx file is unknown"),
    "no XML": ("x.opml", "<opml", "x.opml:1:1: error: not valid XML"),
    "entities": ("x.mm", '<!DOCTYPE m [<!ENTITY a "b">]><map/>', "declares XML entities"),
    "an empty outline": ("x.txt", "\n\n", "the input has no headings"),
    "an outline in another encoding": ("x.txt", b"\xff\xfe", "the outline is not UTF-8"),
    "a table without labels": ("x.csv", "a,b\n1,2\n", "no column with labels was found"),
    "a table with a parent that is not there": ("x.csv", "label,parent\nA,B\n", "x.csv:2: error: there is no row 'B'"),
    "a table with a circle": ("x.csv", "label,parent\nA,B\nB,A\n", "is its own ancestor"),
    "a table with a quote that never ends": ("x.csv", 'label\n"A\n', "x.csv:2: error: the table cannot be read"),
    "a row with more cells than columns": ("x.csv", "label,note\nA,x,y\n", "x.csv:2: error: this row has 3 cells"),
    "an id that is none": ("x.csv", "label,id\nA,a b\n", "x.csv:2: error: 'a b' cannot be an id"),
    "one id twice": ("x.csv", "label,id\nA,a\nB,a\n", "x.csv:3: error: the id 'a' is already used in line 2"),
    "an IRI of JSON-LD that is none": (
        "x.jsonld",
        '{"@id": "http://v.example/a b", "@type": "http://v.example/C"}',
        "'http://v.example/a b' is not an IRI",
    ),
    "an IRI of JSON-LD that is none, by a context": (
        "x.jsonld",
        '{"@context": {"m": {"@id": "http://v.example/m", "@type": "@id"}}, "@id": "http://v.example/a", "m": "x:a b"}',
        "'x:a b' is not an IRI",
    ),
    "a language of JSON-LD that is none": (
        "x.jsonld",
        '{"@id": "http://v.example/a", "http://v.example/p": {"@value": "x", "@language": "en_US"}}',
        "'en_US' is not a language tag",
    ),
    "labels that no heading can hold": (
        "x.ttl",
        f"@prefix skos: <{SKOS}> . <http://v.example/a> a skos:Concept ; skos:prefLabel 'x\\u0000y'@en .",
        "no label can be written as a heading",
    ),
    "a row without a label": ("x.csv", "label,id\n,1\n", "x.csv:2: error: this row has no label"),
}


@pytest.mark.parametrize("case", BAD)
def test_unreadable_input_is_an_error_without_writing(case: str, tmp_path: Path, headword: Run) -> None:
    name, content, message = BAD[case]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    run = headword("import", name, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


SMALL = f"""@prefix skos: <{SKOS}> .
<a> a skos:Concept ; skos:prefLabel "A"@en ; skos:notation "x"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""


def test_the_site_has_pages_in_the_languages_of_the_vocabulary() -> None:
    """In those in which half of the concepts have a label; a vocabulary in one language needs no list."""
    tags = {"a": ("en", "fr", "de"), "b": ("en", "fr", "x y"), "c": ("en",)}
    facts: list[Triple] = [(one, RDF_TYPE, f"{SKOS}Concept") for one in tags]
    single = [*facts, *((one, f"{SKOS}prefLabel", Literal(one, "en")) for one in tags)]
    facts += [(one, f"{SKOS}prefLabel", Literal(one, tag)) for one, each in tags.items() for tag in each]
    assert suggest_config(read_vocabulary(facts), "v").site.languages == ("en", "fr")
    assert suggest_config(read_vocabulary(single), "v").site.languages == ()


def test_base_differences_and_existing_files(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "small.ttl").write_text(SMALL)
    shown = headword("import", "small.ttl", "--base", "https://v.example/", "--dry-run", cwd=tmp_path)
    assert "+# A {#a}" in shown.stdout
    assert not (tmp_path / "taxonomy").exists()
    run = headword("import", "small.ttl", "--base", "https://v.example/", cwd=tmp_path)
    assert run.returncode == 0
    assert "1 literal does not match its datatype" in run.stderr
    assert (tmp_path / "headword.toml").read_text() == 'base = "https://v.example/"\ntitle = "small"\nlang = "en"\n'
    page = tmp_path / "taxonomy" / "small.md"
    before = page.read_text()
    same = headword("import", "small.ttl", "--base", "https://v.example/", cwd=tmp_path)
    assert same.returncode == 0
    page.write_text(f"{before}\nMine.\n")
    run = headword("import", "small.ttl", "--base", "https://v.example/", cwd=tmp_path)
    assert run.returncode == 2
    assert "taxonomy/small.md: error: there is a file here already" in run.stderr
    assert page.read_text() == f"{before}\nMine.\n"
    assert headword("import", "small.ttl", "--base", "https://v.example/", "--force", cwd=tmp_path).returncode == 0
    assert page.read_text() == before


def test_one_unwritable_file_prevents_writing(tmp_path: Path) -> None:
    (tmp_path / "kept.md").write_text("before")
    (tmp_path / "file").write_text("no folder")
    contents = {tmp_path / "kept.md": b"after", tmp_path / "new" / "a.md": b"x", tmp_path / "file" / "b.md": b"x"}
    with pytest.raises(HeadwordError):
        replace_files(contents)
    assert (tmp_path / "kept.md").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "kept.md"]


def test_blank_nodes_of_two_imported_files_stay_distinct(tmp_path: Path, headword: Run) -> None:
    prefixes = f"@prefix skos: <{SKOS}> .\n@prefix v: <https://v.example/v/> .\n@prefix e: <https://e.example/> .\n"
    for name in ("a", "b"):
        said = f'v:{name} a skos:Concept ; skos:prefLabel "{name}"@en ; e:by _:x . _:x e:name "name of {name}" .'
        (tmp_path / f"{name}.ttl").write_text(prefixes + said)
    done = headword("import", "a.ttl", "b.ttl", "--base", "https://v.example/", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    headword("build", "--no-check", cwd=tmp_path)
    facts = [fact for file in (tmp_path / "vocab").glob("**/*.ttl") for fact in read_rdf(file, file.name)]
    names = {s: v.value for s, p, v in facts if p == "https://e.example/name" and isinstance(v, Literal)}
    by = {s: names[str(v)] for s, p, v in facts if p == "https://e.example/by"}
    assert by == {f"https://v.example/v/{name}": f"name of {name}" for name in ("a", "b")}


def test_files_in_any_order_make_the_same_pages(tmp_path: Path, headword: Run) -> None:
    text = (ROOT / "tests" / "data" / "voc4cat.ttl").read_text("utf-8")
    quads = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    made = []
    for number, part in enumerate((quads, quads[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "v.nt").write_bytes(ox.serialize(part, format=ox.RdfFormat.N_TRIPLES) or b"")
        assert headword("import", "v.nt", cwd=folder, PYTHONHASHSEED=str(number)).returncode == 0
        made.append(read_pages(folder))
    assert made[0] == made[1]


@settings(max_examples=150)
@given(text=TEXTS)
def test_escaped_label_reads_back(text: str) -> None:
    spelled = spell_label(text)
    if spelled is not None:
        source = SourceText(spelled, "", 1, 1)
        assert [source.part(*span).text for span in split_text(source, ";")] == [spelled]
        assert {plain_text(spelled, site) for site in SITES.values()} == {text}


BARE = """:s a skos:ConceptScheme ; dcterms:title "S"@en ; skos:prefLabel "S"@en .
:a a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:prefLabel "A"@en .
"""
DIFFERENCES = {
    "inverse": ":b a skos:Concept ; skos:inScheme :s ; skos:prefLabel 'B'@en ; skos:broader :a .",
    "scheme-of-its-concepts": ":b a skos:Concept ; skos:inScheme :other ; skos:prefLabel 'B'@en .",
    "top-concept-in-scheme": ":b a skos:Concept ; skos:topConceptOf :s ; skos:prefLabel 'B'@en .",
    "ordered-collection": ":o a skos:OrderedCollection ; skos:prefLabel 'O'@en .",
    "member-of-list": ":o a skos:OrderedCollection ; skos:prefLabel 'O'@en ; skos:memberList ( :a ) .",
    "label-of-xl": """:b a skos:Concept ; skos:inScheme :s ; skosxl:prefLabel :l .
        :l skosxl:literalForm "B"@en . :a skosxl:altLabel :l .""",
    "title-of-scheme": ":s dcterms:description 'What it is.'@en .",
    "page-of-scheme": "",
    "scheme-of-collection": ":o a skos:Collection ; skos:inScheme :s ; skos:prefLabel 'O'@en ; skos:member :a .",
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_each_difference_that_is_allowed_occurs_and_is_named(name: str) -> None:
    facts = parse_rdf((PREFIXES + BARE + DIFFERENCES[name]).encode(), ox.RdfFormat.TURTLE, "", "https://v.example/")
    proof = import_vocabulary(read_vocabulary(facts), Layout(), "given", CONFIG).proof
    # What any scheme on a page brings along: its page, the other side of its top concept, a title where it has none.
    always = {"page-of-scheme", "inverse"} | ({"title-of-scheme"} if name == "scheme-of-its-concepts" else set())
    assert name in proof.allowed
    assert proof.allowed.keys() <= {name} | always


def test_the_documentation_lists_the_differences_that_are_allowed() -> None:
    text = (ROOT / "docs" / "importing.md").read_text("utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \| [^|]* \| [^|]* \|$", text, re.MULTILINE)
    assert listed == list(ALLOWED)
    assert listed == list(DIFFERENCES)


@pytest.mark.parametrize(
    ("said", "instead", "predicate"),
    [
        ("# A {#a}", "# Another {#a}", "prefLabel"),
        ("# A {#a}", "# A {#a .deprecated}", "deprecated"),
        ("# A {#a}", "# A {#a}\n\nMade up.", "definition"),
        ("# A {#a}", "# A {#a}\n## B {#b}", "broader"),
        ("title: S", "title: S\nversion: 2.0", "versionInfo"),
    ],
)
def test_additional_statements_of_pages_are_found(said: str, instead: str, predicate: str) -> None:
    facts = parse_rdf((PREFIXES + BARE).encode(), ox.RdfFormat.TURTLE, "", "https://v.example/")
    vocabulary = read_vocabulary(facts)
    arrangement = arrange(vocabulary, Layout(), "given")
    writer = Writer(vocabulary, arrangement, "en")
    texts = {sheet.file: writer.write(sheet).replace(said, instead) for sheet in arrangement.sheets}
    proof = prove(compile_texts(texts, writer.anchors(), CONFIG), vocabulary, arrangement)
    assert any(wrong[1].endswith(predicate) for wrong in proof.wrong)


TWO = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://v.example/> .
:a a skos:Concept ; skos:prefLabel "A"@en ; :odd "gone later" .
:b a skos:Concept ; skos:prefLabel "B"@en ; skos:broader :a .
"""


def test_next_import_removes_old_turtle_files(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "v.ttl").write_text(TWO)
    assert headword("import", "v.ttl", cwd=tmp_path).returncode == 0
    assert (tmp_path / "taxonomy" / "v.extra.ttl").exists()
    (tmp_path / "v.ttl").write_text(TWO.replace(' ; :odd "gone later"', ""))
    assert "-:a" in headword("import", "v.ttl", "--dry-run", cwd=tmp_path).stdout
    assert (
        "taxonomy/v.extra.ttl: error: there is a file here already" in headword("import", "v.ttl", cwd=tmp_path).stderr
    )
    assert headword("import", "v.ttl", "--force", cwd=tmp_path).returncode == 0
    assert sorted(file.name for file in (tmp_path / "taxonomy").iterdir()) == ["v.md"]


def test_concept_on_another_page_is_not_imported_again(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "v.ttl").write_text(TWO)
    assert headword("import", "v.ttl", cwd=tmp_path).returncode == 0
    (tmp_path / "taxonomy" / "v.md").rename(tmp_path / "taxonomy" / "w.md")
    run = headword("import", "v.ttl", "--force", cwd=tmp_path)
    assert run.returncode == 2
    assert "taxonomy/w.md: error: <https://v.example/a> is already on this page" in run.stderr


def test_an_existing_concept_is_refused_before_the_pages_are_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, layout = parse_rdf(TWO.encode(), ox.RdfFormat.TURTLE, "v.ttl", "https://v.example/"), Layout()
    made = import_vocabulary(read_vocabulary(facts, None, "en"), layout, "v", Config())
    replace_files({tmp_path / "taxonomy" / "w.md": made.texts["v.md"].encode()})
    monkeypatch.setattr(importer, "compile_texts", None)
    with pytest.raises(HeadwordError, match="already on this page"):
        import_command._plan_import(facts, layout, "v", None, find_project(tmp_path))


def test_retired_concept_is_not_imported_again(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "v.ttl").write_text(TWO)
    for words in (("import", "v.ttl"), ("ids", "--accept"), ("retire", "b")):
        assert headword(*words, cwd=tmp_path).returncode == 0
    run = headword("import", "v.ttl", "--force", cwd=tmp_path)
    assert run.returncode == 2
    assert "'b' was retired on" in run.stderr


@pytest.mark.parametrize("config", ['scheme = "site"', 'profile = "obsidian"'])
def test_sites_that_cannot_contain_an_import(config: str, tmp_path: Path, headword: Run) -> None:
    (tmp_path / "v.ttl").write_text(TWO)
    (tmp_path / "headword.toml").write_text(f'base = "https://v.example/"\n{config}\n')
    run = headword("import", "v.ttl", cwd=tmp_path)
    assert run.returncode == 2
    assert "import into a" in run.stderr


def test_an_outline_fits_into_a_site_that_is_one_scheme(tmp_path: Path, headword: Run) -> None:
    (tmp_path / "headword.toml").write_text('base = "https://v.example/"\nscheme = "site"\n')
    (tmp_path / "rocks.txt").write_text("Rocks\n\tGranite\n")
    assert headword("import", "rocks.txt", cwd=tmp_path).returncode == 0
    assert "vocab: 2 concepts" in headword("build", cwd=tmp_path).stdout


def test_scheme_metadata_in_config_does_not_prevent_import(tmp_path: Path, headword: Run) -> None:
    config = 'base = "https://v.example/"\ncreator = "Anna"\nlicense = "https://l.example/"\ncreated = "2026-01-01"\n'
    config += 'version = "1.1"\nreleased = "2026-02-01"\nprior-version = "1.0"\nhistory = "Old."\n'
    config += 'keywords = "ignore"\niri-style = "hash"\nids = "opaque"\nlang = "de"\nlanguages = ["en"]\n'
    (tmp_path / "headword.toml").write_text(config)
    (tmp_path / "v.ttl").write_text(TWO)
    assert headword("import", "v.ttl", cwd=tmp_path).returncode == 0
    assert headword("build", "--no-check", cwd=tmp_path).returncode == 0
    given = read_rdf(tmp_path / "v.ttl", "v.ttl").keys()
    assert given <= read_published(tmp_path)
