"""Whole tasks as a user types them, for every tool that has a command for the task, with a proof that it was done."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

FILE = "thesaurus.ttl"
SKOS = "http://www.w3.org/2004/02/skos/core#"
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}

QUESTION = f"""\
PREFIX skos: <{SKOS}>
SELECT ?label ?above WHERE {{
    ?scheme skos:hasTopConcept ?top .
    ?concept skos:broader ?top ; skos:prefLabel ?label .
    ?top skos:prefLabel ?above .
}}
ORDER BY ?label ?above
"""


@dataclass(frozen=True)
class Done:
    """One run of a command: its folder, exit code and output."""

    folder: Path
    code: int
    output: str


Proof = Callable[[Done], str]
"""A function that returns the result of a run in words, or raises ValueError if the task is not done."""


@dataclass(frozen=True)
class Way:
    """The commands of one tool for a task, as they are typed in a folder with the file."""

    package: str
    commands: str
    prove: Proof
    in_repository: bool = False
    """Whether they run in the tool's own repository, in which the file is at ``data/``."""
    counted: str = ""
    """The expression whose matches in the output are findings."""


@dataclass(frozen=True)
class Task:
    """A task with the ways to do it, and the graph that it starts from."""

    name: str
    pages: int
    ways: tuple[Way, ...]
    kinds: tuple[str, ...] = ("none",)
    """The kinds of faults in the graph; without any, all."""
    files: Mapping[str, str] = field(default_factory=dict)


def count_findings(done: Done, counted: str) -> int:
    """Return the number of findings in the output, whose colours and line breaks do not matter."""
    return len(re.findall(counted, re.sub(r"\x1b\[[0-9;]*m", "", done.output)))


def _checked(counted: str) -> Proof:
    def prove(done: Done) -> str:
        found = count_findings(done, counted)
        if not found:
            raise ValueError(_last_line(done))
        return f"{found:,} findings, exit code {done.code}"

    return prove


def _converted(pattern: str) -> Proof:
    """Return a proof that the files of a pattern together have all triples of the input."""

    def prove(done: Done) -> str:
        made = [file for file in sorted(done.folder.glob(pattern)) if file.name != FILE]
        if done.code or not made:
            raise ValueError(_last_line(done))
        wanted = _read(done.folder / FILE)
        found = frozenset().union(*map(_read, made))
        if not wanted <= found:
            raise ValueError(f"{len(wanted - found):,} of {len(wanted):,} triples are missing")
        more = len(found - wanted)
        return "all triples" + (f", {more:,} more" if more else "")

    return prove


def _read(file: Path) -> frozenset[ox.Triple]:
    triples = ox.parse(path=file, format=_FORMATS[file.suffix])
    return frozenset(ox.Triple(one.subject, one.predicate, one.object) for one in triples)


def _answered(done: Done) -> str:
    store = ox.Store()
    store.load(path=done.folder / FILE, format=ox.RdfFormat.TURTLE)
    rows = Counter(f"{row['label'].value},{row['above'].value}" for row in store.query(QUESTION))
    # roqet ends with 2 although its answer is complete.
    if done.code not in (0, 2) or rows - Counter(done.output.split("\n" if "\r" not in done.output else "\r\n")):
        raise ValueError(_last_line(done))
    return f"{rows.total():,} rows"


def _has_site(done: Done) -> str:
    folders = [done.folder / name for name in ("site", "public") if (done.folder / name).is_dir()]
    pages = sum(1 for folder in folders for _ in folder.rglob("*.html"))
    if done.code or not pages:
        raise ValueError(_last_line(done))
    files = sum(1 for folder in folders for file in folder.rglob("*") if file.is_file())
    return f"{pages:,} pages, {files:,} files"


