"""Rule cases: Markdown files that a taxonomist can read and extend.

A case file has sections ``## Bad`` and ``## Good`` (a word may follow: ``## Bad: in TOML``).
Each holds the files of a small site in fences, ``markdown path`` or ``turtle path``, and a
bad one the findings it must give, ``path:line:column rule``, in a fence ``findings``.
"""

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

TURTLE_PREFIXES = (
    "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
)


@dataclass(frozen=True)
class Case:
    """One section of a case file."""

    rule: str
    title: str
    files: dict[str, str]
    findings: tuple[str, ...]

    def write(self, folder: Path) -> list[Path]:
        """Write the files under ``folder``; the config is given if the case has none."""
        config = {"headword.toml": 'base = "https://w3id.org/test/"\ntitle = "Test"\n'}
        for name, text in {**config, **self.files}.items():
            place = (
                folder
                / ("" if name in ("headword.toml", "headword.lock") or name.endswith(".ttl") else "taxonomy")
                / name
            )
            place.parent.mkdir(parents=True, exist_ok=True)
            text = TURTLE_PREFIXES + text if name.endswith(".ttl") else text
            place.write_text(text, encoding="utf-8", newline="")
        return [folder / name for name in self.files if name.endswith(".ttl")]


def read_cases(file: Path) -> list[Case]:
    """Every case of one file."""
    cases: list[Case] = []
    title, files, findings = "", {}, ()
    tokens = MarkdownIt("commonmark").parse(file.read_text(encoding="utf-8"))
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            if title:
                cases.append(Case(file.stem, title, files, findings))
            title, files, findings = tokens[index + 1].content, {}, ()
        elif token.type == "fence":
            kind, _, path = token.info.strip().partition(" ")
            if kind == "findings":
                findings = tuple(line for line in token.content.splitlines() if line.strip())
            else:
                files[path] = token.content
    return [*cases, Case(file.stem, title, files, findings)]
