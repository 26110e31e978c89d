"""What is wrong with a query that does not parse, said to people.

Knows how pyoxigraph's parser words it: the place that it got to, before
or after the word that it could not use, and all that it would have taken there;
must not know who asks.
"""

import re
from collections.abc import Iterable

from headword.config import nearest_hint

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTERS = re.compile(r"\[[^\]]*\](?:[^,\[]*\])?")
_SIGN = re.compile(r'"((?:[^"\\]|\\.)+)"')
_SENTENCES = {
    "IRI parsing failed": "an IRI is not well-formed",
    "The SELECT contains a variable that is unbound": "what is selected is neither grouped by nor made of groups",
}
_MOST = 6
"""How many signs that would do are told: a longer list is the grammar, and no help."""
_LONGEST = 40


def explain(query: str, message: str, prefixes: Iterable[str]) -> str:
    """What the parser said of ``query``, with its place and without its grammar.

    Args:
        query: the text.
        message: the parser's.
        prefixes: those that need no declaration.
    """
    match = _MESSAGE.fullmatch(message.strip())
    if match is None:
        return message
    line, column, expected = int(match[1]), int(match[2]), match[3]
    before = _before(query, line, column)
    place = f"line {line}, column {column}"
    if "Prefix not found" in expected:
        prefix = (re.findall(r"([\w.-]*):[\w.%\\-]*$", before) or [""])[-1]
        hint = nearest_hint(prefix, prefixes)
        return f"{place}: the prefix {prefix}: is not declared" + (f"; {hint}" if hint else "")
    for words, meaning in _SENTENCES.items():
        if words in expected:
            return f"{place}: {meaning}"
    signs = _SIGN.findall(_CHARACTERS.sub("", expected))
    if "\\\\u" in signs:
        return f"{place}: a text in quotes, or an IRI, is not closed"
    if signs and not query[len(before) :].strip():
        return f"{place}: it ends too early"
    wanted = f": expected {' or '.join(signs)}" if 0 < len(signs) <= _MOST else ""
    return f"{place}, near {_near(before, query[len(before) :])}{wanted}"


def _before(query: str, line: int, column: int) -> str:
    """The query up to a place; lines and columns count from 1, columns in characters."""
    lines = query.split("\n")
    return "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]]) if line <= len(lines) else query


def _near(before: str, after: str) -> str:
    """The words on both sides of a place."""
    words = [*re.findall(r"(?:\S+\s+)?\S+\s*$", before), *re.findall(r"^\s*\S+", after)]
    return repr(" ".join("".join(words).split())[-_LONGEST:])
