"""Stores on disk contain exactly the facts of pages and files, after any change and any killed process."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from headword.compiler.publication import NamedGraph, Publication
from headword.compiler.run import open_run
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.project.project import find_project
from headword.rdf.terms import Triple, to_ntriples
from headword.stores.local import open_copies, open_local_store, part_of_file
from headword.stores.local.folder import hold_store
from support.generated_sites import BASE, PREFIXES, changes, put
from support.project import ROOT, Run

Site = Callable[..., Path]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@contextmanager
def published(folder: Path) -> Iterator[Publication]:
    project = find_project(folder)
    with open_run(project) as run:
        yield Publication(run.documents(), project.config)


def write(triple: Triple) -> str:
    return " ".join(map(to_ntriples, triple)).lower()


def held(store: ox.Store, graph: str = "") -> set[str]:
    """Return the triples of a graph of the store; it has language tags in lower case."""
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    return {str(quad.triple).lower() for quad in store.quads_for_pattern(None, None, None, name)}


def assert_exact(store: ox.Store, publication: Publication) -> None:
    """Check that the default graph has all facts, each named graph its document, and that there is no other graph."""
    assert held(store) == set(map(write, publication.facts()))
    said: dict[str, set[str]] = {}
    for part, (_, facts) in zip(publication.parts(), publication.each(), strict=True):
        said.setdefault(part.name, set()).update(map(write, facts))
    graphs = {str(name.value) for name in store.named_graphs()}
    assert graphs == {name for name, triples in said.items() if triples}
    for name, triples in said.items():
        assert held(store, name) == triples


SAID = PREFIXES + '<https://other.example/one> skos:note "one"@en .\n'
SAID_TOO = '<https://other.example/one> skos:note "two"@en .\n'


@given(
    st.lists(changes(), min_size=1, max_size=6),
    st.lists(changes(), min_size=1, max_size=5),
    st.sampled_from(["", 'scheme = "site"\n', 'iri-style = "hash"\n', 'creator = "https://orcid.org/1"\n']),
)
@example(
    first=[("a.md", "# Ore\n"), ("b.md", "# Gold\n\n- Related: [that](a.md#ore)\n")],
    then=[("b.md", "# Gold\n")],
    config="",
).via("what another page says of a page's concepts")
@example(
    first=[("a.md", "# Ore\n"), ("a.extra.ttl", SAID), ("b.md", "# Gold\n"), ("b.extra.ttl", SAID + SAID_TOO)],
    then=[("b.extra.ttl", SAID), ("a.extra.ttl", SAID + SAID_TOO), ("a.extra.ttl", PREFIXES), ("b.extra.ttl", None)],
    config="",
).via("what two pages say of what no page describes")
@settings(suppress_health_check=list(HealthCheck), max_examples=20)
def test_store_has_exactly_the_facts_after_any_change(
    first: list[tuple[str, str | None]], then: list[tuple[str, str | None]], config: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "headword.toml").write_text(f'base = "{BASE}"\n{config}')
        (folder / "taxonomy").mkdir()
        for change in first:
            put(folder, change)
        known = folder / "store/held/known.json"
        with open_copies(folder / "store", "x") as copies:
            for change in (None, *then):
                if change is not None:
                    put(folder, change)
                with published(folder) as publication:
                    copy = copies.take(publication.parts())
                    store = ox.Store.read_only(str(copy.folder))
                    assert_exact(store, publication)
                    assert copy.triples == len(held(store))
                    assert sum(number for _, number in copy.graphs) == len(store) - copy.triples
                    written = known.stat().st_ino
                    copies.take(publication.parts()).remove()
                    assert known.stat().st_ino == written
        assert not list((folder / "store").glob("copies-*"))
        with published(folder) as publication, open_local_store(folder / "store", "x", publication.parts()) as store:
            assert_exact(store.store, publication)


PAGES = {
    "taxonomy/a.md": "# Ore\n\nA rock.\n\n## Gold\n",
    "taxonomy/b.md": "# Ship\n\n## Sail\n- Related: [ore](a.md#ore)\n",
}


def ask(headword: Run, folder: Path, query: str, *files: str, store: str = "store") -> str:
    run = headword("query", "--store", store, query, *files, "--output-format", "csv", cwd=folder)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_queries_answer_as_without_a_store(headword: Run, tmp_path: Path) -> None:
    for query in (["@tree"], ["@narrower", "orbit"], [COUNT], ["@schemes"], ["DESCRIBE ?c { ?c skos:notation 'LEO' }"]):
        formats = ["--output-format", "turtle" if query[0].startswith("DESC") else "csv"]
        plain = headword("query", *query, *formats, cwd=ROOT)
        for _ in range(2):
            kept = headword("query", "--store", str(tmp_path / "s"), *query, *formats, cwd=ROOT)
            assert (kept.stdout, kept.stderr, kept.returncode) == (plain.stdout, plain.stderr, 0)


def test_second_run_only_changes_differences(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    assert "Sail" in ask(headword, folder, "@tree")
    fresh = {file: file.stat().st_mtime_ns for file in (folder / "store/held/oxigraph").glob("*.sst")}
    (folder / "taxonomy/b.md").write_text("# Ship\n\n## Keel\n")
    labels = ask(headword, folder, "SELECT ?l { ?c skos:prefLabel ?l } ORDER BY ?l")
    assert "Keel" in labels
    assert "Sail" not in labels
    assert all(file.stat().st_mtime_ns == at for file, at in fresh.items() if file.exists())
    assert "true" not in ask(headword, folder, "ASK { <https://w3id.org/test/a/ore> skos:related ?x }")
    (folder / "taxonomy/b.md").unlink()
    assert "Ship" not in ask(headword, folder, "@tree")


def test_documents_are_graphs_joined_in_default_graph(site: Site, headword: Run) -> None:
    folder = site(
        {
            **PAGES,
            "taxonomy/b.extra.ttl": '<urn:who> <urn:name> "Ann" .',
            "taxonomy/a.extra.ttl": '<urn:who> <urn:name> "Ann" .',
        }
    )
    graphs = ask(headword, folder, 'SELECT ?g { GRAPH ?g { <urn:who> <urn:name> "Ann" } } ORDER BY ?g')
    assert graphs.split() == ["g", "https://w3id.org/test/a", "https://w3id.org/test/b"]
    assert ask(headword, folder, "SELECT (COUNT(*) AS ?n) { <urn:who> ?p ?o }").split() == ["n", "1"]
    (folder / "taxonomy/a.extra.ttl").unlink()
    assert ask(headword, folder, "SELECT (COUNT(*) AS ?n) { <urn:who> ?p ?o }").split() == ["n", "1"]
    (folder / "taxonomy/b.extra.ttl").unlink()
    assert ask(headword, folder, "SELECT (COUNT(*) AS ?n) { <urn:who> ?p ?o }").split() == ["n", "0"]


GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?c a skos:Concept } } GROUP BY ?g ORDER BY ?g"
NAMED = {
    "its scheme": ("", {"a.md": "# Ore\n"}, ["https://w3id.org/test/a,1"]),
    "an IRI of its own": ("", {"a.md": "---\niri: https://x.example/ores\n---\n# Ore\n"}, ["https://x.example/ores,1"]),
    "its path, where it goes on with another's": (
        "",
        {"a.md": "# Ore {#ore}\n", "b.md": "---\nunder: a.md#ore\n---\n# Gold\n## Nugget\n"},
        ["https://w3id.org/test/a,1", "https://w3id.org/test/b,2"],
    ),
    "its path, where the site is one scheme": (
        'scheme = "site"\n',
        {"a.md": "# Ore\n", "b.md": "# Ship\n"},
        ["https://w3id.org/test/a,1", "https://w3id.org/test/b,1"],
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_names_of_graphs(name: str, site: Site, headword: Run) -> None:
    config, pages, graphs = NAMED[name]
    files = {f"taxonomy/{page}": text for page, text in pages.items()}
    folder = site({"headword.toml": f'base = "https://w3id.org/test/"\ntitle = "Test"\n{config}', **files})
    assert ask(headword, folder, GRAPHS).split()[1:] == graphs


FIRST = '<urn:a> <urn:p> [ <urn:q> "1" ] , "x" . _:b <urn:p> <urn:a> . <urn:a> <urn:text> "ends in _:b" .'
SECOND = '_:b <urn:r> "2"@pt . <urn:a> <urn:p> "x" .'


def test_rdf_files_with_blank_nodes(tmp_path: Path, headword: Run) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.ttl"
    for texts in ((FIRST, SECOND), (FIRST.replace("1", "3"), SECOND), (FIRST.replace("1", "3"), "_:b <urn:r> [] .")):
        one.write_text(texts[0])
        other.write_text(texts[1])
        with open_local_store(tmp_path / "store", "x", map(part_of_file, (one, other))) as store:
            said = Graph().parse(data=store.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()))
            # Each file is parsed by itself, so that _:b of one is not that of the other.
            meant = Graph().parse(data=texts[0]) + Graph().parse(data=texts[1])
            assert isomorphic(said, meant)
            joined = store.store.query("ASK { ?b <urn:p> <urn:a> ; <urn:r> ?x }")
            assert not joined
        plain = headword("query", COUNT, "one.ttl", "other.ttl", cwd=tmp_path)
        kept = headword("query", "--store", "s", COUNT, "one.ttl", "other.ttl", cwd=tmp_path)
        assert kept.stdout == plain.stdout


def test_store_belongs_to_one_vocabulary(site: Site, headword: Run, tmp_path: Path) -> None:
    folder = site(PAGES)
    ask(headword, folder, COUNT)
    (tmp_path / "x.ttl").write_text(FIRST)
    run = headword("query", "--store", "store", COUNT, "../x.ttl", cwd=folder)
    assert run.returncode == 2
    assert "this is the store of the vocabulary in .., and not of" in run.stderr
    run = headword("query", "--store", "store", COUNT, "taxonomy/a.md", cwd=folder)
    assert run.returncode == 2
    # With another base it is the same vocabulary, of which all is another.
    (folder / "headword.toml").write_text('base = "https://w3id.org/other/"\n')
    assert "true" in ask(headword, folder, "ASK { <https://w3id.org/other/a/ore> ?p ?o }")
    assert "true" not in ask(headword, folder, "ASK { <https://w3id.org/test/a/ore> ?p ?o }")


def test_owners_with_same_base_or_name_are_distinct(headword: Run, tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name / "taxonomy").mkdir(parents=True)
        (tmp_path / name / "headword.toml").write_text('base = "https://w3id.org/test/"\n')
        (tmp_path / name / "taxonomy/a.md").write_text(f"# {name}\n")
        (tmp_path / name / "x.ttl").write_text(FIRST)
    for store, files in (("../pages", ()), ("../files", ("x.ttl",))):
        ask(headword, tmp_path / "one", COUNT, *files, store=store)
        run = headword("query", "--store", store, COUNT, *files, cwd=tmp_path / "other")
        assert (run.returncode, "this is the store of" in run.stderr, "other" in run.stderr) == (2, True, True)
    # What is moved together is the same.
    (tmp_path / "in").mkdir()
    for name in ("one", "pages"):
        (tmp_path / name).rename(tmp_path / "in" / name)
    ask(headword, tmp_path / "in/one", COUNT, store="../pages")


def test_existing_gitignore_is_kept(headword: Run, site: Site) -> None:
    folder = site(PAGES)
    (folder / "store").mkdir()
    (folder / "store/.gitignore").write_text("*\n!.gitignore\n")
    ask(headword, folder, COUNT)
    assert (folder / "store/.gitignore").read_text() == "*\n!.gitignore\n"


def test_foreign_folder_is_not_changed(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    ox.Store(folder / "foreign").flush()
    before = sorted(file.name for file in (folder / "foreign").iterdir())
    run = headword("query", "--store", "foreign", COUNT, cwd=folder)
    assert (run.returncode, "not a store that headword made" in run.stderr) == (2, True)
    assert sorted(file.name for file in (folder / "foreign").iterdir()) == before
    run = headword("query", "--store", "taxonomy", COUNT, cwd=folder)
    assert run.returncode == 2
    run = headword("query", "--store", "headword.toml", COUNT, cwd=folder)
    assert run.returncode == 2
    (folder / "empty").mkdir()
    ask(headword, folder, COUNT, store="empty")


def test_damaged_store_is_reported(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    ask(headword, folder, COUNT)
    for file in (folder / "store/held/oxigraph").glob("MANIFEST-*"):
        file.write_bytes(b"no")
    run = headword("query", "--store", "store", COUNT, cwd=folder)
    assert run.returncode == 2
    assert "delete the folder" in run.stderr
    (folder / "store/headword-store.json").write_text("no")
    run = headword("query", "--store", "store", COUNT, cwd=folder)
    assert "does not name the source of this store" in run.stderr


def parts_of(folder: Path) -> list[NamedGraph]:
    with published(folder) as publication:
        read = [(part, part.read()) for part in publication.parts()]
    return [NamedGraph(part.name, part.key, partial(dict, facts)) for part, facts in read]


def test_many_readers_or_one_writer(site: Site, headword: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headword.stores.local.locks.WAIT", 0.1)
    folder = site(PAGES)
    ask(headword, folder, COUNT)
    parts, owner = parts_of(folder), "the vocabulary in .."
    with open_local_store(folder / "store", owner, parts) as store:
        assert len(store.store)
        assert "Sail" in ask(headword, folder, "@tree")
        (folder / "taxonomy/b.md").write_text("# Keel\n")
        stale = parts_of(folder)
        with pytest.raises(HeadwordError, match="another process"), open_local_store(folder / "store", owner, stale):
            pass
        run = headword("query", "--store", "store", "@tree", cwd=folder)
        assert (run.returncode, "another process is using this store" in run.stderr) == (2, True)
    assert "Keel" in ask(headword, folder, "@tree")
    with hold_store(folder / "store", parts_of(folder)):
        run = headword("query", "--store", "store", "@tree", cwd=folder)
        assert (run.returncode, "another process is using this store" in run.stderr) == (2, True)


def test_store_held_without_lock(site: Site, headword: Run) -> None:
    folder = site(PAGES)
    ask(headword, folder, COUNT)
    other = ox.Store(folder / "store/held/oxigraph")
    (folder / "taxonomy/b.md").write_text("# Keel\n")
    run = headword("query", "--store", "store", "@tree", cwd=folder)
    assert (run.returncode, "another process is using this store" in run.stderr) == (2, True)
    assert len(other)


def many(number: int, word: str) -> list[NamedGraph]:
    """Return enough parts for a process to be killed while it writes them."""
    place = Location("x")

    def read(at: int) -> dict[Triple, Location]:
        return {(f"urn:s{at}", f"urn:p{n}", f"urn:{word}{n}"): place for n in range(200)}

    return [NamedGraph(f"urn:g{at}", partial(str, word), partial(read, at)) for at in range(number)]


KILLED = """
import sys
sys.path[:0] = [".", "tests"]
from pathlib import Path
from tests.stores.test_local_store import many
from headword.stores.local import open_local_store
print("now", flush=True)
with open_local_store(Path(sys.argv[1]), "x", many(int(sys.argv[2]), sys.argv[3])):
    print("done", flush=True)
