"""The lock: the IRIs of remaining concepts do not change, and none disappears without a finding."""

import json
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.compiler.naming.lock import LockEntry, read_lock, write_lock
from headword.compiler.naming.match import HeadingKey, match_headings
from headword.compiler.site import Site, find_site
from headword.ids.inventory import accept, list_ids, prove
from headword.ids.retire import retire, write
from headword.project.project import find_project
from headword.project.select import select_pages
from support.project import CONFIG, Run

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
    """Return every list of siblings, with its level."""

    def below(nodes: list[Node], level: int) -> list[tuple[list[Node], int]]:
        return [(nodes, level), *(one for node in nodes for one in below(node.below, level + 1))]

    return [one for name in sorted(pages) for one in below(pages[name], 1)]


def depth(node: Node) -> int:
    return 1 + max((depth(child) for child in node.below), default=0)


def change(pages: Pages, draw: st.DataObject, label: Callable[[], str]) -> None:
    """Make one change that an author may make between two uses of the lock."""
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


def accept_all(folder: Path, pages: Pages) -> dict[Node, str]:
    """Return the id of each heading after `headword ids --accept`; none if a question is open."""
    site = open_site(folder)
    ids = accept(site, "2026-01-16")
    for entry in ids.lost:
        # A page without headings is no scheme any more.
        if entry.path is None:
            write(retire(site, entry.id, (), "2026-01-16"))
            site = open_site(folder)
    ids = accept(site, "2026-01-16")
    if ids.lost or ids.twins:
        return {}
    lock = prove(site, ids, ids.entries(), "2026-01-16")
    (folder / "headword.lock").write_text(write_lock(lock.entries))
    published = [one for one in list_ids(open_site(folder), "2026-01-16").published if one.entry.path is not None]
    # The lock gives every heading the id that was accepted.
    assert [one.entry for one in published] == [one.entry for one in ids.published if one.entry.path is not None]
    nodes = [node for name in sorted(pages, key=lambda one: f"{one}.md") for top in pages[name] for node in top.walk()]
    return dict(zip(nodes, (one.entry.id for one in published), strict=True))


@given(st.data(), st.booleans(), st.sampled_from(["", 'iri-style = "hash"\n', 'scheme = "site"\n']))
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
def test_iris_of_remaining_concepts_do_not_change(data: st.DataObject, distinct: bool, config: str) -> None:
    count = iter(range(1000))

    def label() -> str:
        return f"Label {next(count)}" if distinct else data.draw(st.sampled_from(["Ore", "Gold", "Tin", "Gold Ore"]))

    pages: Pages = {name: [Node(label(), [Node(label()), Node(label())]), Node(label())] for name in ("a", "b")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "headword.toml").write_text(CONFIG + config)
        save(folder, pages)
        ids = accept_all(folder, pages)
        published = set(ids.values())
        for _ in range(data.draw(st.integers(1, 5))):
            change(pages, data, label)
            save(folder, pages)
            before, ids = ids, accept_all(folder, pages)
            # Where labels recur, another heading may come to stand where one stood: then nothing but ids can tell.
            if distinct:
                assert all(ids[node] == id_ for node, id_ in before.items())
            if ids:
                assert len(set(ids.values())) == len(ids)
                assert published <= set(ids.values())
                published = set(ids.values())


# --- headings and entries


def entries(*said: str) -> list[LockEntry]:
    """Return entries by their paths: ``A/B`` is B under A; the text after ``=`` is the id, else the label in lower
    case.
    """
    made = []
    for one in said:
        place, _, name = one.partition("=")
        *path, label = place.split("/")
        made.append(LockEntry(f"p/{name or label.lower()}", "p.md", tuple(path), label, "2026-01-16"))
    return made


