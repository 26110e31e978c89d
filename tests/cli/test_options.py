"""One grammar of options: the same words in every command, and what they do."""

import json
import re
import sys
import threading
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from headword.cli import _COMMANDS, _explain_option, group
from headword.cli.settings import has_colour, reset_settings
from headword.core.extras import install_command

PAGE = "# Minerals; solids\n## Quartz; Quartz, silica\n"
COMMANDS = {name: group.get_command(click.Context(group), name) for name in _COMMANDS}
COMMANDS |= {
    f"export {name}": COMMANDS["export"].get_command(click.Context(group), name)  # type: ignore[union-attr]
    for name in COMMANDS["export"].list_commands(click.Context(group))  # type: ignore[union-attr]
}
# Commands whose -o is a folder, and those that write files of the user's.
FOLDERS = {"build", "site"}
WRITERS = {
    "annotate",
    "apply",
    "baseline",
    "build",
    "check",
    "ids",
    "import",
    "init",
    "lint",
    "merge",
    "push",
    "release",
    "retire",
    "site",
    "split",
}


def options(name: str) -> set[str]:
    command = COMMANDS[name]
    assert command is not None
    return {option for one in command.params for option in one.opts if option.startswith("-")}


def run(*arguments: str, text: bytes = b"") -> Result:
    """Run the command line in this process."""
    reset_settings()
    result = CliRunner().invoke(group, arguments, input=text, standalone_mode=False)
    reset_settings()
    return result


@pytest.fixture(autouse=True)
def folder(site, monkeypatch: pytest.MonkeyPatch) -> Path:  # type: ignore[no-untyped-def]
    made: Path = site({"taxonomy/a.md": PAGE})
    monkeypatch.chdir(made)
    return made


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_same_options(name: str) -> None:
    found = options(name)
    assert found >= {"-C", "--directory", "-q", "--quiet", "-v", "--verbose", "--color"}
    assert ("--config" in found) == (name not in ("init", "lsp"))
    assert ("--dry-run" in found) == (name in WRITERS or name.startswith("export "))
    assert not found & {"--diff", "--preview", "--format", "--endpoint", "--out"}
    assert ("--output" in found) == (name in FOLDERS)
    if "-o" in found:
        assert "--output-file" in found or name in FOLDERS


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_takes_the_value_of_another(name: str) -> None:
    command = COMMANDS[name]
    assert command is not None
    names = [one.name for one in command.params]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("command", "written", "meant"),
    [
        ("check", "--diff", "--dry-run"),
        ("check", "--output", "--output-file"),
        ("build", "--check", "--dry-run"),
        ("build", "--format", "--output-format"),
        ("check", "--slect", "--select"),
        ("check", "--colour", "--color"),
        ("explain", "--diff", ""),
    ],
)
def test_a_wrong_option_gets_the_one_that_was_meant(command: str, written: str, meant: str) -> None:
    error = run(command, written).exception
    assert isinstance(error, click.NoSuchOption)
    hint = f" Did you mean {meant!r}?" if meant else ""
    assert _explain_option(error).message == f"No such option {written!r}.{hint}"


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["chekc"], "No such command 'chekc'. Did you mean 'check'?"),
        (["export", "shet"], "No such format 'shet'. Did you mean 'sheet'?"),
        (["taxonomy"], "No such command 'taxonomy'. To check this path, run 'headword check taxonomy'."),
    ],
)
def test_a_wrong_command_gets_the_one_that_was_meant(arguments: list[str], meant: str) -> None:
    error = run(*arguments).exception
    assert isinstance(error, click.UsageError)
    assert error.message == meant


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "-"], "needs --stdin-filename"),
        (["check", "-", "a.md", "--stdin-filename", "a.md"], "must be the only path"),
        (["check", "-", "--stdin-filename", "taxonomy/none.md"], "must name a page of the site"),
        (["check", "-", "--fix", "--stdin-filename", "taxonomy/a.md"], "--fix cannot change standard input"),
        (["check", "--stdin-filename", "taxonomy/a.md"], "needs the path -"),
        (["check", "--dry-run"], "--dry-run needs --fix"),
        (["check", "-o", "a", "--output-format", "json=b"], "no report would go to a"),
        (["check", "-o", "a", "--json", "--output-format", "full"], "two reports, full and json, would go to a"),
        (["ids", "--dry-run"], "--dry-run needs --accept or --write"),
        (["query", "search", "x"], "did you mean '@search'? headword query --list"),
        (["query", "@serch", "x"], "did you mean '@search'?"),
        (["--config", "pyproject.toml", "config"], "this file has no table [tool.headword]"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], said: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text("")
    result = run(*arguments)
    assert (result.return_value, said in result.stderr) == (2, True), result.stderr


