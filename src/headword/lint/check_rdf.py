"""The checks of graphs that are not compiled from pages, such as files of RDF."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from headword.core.cache import Cache
from headword.core.findings import Located, Location, Observation, Report
from headword.lint.catalogue import RuleSet
from headword.lint.evaluate import run_rules
from headword.lint.report import CheckResult, make_report, soften_conventions
from headword.lint.select import project_rules
from headword.lint.web_links import Observe, list_links, see_nothing
from headword.project.project import Project
from headword.rdf.blank_nodes import with_nodes_apart
from headword.rdf.entailment import with_derived, with_inverses
from headword.rdf.graph import LocatedGraph, find_schemes, make_namer
from headword.rdf.parse import PartlyRead, RdfSyntaxError, join_files, read_partly
from headword.rdf.place_order import order_facts
from headword.rdf.terms import RDF_TYPE, SKOS


def _run_on_graph(facts: LocatedGraph, rules: RuleSet, engine: str) -> CheckResult:
    """Return the findings of the rules in ``facts``."""
    stated = with_derived(facts)
    closed = with_inverses(stated)
    raw_findings, notices = run_rules(closed, rules, engine)
    schemes = find_schemes(closed)
    concepts = {one for one, predicate, value in stated if predicate == RDF_TYPE and value == SKOS + "Concept"}
    sizes = Counter(schemes.get(concept, "") for concept in concepts)
    places = {one: at for (one, p, value), at in stated.items() if p == RDF_TYPE and value == SKOS + "ConceptScheme"}
    return CheckResult((), raw_findings, make_namer(closed), sizes, places, 0, len(concepts), notices)


def check_rdf_files(
    project: Project,
    files: Sequence[Path],
    engine: str = "auto",
    observe: Observe = see_nothing,
    store: Cache | None = None,
) -> Report:
    """Return the report on several files of RDF together, from rules on graphs; ``observe`` gets their web links.

    A syntax error is a finding, and the rest of the file is checked. With a ``store``, the rules of headword are read
    from there.

    Raises:
        HeadwordError: a file does not exist, or does not have a file ending of RDF.
    """
    read, observations = _read_files(project, files)
    facts = join_files([one.facts for one in read.values()])
    partial = frozenset(path for path, one in read.items() if not one.is_whole)
    dead, notices = observe(list_links(facts, (), project.config.base))
    report = check_facts(project, facts, engine, (*observations, *dead), partial, store)
    return replace(report, pages=len(files), notices=(*report.notices, *notices))


def _read_files(project: Project, files: Sequence[Path]) -> tuple[dict[str, PartlyRead], list[Observation]]:
    """Return the content of each file, and the observations of the reader."""
    read: dict[str, PartlyRead] = {}
    observations: list[Observation] = []
    for file in files:
        path = project.relative(file)
        try:
            read[path] = read_partly(file, path)
        except RdfSyntaxError as error:
            read[path] = PartlyRead({}, (Located(error.message, error.location or Location(path)),), is_whole=False)
        observations.extend(Observation("rdf-syntax", place, text) for text, place in read[path].mistakes)
        observations.extend(_check_has_skos(path, read[path]))
    return read, observations


_NEARLY_SKOS = tuple(
    f"{scheme}{host}w3.org/{path}"
    for scheme in ("http://", "https://")
    for host in ("", "www.")
    for path in ("2004/02/skos/core", "2004/02/skos/", "2004/02/skos#", "2004/02/skos-core", "2008/05/skos#")
)
"""Common misspellings of the SKOS namespace."""


def _check_has_skos(path: str, read: PartlyRead) -> Iterator[Observation]:
    """Yield an observation on a file without SKOS."""
    if read.mistakes:
        return
    if not read.facts:
        yield Observation("no-concepts", Location(path), "this file is empty")
    elif not any(SKOS in term for triple in read.facts for term in triple if isinstance(term, str)):
        for triple, place in read.facts.items():
            for term in triple:
                if isinstance(term, str) and term.startswith(_NEARLY_SKOS):
                    message = f"this file has no SKOS statements: <{term}> does not begin with <{SKOS}>"
                    yield Observation("no-concepts", place, message)
                    return
        yield Observation("no-concepts", Location(path), "this file has no SKOS statements")


def _check_has_concepts(seen: CheckResult, facts: LocatedGraph) -> Iterator[Observation]:
    """Yield an observation on a completely read graph without a concept."""
    is_explained = seen.partial or any(one.rule in ("no-concepts", "rdf-syntax") for one in seen.observations)
    if not seen.concepts and facts and not is_explained:
        place = Location(next(iter(facts.values())).path)
        yield Observation("no-concepts", place, "no resource here has the class skos:Concept")


def check_facts(
    project: Project,
    facts: LocatedGraph,
    engine: str = "auto",
    observations: Sequence[Observation] = (),
    partial: frozenset[str] = frozenset(),
    store: Cache | None = None,
) -> Report:
    """Return the report on another graph, from rules on graphs.

    Args:
        project: the project with the config.
        facts: the graph.
        engine: the engine for the shapes.
        observations: the observations of the reader.
        partial: the paths of files that were not read completely.
        store: the cache that the rules of headword are read from.
    """
    rules = soften_conventions(project_rules(project, store), project.config)
    ordered = order_facts(with_nodes_apart(facts), project.config.lang)
    seen = replace(_run_on_graph(ordered, rules, engine), observations=observations, pages=1, partial=partial)
    seen = replace(seen, observations=(*observations, *_check_has_concepts(seen, facts)))
    return make_report(seen, rules, project.config)
