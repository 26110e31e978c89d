"""Closures: the shared result of nodes in a cycle is the right result for each of them."""

from hypothesis import given
from hypothesis import strategies as st

from headword.rdf.shacl.closure import reach_all

NODES = st.sampled_from([f"n{number}" for number in range(12)])
LINKS = st.dictionaries(NODES, st.lists(NODES, min_size=1, max_size=3, unique=True))


def walk(start: str, links: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(links.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting.extend(links.get(node, ()))
    return reached


@given(LINKS, st.lists(NODES))
def test_closure_equals_walk(links: dict[str, list[str]], starts: list[str]) -> None:
    found = reach_all(links, starts)
    for start in starts:
        values = found.get(start, ())
        assert set(values) == walk(start, links)
        assert len(values) == len(set(values))


def test_shared_closure_is_found_once() -> None:
    ring = {f"n{number}": [f"n{(number + 1) % 3000}", "n0"] for number in range(3000)}
    found = reach_all(ring, ring)
    assert len({id(values) for values in found.values()}) == 1


def test_closure_has_no_depth_limit() -> None:
    chain = {f"n{number}": [f"n{number + 1}"] for number in range(5000)}
    assert len(reach_all(chain, ["n0"])["n0"]) == 5000
