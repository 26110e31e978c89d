"""Keywords of a heading, in any spelling, read back one by one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headword.markdown.headings import read_heading
from headword.markdown.inline import split_text
from headword.markdown.text import SourceText

WORDS = st.sampled_from(["salt", "1,2-DCE", "N,N-dioxide", "a b", "f(x)", "5 €", "x\\; y", "q\\, r", "&amp;", "`c; d`"])
BRACKETS = st.sampled_from(
    [
        *map(
            tuple,
            ("()", "[]", "{}", "\uff08\uff09", '""', "\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", "\u00bb\u00ab"),
        )
    ]
)
SEPARATORS = st.sampled_from([", ", "; ", ";", " ,  "])


@st.composite
def keywords(draw: st.DrawFn) -> str:
    """Draw a keyword: a word, followed by separators inside brackets, which may be nested."""
    word = draw(WORDS)
    for _ in range(draw(st.integers(0, 2))):
        opening, closing = draw(BRACKETS)
        separator = draw(st.sampled_from([", ", "; ", ";", " "]))
        word = f"{draw(WORDS)} {opening}{word}{separator}{draw(WORDS)}{closing}"
    return word


@given(st.lists(st.tuples(keywords(), SEPARATORS), min_size=1, max_size=5))
def test_each_keyword_reads_back(written: list[tuple[str, str]]) -> None:
    def read(text: str) -> list[str]:
        return [keyword.text for keyword in read_heading(SourceText(text, "", 1, 1), in_map=False).keywords]

    joined = "".join(keyword + separator for keyword, separator in written)
    assert read(f"Label; {joined}z") == [*(read(f"Label; {keyword} z")[0][:-2] for keyword, _ in written), "z"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"Doe, Jane", x', ['"Doe, Jane"', "x"]),
        ("\u201eDoe; Jane\u201c, x", ["\u201eDoe; Jane\u201c", "x"]),
        ("\u201cDoe, Jane\u201d; x", ["\u201cDoe, Jane\u201d", "x"]),
        ("\u00abDoe, Jane\u00bb, \u00ab a, b \u00bb", ["\u00abDoe, Jane\u00bb", "\u00ab a, b \u00bb"]),
        ("\u00bbDoe, Jane\u00ab, x", ["\u00bbDoe, Jane\u00ab", "x"]),
        ("\u201dDoe, Jane\u201d, x", ["\u201dDoe, Jane\u201d", "x"]),
        ('"Doe, Jane, x', ['"Doe', "Jane", "x"]),
        ('"Doe, Jane\u201d, x', ['"Doe', "Jane\u201d", "x"]),
        ("Doe's, Jane's", ["Doe's", "Jane's"]),
        ("l\u2019a, l\u2019b", ["l\u2019a", "l\u2019b"]),
        ('5" pipe, 6" pipe', ['5" pipe', '6" pipe']),
        ('pipe of 5", 6"', ['pipe of 5"', '6"']),
        ('("a, b), c" d', ['("a, b)', 'c" d']),
    ],
)
def test_separators_in_quotation_marks_do_not_split_keywords(written: str, expected: list[str]) -> None:
    read = read_heading(SourceText(f"Label; {written}", "", 1, 1), in_map=False)
    assert [keyword.text for keyword in read.keywords] == expected


@given(st.text(alphabet='a1,;()[]{}\\& `"\u201e\u201c\u201d', max_size=30))
def test_no_text_of_a_heading_is_lost(text: str) -> None:
    spans = list(split_text(SourceText(text, "", 1, 1), ";,"))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(after[0] == before[1] + 1 and text[before[1]] in ",;" for before, after in pairwise(spans))


@given(st.text(alphabet="a1,;.:'-^|~*_#!?=+@%/> \t", max_size=30))
def test_markup_at_the_end_does_not_change_how_the_text_before_it_is_split(text: str) -> None:
    # A text without any markup is split in a faster way.
    plain, marked = (list(split_text(SourceText(one, "", 1, 1), ";,")) for one in (text, f"{text} `c`"))
    assert [start for start, _ in plain] == [start for start, _ in marked]
