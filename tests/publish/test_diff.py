"""The differences of two editions, by concept, in any format."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headword.project.version_policy import KINDS, VersionLevel, read_demand
from headword.publish.diff.compare import VocabularyDiff, compare
from headword.publish.diff.versions import is_after, propose, raise_version
from headword.rdf.blank_nodes import name_by_content
from headword.rdf.graph import LocatedGraph
from headword.rdf.parse import parse_rdf
from headword.rdf.terms import DCTERMS, OWL, RDF, SKOS, Literal, Term, Triple
from support.project import CONFIG, Run

MakeSite = Callable[..., Path]

PREFIXES = """\
@prefix : <https://w3id.org/test/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix schema: <https://schema.org/> .
"""
OTHERS = ":b a skos:Concept . :c a skos:Concept .\n"


def read(turtle: str) -> LocatedGraph:
    return parse_rdf((PREFIXES + turtle).encode(), ox.RdfFormat.TURTLE, "a.ttl", "https://w3id.org/test/")


def kinds(difference: VocabularyDiff) -> dict[str, tuple[str, ...]]:
    return {one.iri.removeprefix("https://w3id.org/test/"): one.kinds for one in difference.changed}


CASES = [
    ("nothing", ":a a skos:Concept .", ":a a skos:Concept .", {}),
    ("added", "", ":a a skos:Concept .", {"a": ("added",)}),
    ("removed", ":a a skos:Concept .", "", {"a": ("removed",)}),
    ("scheme", "", ":s a skos:ConceptScheme .", {"s": ("added",)}),
    ("collection", ":s a skos:Collection .", "", {"s": ("removed",)}),
    ("renamed", ':a a skos:Concept ; skos:prefLabel "A"@en .', ':a a skos:Concept ; skos:prefLabel "B"@en .',
     {"a": ("renamed",)}),
    ("translated", ":a a skos:Concept .", ':a a skos:Concept ; skos:prefLabel "A"@it .', {"a": ("label",)}),
    ("synonym", ':a a skos:Concept ; skos:altLabel "x" .', ":a a skos:Concept .", {"a": ("label",)}),
    ("hidden", ":a a skos:Concept .", ':a a skos:Concept ; skos:hiddenLabel "x" .', {"a": ("label",)}),
    ("moved", ":a a skos:Concept ; skos:broader :b .", ":a a skos:Concept ; skos:broader :c .", {"a": ("moved",)}),
    ("moved, told below", ":a a skos:Concept . :b skos:narrower :a .", ":a a skos:Concept . :c skos:narrower :a .",
     {"a": ("moved",)}),
    ("the same told below", ":a a skos:Concept . :b skos:narrower :a .", ":a a skos:Concept ; skos:broader :b .", {}),
    ("to the top", ":a a skos:Concept ; skos:broader :b .",
     ":a a skos:Concept ; skos:topConceptOf :s . :s skos:hasTopConcept :a .", {"a": ("moved",)}),
    ("another scheme", ":a a skos:Concept ; skos:inScheme :s .", ":a a skos:Concept ; skos:inScheme :t .",
     {"a": ("moved",)}),
    ("note", ":a a skos:Concept .", ':a a skos:Concept ; skos:scopeNote "x"@en .', {"a": ("note",)}),
    ("notation", ':a a skos:Concept ; skos:notation "1" .', ':a a skos:Concept ; skos:notation "2" .',
     {"a": ("notation",)}),
    ("mapping", ":a a skos:Concept .", ":a a skos:Concept ; skos:exactMatch <http://other.org/x> .",
     {"a": ("mapping",)}),
    ("mapping downward to what is not ours", ":a a skos:Concept .",
     ":a a skos:Concept ; skos:narrowMatch <http://other.org/x> .", {"a": ("mapping",)}),
    ("mapping inside", ":a a skos:Concept .", ":a a skos:Concept . :b skos:narrowMatch :a .", {"a": ("mapping",)}),
    ("relation", ":a a skos:Concept .", ":a a skos:Concept ; skos:related :b .",
     {"a": ("relation",), "b": ("relation",)}),
    ("other", ":a a skos:Concept .", ':a a skos:Concept ; dcterms:source "x" .', {"a": ("other",)}),
    ("deprecated", ":a a skos:Concept ; skos:broader :b .", ":a a skos:Concept ; owl:deprecated true .",
     {"a": ("retired",)}),
    ("retired in favour of what is retired", ":a a skos:Concept . :b owl:deprecated true .",
     ":a a skos:Concept ; owl:deprecated true ; dcterms:isReplacedBy :b . :b owl:deprecated true .",
     {"a": ("retired",)}),
    ("merged", ':a a skos:Concept ; skos:altLabel "x" .',
     ":a a skos:Concept ; owl:deprecated true ; dcterms:isReplacedBy :b .", {"a": ("merged",)}),
    ("merged and renamed", ':a a skos:Concept ; skos:prefLabel "x" .',
     ':a a skos:Concept ; skos:prefLabel "y" ; owl:deprecated true ; dcterms:isReplacedBy :b .',
     {"a": ("merged", "renamed")}),
    ("merged and gone", ":a a skos:Concept .", ":b dcterms:replaces :a .", {"a": ("merged",), "b": ("other",)}),
    ("split", ":a a skos:Concept .", ":a a skos:Concept ; owl:deprecated true ; dcterms:isReplacedBy :b, :c .",
     {"a": ("split",)}),
    ("restored", ":a a skos:Concept ; owl:deprecated true ; dcterms:isReplacedBy :b .", ":a a skos:Concept .",
     {"a": ("restored",)}),
    ("deprecated still", ":a a skos:Concept ; owl:deprecated true .",
     ":a a skos:Concept ; owl:deprecated true ; dcterms:isReplacedBy :b .", {"a": ("other",)}),
    ("member", ":a a skos:Collection ; skos:member :b .", ":a a skos:Collection ; skos:member :c .",
     {"a": ("member",)}),
    ("order", ":a a skos:OrderedCollection ; skos:memberList (:b :c) .",
     ":a a skos:OrderedCollection ; skos:memberList (:c :b) .", {"a": ("member",)}),
    ("the same order in other cells", ":a a skos:OrderedCollection ; skos:memberList (:b) .",
     ":a a skos:OrderedCollection ; skos:memberList :l . :l rdf:first :b ; rdf:rest () .", {}),
    ("a release", ':s a skos:ConceptScheme ; owl:versionInfo "1" ; dcterms:modified "2026-01-16" .',
     ':s a skos:ConceptScheme ; owl:versionInfo "2" ; owl:priorVersion :p ; dcterms:issued "2026-11-24" .', {}),
    ("the title of a scheme", ':s a skos:ConceptScheme ; dcterms:title "x" ; skos:prefLabel "x" .',
     ':s a skos:ConceptScheme ; dcterms:title "y" ; skos:prefLabel "y" .', {"s": ("renamed",)}),
    ("a person", ':p a schema:Person ; schema:name "x" .', ':p a schema:Person ; schema:name "y" .',
     {"p": ("other",)}),
    ("what leads to us from elsewhere", ":a a skos:Concept .",
     ":a a skos:Concept . <http://other.org/x> skos:exactMatch :a .", {"a": ("mapping",)}),
    ("a label as a resource", ':a a skos:Concept ; xl:prefLabel [ xl:literalForm "x"@en ] .',
     ':a a skos:Concept ; xl:prefLabel :l . :l a xl:Label ; xl:literalForm "y"@en .', {"a": ("renamed",)}),
    ("a note as a resource", ':a a skos:Concept ; skos:note [ rdf:value "x"@en ; dcterms:date "2026" ] .',
     ':a a skos:Concept ; skos:note [ rdf:value "y"@en ] .', {"a": ("note",)}),
    ("blank nodes by other names", ':a a skos:Concept ; dcterms:source _:x . _:x dcterms:title "t" ; rdf:value _:y .',
     ':a a skos:Concept ; dcterms:source _:q . _:q dcterms:title "t" ; rdf:value _:p .', {}),
    ("inside a blank node", ':a a skos:Concept ; dcterms:source [ dcterms:title "t" ] .',
     ':a a skos:Concept ; dcterms:source [ dcterms:title "u" ] .', {"a": ("other",)}),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_kinds_of_change(old: str, new: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert kinds(compare(read(OTHERS + old), read(OTHERS + new))) == expected


def test_every_kind_has_a_case() -> None:
    assert {kind for *_, expected in CASES for found in expected.values() for kind in found} == set(KINDS)


def test_move_lists_all_broader_concepts() -> None:
    old = read(OTHERS + ":a a skos:Concept ; skos:broader :b .")
    new = read(OTHERS + ":a a skos:Concept ; skos:broader :b, :c .")
    (changed,) = compare(old, new).changed
    (change,) = changed.changes
    assert change.before == ("https://w3id.org/test/b",)
    assert change.after == ("https://w3id.org/test/b", "https://w3id.org/test/c")


NAMES = [*(f"https://w3id.org/test/{name}" for name in "abcd"), "_:x", "_:y", "_:z"]
PREDICATES = [SKOS + name for name in ("broader", "narrower", "related", "prefLabel", "memberList", "exactMatch")]
PREDICATES += [OWL + "deprecated", DCTERMS + "isReplacedBy", RDF + "first", RDF + "rest"]
TERMS: list[Term] = [*NAMES, SKOS + "Concept", Literal("x", "en"), Literal("y", "en"), Literal("true")]
TRIPLES = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(PREDICATES), st.sampled_from(TERMS)),
    st.tuples(
        st.sampled_from(NAMES[:4]),
        st.just(RDF + "type"),
        st.sampled_from([SKOS + name for name in ("Concept", "ConceptScheme", "Collection", "OrderedCollection")]),
    ),
    st.tuples(st.sampled_from(NAMES[:2]), st.just(SKOS + "memberList"), st.sampled_from(NAMES[:2])),
    st.tuples(st.sampled_from(NAMES[:2]), st.sampled_from([RDF + "first", RDF + "rest"]), st.sampled_from(NAMES[:4])),
)
GRAPHS = st.lists(TRIPLES, max_size=30)


def to_facts(triples: list[Triple]) -> LocatedGraph:
    from headword.core.findings import Location

    return dict.fromkeys(triples, Location("a.ttl"))


@given(GRAPHS, st.randoms())
def test_same_graph_has_no_difference(triples: list[Triple], source) -> None:  # type: ignore[no-untyped-def]
    """The order and the names of blank nodes do not matter."""
    other = [tuple(term.replace("_:", "_:o") if isinstance(term, str) else term for term in one) for one in triples]
    source.shuffle(other)
    assert compare(to_facts(triples), to_facts(other)).changed == ()  # type: ignore[arg-type]


@given(GRAPHS, GRAPHS)
def test_reverse_difference(one: list[Triple], other: list[Triple]) -> None:
    """The reverse difference removes what was added, for the same resources."""
    there, back = compare(to_facts(one), to_facts(other)), compare(to_facts(other), to_facts(one))
    added = {changed.iri for changed in there.changed if changed.kinds == ("added",)}
    gone = {changed.iri for changed in back.changed if changed.changes[0].kind in ("removed", "merged", "split")}
    assert added <= gone
    same = {changed.iri for changed in there.changed} ^ {changed.iri for changed in back.changed}
    assert not same
    for changed in there.changed:
        twin = next(one for one in back.changed if one.iri == changed.iri)
        assert (changed.gone, changed.come) == (twin.come, twin.gone)


def test_cycle_of_blank_nodes_has_names() -> None:
    one = read(":a dcterms:relation _:x . _:x dcterms:relation _:y . _:y dcterms:relation _:x ; dcterms:title 't' .")
    two = read(":a dcterms:relation _:p . _:p dcterms:relation _:q . _:q dcterms:title 't' ; dcterms:relation _:p .")
    assert name_by_content(one).keys() == name_by_content(two).keys()


# --- versions


@pytest.mark.parametrize(
    ("current", "level", "expected"),
    [
        ("1.2.3", VersionLevel.MAJOR, "2.0.0"),
        ("1.2.3", VersionLevel.MINOR, "1.3.0"),
        ("1.2.3", VersionLevel.PATCH, "1.2.4"),
        ("1.2.3", VersionLevel.NONE, ""),
        ("v1.2.3", VersionLevel.MINOR, "v1.3.0"),
        ("1.2", VersionLevel.MAJOR, "2.0"),
        ("1.9", VersionLevel.MINOR, "1.10"),
        ("1.2", VersionLevel.PATCH, "1.3"),
        ("2026-01-16", VersionLevel.PATCH, "2026-11-24"),
        ("2026-11-24", VersionLevel.MAJOR, "2026-11-24.2"),
        ("2026-11-24.2", VersionLevel.MAJOR, "2026-11-24.3"),
        ("1.2.3-rc.1", VersionLevel.MAJOR, ""),
        ("spring", VersionLevel.MAJOR, ""),
        ("", VersionLevel.MAJOR, ""),
    ],
)
def test_the_next_version(current: str, level: VersionLevel, expected: str) -> None:
    assert raise_version(current, level, "2026-11-24") == expected


@pytest.mark.parametrize(
    ("version", "other", "expected"),
    [
        ("1.10.0", "1.9.0", True),
        ("1.2.0", "1.2", False),
        ("1.2", "1.2.0", False),
        ("2.0", "1.9.9", True),
        ("1.0.0", "1.0.0-rc.1", True),
        ("1.0.0-rc.10", "1.0.0-rc.9", True),
        ("1.0.0-beta", "1.0.0-1", True),
        ("2026-11-24", "2026-01-16", True),
        ("2026-11-24", "2026-11-24", False),
        ("2026-11-24.2", "2026-11-24", True),
        ("spring", "1.0", None),
        ("2026-11-24", "1.0", None),
    ],
)
def test_order_of_versions(version: str, other: str, expected: bool | None) -> None:
    assert is_after(version, other) is expected


def test_moves_above_share_are_major() -> None:
    old = read("".join(f":c{n} a skos:Concept ; skos:broader :b .\n" for n in range(19)) + ":b a skos:Concept .")
    for moved, level in ((1, VersionLevel.PATCH), (2, VersionLevel.PATCH), (3, VersionLevel.MAJOR)):
        new = {(s, p, v if n >= moved or p.endswith("type") else s): at for n, ((s, p, v), at) in enumerate(
            sorted(old.items(), key=lambda one: (one[0][1].endswith("type"), one[0][0]))
        )}  # fmt: skip
        difference = compare(old, new)
        assert difference.counts == {"moved": moved}
        assert propose(difference, "1.0", {}, "2026-11-24").level is level
    assert propose(difference, "1.0", {"moved": "minor"}, "2026-11-24").level is VersionLevel.MINOR


@pytest.mark.parametrize("word", ["major over 200%", "huge", "major over 10", "major over", ""])
def test_invalid_demand(word: str) -> None:
    assert read_demand(word) is None


# --- as a command, and in git

PAGE = """\
---
title: Minerals
---

