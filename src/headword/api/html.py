"""How vocabularies, concepts and rows are shown in notebooks: HTML, complete without styles and scripts.

Knows what is to be shown; must not know where it is from.  Every text is
escaped, and only addresses on the web become links.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from headword.api.resources import Collection, Concept, ConceptScheme, Resource
from headword.api.texts import Text
from headword.core.terminal import counted
from headword.site.words import direction

if TYPE_CHECKING:
    from headword.api.answers import Rows
    from headword.api.vocabulary import Vocabulary

_SHOWN = 10
"""How many concepts of a vocabulary are shown, and how many of anything in a cell."""
_ROWS = 50
"""How many rows of an answer are shown."""


def show_vocabulary(vocabulary: "Vocabulary") -> str:
    """Title and counts, and the first concepts as a table."""
    counts = [
        counted(len(vocabulary), "concept"),
        counted(len(vocabulary.schemes), "concept scheme"),
        *([counted(len(vocabulary.collections), "collection")] if vocabulary.collections else []),
        f"{counted(len(vocabulary.languages), 'language')} ({', '.join(vocabulary.languages)})",
    ]
    rows = [
        [_address(one.iri), _text(one.label()), _list(map(_text, one.alt_labels())), _list(_names(one.broader))]
        for one in vocabulary.concepts[:_SHOWN]
    ]
    head = ["Concept", "Preferred label", "Alternative labels", "Broader"]
    return (
        f"<h3>{escape(vocabulary.title)}</h3><p>{escape(', '.join(counts))}</p>"
        f"{_table(head, rows)}{_rest(len(vocabulary) - _SHOWN, 'concept')}"
    )


def _rest(number: int, noun: str) -> str:
    return f"<p>and {counted(number, f'more {noun}')}</p>" if number > 0 else ""


def show_resource(resource: Resource) -> str:
    """What is said of a concept, a scheme or a collection, line by line."""
    lines = [(name, cell) for name, cell in _describe(resource) if cell]
    body = "".join(f"<tr><th scope='row'>{escape(name)}</th><td>{cell}</td></tr>" for name, cell in lines)
    return f"<table><caption>{_text(resource.label())}</caption><tbody>{body}</tbody></table>"


def _describe(resource: Resource) -> Iterator[tuple[str, str]]:
    yield "IRI", _address(resource.iri)
    if resource.deprecated:
        yield "Out of use", "yes"
    if isinstance(resource, Concept):
        yield "Replaced by", _list(_names(resource.replaced_by))
    yield "Preferred labels", _list(map(_text, resource.labels.values()))
    yield "Alternative labels", _list(map(_text, resource.alt_labels()))
    yield "Notations", _list(map(escape, resource.notations))
    for kind, texts in resource.notes.items():
        yield kind, _list(map(_text, texts))
    yield from _describe_links(resource)
    yield "Stands at", escape(str(resource.location))


def _describe_links(resource: Resource) -> Iterator[tuple[str, str]]:
    if isinstance(resource, Concept):
        for name, others in (
            ("Broader", resource.broader),
            ("Narrower", resource.narrower),
            ("Related", resource.related),
        ):
            yield name, _list(_names(others))
        for kind, iris in resource.mappings.items():
            yield kind, _list(map(_address, iris))
        yield "In schemes", _list(_names(resource.schemes))
        yield "In collections", _list(_names(resource.collections))
    elif isinstance(resource, ConceptScheme):
        yield "Top concepts", _list(_names(resource.top_concepts))
    elif isinstance(resource, Collection):
        yield "Members", _list(_names(resource.members))


def show_rows(rows: "Rows") -> str:
    """An answer as a table, a column for each variable."""
    from rdflib import Literal, URIRef

    def show(value: object) -> str:
        if isinstance(value, Literal):
            return _text(Text(str(value), value.language or ""))
        return _address(str(value)) if isinstance(value, URIRef) else escape(str(value)) if value is not None else ""

    shown = [[show(row[name]) for name in rows.variables] for row in rows[:_ROWS]]
    return f"{_table(rows.variables, shown)}{_rest(len(rows) - _ROWS, 'row')}"


def _table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th scope='col'>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _text(text: Text) -> str:
    if not text.language:
        return escape(text)
    return f"<span lang='{escape(text.language)}' dir='{direction(text.language)}'>{escape(text)}</span>"


def _list(cells: Iterable[str]) -> str:
    each = list(cells)
    more = [f"and {len(each) - _SHOWN:,} more"] if len(each) > _SHOWN else []
    return "; ".join([*each[:_SHOWN], *more])


def _names(resources: Iterable[Resource]) -> Iterator[str]:
    return (_text(resource.label()) for resource in resources)


def _address(iri: str) -> str:
    shown = escape(iri)
    return f"<a href='{shown}'>{shown}</a>" if iri.startswith(("https://", "http://")) else shown
