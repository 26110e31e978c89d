"""How a vocabulary is cited: as text, in BibTeX, and as CSL JSON, which reference managers read."""

import json
import re
from dataclasses import dataclass

from headword.project.config import Config
from headword.site.addresses import OWN

BIBTEX, CSL_JSON = f"{OWN}/cite.bib", f"{OWN}/cite.json"
"""The files of the citation."""
_SPECIAL = re.compile(r"[\\{}%&#$_~^]")
_BIBTEX_SIGNS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """The contents of a citation of a vocabulary.

    Attributes:
        title: the title of the vocabulary.
        creators: names of people and organizations.
        publishers: the same.
        day: the day of the release or the last change, ISO 8601; empty if it is not known.
        version: empty if there is none.
        url: the IRI of the vocabulary.
        language: the tag of BCP 47.
    """

    title: str
    creators: tuple[str, ...]
    publishers: tuple[str, ...]
    day: str
    version: str
    url: str
    language: str

    def write_text(self) -> str:
        """Return one line, in the order of the American Psychological Association."""
        authors = ", ".join(self.creators or self.publishers)
        year = f" ({self.day[:4]})" if self.day else ""
        version = f" (version {self.version})" if self.version else ""
        title = f"{self.title}{version}"
        publishers = ", ".join(self.publishers) if self.creators and self.publishers != self.creators else ""
        parts = [f"{authors}{year}" if authors else "", title if authors else f"{title}{year}", publishers]
        return " ".join([*(f"{part.removesuffix('.')}." for part in parts if part), self.url])

    def write_bibtex(self) -> str:
        """Return an entry of BibTeX."""
        fields = {
            "title": f"{{{_escape_bibtex(self.title)}}}",
            "author": " and ".join(f"{{{_escape_bibtex(name)}}}" for name in self.creators or self.publishers),
            "year": self.day[:4],
            "version": _escape_bibtex(self.version),
            "publisher": " and ".join(f"{{{_escape_bibtex(name)}}}" for name in self.publishers),
            "url": self.url,
            "langid": self.language,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@misc{{{self._key},\n{lines}}}\n"

    def write_csl_json(self) -> str:
        """Return an item of CSL JSON."""
        item = {
            "id": self._key,
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": name} for name in self.creators or self.publishers],
            "issued": {"date-parts": [[int(part) for part in self.day.split("-")]]} if self.day else None,
            "version": self.version,
            "publisher": ", ".join(self.publishers),
            "URL": self.url,
            "language": self.language,
        }
        return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"

    @property
    def _key(self) -> str:
        words = re.findall(r"[a-z0-9]+", self.title.lower())
        return "-".join([*words[:4], *([self.day[:4]] if self.day else [])]) or "vocabulary"


def cite(config: Config, title: str, modified: str, creators: tuple[str, ...], publishers: tuple[str, ...]) -> Citation:
    """Return the citation of a vocabulary.

    Args:
        config: the project's, whose creators and publishers come first.
        title: of the vocabulary.
        modified: the day of its last change, empty if it is not known.
        creators: those that the vocabulary names itself.
        publishers: the same.
    """
    return Citation(
        title=title,
        creators=tuple(agent.name or agent.iri for agent in config.creator) or creators,
        publishers=tuple(agent.name or agent.iri for agent in config.publisher) or publishers,
        day=config.released or modified or config.modified or config.created,
        version=config.version,
        url=config.base,
        language=config.lang,
    )


def _escape_bibtex(text: str) -> str:
    return _SPECIAL.sub(lambda sign: _BIBTEX_SIGNS.get(sign[0], f"\\{sign[0]}"), text)
