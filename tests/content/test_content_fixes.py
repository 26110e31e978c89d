"""Fixing a value changes nothing else: in every way that front matter can write it, and with every name."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.content.lint import lint_content
from headword.core.errors import ConfigError
from headword.lint.apply_fixes import fix_pages
from headword.lint.fixes import SAFE
from headword.project.project import Project, find_project

NAMES = [
    "Plain", "two words", "It's", 'a "quoted" one', "a: b", "a #b", "C#", "No", "1.10", "2024-01-01", "[x]", "a, b",
    "Ä\u0308 ü", "\u05d0\u05d1", "back\\slash", "- dash", "& more", "@home", "100 %", "null", "~", "a;b",
]  # fmt: skip
CONFIG = """\
base = "https://w3id.org/test/"
[content]
paths = ["content"]
vocabularies = ["v.ttl"]
[content.keys]
tags = "*"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("site")
    (folder / "headword.toml").write_text(CONFIG)
    (folder / "taxonomy").mkdir()
    (folder / "content").mkdir()
    (folder / "content" / "a.md").write_text("# Text\n")
    concepts = (
        f"<https://w3id.org/test/{index}> a skos:Concept ;\n"
        f"    skos:prefLabel {json.dumps(name)}@en ; skos:altLabel 'alt{index}'@en ."
        for index, name in enumerate(NAMES)
    )
    prefix = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    (folder / "v.ttl").write_text("\n".join([prefix, *concepts]))
    return find_project(folder)


MARKS = {"plain": "{}", "single": "'{}'", "double": '"{}"'}
LAYOUTS = {
    "flow": ("---\ntitle: &t x # c\ntags: [ {} ] # end\nmore: *t\n---\n", ", "),
    "block": ("---\ntags:\n  - {}\n# c\nmore: 'y'\n---\n", "\n  - "),
    "toml": ('+++\nx = 1\ntags = [ # c\n  {},\n]\ny = "z"\n+++\n', ",\n  "),
}


def read_tags(text: str) -> Iterator[object]:
    mark = text[:3]
    block = text.split(mark + "\n")[1]
    yield from (tomllib.loads(block) if mark == "+++" else yaml.safe_load(block))["tags"]


@given(
    st.sampled_from(sorted(LAYOUTS)),
    st.lists(st.tuples(st.sampled_from(range(len(NAMES))), st.sampled_from(sorted(MARKS))), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_fix_writes_the_name_and_leaves_the_rest(
    project: Project, layout: str, values: list[tuple[int, str]], ending: str
) -> None:
    frame, between = LAYOUTS[layout]
    used = [(index, "double" if layout == "toml" and mark == "plain" else mark) for index, mark in values]
    body = "\n'alt1' \"alt2\" alt3\n"
    before = frame.format(between.join(MARKS[mark].format(f"alt{index}") for index, mark in used)) + body
    path = project.root / "content" / "a.md"
    path.write_bytes(before.replace("\n", ending).encode())
    fixed = fix_pages(project, SAFE, lambda texts: lint_content(project, texts=texts)).after
    after = fixed["content/a.md"].decode()
    assert after.count("\n") == before.count("\n")
    assert after.count("\r\n") == (before.count("\n") if ending == "\r\n" else 0)
    after = after.replace("\r\n", "\n")
    assert list(read_tags(after)) == [NAMES[index] for index, _ in used]
    head, tail = frame.split("{}")
    assert after.startswith(head)
    assert after.endswith(tail + body)


def test_what_the_config_cannot_mean(project: Project, tmp_path: Path) -> None:
    def explain(content: str) -> str:
        (tmp_path / "headword.toml").write_text('base = "https://w3id.org/test/"\n' + content)
        (tmp_path / "taxonomy").mkdir(exist_ok=True)
        (tmp_path / "taxonomy" / "topics.md").write_text("# Sand\n")
        with pytest.raises(ConfigError) as caught:
            lint_content(find_project(tmp_path))
        return f"{caught.value.location}: {caught.value.message}; {caught.value.hint}"

    keys = '[content]\npaths = ["taxonomy"]\n[content.keys]\n'
    assert explain("") == (
        "headword.toml: the config does not say which front matter keys hold concepts; "
        'add for example to headword.toml: [content.keys] with tags = "*", or an empty table [content.prose]'
    )
    assert explain(f'{keys}tags = "topic"\n') == "headword.toml:5:9: there is no scheme 'topic'; did you mean 'topics'?"
    assert "there is no concept 'topics/sond'; did you mean" in explain(
        f'{keys}tags = {{narrower-of = "topics/sond"}}\n'
    )
    assert "at least 3 and at most 2" in explain(f"{keys}tags = {{min = 3, max = 2}}\n")
    prose = '[content]\npaths = ["taxonomy"]\n[content.prose]\n'
    assert explain(f'{prose}schemes = ["topic"]\n').endswith("there is no scheme 'topic'; did you mean 'topics'?")
    assert "can have {iri}, {path} and {id}" in explain(f'{prose}link = "/{{name}}"\n')
    assert "must be a link target without spaces" in explain(f'{prose}link = "x y{{id}}"\n')
    assert "there is no file or folder 'pages'" in explain('[content]\npaths = ["pages"]\nkeys = {tags = "*"}\n')
    assert "does not say where the content is" in explain('[content]\nkeys = {tags = "*"}\n')
    (tmp_path / "headword.toml").write_text(f'base = "https://w3id.org/test/"\n{prose}languages = ["en", "xx"]\n')
    notices = lint_content(find_project(tmp_path)).notices
    assert notices == ("headword.toml:5:21: no page has the language 'xx', so no text is read in it",)
