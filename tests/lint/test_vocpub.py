"""A page with complete metadata meets VocPub 4.10, requirement by requirement."""

import re
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

from support.project import Run

SDO = rdflib.Namespace("https://schema.org/")
CONFIG = """
base = "https://w3id.org/test/"
title = "Minerals"
created = "2026-01-01"
modified = "2026-01-02"
license = "https://creativecommons.org/publicdomain/zero/1.0/"
version = "1.0"
[creator]
iri = "https://w3id.org/test/me"
name = "A Person"
type = "Person"
email = "mailto:me@example.org"
[publisher]
iri = "https://w3id.org/test/house"
name = "A House"
type = "Organization"
url = "https://example.org"
"""
PAGE = """---
title: Minerals
description: All of them.
---
# Minerals

Solids of the crust.

## Quartz

Silicon dioxide.

## Gems {.collection}

Pretty ones.

### Opal

Hydrated silica.
"""


@pytest.fixture
def graph(site, headword: Run) -> rdflib.Graph:  # type: ignore[no-untyped-def]
    folder: Path = site({"taxonomy/m.md": PAGE}, CONFIG)
    assert headword("build", cwd=folder).returncode == 0
    return rdflib.Graph().parse(folder / "vocab" / "m.ttl")


def test_one_scheme(graph: rdflib.Graph) -> None:
    """Requirements 2.1.1 to 2.1.3."""
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert isinstance(scheme, rdflib.URIRef)


@pytest.mark.parametrize("kind", [SKOS.ConceptScheme, SKOS.Concept, SKOS.Collection])
def test_one_preferred_label_and_a_definition(kind: rdflib.URIRef, graph: rdflib.Graph) -> None:
    """Requirements 2.1.4, 2.2.1, 2.3.1."""
    subjects = list(graph.subjects(RDF.type, kind))
    assert subjects
    for subject in subjects:
        assert len(list(graph.objects(subject, SKOS.prefLabel))) == 1
        assert len(list(graph.objects(subject, SKOS.definition))) == 1


def test_dates_people_origin_and_top_concepts(graph: rdflib.Graph) -> None:
    """Requirements 2.1.5, 2.1.6, 2.1.7, 2.1.9."""
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    for predicate in (DCTERMS.created, DCTERMS.modified):
        (date,) = graph.objects(scheme, predicate)
        assert date.datatype == XSD.date
    for predicate in (DCTERMS.creator, DCTERMS.publisher):
        (agent,) = graph.objects(scheme, predicate)
        assert set(graph.objects(agent, RDF.type)) <= {SDO.Person, SDO.Organization}
        assert graph.value(agent, RDF.type)
    assert re.fullmatch(r"m\.md", str(graph.value(scheme, DCTERMS.source)))
    assert list(graph.objects(scheme, SKOS.hasTopConcept))


def test_agents(graph: rdflib.Graph) -> None:
    """Requirements 2.4.2, 2.4.3."""
    (person,) = graph.subjects(RDF.type, SDO.Person)
    (house,) = graph.subjects(RDF.type, SDO.Organization)
    for agent in (person, house):
        (name,) = graph.objects(agent, SDO.name)
        assert name.language is None
    assert graph.value(person, SDO.email).datatype == XSD.anyURI
    assert graph.value(house, SDO.url).datatype == XSD.anyURI


def test_concepts_and_collections_belong_to_the_scheme(graph: rdflib.Graph) -> None:
    """Requirements 2.1.8, 2.2.3, 2.2.4, 2.3.3."""
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    for kind in (SKOS.Concept, SKOS.Collection):
        for subject in graph.subjects(RDF.type, kind):
            assert list(graph.objects(subject, SKOS.inScheme)) == [scheme]
    (gems,) = graph.subjects(RDF.type, SKOS.Collection)
    assert list(graph.objects(gems, RDFS.isDefinedBy)) == [scheme]
    assert list(graph.objects(gems, SKOS.member))