# Minerals

## Quartz; rock crystal

The commonest mineral of the crust.

## Feldspar

## Flint
"""
CHANGED = """\
---
title: Minerals
---

# Minerals

## Silica; rock crystal {#quartz}

The commonest mineral of the crust of the Earth, of which sand is made, and glass, and the chips that think it over.

- Exact match: <http://www.wikidata.org/entity/Q43010>

### Flint

## Feldspar; spar

## Topaz
"""
VERSIONED = CONFIG + 'version = "1.2.0"\n'


def git(folder: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.strip()


@pytest.fixture
def repository(site: MakeSite, headword: Run) -> Path:
    """Return a repository with a commit, `v1.2`, and later uncommitted changes."""
    folder = site({"taxonomy/minerals.md": PAGE, ".gitignore": ".headword-cache\n"}, VERSIONED)
    headword("ids", "--accept", cwd=folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "tag", "v1.2")
    (folder / "taxonomy/minerals.md").write_text(CHANGED)
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    return folder


TEXT = """\
v1.2 → working tree: 4 → 5 concepts, 1 added, 1 renamed, 1 moved, 1 with changed labels, 1 with changed notes, \
1 with changed mappings

Added
  Topaz  minerals/topaz  under Minerals  taxonomy/minerals.md:17:4

