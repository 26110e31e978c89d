"""``headword export``: the vocabulary as other programs read it, and those programs where they are installed."""

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from headword.compiler.vocabulary import compile_project
from headword.content.prose.check import TextTerms
from headword.content.thesaurus import make_thesaurus
from headword.project.project import find_project
from headword.publish.exports.formats import FORMATS
from headword.publish.exports.hugo import write_hugo
from headword.publish.exports.marks import is_replaceable
from headword.publish.exports.terms import ExportedConcept, ExportedVocabulary, read_terms
from headword.rdf.graph import LocatedGraph
from support.programs import find_npm_package, find_program
from support.project import Run

Make = Callable[..., Path]
FILES = {
    "taxonomy/parts.md": """\
---
title: Parts
---
# Part {#part}
## Thermal gap pad; heat pad {#thermal-gap-pad}
A soft pad: it conducts "heat" & fills gaps.
- Label (de): Wärmeleitpad
- Alt (de): Wärmepad
## Pad; gap pad {#pad}
## Heat sink; heatsink, C++ (cooler), HS {#heat-sink notation="H1"}
- Hidden: heatsnik
## Fan; ventilator {#fan}
## Blower {#blower .deprecated}
- Replaced by: [Fan](#fan)
## Peltier {#peltier .deprecated}
## 数据库; 资料库 {#db}
## 数据; 资料 {#data}
## 大资料库 {#big-db}
## Qed++ {#q .deprecated}
## a|b; axb {#ab}
## Silent; knot {#silent .no-lint}
## Node; kot, pc, use {#node}
## Grease; paste {#grease}
## Glue; paste, fan {#glue}
""",
    "taxonomy/z.md": "---\ntitle: More\n---\n# Pads {#pad}\n",
}


def read(folder: Path, language: str = "en") -> ExportedVocabulary:
    facts, config = compile_project(find_project(folder)).facts, find_project(folder).config
    ignored = TextTerms(make_thesaurus(facts, "en"), config, language).list_ignored()
    return read_terms(facts, "Thermal parts", language, ignored)


def write(folder: Path, name: str, ending: str = "") -> str:
    return FORMATS[name].files[ending](read(folder)).decode()


def write_folder(folder: Path, name: str) -> Mapping[str, bytes]:
    make = FORMATS[name].folder
    assert make is not None
    return make(read(folder))


def test_texts_are_replaced_if_they_name_one_concept(site: Make) -> None:
    terms = read(site(FILES))
    assert terms.replaced == {
        "Blower": "Fan", "C++ (cooler)": "Heat sink", "HS": "Heat sink", "gap pad": "Pad",
        "axb": "a|b", "heat pad": "Thermal gap pad", "heatsink": "Heat sink", "heatsnik": "Heat sink", "knot": "Silent",
        "kot": "Node", "pc": "Node", "use": "Node", "ventilator": "Fan", "资料": "数据", "资料库": "数据库",
    }  # fmt: skip
    assert terms.replaced.keys() - terms.flagged.keys() == {"knot", "pc", "use"}
    assert (terms.abandoned, terms.ambiguous) == (["Peltier", "Qed++"], ["Fan", "paste"])
    assert FORMATS["vale"].omit(terms) == ["axb"]
    assert {one.id for one in terms.in_use} == {
        "part", "thermal-gap-pad", "parts-pad", "heat-sink", "fan", "grease", "glue", "z-pad", "db", "data", "big-db",
        "ab", "silent", "node",
    }  # fmt: skip
    german = read(site(FILES), "de")
    assert [one.label for one in german.in_use][1] == "Wärmeleitpad"
    assert german.replaced == {"Blower": "Fan", "Wärmepad": "Wärmeleitpad"}