def _has_rows(done: Done) -> str:
    import openpyxl

    made = sorted(done.folder.glob("*.xlsx"))
    if done.code or not made:
        raise ValueError(_last_line(done))
    triples = _read(done.folder / FILE)
    concepts = {one.subject for one in triples if one.object == ox.NamedNode(f"{SKOS}Concept")}
    labels = {
        one.object.value for one in triples if one.subject in concepts and one.predicate.value == f"{SKOS}prefLabel"
    }
    book = openpyxl.load_workbook(made[0], read_only=True)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    if not labels <= cells:
        raise ValueError(f"{len(labels - cells):,} of {len(labels):,} labels are missing")
    return f"all {len(labels):,} labels"


def _last_line(done: Done) -> str:
    lines = [line.strip() for line in done.output.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else "no output")
    return f"{last} (exit code {done.code})"


def _lint(package: str, command: str, counted: str) -> Way:
    return Way(package, command, _checked(counted), counted=counted)


_CONVERT = f"headword query 'CONSTRUCT WHERE {{ ?s ?p ?o }}' {FILE} --output-format rdfxml -o made.rdf"


def list_tasks(pages: int, few: int) -> tuple[Task, ...]:
    """Return the tasks; ``few`` is the number of pages for sites and spreadsheets."""
    return (
        Task(
            "lint", pages, kinds=(), ways=(
                _lint("headword", f"headword check {FILE}", r"(?m)^(?:error|warning|info)\["),
                _lint("semanticlint", f"semanticlint check {FILE}", r"(?m)^  (?:ERROR|WARNING|INFO) +\["),
                _lint("skosify", f"skosify {FILE} -o fixed.ttl", r"(?m)^WARNING:"),
                _lint("ster", f"ster validate --file {FILE}", r"(?m)^ +•"),
                _lint("pyshacl", f"pyshacl -s core.ttl {FILE}", r"(?m)^(?:Constraint Violation|Validation Result) in"),
                _lint("pyshacl-turbo", f"pyshacl-turbo -s core.ttl {FILE}",
                      r"(?m)^(?:Constraint Violation|Validation Result) in"),
                _lint("voc4cat", f"voc4cat check --redundant-hierarchies {FILE}",
                      r"Validation Result in|[Rr]edundant"),
            ),
        ),
        Task(
            "convert", pages, ways=(
                Way("headword", _CONVERT, _converted("made.rdf")),
                Way("rdflib", f"rdfpipe -o xml {FILE} > made.rdf", _converted("made.rdf")),
                Way("ster", f"ster convert {FILE} made.rdf", _converted("made.rdf")),
                Way("skosify", f"skosify {FILE} -o made.rdf", _converted("made.rdf")),
                Way("oxigraph", f"oxigraph convert --from-file {FILE} --to-file made.rdf", _converted("made.rdf")),
                Way("raptor2-utils", f"rapper -q -i turtle -o rdfxml {FILE} > made.rdf", _converted("made.rdf")),
            ),
        ),
        Task(
            "make a spreadsheet", few, ways=(
                Way("headword", f"headword import {FILE}; headword export sheet thesaurus.xlsx", _has_rows),
                Way("voc4cat", f"voc4cat convert {FILE}", _has_rows),
            ),
        ),
        Task(
            "build a site", few, ways=(
                Way("headword", f"headword import {FILE}; headword site", _has_site),
                Way("skohub-vocabs", "npm run build", _has_site, in_repository=True),
                Way("voc4cat", f"voc4cat docs -O site {FILE}", _has_site),
                Way("pylode", f"mkdir site; pylode {FILE} -p vocpub -o site/index.html", _has_site),
            ),
        ),
        Task(
            "query a thesaurus", pages, files={"question.rq": QUESTION}, ways=_QUERIES,
        ),
        Task(
            "query a small file", 1, files={"question.rq": QUESTION}, ways=_QUERIES,
        ),
    )  # fmt: skip


_QUERIES = (
    Way("headword", f"headword query -f question.rq {FILE} --output-format csv", _answered),
    Way("rdflib", f"sparqlquery -qf question.rq -f csv {FILE}", _answered),
    Way("oxigraph", f"oxigraph load --location store --file {FILE}; "
        "oxigraph query --location store --query-file question.rq --results-format csv", _answered),
    Way("rasqal-utils", f"roqet -q -r csv -D {FILE} question.rq", _answered),
)  # fmt: skip