"""


@pytest.mark.parametrize("number", [50, 400])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_store_is_updated_after_killed_process(number: int, share: float, tmp_path: Path) -> None:
    """A few parts are changed in a transaction; many are filled again."""
    took = 0.0
    for word, is_killed in (("old", False), ("mid", False), ("new", True)):
        command = [sys.executable, "-c", KILLED, str(tmp_path / "s"), str(number), word]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        start = time.monotonic()
        if is_killed:
            time.sleep(took * share)
            process.send_signal(signal.SIGKILL)
            process.wait()
        else:
            assert process.wait() == 0
            took = time.monotonic() - start
        process.stdout.close()
    # Whatever it was, it says so: what is asked is brought up to what it should be, both ways.
    for word in ("new", "old"):
        parts = many(number, word)
        with open_local_store(tmp_path / "s", "x", parts) as store:
            assert held(store.store) == {write(triple) for part in parts for triple in part.read()}
            assert len(store.store) == number * 200 * 2
    assert set(os.listdir(tmp_path / "s")) == {".gitignore", "headword-store.json", "held", "lock"}


def test_interrupted_fill_is_repeated(tmp_path: Path) -> None:
    """A killed process may leave a store that is partly filled, or no store between two moves."""
    parts = many(3, "a")
    with open_local_store(tmp_path / "s", "x", parts):
        pass
    (tmp_path / "s/held").rename(tmp_path / "s/old")
    (tmp_path / "s/filling").mkdir()
    ox.Store(tmp_path / "s/filling/oxigraph").add(ox.Quad(*[ox.NamedNode("urn:x")] * 3))
    with open_local_store(tmp_path / "s", "x", parts) as store:
        assert len(held(store.store)) == 600
    assert not (tmp_path / "s/old").exists()
    assert not (tmp_path / "s/filling").exists()


def test_unreadable_part_leaves_store_unchanged(tmp_path: Path) -> None:
    def fail() -> dict[Triple, Location]:
        raise HeadwordError("gone")

    parts = many(3, "a")
    for broken in (
        [NamedGraph("urn:g1", partial(str, "b"), fail)],
        [*parts[:2], NamedGraph("urn:g2", partial(str, "b"), fail)],
    ):
        with pytest.raises(HeadwordError, match="gone"), open_local_store(tmp_path / "s", "x", broken):
            pass
        with open_local_store(tmp_path / "s", "x", parts) as store:
            assert len(held(store.store)) == 600


def test_mark_names_owner_of_store(tmp_path: Path) -> None:
    with open_local_store(tmp_path / "a/b", "https://w3id.org/x/", []) as store:
        assert len(store.store) == 0
    assert json.loads((tmp_path / "a/b/headword-store.json").read_text()) == {"layout": 1, "of": "https://w3id.org/x/"}
