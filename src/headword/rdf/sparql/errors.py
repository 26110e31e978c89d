"""Explanations of syntax errors in queries."""

import re
from collections.abc import Iterable

from headword.core.suggest import nearest_hint

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTERS = re.compile(r"\[[^\]]*\](?:[^,\[]*\])?")
_SIGN = re.compile(r'"((?:[^"\\]|\\.)+)"')
_SENTENCES = {
    "IRI parsing failed": "an IRI is not well-formed",
    "Duplicated variable name in SELECT": "a variable is selected twice",
    "SELECT * is not authorized with GROUP BY": "SELECT * cannot be used with GROUP BY: name the variables",
    "The SELECT overrides an existing variable using an expression": "a variable that has a value gets another",
    "The SELECT contains a variable that is unbound": "what is selected is neither grouped by nor made of groups",
}
_MOST = 6
"""The maximum number of expected signs in a message; a longer list does not help."""
_LONGEST = 40


def explain_query_error(query: str, message: str, prefixes: Iterable[str]) -> str:
    """Return the parser's message on ``query`` with its location and without the grammar.

    Args:
        query: the text.
        message: the message of the parser.
        prefixes: the prefixes that need no declaration.
    """
    if not query.strip():
        return "it is empty"
    match = _MESSAGE.fullmatch(message.strip())
    if match is None:
        return message
    line, column, expected = int(match[1]), int(match[2]), match[3]
    before = _before(query, line, column)
    place = f"line {line}, column {column}"
    signs = _SIGN.findall(_CHARACTERS.sub("", expected))
    if "Prefix not found" in expected:
        return f"{place}: {_explain_prefix(before, prefixes)}"
    meaning = next((meaning for words, meaning in _SENTENCES.items() if words in expected), "")
    if "\\\\u" in signs:
        meaning = "a text in quotes, or an IRI, is not closed"
    elif signs and not query[len(before) :].strip():
        meaning = meaning or "it ends too early"
    if meaning:
        return f"{place}: {meaning}"
    wanted = f": expected {' or '.join(signs)}" if 0 < len(signs) <= _MOST else ""
    return f"{place}, near {_near(before, query[len(before) :])}{wanted}"


def _explain_prefix(before: str, prefixes: Iterable[str]) -> str:
    prefix = (re.findall(r"([\w.-]*):[\w.%\\-]*$", before) or [""])[-1]
    hint = nearest_hint(prefix, prefixes)
    return f"the prefix {prefix}: is not declared" + (f"; {hint}" if hint else "")


def _before(query: str, line: int, column: int) -> str:
    """Return the query up to a 1-based line and column; columns count characters."""
    lines = query.split("\n")
    return "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]]) if line <= len(lines) else query


def _near(before: str, after: str) -> str:
    """Return the words on both sides of a location."""
    words = [*re.findall(r"(?:\S+\s+)?\S+\s*$", before), *re.findall(r"^\s*\S+", after)]
    return f"'{' '.join(''.join(words).split())[-_LONGEST:]}'"