def test_standard_input_is_checked_as_the_page() -> None:
    result = run("check", "-", "--stdin-filename", "taxonomy/a.md", text=b"# Rocks\n\n## Sand; Sand\n")
    assert "taxonomy/a.md:3:10" in result.stdout
    assert "3 | ## Sand; Sand" in result.stdout


def test_a_report_goes_to_a_file(folder: Path) -> None:
    assert run("check", "--json", "-o", "report.json", "--color", "always").stdout == ""
    assert json.loads((folder / "report.json").read_text())["summary"]["error"] == 1
    assert run("pages", "--json", "-o", "pages.json").stdout == ""
    assert [page["path"] for page in json.loads((folder / "pages.json").read_text())] == ["taxonomy/a.md"]


def test_folder_and_config_are_named(folder: Path) -> None:
    (folder / "other.toml").write_text('base = "https://example.com/"\n')
    (folder / "deep").mkdir()
    assert "https://example.com/" in run("config", "base", "-C", "deep", "--config", "../other.toml").stdout
    assert Path.cwd() == folder / "deep"


def test_a_command_without_a_config_refuses_one() -> None:
    error = run("--config", "headword.toml", "init").exception
    assert isinstance(error, click.UsageError)
    assert error.message == "headword init has no --config."


def test_quiet_and_verbose() -> None:
    assert run("build", "--no-check", "-q").output == ""
    assert "note: compiling: 1 in " in run("check", "-v", "--no-cache").stderr
    Path("terms.csv").write_text("label\nSand\n")
    assert "note: importing: 1 in " in run("import", "-v", "terms.csv", "--dry-run").stderr
    assert "note: writing: 1 in " in run("export", "mkdocs", "-v", "tags.yml", "--dry-run").stderr


def test_nothing_is_written_by_a_dry_run(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    for words in (
        ["baseline"],
        ["build", "--no-check"],
        ["site", "--no-check"],
        ["check", "--fix"],
        ["ids", "--accept"],
        ["export", "sheet", "a.xlsx"],
        ["export", "mkdocs", "tags.yml"],
    ):
        result = run(*words, "--dry-run", "--no-cache") if words[0] != "ids" else run(*words, "--dry-run")
        assert result.stdout, result.stderr
        assert result.return_value == (0 if words[0] in ("baseline", "ids", "export") else 1)
    assert sorted(folder.rglob("*")) == before


def test_color_is_what_the_option_says() -> None:
    for word, wanted in (("always", True), ("never", False)):
        reset_settings()
        CliRunner().invoke(group, ["check", "--color", word], standalone_mode=False)
        assert has_colour(sys.stdout) is wanted
    reset_settings()


@pytest.mark.parametrize(
    ("prefix", "command"),
    [
        ("/home/me/.local/pipx/venvs/headword", "pipx install --force 'headword[site]'"),
        ("/home/me/.local/share/uv/tools/headword", "uv tool install 'headword[site]'"),
    ],
)
def test_the_hint_fits_the_environment(prefix: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.prefix", prefix)
    assert install_command("site") == command


def test_ids_and_queries_are_completed() -> None:
    from headword.cli.completions import complete_ids, complete_queries

    context, parameter = click.Context(group), click.Argument(["x"])
    assert [(one.value, one.help) for one in complete_ids(context, parameter, "a/q")] == [("a/quartz", "Quartz")]
    assert "@search" in [one.value for one in complete_queries(context, parameter, "@s")]


def test_a_bar_moves_and_says_only_what_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    """A stage that reports nothing for a while still moves, and a fork finds no thread."""
    from headword.cli import run_context
    from headword.core.cache import open_cache
    from headword.core.context import RunContext

    with run_context._open_bar() as progress, open_cache(None) as cache:
        bar = run_context._bars[0]
        assert list(RunContext(cache, progress).track("nothing", [], 0)) == []
        assert not bar._stages
        bar._due = 0
        for stage in (("writing", 7, 0), ("checking", 1, 2), ("preparing", 0, 0)):
            progress(*stage)
            time.sleep(0.35)
        progress("preparing", 1, 1)
        run_context._stop_bars()
        assert "progress" not in {thread.name for thread in threading.enumerate()}
        run_context._start_bars()
        progress("checking", 2, 2)
        progress("writing", 7, 7)
    shown = capsys.readouterr().err.replace("\x1b[K", "").split("\r")
    half = f"[{'#' * 15:<30}] 1 of 2"
    assert {re.sub(r" [|/\\-](?= |$)", " *", line, count=1) for line in shown} == {
        "", "writing    * 7", f"checking   * {half}", "preparing  *",
    }  # fmt: skip
    assert len({line for line in shown if half in line}) > 1
    assert shown[-1] == ""
