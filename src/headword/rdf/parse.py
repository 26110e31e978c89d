"""Reading RDF files into facts.

Knows RDF syntaxes, by pyoxigraph; must not know what the triples mean.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from headword.core.cache import digest
from headword.core.errors import HeadwordError, SourceError
from headword.core.findings import Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.jsonld_checks import find_dropped
from headword.rdf.languages import format_tag
from headword.rdf.locate import find_places
from headword.rdf.terms import RDF, XSD, Literal, Term, Triple, is_blank

FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
"""The syntaxes that are read, by the ending of the file's name."""


_NESTED_ENTITY = re.compile(rb"<!ENTITY\s+[^>]*[\"'][^\"'>]*&[A-Za-z_]")
"""An entity whose value uses another: a few lines of them expand to gigabytes."""


class RdfSyntaxError(SourceError):
    """A file is not what its ending says."""


def read_rdf(file: Path, path: str) -> LocatedGraph:
    """The triples of ``file`` in the order they stand, each at ``path``; named graphs are merged.

    Language tags come in the casing of BCP 47.  Relative IRIs are resolved
    against the file's own address.

    Raises:
        HeadwordError: the file cannot be read, or is not what its ending says.
    """
    data, syntax = _read_file(file, path)
    return parse_rdf(_inline(data, syntax, file, path), syntax, path, address(file))


def digest_rdf(file: Path, path: str) -> str:
    """Another one where `read_rdf` gives other triples; nothing is parsed for it.

    Raises:
        HeadwordError: the file cannot be read, or has an ending that is not known.
    """
    data, syntax = _read_file(file, path)
    return digest(syntax.name, address(file), _inline(data, syntax, file, path))


_NOWHERE = "https://nowhere.invalid/"
"""What relative IRIs are resolved against where there is nothing, to be found again."""


def read_absolute_rdf(file: Path, path: str, base: str = "") -> LocatedGraph:
    """The same as `read_rdf`, but relative IRIs are resolved against ``base``, and there are none without it.

    Raises:
        HeadwordError: the file cannot be read, is not what its ending says, or has a relative IRI and no base.
    """
    data, syntax = _read_file(file, path)
    data = _inline(data, syntax, file, path)
    triples = list(_parse_bytes(data, syntax, path, base or _NOWHERE))
    for triple in triples if not base else ():
        relative = next((term for term in triple if isinstance(term, str) and term.startswith(_NOWHERE)), None)
        if relative is not None:
            place = _place(triples, data, syntax, path, _NOWHERE)[triple]
            written = relative.removeprefix(_NOWHERE)
            hint = "--base says what relative IRIs are relative to, for example --base https://w3id.org/example/"
            raise RdfSyntaxError(f"the IRI {written!r} is relative, and the file does not say to what", place, hint)
    return dict.fromkeys(triples, Location(path))


def join_files(files: Sequence[LocatedGraph]) -> LocatedGraph:
    """What several files say together: the blank nodes of one are not those of another (RDF 1.1 Concepts, section 3.4).

    A triple is where it stands first.
    """
    if len(files) == 1:
        return files[0]
    facts: LocatedGraph = {}
    for number, said in enumerate(files):
        for (subject, predicate, value), place in said.items():
            about = f"{subject}-{number}" if is_blank(subject) else subject
            told = f"{value}-{number}" if is_blank(value) else value
            facts.setdefault((about, predicate, told), place)
    return facts


def read_located_rdf(file: Path, path: str) -> LocatedGraph:
    """The same, each triple at the place where it stands, as exactly as its syntax can be told.

    Raises:
        HeadwordError: the file cannot be read, or is not what its ending says.
    """
    data, syntax = _read_file(file, path)
    triples = list(_parse_bytes(_inline(data, syntax, file, path), syntax, path, address(file)))
    return _place(triples, data, syntax, path, address(file))