Changed
  Feldspar  minerals/feldspar  taxonomy/minerals.md:15:4
      alternative label (en): + spar
  Flint  minerals/flint  taxonomy/minerals.md:13:5
      moved: Minerals → Silica
  Silica  minerals/quartz  taxonomy/minerals.md:7:4
      renamed (en): Quartz → Silica
      definition (en):
        - The commonest mineral of the crust.
        + The commonest mineral of the crust of the Earth, of which sand is made, and glass, and the chips that think \
it over.
      exact match: + wd:Q43010

next version: 2.0.0 after 1.2.0 (major: 1 moved)
"""


def test_text(repository: Path, headword: Run) -> None:
    with (repository / "headword.toml").open("a") as config:
        config.write('[prefixes]\nwd = "http://www.wikidata.org/entity/"\n')
    run = headword("diff", "v1.2", "--locations", cwd=repository)
    assert (run.returncode, run.stdout, run.stderr) == (0, TEXT, "")
    assert "\x1b[" in headword("diff", "v1.2", cwd=repository, NO_COLOR="", FORCE_COLOR="1").stdout


MARKDOWN = """\
## v1.2 → working tree

4 → 5 concepts: 1 added, 1 renamed, 1 moved, 1 with changed labels, 1 with changed notes, 1 with changed mappings.
Next version: 2.0.0 after 1.2.0 (major: 1 moved).

