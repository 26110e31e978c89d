"""``docs/rules.md``: every rule as a section of Markdown, made from the rules' own files."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from headword.core.findings import Basis, Rule

_HEAD = """\
# The rules

<!-- Made by `headword rules --output-format markdown` from the files in shapes/; edit those. -->

Every rule has a name and a short code, and either is accepted wherever a rule is named.
A rule whose basis is *SKOS* is a condition of SKOS or RDF itself; all others are conventions of the field.
In RDF files that others wrote, a broken convention is a warning at most.
Rules that are off by default are run when they are chosen: `extend-select`, `profile` or a level in `[severity]`.
"""
_FAMILIES = {
    "source": "HW1 Source: Markdown and front matter",
    "integrity": "HW2 SKOS integrity",
    "hierarchy": "HW3 Hierarchy",
    "labels": "HW4 Labels",
    "metadata": "HW5 Documentation and metadata",
    "links": "HW6 Links",
    "identity": "HW7 Identity, with the lock and without",
    "mind-map": "HW9 Profile mind-map: the house rules of map pages",
    "skohub": "HW9 Profile skohub: what SkoHub Vocabs requires",
    "vocpub": "HW9 Profile vocpub: what the VocPub profile requires",
}


def format_rulebook(rules: Iterable[Rule]) -> str:
    """The whole page; ``rules`` are sorted by code."""
    parts = [_HEAD]
    for family, members in groupby(rules, key=lambda rule: rule.family):
        parts.append(f"## {_FAMILIES.get(family, family)}\n")
        parts.extend(_format_rule(rule) for rule in members)
    return "\n".join(parts)


def _format_rule(rule: Rule) -> str:
    return "\n".join([*_lines(rule), ""])


def _lines(rule: Rule) -> Iterator[str]:
    basis = "SKOS" if rule.basis is Basis.SKOS else "convention"
    yield f"### {rule.name}\n"
    level = f"{rule.severity.word} by default" if rule.by_default else f"off by default, else {rule.severity.word}"
    limit = f", limit: {rule.limit}" if rule.limit else ""
    yield f"**{rule.title}.** Code {rule.code}, {level}{limit}, basis: {basis}.\n"
    yield f"{rule.why}\n"
    yield f"*How to mend:* {rule.mend}\n"
    yield f"*Source:* {'; '.join(_link(source) for source in rule.sources)}\n"
    fence = "````"
    yield f"{fence}{'turtle' if rule.example.startswith('<http') else 'markdown'}\n{rule.example}{fence}"


def _link(source: str) -> str:
    return f"<{source}>" if source.startswith("http") else source
