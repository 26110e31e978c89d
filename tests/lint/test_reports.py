"""Reports in every format match their published schema, with any labels and paths.

The schemas of SARIF (OASIS, errata 01) and JUnit (Jenkins' xUnit plugin) come from source distributions that contain
them. There is none with the schemas of GitLab or reviewdog, so their documented requirements are checked by hand.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import validator_for
from lxml import etree
from markdown_it import MarkdownIt

from headword.core.findings import Finding, Location, Report, Severity
from headword.core.plugins import REPORTS, find_plugins
from headword.lint.catalogue import load_rules
from headword.lint.formats import format_report
from headword.lint.formats.context import RenderContext
from support.project import Run

SCHEMAS = {
    "sarif": (
        "pyahead==0.8.0",
        "tests/fixtures/schemas/sarif-schema-2.1.0.json",
        "02d50a6e59177c7f4d649c0f05effe326126dc80f5a66e9c13cac248e1a8f7a8",
    ),
    "junit": (
        "pytest==9.2.0",
        "testing/example_scripts/junit-10.xsd",
        "a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6",
    ),
}
RULES = sorted(load_rules().rules.values(), key=lambda rule: rule.name)


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the bytes of each schema, which are fetched and verified by their checksums."""
    found = {}
    for name, (package, inside, checksum) in SCHEMAS.items():
        into = tmp_path_factory.mktemp(name)
        options = ["--no-deps", "--no-binary", package.partition("==")[0], "-d", str(into)]
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", *options, package], check=True)
        (archive,) = into.glob("*.tar.gz")
        with tarfile.open(archive) as files:
            member = files.extractfile(f"{archive.name.removesuffix('.tar.gz')}/{inside}")
            assert member is not None
            found[name] = member.read()
        assert hashlib.sha256(found[name]).hexdigest() == checksum
    return found


NASTY = [
    "50% ::error::",
    'a "quoted" one',
    "<script>alert(1)</script>",
    "two\nlines\r\n",
    "\x1b[31m\x00\x7f\u2028",
    "]]>",
    "| `a` |",
]
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
PATHS = st.sampled_from(["taxonomy/a.md", "a,b:c%.md", "ünï cödé/x y.md", "<b>.md", ""])
IRIS = st.sampled_from(["", "https://w3id.org/x/a", "urn:x:y"])


@st.composite
def reports(draw: st.DrawFn) -> tuple[Report, RenderContext]:
    findings = []
    for _ in range(draw(st.integers(0, 4))):
        line = draw(st.integers(0, 3))
        column = draw(st.integers(0, 3)) if line else 0
        place = Location(draw(PATHS), line, column, column + 2 if column else 0)
        severity = draw(st.sampled_from([Severity.ERROR, Severity.WARNING, Severity.INFO]))
        findings.append(Finding(draw(st.sampled_from(RULES)), severity, place, draw(TEXTS), draw(IRIS)))
    lines = tuple(draw(st.lists(TEXTS, max_size=4)))
    ordered = tuple(sorted(set(findings), key=Finding.sort_key))
    return Report(ordered, 1, 2), RenderContext(lambda _: lines, inside=draw(st.sampled_from(["", "docs/"])))


