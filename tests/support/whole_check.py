"""Checking all of a graph at once: an independent way to the report of a check page by page."""

from dataclasses import replace
from pathlib import Path

from headword.compiler.vocabulary import compile_project
from headword.core.findings import Report
from headword.lint.check_rdf import _run_on_graph
from headword.lint.report import make_report
from headword.lint.select import project_rules
from headword.project.project import find_project


def check_whole(folder: Path, engine: str = "auto") -> Report:
    """Check the whole graph of a project, without a cache and not page by page."""
    compiled = compile_project(find_project(folder))
    rules = project_rules(compiled.project)
    seen = _run_on_graph(compiled.facts, rules, engine)
    counts = {"observations": compiled.observations, "pages": compiled.pages, "concepts": compiled.concepts}
    return make_report(replace(seen, **counts), rules, compiled.project.config)
