"""Checks with a cache: the report is the same, byte for byte, after any change between two runs."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.findings import Report
from headword.lint.check import check_pages
from headword.project.project import find_project
from support.generated_sites import BASE, PREFIXES, changes, put
from support.whole_check import check_whole


def check(folder: Path, *, use_cache: bool = True) -> tuple[Report, tuple[str, ...]]:
    with open_cache(folder if use_cache else None) as cache:
        return check_pages(find_project(folder), [], drafts=False, context=RunContext(cache))


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
    st.sampled_from(
        [
            "",
            'scheme = "site"\n',
            'iri-style = "hash"\n',
            'select = ["ALL"]\nlanguages = ["de"]\n',
            'profile = "obsidian"\n',
        ]
    ),
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
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=30)
def test_report_is_independent_of_cache(
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
            assert cached[0] == check_whole(folder)