def headings(*said: str) -> list[HeadingKey]:
    """Return headings by their paths; the text after ``#`` is an id."""
    seen: list[HeadingKey] = []
    places: dict[str, int] = {}
    for number, one in enumerate(said):
        place, _, explicit = one.partition("#")
        above, _, label = place.rpartition("/")
        seen.append(HeadingKey(label, places[above] if above else None, explicit))
        places[place] = number
    return seen


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["A", "A/B"], ["A", "A/B"], "a b"),
        (["A", "A/B"], ["A", "A/C"], "a b"),
        (["A", "A/B"], ["Z", "Z/B"], "a b"),
        (["A", "A/B", "A/C"], ["A", "A/C", "A/B"], "a c b"),
        (["A", "A/B", "C"], ["A", "C", "C/B"], "a c b"),
        (["A", "A/B", "A/C"], ["A", "A/X", "A/Y"], "a - -"),
        (["A", "A/B", "A/C"], ["A", "A/X#b", "A/Y"], "a b c"),
        (["A", "A/B"], ["A", "A/B#x"], "a -"),
        (["A", "A/B", "A/B/D", "C"], ["A", "C", "C/X", "C/X/D"], "a c b d"),
        (["A", "A/B"], ["A", "A/B", "A/B#n"], "a - -"),
        (["A", "A/B"], ["A", "A/B", "A/C"], "a b -"),
        (["A", "A/B"], ["A"], "a"),
        (["A/B", "C/B=b2"], ["A", "A/B", "C", "C/B"], "- b - b2"),
        ([], ["A"], "-"),
    ],
)
def test_headings_are_recognised(before: list[str], after: list[str], expected: str) -> None:
    seen = headings(*after)
    found = match_headings(seen, entries(*before))
    assert [found[index].name if index in found else "-" for index in range(len(seen))] == expected.split()


# --- the file


def test_lock_reads_back(tmp_path: Path) -> None:
    said = [
        LockEntry("a/b", "a.md", ('A "x"\t', "\u2028"), "B\n", "2026-01-16"),
        LockEntry("a", "a.md", None, "日本", "2026-01-16"),
        LockEntry("a/c", "a.md", (), "C", "2026-01-16", "2026-02-01", ("a/b",)),
        LockEntry("a/d", "a.md", (), "D", "2026-01-16", "2026-02-01", (), (("de", "Dé"), ("en", "D"))),
    ]
    file = tmp_path / "headword.lock"
    file.write_text(write_lock(said), "utf-8")
    assert sorted(read_lock(file, "headword.lock").entries) == sorted(said)
    assert write_lock(reversed(said)) == write_lock(said)


HEAD = '{"headword.lock": 1}\n'
LINE = '["a/b", "a.md", ["A"], "B", "2026-01-16"]\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"{HEAD}<<<<<<< HEAD\n{LINE}=======\n{LINE}>>>>>>> other\n", 2, "the lock contains a merge conflict"),
        (HEAD + LINE + LINE.replace('"B"', '"C"'), 3, "'a/b' has two lines, 2 and 3"),
        ("", 1, "this is not a lock, or a lock of another version"),
        (LINE, 1, "this is not a lock, or a lock of another version"),
        (f"{HEAD}[1]\n", 2, "this line is not an entry of a lock"),
        (HEAD + LINE.replace("2026-01-16", "soon"), 2, "this line is not an entry of a lock"),
        (HEAD + LINE[:-3], 2, "this line is not an entry of a lock"),
    ],
)
def test_invalid_lock(site: MakeSite, headword: Run, text: str, line: int, said: str) -> None:
    folder = site({"taxonomy/a.md": "# A\n## B\n", "headword.lock": text})
    for command in ("check", "build", "ids"):
        done = headword(command, cwd=folder)
        assert done.returncode == 2
        assert done.stderr.startswith(f"headword.lock:{line}: error: {said}")
    assert not (folder / "vocab").exists()


