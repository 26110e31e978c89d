"""Published IRIs: with and without a lock, none disappears or moves to another concept without a finding."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from headword.compiler.naming.lock import read_lock
from support.project import CONFIG, Run

MakeSite = Callable[..., Path]
HEAD = '{"headword.lock": 1}\n'


def iris(folder: Path) -> set[str]:
    """Return the concepts that a build declares, as the last parts of their IRIs."""
    declared = (
        line.split()[0]
        for file in (folder / "vocab").glob("*.ttl")
        for line in file.read_text("utf-8").splitlines()
        if " a skos:Concept " in line
    )
    return {re.split("[:/#]", name.rstrip(">"))[-1] for name in declared}


def lines(folder: Path) -> list[str]:
    return (folder / "headword.lock").read_text("utf-8").splitlines()[1:]


# --- an IRI is made from labels alone


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Langs\n## C++\n## C#\n", "# Langs; languages\n## C++; cpp\n## C#\n"),
        ("# A\n## B; x\n### D\n## C; y\n### D\n", "# A\n## C; z\n### D; q\n## B\n### D\n"),
        ("# Bands\n## 2.4 GHz\n## 5.8 GHz\n", "# Bands\n## 0.9 GHz\n## 2.4 GHz\n## 5.8 GHz\n"),
        ("# Bands\n## 1.1 GHz\n## 1.3 GHz\n", "# Bands\n## 0.9 GHz\n## 1.1 GHz\n## 1.3 GHz\n"),
        ("# L\n## 1. Bundesliga\n## 2. Bundesliga\n", "# L\n## 2. Bundesliga\n## 1. Bundesliga\n"),
        ("# D\n## 24.12. Heiligabend\n## 31.12. Silvester\n", "# D\n## 31.12. Silvester\n## 24.12. Heiligabend\n"),
    ],
)
def test_iri_is_independent_of_keywords_order_and_siblings(
    site: MakeSite, headword: Run, before: str, after: str
) -> None:
    folder = site({"taxonomy/a.md": before})
    assert headword("build", cwd=folder).returncode == 0
    old = iris(folder)
    (folder / "taxonomy/a.md").write_text(after)
    run = headword("build", cwd=folder)
    assert run.returncode == 0, run.stdout
    assert old <= iris(folder)
    assert not any(len(name) > 30 for name in old)


def test_numbers_and_signs_in_slugs_and_lock(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n## 2.4 GHz\n## 5.8 GHz\n## C\n## C++\n## .NET\n## Net\n## H+\n## H-\n"})
    assert headword("ids", "--accept", cwd=folder, SOURCE_DATE_EPOCH="1768521600").returncode == 0
    assert '["a/2-4-ghz", "a.md", ["A"], "2.4 GHz", "2026-01-16"]' in lines(folder)
    names = {line.split('"')[1].removeprefix("a/") for line in lines(folder)}
    assert names == {"a", "2-4-ghz", "5-8-ghz", "c", "c-plus-plus", "dot-net", "net", "h-plus", "h-minus"}


def test_link_to_foreign_anchor_finds_label_with_signs(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# A\n\n- Related: [C++](#c)\n\n## B\n\n- Related: [x](a.md#c-1)\n\n## C++\n"})
    run = headword("check", "--select", "broken-link", "--output-format", "concise", cwd=folder)
    assert [line.split(":")[1] for line in run.stdout.splitlines()[:-1]] == ["7"]


def test_heading_with_added_number_keeps_iri(site: MakeSite, headword: Run) -> None:
    lock = '["a", "a.md", null, "A", "2026-01-16"]\n["a/a", "a.md", [], "A", "2026-01-16"]\n'
    lock += '["a/ghz", "a.md", ["A"], "GHz", "2026-01-16"]\n["a/x", "a.md", ["A"], "X", "2026-01-16"]\n'
    folder = site({"taxonomy/a.md": "# A\n## X\n## 2.4 GHz\n", "headword.lock": HEAD + lock})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert '["a/ghz", "a.md", ["A"], "2.4 GHz", "2026-01-16"]' in lines(folder)
    # An outline that is numbered anew is the same, and a heading that has the number of none is asked for its id.
    (folder / "taxonomy/a.md").write_text("# A\n## 1. New\n## 2. X\n## 9. GHz\n")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert {line.split('"')[1] for line in lines(folder)} == {"a", "a/a", "a/ghz", "a/x", "a/new"}
    (folder / "taxonomy/a.md").write_text("# A\n## New\n## 7. New\n## X\n## 9. GHz\n")
    run = headword("ids", "--accept", cwd=folder)
    assert (
        run.returncode,
        "'New' (a/new) was published, but no heading matches this id with certainty" in run.stderr,
    ) == (1, True)


def test_ambiguous_numbered_headings_are_not_accepted(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# 1. Liga\n## Liga\n## 1. Liga\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    before = lines(folder)
    (folder / "taxonomy/a.md").write_text("# 1. Liga\n## 1. Liga\n# Liga\n")
    assert headword("check", cwd=folder).returncode == 1
    assert headword("ids", "--accept", cwd=folder).returncode == 1
    assert lines(folder) == before


def test_headings_distinguished_only_by_order(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Things\n## Frame\n\nOf a bicycle.\n\n## Frame\n\nOf a film.\n"})
    run = headword("build", cwd=folder)
    assert (run.returncode, run.stdout.count("add an id to both, for example {#frame-")) == (1, 2)
    assert not (folder / "vocab").exists()
    assert headword("check", "--fix", "--unsafe-fixes", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert {"frame-1", "frame-2"} < iris(folder)
    text = (folder / "taxonomy/a.md").read_text()
    (folder / "taxonomy/a.md").write_text(
        "# Things\n" + "".join(f"## Frame{part}" for part in reversed(text.split("## Frame")[1:]))
    )
    assert headword("build", cwd=folder).returncode == 0
    published = (folder / "vocab/a.ttl").read_text()
    assert "bicycle" in published[published.index(":frame-1 a ") : published.index(":frame-1 a ") + 200]


def test_children_of_namesakes_with_ids_are_recognised(site: MakeSite, headword: Run) -> None:
    page = "# A\n## B {#b-1}\n### X\n## B {#b-2}\n### X\n## B\n### X\n"
    folder = site({"taxonomy/a.md": page})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    known = lines(folder)
    assert any(line.startswith('["a/b-1-x", "a.md", ["A", "B {#b-1}"], "X"') for line in known)
    assert headword("check", "--locked", "--select", "HW7", cwd=folder).returncode == 0
    sections = page.split("## B")[1:]
    (folder / "taxonomy/a.md").write_text("# A\n## B" + "## B".join((sections[2], sections[1], sections[0])))
    run = headword("ids", "--accept", cwd=folder)
    assert (run.returncode, lines(folder)) == (0, known), run.stderr


# --- the lock


def test_accept_writes_nothing_if_a_heading_is_ambiguous(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    before = lines(folder)
    (folder / "taxonomy/a.md").write_text("# Tools\n## Saw\n## Hatchet\n## Adze\n## Plane\n")
    run = headword("ids", "--accept", cwd=folder)
    assert (run.returncode, lines(folder)) == (1, before)
    assert run.stderr.endswith("or run headword retire a/axe\nnote: nothing was written\n")
    assert " new" not in run.stderr
    assert headword("retire", "axe", cwd=folder).returncode == 0
    run = headword("ids", "--accept", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "note: headword.lock: 6 ids, 3 new\n")


def test_replacement_of_retired_concept_can_be_changed(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n## Adze\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("retire", "axe", cwd=folder, SOURCE_DATE_EPOCH="1769731200").returncode == 0
    run = headword("retire", "axe", cwd=folder)
    assert (run.returncode, "--replaced-by ID says what to use instead" in run.stderr) == (2, True)
    for other in ("saw", "adze"):
        assert headword("retire", "axe", "--replaced-by", other, cwd=folder).returncode == 0
        (line,) = (one for one in lines(folder) if one.startswith('["a/axe"'))
        assert f'{{"retired": "2026-01-30", "replacedBy": ["a/{other}"], "labels": {{"en": "Axe"}}}}' in line
    assert headword("build", cwd=folder).returncode == 0
    assert "dcterms:isReplacedBy :adze ." in (folder / "vocab/a.ttl").read_text()
    assert headword("merge", "axe", "saw", "--labels", cwd=folder).returncode == 0
    assert "## Saw; Axe\n" in (folder / "taxonomy/a.md").read_text()
    run = headword("retire", "saw", "--replaced-by", "axe", cwd=folder)
    assert (run.returncode, "'a/axe' was retired on 2026-01-30" in run.stderr) == (2, True)


def test_restored_deprecated_heading_stays_retired(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("retire", "axe", cwd=folder).returncode == 0
    before = lines(folder)
    page = folder / "taxonomy/a.md"
    text = page.read_text()
    page.write_text(text + "\n## Axe {#axe .deprecated}\n\n- Replaced by: [Saw](#saw)\n")
    for _ in range(2):
        assert headword("check", cwd=folder).returncode == 0
        assert headword("build", "--locked", cwd=folder).returncode == 0
        assert headword("ids", "--accept", cwd=folder).returncode == 0
        assert lines(folder) == before
    published = (folder / "vocab/a.ttl").read_text()
    block = published[published.index(":axe a") :]
    assert all(said in block for said in ("historyNote", "owl:deprecated true", "isReplacedBy :saw"))
    # A field says the same as the class.
    page.write_text(text + "\n## Axe {#axe}\n\n- Deprecated: yes\n- Replaced by: [Saw](#saw)\n")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert lines(folder) == before


def test_accept_restores_retired_heading(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n"})
    assert headword("ids", "--accept", cwd=folder, SOURCE_DATE_EPOCH="1768521600").returncode == 0
    assert headword("retire", "axe", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n## Saw\n## Axe {#axe}\n")
    run = headword("check", "--output-format", "concise", cwd=folder)
    assert run.returncode == 1
    assert "taxonomy/a.md:3:4: error[unlocked-id] headword.lock:3 has retired this id" in run.stdout
    run = headword("ids", "--accept", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "note: headword.lock: 4 ids, 1 restored\n")
    assert '["a/axe", "a.md", ["Tools"], "Axe", "2026-01-16"]' in lines(folder)
    assert headword("build", "--locked", cwd=folder).returncode == 0
    assert "deprecated" not in (folder / "vocab/a.ttl").read_text()


def test_restored_heading_without_id_is_not_accepted(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("retire", "axe", cwd=folder).returncode == 0
    before = lines(folder)
    (folder / "taxonomy/a.md").write_text("# Tools\n## Saw\n## Axe\n")
    run = headword("ids", "--accept", cwd=folder)
    assert (run.returncode, lines(folder)) == (1, before)
    assert "add {#axe} to use that one again, or {#tools-axe} if this is a new one" in run.stderr
    (folder / "taxonomy/a.md").write_text('# Tools\n## Saw\n## Axe {iri="https://example.org/axe"}\n')
    assert headword("ids", "--accept", cwd=folder).returncode == 0


def test_retired_concepts_of_empty_page_stay_published(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n", "taxonomy/b.md": "# Other\n## Thing\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    run = headword("retire", "a/tools", cwd=folder)
    assert (run.returncode, "delete a.md, then retire a/tools and a" in run.stderr) == (2, True)
    (folder / "taxonomy/a.md").write_text("Nothing left.\n")
    for word in ("a/tools", "a"):
        assert headword("retire", word, cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert "/tools> a skos:Concept" in (folder / "vocab/retired.ttl").read_text()


def test_published_id_at_another_heading_is_an_error(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Metals\n## Gold\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Metals\n## Gold\n## Aurum {#gold}\n")
    run = headword("check", "--output-format", "concise", cwd=folder)
    assert (
        "taxonomy/a.md:3:11: error[duplicate-id] #gold is the published id of 'Gold' at taxonomy/a.md:2:4" in run.stdout
    )
    before = lines(folder)
    run = headword("ids", "--accept", cwd=folder)
    assert (run.returncode, "'Aurum' has the id of another heading" in run.stderr, lines(folder)) == (1, True, before)
    # Where the other heading is gone, it is one.
    (folder / "taxonomy/a.md").write_text("# Metals\n## Aurum {#gold}\n")
    assert headword("check", cwd=folder).returncode == 0


def test_page_renamed_without_translation_keeps_its_iris(site: MakeSite, headword: Run) -> None:
    pages = {
        "taxonomy/leaves.md": "# Leaves\n## Green\n## Black\n",
        "taxonomy/leaves.it.md": "# Foglie\n## Verde\n## Nero\n",
    }
    folder = site(pages, CONFIG + 'languages = ["it"]\n')
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    before = lines(folder)
    (folder / "taxonomy/leaves.md").rename(folder / "taxonomy/foliage.md")
    said = "this page was leaves.md, and its translation leaves.it.md was left behind: rename that to foliage.it.md"
    run = headword("check", "--output-format", "concise", cwd=folder)
    assert run.stdout.splitlines() == [
        f"taxonomy/foliage.md:1:3: error[translation-without-original] {said}",
        "1 error in 3 concepts in 1 page",
    ]
    run = headword("ids", "--accept", cwd=folder)
    assert (run.returncode, lines(folder)) == (1, before)
    assert run.stderr.startswith(f"taxonomy/foliage.md:1:3: error: {said}\n")
    (folder / "taxonomy/leaves.it.md").rename(folder / "taxonomy/foliage.it.md")
    assert headword("ids", "--accept", cwd=folder).stderr == "note: headword.lock: 4 ids, 4 moved\n"
    assert headword("build", "--locked", cwd=folder).returncode == 0
    assert iris(folder) == {"leaves", "green", "black"}


@pytest.mark.parametrize(
    ("translation", "page", "name"),
    [
        ("leaves.it.md", "sub/foliage.md", "sub/foliage.it.md"),
        ("it/leaves.md", "sub/foliage.md", "it/sub/foliage.md"),
        ("leaves.it.md", "foliage.en.markdown", "foliage.it.md"),
    ],
)
def test_suggested_name_of_translation(site: MakeSite, headword: Run, translation: str, page: str, name: str) -> None:
    text = "# Leaves\n## Green\n"
    pages = {"taxonomy/leaves.md": text, f"taxonomy/{translation}": "# Foglie\n## Verde\n"}
    folder = site(pages, CONFIG + 'languages = ["it"]\n')
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    (folder / "taxonomy/leaves.md").unlink()
    (folder / "taxonomy" / page).parent.mkdir(exist_ok=True)
    (folder / "taxonomy" / page).write_text(text)
    assert f"rename that to {name}\n" in headword("ids", "--accept", cwd=folder).stderr


# --- without a lock


def test_renamed_heading_without_lock(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n"})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n## Handsaw\n")
    said = "'Saw' (a/saw) was published, and seems to be at taxonomy/a.md:2:4 now: headword ids --accept keeps its IRI"
    for words in (["build"], ["build", "--dry-run"], ["release", "1.0"]):
        run = headword(*words, cwd=folder)
        assert (run.returncode, f"{said}, and so does {{#saw}} there" in run.stdout) == (1, True), run.stderr
        assert "saw" in iris(folder)
    assert not (folder / "headword.lock").exists()
    (folder / "taxonomy/a.md").write_text("# Tools\n## Handsaw {#saw}\n")
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n## Panel saw\n")
    assert headword("ids", "--accept", cwd=folder).stderr == "note: headword.lock: 3 ids, 1 renamed\n"
    assert headword("build", cwd=folder).returncode == 0
    assert iris(folder) == {"tools", "saw"}
    assert '"Panel saw"@en' in (folder / "vocab/a.ttl").read_text()


def test_missing_concept_without_lock(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n", "taxonomy/b.md": "# Others\n## Thing\n"})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n## Saw\n")
    (folder / "taxonomy/b.md").unlink()
    run = headword("build", cwd=folder)
    assert run.returncode == 1
    assert "'Axe' (a/axe) was published, but no heading matches it: add {#axe} to its heading, or run" in run.stdout
    assert "and its page is gone: headword retire b keeps its IRI; the same is true of 2 others" in run.stdout
    for word in ("axe", "b/others", "b/thing", "b"):
        assert headword("retire", word, cwd=folder).returncode == 0
    run = headword("build", cwd=folder)
    assert run.returncode == 0, run.stdout
    assert {"axe", "others", "thing"} < iris(folder)


def test_no_check_builds_despite_vanished_iris(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n"})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n")
    run = headword("build", "--no-check", cwd=folder)
    assert (run.returncode, "vocab/a.ttl: 'Saw' (a/saw) was published" in run.stderr) == (0, True)
    assert iris(folder) == {"tools"}


def test_output_ignored_by_git_does_not_count(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n", ".gitignore": "vocab/\n"})
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n## Handsaw\n")
    run = headword("build", cwd=folder)
    assert (run.returncode, "'Saw' (a/saw) was published" in run.stderr) == (0, True)
    assert headword("ids", "--accept", cwd=folder).stderr == "note: headword.lock: 3 ids, 3 new\n"


@pytest.mark.parametrize("format_", ["turtle", "jsonld", "rdfxml", "ntriples", "trig"])
def test_published_iris_in_every_format(site: MakeSite, headword: Run, format_: str) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n"}, CONFIG + f'formats = ["{format_}"]\n')
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n## Handsaw\n")
    (folder / "headword.toml").write_text(CONFIG)
    run = headword("build", cwd=folder)
    assert (run.returncode, "'Saw' (a/saw) was published" in run.stdout) == (1, True)


def test_unreadable_output_is_reported(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n"})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "vocab/a.ttl").write_text("<<<<<<< HEAD\n")
    run = headword("build", cwd=folder)
    assert run.returncode == 0
    assert "the IRIs in this file are not compared with the new output" in run.stderr


def test_published_subjects(site: MakeSite, headword: Run) -> None:
    page = "---\ntag: [C++, C, hand]\n---\n# Tools\n## Saw\n"
    folder = site({"taxonomy/a.md": page})
    assert headword("build", cwd=folder).returncode == 0
    assert {"c", "c-plus-plus", "hand"} < iris(folder)
    run = headword("retire", "hand", cwd=folder)
    assert (run.returncode, "taxonomy/a.md:2:15: error: 'subjects/hand' is still a subject" in run.stderr) == (2, True)
    (folder / "taxonomy/a.md").write_text(page.replace(", hand", ""))
    run = headword("build", cwd=folder)
    assert "'hand' (subjects/hand) was published, and is not a subject of any page now: headword retire" in run.stdout
    assert headword("retire", "hand", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert ":hand a skos:Concept" in (folder / "vocab/retired.ttl").read_text()
    # What a page has again is in use.
    (folder / "taxonomy/a.md").write_text(page)
    assert headword("build", cwd=folder).returncode == 0
    assert not (folder / "vocab/retired.ttl").exists()
    (folder / "taxonomy/a.md").write_text("# Tools\n## Saw\n")
    for word in ("c", "c-plus-plus"):
        assert headword("retire", word, cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert "<https://w3id.org/test/subjects> a skos:ConceptScheme" in (folder / "vocab/retired.ttl").read_text()


def test_changed_base_is_reported_once(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n"})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "headword.toml").write_text(CONFIG.replace("w3id.org/test", "w3id.org/other"))
    run = headword("build", cwd=folder)
    assert run.returncode == 1
    assert run.stdout.count("error[") == 1
    assert "the published IRIs begin with https://w3id.org/test/, and all 3 would vanish" in run.stdout


def test_iris_with_placeholder_base_may_vanish(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n"}, None)
    assert headword("build", cwd=folder).returncode == 0
    (folder / "headword.toml").write_text(CONFIG)
    assert headword("build", cwd=folder).returncode == 0


PASSED = [
    # A name made with a parent's is that of another label now.
    ("# A\n## B\n### X\n## C\n### X\n", "# A\n## B\n### X\n## C\n### X\n## B X\n", "'X' would be that of 'B X'"),
    # An id that another heading of the same label had as its slug.
    ("# A\n## B\n### Gold\n", "# A\n## B\n### Gold\n## Gold {#gold}\n", "'Gold' would be that of another 'Gold'"),
    # An id that another heading had as its slug.
    ("# A\n## Gold\n", "# A\n## Gold\n## Aurum {#gold}\n", "'Gold' would be that of 'Aurum'"),
    # A label with another sign, which slugs do not have.
    ("# A\n## R & D\n", "# A\n## R / D\n", "'R & D' would be that of 'R / D'"),
]


@pytest.mark.parametrize(("before", "after", "said"), PASSED)
def test_iri_of_another_concept_is_reported(site: MakeSite, headword: Run, before: str, after: str, said: str) -> None:
    folder = site({"taxonomy/a.md": before})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text(after)
    run = headword("build", cwd=folder)
    assert (run.returncode, f"the published IRI of {said} here" in run.stdout) == (1, True), run.stdout


def test_namesake_at_top_does_not_take_published_iri(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Ore\n## Gold\n"})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Ore\n## Gold\n# Gold\n")
    run = headword("build", cwd=folder)
    assert (run.returncode, "'Gold' (a/gold) was published, and seems to be at taxonomy/a.md:2:4" in run.stdout) == (
        1,
        True,
    )
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert '["a/gold", "a.md", ["Ore"], "Gold",' in (folder / "headword.lock").read_text()


@pytest.mark.parametrize("after", ["# A\n## Aurum {#gold}\n", "# A\n## gold!\n", "# A\n## Gold {#gold}\n## Iron\n"])
def test_kept_iri_is_not_reported(site: MakeSite, headword: Run, after: str) -> None:
    folder = site({"taxonomy/a.md": "# A\n## Gold\n"})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text(after)
    assert headword("build", cwd=folder).returncode == 0


def test_page_renamed_without_translation_and_lock(site: MakeSite, headword: Run) -> None:
    pages = {"taxonomy/leaves.md": "# Leaves\n## Green\n", "taxonomy/leaves.it.md": "# Foglie\n## Verde\n"}
    folder = site(pages, CONFIG + 'languages = ["it"]\nignore = ["missing-language"]\n')
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/leaves.md").rename(folder / "taxonomy/foliage.md")
    run = headword("build", cwd=folder)
    assert (run.returncode, run.stdout.count("error[")) == (1, 2)
    assert "there is no such page: rename it to foliage.it.md if it translates foliage.md" in run.stdout
    run = headword("ids", "--accept", cwd=folder)
    assert run.returncode == 1
    assert "its translation leaves.it.md was left behind: rename that to foliage.it.md" in run.stderr
    assert not (folder / "headword.lock").exists()
    (folder / "taxonomy/leaves.it.md").rename(folder / "taxonomy/foliage.it.md")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert iris(folder) == {"leaves", "green"}


@pytest.mark.parametrize("config", ["", 'iri-style = "hash"\n', 'scheme = "site"\n'])
def test_rebuilds_lost_lock_from_output(site: MakeSite, headword: Run, config: str) -> None:
    pages = {
        "taxonomy/a.md": "# Tools\n## Saw\n### Frame\n## Axe\n## Group {.collection}\n### Plane\n",
        "taxonomy/b.md": "# Others\n## Thing\n",
    }
    retired = ["thing", "others"] if "site" in config else ["thing", "others", "b"]
    folder = site(pages, CONFIG + config)
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("retire", "axe", "--replaced-by", "saw", cwd=folder).returncode == 0
    (folder / "taxonomy/b.md").unlink()
    assert all(headword("retire", word, cwd=folder).returncode == 0 for word in retired)
    assert headword("build", cwd=folder).returncode == 0
    before = iris(folder)
    written = {file.name: file.read_bytes() for file in (folder / "vocab").iterdir()}
    (folder / "headword.lock").unlink()
    run = headword("build", cwd=folder)
    assert (run.returncode, "'Axe' (a" in run.stdout) == (1, True)
    assert "was retired, and headword.lock does not have it: headword ids --accept keeps its IRI" in run.stdout
    assert "moved" not in headword("ids", cwd=folder).stderr
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert iris(folder) == before
    assert {file.name: file.read_bytes() for file in (folder / "vocab").iterdir()} == written


def test_concept_retired_without_heading_keeps_all_labels(site: MakeSite, headword: Run) -> None:
    pages = {"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n", "taxonomy/a.it.md": "# Attrezzi\n## Sega\n## Ascia\n"}
    folder = site(pages)
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Tools\n## Saw\n")
    (folder / "taxonomy/a.it.md").write_text("# Attrezzi\n## Sega\n")
    assert headword("retire", "axe", cwd=folder).returncode == 0
    assert '"labels": {"en": "Axe", "it": "Ascia"}' in (folder / "headword.lock").read_text()


def test_retired_concepts_move_with_renamed_page(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n## Axe\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("retire", "axe", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    before = (folder / "vocab/a.ttl").read_text()
    (folder / "taxonomy/a.md").rename(folder / "taxonomy/b.md")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert (folder / "vocab/a.ttl").read_text() == before.replace("a.md", "b.md")
    assert not (folder / "vocab/retired.ttl").exists()


def test_retired_page_stays_published_after_reuse_of_its_name(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n", "taxonomy/b.md": "# Others\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    (folder / "taxonomy/b.md").unlink()
    assert all(headword("retire", word, cwd=folder).returncode == 0 for word in ("others", "b"))
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").rename(folder / "taxonomy/b.md")
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    said = (folder / "vocab/retired.ttl").read_text()
    assert ":b a skos:ConceptScheme" in said
    assert "skos:inScheme :b ;" in said
    assert {"others", "tools", "saw"} <= iris(folder)


def test_retire_one_of_two_headings_that_differ_in_number(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Sport\n## 2. Liga\n## 1. Liga\n"})
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text("# Sport\n## 1. Liga\n")
    assert headword("retire", "2-liga", cwd=folder).returncode == 0
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert iris(folder) == {"sport", "1-liga", "2-liga"}


def test_the_first_release_writes_the_lock(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n"})
    shown = headword("release", "1.0", "--dry-run", cwd=folder).stdout
    assert '+["a/saw", "a.md", ["Tools"], "Saw", ' in shown
    assert not (folder / "headword.lock").exists()
    run = headword("release", "1.0", cwd=folder)
    assert run.returncode == 0
    assert run.stderr.endswith("note: changed: headword.toml, CHANGELOG.md, headword.lock\n")
    assert len(read_lock(folder / "headword.lock", "").entries) == 3
    (folder / "taxonomy/a.md").write_text("# Tools\n## Handsaw\n")
    assert headword("release", "1.1", cwd=folder).returncode == 0
    assert iris(folder) == {"tools", "saw"}


@pytest.mark.parametrize(
    "config", ['iri-style = "hash"\n', 'scheme = "site"\n', 'scheme = "site"\niri-style = "hash"\n']
)
def test_published_iris_in_every_iri_style(site: MakeSite, headword: Run, config: str) -> None:
    folder = site({"taxonomy/a.md": "# Tools\n## Saw\n", "taxonomy/b.md": "# Others\n## Saw\n"}, CONFIG + config)
    assert headword("build", cwd=folder).returncode == 0
    before = iris(folder)
    (folder / "taxonomy/a.md").write_text("# Tools\n## Handsaw\n")
    assert headword("build", cwd=folder).returncode == 1
    assert headword("ids", "--accept", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert iris(folder) == before


@pytest.mark.parametrize(
    "iri", ["https://w3id.org/test/a", "https://w3id.org/test/elsewhere", "https://other.example/a"]
)
def test_a_scheme_whose_iri_is_written_in_its_page_is_published_once(site: MakeSite, headword: Run, iri: str) -> None:
    """The IRI may be explicit, as in an import, also if it is the default one."""
    page = f"---\niri: {iri}\nnamespace: https://w3id.org/test/a/\n---\n# A\n## B {{#b}}\n"
    folder = site({"taxonomy/a.md": page})
    assert headword("build", cwd=folder).returncode == 0
    (folder / "taxonomy/a.md").write_text(page + "## C\n")
    for words in (["build"], ["ids", "--accept"], ["build"], ["check"]):
        run = headword(*words, cwd=folder)
        assert run.returncode == 0, run.stdout + run.stderr
    assert lines(folder)[0].startswith(f'["<{iri}>", "a.md", null, ')
    (folder / "taxonomy/a.md").rename(folder / "taxonomy/z.md")
    for words in (["ids", "--accept"], ["build"]):
        run = headword(*words, cwd=folder)
        assert run.returncode == 0, run.stdout + run.stderr
    assert len(lines(folder)) == 4
