"""Checking with a cache: the same report, byte for byte, as without one, whatever has changed between two runs."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from headword.cache import open_cache
from headword.checks import check_compiled, check_pages
from headword.findings import Report
from headword.means import Means
from headword.pipeline import compile_project
from headword.project import find_project

FILES = ["a.md", "b.md", "sub/_index.md", "sub/c.md", "sub/c/d.md"]
LABELS = ["Ore", "Gold", "Silver", "Tin", "C"]
BASE = "https://w3id.org/x/"
TARGETS = st.sampled_from(
    [
        "a.md#ore", "/b.md#gold", "[[c#Silver]]", "#tin", "/sub/c/d.md", "[[b]]", "/nowhere.md",
        f"<{BASE}a/ore>", f"<{BASE}b/gold>", f"<{BASE}sub/c/silver>", f"<{BASE}sub/c>", "<https://other.example/one>",
        "<https://other.example/two>", f"<{BASE}subjects/metal>",
    ]
)  # fmt: skip
KEYS = st.sampled_from(["Related", "Broader", "Narrower", "Exact match", "Broad match", "Related match", "Alt", "See"])


def as_field(key: str, target: str) -> str:
    if key == "Alt":
        return f"- Alt: {target.strip('<>[]/')}"
    return f"- {key}: {target}" if target[0] in "<[" else f"- {key}: [that]({target})"


@st.composite
def pages(draw: st.DrawFn) -> str:
    lines = []
    category = draw(st.sampled_from(["", "metal", "stone", "Metal", "  "]))
    if category:
        lines += ["---", f"category: {category}", *draw(st.sampled_from([[], ["draft: true"], ["lang: xx"]])), "---"]
    for label in draw(st.lists(st.sampled_from(LABELS), max_size=4)):
        level = draw(st.integers(1, 3))
        given_id = draw(st.sampled_from(["", "", "", " {#gold}", " {#c}", " {.collection}", " {.deprecated}"]))
        lines += [f"{'#' * level} {label}{given_id}", ""]
        for key, target in draw(st.lists(st.tuples(KEYS, TARGETS), max_size=3)):
            lines.append(as_field(key, target))
        lines.append("")
    return "\n".join(lines) + "\n"


PREFIXES = (
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)
TERMS = st.sampled_from(
    [f"<{BASE}a/ore>", f"<{BASE}b/gold>", f"<{BASE}sub/c/silver>", f"<{BASE}a>", "<https://other.example/one>", "_:b"]
)
PROPERTIES = st.sampled_from(
    [
        "skos:broader",
        "skos:related",
        "skos:inScheme",
        "skos:topConceptOf",
        "skos:exactMatch",
        "skos:member",
        "a",
        "rdfs:subClassOf",
    ]
)
VALUES = st.one_of(
    TERMS, st.sampled_from(["skos:Concept", "skos:ConceptScheme", '"a text"@en', "_:b", "<https://other.example/two>"])
)
EXTRAS = st.lists(st.tuples(TERMS, PROPERTIES, VALUES), max_size=3).map(
    lambda triples: "".join(
        f"{s} {p} {o} .\n" for s, p, o in triples if p not in ("a", "rdfs:subClassOf") or o.startswith("skos:")
    )
)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str | None]:
    file = draw(st.sampled_from(FILES))
    if draw(st.integers(0, 4)) == 0:
        extra = file.replace(".md", ".extra.ttl")
        return extra, PREFIXES + draw(EXTRAS)
    return file, draw(st.one_of(st.none(), pages(), pages()))


def put(folder: Path, change: tuple[str, str | None]) -> None:
    file, text = folder / "taxonomy" / change[0], change[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text, encoding="utf-8")


def check(folder: Path, *, use_cache: bool = True) -> tuple[Report, tuple[str, ...]]:
    with open_cache(folder if use_cache else None) as cache:
        return check_pages(find_project(folder), [], drafts=False, means=Means(cache))


def whole(folder: Path) -> Report:
    """The report by the way that `headword build` goes: everything at once, nothing remembered."""
    return check_compiled(compile_project(find_project(folder)))


FAR = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:x> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:message "is exactly another" ;
    sh:select "SELECT $this WHERE { $this <http://www.w3.org/2004/02/skos/core#exactMatch> ?other }" ] .
<urn:y> a sh:PropertyShape ; sh:targetObjectsOf skos:related, skos:member ; sh:path [ sh:inversePath skos:broader ] ;
    sh:maxCount 0 ; sh:message "something stands under it" .
"""
"""Shapes that must be shown everything."""
NEAR = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:z> a sh:PropertyShape ; sh:targetObjectsOf skos:exactMatch, skos:inScheme ; sh:path skos:prefLabel ;
    sh:minCount 1 ; sh:message "without a label" .
