"""The rewriting of queries for a store in which some literals have private datatypes.

A literal that is selected, joined, grouped, or read as text is a term, and keeps its private datatype. A literal that
is compared, added or sorted is a value, and a function restores its datatype. A query is only rewritten for traits of
its literals or of the store.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from headword.rdf.lexical_forms import is_well_formed
from headword.rdf.sparql.exact.constants import Expand, has_capitals, is_tag, read_literal, read_names
from headword.rdf.sparql.exact.expressions import (
    IRI,
    NAME,
    SPACE,
    VARIABLE,
    WORD,
    Expression,
    ExpressionError,
    ExpressionKind,
)
from headword.rdf.sparql.exact.functions import COMPARISONS, FUNCTION
from headword.rdf.sparql.exact.literals import KEPT, NUMERIC, Traits, find_form_traits, is_stable
from headword.rdf.sparql.exact.operands import Operand, Use, find_operands
from headword.rdf.terms import XSD, Literal


class RewrittenQuery(NamedTuple):
    """A query for the store, and the traits of the store and of the query together."""

    text: str
    traits: Traits


def rewrite_query(query: str, prefixes: Mapping[str, str], traits: Traits, base: str = "") -> RewrittenQuery:
    """Return the form of ``query`` for the store.

    Args:
        query: the text, which must be valid.
        prefixes: the prefixes that need no declaration.
        traits: the traits of the store.
        base: the base IRI.

    Raises:
        ExpressionError: an expression cannot be read.
    """
    if is_plain(query, traits):
        return RewrittenQuery(query, traits)
    return rewrite_expressions(query, read_names(query, prefixes, base), traits)


def rewrite_expressions(query: str, expand: Expand, traits: Traits) -> RewrittenQuery:
    """Return the form of ``query`` for the store, from all its expressions.

    Raises:
        ExpressionError: an expression cannot be read.
    """
    operands = list(find_operands(query, 0, len(query)))
    for operand in operands:
        traits |= _find_expression_traits(query, operand, expand)
    writer = _Writer(query, expand, traits)
    return RewrittenQuery(writer.write(operands, 0, len(query)), traits)


_PLAIN = re.compile(
    rf"(?:\s++|#[^\n\r]*+|{IRI.pattern}|{VARIABLE.pattern}|(?:LIMIT|OFFSET)\s++[0-9]++\b"
    rf"|{NAME.pattern}|{WORD.pattern}|[{{}}\[\].;,*/|^+?!])*+",
    re.IGNORECASE,
)
"""A query without literals and round brackets: its only expressions are variables that are selected or sorted."""
_ORDER = re.compile(r"\bORDER\b", re.IGNORECASE)


def is_plain(query: str, traits: Traits) -> bool:
    """Return whether ``query`` certainly stays as it is; the reader of expressions takes longer than most queries."""
    return bool(_PLAIN.fullmatch(query)) and not (Traits.FORMS in traits and _ORDER.search(query))


def _find_expression_traits(text: str, operand: Operand, expand: Expand) -> Traits:
    """Return the traits of the literals that an expression contains or creates."""
    expression, use = operand
    traits = Traits.NONE
    if expression.kind is ExpressionKind.LITERAL:
        value, datatype = read_literal(expression, expand)
        if use in (Use.TERM, Use.FOLDED) and not is_stable(value, datatype):
            traits |= Traits.FORMS
        traits |= find_form_traits(value, datatype) & (Traits.NUMBERS | Traits.BOOLEANS)
        if has_capitals(text, expression):
            traits |= Traits.TAGS
    elif expression.kind is ExpressionKind.CALL:
        traits |= _MAKERS.get(expression.word, Traits.NONE)
    for part in _list_parts(text, operand):
        traits |= _find_expression_traits(text, part, expand)
    return traits


_MAKERS = {"STRDT": Traits.FORMS, "STRLANG": Traits.TAGS, "STRLANGDIR": Traits.TAGS}
"""The functions that create literals, and the possible traits of these."""

_TERMS_ONLY = frozenset(
    {
        "STR", "BOUND", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "IRI", "URI", "BNODE", "COUNT", "CONCAT",
        "GROUP_CONCAT", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE",
        "STRAFTER", "REGEX", "REPLACE", "STRLANG", "STRDT", "LANG", "DATATYPE", "MD5", "SHA1", "SHA256", "SHA384",
        "SHA512", "ISNUMERIC", "SUM", "AVG", "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT", "ISTRIPLE", "LANGDIR",
        "HASLANG", "HASLANGDIR", "STRLANGDIR",
    }
)  # fmt: skip
"""The functions that use their arguments as terms."""
_PASSING = frozenset({"COALESCE", "SAMPLE"})
"""The functions that return an argument."""
_EXTREMES = {"MIN": "least", "MAX": "greatest"}
_TOTALS = frozenset({"SUM", "AVG"})
_RENAMED = {
    "DATATYPE": "datatype",
    "STRDT": "typed",
    "ISNUMERIC": "is-numeric",
    "SUM": "sum",
    "AVG": "average",
}
"""The functions that must know private datatypes, each with its replacement."""


def _list_parts(text: str, operand: Operand) -> Iterator[Operand]:
    """Yield the operands or arguments of an expression."""
    expression, use = operand
    match expression.kind:
        case ExpressionKind.PATTERN:
            yield from find_operands(text, expression.start, expression.end)
        case ExpressionKind.CALL:
            yield from map(Operand, expression.parts, _list_uses(expression, use))
        case ExpressionKind.GROUP:
            yield from (Operand(part, use) for part in expression.parts)
        case ExpressionKind.LOGIC:
            yield from (Operand(part, Use.BOOLEAN) for part in expression.parts)
        case ExpressionKind.COMPARISON:
            compared = Use.TERM if _compares_iri(expression) else Use.VALUE
            yield from (Operand(part, compared) for part in expression.parts)
        case ExpressionKind.ARITHMETIC:
            yield from (Operand(part, Use.VALUE) for part in expression.parts)
        case ExpressionKind.EXISTS:
            yield from (Operand(part, Use.TERM) for part in expression.parts)


def _compares_iri(comparison: Expression) -> bool:
    """Return whether a comparison for equality has an IRI on one side, so that no literal is equal to it."""
    left, *others = (part.kind is ExpressionKind.IRI for part in comparison.parts)
    return comparison.word in ("=", "!=", "IN") and (left or all(others))


def _list_uses(call: Expression, use: Use) -> Iterator[Use]:
    """Return the uses of the arguments of a function, in order."""
    name, count = call.word, len(call.parts)
    if name in _PASSING:
        return iter([use] * count)
    if name == "IF":
        return iter([Use.BOOLEAN, use, use][:count])
    if name in _EXTREMES:
        return iter([Use.TERM if use in (Use.TERM, Use.FOLDED) else Use.VALUE] * count)
    if name == "LANGMATCHES":
        return iter([Use.FOLDED] * count)
    if name == "SUBSTR":
        return iter([Use.TERM, Use.VALUE, Use.VALUE][:count])
    is_of_terms = name in _TERMS_ONLY
    return iter([Use.TERM if is_of_terms else Use.VALUE] * count)


@dataclass(frozen=True, slots=True)
class _Writer:
    """A writer of the expressions of one query."""

    text: str
    expand: Expand
    traits: Traits
    depth: int = 0
    """The number of exact comparisons around the current text."""

    def write(self, operands: list[Operand], start: int, end: int) -> str:
        """Return the text between two offsets, with its operands rewritten."""
        pieces: list[str] = []
        for operand in operands:
            pieces += (self.text[start : operand.expression.start], self._write_expression(operand))
            start = operand.expression.end
        return "".join((*pieces, self.text[start:end]))

    def _write_expression(self, operand: Operand) -> str:
        expression, use = operand
        match expression.kind:
            case ExpressionKind.VARIABLE:
                return self._write_variable(expression.word, use)
            case ExpressionKind.LITERAL:
                return self._write_literal(expression, use)
            case ExpressionKind.COMPARISON:
                return self._write_comparison(operand)
            case ExpressionKind.CALL:
                return self._write_call(operand)
        return self._write_parts(operand)

    def _write_parts(self, operand: Operand) -> str:
        parts = list(_list_parts(self.text, operand))
        return self.write(parts, operand.expression.start, operand.expression.end)

    def _write_variable(self, name: str, use: Use) -> str:
        if Traits.FORMS not in self.traits or use not in _WRAPPING:
            return name
        test = _HAS_PRIVATE_DATATYPE.format(name)
        if use is Use.ORDER:
            test = f"isNumeric({name}) || {test}"
        # A call costs much more than the test. For IRIs and blank nodes, the test is an error.
        return f"COALESCE(IF({test}, {self._wrap(name, use)}, {name}), {name})"

    def _wrap(self, written: str, use: Use) -> str:
        # The space separates the IRI from a preceding `<`, with which it would be another token.
        return f" <{FUNCTION}{_WRAPPING[use]}>({written})"

    def _write_literal(self, literal: Expression, use: Use) -> str:
        written = self.text[literal.start : literal.end]
        value, datatype = read_literal(literal, self.expand)
        is_value = use in _WRAPPING and not _is_ill_formed_number(value, datatype)
        if is_value or is_stable(value, datatype):
            return written
        quoted = literal.word if literal.word[0] in "'\"" else f'"{literal.word}"'
        return f"{quoted}^^<{KEPT}{datatype}>"

    def _write_call(self, operand: Operand) -> str:
        call, use = operand
        written = self._write_parts(operand)[len(call.word) :]
        is_distinct = _DISTINCT.match(written) is not None
        if call.word == "GROUP_CONCAT" and not is_distinct:
            # pyoxigraph joins plain literals only; SPARQL 1.1 (section 18.5.1.7) joins the texts of all.
            return self._write_joined(call)
        function = self._find_function(call.word, use)
        if not function:
            return f"{self.text[call.start : call.start + len(call.word)]}{written}"
        # pyoxigraph rejects DISTINCT in custom aggregates; MIN and MAX do not depend on it.
        name = f"{function}-distinct" if is_distinct and call.word in _TOTALS else function
        replaced = f" <{FUNCTION}{name}>{_DISTINCT.sub('(', written)}"
        return self._wrap(replaced, use) if call.word == "STRDT" and use in _WRAPPING else replaced

    def _write_joined(self, call: Expression) -> str:
        part = call.parts[0]
        written = self._write_expression(Operand(part, Use.TERM))
        return f"{self.text[call.start : part.start]}STR({written}){self.text[part.end : call.end]}"

    def _find_function(self, name: str, use: Use) -> str:
        """Return the name of the function that replaces a function of SPARQL; empty if there is none."""
        if name == "LANG":
            return "language" if Traits.TAGS in self.traits and use is not Use.FOLDED else ""
        if Traits.FORMS not in self.traits:
            return ""
        if name in _EXTREMES:
            return _EXTREMES[name] if use in (Use.TERM, Use.FOLDED) else ""
        return _RENAMED.get(name, "")

    def _write_comparison(self, operand: Operand) -> str:
        comparison = operand.expression
        if self._needs_exact_comparison(comparison):
            return self._write_exact_comparison(comparison)
        test = self._write_language_test(comparison)
        return self._write_parts(operand) if test is None else test

    def _needs_exact_comparison(self, comparison: Expression) -> bool:
        """Return whether the operands may be numbers or booleans that pyoxigraph cannot compare."""
        if _compares_iri(comparison):
            return False
        types = {read_literal(part, self.expand)[1] for part in comparison.parts if part.kind is ExpressionKind.LITERAL}
        has_order = comparison.word not in ("=", "!=", "IN")
        can_be_truths = Traits.BOOLEANS in self.traits and has_order and types <= {XSD + "boolean"}
        return can_be_truths or (Traits.NUMBERS in self.traits and types <= NUMERIC)

    def _write_language_test(self, comparison: Expression) -> str | None:
        """Return a comparison of ``LANG`` with lower-case tags, which needs no call; None for other comparisons."""
        language, *tags = comparison.parts
        is_test = (
            comparison.word in ("=", "!=", "IN") and language.kind is ExpressionKind.CALL and language.word == "LANG"
        )
        if Traits.TAGS not in self.traits or not is_test or not all(map(is_tag, tags)):
            return None
        start, pieces = language.end, [self._write_parts(Operand(language, Use.FOLDED))]
        for tag in tags:
            pieces += (self.text[start : tag.start], tag.word.lower())
            start = tag.end
        return "".join((*pieces, self.text[start : comparison.end]))

    def _write_exact_comparison(self, comparison: Expression) -> str:
        if self.depth >= _DEEPEST:
            raise ExpressionError(comparison.start)
        inner = replace(self, depth=self.depth + 1)
        left, *others = comparison.parts
        operator = "=" if comparison.word == "IN" else comparison.word
        tests = " || ".join(inner.write_exact_test(left, operator, other) for other in others) or "false"
        head = self.text[left.end : others[0].start if others else comparison.end].lstrip()
        return f"(!({tests}))" if comparison.word == "IN" and head[:3].upper() == "NOT" else f"({tests})"

    def write_exact_test(self, left: Expression, operator: str, right: Expression) -> str:
        """Return a comparison of two expressions, with exact values if both are numbers or booleans."""
        sides = (left, right)
        terms = [self._write_expression(Operand(side, Use.TERM)) for side in sides]
        values = [self._write_expression(Operand(side, Use.VALUE)) for side in sides]
        both = ", ".join(terms)
        plain = f"({values[0]}) {operator} ({values[1]})"
        # As above, a test of a variable costs less than a call.
        tests = [_MAY_BE_EXACT.format(side.word) for side in sides if side.kind is ExpressionKind.VARIABLE][:1]
        test = " && ".join((*tests, f"<{FUNCTION}is-exact>({both})"))
        return f"IF({test}, {COMPARISONS[operator]}({both}), {plain})"


def _is_ill_formed_number(value: str, datatype: str) -> bool:
    """Return whether a literal in a query is an ill-formed number; one with escapes is left to pyoxigraph."""
    return datatype in NUMERIC and "\\" not in value and not is_well_formed(Literal(value, "", datatype))


_HAS_PRIVATE_DATATYPE = f'STRSTARTS(STR(DATATYPE({{0}})), "{KEPT}")'
_MAY_BE_EXACT = f"COALESCE(isNumeric({{0}}) || DATATYPE({{0}}) = <{XSD}boolean> || {_HAS_PRIVATE_DATATYPE}, false)"
_DEEPEST = 4
"""The maximum depth of nested exact comparisons, because each writes its operands several times."""
_DISTINCT = re.compile(rf"{SPACE.pattern}\({SPACE.pattern}DISTINCT\b", re.IGNORECASE)
_WRAPPING = {Use.VALUE: "value", Use.ORDER: "order", Use.BOOLEAN: "boolean"}