### Added

- **Topaz** `minerals/topaz`, under Minerals

### Changed

- **Feldspar** `minerals/feldspar`
  - alternative label (en): added spar
- **Flint** `minerals/flint`
  - moved: Minerals → Silica
- **Silica** `minerals/quartz`
  - renamed (en): Quartz → Silica
  - definition (en): The commonest mineral of the crust. → The commonest mineral of the crust of the Earth, of which \
sand is made, and glass, and the chips that think it over.
  - exact match: added http://www.wikidata.org/entity/Q43010
"""


def test_markdown(repository: Path, headword: Run) -> None:
    assert headword("diff", "v1.2", "--output-format", "markdown", cwd=repository).stdout == MARKDOWN


def test_json(repository: Path, headword: Run) -> None:
    plain = json.loads(headword("diff", "v1.2", "--output-format", "json", "--locations", cwd=repository).stdout)
    assert plain["counts"] == {"added": 1, "renamed": 1, "moved": 1, "label": 1, "note": 1, "mapping": 1}
    assert plain["proposal"] == {"level": "major", "reasons": {"moved": 1}, "current": "1.2.0", "next": "2.0.0"}
    flint = next(one for one in plain["changed"] if one["label"] == "Flint")
    base = "https://w3id.org/test/minerals/"
    assert flint == {
        "iri": f"{base}flint",
        "type": "concept",
        "label": "Flint",
        "path": "taxonomy/minerals.md",
        "line": 13,
        "column": 5,
        "changes": [
            {
                "kind": "moved",
                "property": SKOS + "broader",
                "language": None,
                "before": [{"iri": f"{base}minerals", "label": "Minerals"}],
                "after": [{"iri": f"{base}quartz", "label": "Silica"}],
            }
        ],
    }


def test_turtle_is_a_change_set_for_each_resource(repository: Path, headword: Run) -> None:
    said = headword("diff", "v1.2", "--output-format", "turtle", cwd=repository, SOURCE_DATE_EPOCH="1768521600").stdout
    store = ox.Store()
    store.load(said.encode(), format=ox.RdfFormat.TURTLE)
    query = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX cs: <http://purl.org/vocab/changeset/schema#>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?o WHERE { ?c a cs:ChangeSet ; cs:subjectOfChange <https://w3id.org/test/minerals/flint> ;
            cs:createdDate "2026-01-16"^^<http://www.w3.org/2001/XMLSchema#date> ; cs:changeReason "moved" ;
            cs:addition [ a rdf:Statement ; rdf:predicate skos:broader ; rdf:object ?o ] }"""
    assert [str(row[0].value) for row in store.query(query)] == ["https://w3id.org/test/minerals/quartz"]


