"""The words of a query, and the check that it refers to no other server."""

import re
from collections.abc import Callable, Mapping

# These patterns run in linear time for any query: no part gives back characters, and an unclosed part ends with the
# query.
_NOT_SYNTAX = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\")?"
    r"|'(?:[^'\\\n]|\\.)*+'?|\"(?:[^\"\\\n]|\\.)*+\"?"
    r"|<[^<>\"{}|^`\\\x00-\x20]*+>|\#[^\n\r]*+",
    re.DOTALL,
)
_NAME = re.compile(r"[?$]\w++|@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|:[\w.-]*+|[\w.-]++(?P<named>:[\w.-]*+)?+")
"""Variables, language tags, names with a prefix, and words."""


def bare_query(query: str) -> str:
    """Return ``query`` without its strings, IRIs and comments, so that only syntax and names are left."""
    return _NOT_SYNTAX.sub(" ", query)


def list_words(query: str) -> list[str]:
    """Return the keywords in ``query``, in lower case, as far as this is possible without parsing it."""
    names = _NAME.finditer(bare_query(query))
    words = (name[0] for name in names if name["named"] is None and name[0][0] not in "?$@:")
    return [part.lower() for word in words for part in re.findall("[A-Za-z]+", word)]


class ServiceError(Exception):
    """An error for a query to another server (``SERVICE``, SPARQL 1.1 Federated Query)."""


def refuse_service(query: str, prefixes: Mapping[str, str], parse: Callable[[str, Mapping[str, str]], object]) -> None:
    """Raise an error if ``query`` refers to another server, independent of any reader of words.

    The word SERVICE is misspelt at every occurrence. In a string, an IRI, a name or a comment, this has no effect on
    the syntax. As a keyword, the misspelt word is unknown, so that the query does not parse.

    Args:
        query: the text.
        prefixes: the prefixes that need no declaration.
        parse: the parser of the engine, which takes both.

    Raises:
        ServiceError: the query refers to another server.
        SyntaxError: the query does not parse.
    """
    # The search in plain letters takes a tenth of the time.
    if "\\" not in query and "service" not in query.lower():
        return
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
    """Return a pattern for ``word``, in letters or in escapes, ignoring case."""
    return "".join(rf"(?:{one}|\\(?:u|U0000)00(?:{ord(one):02x}|{ord(one.upper()):02x}))" for one in word)


_SERVICE = re.compile(f"({_letters('ser')})({_letters('v')})({_letters('ice')})", re.IGNORECASE)
_OTHERS = "qxzjkwb"


def _misspell(words: str) -> Callable[[str], str]:
    """Return a function that misspells each occurrence; different names in ``words`` stay different."""
    other = next((one for one in _OTHERS if f"ser{one}ice" not in words.lower()), _OTHERS[0])

    def write(found: re.Match[str]) -> str:
        middle = found[2]
        if len(middle) > 1:
            return f"{found[1]}{middle[:-2]}{ord(other):02x}{found[3]}"
        return f"{found[1]}{other if middle == 'v' else other.upper()}{found[3]}"

    return lambda text: _SERVICE.sub(write, text)