VALE = [
    ("The heatsink is hot.", [("heatsink", "Heat sink")]),
    ("Heat  pad, heatpads and HS; hs", [("Heat  pad", "Thermal gap pad"), ("HS", "Heat sink")]),
    ("A thermal gap pad is no gap pad.", [("gap pad", "Pad")]),
    ("xC++ (cooler) C++ (cooler)s", []),
    ("C++ (cooler), paste, blowers, Blower", [("Blower", "Fan"), ("C++ (cooler)", "Heat sink")]),
    ("Peltier", [("Peltier", "")]),
    ("这个资料库很大。资料", [("资料库", "数据库"), ("资料", "数据")]),
    ("大资料库", []),
    ("Use Qed++ or AxB.", [("Qed++", "")]),
    ("pc, use, knot and kot", [("kot", "Node")]),
]
SCRIPT = """
const rules = JSON.parse(process.argv[1]), texts = JSON.parse(process.argv[2]);
const found = texts.map(text => rules.flatMap(([pattern, label, flags]) =>
  [...text.matchAll(new RegExp(pattern, flags))].map(match => [match[0], label])));
console.log(JSON.stringify(found));
"""


def test_the_patterns_of_vale_find_the_longest_label_alone(site: Make) -> None:
    """Vale needs a download that no package registry has: its patterns are tried in an engine with look-behind."""
    node = find_program("node")
    files = write_folder(site(FILES), "vale")
    assert set(files) == {
        *(f"ThermalParts/{name}.yml" for name in ("Terms", "Acronyms", "Signs", "Deprecated")),
        "config/vocabularies/ThermalParts/accept.txt",
    }
    rules: list[tuple[str, str, str]] = []
    for path, text in files.items():
        rule = yaml.safe_load(text) if path.endswith(".yml") else {}
        flags = "gi" if rule.get("ignorecase") else "g"
        bound = "" if rule.get("nonword") else r"\b"
        swap = rule.get("swap", dict.fromkeys(rule.get("tokens", []), ""))
        # Vale refuses a pattern with a bracket that begins no group of its kind.
        assert all(pattern.count("(") == pattern.count("(?") for pattern in swap)
        rules += [(f"{bound}(?:{pattern}){bound}", label, flags) for pattern, label in swap.items()]
    arguments = [json.dumps(rules), json.dumps([text for text, _ in VALE])]
    run = subprocess.run([node, "-e", SCRIPT, *arguments], capture_output=True, text=True, check=True)
    found = [sorted(map(tuple, each)) for each in json.loads(run.stdout)]
    assert found == [sorted(expected) for _, expected in VALE]
    accepted = files["config/vocabularies/ThermalParts/accept.txt"].decode().splitlines()
    assert accepted[0].startswith("# Written by")
    assert r"(?i)\bThermal\s+gap\s+pad\b" in accepted


HUGO = [
    "C++", "C#", "a|b", "Rack/unit", "Node.js", "It's", "A & B", "Caf\u00e9", "100%", "naïve  Bayes (x)", "A - C",
    "- A", "A -- B", "资料库", "x_y~z@w", "50%20", "_x", "v1.0", "a..b", "end-", "İx", "$x", "Stra\u00dfe",
]  # fmt: skip
WITHOUT_PAGE = ["..", "../x", "a/../b", "!", "c++ ", "/abs", "R/", ".NET", "etc."]


def test_hugo_attaches_pages_to_labels_with_signs(tmp_path: Path) -> None:
    hugo = find_program("hugo")
    terms = read_terms(LocatedGraph(), "T", "en")
    one = ExportedConcept("", "", "", {}, (), (), "", "", (), (), is_deprecated=False)
    labels = {f"x:{label}": replace(one, iri=f"x:{label}", label=label) for label in [*HUGO, *WITHOUT_PAGE]}
    terms = replace(terms, concepts=labels)
    assert FORMATS["hugo"].omit(terms) == WITHOUT_PAGE
    pages = {
        **write_hugo(terms),
        "hugo.toml": b'baseURL = "https://example.org/"\ndisableKinds = ["RSS", "sitemap"]\n',
        "content/posts/a.md": f"{json.dumps({'tags': HUGO})}\n".encode(),
        "layouts/_default/single.html": b"",
        "layouts/_default/list.html": b"{{ .Params.iri }}|{{ len .Pages }}",
    }
    for path, data in pages.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    subprocess.run([hugo, "--quiet"], cwd=tmp_path, check=True, capture_output=True)
    texts = {html.unescape(file.read_text()) for file in (tmp_path / "public/tags").rglob("index.html")}
    assert [label for label in HUGO if f"x:{label}|1" not in texts] == []


