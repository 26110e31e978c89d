"""Dates from git: the creation and the last change of each concept, through renames of its page."""

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.compiler.dates import history as dates
from headword.compiler.run import open_run
from headword.compiler.vocabulary import compile_project
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.project.project import find_project
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import DCTERMS, Literal
from support.project import CONFIG, Run

MakeSite = Callable[..., Path]

DATED = CONFIG + 'dates = "git"\n'


class History:
    """A repository, and what is committed in it by the day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "taxonomy").mkdir(parents=True, exist_ok=True)
        (folder / "headword.toml").write_text(DATED)
        self.git("init", "-q")

    def git(self, *arguments: str, day: str = "2026-01-01") -> str:
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_DATE": f"{day}T12:00:00Z",
            "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
            **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        command = ["git", "-c", "init.defaultBranch=main", *arguments]
        run = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr + run.stdout
        return run.stdout

    def write(self, text: str, name: str = "a.md") -> None:
        (self.folder / "taxonomy" / name).write_text(text)

    def commit(self, day: str, text: str | None = None, name: str = "a.md") -> None:
        if text is not None:
            self.write(text, name)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", day, day=f"2026-{day}")

    def dates(self) -> dict[str, tuple[str, str]]:
        """Return the created and modified dates of each concept, by the end of its IRI, without the year."""
        return read_dates(compile_project(find_project(self.folder), [self.folder]).facts)


def read_dates(facts: LocatedGraph) -> dict[str, tuple[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for subject, predicate, value in facts:
        if predicate in (DCTERMS + "created", DCTERMS + "modified") and subject.count("/") > 4:
            assert isinstance(value, Literal)
            found.setdefault(subject.rsplit("/", 1)[1], {})[predicate] = value.value.removeprefix("2026-")
    return {
        name: (days.get(DCTERMS + "created", ""), days.get(DCTERMS + "modified", "")) for name, days in found.items()
    }


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "site")


def test_created_and_modified_dates(history: History) -> None:
    history.commit("01-01", "# Top\n## B\n")
    history.commit("01-02", "# Top\n## B; bee\n## C\n")
    history.commit("01-03", "# Top\n## C\n\nA text.\n\n## B; bee\n")
    assert history.dates() == {"top": ("01-01", "01-01"), "b": ("01-01", "01-02"), "c": ("01-02", "01-03")}


def test_changes_of_depth_numbers_ids_and_blank_lines_do_not_count(history: History) -> None:
    history.commit("01-01", "# Top\n## 1. B; bee\n## 2. C\n\nText.\n")
    history.commit("01-02", "# Top\n\n## 1. C {#c}\nText.\n### B;  bee {#b}\n")
    assert history.dates() == {"top": ("01-01", "01-01"), "b": ("01-01", "01-01"), "c": ("01-01", "01-01")}


def test_uncommitted_changes_have_no_date(history: History) -> None:
    history.commit("01-01", "# Top\n## B\n")
    history.write("# Top\n\nText.\n\n## B2\n## C\n## D\n")
    assert history.dates() == {"top": ("01-01", "01-01")}
    history.write("# New\n", "new.md")
    assert history.dates() == {"top": ("01-01", "01-01")}


def test_no_dates_before_first_commit(history: History) -> None:
    history.write("# Top\n")
    assert history.dates() == {}


def test_renamed_headings_and_pages_are_followed(history: History) -> None:
    history.commit("01-01", "# Top\n## Bee\n### C\n### D\n## E\n")
    history.git("mv", "taxonomy/a.md", "taxonomy/z.md")
    history.commit("01-02")
    history.commit("01-03", "# Top\n## Wasp\n### C\n### D\n## E\n", "z.md")
    assert history.dates() == {
        "top": ("01-01", "01-01"),
        "wasp": ("01-01", "01-03"),
        "c": ("01-01", "01-01"),
        "d": ("01-01", "01-01"),
        "e": ("01-01", "01-01"),
    }


def test_removed_and_restored_heading_keeps_its_date(history: History) -> None:
    history.commit("01-01", "# Top\n## B\n")
    history.commit("01-02", "# Top\n")
    history.commit("01-03", "# Top\n## B; bee\n")
    assert history.dates()["b"] == ("01-01", "01-03")


def test_merge_does_not_count_as_change(history: History) -> None:
    history.commit("01-01", "# Top\n## B\n## C\n## D\n## E\n## F\n")
    history.git("checkout", "-q", "-b", "topic")
    history.commit("01-02", "# Top\n## B; bee\n## C\n## D\n## E\n## F\n")
    history.git("checkout", "-q", "main")
    history.commit("01-03", "# Top\n## B\n## C\n## D\n## E\n## F; eff\n")
    history.git("merge", "-q", "topic", "-m", "both", day="2026-01-04")
    dates = history.dates()
    assert dates["b"] == ("01-01", "01-02")
    assert dates["f"] == ("01-01", "01-03")
    assert dates["c"] == ("01-01", "01-01")


def test_merge_keeps_date_of_change_on_one_side(history: History) -> None:
    history.commit("01-01", "# Top\n## B\n")
    history.git("checkout", "-q", "-b", "topic")
    history.commit("01-02", "# Top\n## B; bee\n")
    history.git("checkout", "-q", "main")
    history.commit("01-03", "# Other\n", "other.md")
    history.git("merge", "-q", "--no-ff", "topic", "-m", "both", day="2026-01-04")
    assert history.dates()["b"] == ("01-01", "01-02")


def test_change_in_merge_commit_counts(history: History) -> None:
    history.commit("01-01", "# Top\n## D\n## E\n## B\n")
    history.git("checkout", "-q", "-b", "topic")
    history.commit("01-02", "# Top\n## D\n## E\n## B; bee\n")
    history.git("checkout", "-q", "main")
    history.commit("01-03", "# Top; all\n## D\n## E\n## B\n")
    history.git("merge", "-q", "--no-commit", "topic")
    history.commit("01-04", "# Top; all\n## D\n## E\n## B; bee, wasp\n")
    dates = history.dates()
    assert (dates["top"], dates["d"], dates["b"]) == (("01-01", "01-03"), ("01-01", "01-01"), ("01-01", "01-04"))


def test_explicit_dates_have_priority(history: History) -> None:
    history.commit("01-02", "# Top\n## B\n\n- Created: 2026-01-01\n\n## C\n\n- Modified: 2026-01-09\n")
    assert history.dates() == {"top": ("01-02", "01-02"), "b": ("01-01", "01-02"), "c": ("01-02", "01-09")}


def test_earlier_date_in_lock_is_used(history: History) -> None:
    lines = ['{"headword.lock": 1}', '["a/b", "a.md", ["Top"], "B", "2026-01-01"]']
    lock = "\n".join([*lines, '["a/top", "a.md", [], "Top", "2026-01-09"]', ""])
    (history.folder / "headword.lock").write_text(lock)
    history.commit("01-02", "# Top\n## B\n")
    assert history.dates() == {"top": ("01-02", "01-02"), "b": ("01-01", "01-02")}


def test_history_with_unreadable_page(history: History) -> None:
    history.commit("01-01", "# Top\n")
    (history.folder / "taxonomy/a.md").write_bytes(b"\xff")
    history.commit("01-02")
    history.commit("01-03", "# Top\n")
    assert history.dates()["top"] == ("01-01", "01-03")


def test_dates_in_subfolder_and_with_links(history: History, tmp_path: Path) -> None:
    below = history.folder / "docs"
    below.mkdir()
    (history.folder / "headword.toml").rename(below / "headword.toml")
    (history.folder / "taxonomy").rename(below / "taxonomy")
    (below / "taxonomy/a.md").write_text("# Top\n")
    history.commit("01-01")
    (tmp_path / "link").symlink_to(below)
    assert read_dates(compile_project(find_project(tmp_path / "link"), [tmp_path / "link"]).facts) == {
        "top": ("01-01", "01-01")
    }


def test_progress_counts_the_contents_that_are_read(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(1, 4):
        history.commit(f"01-0{day}", f"# A\n\nText {day}.\n")
    events: list[tuple[str, int]] = []
    read = dates.read_sections
    monkeypatch.setattr(dates, "read_sections", lambda *args: events.append(("read", 0)) or read(*args))
    with (
        open_cache(None) as cache,
        open_run(
            find_project(history.folder),
            context=RunContext(cache, lambda what, done, _: events.append((what, done)), jobs=1),
        ),
    ):
        pass
    shown = [done if what == "history" else what for what, done in events if what in ("read", "history")]
    assert shown == [0, "read", 1, "read", 2, "read", 3]


def test_cached_dates_are_updated_after_commit(history: History, headword: Run) -> None:
    history.commit("01-01", "# Top\n## B\n")
    assert headword("build", cwd=history.folder).returncode == 0
    assert '"2026-01-01"^^xsd:date' in (history.folder / "vocab/a.ttl").read_text()
    history.commit("01-02", "# Top\n## B; bee\n")
    history.commit("01-03", "# Top\n## B\n")
    assert headword("build", cwd=history.folder).returncode == 0
    said = (history.folder / "vocab/a.ttl").read_text()
    assert 'dcterms:modified "2026-01-03"^^xsd:date' in said
    fresh = headword("build", "--no-cache", "--dry-run", cwd=history.folder)
    assert fresh.returncode == 0, fresh.stdout


def test_shallow_clone_is_an_error(history: History, headword: Run, tmp_path: Path) -> None:
    history.commit("01-01", "# Top\n")
    history.commit("01-02", "# Top; all\n")
    history.git("clone", "-q", "--depth", "1", f"file://{history.folder}", str(tmp_path / "clone"))
    run = headword("build", cwd=tmp_path / "clone")
    assert (run.returncode, "fetch-depth: 0" in run.stderr) == (2, True)
    assert not (tmp_path / "clone/vocab").exists()


def test_dates_without_repository(site: MakeSite, headword: Run, tmp_path: Path) -> None:
    folder = site({"taxonomy/a.md": "# Top\n"}, DATED)
    run = headword("check", cwd=folder, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert (run.returncode, "not a git repository" in run.stderr) == (2, True)


def test_dates_are_not_a_difference(history: History, headword: Run) -> None:
    history.commit("01-01", "# Top\n## B\n")
    assert "no difference" in headword("diff", cwd=history.folder).stdout


LABELS = st.sampled_from([*"ABCDEFGH"])
STATES = st.lists(st.lists(st.tuples(LABELS, st.sampled_from(["", "; x", "; y"])), max_size=6), min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(STATES)
def test_any_history(states: list[list[tuple[str, str]]]) -> None:
    """If every heading keeps its unique label, the dates equal those of a comparison of all states."""
    with tempfile.TemporaryDirectory() as name:
        history = History(Path(name) / "site")
        expected: dict[str, tuple[str, str]] = {}
        before: dict[str, str] = {}
        for number, state in enumerate([dict(state) for state in states], 1):
            # Ids tell headings apart for certain.
            text = "".join(f"# {label}{words}; {{#{label.lower()}}}\n" for label, words in state.items())
            history.commit(f"02-0{number}", f"{{{{< jsvis-map >}}}}\n{text}{{{{< /jsvis-map >}}}}\n")
            for label, words in state.items():
                created = expected.get(label, (f"02-0{number}", ""))[0]
                if before.get(label) != words:
                    expected[label] = (created, f"02-0{number}")
            before = state
        wanted = {label.lower(): expected[label] for label in before}
        found = history.dates() if before else {}
        assert found == wanted


def test_renamed_note_keeps_its_dates(tmp_path: Path) -> None:
    history = History(tmp_path)
    (tmp_path / "headword.toml").write_text(DATED + 'profile = "obsidian"\nsources = "taxonomy"\n')
    history.commit("01-01", "Hard.\n\n## Granite\n\nOld.\n", "Rock.md")
    history.commit("02-02", "Harder.\n\n## Granite\n\nOld.\n", "Rock.md")
    assert history.dates() == {"rock": ("01-01", "02-02"), "granite": ("01-01", "01-01")}
    history.git("mv", "taxonomy/Rock.md", "taxonomy/Stone.md")
    history.commit("03-03")
    assert history.dates() == {"stone": ("01-01", "03-03"), "granite": ("01-01", "01-01")}


def test_moved_heading_keeps_its_dates(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.write("# Z\n", "z.md")
    history.commit("01-01", "# Q\n## New\n\nText.\n", "q.md")
    history.write("# Q\n", "q.md")
    history.commit("02-02", "# Z\n## New\n\nText.\n", "z.md")
    assert history.dates()["new"] == ("01-01", "01-01")
    history.commit("03-03", "# Z\n## New\n\nOther text.\n", "z.md")
    assert history.dates()["new"] == ("01-01", "03-03")


def test_rewritten_page_is_recognised_by_its_headings(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.commit("01-01", "# Q\n\nOne.\n\n## R\n\nTwo.\n", "q.md")
    history.git("rm", "-q", "taxonomy/q.md")
    (tmp_path / "taxonomy").mkdir(exist_ok=True)
    long = "\n".join(f"Line {number} of what is new." for number in range(40))
    history.commit("02-02", f"# Q\n\nOne.\n\n## R\n\n{long}\n", "other.md")
    assert history.dates() == {"q": ("01-01", "01-01"), "r": ("01-01", "02-02")}


def test_dates_do_not_depend_on_git_config(tmp_path: Path) -> None:
    history = History(tmp_path)
    for name in ("a", "b", "c"):
        history.write(f"# {name.upper()}\n" + "\nText that stays.\n" * 20, f"{name}.md")
    history.commit("01-01")
    for name in ("a", "b", "c"):
        history.git("mv", f"taxonomy/{name}.md", f"taxonomy/{name}2.md")
        file = tmp_path / "taxonomy" / f"{name}2.md"
        file.write_text(file.read_text() + "\nMore.\n")
    history.commit("02-02")
    history.git("config", "diff.renameLimit", "1")
    history.git("config", "i18n.logOutputEncoding", "UTF-16")
    assert set(history.dates().values()) == {("01-01", "02-02")}