def check_sarif(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    schema = json.loads(schemas["sarif"])
    kind = validator_for(schema)
    document = json.loads(text)
    kind(schema, format_checker=kind.FORMAT_CHECKER).validate(document)
    results = document["runs"][0]["results"]
    assert len(results) == len(report.findings)
    prints = [result["partialFingerprints"]["headword/v1"] for result in results]
    assert len(set(prints)) == len(prints)
    assert "primaryLocationLineHash" not in text


def check_junit(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    etree.XMLSchema(etree.fromstring(schemas["junit"])).assertValid(etree.fromstring(text.encode()))
    cases = list(etree.fromstring(text.encode()).iter("testcase"))
    assert len(cases) == max(len(report.findings), 1)
    notes = report.count(Severity.INFO)
    assert sum(case.find("failure") is not None for case in cases) == len(report.findings) - notes
    assert sum(case.find("skipped") is not None for case in cases) == notes


def check_gitlab(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    entries = json.loads(text)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == len(report.findings)
    for entry in entries:
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert isinstance(entry["description"], str)
        assert entry["location"]["path"]
        assert entry["location"]["lines"]["begin"] > 0


def check_rdjson(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    for one in json.loads(text)["diagnostics"]:
        assert one["severity"] in ("ERROR", "WARNING", "INFO")
        for position in one["location"].get("range", {}).values():
            assert position["line"] > 0
            assert position.get("column", 1) > 0


def check_github(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    *commands, _, _ = re.split("[\r\n]", text)
    assert len(commands) == len(report.findings)
    for line in commands:
        assert not re.search("[\x00-\x1f\x7f]", line)
        match = re.fullmatch(r"::(error|warning|notice) ([^:\s,]+=[^:,]*)(,[^:\s,]+=[^:,]*)*::[^\r\n]*", line)
        assert match, line


def check_lines(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    assert [json.loads(line)["message"] for line in text.splitlines() if line] == [f.message for f in report.findings]


def check_json(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    assert [one["message"] for one in json.loads(text)["findings"]] == [one.message for one in report.findings]


def check_markdown(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert html.count("<tr>") == (len(report.findings) + 1 if report.findings else 0)
    assert "<script" not in html
    assert html.count("<td") == 4 * len(report.findings)


def check_shacl(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    graph = ox.Store()
    graph.load(text.encode(), format=ox.RdfFormat.TURTLE, base_iri="file:///x/")
    shacl = "http://www.w3.org/ns/shacl#"
    messages = [
        quad.object.value for quad in graph.quads_for_pattern(None, ox.NamedNode(f"{shacl}resultMessage"), None)
    ]
    assert sorted(messages) == sorted(finding.message for finding in report.findings)
    for name in ("focusNode", "resultSeverity", "sourceConstraintComponent"):
        assert len(list(graph.quads_for_pattern(None, ox.NamedNode(shacl + name), None))) == len(report.findings)


def check_terminal(text: str, report: Report, schemas: dict[str, bytes]) -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", text)


CHECKS = {
    "sarif": check_sarif, "junit": check_junit, "gitlab": check_gitlab, "rdjson": check_rdjson,
    "github": check_github, "json-lines": check_lines, "markdown": check_markdown, "shacl": check_shacl,
    "full": check_terminal, "concise": check_terminal, "grouped": check_terminal,
    "json": check_json,
}  # fmt: skip


def test_every_format_is_checked() -> None:
    assert CHECKS.keys() == find_plugins(REPORTS).keys()


@pytest.mark.parametrize("name", find_plugins(REPORTS))
@given(made=reports())
@settings(max_examples=60, deadline=None)
def test_formats_accept_any_text(name: str, schemas: dict[str, bytes], made: tuple[Report, RenderContext]) -> None:
    report, looked_up = made
    CHECKS[name](format_report(report, name, looked_up), report, schemas)


def many(count: int) -> Report:
    place = Location("a.md", 1, 1, 2)
    rules = {Severity.ERROR: RULES[0], Severity.WARNING: RULES[1], Severity.INFO: RULES[2]}
    findings = [
        Finding(rules[severity], severity, place, f"number {number}")
        for number in range(count)
        for severity in (Severity.WARNING, Severity.ERROR)
    ]
    return Report(tuple(sorted(findings, key=Finding.sort_key)), 1, 1)


def test_github_shows_errors_first_and_ten_of_a_level() -> None:
    lines = format_report(many(25), "github", RenderContext(lambda _: ())).splitlines()
    levels = [line.split(" ")[0] for line in lines]
    assert levels == ["::error"] * 10 + ["::warning"] * 10 + ["headword:"]
    assert lines[-1].endswith("; 30 more than GitHub shows are in the job's summary")


def test_sarif_keeps_most_severe_five_thousand(schemas: dict[str, bytes]) -> None:
    run = json.loads(format_report(many(3_000), "sarif", RenderContext(lambda _: ())))["runs"][0]
    levels = [result["level"] for result in run["results"]]
    assert (levels.count("error"), levels.count("warning")) == (3_000, 2_000)
    assert "1,000 of 6,000" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_a_fingerprint_stays_when_lines_are_added(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Rocks\n## Sand; Sand\n### Grain; Grain\n"})

    def prints() -> list[str]:
        run = json.loads(headword("check", "--output-format", "sarif", cwd=folder).stdout)["runs"][0]
        return [result["partialFingerprints"]["headword/v1"] for result in run["results"]]

    before = prints()
    (folder / "taxonomy" / "a.md").write_text("\n\n# Rocks\n\nText.\n\n## Sand; Sand\n### Grain; Grain\n")
    assert prints() == before
    assert len(set(before)) == 2


def test_several_reports_at_once(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site(
        {"docs/headword.toml": 'base = "https://w3id.org/x/"\n', "docs/taxonomy/a.md": "# Rocks\n## Sand; Sand\n"}
    )
    (folder / ".git").mkdir()
    summary = folder / "summary.md"
    run = headword(
        "check", "--output-format", "sarif=report.sarif", "--output-format", "github",
        "--output-format", "junit=report.xml",
        cwd=folder / "docs", GITHUB_STEP_SUMMARY=str(summary),
    )  # fmt: skip
    assert run.returncode == 1
    assert "::error file=docs/taxonomy/a.md,line=2," in run.stdout
    sarif = json.loads((folder / "docs" / "report.sarif").read_text())
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"].startswith("docs/taxonomy/a.md")
    assert (folder / "docs" / "report.xml").read_text().startswith("<?xml")
    assert "label-clash" in summary.read_text()


REFUSED = {
    ("--output-format", "sarif=a", "--output-format", "junit=./a"): "two reports, sarif and junit, would go to a",
    ("--output-format", "sarif", "--output-format", "github"): "would go to the standard output",
    ("--output-format", "sarf"): "there is no format 'sarf'",
    ("--output-format", "sarif="): "names no file",
    ("--output-format", "sarif=nowhere/a"): "nowhere/a: error: cannot write: No such file or directory",
    ("--output-format", "sarif=taxonomy"): "taxonomy: error: cannot write: Is a directory",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_invalid_report_targets(words: tuple[str, ...], site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Rocks\n## Sand\n"})
    run = headword("check", *words, cwd=folder)
    assert run.returncode == 2
    assert REFUSED[words] in run.stderr
    assert "Traceback" not in run.stderr
    assert sorted(file.name for file in folder.iterdir() if not file.name.startswith(".headword")) == [
        "headword.toml",
        "taxonomy",
    ]


def test_report_does_not_overwrite_other_files(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    page = "# A; A\n## B\n"
    folder = site({"taxonomy/a.md": page, "old.ttl": "", "headword-baseline.json": '{"version": 1, "findings": []}'})
    for target in ("taxonomy/a.md", "headword.toml", "old.ttl", "headword-baseline.json", "taxonomy/new.md"):
        done = headword("check", "old.ttl", "--output-format", f"json={target}", cwd=folder)
        assert (done.returncode, "the report would overwrite this file" in done.stderr) == (2, True), target
    assert (folder / "taxonomy/a.md").read_text() == page
    assert headword("check", "--output-format", "concise=-", cwd=folder).stdout.startswith(
        "taxonomy/a.md:1:6: error[label-clash]"
    )


def test_report_replaces_previous_report(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A; A\n## B\n"})
    for _ in range(2):
        done = headword(
            "check", ".", "--output-format", "shacl=report.ttl", "--output-format", "markdown=report.md", cwd=folder
        )
        assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_report_is_written_to_pipe(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A; A\n## B\n"})
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE, text=True)
    headword("check", "--output-format", "concise=pipe", cwd=folder)
    assert "label-clash" in reader.communicate(timeout=600)[0]
    assert not (folder / "pipe").is_file()


def test_full_disk_is_an_error(site) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A; A\n## B\n"})
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        words = [sys.executable, "-m", "headword", "check"]
        done = subprocess.run(words, cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_paths_for_people_are_relative_to_current_folder(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A; A\n## B\n"})
    for cwd, path in ((folder.parent, "site/taxonomy/a.md"), (folder / "taxonomy", "a.md"), (folder, "taxonomy/a.md")):
        place = str(folder / "taxonomy")
        assert headword("check", place, "--output-format", "concise", cwd=cwd).stdout.startswith(f"{path}:1:6: ")
        assert f"--> {path}:1:6" in headword("check", place, cwd=cwd).stdout
        assert headword("check", place, "--output-format", "grouped", cwd=cwd).stdout.startswith(f"{path}\n")
