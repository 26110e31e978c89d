"""The reader of RDF files with mistakes: all readable statements, and each mistake with its location."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from headword.core.findings import Located, Location
from headword.rdf.locate import Placed, parse_placed
from headword.rdf.locate.lines import LineIndex
from headword.rdf.locate.pieces import parse_on

_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")
_WHERE = re.compile(r"Parser error (?:at|between) line \d+ .*?: ")
_UNKNOWN_LANGUAGE = "und"
_Triple = tuple[ox.Quad, Location]


@dataclass(frozen=True, slots=True)
class Reading:
    """The readable content of a file.

    Attributes:
        triples: the triples in order, each with its location.
        mistakes: the mistakes, sorted by location.
        is_whole: whether no statement was left out.
        guesses: triples with an invalid IRI or language tag, with its probable meaning.
    """

    triples: tuple[_Triple, ...]
    mistakes: tuple[Located, ...]
    is_whole: bool
    guesses: tuple[_Triple, ...] = ()


def read_with_mistakes(
    data: bytes, syntax: ox.RdfFormat, base: str, path: str, contexts: Mapping[str, bytes]
) -> Reading:
    """Read ``data`` without the statements that cannot be parsed.

    An invalid IRI or language tag is a mistake, and its probable meaning is a guess: a check may use it, but it must
    not be published. The parameters are those of `parse_placed`.
    """
    strict = parse_placed(data, syntax, base, path, contexts)
    is_json = syntax == ox.RdfFormat.JSON_LD
    if not _errors(strict) and not (is_json and _has_odd_json(data, contexts, base)):
        return Reading(_triples(strict), (), is_whole=True)
    lenient = parse_placed(data, syntax, base, path, contexts, lenient=True)
    if _errors(lenient) and not is_json and syntax != ox.RdfFormat.RDF_XML:
        # A lenient Turtle parser reads an unclosed term up to the next bracket or quote, at any distance.
        return _sum_up(_triples(strict), strict, (), syntax)
    checked = list(_check(_triples(lenient), data, path))
    reasons = list(_list_once(checked))
    if _errors(strict) and not reasons and not _errors(lenient):
        # Only the strict parser finds some errors, such as a colon in a relative IRI or an invalid @type in a context.
        # Their location is the one from that parser.
        return _sum_up(_without_broken(strict) if is_json else _triples(strict), strict, (), syntax)
    # For JSON-LD, the strict result follows the standard, which leaves out values of keys without a meaning.
    right = _without_broken(strict) if is_json else [one.triple for one in checked if not one.mistakes]
    reading = _sum_up(right, lenient, reasons, syntax)
    guesses = (one.triple for one in checked if one.triple is not None and one.mistakes)
    return replace(reading, guesses=tuple(one for one in guesses if not (is_json and _has_blank(one))))


def _without_broken(found: Sequence[Placed]) -> list[_Triple]:
    """Return the triples of JSON-LD, except those of a node with an error, which is only read in part."""
    wrong = {place for _, place in _errors(found)}
    broken = {triple.subject for triple, place in _triples(found) if place in wrong}
    return [(triple, place) for triple, place in _triples(found) if triple.subject not in broken]


def _has_odd_json(data: bytes, contexts: Mapping[str, bytes], base: str) -> bool:
    from headword.rdf.locate.jsonld_contexts import inline

    return has_odd_terms(inline(data, contexts), base)


def has_odd_terms(data: bytes, base: str) -> bool:
    """Return whether JSON-LD has invalid IRIs or language tags, which the standard leaves out without an error."""
    judge = cache(_judge)
    found = parse_on(data, ox.RdfFormat.JSON_LD, base, lenient=True)
    return any(
        _is_odd(judge, term) for one in found if isinstance(one, ox.Quad) and not _is_dropped(one) for term in one
    )


def _is_odd(judge: Any, term: Any) -> bool:
    written = _written(term)
    return written is not None and bool(judge(*written)[1])


def _is_dropped(triple: ox.Quad) -> bool:
    """Return whether the JSON-LD key of a triple has no meaning, so that the standard leaves it out."""
    return ":" not in triple.predicate.value


def _errors(found: Iterable[Placed]) -> list[tuple[SyntaxError, Location]]:
    return [(one, place) for one, place in found if isinstance(one, SyntaxError)]


def _triples(found: Iterable[Placed]) -> tuple[_Triple, ...]:
    return tuple((one, place) for one, place in found if isinstance(one, ox.Quad))


def _sum_up(
    triples: Iterable[_Triple | None], found: Iterable[Placed], odd: Iterable[Located], syntax: ox.RdfFormat
) -> Reading:
    errors = _errors(found)
    texts = {Located(_WHERE.sub("", error.msg), place) for error, place in errors}
    mistakes = [Located(f"not valid {syntax.name}: {text}", place) for text, place in {*texts, *odd}]
    right = tuple(one for one in triples if one is not None)
    return Reading(right, tuple(sorted(mistakes, key=lambda one: (one.location, one.text))), not errors)


def _has_blank(triple: _Triple) -> bool:
    return any(isinstance(term, ox.BlankNode) for term in triple[0])


class _Checked(NamedTuple):
    """A triple, with its probable meaning if it is invalid, or None if that is unknown; and its mistakes."""

    triple: _Triple | None
    mistakes: tuple[Located, ...]


def _check(triples: Sequence[_Triple], data: bytes, path: str) -> Iterator[_Checked]:
    judge = cache(_judge)
    text = data.decode("utf-8", "replace")
    lines = LineIndex(text, path)
    for triple, place in triples:
        written = [_written(term) for term in (triple.subject, triple.predicate, triple.object)]
        judged = [judge(*one) if one is not None else ("", "") for one in written]
        if _is_dropped(triple):
            continue
        if not any(reason for _, reason in judged):
            yield _Checked((triple, place), ())
            continue
        mistakes = tuple(
            _describe_mistake(one[1], reason, _pinpoint(one[1], text, lines, place), lines)
            for one, (_, reason) in zip(written, judged, strict=True)
            if one is not None and reason
        )
        yield _Checked(_correct(triple, [meant for meant, _ in judged], place), mistakes)


def _describe_mistake(written: str, reason: str, place: Location, lines: LineIndex) -> Located:
    """Return the mistake with the spelling in the file, because the parser returns tags in lower case."""
    original = lines.read(place).strip("<>\"'")
    shown = original if original.lower() == written.lower() else written
    return Located(f"{shown!r} {reason}", place)


def _written(term: Any) -> tuple[bool, str] | None:
    """Return whether a term has an IRI (also as datatype), with the IRI or the language tag; None for neither."""
    if isinstance(term, ox.NamedNode):
        return True, term.value
    if not isinstance(term, ox.Literal):
        return None
    return (False, term.language) if term.language else (True, term.datatype.value)


def _judge(is_iri: bool, written: str) -> tuple[str, str]:
    """Return the probable meaning of an IRI or a language tag, empty if unknown, and the mistake."""
    reason = _find_fault(is_iri, written)
    if not reason:
        return written, ""
    if is_iri:
        meant = _NOT_IN_IRIS.sub(lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), written)
        return "" if _find_fault(is_iri, meant) else meant, f"is not an IRI: {reason}"
    meant = written.replace("_", "-")
    return _UNKNOWN_LANGUAGE if _find_fault(is_iri, meant) else meant, f"is not a language tag: {reason}"


def _find_fault(is_iri: bool, written: str) -> str:
    """Return the parser's message on an IRI or a language tag; empty if it is valid."""
    try:
        ox.NamedNode(written) if is_iri else ox.Literal("", language=written)
    except ValueError as error:
        reason = str(error)
        return f"{reason[:1].lower()}{reason[1:]}"
    return ""


