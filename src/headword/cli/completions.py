"""The completions of a shell: rules, formats, profiles, kinds of change, ids, named queries."""

import click
from click.shell_completion import CompletionItem

from headword.cli.settings import open_project


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the rules of headword and of the project with their titles; after a comma, continue the list."""
    del ctx, param
    from headword.lint.catalogue import load_rules

    before, comma, typed = incomplete.rpartition(",")
    rules = load_rules(open_project().shapes).catalogue.values()
    return [
        CompletionItem(f"{before}{comma}{rule.name}", help=rule.title)
        for rule in sorted(rules, key=lambda rule: rule.name)
        if rule.name.startswith(typed)
    ]


def complete_formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the formats of reports."""
    del ctx, param
    from headword.core.plugins import REPORTS, find_plugins

    return [CompletionItem(name) for name in find_plugins(REPORTS) if name.startswith(incomplete)]


def complete_profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the profiles."""
    del ctx, param
    from headword.project.config import PROFILES

    return [CompletionItem(name) for name in PROFILES if name.startswith(incomplete)]


def complete_kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the kinds of change and the levels of a version; after a comma, continue the list."""
    del ctx, param
    from headword.project.version_policy import KINDS, LEVELS

    before, comma, typed = incomplete.rpartition(",")
    return [CompletionItem(f"{before}{comma}{word}") for word in (*KINDS, *LEVELS) if word.startswith(typed)]


def complete_ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the ids that the site publishes, with their labels."""
    del ctx, param
    from headword.compiler.site import find_site
    from headword.ids.inventory import accept
    from headword.project.select import select_pages

    project = open_project()
    published = accept(find_site(project, select_pages(project, []), drafts=True), "").published
    entries = [one.entry for one in published if one.entry.id.startswith(incomplete)]
    return [CompletionItem(entry.id, help=entry.label) for entry in entries]


def complete_queries(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the named queries with their parameters."""
    del ctx, param
    from headword.rdf.sparql.store import named_queries

    return [
        CompletionItem(f"@{one.name}", help=" ".join([*map(str.upper, one.parameters), one.summary]))
        for one in named_queries().values()
        if f"@{one.name}".startswith(incomplete)
    ]
