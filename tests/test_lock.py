"""The lock: no IRI of a concept that lives on changes, and none vanishes without a word."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import CONFIG
from headword.ids import accept, list_ids
from headword.lock import write_lock
from headword.pagecompiler import Site, find_site
from headword.project import find_project
from headword.selection import select_pages

MakeSite = Callable[..., Path]


# --- any sequence of changes


@dataclass(eq=False)
class Node:
    """A heading that stays itself whatever is done to it."""

    label: str
    below: "list[Node]" = field(default_factory=list)

    def walk(self) -> "list[Node]":
        return [self, *(one for child in self.below for one in child.walk())]


def write_page(nodes: list[Node], level: int = 1) -> str:
    return "".join(f"{'#' * level} {node.label}\n" + write_page(node.below, level + 1) for node in nodes)


Pages = dict[str, list[Node]]


def all_nodes(pages: Pages) -> list[Node]:
    return [node for name in sorted(pages) for top in pages[name] for node in top.walk()]


def lists_of(pages: Pages) -> list[tuple[list[Node], int]]:
    """Every list of siblings, with its level."""

    def below(nodes: list[Node], level: int) -> list[tuple[list[Node], int]]:
        return [(nodes, level), *(one for node in nodes for one in below(node.below, level + 1))]

    return [one for name in sorted(pages) for one in below(pages[name], 1)]


def depth(node: Node) -> int:
    return 1 + max((depth(child) for child in node.below), default=0)


def change(pages: Pages, draw: st.DataObject, label: Callable[[], str]) -> None:
    """One change that somebody may make between two looks at the lock."""
    kind = draw.draw(st.sampled_from(["rename", "move", "reorder", "page", "add"]))
    nodes = all_nodes(pages)
    if kind == "page":
        name = draw.draw(st.sampled_from(sorted(pages)))
        pages[f"p{len(name)}{name}"] = pages.pop(name)
    elif kind == "reorder":
        draw.draw(st.sampled_from(lists_of(pages)))[0].reverse()
    elif kind == "rename" and nodes:
        draw.draw(st.sampled_from(nodes)).label = label()
    elif kind == "move" and nodes:
        node = draw.draw(st.sampled_from(nodes))
        inside = node.walk()
        free = [
            (there, level)
            for there, level in lists_of(pages)
            if level + depth(node) <= 7 and not any(there is one.below for one in inside)
        ]
        there, _ = draw.draw(st.sampled_from(free))
        for siblings, _ in lists_of(pages):
            if node in siblings:
                siblings.remove(node)
        there.append(node)
    else:
        there, level = draw.draw(st.sampled_from(lists_of(pages)))
        if level < 7:
            there.append(Node(label()))


def save(folder: Path, pages: Pages) -> None:
    sources = folder / "taxonomy"
    sources.mkdir(exist_ok=True)
    for file in sources.glob("*.md"):
        file.unlink()
    for name, nodes in pages.items():
        (sources / f"{name}.md").write_text(write_page(nodes))


def open_site(folder: Path) -> Site:
    project = find_project(folder)
    return find_site(project, select_pages(project, []), drafts=False)


def accept_all(folder: Path, pages: Pages) -> tuple[dict[Node, str], set[str], set[Node]]:
    """The id of each heading after `headword ids --accept`, those that are lost, and headings with a twin."""
    site = open_site(folder)
    ids = accept(site, "2026-01-16")
    (folder / "headword.lock").write_text(write_lock(ids.entries(site.lock)))
    published = [one for one in list_ids(open_site(folder), "2026-01-16").published if one.entry.path is not None]
    # The lock gives every heading the id that was accepted.
    accepted = [one for one in ids.published if one.entry.path is not None]
    assert [one.entry for one in published if not one.is_twin] == [one.entry for one in accepted if not one.is_twin]
    nodes = [node for name in sorted(pages, key=lambda one: f"{one}.md") for top in pages[name] for node in top.walk()]
    twins = {node for node, one in zip(nodes, published, strict=True) if one.is_twin}
    return (dict(zip(nodes, (one.entry.id for one in published), strict=True)), {entry.id for entry in ids.lost}, twins)


@given(st.data(), st.booleans(), st.sampled_from(["", 'iri-style = "hash"\n', 'scheme = "site"\n']))
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
def test_no_iri_of_a_concept_that_lives_on_changes(data: st.DataObject, distinct: bool, config: str) -> None:
    count = iter(range(1000))

    def label() -> str:
        return f"Label {next(count)}" if distinct else data.draw(st.sampled_from(["Ore", "Gold", "Tin", "Gold Ore"]))

    pages: Pages = {name: [Node(label(), [Node(label()), Node(label())]), Node(label())] for name in ("a", "b")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "headword.toml").write_text(CONFIG + config)
        save(folder, pages)
        ids, _, twins = accept_all(folder, pages)
        published = {ids[node] for node in ids if node not in twins}
        for _ in range(data.draw(st.integers(1, 5))):
            change(pages, data, label)
            save(folder, pages)
            before = ids
            ids, lost, twins = accept_all(folder, pages)
            assert not (distinct and twins)
            # Where labels recur, another heading may come to stand where one stood: then nothing but ids can tell.
            if distinct:
                assert all(ids[node] == id_ for node, id_ in before.items())
            assert len(set(ids.values())) == len(ids)
            assert published <= set(ids.values()) | lost
            published |= {ids[node] for node in ids if node not in twins}
