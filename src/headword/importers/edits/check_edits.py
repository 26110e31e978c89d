"""The rules of ``headword check`` on edited pages: the errors that the pages do not have before."""

from dataclasses import replace

from headword.compiler.run import SiteRun
from headword.core.findings import Finding, Report, Severity
from headword.lint.apply_fixes import find_worse
from headword.lint.catalogue import RuleSet
from headword.lint.check import check_run
from headword.lint.select import project_rules


def find_new_errors(before: SiteRun, after: SiteRun) -> list[Finding]:
    """Return the errors of edited pages that are new."""
    rules = project_rules(before.project)
    strict = {name: rule for name, rule in rules.rules.items() if rule.severity is Severity.ERROR}
    found = _check(after, replace(rules, rules=strict))
    # Most edits are right, and then the pages as they were need no check.
    return find_worse(_check(before, replace(rules, rules=strict)), found, Severity.ERROR) if found.every else []


def _check(run: SiteRun, rules: RuleSet) -> Report:
    return check_run(run, run.all_documents(), rules)
