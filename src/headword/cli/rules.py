"""``headword rules``."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from headword.findings import Rule
from headword.project import find_project


@click.command("rules")
@click.option(
    "--output-format", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True,
    help="How to print.",
)  # fmt: skip
def command(output_format: str) -> int:
    r"""List every rule: its code, name, severity and title.

    \b
    Example:
      headword rules
      headword rules --output-format json
    """
    from headword.rules import choose_rules, load_rules

    project = find_project(Path())
    rules = choose_rules(load_rules(project.shapes), project.config).rules.values()
    ordered = sorted(rules, key=lambda rule: rule.code)
    if output_format == "json":
        click.echo(json.dumps([_as_json(rule) for rule in ordered], indent=2, ensure_ascii=False))
    elif output_format == "markdown":
        from headword.reports.rulebook import format_rulebook

        click.echo(format_rulebook(ordered), nl=False)
    else:
        click.echo(_format_table(ordered), nl=False)
    return 0


def _as_json(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "code": rule.code,
        "title": rule.title,
        "severity": rule.severity.word,
        "basis": rule.basis.value,
        "family": rule.family,
        "why": rule.why,
        "mend": rule.mend,
        "sources": list(rule.sources),
        "example": rule.example,
    }


def _format_table(rules: Iterable[Rule]) -> str:
    rows = [(rule.code, rule.name, rule.severity.word, rule.title) for rule in rules]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) + "\n"
        for row in rows
    )
