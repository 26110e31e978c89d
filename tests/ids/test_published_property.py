"""Any sequence of edits, with and without a lock: IRIs neither disappear nor move to other concepts silently.

Edits change labels, keywords, order, positions, pages and translations. Labels have signs, numbers, accents and
namesakes.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.compiler.naming.lock import read_lock, to_iri, write_lock
from headword.compiler.publication import Publication
from headword.compiler.run import open_run
from headword.compiler.site import Site, find_site
from headword.core.files.publish import publish
from headword.core.findings import Observation, Severity
from headword.ids.inventory import IdInventory, accept, list_ids, prove
from headword.ids.left_behind import find_left_behind
from headword.ids.retire import retire, write
from headword.lint.check import check_pages
from headword.lint.lock_checks import check_removed, check_unlocked
from headword.project.project import find_project
from headword.project.select import select_pages
from headword.publish.build import render
from headword.publish.previous_output import follow_changes, with_published
from headword.publish.vanished import find_vanished, read_replacement
from support.project import CONFIG

DAY = "2026-01-16"
LABELS = st.sampled_from(
    ["Ore", "Gold", "gold", "Gold Ore", "Ore Gold", "C", "C++", "C#", "H+", "H-", "Café", "Cafe", "2.4 GHz", "5.8 GHz",
     "1.1 GHz", "1. Liga", "2. Liga", "Liga", "3 Eyes", "Net", ".NET", "+", "日本", "x" * 90, "x" * 90 + " y",
     "R & D", "R / D", "R&D", "R/D", "m²", "m2", "H₂O", "H2O"]
)  # fmt: skip
CONFIGS = st.sampled_from(["", 'iri-style = "hash"\n', 'scheme = "site"\n'])


@dataclass(eq=False)
class Node:
    """A heading that stays the same concept whatever is done to it; the number is its own."""

    number: int
    label: str
    keywords: list[str] = field(default_factory=list)
    below: "list[Node]" = field(default_factory=list)
    id: str = ""

    def walk(self) -> "Iterator[Node]":
        yield self
        for child in self.below:
            yield from child.walk()


@dataclass(eq=False)
class Page:
    """A page by its name, and whether it has a translation, which may still have another name."""

    tops: list[Node]
    translation: str = ""

    def walk(self) -> Iterator[Node]:
        for top in self.tops:
            yield from top.walk()


Pages = dict[str, Page]


class Author:
    """Somebody who edits pages."""

    def __init__(self, data: st.DataObject, folder: Path) -> None:
        self.data = data
        self.folder = folder
        self.count = 0
        self.pages: Pages = {}
        for name in ("a", "b"):
            self.pages[name] = Page([self.make([self.make([]), self.make([])])], name if name == "a" else "")

    def draw(self, strategy: st.SearchStrategy[object]) -> object:
        return self.data.draw(strategy)

    def make(self, below: list[Node]) -> Node:
        self.count += 1
        return Node(self.count, self.data.draw(LABELS), [], below)

    def nodes(self) -> list[Node]:
        return [node for name in sorted(self.pages) for node in self.pages[name].walk()]

    def levels(self) -> list[tuple[list[Node], int]]:
        def below(nodes: list[Node], level: int) -> Iterator[tuple[list[Node], int]]:
            yield nodes, level
            for node in nodes:
                yield from below(node.below, level + 1)

        return [one for name in sorted(self.pages) for one in below(self.pages[name].tops, 1)]

    def edit(self) -> set[int]:
        """Make one edit, and return the removed concepts."""
        kind = self.data.draw(
            st.sampled_from(["label", "keyword", "order", "move", "add", "delete", "page", "twin", "translate"])
        )
        node = self.data.draw(st.sampled_from(self.nodes()))
        name = self.data.draw(st.sampled_from(sorted(self.pages)))
        if kind == "label":
            node.label = self.data.draw(LABELS)
        elif kind == "keyword":
            node.keywords.append(f"word {self.data.draw(st.integers(1, 3))}")
        elif kind == "order":
            self.data.draw(st.sampled_from(self.levels()))[0].reverse()
        elif kind == "add":
            there = [siblings for siblings, level in self.levels() if level <= 5]
            self.data.draw(st.sampled_from(there)).append(self.make([]))
        elif kind in ("move", "delete"):
            return self._take_out(node, put_back=kind == "move")
        elif kind == "translate":
            page = self.pages[name]
            page.translation = "" if page.translation else name
        else:
            page = self.pages.pop(name)
            self.pages[f"{name}x"] = page
            if kind == "page" and page.translation:
                page.translation = f"{name}x"
        return set()

    def _take_out(self, node: Node, *, put_back: bool) -> set[int]:
        inside = list(node.walk())
        home = next(siblings for siblings, _ in self.levels() if node in siblings)
        if any(page.tops is home and len(home) == 1 for page in self.pages.values()):
            # A page that has nothing on it is no page.
            return set()
        depth = 1 + max(self._depth(node), 0)
        free = [
            siblings
            for siblings, level in self.levels()
            if level + depth <= 7 and not any(siblings is one.below for one in inside)
        ]
        home.remove(node)
        if put_back:
            self.data.draw(st.sampled_from(free)).append(node)
            return set()
        return {one.number for one in inside}

    def _depth(self, node: Node) -> int:
        return max((1 + self._depth(child) for child in node.below), default=0)

    def save(self) -> None:
        sources = self.folder / "taxonomy"
        sources.mkdir(exist_ok=True)
        for file in sources.glob("*.md"):
            file.unlink()
        for name, page in self.pages.items():
            (sources / f"{name}.md").write_text("".join(_write(page.tops, 1)), "utf-8")
            if page.translation:
                text = "".join(_write(page.tops, 1, translate=True))
                (sources / f"{page.translation}.it.md").write_text(text, "utf-8")

    def open(self) -> Site:
        project = find_project(self.folder)
        return find_site(project, select_pages(project, []), drafts=False)


def _write(nodes: list[Node], level: int, *, translate: bool = False) -> Iterator[str]:
    for node in nodes:
        words = "".join(f", {word}" for word in node.keywords)
        id_ = f" {{{node.id}}}" if node.id and not translate else ""
        label = f"Voce {node.number}" if translate else node.label
        yield f"{'#' * level} {label}{';' if words else ''}{words[1:]}{id_}\n"
        yield from _write(node.below, level + 1, translate=translate)


def name_nodes(author: Author, ids: IdInventory) -> dict[int, str]:
    """Return the id of each concept."""
    published = [one.entry.id for one in ids.published if one.entry.path is not None]
    nodes = [node for name in sorted(author.pages, key=lambda one: f"{one}.md") for node in author.pages[name].walk()]
    return {node.number: id_ for node, id_ in zip(nodes, published, strict=True)}


# --- with a lock


def settle(author: Author, known: dict[int, str], gone: set[int]) -> dict[int, str]:
    """Answer all findings until `headword ids --accept` writes the lock, and return the id of each concept."""
    for attempt in range(6):
        author.save()
        site = author.open()
        ids = accept(site, DAY)
        left = list(find_left_behind(site, ids))
        if not (left or ids.twins or ids.lost):
            lock = prove(site, ids, ids.entries(), DAY)
            (author.folder / "headword.lock").write_text(write_lock(lock.entries), "utf-8")
            assert not [*check_unlocked(author.open(), locked=True)]
            return name_nodes(author, ids)
        for page_name, page in author.pages.items():
            page.translation = page.translation and page_name
        lost = {entry.id: entry for entry in ids.lost}
        for number in sorted(gone):
            if known.get(number) in lost:
                write(retire(author.open(), known[number], (), DAY))
        if not left:
            _write_ids(author, ids, known, set(lost), is_second=attempt > 2)
    raise AssertionError("this is never settled")


def _write_ids(author: Author, ids: IdInventory, known: dict[int, str], lost: set[str], *, is_second: bool) -> None:
    """Write ids at headings that are not known with certainty: their own, or new ones.

    On another page, an id belongs to another IRI, so the whole IRI is written if the id has no effect.
    """
    twins = {one.entry.id for one in ids.twins}
    now = name_nodes(author, ids)
    for node in author.nodes():
        was = known.get(node.number)
        if was in lost or (was is not None and now[node.number] in twins):
            name = was.rpartition("/")[2].rpartition("#")[2]
            node.id = f'iri="{to_iri(was, "https://w3id.org/test/")}"' if is_second else f"#{name}"
        elif now[node.number] in twins:
            node.id = f"#n{node.number}"


@contextmanager
def open_author(data: st.DataObject, config: str) -> Iterator[Author]:
    """Yield an author of a site with this config, in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "headword.toml").write_text(CONFIG + config)
        yield Author(data, Path(name))


