"""Values in the cache that are not what was written, though their sums are right: as good as absent."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from headword.core.cache import CacheEntry, open_cache
from headword.core.context import RunContext
from headword.core.findings import Report
from headword.lint.check import check_pages
from headword.project.project import find_project

FILES = {
    "headword.toml": 'base = "https://w3id.org/x/"\ndates = "git"\nsubjects = ["category"]\nlanguages = ["de"]\n',
    "taxonomy/a.md": "---\ncategory: rocks\n---\n# Ore\n\n<!-- headword-disable-next-line label-clash -->\n## Tin\n",
    "taxonomy/a.de.md": "---\ncategory: Gestein\n---\n# Erz\n\n## Zinn\n",
    "taxonomy/b.md": "# Metal\n\nSee [tin](a.md#tin).\n\n## Tin\n\n## Tin\n\n- Broader: [No](a.md#no)\n",
    "taxonomy/b.extra.ttl": '<urn:o> <http://purl.org/dc/terms/title> "o"@en .\n',
    "shapes/far.ttl": """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:labelled> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:sparql [ sh:message "has a label" ;
    sh:select "SELECT $this WHERE { $this <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }" ] .
""",
}
KINDS = ("page", "facts", "near", "whole", "sections")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
        author = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *author, *words], cwd=tmp_path, check=True)
    return tmp_path


def check(folder: Path, *, use_cache: bool = True) -> Report:
    with open_cache(folder if use_cache else None) as cache:
        return check_pages(find_project(folder), [], drafts=False, context=RunContext(cache))[0]


CHANGES: dict[str, Callable[[str], str]] = {
    "cut off": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "null": lambda text: "null",
    "no items": lambda text: "[]" if text.startswith("{") else "{}",
    "other types": lambda text: text.replace('"', "").replace("[", '["x",'),
    "numbers for texts": lambda text: text.replace('"taxonomy/', '1,"'),
    "followed by something": lambda text: text + "]",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_value_that_was_changed_is_not_used(folder: Path, change: str) -> None:
    expected = check(folder)
    assert expected == check(folder, use_cache=False)
    assert {"broken-link", "far", "same-iri", "unused-suppression"} <= {
        finding.rule.name for finding in expected.findings
    }
    with open_cache(folder) as cache:
        for kind in KINDS:
            entries = cache.read_all(kind)
            assert entries, kind
            changed = {name: CacheEntry(entry.key, CHANGES[change](entry.value)) for name, entry in entries.items()}
            cache.write(kind, changed)
    assert check(folder) == expected
    assert check(folder) == expected


def test_what_is_written_is_read_as_it_was(folder: Path) -> None:
    expected = check(folder)
    with open_cache(folder) as cache:
        before = {kind: cache.read_all(kind) for kind in KINDS}
    assert check(folder) == expected
    with open_cache(folder) as cache:
        assert {kind: cache.read_all(kind) for kind in KINDS} == before
