"""Bad input: one clear message with file and line, exit 2 or a finding, and nothing lost."""

import json
import os
from pathlib import Path

import pytest

from support.project import CONFIG, ROOT, Run

GOOD = "# Rocks\n## Sand\n"
BOMB = "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{after}: &{after} [{','.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("config", "line", "message"),
    [
        ('bas = "https://w3id.org/x/"\n', 1, "unknown key 'bas'"),
        ('title = "X"\n[severty]\n', 2, "unknown key 'severty'"),
        ('base = "no iri"\n', 1, "base is not an absolute IRI"),
        ("base = 5\n", 1, "'base' must be a text in quotes"),
        ("subjects = [1]\n", 1, "'subjects' must be a list of texts"),
        ('scheme = "pages"\n', 1, "'scheme' cannot be 'pages'"),
        ('lang = "english"\n', 1, "not a language tag"),
        ("title = \n", 1, "the config is not TOML"),
        ('[severity]\nlabel-clash = "fatal"\n', 1, "severity of 'label-clash' cannot be 'fatal'"),
        ('[[creator]]\nnick = "x"\n', 1, "unknown key 'nick' in 'creator'"),
        ('created = "nodate"\n', 1, "'created' must be a date"),
        ('base = "https://w3id.org/v#"\n', 1, "base cannot hold #"),
        ("formats = []\n", 1, "names no format"),
        ('[prefixes]\nskos = "https://example.com/"\n', 1, "the prefix 'skos' already means"),
        ('[prefixes]\n"a b" = "https://example.com/"\n', 1, "cannot be a prefix"),
        ('iri-policy = "[a-"\n', 1, "'[a-' is not a regular expression"),
        ('[per-file-ignores]\n"*" = 3\n', 1, "'per-file-ignores' must be a list of texts"),
        ('select = ["no-such-rule"]\n', 1, "there is no rule 'no-such-rule'"),
        ('ignore = [\n  "HW2",\n  "no-such-rule",\n]\n', 3, "there is no rule 'no-such-rule'"),
        ('[severity]\nno-such-rule = "off"\n', 2, "there is no rule 'no-such-rule'"),
        ("[limits]\nlabel-clash = 3\n", 2, "the rule 'label-clash' has no limit"),
        ('profile = ["vocbub"]\n', 1, "'profile' cannot be 'vocbub'"),
        ('[per-file-ignores]\n"old/*" = ["HW2"]\n', 2, "no file matches the glob 'old/*'"),
    ],
)
def test_config(config: str, line: int, message: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD}, config)
    run = headword("check", cwd=folder)
    assert run.returncode == 2
    assert run.stderr.startswith(f"headword.toml:{line}" if line else "headword.toml")
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_the_nearest_key_is_named(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("check", cwd=site({"taxonomy/a.md": GOOD}, 'iri-stile = "hash"\n'))
    assert "did you mean 'iri-style'?" in run.stderr


def test_no_config_is_fine(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD}, None)
    run = headword("build", cwd=folder)
    assert run.returncode == 0
    assert "placeholder-base" in run.stdout
    assert "no config was found, so IRIs begin with" in run.stderr
    assert (folder / "vocab" / "a.ttl").is_file()