def find_changed(author: Author, known: dict[int, str]) -> set[str]:
    """Return the published ids that would disappear or move to another concept if the pages were built now."""
    now = name_nodes(author, list_ids(author.open(), DAY))
    passed = {id_ for number, id_ in now.items() if id_ in known.values() and known.get(number) != id_}
    return passed | (set(known.values()) - set(now.values()))


@given(st.data(), CONFIGS)
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=20, derandomize=True)
def test_published_iris_with_lock(data: st.DataObject, config: str) -> None:
    with open_author(data, config) as author:
        known = settle(author, {}, set())
        for _ in range(data.draw(st.integers(1, 5))):
            gone = author.edit()
            author.save()
            if find_changed(author, known):
                report, _ = check_pages(author.open().project, [], drafts=False)
                assert report.fails(Severity.ERROR)
            now = settle(author, known, gone)
            assert len(set(now.values())) == len(now)
            for number, id_ in known.items():
                if number not in gone:
                    assert now[number] == id_
            # What is gone is retired, and nothing else has its id.
            entries = read_lock(author.folder / "headword.lock", "").known
            for number in gone & known.keys():
                assert entries[known[number], False].retired
                assert known[number] not in now.values()
            known = now
            site = author.open()
            with open_run(site.project) as run:
                assert not list(check_removed(site, run.pages.records.values()))