def test_long_sections_are_folded_and_cut_off(site: MakeSite, headword: Run) -> None:
    many = "# Top\n" + "".join(f"## Concept {'x' * 150} {number}\n" for number in range(400))
    folder = site({"old/a.md": "# Top\n", "taxonomy/a.md": many})
    run = headword("diff", "old", "taxonomy", "--output-format", "markdown", cwd=folder)
    assert "<summary>Added (400)</summary>" in run.stdout
    assert "more are not shown" in run.stdout
    assert 55_000 < len(run.stdout) < 62_000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("added", 1),
        ("removed", 0),
        ("removed,moved", 1),
        ("minor", 1),
        ("patch", 1),
        ("major", 1),
        ("removd", 2),
    ],
)
def test_fail_on(words: str, code: int, repository: Path, headword: Run) -> None:
    assert headword("diff", "v1.2", "--fail-on", words, cwd=repository).returncode == code


def test_no_difference_needs_no_version(repository: Path, headword: Run) -> None:
    run = headword("diff", ".", "--fail-on", "patch", cwd=repository)
    assert (run.returncode, run.stdout) == (0, ". → working tree: 5 concepts, no difference\n")


def test_all_forms_of_one_edition_are_the_same(repository: Path, headword: Run) -> None:
    """Pages, a build in any format, a single file and a commit have no differences."""
    git(repository, "commit", "-q", "-a", "-m", "two")
    for name in ("jsonld", "rdfxml", "ntriples", "trig", "turtle"):
        config = VERSIONED + f'formats = ["{name}"]\n'
        (repository / "headword.toml").write_text(config)
        assert headword("build", "--output", f"out/{name}", cwd=repository).returncode == 0
    (repository / "headword.toml").write_text(VERSIONED)
    forms = [
        "HEAD",
        "taxonomy",
        ".",
        "taxonomy/minerals.md",
        *(f"out/{name}" for name in os.listdir(repository / "out")),
    ]
    forms.append("out/turtle/minerals.ttl")
    for form in forms:
        assert headword("diff", "HEAD", form, cwd=repository).stdout == f"HEAD → {form}: 5 concepts, no difference\n"