def test_locks_of_branches_merge(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## B\n## C\n", "taxonomy/b.md": "# K\n## L\n"})

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        return subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=False)

    def change(page: str, text: str, message: str) -> None:
        (folder / "taxonomy" / page).write_text(text)
        headword("ids", "--accept", cwd=folder)
        git("add", "-A")
        git("commit", "-qm", message)

    git("init", "-q", "-b", "main")
    (folder / ".gitattributes").write_text("headword.lock merge=union\n")
    change("c.md", "# Q\n## R\n", "first")
    git("checkout", "-qb", "other")
    change("a.md", "# A\n## B\n## New\n## C\n", "a new heading")
    change("b.md", "# K\n## Left\n", "another label")
    git("checkout", "-q", "main")
    change("a.md", "# A\n## B\n## C\n## Newer\n", "another new heading")
    assert git("merge", "-q", "other", "-m", "merged").returncode == 0
    assert (folder / "taxonomy/a.md").read_text() == "# A\n## B\n## New\n## C\n## Newer\n"
    assert headword("check", "--locked", cwd=folder).returncode == 0


def test_two_branches_relabel_one_concept(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## New\n"})
    lines = [f'["a/b", "a.md", ["A"], "{label}", "2026-01-16"]\n' for label in ("New", "Other")]
    rest = '["a", "a.md", null, "A", "2026-01-16"]\n["a/a", "a.md", [], "A", "2026-01-16"]\n'
    (folder / "headword.lock").write_text(HEAD + rest + "".join(lines))
    assert "run headword ids --accept to keep the one that applies" in headword("check", cwd=folder).stderr
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert (folder / "headword.lock").read_text() == HEAD + rest + lines[0]


# --- as users do


ROCKS = "# Rocks\n## Quartz; silica\n\nSee [flint](#flint).\n\n## Flint; chert\n\nA stone.\n\n## Feldspar\n"


@pytest.fixture
def rocks(site: MakeSite, headword: Run) -> Path:
    folder = site({"taxonomy/rocks.md": ROCKS, "taxonomy/map.md": MAP})
    assert headword("ids", "--accept", cwd=folder, SOURCE_DATE_EPOCH="1768521600").returncode == 0
    return folder


MAP = "{{< jsvis-map1 >}}\n# Map\n## One; one a\n## Two\n{{< /jsvis-map1 >}}\n"


def lock_of(folder: Path) -> dict[str, LockEntry]:
    lock = read_lock(folder / "headword.lock", "headword.lock")
    return {entry.id: entry for entry in lock.entries if entry.path is not None}


def test_ids_list_and_accept(rocks: Path, headword: Run) -> None:
    assert lock_of(rocks)["rocks/flint"].since == "2026-01-16"
    page = rocks / "taxonomy/rocks.md"
    page.write_text(ROCKS.replace("## Flint", "## Chert"))
    done = headword("ids", cwd=rocks)
    assert "rocks/flint     taxonomy/rocks.md:6:4  Chert  (moved)" not in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines() if "(renamed)" in line] == ["rocks/flint"]
    assert done.stderr == "note: 1 renamed; headword ids --accept records that in headword.lock\n"
    plain = {one["id"]: one for one in json.loads(headword("ids", "--output-format", "json", cwd=rocks).stdout)}
    assert (plain["rocks/flint"]["change"], plain["rocks/flint"]["line"]) == ("renamed", 6)
    done = headword("check", "--locked", "--output-format", "concise", cwd=rocks)
    assert "taxonomy/rocks.md:6:4: error[unlocked-id] the lock knows 'rocks/flint' by the label 'Flint'" in done.stdout
    assert headword("build", "--locked", cwd=rocks).returncode == 1
    assert headword("build", cwd=rocks).returncode == 0
    assert ":flint a skos:Concept" in (rocks / "vocab/rocks.ttl").read_text()
    assert headword("ids", "--accept", cwd=rocks).returncode == 0
    assert headword("check", "--locked", cwd=rocks).returncode == 0