def _correct(triple: ox.Quad, meant: Sequence[str], place: Location) -> _Triple | None:
    """Return the triple with the probable meanings of its terms, or None if one is unknown."""
    terms: list[Any] = []
    for term, text in zip((triple.subject, triple.predicate, triple.object), meant, strict=True):
        if isinstance(term, ox.Literal):
            if not text:
                return None
            is_tagged = bool(term.language)
            kind = {"language": text} if is_tagged else {"datatype": ox.NamedNode(text)}
            terms.append(ox.Literal(term.value, **kind))
        elif isinstance(term, ox.NamedNode):
            if not text:
                return None
            terms.append(ox.NamedNode(text))
        else:
            terms.append(term)
    subject, predicate, value = terms
    return ox.Quad(subject, predicate, value, triple.graph_name), place


def _pinpoint(written: str, text: str, lines: LineIndex, place: Location) -> Location:
    """Return the location of an IRI or a tag near ``place``, preferably before the end of its line, or ``place``."""
    if not place.line:
        return place
    end = lines.end_of(place.line)
    start = text.rfind(written, 0, end)
    if start < 0:
        # The parser returns tags in lower case.
        before, after = max(0, end - _NEAR), end + _NEAR
        found = [one.start() + before for one in re.finditer(re.escape(written), text[before:after], re.IGNORECASE)]
        start = max((one for one in found if one < end), default=min(found, default=-1))
    if start < 0:
        return place
    end = start + len(written)
    is_quoted = text[start - 1 : start] + text[end : end + 1] in ("<>", '""', "''")
    return lines.locate(start - is_quoted, end + is_quoted)


_NEAR = 2_000
"""The number of characters around the end of a line in which a tag is searched."""


def _list_once(checked: Iterable[_Checked]) -> list[Located]:
    """Return the mistakes without duplicates."""
    return list(dict.fromkeys(mistake for one in checked for mistake in one.mistakes))
