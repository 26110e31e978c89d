"""The keys of the config: their examples, their locations, and their documentation."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from headword.core.errors import HeadwordError
from headword.project.config import KEYS, Config, to_toml
from headword.project.config.describe import describe_keys, make_schema, show_settings
from headword.project.config.load import load_toml, read_config
from headword.project.config.values import Key
from support.project import ROOT, Run

VALIDATOR = Draft202012Validator(make_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
PARTS = [pytest.param(part, id=f"{key.name}.{part.name}") for key in KEYS.values() for part in key.type.parts]
ALL = [*(pytest.param(key, id=key.name) for key in KEYS.values()), *PARTS]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
EXAMPLES = [example for key in KEYS.values() for example in (key.example, *key.type.words)]
VALUES = st.recursive(
    TEXTS | st.sampled_from(EXAMPLES) | st.integers(-2, 2000) | st.booleans() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


def values_of(key: Key) -> st.SearchStrategy[Any]:
    """Draw a possible value of a key: right, nearly right, or of any type."""
    parts = {part.name: st.just(part.example) | st.sampled_from(["", part.default]) for part in key.type.parts}
    if isinstance(key.example, dict):
        named = st.dictionaries(st.sampled_from(list(key.example)) | TEXTS, near(*key.example.values()), max_size=3)
        table = st.fixed_dictionaries({}, optional=parts) | named
    else:
        table = st.nothing()
    return near(key.example, *key.type.words) | table | st.lists(near(*key.type.words) | table, max_size=3) | VALUES


def near(*values: Any) -> st.SearchStrategy[Any]:
    texts = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return st.sampled_from([*values, *texts]) | TEXTS if values else TEXTS


NAMED_VALUES = st.sampled_from(list(KEYS)).flatmap(lambda name: st.tuples(st.just(name), values_of(KEYS[name])))


def read(text: str, folder: Path, name: str = "headword.toml") -> Config:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    table = load_toml(file)
    return read_config(file, table["tool"]["headword"] if name == "pyproject.toml" else table)


@pytest.mark.parametrize("key", ALL)
def test_a_key_is_described_with_an_example_that_it_accepts(key: Key) -> None:
    value = key.read(repr(key.name), key.example)
    assert value != key.default or key.name == "lang"
    assert key.read(repr(key.name), tomllib.loads(f"x = {to_toml(key.type.write(value))}")["x"]) == value
    Draft202012Validator(key.schema).validate(key.example)
    assert key.schema["description"].endswith(".")
    assert [words for words in re.split(r"[.:] ", key.description) if len(words.split()) > 25] == []


@pytest.mark.parametrize("key", [key for key in ALL if key.values[0].see])
def test_key_refers_to_existing_section(key: Key) -> None:
    page, _, section = key.see.partition("#")
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    assert not section or section in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_the_reference_is_what_the_program_prints(tmp_path: Path, headword: Run) -> None:
    text = headword("config", "--describe", cwd=tmp_path).stdout
    assert text == describe_keys()
    assert (ROOT / "docs" / "config.md").read_text(encoding="utf-8").endswith(f"\n## Keys\n\n{text}")


def test_chosen_keys_are_shown(tmp_path: Path, headword: Run) -> None:
    text = headword("config", "--describe", "lang", "severity", cwd=tmp_path).stdout
    assert text == describe_keys(["lang", "severity"])
    assert re.findall("^### (.*)$", text, re.MULTILINE) == ["`lang`", "`severity`"]
    assert headword("config", "iri-style", cwd=tmp_path).stdout == 'iri-style = "slash"  # default\n'
    for options in ((), ("--describe",)):
        run = headword("config", "iri-stile", *options, cwd=tmp_path)
        assert (run.returncode, run.stdout) == (2, "")
        assert "did you mean 'iri-style'?" in run.stderr
    assert headword("config", "--schema", "--describe", cwd=tmp_path).returncode == 2


@given(NAMED_VALUES)
def test_rejected_values_have_hints_and_others_match_schema(named: tuple[str, Any]) -> None:
    name, value = named
    try:
        KEYS[name].read(repr(name), value)
    except HeadwordError as error:
        refused = error
    else:
        VALIDATOR.validate({name: value})
        return
    assert refused.hint or "unknown key" in refused.message


@given(NAMED_VALUES)
def test_shown_settings_read_back(named: tuple[str, Any]) -> None:
    name, value = named
    key = KEYS[name]
    try:
        config = Config(**{key.attribute: key.read(repr(name), value)})
    except HeadwordError:
        return
    shown = tomllib.loads(show_settings(config, Config(), [name]))[name]
    if shown:
        assert key.read(repr(name), shown) == getattr(config, key.attribute)


# A file and the key or text in it that is looked for; where it is.
PLACES = {
    "a key": ('title = "a"\nlang = "en"\n', "lang", "headword.toml:2:1"),
    "a table": ("[limits]\ntoo-deep = 3\n", "limits", "headword.toml:1:2"),
    "a table in a table": ('[site.redirects]\na = "b"\n', "site", "headword.toml:1:2"),
    "a dotted key": ("limits.too-deep = 3\n", "limits", "headword.toml:1:1"),
    "a list of tables": ('\n[[creator]]\niri = "urn:x:y"\n', "creator", "headword.toml:2:3"),
    "a key in quotes": ('"lang" = "en"\n', "lang", "headword.toml:1:2"),
    "no key of its own": ('[prefixes]\nlang = "https://e.org/"\n', "lang", "headword.toml"),
    "no key in a list": ('ignore = [\n  "lang", # = x\n]\n', "lang", "headword.toml"),
    "one key of many files": (
        '[project]\nversion = "1"\n[tool.headword]\nversion = "2"\n', "version", "pyproject.toml:4:1",
    ),
    "a table of many files": ("[tool.x.limits]\na = 1\n[tool.headword.limits]\ntoo-deep = 3\n", "limits",
                              "pyproject.toml:3:16"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_location_of_key(name: str, tmp_path: Path) -> None:
    text, key, place = PLACES[name]
    assert str(read(text, tmp_path, place.partition(":")[0]).source.find_key(key)) == place


WORDS = {
    "a text with a hash": ('license = "https://e.org/#a"  # "x"\n', "https://e.org/#a", "headword.toml:1:12"),
    "a text in a comment": ('title = "a"  # not "b"\nversion = "b"\n', "b", "headword.toml:2:12"),
    "an apostrophe in a comment": ('# it\'s\nversion = "b"\n', "b", "headword.toml:2:12"),
    "a text of another program": (
        '[tool.x]\nignore = ["HW2"]\n[tool.headword]\nignore = [\n  "HW2",\n]\n', "HW2", "pyproject.toml:5:4",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_location_of_text(name: str, tmp_path: Path) -> None:
    text, word, place = WORDS[name]
    assert str(read(text, tmp_path, place.partition(":")[0]).place_of(word)) == place


def test_the_schema_shows_descriptions_defaults_and_examples() -> None:
    schema = json.loads(json.dumps(make_schema()))["properties"]
    assert schema["formats"]["default"] == ["turtle", "jsonld"]
    assert schema["site"]["properties"]["output"]["default"] == "site"
    assert schema["site"]["properties"]["url"]["description"].startswith("The address where")
    assert schema["limits"]["examples"] == [{"too-deep": 8}]


def test_values_are_shown_as_they_are_written(tmp_path: Path, headword: Run) -> None:
    text = 'creator = ["Me", "urn:x:y"]\n[id-ranges]\nanna = "1-9"\n[site]\nweb-search = ""\n'
    (tmp_path / "headword.toml").write_text(text)
    shown = tomllib.loads(headword("config", "creator", "id-ranges", "site", cwd=tmp_path).stdout)
    assert (shown["creator"], shown["id-ranges"]) == (["Me", "urn:x:y"], {"anna": "1-9"})
    assert shown["site"]["web-search"] == ""
