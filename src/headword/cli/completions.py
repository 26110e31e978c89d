"""What a shell offers for the values of options: rules, formats, profiles, kinds of change."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rules, ours and the user's, with what they are about; after a comma the next."""
    del ctx, param
    from headword.lint.catalogue import load_rules
    from headword.project.project import find_project

    before, comma, typed = incomplete.rpartition(",")
    rules = load_rules(find_project(Path()).shapes).catalogue.values()
    return [
        CompletionItem(f"{before}{comma}{rule.name}", help=rule.title)
        for rule in sorted(rules, key=lambda rule: rule.name)
        if rule.name.startswith(typed)
    ]


def complete_formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The formats of reports."""
    del ctx, param
    from headword.core.plugins import REPORTS, find_plugins

    return [CompletionItem(name) for name in find_plugins(REPORTS) if name.startswith(incomplete)]


def complete_profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The profiles."""
    del ctx, param
    from headword.project.config import PROFILES

    return [CompletionItem(name) for name in PROFILES if name.startswith(incomplete)]


def complete_kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The kinds of change, and the levels of a version; after a comma the next."""
    del ctx, param
    from headword.project.version_policy import KINDS, LEVELS

    before, comma, typed = incomplete.rpartition(",")
    return [CompletionItem(f"{before}{comma}{word}") for word in (*KINDS, *LEVELS) if word.startswith(typed)]
