"""Push and pull with Oxigraph's server and Virtuoso 7 on this machine, each with a new database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.stores.test_remote_stores import BASE, MINERALS, PAGES, REGISTER, ROCKS, fetch

from headword.core.errors import StoreError
from headword.rdf.terms import RDF, XSD, Literal, Triple, quote_path, to_ntriples
from headword.stores.remote.connection import RetryPolicy
from headword.stores.remote.equality import normalise, read_lines
from headword.stores.remote.open import open_remote_store
from headword.stores.remote.presets import OXIGRAPH
from headword.stores.remote.store import Store, UpdateStore
from support.project import Run
from support.store_servers import oxigraph, virtuoso

Site = Callable[..., Path]
PASSWORD = "dba"
HURRY = RetryPolicy(whole=60, pause=0.05)


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    with oxigraph() as one, virtuoso() as other:
        yield {"oxigraph": one, "virtuoso": other}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("HEADWORD_USER", "dba")
    monkeypatch.setenv("HEADWORD_PASSWORD", PASSWORD)
    monkeypatch.delenv("HEADWORD_TOKEN", raising=False)


def empty(there: Store) -> None:
    for iri in (MINERALS, ROCKS, BASE, REGISTER):
        there.remove(iri)


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_push_and_pull(name: str, servers: dict[str, str], site: Site, headword: Run) -> None:
    """No preset is given: the servers are recognised by their responses."""
    url = servers[name]
    empty(open_remote_store(url, name, patience=HURRY))
    folder = site(PAGES)
    done = headword("push", url, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "(3 added, 0 changed, 0 removed)" in done.stdout
    done = headword("push", url, "--verify", cwd=folder)
    assert "(0 added, 0 changed, 0 removed)" in done.stdout
    done = headword("pull", url, "-o", "served.trig", cwd=folder)
    assert done.returncode == 0
    assert "no difference" in done.stdout
    assert "all 3 graphs have the same triples as the pages" in done.stderr
    assert headword("check", "served.trig", cwd=folder).returncode == 0
    (folder / "taxonomy/minerals.md").unlink()
    (folder / "taxonomy/rocks.md").write_text("# Rocks\n\n## Granite\n\nHard.\n")
    done = headword("push", url, "--prune", cwd=folder)
    assert "(0 added, 2 changed, 1 removed)" in done.stdout
    assert set(open_remote_store(url, name, patience=HURRY).count([MINERALS, ROCKS, BASE, REGISTER])) == {
        ROCKS, BASE, REGISTER,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ('"2024-01-01T10:00:00+02:00"^^xsd:dateTime, "2024-01-01T08:00:00Z"^^xsd:dateTime', ""),
        ('"P1D"^^xsd:duration, "PT24H"^^xsd:duration', ""),
        ("7, 7.0, 7e0", f"changed 2 values in <{ROCKS}>, "),
    ],
)
def test_equal_values_for_virtuoso(values: str, note: str, servers: dict[str, str], site: Site, headword: Run) -> None:
    empty(open_remote_store(servers["virtuoso"], "virtuoso", patience=HURRY))
    prefix = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    extra = f"{prefix}\n<{ROCKS}/granite> <http://x.example/p> {values} ."
    folder = site({**PAGES, "taxonomy/rocks.extra.ttl": extra})
    first = headword("push", servers["virtuoso"], "--no-check", cwd=folder)
    assert first.returncode == 0, first.stderr
    assert "(3 added, 0 changed, 0 removed)" in first.stdout
    assert note in first.stderr
    assert ("the store changed" in first.stderr) == bool(note)
    again = headword("push", servers["virtuoso"], "--no-check", cwd=folder)
    assert "(0 added, 0 changed, 0 removed)" in again.stdout
    assert "the store changed" not in again.stderr


def test_the_wrong_password(servers: dict[str, str], site: Site, headword: Run) -> None:
    done = headword("push", servers["virtuoso"], cwd=site(PAGES), HEADWORD_PASSWORD="Zq7-wrong")
    assert done.returncode == 2
    assert "answered 401" in done.stderr
    assert "Zq7-wrong" not in done.stdout + done.stderr


def test_pull_without_credentials(servers: dict[str, str], site: Site, headword: Run) -> None:
    folder = site(PAGES)
    empty(open_remote_store(servers["virtuoso"], "virtuoso", patience=HURRY))
    assert headword("push", servers["virtuoso"], cwd=folder).returncode == 0
    done = headword("pull", servers["virtuoso"], cwd=folder, HEADWORD_USER="", HEADWORD_PASSWORD="")
    assert done.returncode == 0
    done = headword("push", servers["virtuoso"], cwd=folder, HEADWORD_USER="", HEADWORD_PASSWORD="")
    assert "0 changed" in done.stdout
    (folder / "taxonomy/rocks.md").write_text("# Rocks\n\n## Granite\n\nHard.\n")
    done = headword("push", servers["virtuoso"], cwd=folder, HEADWORD_USER="", HEADWORD_PASSWORD="")
    assert done.returncode == 2


def test_graph_above_virtuoso_limit(servers: dict[str, str]) -> None:
    there = open_remote_store(servers["virtuoso"], "virtuoso", patience=HURRY)
    lines = b"".join(b'<http://s/%d> <http://p> "x"@en .\n' % number for number in range(25_000))
    there.replace("http://g/large", lines)
    assert len(fetch(there, "http://g/large")) == 25_000
    there.remove("http://g/large")


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_refused_push(name: str, servers: dict[str, str]) -> None:
    """Virtuoso has removed the old triples by then, and added some new ones; its 500 does not count as a refusal."""
    there = open_remote_store(servers[name], name, patience=HURRY)
    there.replace("http://g/bad", b"<http://s> <http://p> 1, 2, 3 .\n")
    with pytest.raises(StoreError, match=r"answered [45]\d\d: ") as caught:
        there.replace("http://g/bad", b'<http://s> <http://p> 4 .\n<http://s> <http://p> "x .\n')
    assert caught.value.is_refusal == (name == "oxigraph")
    if caught.value.is_refusal:
        assert there.count(["http://g/bad"]) == {"http://g/bad": 3}
    there.remove("http://g/bad")


# Texts of every kind that XML 1.0 has, which is what a store may be asked to answer in.
TEXTS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cn", "Cc"]), st.sampled_from("\n\t\"'\\{}<>é𝄞☃")
    ),
    max_size=40,
)
LANGUAGES = st.sampled_from(["en", "en-GB", "zh-Hans-CN", "it", "de-AT"])
TYPED = st.one_of(
    st.builds(lambda number: Literal(str(number), "", XSD + "integer"), st.integers(-(2**31), 2**31 - 1)),
    st.builds(lambda number: Literal(f"{number:03}", "", XSD + "integer"), st.integers(0, 99)),
    st.builds(lambda day: Literal(day.isoformat(), "", XSD + "date"), st.dates()),
    st.sampled_from([Literal(text, "", XSD + "boolean") for text in ("true", "false", "1", "0")]),
    st.builds(lambda text: Literal(text, "", "https://example.org/notation"), TEXTS),
    st.builds(lambda text: Literal(f"https://example.org/{text}", "", XSD + "anyURI"), st.text("abc-/", max_size=9)),
)
# What addresses are made of: letters as they are, and what cannot stand in an IRI percent-encoded.
IRIS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x1FFFF, exclude_categories=["Cs", "Cn", "Cc", "Co", "Cf"]),
    min_size=1,
    max_size=20,
).map(lambda text: f"https://w3id.org/test/{quote_path(text)}")
VALUES = st.one_of(
    IRIS, TEXTS.map(Literal), st.builds(lambda text, language: Literal(text, language), TEXTS, LANGUAGES), TYPED
)
TRIPLES = st.lists(
    st.tuples(IRIS, st.sampled_from([RDF + "value", "http://www.w3.org/2004/02/skos/core#prefLabel"]), VALUES),
    min_size=1, max_size=12, unique=True,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso", "update"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(triples=TRIPLES)
def test_pushed_data_is_pulled_unchanged(kind: str, servers: dict[str, str], triples: list[Triple]) -> None:
    name = "oxigraph" if kind == "update" else kind
    there = open_remote_store(servers[name], name, patience=HURRY)
    if kind == "update":
        endpoints = OXIGRAPH.find(servers["oxigraph"], True)
        there = UpdateStore(there._connection, endpoints)
    lines = "".join(f"{to_ntriples(s)} <{p}> {to_ntriples(o)} .\n" for s, p, o in triples).encode()
    there.replace("http://g/property", lines)
    assert normalise(fetch(there, "http://g/property")) == normalise(read_lines(lines))
