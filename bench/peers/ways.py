"""One measurement, in a process and an environment of its own: ``ways.py WAY DATA SHAPES``.

Each way is the fastest that the tool's documentation knows, by its Python API. It reads ``DATA`` (N-Triples), does the
work, and gives the number of its findings. Nothing here is imported but what the tool itself needs.
"""

import gc
import json
import resource
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

Lap = Callable[[], None]
SH_RESULT = "http://www.w3.org/ns/shacl#result"
KEEP_COLLECTING = ("pyshacl_rdflib", "pyshacl_oxigraph")
"""Slower without the garbage collector, and many times larger: pySHACL's queries leave cycles behind."""


def headword_check(data: Path, _: Path, __: Lap) -> int:
    """What ``headword check data.nt`` does: every default rule, those in Python too, and findings with their places."""
    from headword.lint.check_rdf import check_rdf_files
    from headword.project.project import find_project

    return len(check_rdf_files(find_project(data), [data]).findings)


def headword_engine(data: Path, shapes: Path, read: Lap) -> int:
    from headword.rdf.parse import read_rdf
    from headword.rdf.shacl.choice import validate

    facts, wanted = read_rdf(data, data.name), read_rdf(shapes, shapes.name)
    read()
    return len(validate(facts, wanted, "fast").results)


def pyshacl_rdflib(data: Path, shapes: Path, read: Lap) -> int:
    import pyshacl
    from rdflib import Graph, URIRef

    facts, wanted = Graph().parse(data, format="nt"), Graph().parse(shapes, format="turtle")
    read()
    _, report, _ = pyshacl.validate(facts, shacl_graph=wanted, inplace=True)
    return len(list(report.objects(None, URIRef(SH_RESULT))))


def pyshacl_oxigraph(data: Path, shapes: Path, read: Lap) -> int:
    import pyshacl
    from pyoxigraph import RdfFormat, Store
    from rdflib import Graph, URIRef

    facts, wanted = Store(), Graph().parse(shapes, format="turtle")
    facts.bulk_load(path=data, format=RdfFormat.N_TRIPLES)
    read()
    _, report, _ = pyshacl.validate(facts, shacl_graph=wanted)
    return len(list(report.objects(None, URIRef(SH_RESULT))))


def pyshacl_turbo(data: Path, shapes: Path, _: Lap) -> int:
    from pyshacl_turbo import validate
    from rdflib import URIRef

    _, report, _ = validate(str(data), shacl_graph=str(shapes))
    return len(list(report.objects(None, URIRef(SH_RESULT))))


def pyshifty_reasons(data: Path, shapes: Path, _: Lap) -> int:
    from shifty import PreparedValidator

    prepared = PreparedValidator(shapes)
    result = prepared.validate_algebra(data, graph_mode="data", infer=False, sort_results=False)
    return sum(len(violation.reasons) for violation in result.violations)


def pyshifty_report(data: Path, shapes: Path, _: Lap) -> int:
    from rdflib import URIRef
    from shifty import PreparedValidator

    prepared = PreparedValidator(shapes)
    _, report, _ = prepared.validate(data, graph_mode="data", infer=False, sort_results=False)
    return len(list(report.objects(None, URIRef(SH_RESULT))))


def shacl(data: Path, shapes: Path, _: Lap) -> int:
    from shacl import Shapes

    return len(Shapes.from_file(str(shapes)).validate_file(str(data)))


def purrdf(data: Path, shapes: Path, read: Lap) -> int:
    from purrdf import RdfFormat, Store
    from purrdf import shapes as engine

    facts, wanted = Store(), engine.Shapes(shapes.read_text(encoding="utf-8"))
    facts.bulk_load(path=str(data), format=RdfFormat.N_TRIPLES)
    read()
    return len(wanted.validate_store(facts).results)


def skosify(data: Path, _: Path, read: Lap) -> int:
    """Its five checks, without the conversion around them: each says what it finds in the log."""
    import logging

    from rdflib import Graph
    from skosify import check

    told: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = told.append  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    facts = Graph().parse(data, format="nt")
    read()
    for look in (check.hierarchy_cycles, check.disjoint_relations, check.hierarchical_redundancy, check.label_overlap):
        look(facts, False)
    check.preflabel_uniqueness(facts, "shortest")
    return len(told)


def semanticlint(data: Path, _: Path, read: Lap) -> int:
    import semanticlint as registers_its_checks
    from semanticlint.checks.base import CheckConfig
    from semanticlint.checks.lint.syntax import lint_syntax
    from semanticlint.pipeline import check_graph

    assert registers_its_checks
    facts, errors = lint_syntax(data)
    read()
    return len(errors) + len(check_graph(facts, CheckConfig()))


def headword_write(data: Path, _: Path, read: Lap) -> None:
    from headword.rdf.graph import DocumentSubjects
    from headword.rdf.parse import read_rdf
    from headword.rdf.terms import RDF_TYPE
    from headword.rdf.write.verified import SerializationContext, serialize

    facts = read_rdf(data, data.name)
    read()
    everything = DocumentSubjects("all", tuple(dict.fromkeys(subject for subject, _, _ in facts)))
    rank = {subject: number for number, subject in enumerate(everything.subjects)}
    classes = {str(value) for _, predicate, value in facts if predicate == RDF_TYPE}
    used = SerializationContext({predicate for _, predicate, _ in facts}, classes, rank)
    for name, content in serialize([(everything, facts)], used, ["turtle", "jsonld"], {}):
        data.with_name(f"written-{name}").write_bytes(content)


def rdflib_write(data: Path, _: Path, read: Lap) -> None:
    from rdflib import Graph

    facts = Graph().parse(data, format="nt")
    read()
    facts.serialize(data.with_name("written.ttl"), format="turtle")
    facts.serialize(data.with_name("written.jsonld"), format="json-ld")


def pyoxigraph_write(data: Path, _: Path, read: Lap) -> None:
    from pyoxigraph import RdfFormat, parse, serialize

    facts = list(parse(path=data, format=RdfFormat.N_TRIPLES))
    read()
    prefixes = {"skos": "http://www.w3.org/2004/02/skos/core#"}
    serialize(facts, data.with_name("written.ttl"), format=RdfFormat.TURTLE, prefixes=prefixes)
    serialize(facts, data.with_name("written.jsonld"), format=RdfFormat.JSON_LD, prefixes=prefixes)


def cpu() -> float:
    """Seconds so far, of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main(way: str, package: str, data: Path, shapes: Path) -> None:
    # As headword's command line does it, and for the peers as well, where it is of use to them.
    if way not in KEEP_COLLECTING:
        gc.disable()
    laps = [cpu()]
    findings = globals()[way](data, shapes, lambda: laps.append(cpu()))
    laps.append(cpu())
    read = laps[1] - laps[0] if len(laps) == 3 else None
    result = {"read": read, "work": laps[-1] - laps[-2], "findings": findings, "version": version(package)}
    print("\n" + json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