PAGES = {
    "not UTF-8": (b"# Rocks\n## Caf\xe9\n", "2:7", "unreadable-page", "byte 0xe9"),
    "UTF-16": ("# Rocks\n".encode("utf-16"), "", "unreadable-page", "UTF-16"),
    "50 MB": (b"# Rocks\n" + b"x" * 50_000_000, "", "unreadable-page", "the limit is 10 MB"),
    "YAML": (b"---\ntitle: a: b\n---\n# R\n## S\n", "2:9", "front-matter-syntax", "cannot be parsed"),
    "an open quote": (b"---\nx: 1\ntitle: 'a\n---\n# R\n## S\n", "3:8", "front-matter-syntax", "quote"),
    "a tab": (b"---\na:\n\tb: 1\n---\n# R\n## S\n", "3:1", "front-matter-syntax", "cannot be parsed"),
    "no end": (b"---\ntitle: a\n# R\n## S\n", "1:1", "front-matter-syntax", "never closed"),
    "not a mapping": (b"---\n- a\n---\n# R\n## S\n", "2:1", "front-matter-syntax", "key: value"),
    "a bomb": (BOMB.encode() + b"---\n# R\n## S\n", "6:8", "front-matter-syntax", "expands to more than"),
    "depth": (b"---\na: " + b"[" * 5000 + b"\n---\n# R\n## S\n", "2:", "front-matter-syntax", "nested"),
    "an unknown alias": (b"---\na: *b\n---\n# R\n## S\n", "2:4", "front-matter-syntax", "has no anchor before it"),
    "TOML": (b"+++\na = \n+++\n# R\n## S\n", "2:5", "front-matter-syntax", "cannot be parsed"),
    "TOML, a key twice": (b"+++\na = 1\na = 2\n+++\n# R\n## S\n", "3:1", "front-matter-duplicate-key", "'a'"),
    "JSON": (b'{"a": }\n# R\n## S\n', "1:7", "front-matter-syntax", "cannot be parsed"),
    "JSON, a key twice": (b'{"a": 1,\n "a": 2}\n# R\n## S\n', "2:2", "front-matter-duplicate-key", "'a'"),
    "JSON, no end": (b'{"a": 1\n# R\n## S\n', "1:1", "front-matter-syntax", "never closed"),
    "an empty label": (b"# R\n## {#x}\n## S\n", "2:4", "empty-heading", "no label"),
    "a slug that leaves": (b"# R\n## S {#../../etc}\n", "2:7", "invalid-attribute", "../../etc"),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    content, place, rule, message = PAGES[name]
    folder = site({"taxonomy/bad.md": content, "taxonomy/good.md": GOOD + "### Grain; Grain\n"})
    run = headword("check", "--output-format", "concise", cwd=folder)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    line = next(line for line in run.stdout.splitlines() if f"[{rule}]" in line)
    assert line.startswith(f"taxonomy/bad.md:{place}")
    assert message in line
    # The others are checked all the same.
    assert "taxonomy/good.md:3:12: error[label-clash]" in run.stdout
    assert headword("build", cwd=folder).returncode == 1
    assert not (folder / "vocab").exists()


def test_byte_order_mark_and_line_endings(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    text = "\ufeff---\r\ntitle: Rocks\r\n---\r\n\r\n# Rocks; Rocks\r\n"
    run = headword("check", "--output-format", "json", cwd=site({"taxonomy/a.md": text + "## S\r\n"}))
    (finding,) = json.loads(run.stdout)["findings"]
    assert (finding["rule"], finding["line"], finding["column"], finding["end_column"]) == ("label-clash", 5, 10, 15)


HOSTILE = [
    'quotes " and \\\\ backslash',
    "control \x01 and \x7f",
    "עברית and العربية",
    "🚀🧑‍🚀",
    "a\\nb",
    "tab\tinside",
    "<script>alert(1)</script>",
    "' OR 1=1; --",
    "\u202ereversed\u202c",
    "%s %n {0} ${x} `x`",
    "\u2028line separator",
    "```",
]


def test_labels_of_every_kind(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    page = "# Labels\n" + "".join(f"## {number} {label}\n" for number, label in enumerate(HOSTILE, 100))
    folder = site({"taxonomy/a.md": page})
    run = headword("build", cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "\x01" not in run.stdout
    assert "\u202e" not in run.stdout
    ask = headword("query", "SELECT (COUNT(*) AS ?n) { ?c skos:prefLabel ?l ; a skos:Concept }", cwd=folder)
    assert ask.stdout.split() == ["n", "--", str(len(HOSTILE) + 1)]


def test_empty_folder(tmp_path: Path, headword: Run) -> None:
    run = headword("check", cwd=tmp_path)
    assert run.returncode == 2
    assert "headword init" in run.stderr


@pytest.mark.parametrize(
    "files", [{}, {"taxonomy/a.md": "no heading\n"}, {"taxonomy/a.md": "---\ndraft: true\n---\n# A\n"}]
)
def test_zero_concepts_are_never_a_pass(files: dict[str, str], site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site(files)
    (folder / "taxonomy").mkdir(exist_ok=True)
    for arguments in (["check"], ["build"], ["build", "--no-check"]):
        run = headword(*arguments, cwd=folder)
        assert run.returncode == 1, arguments
        assert "no-concepts" in run.stdout
    assert not (folder / "vocab").exists()


def test_a_page_without_headings(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/b.md": "prose\n"})
    run = headword("check", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "note: taxonomy/b.md: left out: it has no headings\n")
    assert "no-concepts" in headword("check", "taxonomy/b.md", cwd=folder).stdout


def test_a_loop_of_links_ends(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a/page.md": GOOD})
    (folder / "taxonomy" / "a" / "loop").symlink_to("../../taxonomy")
    (folder / "taxonomy" / "self.md").symlink_to("self.md")
    run = headword("check", "--output-format", "concise", cwd=folder)
    assert "points to a folder that is already read" in run.stderr
    assert "taxonomy/self.md: left out: Too many levels of symbolic links" in run.stderr
    assert "2 concepts" in run.stdout


def test_a_pipe_is_not_read(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/page.md": GOOD})
    os.mkfifo(folder / "taxonomy" / "pipe.md")
    assert "not a regular file" in headword("check", cwd=folder).stdout


def test_drafts(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/b.md": "---\ndraft: true\n---\n# Draft\n## D\n"})
    run = headword("build", cwd=folder)
    assert "taxonomy/b.md: left out: it is a draft" in run.stderr
    assert not (folder / "vocab" / "b.ttl").exists()
    headword("build", "--drafts", cwd=folder)
    assert (folder / "vocab" / "b.ttl").exists()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("what.xyz", "", "what.xyz"),
        ("missing.ttl", None, "missing.ttl"),
    ],
)
def test_rdf_files(name: str, content: str | None, place: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({name: content} if content is not None else {})
    run = headword("check", name, cwd=folder)
    assert run.returncode == 2
    assert run.stderr.startswith(place)
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("bad.ttl", "@prefix skos: <x> .\n<a> skos:b .\n", "bad.ttl:2:"),
        ("bad.nt", "<a> <b> .\n", "bad.nt:1:"),
        ("bad.rdf", "<rdf:RDF>", "bad.rdf"),
        ("bad.jsonld", "{", "bad.jsonld"),
        ("deep.jsonld", "[" * 100_000, "deep.jsonld"),
        ("remote.jsonld", '{"@context": "https://example.com/c.jsonld", "@id": "x"}', "remote.jsonld"),
        ("bomb.rdf", '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rdf:RDF/>', "bomb.rdf"),
    ],
)
def test_rdf_that_does_not_parse_is_a_finding(name: str, content: str, place: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    good = "<a:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .\n"
    folder = site({name: content, "good.nt": good})
    run = headword("check", name, "good.nt", "--output-format", "concise", cwd=folder)
    assert run.returncode == 1
    line = next(line for line in run.stdout.splitlines() if "[rdf-syntax]" in line)
    assert line.startswith(place)
    assert "good.nt:1:57: warning[missing-label]" in run.stdout


def test_files_of_one_vocabulary_are_checked_together(headword: Run) -> None:
    run = headword("check", "vocab", "--fail-on", "info", cwd=ROOT)
    assert run.returncode == 0, run.stdout


def test_an_empty_rdf_file_is_no_pass(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("check", "empty.ttl", cwd=site({"empty.ttl": ""}))
    assert (run.returncode, "no-concepts" in run.stdout) == (1, True)


def test_the_extra_file_beside_a_page(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    extra = '<https://w3id.org/test/a/sand> <https://example.com/p> [ <https://example.com/q> "x"@en-gb ] .\n'
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/a.extra.ttl": extra})
    assert headword("build", cwd=folder).returncode == 0
    text = (folder / "vocab" / "a.ttl").read_text("utf-8")
    assert '"x"@en-GB' in text
    assert "_:" not in text
    (folder / "taxonomy" / "a.extra.ttl").write_text("broken")
    run = headword("build", cwd=folder)
    assert run.returncode == 1
    assert "error[rdf-syntax]" in run.stdout
    assert "taxonomy/a.extra.ttl:1:1" in run.stdout


def test_config_is_not_utf8(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "headword.toml": CONFIG.encode() + b"\xff"}, None)
    run = headword("check", cwd=folder)
    assert (run.returncode, "not UTF-8" in run.stderr) == (2, True)


ODD_NAMES = ["100%", "x [y]", "a\\b", "ünï", "a b", "q?", "#"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_pages_with_odd_names(name: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({f"taxonomy/{name}.md": GOOD})
    run = headword("build", cwd=folder)
    assert run.returncode == 0, run.stderr
    assert (folder / "vocab" / f"{name}.ttl").exists()


@pytest.mark.parametrize("name", ["catalog", "context", "Catalog"])
def test_a_page_cannot_take_the_place_of_our_own_files(name: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("build", cwd=site({f"taxonomy/{name}.md": GOOD}))
    assert (run.returncode, "error[same-iri]" in run.stdout) == (1, True)


def test_the_output_cannot_hold_the_project(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD})
    run = headword("build", "--output", ".", cwd=folder)
    assert (run.returncode, "contains the project itself" in run.stderr) == (2, True)


def test_many_brackets_take_no_time(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    page = "# A " + "[" * 50_000 + "\n\n" + "[[" * 50_000 + "\n\n- Alt: " + "](" * 50_000 + "\n"
    assert headword("check", cwd=site({"taxonomy/a.md": page})).returncode == 0


@pytest.mark.parametrize("arguments", [["--select", "HW2"], ["--ignore", "no-concepts"]])
def test_no_concepts_cannot_be_ignored(arguments: list[str], site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    assert headword("check", *arguments, cwd=site({"taxonomy/a.md": "prose\n"})).returncode == 1


def test_a_control_character_in_a_name(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    run = headword("check", cwd=site({"taxonomy/a.md": GOOD, "taxonomy/new\nline.md": GOOD}))
    assert (run.returncode, "its name contains a control character" in run.stderr) == (0, True)


def test_a_draft_by_name(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/d.md": "---\ndraft: true\n---\n# D\n## E\n"})
    assert headword("check", "taxonomy/d.md", "--drafts", cwd=folder).returncode == 0
    run = headword("check", "taxonomy/d.md", "--output-format", "concise", cwd=folder)
    assert run.stdout.startswith("taxonomy/d.md: error[no-concepts]")


def test_a_rule_of_the_config_need_not_be_chosen(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    config = CONFIG + '[per-file-ignores]\n"taxonomy/a.md" = ["orphan-concept"]\n[severity]\norphan-concept = "off"\n'
    folder = site({"taxonomy/a.md": GOOD}, config)
    assert headword("check", "--ignore", "orphan-concept", cwd=folder).returncode == 0
    assert headword("check", "--select", "broken-link", cwd=folder).returncode == 0
    assert headword("build", cwd=folder).returncode == 0
    assert headword("check", "vocab/a.ttl", cwd=folder).returncode == 0


def test_a_glob_may_fit_what_stands_beside_a_page(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    config = (
        CONFIG
        + '[per-file-ignores]\n"taxonomy/*.extra.ttl" = ["orphan-concept"]\n"headword.toml" = ["placeholder-base"]\n'
    )
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/a.extra.ttl": ""}, config)
    assert headword("check", cwd=folder).returncode == 0
    (folder / "taxonomy/a.extra.ttl").unlink()
    run = headword("check", cwd=folder)
    assert (run.returncode, "no file matches the glob 'taxonomy/*.extra.ttl'" in run.stderr) == (2, True)


@pytest.mark.parametrize("name", ["scheme", "subjects"])
def test_a_page_cannot_take_the_place_of_a_scheme_of_the_site(name: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    files = {f"taxonomy/{name}.md": GOOD, "taxonomy/b.md": "---\ntag: x\n---\n# B\n## C\n"}
    run = headword("build", cwd=site(files, CONFIG + 'scheme = "site"\n'))
    assert (run.returncode, "error[same-iri]" in run.stdout) == (1, True)


@pytest.mark.parametrize(
    "config", ["", 'scheme = "site"\n', 'iri-style = "hash"\n', 'scheme = "site"\niri-style = "hash"\n']
)
def test_blank_nodes_beside_a_page_get_iris_that_are_some(site, headword: Run, config: str) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Ore\n\n## Gold\n", "taxonomy/a.extra.ttl": "<urn:x> <urn:p> [ <urn:q> 1 ] .\n"})
    (folder / "headword.toml").write_text(f'base = "https://w3id.org/test/"\n{config}')
    run = headword("build", cwd=folder)
    assert run.returncode == 0, run.stderr
    assert "extra-" in (folder / "vocab" / "a.ttl").read_text()


def make_fifo(file: Path) -> None:
    os.mkfifo(file)


def make_dangling_link(file: Path) -> None:
    file.symlink_to("nowhere")


def make_large(file: Path) -> None:
    file.write_text("# " + "x" * 11 * 2**20)


BESIDE = {
    make_fifo: "this is not a regular file",
    Path.mkdir: "this is not a regular file",
    make_dangling_link: "cannot be read: No such file or directory",
    make_large: "the file is 11.0 MB; the limit is 10 MB",
}


@pytest.mark.parametrize("make", BESIDE)
def test_a_file_beside_a_page_that_cannot_be_read(make, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/b.md": GOOD + "## Ore; Ore\n"})
    make(folder / "taxonomy" / "a.extra.ttl")
    run = headword("check", "--output-format", "concise", cwd=folder)
    assert run.returncode == 1
    assert f"taxonomy/a.extra.ttl: error[rdf-syntax] {BESIDE[make]}" in run.stdout
    # The others are checked all the same.
    assert "taxonomy/b.md" in run.stdout


def test_a_file_beside_no_page_or_an_empty_one_is_told_of(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    extra = "<urn:a> <urn:b> <urn:c> ."
    pages = {"taxonomy/a.md": GOOD, "taxonomy/b.md": "none", "taxonomy/c.md": "---\ndraft: true\n---\n" + GOOD}
    folder = site({**pages, **{f"taxonomy/{name}.extra.ttl": extra for name in "abcd"}})
    run = headword("check", cwd=folder)
    assert "note: taxonomy/b.md: left out: it has no headings; taxonomy/b.extra.ttl with it" in run.stderr
    assert "note: taxonomy/c.md: left out: it is a draft; taxonomy/c.extra.ttl with it" in run.stderr
    assert "note: taxonomy/d.extra.ttl: left out: there is no d.md next to it" in run.stderr
    assert "a.extra.ttl" not in run.stderr


def test_relative_iris_beside_a_page_are_the_pages(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/a.extra.ttl": "<#x> <urn:p> <b/y> , <> ."})
    assert headword("build", cwd=folder).returncode == 0
    text = (folder / "vocab" / "a.ttl").read_text()
    for iri in ("<https://w3id.org/test/a#x>", "<https://w3id.org/test/b/y>", "<https://w3id.org/test/a>"):
        assert iri in text
    assert "file:" not in text


def test_each_file_says_all_of_what_two_pages_speak_of(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    extras = {f"taxonomy/{name}.extra.ttl": f"<urn:o> <urn:p> '{name}' ." for name in "ab"}
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/b.md": GOOD, **extras})
    assert headword("build", cwd=folder).returncode == 0
    for name in "ab":
        assert '"a" , "b"' in " ".join((folder / "vocab" / f"{name}.ttl").read_text().split())


def test_two_pages_are_never_one_file(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "taxonomy/a.markdown": GOOD})
    run = headword("build", "--no-check", cwd=folder)
    assert run.returncode == 2
    assert "a.ttl: error: two pages would be published as this file" in run.stderr
    assert not (folder / "vocab").exists()


def test_a_shape_that_cannot_be_read(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD})
    (folder / "shapes" / "mine.ttl").mkdir(parents=True)
    run = headword("check", cwd=folder)
    assert run.returncode == 2
    assert "shapes/mine.ttl: error: this is not a regular file" in run.stderr


def test_shapes_without_messages_are_told_apart(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:s> a sh:NodeShape ; sh:targetClass skos:ConceptScheme ; sh:property [ sh:path skos:note ; sh:minCount 1 ] ,
    [ sh:path ( skos:hasTopConcept skos:note ) ; sh:minCount 1 ] ; sh:sparql [ sh:select "SELECT $this {}" ] .
"""
    folder = site({"taxonomy/a.md": GOOD, "shapes/mine.ttl": shapes})
    runs = [headword("check", "--output-format", "concise", "--engine", one, cwd=folder) for one in ("auto", "pyshacl")]
    said = [line.partition("] ")[2] for line in runs[0].stdout.splitlines() if "[mine]" in line]
    assert said == [
        "breaks the shape mine: sh:minCount on (skos:hasTopConcept/skos:note)",
        "breaks the shape mine: sh:minCount on skos:note",
        "breaks the shape mine: sh:sparql",
    ]
    assert runs[0].stdout == runs[1].stdout


def test_the_command_line_is_to_blame_for_its_own_words(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD})
    for option in ("--select", "--ignore", "--extend-select"):
        done = headword("check", option, "labelclash", cwd=folder)
        assert done.stderr.splitlines() == ["error: there is no rule 'labelclash'", "  did you mean 'label-clash'?"]
    done = headword("check", "nowhere", cwd=folder)
    assert (done.returncode, done.stderr) == (2, "nowhere: error: there is no such file or folder\n")
    for option in ("--statistics", "--fix --dry-run"):
        assert headword("check", *option.split(), "--output-format", "json=a.json", cwd=folder).returncode == 2


def test_a_limit_is_asked_for(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A\n## B\n### C\n#### D\n"}, CONFIG + "[limits]\ntoo-deep = 2\n")
    assert "too-deep" in headword("check", "--output-format", "concise", cwd=folder).stdout


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ("", "this file has no shape"),
        ("@prefix sh: <http://www.w3.org/ns/shacl#> .\n", "this file has no shape"),
        (
            """@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:x> a sh:NodeShape ; sh:targetClass <urn:c> ; sh:sparql [ sh:select "SELECT $this WHERE { FILTR(1) }" ] .
""",
            "a query is not valid SPARQL",
        ),
    ],
)
def test_shapes_that_are_none(site, headword: Run, shapes: str, said: str) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": GOOD, "shapes/x.ttl": shapes})
    done = headword("rules", "--check", cwd=folder)
    assert (done.returncode, said in done.stdout) == (1, True), done
