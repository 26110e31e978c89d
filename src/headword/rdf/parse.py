"""Reading RDF files into facts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from headword.core.cache import digest
from headword.core.errors import SourceError
from headword.core.findings import Located, Location
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import format_tag
from headword.rdf.locate.jsonld_contexts import find_external_contexts, inline
from headword.rdf.locate.mistakes import has_odd_terms, read_with_mistakes
from headword.rdf.locate.rdfxml import refuse_broken_xml
from headword.rdf.terms import RDF, XSD, Literal, Term, Triple, is_blank
from headword.rdf.xml_encoding import to_utf8

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


class RdfSyntaxError(SourceError):
    """A file is not what its ending says."""


class PartlyRead(NamedTuple):
    """What could be read of a file, and what is wrong with the rest.

    Attributes:
        facts: the triples, each at its place.
        mistakes: what is wrong, each at its place.
        is_whole: whether no statement was left out.
        guesses: those of the facts in which an IRI or a language tag was not one, as they were probably meant.
    """

    facts: LocatedGraph
    mistakes: tuple[Located, ...]
    is_whole: bool
    guesses: frozenset[Triple] = frozenset()


class _Source(NamedTuple):
    """The bytes of a file, what they are written in, and the contexts of JSON-LD beside it, by their names."""

    data: bytes
    syntax: ox.RdfFormat
    contexts: Mapping[str, bytes] = MappingProxyType({})


def read_rdf(file: Path, path: str) -> LocatedGraph:
    """The triples of ``file`` in the order they stand, each at ``path``; named graphs are merged.

    Language tags come in the casing of BCP 47.  Relative IRIs are resolved
    against the file's own address.

    Raises:
        SourceError: the file cannot be read, or is not what its ending says.
    """
    return dict.fromkeys(_parse_bytes(_read_file(file, path), path, address(file)), Location(path))


def digest_rdf(file: Path, path: str) -> str:
    """Another one where `read_rdf` gives other triples; nothing is parsed for it.

    Raises:
        SourceError: the file cannot be read, or has an ending that is not known.
    """
    source = _read_file(file, path)
    return digest(source.syntax.name, address(file), inline(source.data, source.contexts))


_NOWHERE = "https://nowhere.invalid/"
"""What relative IRIs are resolved against where there is nothing, to be found again."""


def read_absolute_rdf(file: Path, path: str, base: str = "") -> LocatedGraph:
    """The same as `read_rdf`, but relative IRIs are resolved against ``base``, and there are none without it.

    Raises:
        SourceError: the file cannot be read, is not what its ending says, or has a relative IRI and no base.
    """
    source = _read_file(file, path)
    triples = list(_parse_bytes(source, path, base or _NOWHERE))
    for triple in triples if not base else ():
        relative = next((term for term in triple if isinstance(term, str) and term.startswith(_NOWHERE)), None)
        if relative is not None:
            found = _read_partly(source, path, _NOWHERE).facts.items()
            place = next((place for one, place in found if relative in one), Location(path))
            written = relative.removeprefix(_NOWHERE)
            hint = "--base says what relative IRIs are relative to, for example --base https://w3id.org/example/"
            raise RdfSyntaxError(f"the IRI {written!r} is relative, and the file does not say to what", place, hint)
    return dict.fromkeys(triples, Location(path))


def join_files(files: Sequence[LocatedGraph]) -> LocatedGraph:
    """What several files say together: the blank nodes of one are not those of another (RDF 1.1 Concepts, section 3.4).

    A triple is where it stands first.
    """
    if len(files) < 2:
        return files[0] if files else {}
    facts: LocatedGraph = {}
    for number, said in enumerate(files):
        for (subject, predicate, value), place in said.items():
            about = f"{subject}-{number}" if is_blank(subject) else subject
            told = f"{value}-{number}" if is_blank(value) else value
            facts.setdefault((about, predicate, told), place)
    return facts


def read_located_rdf(file: Path, path: str) -> LocatedGraph:
    """The same as `read_rdf`, each triple at the place where it stands, as exactly as its syntax can be told.

    Raises:
        SourceError: the file cannot be read, or is not what its ending says.
    """
    return _without_mistakes(read_partly(file, path))


def read_partly(file: Path, path: str) -> PartlyRead:
    """Read what can be read of ``file``: an IRI that is none is read as what was probably meant.

    Raises:
        SourceError: the file cannot be read, or nothing in it can be without what it refers to.
    """
    return _read_partly(_read_file(file, path), path, address(file))


def parse_partly(data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> PartlyRead:
    """The same of bytes."""
    return _read_partly(_Source(_to_utf8(data, syntax, path), syntax), path, base)


def _without_mistakes(read: PartlyRead) -> LocatedGraph:
    if read.mistakes:
        raise RdfSyntaxError(*read.mistakes[0])
    return read.facts


def _read_partly(source: _Source, path: str, base: str) -> PartlyRead:
    reading = read_with_mistakes(source.data, source.syntax, base, path, source.contexts)
    facts: LocatedGraph = {}
    mistakes = list(reading.mistakes)
    share = _Sharing()
    for quad, place in (*reading.triples, *reading.guesses):
        triple = share.triple(quad)
        if triple is None:
            mistakes.append(Located(_TRIPLE_TERM, place))
        else:
            facts.setdefault(triple, place)
    guesses = frozenset(triple for quad, _ in reading.guesses if (triple := share.triple(quad)) is not None)
    return PartlyRead(facts, tuple(sorted(mistakes, key=lambda one: one.location)), reading.is_whole, guesses)


def _read_file(file: Path, path: str) -> _Source:
    syntax = FORMATS.get(file.suffix.lower())
    if syntax is None:
        raise SourceError(
            f"do not know what a {file.suffix or 'nameless'} file holds",
            Location(path),
            f"known endings: {', '.join(sorted(FORMATS))}",
        )
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", Location(path)) from error
    data = _to_utf8(data, syntax, path)
    if syntax != ox.RdfFormat.JSON_LD:
        return _Source(data, syntax)
    named = find_external_contexts(data, path)
    return _Source(data, syntax, {name: _load_context(name, file, place) for name, place in named})


def _to_utf8(data: bytes, syntax: ox.RdfFormat, path: str) -> bytes:
    """The bytes of a file in UTF-8, as all syntaxes but XML must be, and without a byte order mark."""
    if syntax != ox.RdfFormat.RDF_XML:
        return data.removeprefix(_BOM)
    hint = "save the file as UTF-8"
    try:
        return to_utf8(data)
    except LookupError as error:
        raise RdfSyntaxError(f"the encoding of this file is not supported: {error}", Location(path, 1), hint) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not in its encoding, {error.encoding}: {error.reason}"
        raise RdfSyntaxError(message, Location(path, line), hint) from error


def address(file: Path) -> str:
    """The IRI of ``file`` itself."""
    return f"file://{quote(str(file.absolute()))}"


def parse_rdf(data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> LocatedGraph:
    """The triples of ``data``.

    Raises:
        RdfSyntaxError: ``data`` does not parse; with its line and column.
    """
    return dict.fromkeys(_parse_bytes(_Source(_to_utf8(data, syntax, path), syntax), path, base), Location(path))


_BOM = b"\xef\xbb\xbf"
_TRIPLE_TERM = "a triple inside a triple (RDF 1.2) is not supported"


def _parse_bytes(source: _Source, path: str, base: str) -> Iterator[Triple]:
    """The triples, fast.  Only where something is wrong is it worth finding out where."""
    is_json = source.syntax == ox.RdfFormat.JSON_LD
    data = inline(source.data, source.contexts) if is_json else source.data
    share = _Sharing()
    try:
        if source.syntax == ox.RdfFormat.RDF_XML:
            refuse_broken_xml(data)
        for quad in ox.parse(data, format=source.syntax, base_iri=base):
            triple = share.triple(quad)
            if triple is None:
                break
            yield triple
        else:
            if not (is_json and has_odd_terms(data, base)):
                return
    except SyntaxError as error:
        _without_mistakes(_read_partly(source, path, base))
        raise RdfSyntaxError(f"not valid {source.syntax.name}: {error.msg}", Location(path)) from error
    _without_mistakes(_read_partly(source, path, base))


class _Sharing:
    """Makes triples of the parser's, with one text for all that are the same.

    A concept is the subject of many triples: this is a third of the memory.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def triple(self, quad: ox.Quad) -> Triple | None:
        """The triple; None if one stands in it as a term."""
        try:
            return self._share(quad.subject), self._share(quad.predicate), self._share(quad.object)  # type: ignore[return-value]
        except _TripleTermError:
            return None

    def _share(self, term: Any) -> Term:
        made = to_term(term)
        return self._names.setdefault(made, made) if isinstance(made, str) else made


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


def _load_context(name: str, file: Path, place: Location) -> bytes:
    """A context that stands beside ``file``, as JSON; the parser fetches none, and others are refused."""
    beside = file.parent / name
    if "://" in name or not beside.is_file():
        hint = "put the context next to the file; headword fetches nothing from the network"
        raise RdfSyntaxError(f"the JSON-LD context {name!r} is not a file here", place, hint)
    try:
        loaded = json.loads(beside.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RdfSyntaxError(f"the JSON-LD context {name!r} is not JSON", place) from error
    return json.dumps(loaded.get("@context", {}) if isinstance(loaded, dict) else {}).encode()