def test_moved_page_keeps_its_iris(rocks: Path, headword: Run) -> None:
    (rocks / "taxonomy/sub").mkdir()
    (rocks / "taxonomy/rocks.md").rename(rocks / "taxonomy/sub/stones.md")
    done = headword("check", "--output-format", "concise", cwd=rocks)
    assert done.stdout.count("published-concept-removed") == 1
    assert (
        "at taxonomy/sub/stones.md:1:3 now: headword ids --accept records that; the same is true of 4 others"
        in done.stdout
    )
    assert headword("ids", "--accept", cwd=rocks).returncode == 0
    assert headword("build", "--locked", cwd=rocks).returncode == 0
    assert "<https://w3id.org/test/rocks> a skos:ConceptScheme" in (rocks / "vocab/rocks.ttl").read_text()


def test_missing_published_concept_stops_build(rocks: Path, headword: Run) -> None:
    (rocks / "taxonomy/rocks.md").write_text("# Rocks\n## Quartz\n")
    done = headword("build", cwd=rocks)
    assert done.returncode == 1
    assert "error[published-concept-removed]: 'Flint' (rocks/flint) was published" in done.stdout
    done = headword("ids", "--accept", cwd=rocks)
    assert done.returncode == 1
    assert "write {#flint} at its heading, or run headword retire rocks/flint" in done.stderr
    for name in ("flint", "rocks/feldspar"):
        assert headword("retire", name, cwd=rocks).returncode == 0
    assert headword("build", cwd=rocks).returncode == 0


def test_ids_are_written_at_headings(rocks: Path, headword: Run) -> None:
    page = rocks / "taxonomy/rocks.md"
    page.write_bytes(b"\xef\xbb\xbf" + ROCKS.replace("\n", "\r\n").encode())
    assert headword("ids", "--write", cwd=rocks).returncode == 0
    text = page.read_bytes().decode()
    assert "## Flint; chert {#flint}\r\n" in text
    assert text.startswith("\ufeff# Rocks {#rocks}\r\n")
    assert (rocks / "taxonomy/map.md").read_text() == MAP.replace("# Map\n", "# Map; ; {#map}\n", 1).replace(
        "one a\n", "one a; {#one}\n"
    ).replace("## Two\n", "## Two; ; {#two}\n")
    (rocks / "headword.lock").unlink()
    assert headword("check", cwd=rocks).returncode == 0


def test_retired_concept_stays_published(rocks: Path, headword: Run) -> None:
    shown = headword("merge", "flint", "quartz", "--labels", "--dry-run", cwd=rocks).stdout
    assert "-## Flint; chert\n-\n-A stone.\n" in shown
    assert (rocks / "taxonomy/rocks.md").read_text() == ROCKS
    assert headword("merge", "flint", "quartz", "--labels", cwd=rocks, SOURCE_DATE_EPOCH="1769731200").returncode == 0
    after = "# Rocks\n## Quartz; silica, Flint, chert\n\nSee [flint](#flint).\n\n## Feldspar\n"
    assert (rocks / "taxonomy/rocks.md").read_text() == after
    assert headword("retire", "map/two", cwd=rocks).returncode == 0
    assert (rocks / "taxonomy/map.md").read_text() == MAP.replace("## Two\n", "")
    assert headword("build", "--locked", cwd=rocks).returncode == 0
    assert (
        ":flint a skos:Concept ;\n    skos:inScheme <https://w3id.org/test/rocks> ;\n"
        '    skos:prefLabel "Flint"@en ;\n    skos:historyNote "Retired on 2026-01-30."@en ;\n'
        "    owl:deprecated true ;\n    dcterms:isReplacedBy :quartz .\n"
    ) in (rocks / "vocab/rocks.ttl").read_text()
    # What is retired does not come back under another heading of that name.
    (rocks / "taxonomy/rocks.md").write_text(after + "\n## Flint\n")
    listed = headword("ids", cwd=rocks).stdout
    assert "rocks/flint " not in listed


