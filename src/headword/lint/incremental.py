"""The incremental check of a site: findings on a page stay valid until one of its dependencies changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec

from headword.compiler.documents import SiteGraph
from headword.core.cache import CacheEntry, decode, digest, encode
from headword.core.context import RunContext
from headword.core.findings import RawFinding
from headword.lint.catalogue import RuleSet, fingerprint_rules, shapes_of
from headword.lint.dependencies import Dependencies
from headword.lint.evaluate import run_rules
from headword.lint.graph_rules import FAR_RULES
from headword.rdf.shacl import engine as fast
from headword.rdf.shacl.reading import Follows, find_follows, is_near
from headword.rdf.shacl.shapes import Shape
from headword.rdf.terms import SH, Term

_NEAR = "near"
_BATCH = 500
"""The number of pages that are checked together: a compromise between the speed of the engine and memory."""


def find_all(
    documents: SiteGraph, rules: RuleSet, engine: str, context: RunContext
) -> tuple[list[RawFinding], tuple[str, ...]]:
    """Return the findings of the rules in the documents of a site, and notices of the engine."""
    near, far = split_rules(rules, documents, engine)
    raw_findings = [*_check_near(documents, near, context)]
    if not far.rules or not documents.records:
        return raw_findings, ()
    with context.busy("checking"):
        found, notices = run_rules(documents.gather(documents.records, documents.owners), far, engine)
    return [*raw_findings, *found], notices


def split_rules(rules: RuleSet, documents: SiteGraph, engine: str) -> tuple[RuleSet, RuleSet]:
    """Return the rules that only read what `Dependencies` covers, and those that need the whole graph."""
    plan = fast.plan(shapes_of(rules))
    records = documents.records.values()
    texts = frozenset(predicate for record in records for predicate in record.texts)
    if engine != "auto" or any(record.widens for record in records):
        far = {rules.rule_of[shape.node] for shape in plan.graph.shapes.values() if shape.targets}
    else:
        far = {rules.rule_of[str(node)] for node in plan.elsewhere}
        roots = [shape for shape in plan.here if not is_near(shape, plan.graph) or _aims_at(shape, texts)]
        far |= {rules.rule_of[shape.node] for shape in roots}
    far |= FAR_RULES & rules.rules.keys()
    while more := {name for name, rule in rules.rules.items() if name not in far and far.intersection(rule.yields_to)}:
        far |= more
    return (
        replace(rules, rules={name: rule for name, rule in rules.rules.items() if name not in far}),
        replace(rules, rules={name: rule for name, rule in rules.rules.items() if name in far}),
    )


def _aims_at(shape: Shape, predicates: frozenset[str]) -> bool:
    """Return whether a value of one of ``predicates`` is a focus node, because a literal belongs to no document."""
    return any(kind == SH + "targetObjectsOf" and value in predicates for kind, value in shape.targets)


class _DocumentCheck(NamedTuple):
    """The findings of one document, with the dependencies that are not part of its key."""

    claims: dict[str, str]
    reached: dict[str, tuple[str, str]]
    raw_findings: list[RawFinding]

    def holds(self, documents: SiteGraph, neighbours: Dependencies) -> bool:
        """Return whether the resources that rules reach still belong to the same documents, with the same facts."""
        # The owners are compared first: a new owner means other facts, even if no digest of a known document has
        # changed.
        if any(documents.owners.get(iri) != owner for iri, owner in self.claims.items()):
            return False
        if any(file not in documents.records for file in self.reached):
            return False
        changed = {file for file, (whole, _) in self.reached.items() if neighbours.digest_for_others(file) != whole}
        # A document may change without any change of the facts about these resources.
        by_document = _group_by_document(changed, self.claims, documents)
        return all(neighbours.digest_of_reached(file, by_document[file]) == self.reached[file][1] for file in changed)


_read_near = msgspec.json.Decoder(_DocumentCheck).decode


def _group_by_document(files: Collection[str], reached: Iterable[str], documents: SiteGraph) -> dict[str, list[str]]:
    """Return, for each document of ``files``, the resources among ``reached`` about which it has facts."""
    by_document: dict[str, list[str]] = {file: [] for file in files}
    for iri in reached if files else ():
        for file in documents.documents_about(iri):
            if file in by_document:
                by_document[file].append(iri)
    return by_document


def _check_near(documents: SiteGraph, rules: RuleSet, context: RunContext) -> Iterator[RawFinding]:
    plan = fast.plan(shapes_of(rules))
    neighbours = Dependencies(documents, _find_follows(plan, rules))
    stamp, cache = fingerprint_rules(rules), context.cache
    entries = cache.read_all(_NEAR)
    keys = {
        file: digest(stamp, neighbours.digest(file), neighbours.digest_of_partners(file)) for file in documents.records
    }
    stale = []
    for file, key in keys.items():
        known = decode(entries.pop(file, None), key, _read_near)
        if known is not None and known.holds(documents, neighbours):
            yield from known.raw_findings
        else:
            stale.append(file)
    cache.remove(_NEAR, entries)
    done = 0
    for batch in _batches(stale, neighbours):
        context.progress("checking", done, len(stale))
        done += len(batch)
        checked = _run_on_documents(batch, documents, neighbours, rules)
        cache.write(_NEAR, {file: CacheEntry(keys[file], encode(one)) for file, one in checked.items()})
        for one in checked.values():
            yield from one.raw_findings
    context.progress("checking", done, len(stale))


def _find_follows(plan: fast.EnginePlan, rules: RuleSet) -> Follows:
    """Return, by predicate, what the shapes and the rules in Python read about its values."""
    follows = defaultdict(frozenset[str], find_follows(plan.here, plan.graph))
    for rule in rules.rules.values():
        for leading, read in rule.reads:
            follows[leading] |= {read}
    return dict(follows)


def _batches(files: Sequence[str], neighbours: Dependencies) -> Iterator[list[str]]:
    """Yield ``files`` in batches; files with partners are in one batch, because each needs the facts of all."""
    alone = [file for file in files if not neighbours.has_partners(file)]
    together = [file for file in files if neighbours.has_partners(file)]
    yield from (alone[start : start + _BATCH] for start in range(0, len(alone), _BATCH))
    if together:
        yield together


def _run_on_documents(
    files: Sequence[str], documents: SiteGraph, neighbours: Dependencies, rules: RuleSet
) -> dict[str, _DocumentCheck]:
    """Return the findings on the resources of these documents."""
    claims = {file: neighbours.follow(file) for file in files}
    wanted = {*files, *neighbours.partners(files)}
    about = frozenset(iri for reached in claims.values() for iri in reached)
    by_file: dict[str, list[RawFinding]] = {file: [] for file in files}
    own = frozenset[Term](iri for iri, owner in documents.owners.items() if owner in by_file)
    gathered = documents.gather(wanted, documents.owners, about)
    raw_findings, _ = run_rules(gathered, rules, "fast", own.__contains__)
    for raw in raw_findings:
        owner = documents.owners.get(raw.observation.focus, "")
        if owner in by_file:
            by_file[owner].append(raw)
    return {
        file: _DocumentCheck(claims[file], _digest(claims[file], file, documents, neighbours), by_file[file])
        for file in files
    }


def _digest(
    reached: Collection[str], file: str, documents: SiteGraph, neighbours: Dependencies
) -> dict[str, tuple[str, str]]:
    """Return, by document with facts about ``reached`` resources, its digest and that of these facts."""
    others = sorted({other for iri in reached for other in documents.documents_about(iri)} - {file})
    by_document = _group_by_document(others, reached, documents)
    return {
        other: (neighbours.digest_for_others(other), neighbours.digest_of_reached(other, by_document[other]))
        for other in others
    }
