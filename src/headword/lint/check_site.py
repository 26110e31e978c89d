"""The check of all documents of a site, which is read from the cache if nothing has changed."""

import functools
from collections import Counter
from collections.abc import Callable, Collection

import msgspec

from headword.compiler.documents import SiteGraph
from headword.compiler.summary import PageSummary
from headword.core.cache import CacheEntry, decode, digest, encode
from headword.core.context import RunContext
from headword.core.findings import RawFinding
from headword.lint.catalogue import RuleSet, fingerprint_rules
from headword.lint.report import CheckResult
from headword.rdf.graph import LocatedGraph, find_schemes, make_namer
from headword.rdf.terms import RDF_TYPE, SKOS

_WHOLE = "whole"
_read_whole = msgspec.json.Decoder(tuple[list[RawFinding], tuple[str, ...]]).decode


def check_site(
    records: Collection[PageSummary], documents: SiteGraph, rules: RuleSet, engine: str, context: RunContext
) -> CheckResult:
    """Return the result of the check of a site: of its pages, and of all documents together."""
    raw_findings, notices = _find_all(documents, rules, engine, context)
    return CheckResult(
        observations=(
            *(seen for record in records for seen in record.observations),
            *documents.clashes(),
        ),
        raw_findings=raw_findings,
        suppressions=[one for record in records for one in record.suppressions],
        name=_make_namer(documents),
        sizes=_count(documents),
        places={iri: place for record in documents.records.values() for iri, place in record.schemes},
        pages=sum(not record.absent for record in records),
        concepts=sum(record.concepts for record in records),
        notices=notices,
    )


def _find_all(
    documents: SiteGraph, rules: RuleSet, engine: str, context: RunContext
) -> tuple[list[RawFinding], tuple[str, ...]]:
    """Return the findings of the rules, from the cache if neither a rule nor a document has changed."""
    states = [text for file, record in documents.records.items() for text in (file, record.digest)]
    key = digest(fingerprint_rules(rules), engine, *states)
    known = decode(context.cache.read(_WHOLE, ""), key, _read_whole)
    if known is None:
        # Imported here, because an unchanged site needs no engine.
        from headword.lint.incremental import find_all

        known = find_all(documents, rules, engine, context)
        context.cache.write(_WHOLE, {"": CacheEntry(key, encode(known))})
    return known


def _make_namer(documents: SiteGraph) -> Callable[[str], str]:
    """Return a function that gives the preferred label of a resource in quotes, or its IRI."""

    @functools.cache
    def name(iri: str) -> str:
        owner = documents.owners.get(iri)
        return make_namer(documents.gather([owner], ()) if owner else {})(iri)

    return name


def _count(documents: SiteGraph) -> Counter[str]:
    """Return the number of concepts of each scheme."""
    sizes: Counter[str] = Counter()
    foreign: LocatedGraph = {}
    for record in documents.records.values():
        sizes.update(dict(record.sizes))
        foreign.update(record.foreign)
    schemes = find_schemes(foreign)
    concepts = {subject for subject, predicate, value in foreign if predicate == RDF_TYPE and value == SKOS + "Concept"}
    sizes.update(schemes.get(concept, "") for concept in concepts)
    return sizes