def test_two_revisions(repository: Path, headword: Run) -> None:
    git(repository, "commit", "-q", "-a", "-m", "two")
    for words in (["v1.2..HEAD"], ["v1.2", "HEAD"], ["v1.2.."], ["v1.2...main"]):
        said = headword("diff", *words, cwd=repository).stdout
        assert "4 → 5 concepts" in said, words
        assert said.splitlines()[0].startswith("v1.2 → ")
    assert "no difference" in headword("diff", cwd=repository).stdout


def test_three_dots_compare_with_merge_base(repository: Path, headword: Run) -> None:
    git(repository, "checkout", "-q", "-b", "topaz")
    git(repository, "commit", "-q", "-a", "-m", "two")
    git(repository, "checkout", "-q", "main")
    (repository / "taxonomy/other.md").write_text("# Other\n")
    git(repository, "add", "taxonomy/other.md")
    git(repository, "commit", "-q", "-m", "three")
    assert "1 removed" not in headword("diff", "main...topaz", cwd=repository).stdout
    assert "removed" in headword("diff", "main..topaz", cwd=repository).stdout


def test_a_project_in_a_subfolder(repository: Path, headword: Run) -> None:
    below = repository / "docs" / "vocabulary"
    below.mkdir(parents=True)
    for name in ("taxonomy", "headword.toml", "headword.lock"):
        (repository / name).rename(below / name)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "moved")
    (below / "taxonomy/minerals.md").write_text(CHANGED.replace("## Topaz", "## Topaz; gem"))
    assert "1 with changed labels" in headword("diff", cwd=below / "taxonomy").stdout
    # It stood above, and is found there.
    assert headword("diff", "v1.2", cwd=below).stdout.startswith("v1.2 → working tree: 4 → 5 concepts")


