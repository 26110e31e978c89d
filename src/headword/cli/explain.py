"""``headword explain``."""

import shutil
import sys
import textwrap

import click

from headword.cli.completions import complete_rules
from headword.cli.settings import has_colour, open_project
from headword.core.errors import HeadwordError
from headword.core.findings import Basis, Rule
from headword.core.terminal import paint


@click.command("explain")
@click.argument("name", shell_complete=complete_rules)
def command(name: str) -> int:
    r"""Explain the rule NAME: what it finds, why it matters and how to fix it. NAME can also be a code.

    \b
    Examples:
      headword explain label-clash
      headword explain HW202
    """
    from headword.core.suggest import nearest_hint
    from headword.lint.catalogue import load_rules

    rule_set = load_rules(open_project().shapes)
    rule = rule_set.find(name)
    if rule is None:
        raise HeadwordError(f"there is no rule {name!r}", hint=nearest_hint(name, rule_set.rules))
    click.echo(_format(rule, has_colour(sys.stdout)), nl=False, color=True)
    return 0


def _format(rule: Rule, colour: bool) -> str:
    width = min(shutil.get_terminal_size((88, 24)).columns, 88)

    def wrapped(text: str) -> str:
        return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  ", break_long_words=False)

    basis = "a condition of SKOS itself" if rule.basis is Basis.SKOS else "a convention of the field"
    code = f" ({rule.code})" if rule.code != rule.name else ""
    parts = [f"{paint(rule.name, 'bold', colour)}{code}: {rule.title}"]
    level = paint(rule.severity.word, rule.severity.word, colour)
    default = f"{level} by default" if rule.by_default else f"off by default, else {level}"
    limit = f"; limit {rule.limit}" if rule.limit else ""
    parts.append(f"{default}{limit}; {basis}; family {rule.family}")
    for heading, text in (("Why", rule.why), ("How to fix", rule.fix), ("Source", "; ".join(rule.sources))):
        if text:
            parts.append(f"\n{paint(heading, 'bold', colour)}\n{wrapped(text)}")
    if rule.example:
        parts.append(f"\n{paint('Example', 'bold', colour)}\n{textwrap.indent(rule.example, '  ').rstrip()}")
    return "\n".join([*parts, ""])
