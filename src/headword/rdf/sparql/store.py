"""SPARQL 1.1 queries on a graph."""

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox

from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.core.package_data import PACKAGE
from headword.core.suggest import nearest_hint
from headword.core.terminal import text_width, visible
from headword.rdf.languages import is_known
from headword.rdf.parse import to_term
from headword.rdf.sparql.bindings import bind
from headword.rdf.sparql.errors import explain_query_error
from headword.rdf.sparql.exact.functions import COLLATE, FUNCTIONS
from headword.rdf.sparql.exact.results import QueryResult, ResultTriples, Solutions, write_table
from headword.rdf.sparql.exact.store import ExactStore
from headword.rdf.sparql.tokens import ServiceError, refuse_service
from headword.rdf.terms import (
    PREFIXES,
    RDF_TYPE,
    SKOS,
    Literal,
    Term,
    Triple,
    compact,
    is_iri,
    quote,
    to_ntriples,
)

_RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = ("turtle", "jsonld", "rdfxml", "ntriples")
"""The formats of the triples of CONSTRUCT and DESCRIBE."""
_QUERIES = PACKAGE / "rdf" / "sparql" / "queries"
_OTHER_LABELS = (SKOS + "altLabel", SKOS + "hiddenLabel")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A named query: its name, a summary, the names of its parameters, and its text."""

    name: str
    summary: str
    parameters: tuple[str, ...]
    text: str

    @property
    def shows_labels(self) -> bool:
        """Return whether its rows have labels, which depend on a language."""
        return _LANGUAGES.search(self.text) is not None

    def write(self, languages: Sequence[str]) -> str:
        """Return the query with labels in ``languages``, tags or empty texts: one row per concept and language.

        Raises:
            HeadwordError: a language is not a BCP 47 tag, or the rows have no labels.
        """
        if languages and not self.shows_labels:
            raise HeadwordError(f"@{self.name} shows no labels, so that a language means nothing to it")
        unknown = next((tag for tag in languages if tag and not is_known(tag)), None)
        if unknown is not None:
            raise HeadwordError(f"{unknown!r} is not a language tag of BCP 47", hint="for example en, de-AT, zh-Hans")
        tags = " ".join(quote(tag) for tag in dict.fromkeys(languages))
        return _LANGUAGES.sub(lambda _: f"VALUES ?lang {{ {tags} }}", self.text) if languages else self.text


_ORDERED = re.compile(r"ORDER BY .*")
_TEXTS = re.compile(r"\?(?:label|above|parent|title|found|text)\b")
"""The variables of named queries with texts for people."""


def sort_labels(query: str, language: str) -> str:
    """Return a named query from `NamedQuery.write` with its rows in the order of a language.

    SPARQL itself sorts texts by code points.
    """

    def collate(found: re.Match[str]) -> str:
        return f"<{COLLATE}>({found[0]}, {quote(language)}) {found[0]}"

    return _ORDERED.sub(lambda found: _TEXTS.sub(collate, found[0]), query)


_LANGUAGES = re.compile(r"VALUES \?lang \{[^}]*\}")
"""The part of a named query with the languages of labels."""


@contextmanager
def _explain_errors(query: str = "", prefixes: Iterable[str] = ()) -> Iterator[None]:
    try:
        yield
    except ServiceError as error:
        raise HeadwordError("SERVICE is refused: a query asks the data given, and nothing on the network") from error
    except SyntaxError as error:
        raise HeadwordError(f"the query does not parse: {explain_query_error(query, error.msg, prefixes)}") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise HeadwordError(f"the query cannot be answered: {error}") from error


def _parse_query(query: str, prefixes: Mapping[str, str]) -> None:
    ox.Store().query(query, prefixes=dict(prefixes), custom_functions=dict(FUNCTIONS))


class QueryStore:
    """A graph that can be queried."""

    def __init__(self, store: ExactStore, prefixes: Mapping[str, str]) -> None:
        self._store = store
        self.prefixes = {**PREFIXES, **prefixes}

    def ask(self, query: str, values: Mapping[str, Term] | None = None) -> QueryResult:
        """Return the answer to ``query``, with each variable in ``values`` replaced by its value.

        Raises:
            HeadwordError: the query does not parse, or refers to another server (``SERVICE``).
        """
        query = bind(query, values or {})
        with _explain_errors(query, self.prefixes):
            refuse_service(query, self.prefixes, _parse_query)
            return self._store.query(query, self.prefixes)

    def answer(self, query: str, output_format: str = "table", values: Mapping[str, Term] | None = None) -> str:
        """Return the answer to ``query`` as text.

        ``json``, ``xml``, ``csv`` and ``tsv`` are the result formats of the W3C; triples have `GRAPH_FORMATS`.

        Raises:
            HeadwordError: as for `ask`; or the format cannot express the answer.
        """
        found = self.ask(query, values)
        with _explain_errors():
            return self._format(found, output_format)

    def name_iri(self, written: str) -> str:
        """Return the IRI for an IRI, a ``prefix:name``, the end of a concept's IRI, or a label.

        A preferred label is found before any other.

        Raises:
            HeadwordError: no resource matches, or several do.
        """
        return _expand(written.strip("<>"), self.prefixes) or _find_iri(written, list(self._list_names()))

    def _list_names(self) -> Iterator[Triple]:
        """Yield the triples by which a resource can be named."""
        for predicate in (RDF_TYPE, SKOS + "prefLabel", *_OTHER_LABELS):
            for quad in self._store.store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
                yield str(to_term(quad.subject)), predicate, to_term(quad.object)

    def _format(self, found: QueryResult, output_format: str) -> str:
        if isinstance(found, ResultTriples):
            if output_format not in ("table", *GRAPH_FORMATS):
                hint = f"use --output-format {', '.join(GRAPH_FORMATS[:-1])} or {GRAPH_FORMATS[-1]}"
                raise HeadwordError(f"triples cannot be written as {output_format}", hint=hint)
            return _format_triples(found, "turtle" if output_format == "table" else output_format, self.prefixes)
        if output_format in GRAPH_FORMATS:
            raise HeadwordError(f"only CONSTRUCT and DESCRIBE give triples to write as {output_format}")
        if output_format == "table":
            return _format_table(found, self.prefixes)
        if isinstance(found, ox.QueryBoolean) and output_format in ("csv", "tsv"):
            return f"{str(bool(found)).lower()}\n"
        written = write_table(found, io.BytesIO(), _RESULT_FORMATS[output_format]).decode()
        return written if written.endswith("\n") else f"{written}\n"


def _format_triples(found: ResultTriples, output_format: str, prefixes: Mapping[str, str]) -> str:
    from headword.rdf.write.verified import write_whole

    triples = set(found)
    if not triples:
        return ""
    ordered = sorted(triples, key=lambda triple: [to_ntriples(term) for term in triple])
    return write_whole(dict.fromkeys(ordered, Location("")), output_format, prefixes)


def _format_table(found: Solutions | ox.QueryBoolean, prefixes: Mapping[str, str]) -> str:
    if isinstance(found, ox.QueryBoolean):
        return "yes\n" if found else "no\n"
    header = found.variables
    rows = [header, *([visible(_show_value(row.get(name), prefixes)) for name in header] for row in found)]
    widths = [max(text_width(row[index]) for row in rows) for index in range(len(header))]
    drawn = [
        "  ".join(cell + " " * (width - text_width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    drawn.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(drawn) + "\n"


def _show_value(term: Term | None, prefixes: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal):
        return f"{term.value} ({term.language})" if term.language else term.value
    return compact(term, prefixes)


_COMMENT = re.compile(r"#\s*(?P<key>summary|parameters):\s*(?P<value>.*)")


def named_queries() -> dict[str, NamedQuery]:
    """Return the queries of headword by name; each is a file with comments in ``queries/``."""
    queries = {}
    for file in sorted(_QUERIES.glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        comments = {match["key"]: match["value"].strip() for match in _COMMENT.finditer(text)}
        queries[file.stem] = NamedQuery(
            file.stem, comments["summary"], tuple(comments.get("parameters", "").split()), text
        )
    return queries


def find_query(name: str) -> NamedQuery:
    """Return the named query for ``@`` and a name.

    Raises:
        HeadwordError: there is no query with this name.
    """
    queries = named_queries()
    if name[1:] not in queries:
        raise HeadwordError(f"there is no query {name!r}", hint=nearest_hint(name, [f"@{known}" for known in queries]))
    return queries[name[1:]]


def bind_parameters(query: NamedQuery, values: Sequence[str], store: QueryStore) -> dict[str, Term]:
    """Return the values of a named query's parameters, by variable.

    ``iri`` accepts the input of `QueryStore.name_iri`; any other parameter is text.

    Raises:
        HeadwordError: there are too few or too many values, or none or several concepts match.
    """
    if len(values) != len(query.parameters):
        wanted = " ".join(parameter.upper() for parameter in query.parameters) or "nothing"
        raise HeadwordError(f"@{query.name} needs {wanted} after its name, and got {len(values)} values")
    return {
        parameter: store.name_iri(value) if parameter == "iri" else Literal(value)
        for parameter, value in zip(query.parameters, values, strict=True)
    }


def _list_labelled(text: str, triples: Sequence[Triple], properties: Collection[str]) -> set[str]:
    """Return the subjects with a label in one of these properties that is ``text``, ignoring case."""
    wanted = text.casefold()
    return {
        subject
        for subject, predicate, value in triples
        if predicate in properties and isinstance(value, Literal) and value.value.casefold() == wanted
    }


def _expand(written: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a ``prefix:name`` or an IRI; empty for other texts."""
    prefix, colon, local = written.partition(":")
    if colon and prefix in prefixes:
        return prefixes[prefix] + local
    return written if is_iri(written) else ""


def _find_iri(written: str, triples: Sequence[Triple]) -> str:
    bare = written.strip("<>")
    concepts = {subject for subject, predicate, value in triples if predicate == RDF_TYPE and value == SKOS + "Concept"}
    named = {subject for subject, _, _ in triples if subject.endswith((f"/{bare}", f"#{bare}"))}
    subjects = named | _list_labelled(bare, triples, (SKOS + "prefLabel",))
    subjects = subjects or _list_labelled(bare, triples, _OTHER_LABELS)
    subjects = subjects & concepts or subjects
    if len(subjects) == 1:
        return next(iter(subjects))
    if not subjects:
        raise HeadwordError(f"no concept is called {written!r}", hint="give its IRI, or try @search")
    listed = ", ".join(f"<{subject}>" for subject in sorted(subjects)[:5])
    raise HeadwordError(f"{len(subjects)} resources are called {written!r}", hint=f"give one IRI: {listed}")
