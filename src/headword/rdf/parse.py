"""The readers of RDF files."""

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
"""The syntaxes that can be read, by file ending."""


class RdfSyntaxError(SourceError):
    """An error for a file that does not have the syntax of its ending."""


class PartlyRead(NamedTuple):
    """The readable content of a file, and the mistakes in the rest.

    Attributes:
        facts: the triples, each with its location.
        mistakes: the mistakes, each with its location.
        is_whole: whether no statement was left out.
        guesses: the facts with an invalid IRI or language tag, which was replaced by its probable meaning.
    """

    facts: LocatedGraph
    mistakes: tuple[Located, ...]
    is_whole: bool
    guesses: frozenset[Triple] = frozenset()


class _Source(NamedTuple):
    """The bytes of a file, their syntax, and the JSON-LD contexts next to it, by their names."""

    data: bytes
    syntax: ox.RdfFormat
    contexts: Mapping[str, bytes] = MappingProxyType({})


def read_rdf(file: Path, path: str) -> LocatedGraph:
    """Return the triples of ``file`` in order, with the location ``path``; named graphs are merged.

    Language tags have the case of BCP 47. Relative IRIs are resolved against the address of the file.

    Raises:
        SourceError: the file cannot be read, or does not have the syntax of its ending.
    """
    return dict.fromkeys(_parse_bytes(_read_file(file, path), path, address(file)), Location(path))


def digest_rdf(file: Path, path: str) -> str:
    """Return a fingerprint of the triples from `read_rdf` without parsing.

    Raises:
        SourceError: the file cannot be read, or has an unknown ending.
    """
    source = _read_file(file, path)
    return digest(source.syntax.name, address(file), _inline(source))


_NOWHERE = "https://nowhere.invalid/"
"""A base that marks relative IRIs, so that they can be found."""


def read_absolute_rdf(file: Path, path: str, base: str = "") -> LocatedGraph:
    """Return the same as `read_rdf`, with relative IRIs resolved against ``base``, or rejected without it.

    Raises:
        SourceError: the file cannot be read, does not have the syntax of its ending, or has a relative IRI without a
            base.
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
    """Return the facts of several files; their blank nodes stay distinct (RDF 1.1 Concepts, section 3.4).

    A triple has its first location.
    """
    if len(files) < 2:
        return files[0] if files else {}
    facts: LocatedGraph = {}
    for number, facts_of_file in enumerate(files):
        for (subject, predicate, value), place in facts_of_file.items():
            renamed_subject = f"{subject}-{number}" if is_blank(subject) else subject
            renamed_value = f"{value}-{number}" if is_blank(value) else value
            facts.setdefault((renamed_subject, predicate, renamed_value), place)
    return facts


def read_located_rdf(file: Path, path: str) -> LocatedGraph:
    """Return the same as `read_rdf`, with each triple at its exact location, as far as its syntax allows.

    Raises:
        SourceError: the file cannot be read, or does not have the syntax of its ending.
    """
    return _without_mistakes(read_partly(file, path))


def read_partly(file: Path, path: str) -> PartlyRead:
    """Read the readable part of ``file``; an invalid IRI is replaced by its probable meaning.

    Raises:
        SourceError: the file cannot be read, or needs a context that is missing.
    """
    return _read_partly(_read_file(file, path), path, address(file))


def parse_partly(data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> PartlyRead:
    """Read the readable part of ``data``, as `read_partly`."""
    return _read_partly(_Source(_to_utf8(data, syntax, path), syntax), path, base)


def _without_mistakes(read: PartlyRead) -> LocatedGraph:
    if read.mistakes:
        raise RdfSyntaxError(*read.mistakes[0])
    return read.facts


def _read_partly(source: _Source, path: str, base: str) -> PartlyRead:
    whole = _read_whole(source, path, base)
    if whole is not None:
        return PartlyRead(whole, (), is_whole=True)
    # Imported here, because a file without mistakes needs no locations.
    from headword.rdf.locate.mistakes import read_with_mistakes

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


def _read_whole(source: _Source, path: str, base: str) -> LocatedGraph | None:
    """Return the triples of a file with their locations, or None if it has a mistake or an unknown location."""
    from headword.rdf.locate import UnlocatedError, stream_placed

    facts: LocatedGraph = {}
    share = _Sharing()
    try:
        for quad, place in stream_placed(source.data, source.syntax, base, path):
            triple = share.triple(quad)
            if triple is None:
                return None
            facts.setdefault(triple, place)
    except (SyntaxError, UnlocatedError):
        return None
    return facts


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
    from headword.rdf.locate.jsonld_contexts import find_external_contexts

    named = find_external_contexts(data, path)
    return _Source(data, syntax, {name: _load_context(name, file, place) for name, place in named})


def _to_utf8(data: bytes, syntax: ox.RdfFormat, path: str) -> bytes:
    """Return the bytes of a file in UTF-8, without a byte order mark; only XML may have another encoding."""
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
    """Return the IRI of ``file`` itself."""
    return f"file://{quote(str(file.absolute()))}"


def parse_rdf(data: bytes, syntax: ox.RdfFormat, path: str, base: str) -> LocatedGraph:
    """Return the triples of ``data``.

    Raises:
        RdfSyntaxError: ``data`` does not parse; with its line and column.
    """
    return dict.fromkeys(_parse_bytes(_Source(_to_utf8(data, syntax, path), syntax), path, base), Location(path))


_BOM = b"\xef\xbb\xbf"
_TRIPLE_TERM = "a triple inside a triple (RDF 1.2) is not supported"


def _parse_bytes(source: _Source, path: str, base: str) -> Iterator[Triple]:
    """Yield the triples without locations, which is fast; only a file with mistakes is read again with locations."""
    data, share = _inline(source), _Sharing()
    try:
        if source.syntax == ox.RdfFormat.RDF_XML:
            from headword.rdf.locate.rdfxml import refuse_broken_xml

            refuse_broken_xml(data)
        for quad in ox.parse(data, format=source.syntax, base_iri=base):
            triple = share.triple(quad)
            if triple is None:
                break
            yield triple
        else:
            if source.syntax != ox.RdfFormat.JSON_LD or not _has_odd_terms(data, base):
                return
    except SyntaxError as error:
        _without_mistakes(_read_partly(source, path, base))
        raise RdfSyntaxError(f"not valid {source.syntax.name}: {error.msg}", Location(path)) from error
    _without_mistakes(_read_partly(source, path, base))


def _inline(source: _Source) -> bytes:
    """Return the bytes with the contexts in place of their names."""
    if not source.contexts:
        return source.data
    from headword.rdf.locate.jsonld_contexts import inline

    return inline(source.data, source.contexts)


def _has_odd_terms(data: bytes, base: str) -> bool:
    from headword.rdf.locate.mistakes import has_odd_terms

    return has_odd_terms(data, base)


class _Sharing:
    """A converter of the parser's triples that shares equal texts.

    A concept is the subject of many triples, so this reduces the memory to a third.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def triple(self, quad: ox.Quad) -> Triple | None:
        """Return the triple, or None if it contains another triple as a term."""
        try:
            return self._share(quad.subject), self._share(quad.predicate), self._share(quad.object)  # type: ignore[return-value]
        except _TripleTermError:
            return None

    def _share(self, term: Any) -> Term:
        made = to_term(term)
        if isinstance(made, str):
            return self._names.setdefault(made, made)
        return made._replace(datatype=self._names.setdefault(made.datatype, made.datatype)) if made.datatype else made