def test_hugo_shows_the_terms(site: Make, tmp_path: Path) -> None:
    hugo = find_program("hugo")
    place = tmp_path / "hugo"
    pages = {
        **write_folder(site(FILES), "hugo"),
        "hugo.toml": b'baseURL = "https://example.org/"\ndisableKinds = ["RSS", "sitemap"]\n',
        "content/posts/a.md": b'---\ntags: ["Thermal gap pad"]\n---\n',
        "layouts/_default/single.html": b"",
        "layouts/_default/list.html": b"{{ .Title }}|{{ .Description }}|{{ .Params.iri }}|{{ len .Pages }}|"
        b'{{ index (index .Site.Data "thermal-parts").use "heatsink" }}',
    }
    for path, data in pages.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    subprocess.run([hugo, "--quiet"], cwd=place, check=True, capture_output=True)
    assert (place / "public/tags/thermal-gap-pad/index.html").read_text() == (
        "Thermal gap pad|A soft pad: it conducts &#34;heat&#34; &amp; fills gaps.|"
        "https://w3id.org/vocabulary/parts/thermal-gap-pad|1|Heat sink"
    ).replace("https://w3id.org/vocabulary/", find_project(tmp_path / "site").config.base)


def test_mkdocs_refuses_other_tags(site: Make, tmp_path: Path) -> None:
    pytest.importorskip("material")
    place = tmp_path / "mkdocs"
    (place / "docs").mkdir(parents=True)
    (place / "tags.yml").write_text(write(site(FILES), "mkdocs", ".yml"))
    config = "INHERIT: tags.yml\nsite_name: x\ntheme: {name: material}\nplugins: {search: {}}\n"
    (place / "mkdocs.yml").write_text(config)
    (place / "docs/index.md").write_text("---\ntags: [Heat sink, heatsink]\n---\n# A\n")
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=place, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "Tags not in allow list: heatsink" in run.stdout + run.stderr


