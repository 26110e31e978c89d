"""Pages of the documentation that are made when its site is built: one for each rule, and the schema of the config."""

import json
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from headword.lint.catalogue import load_rules
from headword.lint.fixes import SAFE, UNSAFE
from headword.lint.formats.rulebook import format_rule_page
from headword.project.config.describe import make_schema

_RULES = load_rules().rules


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the rules, to which findings link, and the schema that editors read."""
    for rule in _RULES.values():
        fix = "--fix" if rule.name in SAFE else "--fix --unsafe-fixes" if rule.name in UNSAFE else ""
        files.append(File.generated(config, f"rules/{rule.name}.md", content=format_rule_page(rule, fix)))
    schema = json.dumps(make_schema(), indent=2, ensure_ascii=False)
    files.append(File.generated(config, "config.schema.json", content=schema))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Link each section of the list of rules to the page of its rule."""
    del config, files
    if Path(page.file.src_uri).name != "rules.md":
        return markdown
    return re.sub(r"^### ([a-z-]+)$", r"### [\1](rules/\1.md) { #\1 }", markdown, flags=re.MULTILINE)
