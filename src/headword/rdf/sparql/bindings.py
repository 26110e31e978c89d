"""Values for the variables of a query, inserted before it runs."""

import re
from collections.abc import Mapping

from headword.core.errors import HeadwordError
from headword.rdf.terms import Term, is_blank, to_ntriples

_TOKEN = re.compile(
    r"(?P<skip>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\"{}|^`\\\s]*>|\#[^\n]*)"
    r"|[?$](?P<name>\w+)|(?<![\w:.-])(?:(?P<select>SELECT)|(?P<where>WHERE))\b|(?P<sign>[(){}])",
    re.IGNORECASE | re.DOTALL,
)
"""Tokens: strings, IRIs and comments, which stay the same; variables; and the parts of a SELECT clause."""


def bind(query: str, values: Mapping[str, Term]) -> str:
    """Return ``query`` with each variable in ``values`` replaced by its value.

    The substitution of the engine requires that the variable is selected. Here, a variable that is selected by name has
    the value in its column.

    Raises:
        HeadwordError: a value is a blank node, which a query cannot name, or a variable does not occur.
    """
    for name, value in values.items():
        if is_blank(value):
            raise HeadwordError(f"?{name} cannot be a blank node: a query has no name for it")
    found: set[str] = set()
    pieces: list[str] = []
    at, depth, is_head = 0, 0, False
    for token in _TOKEN.finditer(query):
        is_head, depth = _follow(token, is_head, depth)
        name = token["name"]
        if name in values:
            found.add(name)
            written = to_ntriples(values[name])
            pieces += [query[at : token.start()], f"({written} AS ?{name})" if is_head and not depth else written]
            at = token.end()
    missing = sorted(values.keys() - found)
    if missing:
        raise HeadwordError(f"the query has no variable ?{missing[0]}")
    return "".join((*pieces, query[at:]))


def _follow(token: re.Match[str], is_head: bool, depth: int) -> tuple[bool, int]:
    """Return whether the text after ``token`` is in the SELECT clause, and the depth of brackets there."""
    if token["select"]:
        return True, 0
    if token["where"] or token["sign"] == "{":
        return False, 0
    if token["sign"] and is_head:
        return True, depth + (1 if token["sign"] == "(" else -1)
    return is_head, depth
