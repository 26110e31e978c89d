"""The W3C's tests of query evaluation (SPARQL 1.0 and 1.1), as rdflib's source distribution carries them."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

from headword.rdf.parse import parse_rdf, to_term
from headword.rdf.sparql.exact.literals import Traits, find_traits, write_stored_term
from headword.rdf.sparql.exact.results import QueryResult, ResultTriples, write_table
from headword.rdf.sparql.exact.store import ExactStore
from headword.rdf.terms import RDF, RDF_TYPE, XSD, Literal, Term, is_blank

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
SYNTAXES = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}
RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
KINDS = frozenset({MF + "QueryEvaluationTest", MF + "CSVResultFormatTest"})
Row = frozenset[tuple[str, Term]]
Said = dict[Term, dict[str, list[Term]]]


def read(file: Path, base: str = "") -> list[tuple[str, str, Term]]:
    return list(parse_rdf(file.read_bytes(), SYNTAXES[file.suffix], str(file), base or file.as_uri()))


def describe(file: Path) -> Said:
    said: Said = {}
    for subject, predicate, value in read(file):
        said.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return said


def list_items(head: Term, said: Said) -> Iterator[Term]:
    while head != RDF + "nil":
        yield said[head][RDF + "first"][0]
        head = said[head][RDF + "rest"][0]


def to_path(iri: Term) -> Path:
    return Path(unquote(str(iri).removeprefix("file://")))


def own(term: Term, number: int) -> str:
    return f"{term}-{number}" if is_blank(term) else write_stored_term(term)


@dataclass(frozen=True)
class Case:
    name: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path

    def ask(self, traits: Traits | None = None) -> QueryResult:
        """The answer; what the query names after ``FROM`` is read, as a processor does that fetches graphs."""
        text = self.query.read_text(encoding="utf-8")
        named = [(self.query.parent / found[2], found[1] is not None) for found in FROM.finditer(text)]
        data = [*self.data, *(file for file, is_named in named if not is_named)]
        graphs = [*self.graphs, *(file for file, is_named in named if is_named)]
        store = load(data, graphs)
        exact = store if traits is None else ExactStore(store.store, traits)
        return exact.query(FROM.sub("", text), {}, self.query.as_uri())


FROM = re.compile(r"\bFROM\s+(NAMED\s+)?<(.*?)>", re.IGNORECASE)


def load(data: list[Path], graphs: list[Path]) -> ExactStore:
    parts = [(file, "") for file in data] + [(file, f" <{file.as_uri()}>") for file in dict.fromkeys(graphs)]
    store, traits = ox.Store(), Traits.NONE
    for number, (file, graph) in enumerate(parts):
        triples = read(file)
        traits |= find_traits(triples)
        # Each file has blank nodes of its own.
        lines = [f"{own(s, number)} <{p}> {own(o, number)}{graph} .\n" for s, p, o in triples]
        store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    return ExactStore(store, traits)


def list_cases(folder: Path) -> Iterator[Case]:
    """Every test of query evaluation below a folder; those of entailment and of other servers are no part of it."""
    for manifest in sorted(folder.rglob("manifest.ttl")):
        if manifest.parent.name in ("entailment", "service", "syntax-fed"):
            continue
        said = describe(manifest)
        heads = [values[MF + "entries"][0] for values in said.values() if MF + "entries" in values]
        for test in (item for head in heads for item in list_items(head, said)):
            about = said[test]
            kinds = about.get(RDF_TYPE, [MF + "QueryEvaluationTest"])
            if not KINDS.intersection(kinds) or MF + "result" not in about:
                continue
            action = said.get(about[MF + "action"][0], {})
            if QT + "query" not in action:
                continue
            name = f"{manifest.parent.parent.name}/{manifest.parent.name}#{str(test).rpartition('#')[2]}"
            yield Case(
                name,
                to_path(action[QT + "query"][0]),
                tuple(map(to_path, action.get(QT + "data", ()))),
                tuple(map(to_path, action.get(QT + "graphData", ()))),
                to_path(about[MF + "result"][0]),
            )


def expect(case: Case) -> bool | list[Row] | set[tuple[str, str, Term]] | str:
    file = case.result
    if file.suffix in RESULTS:
        found = ox.parse_query_results(path=str(file), format=RESULTS[file.suffix])
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        names = [variable.value for variable in found.variables]
        return [frozenset((name, to_term(row[name])) for name in names if row[name] is not None) for row in found]
    if file.suffix == ".csv":
        return file.read_text(encoding="utf-8")
    said = describe(file)
    sets = [node for node, about in said.items() if RS + "ResultSet" in about.get(RDF_TYPE, ())]
    if not sets:
        return set(read(file))
    about = said[sets[0]]
    if RS + "boolean" in about:
        return about[RS + "boolean"][0] == Literal("true", "", XSD + "boolean")
    return [read_row(said[node], said) for node in about.get(RS + "solution", ())]


def read_row(about: Mapping[str, list[Term]], said: Said) -> Row:
    pairs = (said[node] for node in about.get(RS + "binding", ()))
    return frozenset((pair[RS + "variable"][0].value, pair[RS + "value"][0]) for pair in pairs)  # type: ignore[union-attr]


NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}


def normal(term: Term) -> object:
    """A number by its value: what is calculated may be written in several ways."""
    if isinstance(term, Literal) and term.datatype in NUMBERS:
        try:
            return term.datatype, Decimal(term.value).normalize()
        except ArithmeticError:
            return term
    if isinstance(term, Literal):
        return term._replace(language=term.language.lower())
    return term


def is_right(case: Case, answer: QueryResult) -> bool:
    """Whether an answer is the one that is expected; the names of blank nodes do not matter."""
    wanted = expect(case)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer) == wanted
    if isinstance(answer, ResultTriples):
        assert isinstance(wanted, set)
        return are_alike([as_row(triple) for triple in answer], [as_row(triple) for triple in wanted])
    if isinstance(wanted, str):
        data = write_table(answer, io.BytesIO(), ox.QueryResultsFormat.CSV).decode()
        return read_csv(data) == read_csv(wanted)
    assert isinstance(wanted, list)
    rows, expected = list(answer), [dict(row) for row in wanted]
    if case.query.parent.name == "reduced":
        # How many of the same there are is open (SPARQL 1.1 Query, section 15.3.2).
        return {*map(shape, rows)} == {*map(shape, expected)}
    return are_alike(rows, expected)


def as_row(triple: tuple[str, str, Term]) -> dict[str, Term]:
    return dict(zip("spo", triple, strict=True))


def read_csv(text: str) -> list[list[tuple[str, str]]]:
    """The rows; in which order the columns of ``SELECT *`` come is open."""
    rows = csv.DictReader(io.StringIO(text))
    return sorted(sorted((name, "_:" if cell.startswith("_:") else cell) for name, cell in row.items()) for row in rows)


MOST = 6
"""How many blank nodes are told apart."""


def are_alike(rows: list[dict[str, Term]], others: list[dict[str, Term]]) -> bool:
    blanks, names = list_blanks(rows), list_blanks(others)
    if len(blanks) != len(names):
        return False
    if len(blanks) > MOST:
        nameless = [dict.fromkeys(one, "_:") for one in (blanks, names)]
        return are_equal(rename(rows, nameless[0]), rename(others, nameless[1]))
    orders = itertools.permutations(names)
    return any(are_equal(rename(rows, dict(zip(blanks, order, strict=True))), others) for order in orders)


def are_equal(rows: list[dict[str, Term]], others: list[dict[str, Term]]) -> bool:
    return sorted(map(shape, rows)) == sorted(map(shape, others))


def list_blanks(rows: list[dict[str, Term]]) -> list[str]:
    return sorted({term for row in rows for term in row.values() if is_blank(term)})


def rename(rows: list[dict[str, Term]], names: Mapping[str, str]) -> list[dict[str, Term]]:
    def to_name(term: Term) -> Term:
        return names.get(term, term) if isinstance(term, str) else term

    return [{variable: to_name(term) for variable, term in row.items()} for row in rows]


def shape(row: Mapping[str, Term]) -> str:
    return repr(sorted((name, repr(normal(term))) for name, term in row.items()))
