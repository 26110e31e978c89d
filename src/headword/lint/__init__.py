"""The checks: rules for graphs and pages, reports, suppressions, baselines and fixes.

Doors: check, check_rdf, catalogue, select, formats, formats.common, formats.context, formats.github, formats.rulebook,
apply_fixes, fixes, baseline, coverage, dead_links, lint_shapes, lock_checks, report, web_links.
"""
