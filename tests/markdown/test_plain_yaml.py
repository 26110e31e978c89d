"""YAML that is read line by line is read as the parser reads it, or left to the parser."""

from hypothesis import given
from hypothesis import strategies as st

from headword.markdown.block import FrontMatterBlock
from headword.markdown.plain_yaml import read_plain_yaml
from headword.markdown.yaml_block import parse_yaml, read_yaml

WORDS = ("no", "1.10", "2024-01-02", "0x1f", "a b", "012", "1e3", "Ü b", "x/y", "a - b", "null", "~", "x ", "a: b", "")
TEXTS = st.sampled_from(WORDS) | st.text("abN1 .-+_", min_size=1, max_size=5)
KEYS = st.text("abcdA_-", min_size=1, max_size=3)
LINES = st.one_of(
    st.builds("{}: {}".format, KEYS, TEXTS),
    st.builds("{}: [{}, {}]".format, KEYS, TEXTS, TEXTS),
    st.builds("{}:\n{}- {}".format, KEYS, st.sampled_from(["", "  "]), TEXTS),
    st.builds("{}- {}".format, st.sampled_from(["", "  "]), TEXTS),
)


@given(st.lists(LINES, max_size=5))
def test_plain_yaml_is_read_as_the_parser_reads_it(lines: list[str]) -> None:
    block = FrontMatterBlock("\n".join(lines) + "\n", "a.md", 2)
    assert read_plain_yaml(block) is None or read_yaml(block) == parse_yaml(block)


def test_most_front_matter_is_plain() -> None:
    text = "title: A page\ndate: 2026-01-02\ntags:\n  - One two\n  - c++\nkinds: [a, b-c]\ndraft: false\nempty:\n"
    assert read_plain_yaml(FrontMatterBlock(text, "a.md", 2)) is not None
