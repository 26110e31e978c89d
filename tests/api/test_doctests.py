"""The examples in the docstrings of the public API are run, and every public function has one."""

import doctest
import inspect
import pathlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.hooks import EXAMPLE, describe_api

import headword

# Errors are raised by the other examples.
PLAIN = {"ConfigError", "SourceError", "StoreError", "__version__"}

INTERNAL = {"Finding.join", "Finding.sort_key"}
SPECIAL = {"__getitem__"}


def public_objects() -> Iterator[tuple[str, object]]:
    """The public names, and the public members of the classes among them that have docstrings of ours."""
    yield "headword", headword
    for name in sorted(set(headword.__all__) - PLAIN):
        item = getattr(headword, name)
        yield name, item
        for owner in reversed(item.__mro__ if isinstance(item, type) else ()):
            for member, value in vars(owner).items():
                is_ours = owner.__module__.startswith("headword.") and (not member.startswith("_") or member in SPECIAL)
                value = getattr(value, "func", getattr(value, "fget", value))
                if is_ours and inspect.isfunction(value) and value.__doc__:
                    yield f"{name}.{member}", value


OBJECTS = dict(public_objects())


def test_the_reference_shows_the_files_of_the_examples() -> None:
    reference = describe_api()
    assert all(text in reference for text in EXAMPLE.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("rocks")
    (made / "taxonomy").mkdir()
    for name, text in EXAMPLE.items():
        (made / name).write_text(text)
    return made


@pytest.fixture(scope="module")
def names(folder: Path) -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        vocabulary = headword.load(".")
    return {"headword": headword, "pathlib": pathlib, "vocabulary": vocabulary, "quartz": vocabulary["minerals/quartz"]}


@pytest.mark.parametrize("name", [name for name in OBJECTS if name not in INTERNAL])
def test_the_examples_are_true(
    name: str, folder: Path, names: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    docstring = inspect.getdoc(OBJECTS[name]) or ""
    test = doctest.DocTestParser().get_doctest(docstring, dict(names), name, None, None)
    assert test.examples, f"{name} has no example"
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not said, "".join(said)
