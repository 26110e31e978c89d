"""HTML for notebooks, complete without styles and scripts: tables and the content of their cells.

Every text is escaped, and only addresses on the web become links.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from headword.api.texts import Text
from headword.core.terminal import counted
from headword.site.words import direction

if TYPE_CHECKING:
    from headword.api.vocabulary import Vocabulary

SHOWN = 10
"""Maximum number of concepts of a vocabulary, and of values in a cell."""
SHOWN_ROWS = 50
"""Maximum number of rows of an answer."""


def show_table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a column for each name in ``head``; cells are HTML."""
    top = "".join(f"<th scope='col'>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def show_lines(caption: Text, lines: Iterable[tuple[str, str]]) -> str:
    """Return a table with a line for each name that has a cell."""
    body = "".join(f"<tr><th scope='row'>{escape(name)}</th><td>{cell}</td></tr>" for name, cell in lines if cell)
    return f"<table><caption>{show_text(caption)}</caption><tbody>{body}</tbody></table>"


def show_rest(number: int, noun: str) -> str:
    """Return a paragraph that says how many more there are; empty if there are none."""
    return f"<p>and {counted(number, f'more {noun}')}</p>" if number > 0 else ""


def show_text(text: Text) -> str:
    """Return a text with its language and direction."""
    if not text.language:
        return escape(text)
    return f"<span lang='{escape(text.language)}' dir='{direction(text.language)}'>{escape(text)}</span>"


def show_list(cells: Iterable[str]) -> str:
    """Return several cells as one, with the first few of many."""
    each = list(cells)
    more = [f"and {len(each) - SHOWN:,} more"] if len(each) > SHOWN else []
    return "; ".join([*each[:SHOWN], *more])


def show_iri(iri: str) -> str:
    """Return an IRI, as a link if it leads to the web."""
    shown = escape(iri)
    return f"<a href='{shown}'>{shown}</a>" if iri.startswith(("https://", "http://")) else shown


def show_vocabulary(vocabulary: "Vocabulary") -> str:
    """Return the title of a vocabulary, what it contains, and its first concepts."""
    counts = [
        counted(len(vocabulary), "concept"),
        counted(len(vocabulary.schemes), "concept scheme"),
        *([counted(len(vocabulary.collections), "collection")] if vocabulary.collections else []),
        f"{counted(len(vocabulary.languages), 'language')} ({', '.join(vocabulary.languages)})",
    ]
    rows = [
        [
            show_iri(one.iri),
            show_text(one.label()),
            show_list(map(show_text, one.alt_labels())),
            show_list(show_text(broader.label()) for broader in one.broader),
        ]
        for one in vocabulary.concepts[:SHOWN]
    ]
    head = ["Concept", "Preferred label", "Alternative labels", "Broader"]
    return (
        f"<h3>{escape(vocabulary.title)}</h3><p>{escape(', '.join(counts))}</p>"
        f"{show_table(head, rows)}{show_rest(len(vocabulary) - SHOWN, 'concept')}"
    )