def test_retired_page_stays_published(rocks: Path, headword: Run) -> None:
    (rocks / "taxonomy/map.md").unlink()
    for name in ("map/one", "map/two", "map/map", "map"):
        assert headword("retire", name, cwd=rocks).returncode == 0
    done = headword("build", cwd=rocks)
    assert done.returncode == 0, done.stdout
    text = (rocks / "vocab/retired.ttl").read_text()
    assert "<https://w3id.org/test/map> a skos:ConceptScheme" in text
    assert text.count("owl:deprecated true") == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["retire", "nope"], "the lock has no id 'nope'"),
        (["retire", "rocks/rocks"], "'rocks/rocks' still has concepts below it: Quartz, Flint, Feldspar"),
        (["retire", "rocks"], "the page rocks.md is still there"),
        (["merge", "flint", "flint"], "'rocks/flint' cannot replace itself"),
        (["split", "flint", "quartz", "nope"], "the lock has no id 'nope'"),
        (["split", "flint"], "Missing argument"),
    ],
)
def test_retire_errors(rocks: Path, headword: Run, words: list[str], said: str) -> None:
    before = (rocks / "headword.lock").read_text()
    done = headword(*words, cwd=rocks)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert ((rocks / "headword.lock").read_text(), (rocks / "taxonomy/rocks.md").read_text()) == (before, ROCKS)


