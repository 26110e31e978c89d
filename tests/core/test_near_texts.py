"""The texts nearest to another one: none that is one edit away is missed."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from headword.core.suggest import TextsByLength

WORDS = st.text("ab c", min_size=2, max_size=7)


@given(st.lists(WORDS, max_size=12), WORDS)
@settings(max_examples=200)
def test_all_texts_one_edit_away_are_found(texts: list[str], text: str) -> None:
    found = TextsByLength(texts).find_closest(text, len(texts))
    one_away = {at for at, other in enumerate(texts) if OSA.distance(text, other) <= 1}
    assert {near.position for near in found if near.distance <= 1} == one_away
    assert all(near.distance == OSA.distance(text, texts[near.position]) for near in found)
