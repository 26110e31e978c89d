"""Pages that are made when the site of the documentation is built: rules, the Python API, the changelog."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

import headword
from headword.lint.catalogue import load_rules
from headword.lint.fixes import SAFE, UNSAFE
from headword.lint.formats.rulebook import format_rule_page
from headword.project.config.describe import make_schema

_RULES = load_rules().rules
_ROOT_PAGES = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
"""Files of the repository that are pages as well, so that the README can link to them from anywhere."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the rules, to which findings link, the Python API, and the schema that editors read."""
    for rule in _RULES.values():
        fix = "--fix" if rule.name in SAFE else "--fix --unsafe-fixes" if rule.name in UNSAFE else ""
        files.append(File.generated(config, f"rules/{rule.name}.md", content=format_rule_page(rule, fix)))
    for name in _ROOT_PAGES:
        text = Path(config.config_file_path).with_name(name).read_text(encoding="utf-8")
        files.append(File.generated(config, name.lower(), content=text.replace("](docs/", "](")))
    files.append(File.generated(config, "python-reference.md", content=describe_api()))
    schema = json.dumps(make_schema(), indent=2, ensure_ascii=False)
    files.append(File.generated(config, "config.schema.json", content=schema))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Link each section of the list of rules to the page of its rule."""
    del config, files
    if Path(page.file.src_uri).name != "rules.md":
        return markdown
    return re.sub(r"^### ([a-z-]+)$", r"### [\1](rules/\1.md) { #\1 }", markdown, flags=re.MULTILINE)


EXAMPLE = {
    "headword.toml": """\
base = "https://w3id.org/rocks/"
title = "Rocks"
""",
    "taxonomy/minerals.md": """\
# Minerals

## Quartz; silica, sand

The most common mineral of the crust.

- Label (de): Quarz
- Alt: rock crystal
- Notation: Q
- Exact match: http://www.wikidata.org/entity/Q43010
- Related: [Feldspar](#feldspar)

### Amethyst

## Feldspar

## Gemstones {.collection}

- Member: [Quartz](#quartz)
- Member: [Amethyst](#amethyst)
""",
}
"""The files that the examples of the docstrings are run with."""
_HEAD = """\
# Python reference

This page is made from the docstrings of the package. Its examples are tested with the two files below. `vocabulary` is
`headword.load(".")`, and `quartz` is `vocabulary["minerals/quartz"]`. [Python](python.md) is the introduction.
"""
_SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Example):$")
_ENTRY = re.compile(r"^ {4}(\w+): (.*)$")
_NOISE = re.compile(r"'|(?:headword|collections|pathlib)[.a-z]*[.](?=[A-Z])")
_INTERNAL = {"join", "sort_key"}


def describe_api() -> str:
    """Return the reference of the public API as Markdown."""
    files = (f'```{Path(name).suffix[1:]} title="{name}"\n{text}```' for name, text in EXAMPLE.items())
    parts = [_HEAD.rstrip("\n"), *files]
    for name in sorted(set(headword.__all__) - {"__version__"}, key=lambda name: (name[0].isupper(), name)):
        item = getattr(headword, name)
        parts += [f"## {name}", _describe(f"headword.{name}", item)]
        if isinstance(item, type):
            parts += [text for member in _members(item) for text in member]
    return "\n\n".join(parts) + "\n"


def _members(item: type) -> Iterator[tuple[str, str]]:
    for owner in reversed(item.__mro__):
        for name, value in vars(owner).items():
            function = getattr(value, "func", getattr(value, "fget", value))
            is_public = owner.__module__.startswith("headword.") and not name.startswith("_") and name not in _INTERNAL
            if is_public and inspect.isfunction(function) and function.__doc__:
                usage = name if function is not value else ""
                yield f"### {item.__name__}.{name}", _describe(usage or name, function, is_method=not usage)


def _describe(usage: str, item: object, *, is_method: bool = True) -> str:
    """The signature and the docstring of a class, function or property."""
    head = ""
    if inspect.isfunction(item) and is_method:
        signature = str(inspect.signature(item)).replace("(self, ", "(").replace("(self)", "()").replace("'.'", '"."')
        head = f"```python\n{usage}{_NOISE.sub('', signature)}\n```\n\n"
    return head + "\n".join(_read_docstring(inspect.getdoc(item) or ""))


def _read_docstring(text: str) -> Iterator[str]:
    """The lines of a docstring as Markdown: its sections as lists, its example as code."""
    section = ""
    for line in text.replace("``", "`").splitlines():
        if match := _SECTION.match(line):
            section = match[1]
            yield "```pycon" if section == "Example" else f"*{section.replace('Args', 'Arguments')}:*\n"
        elif section == "Example":
            yield line.removeprefix("    ")
        elif section and (entry := _ENTRY.match(line)):
            yield f"- `{entry[1]}`: {entry[2]}"
        else:
            yield line.strip() if not section else f"  {line.strip()}".rstrip()
    if section == "Example":
        yield "```"
