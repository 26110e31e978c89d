"""The config with its origins and its schema, and the completion of the shell."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from headword.core.errors import HeadwordError
from headword.project.config.describe import make_schema
from headword.project.config.load import load_toml, read_config
from support.project import CONFIG, ROOT, Run

VALIDATOR = Draft202012Validator(make_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

# Whether it is a config.
CONFIGS = {
    "": True,
    'base = "https://example.com/"': True,
    "base = 1": False,
    'bass = "https://example.com/"': False,
    'formats = ["turtle", "trig"]': True,
    'formats = "trig"': True,
    'formats = ["turtl"]': False,
    'scheme = "site"': True,
    'scheme = "sites"': False,
    'created = "2026-01-16"': True,
    'created = "yesterday"': False,
    'creator = "Me"': True,
    'creator = ["Me", {iri = "urn:x:y", name = "You", type = "Person"}]': True,
    'creator = {name = "You"}': False,
    'creator = {iri = "urn:x:y", kind = "Person"}': False,
    'creator = {iri = "urn:x:y", type = "Robot"}': False,
    'select = "HW2"': True,
    "select = [1]": False,
    '[severity]\nlabel-clash = "warning"': True,
    '[severity]\nlabel-clash = "bad"': False,
    "[limits]\ntoo-deep = 3": True,
    "[limits]\ntoo-deep = 0": False,
    '[limits]\ntoo-deep = "3"': False,
    '[per-file-ignores]\n"a/*" = ["HW2"]': True,
    'iri-policy = "[a-z]+"': True,
    "iri-policy = 3": False,
    '[id-ranges]\nanna = "1-9"': True,
    '[id-ranges]\nanna = "1..9"': False,
    'ids = "opaque"': True,
    'ids = "random"': False,
    '[per-file-ignores]\n"a/*" = 2': False,
    '[prefixes]\nwd = "http://www.wikidata.org/entity/"': True,
    "[prefixes]\nwd = 1": False,
    'profile = ["vocpub"]': True,
    'profile = "obsidian"': True,
    'profile = ["vocpub", "hugo", "skohub"]': True,
    'profile = ["hugo", "mkdocs"]': False,
    'profile = ["vocpub", "gatsby"]': False,
}


@pytest.mark.parametrize("text", CONFIGS)
def test_the_schema_and_the_program_agree(text: str, tmp_path: Path) -> None:
    file = tmp_path / "headword.toml"
    file.write_text(text)
    try:
        read_config(file, load_toml(file))
    except HeadwordError:
        assert not CONFIGS[text]
    else:
        assert CONFIGS[text]
    assert VALIDATOR.is_valid(tomllib.loads(text)) == CONFIGS[text]


def test_schema_is_valid() -> None:
    Draft202012Validator.check_schema(make_schema())
    assert VALIDATOR.is_valid(tomllib.loads((ROOT / "headword.toml").read_text()))


def test_the_schema_is_printed(tmp_path: Path, headword: Run) -> None:
    assert json.loads(headword("config", "--schema", cwd=tmp_path).stdout) == make_schema()


def shown(text: str) -> dict[str, tuple[object, str]]:
    """Return each key with its value and its origin."""
    origins = [line.rpartition("  # ")[2] for line in text.splitlines()]
    return {key: (value, origin) for (key, value), origin in zip(tomllib.loads(text).items(), origins, strict=True)}


def test_origin_of_each_value(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    more = '[severity]\nlabel-clash = "warning"\n[[publisher]]\niri = "urn:x:y"\nname = "A \\"B\\""\ntype = "Organization"\n'  # noqa: E501
    folder = site({"taxonomy/a.md": "# A\n"}, CONFIG + more)
    said = shown(headword("config", cwd=folder / "taxonomy").stdout)
    assert said["title"] == ("Test", "headword.toml:2:1")
    assert said["lang"] == ("en", "default")
    assert said["severity"] == ({"label-clash": "warning"}, "headword.toml:6:2")
    assert said["publisher"] == ([{"iri": "urn:x:y", "name": 'A "B"', "type": "Organization"}], "headword.toml:8:3")
    said = shown(headword("check", "--show-settings", "--select", "HW2", "--profile", "mind-map", cwd=folder).stdout)
    assert said["select"] == (["HW2"], "command line")
    assert said["profile"] == (["mind-map"], "command line")
    assert said["title"] == ("Test", "headword.toml:2:1")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, tmp_path: Path, headword: Run) -> None:
    script = headword(cwd=tmp_path, _HEADWORD_COMPLETE=f"{shell}_source").stdout
    assert "_HEADWORD_COMPLETE" in script
    words = {
        "bash": {"COMP_WORDS": "headword ch", "COMP_CWORD": "1"},
        "zsh": {"COMP_WORDS": "headword ch", "COMP_CWORD": "1"},
    }
    words["fish"] = {"COMP_WORDS": "headword", "COMP_CWORD": "ch"}
    found = headword(cwd=tmp_path, _HEADWORD_COMPLETE=f"{shell}_complete", **words[shell]).stdout
    assert "check" in found
    assert "build" not in found


HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
SHAPES = {
    "<urn:s> a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:note ; sh:minCount 1 .": "",
    "<urn:s> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property [ sh:path skos:note ; sh:minCount 1 ] .": "",
    "<urn:s> a sh:PropertyShape ; sh:path skos:note ; sh:minCount 1 .": "no shape in this file has a target",
    "<urn:s> a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:note .": "<urn:s> has no constraint",
    "<urn:s> a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:note ; sh:minCount 1 ; sh:deactivated true .": (  # noqa: E501
        "has no constraint"
    ),
    "<urn:s> a sh:PropertyShape ; sh:targetClass skos:Concpt ; sh:path skos:note ; sh:minCount 1 .": (
        "SKOS does not define skos:Concpt"
    ),
    "<urn:s> a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:prefLable ; sh:minCount 1 .": (
        "SKOS does not define skos:prefLable"
    ),
}


@pytest.mark.parametrize("text", SHAPES)
def test_shapes_without_effect_are_reported(text: str, site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# A\n", "shapes/mine.ttl": HEAD + text})
    run = headword("rules", "--check", cwd=folder)
    if SHAPES[text]:
        assert run.returncode == 1
        assert run.stdout.startswith("shapes/mine.ttl: ")
        assert SHAPES[text] in run.stdout
    else:
        assert (run.returncode, run.stdout) == (0, "0 things to fix in 1 rules of your own\n")