def test_diff_in_git_hook(repository: Path, headword: Run) -> None:
    """In a hook, Git gives its location as a path relative to the folder of the hook."""
    below = repository / "docs"
    below.mkdir()
    for name in ("taxonomy", "headword.toml", "headword.lock"):
        (repository / name).rename(below / name)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "moved")
    assert "no difference" in headword("diff", cwd=below, GIT_DIR=".git").stdout


def test_changed_iris_are_reported(repository: Path, headword: Run) -> None:
    git(repository, "checkout", "-q", "taxonomy")
    git(repository, "rm", "-q", "-f", "headword.lock")
    git(repository, "mv", "taxonomy/minerals.md", "taxonomy/stones.md")
    run = headword("diff", cwd=repository)
    assert "4 of the removed labels were added again" in run.stderr


def test_before_there_was_a_vocabulary(repository: Path, headword: Run) -> None:
    git(repository, "checkout", "-q", "--orphan", "empty")
    git(repository, "rm", "-q", "-r", "-f", "--cached", "taxonomy", "headword.toml", "headword.lock")
    git(repository, "commit", "-q", "-m", "none")
    run = headword("diff", cwd=repository)
    assert run.stderr == "note: there is no vocabulary at HEAD: everything is new\n"
    assert run.stdout.startswith("HEAD → working tree: 0 → 5 concepts")


def test_each_revision_uses_its_config(repository: Path, headword: Run) -> None:
    (repository / "taxonomy").rename(repository / "pages")
    (repository / "headword.toml").write_text(VERSIONED + 'sources = "pages"\n')
    assert "1 added, 1 renamed, 1 moved" in headword("diff", cwd=repository).stdout
    (repository / "headword.toml").write_text(VERSIONED.replace("/test/", "/new/") + 'sources = "pages"\n')
    run = headword("diff", cwd=repository)
    assert run.stderr.startswith("note: the base changed from https://w3id.org/test/ to https://w3id.org/new/")