def test_cspell_knows_the_words_and_flags_others(site: Make, tmp_path: Path) -> None:
    folder = site(FILES)
    (tmp_path / "terms.json").write_text(write(folder, "cspell", ".json"))
    assert "!heatsink\n" in write(folder, "cspell", ".txt")
    program = find_npm_package("cspell") / "bin.mjs"
    (tmp_path / "t.md").write_text("The heatsink, the ventilator, a Peltier; thermal Grease wrongwrod.\n")
    command = [find_program("node"), str(program), "lint", "--no-progress", "--no-color", "-c", "terms.json", "t.md"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert re.findall(r"(\w+) word \((\w+)\)(?: fix: \((.*)\))?", run.stdout) == [
        ("Forbidden", "heatsink", "Heat sink"),
        ("Forbidden", "ventilator", "Fan"),
        ("Forbidden", "Peltier", ""),
        ("Unknown", "wrongwrod", ""),
    ]


def test_tags_of_docusaurus_and_obsidian(site: Make) -> None:
    folder = site(FILES)
    tags = yaml.safe_load(write(folder, "docusaurus", ".yml"))
    assert tags["thermal-gap-pad"] == {
        "label": "Thermal gap pad",
        "permalink": "/thermal-gap-pad",
        "description": 'A soft pad: it conducts "heat" & fills gaps.',
    }
    assert {"parts-pad", "z-pad"} <= set(tags)
    note = write(folder, "obsidian", ".md").splitlines()
    assert note[2:6] == [
        "# Thermal parts",
        "",
        "- #part Part",
        '  - #part/thermal-gap-pad Thermal gap pad: A soft pad: it conducts "heat" & fills gaps.',
    ]


def test_annif_has_a_subject_a_line(site: Make) -> None:
    folder = site(FILES)
    base = find_project(folder).config.base
    assert f"<{base}parts/heat-sink>\tHeat sink\tH1\n" in write(folder, "annif", ".tsv")
    lines = write(folder, "annif", ".csv").splitlines()
    assert (lines[0], lines[2]) == (
        "uri,notation,label_de,label_en",
        f"{base}parts/thermal-gap-pad,,Wärmeleitpad,Thermal gap pad",
    )


def test_the_command_writes_all_or_nothing(site: Make, headword: Run) -> None:
    folder = site(FILES)
    run = headword("export", "vale", "styles", cwd=folder)
    assert (run.returncode, run.stdout) == (0, "styles: 14 concepts in 5 files\n")
    assert "2 texts of several concepts: 'Fan', 'paste'" in run.stderr
    shutil.rmtree(folder / "styles")
    assert "+++ b/styles/" in headword("export", "vale", "styles", "--dry-run", cwd=folder).stdout
    assert not (folder / "styles").exists()
    (folder / "x.csv").mkdir()
    assert headword("export", "annif", "x.csv", cwd=folder).returncode == 2
    run = headword("export", "annif", "topics.json", cwd=folder)
    assert run.returncode == 2
    assert "name a file that ends in .tsv or .csv" in run.stderr


WRITTEN_BY_HAND = [
    ("mkdocs", "mkdocs.yml", "mkdocs.yml", "site_name: Handbook\n"),
    ("annif", "topics.tsv", "topics.tsv", "<https://example.org/a>\tA\n"),
    ("hugo", ".", "content/tags/fan/_index.md", '{"title": "Fan", "description": "", "iri": "x:y"}\n'),
]


@pytest.mark.parametrize(("name", "out", "file", "text"), WRITTEN_BY_HAND)
def test_a_file_that_no_export_wrote_stays(
    site: Make, headword: Run, name: str, out: str, file: str, text: str
) -> None:
    folder = site({**FILES, file: text})
    before = list_files(folder)
    run = headword("export", name, out, cwd=folder)
    assert (run.returncode, run.stderr.count("there is a file here already")) == (2, 1)
    assert file in run.stderr
    assert list_files(folder) == before
    assert headword("export", name, out, "--force", cwd=folder).returncode == 0
    assert (folder / file).read_text() != text


def test_a_file_that_an_export_wrote_is_known(site: Make) -> None:
    """Annif's formats have no place for a mark."""
    before = write_all(site(FILES))
    after = write_all(site({"taxonomy/parts.md": "# Pump; pumper {#pump}\nA pump.\n# Fan; ventilator {#fan}\n"}))
    common = [path for path in after if path in before]
    known = [path for path in common if is_replaceable(before[path].replace(b"\n", b"\r\n"), after[path])]
    assert set(common) - set(known) == {"annif.tsv", "annif.csv"}
    assert {"mkdocs.yml", "content/tags/fan/_index.md", "data/thermal-parts.json", "ThermalParts/Terms.yml"} <= {*known}
    for path in known:
        assert not is_replaceable(b"# Mine\n" + before[path], after[path])
    page = before["content/tags/fan/_index.md"]
    assert not is_replaceable(page + b"Prose.\n", page)
    assert not is_replaceable(page.replace(b"{", b'{"weight": 1, ', 1), page)


def write_all(folder: Path) -> dict[str, bytes]:
    vocabulary, files = read(folder), {}
    for name, one in FORMATS.items():
        files |= {f"{name}{ending}": write(vocabulary) for ending, write in one.files.items()}
        files |= one.folder(vocabulary) if one.folder else {}
    return files


@pytest.mark.parametrize("out", ["taxonomy/parts.md", "taxonomy/new.md", "link.md"])
def test_a_page_of_the_vocabulary_is_never_written(site: Make, headword: Run, out: str) -> None:
    folder = site(FILES)
    (folder / "link.md").symlink_to("taxonomy/z.md")
    before = list_files(folder)
    run = headword("export", "obsidian", out, "--force", cwd=folder)
    assert (run.returncode, "a page of the vocabulary would be written" in run.stderr) == (2, True)
    assert list_files(folder) == before


def list_files(folder: Path) -> dict[str, bytes]:
    return {
        str(file): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "cache" not in str(file)
    }