<urn:w> a sh:NodeShape ; sh:targetSubjectsOf skos:related ; sh:property <urn:w1> .
<urn:w1> a sh:PropertyShape ; sh:path ( skos:related [ sh:zeroOrMorePath skos:broader ] ) ; sh:node <urn:w2> .
<urn:w2> a sh:NodeShape ; sh:property <urn:w3> ; sh:message "an ancestor of what is related has other labels" .
<urn:w3> a sh:PropertyShape ; sh:path skos:altLabel ; sh:maxCount 0 .
<urn:v> a sh:PropertyShape ; sh:targetClass skos:Concept ;
    sh:path [ sh:alternativePath ( skos:broader skos:exactMatch ) ] ;
    sh:node <urn:v1> ; sh:message "says something strange" .
<urn:v1> a sh:NodeShape ; sh:closed true ; sh:ignoredProperties ( skos:prefLabel skos:inScheme
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> skos:narrower skos:topConceptOf skos:broader ) .
<urn:u> a sh:PropertyShape ; sh:targetSubjectsOf skos:broader ; sh:path ( skos:broader skos:related ) ;
    sh:qualifiedValueShape [ sh:class skos:Concept ] ; sh:qualifiedMaxCount 0 ; sh:message "related a step up" .
"""
"""Shapes that follow links, of which it can be known how far."""


@given(
    st.lists(changes(), min_size=2, max_size=6),
    st.lists(changes(), min_size=1, max_size=4),
    st.sampled_from(["", 'scheme = "site"\n', 'iri-style = "hash"\n', 'select = ["ALL"]\nlanguages = ["de"]\n']),
    st.booleans(),
    st.booleans(),
)
@example(
    first=[
        ("b.extra.ttl", PREFIXES + f"<{BASE}a> skos:member <{BASE}a/ore> .\n"),
        ("a.md", "# Gold\n"),
        ("b.md", "# Ore\n"),
    ],
    then=[("a.md", None)],
    config="",
    with_query=False,
    with_shapes=False,
).via("what another page described belongs to the next that mentions it")
@example(
    first=[("a.extra.ttl", PREFIXES), ("a.md", "# Ore\n")],
    then=[("a.extra.ttl", PREFIXES + f'<{BASE}a/ore> skos:inScheme "a text"@en .\n')],
    config='scheme = "site"\n',
    with_query=False,
    with_shapes=True,
).via("a text as focus node, stated of what no page describes")
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
def test_a_cache_changes_nothing(
    first: list[tuple[str, str | None]],
    then: list[tuple[str, str | None]],
    config: str,
    with_query: bool,
    with_shapes: bool,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "headword.toml").write_text(f'base = "{BASE}"\n{config}')
        (folder / "taxonomy").mkdir()
        if with_query:
            put(folder, ("../shapes/far.ttl", FAR))
        if with_shapes:
            put(folder, ("../shapes/near.ttl", NEAR))
        for change in first:
            put(folder, change)
        check(folder)
        for change in then:
            put(folder, change)
            cached = check(folder)
            assert cached == check(folder, use_cache=False)
            assert cached == check(folder)
            assert cached[0] == whole(folder)