def test_git_attributes_do_not_change_files(repository: Path, headword: Run) -> None:
    (repository / ".gitattributes").write_text("*.md export-ignore eol=crlf\nheadword.lock export-ignore\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "two")
    assert headword("diff", "v1.2..HEAD", cwd=repository).stdout.startswith("v1.2 → HEAD: 4 → 5 concepts")


def test_links_are_followed_only_within_commit(repository: Path, headword: Run, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# Secret\n")
    (repository / "more").mkdir()
    (repository / "more/gems.md").write_text("# Gems\n")
    (repository / "taxonomy/more").symlink_to("../more")
    (repository / "taxonomy/outside").symlink_to(outside)
    # Out of the repository, to what there is wherever its files are put.
    (repository / "taxonomy/above").symlink_to("../..")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "two")
    said = headword("diff", "v1.2..HEAD", cwd=repository, TMPDIR=str(outside)).stdout
    assert "Gems" in said
    assert "Secret" not in said


def test_unreadable_page_is_reported(repository: Path, headword: Run) -> None:
    (repository / "taxonomy/minerals.md").write_bytes(b"# Min\xff\n")
    (repository / "taxonomy/other.md").write_text("# Other\n")
    run = headword("diff", cwd=repository)
    assert "the concepts on this page count as removed" in run.stderr


def test_unknown_revisions_name_near_ones(repository: Path, headword: Run) -> None:
    run = headword("diff", "v1.3", cwd=repository)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "error: there is no file, folder or git revision 'v1.3'\n  did you mean 'v1.2'?\n"
    assert headword("diff", "--", "--output=x", cwd=repository).returncode == 2


def test_error_in_revision_names_the_revision(repository: Path, headword: Run) -> None:
    (repository / "headword.toml").write_text("bse = 1\n")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    (repository / "headword.toml").write_text(VERSIONED)
    run = headword("diff", "HEAD", cwd=repository)
    assert run.returncode == 2
    assert run.stderr.startswith("HEAD:headword.toml:1:1: error: unknown key 'bse'")


def test_a_shallow_clone_says_how_to_complete_it(repository: Path, headword: Run, tmp_path: Path) -> None:
    git(repository, "commit", "-q", "-a", "-m", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", f"file://{repository}", "clone")
    run = headword("diff", "v1.2", cwd=tmp_path / "clone")
    assert run.returncode == 2
    assert "git fetch --unshallow" in run.stderr
    assert "fetch-depth: 0" in run.stderr


def test_diff_without_git(site: MakeSite, headword: Run, tmp_path: Path) -> None:
    folder = site({"taxonomy/a.md": "# A\n"})
    environment = {"GIT_CEILING_DIRECTORIES": str(tmp_path)}
    assert "this is not a git repository" in headword("diff", cwd=folder, **environment).stderr
    run = headword("diff", cwd=folder, PATH=str(tmp_path))
    assert (run.returncode, "git is not installed" in run.stderr) == (2, True)


def test_repository_of_another_user(repository: Path, headword: Run) -> None:
    run = headword("diff", cwd=repository, GIT_TEST_ASSUME_DIFFERENT_OWNER="1", GIT_CONFIG_GLOBAL=os.devnull)
    assert run.returncode == 2
    assert "git config --global --add safe.directory" in run.stderr


def test_temporary_files_are_removed(repository: Path, headword: Run, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    before = git(repository, "status", "--porcelain")
    headword("diff", "v1.2", cwd=repository, TMPDIR=str(temporary))
    assert list(temporary.iterdir()) == []
    assert git(repository, "status", "--porcelain") == before


def test_frozen_copy_is_not_part_of_build(repository: Path, headword: Run) -> None:
    assert headword("build", cwd=repository).returncode == 0
    shutil.copytree(repository / "vocab", repository / "copy")
    (repository / "vocab/versions").mkdir()
    (repository / "copy").rename(repository / "vocab/versions/1.2")
    (repository / "taxonomy/minerals.md").write_text(CHANGED.replace("# Topaz", "# Beryl"))
    (repository / "headword.lock").unlink()
    assert headword("build", "--no-check", cwd=repository).returncode == 0
    said = headword("diff", "vocab/versions/1.2", "vocab", cwd=repository).stdout
    assert "Beryl" in said
    assert "no difference" in headword("diff", ".", "vocab", cwd=repository).stdout
    assert headword("check", "--ignore", "HW4,HW3", "vocab", cwd=repository).returncode == 0


def test_the_policy_of_the_config(repository: Path, headword: Run) -> None:
    for policy, expected in (('renamed = "major"', "2.0.0"), ('added = "patch"', "1.2.1")):
        (repository / "headword.toml").write_text(f'{VERSIONED}[version-policy]\nmoved = "patch"\n{policy}\n')
        assert f"next version: {expected} after 1.2.0" in headword("diff", cwd=repository).stdout
    (repository / "headword.toml").write_text(f'{VERSIONED}[version-policy]\nrenamd = "major"\n')
    assert "did you mean 'renamed'?" in headword("diff", cwd=repository).stderr
    (repository / "headword.toml").write_text(f'{VERSIONED}[version-policy]\nmoved = "major over 10"\n')
    assert '"major over 10%"' in headword("diff", cwd=repository).stderr
