"""The texts nearest to another one: those one edit away are found by their halves."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from headword.core.suggest import NearTexts

WORDS = st.text("ab c", min_size=2, max_size=7)


@given(st.lists(WORDS, max_size=12), WORDS)
@settings(max_examples=200)
def test_all_texts_one_edit_away_are_found(texts: list[str], text: str) -> None:
    found = NearTexts(texts).find(text, len(texts))
    one_away = {at for at, other in enumerate(texts) if OSA.distance(text, other) <= 1}
    assert not one_away or {near.position for near in found} == one_away
    assert all(near.distance == OSA.distance(text, texts[near.position]) for near in found)
