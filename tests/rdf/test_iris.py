"""The definition of an IRI is the same as that of the readers of headword's files."""

import unicodedata
from urllib.parse import unquote

import pyoxigraph
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headword.rdf.terms import is_iri, quote_path

PARTS = [
    "http", "urn", ":", "/", "//", "?", "#", "[", "]", "[::1]", "[v1.a]", "@", "%", "%20", "%zz", "é", "\ue000",
    "\u0085", "\ufdd0", "\U0001f4a9", "\U000e0001", "\U000e1000", "a", "1", "8080", ".", "-", "+", "'", "(", " ", "<",
    ">", '"', "{", "|", "\\", "^", "`", "~", "\u200e", "\x7f", "\x00", "\n", "\ufffe", "\U0010fffd", "*", "!", "_",
]  # fmt: skip


def is_read(text: str) -> bool:
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://[::1]:80/x", True),
        ("http://[zz]/", False),
        ("urn:isbn:1", True),
        ("https://example.org/Größe", True),
        ("https://example.org/a[1]", False),
        ("https://example.org/100%", False),
        ("https://example.org/a#b#c", False),
        ("https://example.org:port/", False),
        ("https://example.org/a b", False),
        ("no scheme", False),
        ("", False),
    ],
)
def test_iris(text: str, is_one: bool) -> None:
    assert is_iri(text) == is_one == is_read(text)


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join) | st.text(max_size=8))
def test_any_text_as_iri(text: str) -> None:
    for iri in (text, f"http:{text}", f"http://{text}", f"https://example.org/{text}"):
        assert is_iri(iri) == is_read(iri), iri


@example("a\ufffc\ue000\U000e0001 %#?[]\x85é語")
@given(st.text())
def test_any_path_is_part_of_an_iri(path: str) -> None:
    iri = f"https://w3id.org/test/{quote_path(path)}"
    assert is_iri(iri)
    assert unquote(iri) == f"https://w3id.org/test/{unicodedata.normalize('NFC', path)}"