def test_indistinguishable_headings(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## B\n### X\n## C\n### X\n## D\n## D\n"})
    for words in (["--accept"], ["--write"], ["--write", "--accept"]):
        done = headword("ids", *words, cwd=folder)
        assert done.returncode == 1
        assert done.stderr.startswith("taxonomy/a.md:6:4: error: 'D' has the IRI of another heading")
        assert done.stderr.endswith("note: nothing was written\n")
    assert not (folder / "headword.lock").exists()
    assert headword("build", cwd=folder).returncode == 1
    assert headword("check", "--fix", "--unsafe-fixes", cwd=folder).returncode == 0
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert set(lock_of(folder)) == {"a/a", "a/b", "a/c", "a/b-x", "a/c-x", "a/d-1", "a/d-2"}
    assert headword("check", "--locked", cwd=folder).returncode == 0


def test_opaque_ids(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## B\n## C {#see}\n"}, CONFIG + 'ids = "opaque"\n')
    done = headword("build", cwd=folder)
    assert (done.returncode, done.stdout.count("has no id yet: headword ids --accept gives it one")) == (1, 2)
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    given = lock_of(folder)
    (made,) = (entry.name for entry in given.values() if entry.label == "B")
    assert re.fullmatch("[b-df-hj-km-np-tv-xz][2-9b-df-hj-km-np-tv-xz]{5}", made)
    assert "a/see" in given
    assert headword("build", "--locked", cwd=folder).returncode == 0
    assert f":{made} a skos:Concept" in (folder / "vocab/a.ttl").read_text()
    # What has one keeps it.
    (folder / "taxonomy/a.md").write_text("# A\n## B2\n### D\n## C {#see}\n")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert lock_of(folder)[f"a/{made}"].label == "B2"
    assert len(lock_of(folder)) == 4


def test_numbers_of_a_contributor(site: MakeSite, headword: Run) -> None:
    ranges = '[id-ranges]\nanna = "0007-0008"\nben = "0100-0199"\n'
    folder = site({"taxonomy/a.md": "# A\n## B\n"}, f'{CONFIG}ids = "number"\n{ranges}')
    assert "whose range of numbers is it?" in headword("ids", "--accept", cwd=folder).stderr
    assert "did you mean 'anna'" in headword("ids", "--accept", "--as", "ann", cwd=folder).stderr
    assert headword("ids", "--accept", "--as", "anna", cwd=folder).returncode == 0
    assert set(lock_of(folder)) == {"a/7", "a/8"}
    (folder / "taxonomy/a.md").write_text("# A\n## B\n## C\n")
    done = headword("ids", "--accept", "--as", "anna", cwd=folder)
    assert (done.returncode, "all numbers from 7 to 8 are taken" in done.stderr) == (2, True)
    assert headword("ids", "--accept", "--as", "ben", cwd=folder).returncode == 0
    assert "a/100" in lock_of(folder)


def test_conflict_between_lock_and_explicit_id_is_reported(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/rocks.md": "# Rocks\n## Quartz\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    (folder / "taxonomy" / "rocks.md").write_text("# Rocks\n## Quartz {#silica}\n")
    checked = headword("check", "--select", "published-concept-removed", "--output-format", "concise", cwd=folder)
    assert "the heading in its place, taxonomy/rocks.md:2:4, has the id {#silica}" in checked.stdout
    run = headword("ids", "--accept", cwd=folder)
    assert run.returncode == 1
    assert (
        "taxonomy/rocks.md:2:4: error: the lock has 'Quartz' as rocks/quartz, but here it says {#silica}" in run.stderr
    )
    assert "headword merge rocks/quartz rocks/silica" in run.stderr


def test_dry_run_shows_changes_without_writing(site: MakeSite, headword: Run) -> None:
    page = "# Rocks\n## Quartz\n"
    folder = site({"taxonomy/rocks.md": page})
    shown = headword("ids", "--accept", "--write", "--dry-run", cwd=folder)
    assert shown.returncode == 0
    assert "+## Quartz {#quartz}\n" in shown.stdout
    assert '+["rocks/quartz", "rocks.md", ["Rocks"], "Quartz", ' in shown.stdout
    assert (folder / "taxonomy" / "rocks.md").read_text() == page
    assert not (folder / "headword.lock").exists()
    assert headword("ids", "--accept", "--write", cwd=folder).returncode == 0
    assert headword("ids", "--accept", "--write", "--dry-run", cwd=folder).stdout == ""


def test_retired_concept_keeps_labels_in_every_language(site: MakeSite, headword: Run) -> None:
    page = "# Rocks\n## 1. Quartz\n- Label (de): Quarz\n## 2. Flint\n"
    folder = site({"taxonomy/rocks.md": page})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    run = headword("retire", "quartz", cwd=folder)
    assert run.returncode == 0
    assert "'Flint' is called '2. Flint' now, since its number is not its place" in run.stderr
    assert headword("build", "--no-check", cwd=folder).returncode == 0
    published = (folder / "vocab" / "rocks.ttl").read_text("utf-8")
    block = published[published.index(":quartz a") :].split("\n\n")[0]
    assert '"Quartz"@en' in block
    assert '"Quarz"@de' in block


def test_unknown_replacement_is_reported(site: MakeSite, headword: Run) -> None:
    lock = HEAD + '["rocks/flint", "rocks.md", [], "Flint", "2026-01-16", '
    lock += '{"retired": "2026-02-01", "replacedBy": ["rocks/nope"]}]\n'
    folder = site({"taxonomy/rocks.md": "# Rocks\n", "headword.lock": lock})
    run = headword("check", "--select", "broken-link", "--output-format", "concise", cwd=folder)
    assert "headword.lock:2" in run.stdout
    assert "'Flint' (rocks/flint) is replaced by 'rocks/nope', and there is no such id" in run.stdout


def test_lock_line_that_matches_page_wins_over_retired_line(site: MakeSite, headword: Run) -> None:
    lock = HEAD + '["rocks/a", "rocks.md", ["Rocks"], "Renamed", "2026-01-16"]\n'
    lock += '["rocks/a", "rocks.md", ["Rocks"], "A", "2026-01-16", {"retired": "2026-02-01", "replacedBy": []}]\n'
    folder = site({"taxonomy/rocks.md": "# Rocks\n## Renamed\n", "headword.lock": lock})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert '["rocks/a", "rocks.md", ["Rocks"], "Renamed", "2026-01-16"]\n' in (folder / "headword.lock").read_text()
    assert "retired" not in (folder / "headword.lock").read_text()


def test_ambiguous_heading_is_not_accepted_as_new(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## Old\n## Gone\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    page = folder / "taxonomy" / "a.md"
    page.write_text("# A\n## New x\n## New y\n## New z\n")
    assert headword("ids", "--accept", cwd=folder).returncode == 1
    assert "new-x" not in (folder / "headword.lock").read_text()
    page.write_text("# A\n## New x {#old}\n## New y {#gone}\n## New z\n")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("check", "--locked", "--select", "HW7", cwd=folder).returncode == 0
