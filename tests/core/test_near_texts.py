"""The texts nearest to another one: none that is one edit away is missed."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from headword.core.suggest import NearTexts

WORDS = st.text("ab c", min_size=2, max_size=9)


@given(st.lists(WORDS, max_size=12), WORDS)
@settings(max_examples=200)
def test_all_texts_one_edit_away_are_found(texts: list[str], text: str) -> None:
    one_away = {at for at, other in enumerate(texts) if OSA.distance(text, other) <= 1}
    for found in NearTexts(texts).find_closest(text, len(texts)):
        assert {near.position for near in found if near.distance <= 1} == one_away
        assert all(near.distance == OSA.distance(text, texts[near.position]) for near in found)


def test_every_edit_is_found_by_the_half_that_it_leaves_unchanged() -> None:
    word = "abcdefg"
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    edited = {
        *(f"{head}x{tail}" for head, tail in cuts),
        *(f"{head}{sign}{tail[1:]}" for head, tail in cuts if tail for sign in ("", "x")),
        *(f"{head}{tail[1]}{tail[0]}{tail[2:]}" for head, tail in cuts if tail[1:]),
    }
    found = next(NearTexts(["far away", *edited]).find_closest(word, 100))
    assert {near.position for near in found} == set(range(1, len(edited) + 1))
