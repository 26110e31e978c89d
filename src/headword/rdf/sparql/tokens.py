"""The text of a query: its words, and whether it asks another server."""

import re
from collections.abc import Callable, Mapping

# Whatever a query is, each of its characters is looked at a few times at most: nothing gives back what it took, and
# what is not closed ends with the query.
_NOT_SYNTAX = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\")?"
    r"|'(?:[^'\\\n]|\\.)*+'?|\"(?:[^\"\\\n]|\\.)*+\"?"
    r"|<[^<>\"{}|^`\\\x00-\x20]*+>|\#[^\n\r]*+",
    re.DOTALL,
)
_NAME = re.compile(r"[?$]\w++|@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|:[\w.-]*+|[\w.-]++(?P<named>:[\w.-]*+)?+")
"""Variables, language tags, names with a prefix, and words."""


def bare_query(query: str) -> str:
    """``query`` without its strings, IRIs and comments: what is left of it is syntax and names."""
    return _NOT_SYNTAX.sub(" ", query)


def list_words(query: str) -> list[str]:
    """The words of the language in ``query``, in lower case, as far as this can be told without parsing it."""
    names = _NAME.finditer(bare_query(query))
    words = (name[0] for name in names if name["named"] is None and name[0][0] not in "?$@:")
    return [part.lower() for word in words for part in re.findall("[A-Za-z]+", word)]


class ServiceError(Exception):
    """A query asks another server (``SERVICE``, SPARQL 1.1 Federated Query)."""


def refuse_service(query: str, prefixes: Mapping[str, str], parse: Callable[[str, Mapping[str, str]], object]) -> None:
    """See that ``query`` asks no other server, whatever a reader of words makes of it.

    The word is misspelt wherever it stands.  In a string, an IRI, a name or a
    comment that is as good as before; as a word of the language it is none any
    more, so that no query parses that has it.

    Args:
        query: the text.
        prefixes: those that need no declaration.
        parse: the parser of the engine that is to answer, which takes both; it need not answer.

    Raises:
        ServiceError: it does.
        SyntaxError: it does not parse.
    """
    if not _SERVICE.search(query):
        return
    write = _misspell(" ".join((query, *prefixes)))
    try:
        parse(write(query), {write(prefix): iri for prefix, iri in prefixes.items()})
    except SyntaxError as error:
        if "service" in list_words(query):
            raise ServiceError from error
        raise


def _letters(word: str) -> str:
    """A pattern for ``word``, in letters or in escapes, in capitals or not."""
    return "".join(rf"(?:{one}|\\(?:u|U0000)00(?:{ord(one):02x}|{ord(one.upper()):02x}))" for one in word)


_SERVICE = re.compile(f"({_letters('ser')})({_letters('v')})({_letters('ice')})", re.IGNORECASE)
_OTHERS = "qxzjkwb"


def _misspell(words: str) -> Callable[[str], str]:
    """What puts another letter in the midst of each such word; names in ``words`` that differ do so still."""
    other = next((one for one in _OTHERS if f"ser{one}ice" not in words.lower()), _OTHERS[0])

    def write(found: re.Match[str]) -> str:
        middle = found[2]
        if len(middle) > 1:
            return f"{found[1]}{middle[:-2]}{ord(other):02x}{found[3]}"
        return f"{found[1]}{other if middle == 'v' else other.upper()}{found[3]}"

    return lambda text: _SERVICE.sub(write, text)