# --- without


class RefusedError(Exception):
    """A build said what it would take away."""


def build(author: Author, *, force: bool) -> list[Observation]:
    """Build as `headword build` does, and return its findings on published IRIs; with findings, it must be forced."""
    project = find_project(author.folder)
    said: list[Observation] = []
    with open_run(project) as run:
        publication = Publication(run.documents(), project.config)

        def look(changed: list[str]) -> None:
            said.extend(find_vanished(run.pages.site, read_replacement(run, publication, project.output, changed)))
            if said and not force:
                raise RefusedError

        try:
            publish(follow_changes(render(publication, project.config), project.output, look), project.output)
        except RefusedError:
            return said
    return said


def list_twins(author: Author) -> list[int]:
    """Return the concepts without a unique IRI."""
    ids = list_ids(author.open(), DAY)
    twins = {one.entry.id for one in ids.twins}
    return [number for number, id_ in name_nodes(author, ids).items() if id_ in twins]


@given(st.data(), CONFIGS)
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=20, derandomize=True)
def test_published_iris_without_lock(data: st.DataObject, config: str) -> None:
    with open_author(data, config) as author:
        before: dict[int, str] = {}
        for number in range(data.draw(st.integers(2, 5))):
            if number:
                author.edit()
            for page_name, page in author.pages.items():
                page.translation = page.translation and page_name
            author.save()
            for twin in list_twins(author):
                next(node for node in author.nodes() if node.number == twin).id = f"#n{twin}"
            author.save()
            if list_twins(author):
                # An id that was given to one may be what another has by its label.
                return
            now = name_nodes(author, list_ids(author.open(), DAY))
            said = build(author, force=False)
            vanished = set(before.values()) - set(now.values())
            passed = {id_ for one, id_ in now.items() for other, was in before.items() if was == id_ and one != other}
            if vanished or passed:
                assert said
                told = " ".join(f"{one.message} {one.focus}" for one in said)
                is_page_gone = "others of the page" in told
                assert is_page_gone or all(id_.rpartition("/")[2] in told for id_ in vanished | passed), (
                    told,
                    vanished,
                )
                # Accepting what was published keeps all of it that nobody took out.
                ids = accept(with_published(author.open(), DAY), DAY)
                kept = {one.entry.id for one in ids.published} | {entry.id for entry in ids.lost}
                assert vanished <= kept
                build(author, force=True)
            before = now