def parse_located_rdf(data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> LocatedGraph:
    """The triples of ``data``, each at its place.

    Raises:
        RdfSyntaxError: ``data`` does not parse; with its line and column where the parser tells.
    """
    data = data.removeprefix(_BOM)
    return _place(list(_parse_bytes(data, syntax, path, base)), data, syntax, path, base)


def _place(triples: list[Triple], data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> LocatedGraph:
    places = find_places(data, syntax.file_extension, triples, base, path)
    facts: LocatedGraph = {}
    for triple, place in zip(triples, places, strict=True):
        facts.setdefault(triple, place)
    return facts


def _read_file(file: Path, path: str) -> tuple[bytes, ox.RdfFormat]:
    syntax = FORMATS.get(file.suffix.lower())
    if syntax is None:
        raise HeadwordError(
            f"do not know what a {file.suffix or 'nameless'} file holds",
            Location(path),
            f"known endings: {', '.join(sorted(FORMATS))}",
        )
    try:
        data = file.read_bytes()
    except OSError as error:
        raise HeadwordError(f"cannot be read: {error.strerror}", Location(path)) from error
    return data.removeprefix(_BOM), syntax


def _inline(data: bytes, syntax: ox.RdfFormat, file: Path, path: str) -> bytes:
    return _inline_contexts(data, file, path) if syntax is ox.RdfFormat.JSON_LD else data


def address(file: Path) -> str:
    """The IRI of ``file`` itself."""
    return f"file://{quote(str(file.absolute()))}"


def parse_rdf(data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> LocatedGraph:
    """The triples of ``data``.

    Raises:
        RdfSyntaxError: ``data`` does not parse; with its line and column where the parser tells.
    """
    place = Location(path)
    return dict.fromkeys(_parse_bytes(data.removeprefix(_BOM), syntax, path, base), place)


_BOM = b"\xef\xbb\xbf"


def _parse_bytes(data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> Iterator[Triple]:
    place = Location(path)
    if syntax is ox.RdfFormat.RDF_XML and _NESTED_ENTITY.search(data):
        hint = "write the entities out, or convert the file to Turtle"
        raise RdfSyntaxError("the file declares XML entities by other entities, which is not read", place, hint)
    # A concept is the subject of many triples: one text for all of them is a third of the memory.
    names: dict[str, str] = {}

    def share(term: Any) -> Term:
        made = to_term(term)
        return names.setdefault(made, made) if isinstance(made, str) else made

    try:
        for quad in ox.parse(data, format=syntax, base_iri=base):
            yield share(quad.subject), share(quad.predicate), share(quad.object)  # type: ignore[misc]
    except SyntaxError as error:
        where = Location(path, error.lineno or 0, error.offset or 0)
        name = syntax.name
        raise RdfSyntaxError(f"not valid {name}: {error.msg}", where) from error
    except _TripleTermError as error:
        raise RdfSyntaxError("a triple inside a triple (RDF 1.2) is not read", place) from error


class _TripleTermError(Exception):
    """A triple stands where a term does."""


def to_term(term: Any) -> Term:
    """A term of ours for one of pyoxigraph's; an exception for a triple inside a triple."""
    if isinstance(term, ox.NamedNode):
        return str(term.value)
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    if isinstance(term, ox.Literal):
        return from_oxigraph_literal(term)
    raise _TripleTermError


def from_oxigraph_literal(term: ox.Literal) -> Literal:
    """An oxigraph literal as one of ours; its language tag, which oxigraph lower-cases, gets its casing back."""
    if term.language:
        return Literal(term.value, format_tag(term.language))
    datatype = term.datatype.value
    return Literal(term.value, "", "" if datatype in (XSD + "string", RDF + "langString") else datatype)


def name_blank_nodes(facts: LocatedGraph, prefix: str) -> LocatedGraph:
    """``facts`` with an IRI for each blank node, numbered in the order in which they first stand."""
    names: dict[str, str] = {}

    def named(term: Term) -> Term:
        if is_blank(term):
            return names.setdefault(term, f"{prefix}{len(names) + 1}")
        return term

    return {(str(named(s)), p, named(o)): place for (s, p, o), place in facts.items()}


def _inline_contexts(data: bytes, file: Path, path: str) -> bytes:
    """``data`` with contexts beside the file put in, since the parser fetches none; others are refused."""
    try:
        document = json.loads(data)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return data
    except RecursionError as error:
        raise RdfSyntaxError("the JSON is nested too deeply", Location(path)) from error
    for node in document if isinstance(document, list) else [document]:
        if isinstance(node, dict) and "@context" in node:
            node["@context"] = list(_contexts(node["@context"], file, path))
    dropped = find_dropped(document)
    if dropped:
        raise RdfSyntaxError(f"not valid JSON-LD: {dropped}, and all that is said of it would be lost", Location(path))
    return json.dumps(document).encode()


def _contexts(context: Any, file: Path, path: str) -> Iterator[Any]:
    for item in context if isinstance(context, list) else [context]:
        if not isinstance(item, str):
            yield item
            continue
        beside = file.parent / item
        if "://" in item or not beside.is_file():
            hint = "put the context beside the file; headword fetches nothing from the network"
            raise RdfSyntaxError(f"the JSON-LD context {item!r} is not a file here", Location(path), hint)
        try:
            loaded = json.loads(beside.read_bytes())
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise RdfSyntaxError(f"the JSON-LD context {item!r} is not JSON", Location(path)) from error
        inner = loaded.get("@context", {}) if isinstance(loaded, dict) else {}
        yield from inner if isinstance(inner, list) else [inner]
