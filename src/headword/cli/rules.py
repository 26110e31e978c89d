"""``headword rules``."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headword.cli.output import print_result
from headword.cli.output_options import with_output
from headword.cli.settings import open_project
from headword.core.findings import Rule
from headword.project.project import Project

if TYPE_CHECKING:
    from headword.lint.catalogue import RuleSet


@click.command("rules")
@with_output("table", "json", "markdown")
@click.option("--check", is_flag=True, help="Check your own shapes. Exit with 1 if there are mistakes.")
def command(output_format: str, check: bool) -> int:
    r"""List every rule with its code, name, severity and title.

    Rules that do not run here have the severity off.

    \b
    Examples:
      headword rules
      headword rules --json
      headword rules --check
    """
    from headword.lint.catalogue import load_rules
    from headword.lint.select import choose_rules

    project = open_project()
    rule_set = load_rules(project.shapes)
    if check:
        return _check_catalogue(rule_set, project)
    chosen = choose_rules(rule_set, project.config).rules
    ordered = sorted(rule_set.rules.values(), key=lambda rule: rule.code)
    if output_format == "json":
        print_result(json.dumps([_as_json(rule, chosen) for rule in ordered], indent=2, ensure_ascii=False) + "\n")
    elif output_format == "markdown":
        from headword.lint.formats.rulebook import format_rulebook

        print_result(format_rulebook(ordered))
    else:
        print_result(_format_table(ordered, chosen))
    return 0


def _check_catalogue(rule_set: "RuleSet", project: Project) -> int:
    from headword.lint.lint_shapes import check_shapes

    found = {f"{project.relative(Path(place.path))}: {message}" for _, place, message in check_shapes(rule_set)}
    own = sum(not rule.ours for rule in rule_set.rules.values())
    click.echo("".join(f"{line}\n" for line in sorted(found)), nl=False)
    click.echo(f"{len(found):,} things to fix in {own:,} rules of your own")
    return 1 if found else 0


def _level(rule: Rule, chosen: Mapping[str, Rule]) -> str:
    """Return the severity of a rule in this project."""
    return chosen[rule.name].severity.word if rule.name in chosen else "off"


def _as_json(rule: Rule, chosen: Mapping[str, Rule]) -> dict[str, object]:
    return {
        "name": rule.name,
        "code": rule.code,
        "title": rule.title,
        "severity": _level(rule, chosen),
        "default_severity": rule.severity.word if rule.by_default else "off",
        "limit": chosen.get(rule.name, rule).limit or None,
        "basis": rule.basis.value,
        "family": rule.family,
        "why": rule.why,
        "fix": rule.fix,
        "sources": list(rule.sources),
        "example": rule.example,
    }


def _format_table(rules: Iterable[Rule], chosen: Mapping[str, Rule]) -> str:
    rows = [(rule.code, rule.name, _level(rule, chosen), rule.title) for rule in rules]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) + "\n"
        for row in rows
    )