class _TripleTermError(Exception):
    """An error for a triple in place of a term."""


def to_term(term: Any) -> Term:
    """Return a pyoxigraph term as a term of headword.

    Raises:
        _TripleTermError: it is a triple.
    """
    if isinstance(term, ox.NamedNode):
        return str(term.value)
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    if isinstance(term, ox.Literal):
        return from_oxigraph_literal(term)
    raise _TripleTermError


def from_oxigraph_literal(term: ox.Literal) -> Literal:
    """Return an oxigraph literal as a literal of headword, with the BCP 47 case of its language tag."""
    if term.language:
        return Literal(term.value, format_tag(term.language))
    datatype = term.datatype.value
    return Literal(term.value, "", "" if datatype in (XSD + "string", RDF + "langString") else datatype)


def name_blank_nodes(facts: LocatedGraph, prefix: str) -> LocatedGraph:
    """Return ``facts`` with an IRI for each blank node, numbered in the order of the first occurrence."""
    names: dict[str, str] = {}

    def named(term: Term) -> Term:
        if is_blank(term):
            return names.setdefault(term, f"{prefix}{len(names) + 1}")
        return term

    return {(str(named(s)), p, named(o)): place for (s, p, o), place in facts.items()}


def _load_context(name: str, file: Path, place: Location) -> bytes:
    """Return a context in a file next to ``file``, as JSON; the parser fetches none, and others are rejected."""
    context_file = file.parent / name
    if "://" in name or not context_file.is_file():
        hint = "put the context next to the file; headword fetches nothing from the network"
        raise RdfSyntaxError(f"the JSON-LD context {name!r} is not a file here", place, hint)
    try:
        loaded = json.loads(context_file.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RdfSyntaxError(f"the JSON-LD context {name!r} is not JSON", place) from error
    return json.dumps(loaded.get("@context", {}) if isinstance(loaded, dict) else {}).encode()
