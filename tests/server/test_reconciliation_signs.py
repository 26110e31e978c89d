"""A candidate is safe to take only where nothing but case, accents and spaces differ from what was asked for."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from headword.server.reconciliation.comparing import name_key
from support.api_server import Client, serving, taking

CONFIG = """\
base = "https://w3id.org/t/"
title = "T"
creator = "The club"
license = "https://creativecommons.org/publicdomain/zero/1.0/"
created = "2026-01-16"
"""
LABELS = [
    *("H+", "Rh−", "C++", "> 10 µm", "50 %", "Grade A+", "C", "C#", "m²", "AT&T", "p≠q", "4̄3m", "Łódź crater"),
    *("Rock crystal", "Émile’s ridge", "R-carvone", "ＤＮＡ", "x*", "No. 5", "日本・中国"),
]
PAGE = "".join(f"\n## {label} {{#c{number}}}\n" for number, label in enumerate(LABELS)).replace("*", r"\*")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("signs")
    (folder / "taxonomy").mkdir()
    (folder / "headword.toml").write_text(CONFIG)
    (folder / "taxonomy/signs.md").write_text(f"---\ntitle: Signs\n---\n# Signs\n{PAGE}", encoding="utf-8")
    with taking(folder) as snapshot, serving(snapshot) as served:
        yield served


def ask(client: Client, name: str) -> list[dict[str, Any]]:
    told = client.form("/reconcile", queries=json.dumps({"q0": {"query": name}}))
    assert told.status == 200, told.text
    return told.json["q0"]["result"]  # type: ignore[no-any-return]


DIFFERENT = [
    *("H-", "H", "Rh+", "Rh", "< 10 µm", "10 µm", "50 €", "50", "50 %%", "Grade A-", "Grade A", "C+", "C--", "C*"),
    *("m2", "m", "AT T", "AT/T", "p=q", "pq", "43m", "-43m", "rock-crystal", "rockcrystal!", "Émiles ridge", "x", "x#"),
    *("R carvone", "(R)-carvone", "No 5", "no.5?", "日本中国"),
]


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_sign_that_differs_is_no_match(client: Client, name: str) -> None:
    assert [one["name"] for one in ask(client, name) if one["match"]] == []


@pytest.mark.parametrize("name", ["H-", "Rh+", "< 10 µm", "50 €", "Grade A-", "Rock-crystal"])
def test_what_differs_in_a_sign_is_a_candidate(client: Client, name: str) -> None:
    assert ask(client, name)[0]["score"] == 95


SAME = [
    *[(label, label) for label in LABELS],
    *[("h+", "H+"), ("Rh-", "Rh−"), ("rh −", "Rh−"), ("c++", "C++"), ("c", "C"), ("c #", "C#"), (">10 μm", "> 10 µm")],
    *[("50%", "50 %"), (" grade  a+ ", "Grade A+"), ("LODZ CRATER", "Łódź crater"), ("emile's ridge", "Émile’s ridge")],
    *[("at & t", "AT&T"), ("dna", "ＤＮＡ"), ("r–carvone", "R-carvone"), ("日本･中国", "日本・中国")],
]


@pytest.mark.parametrize(("name", "label"), SAME)
def test_case_accents_and_spaces_may_differ(client: Client, name: str, label: str) -> None:
    found = ask(client, name)
    assert [one["name"] for one in found if one["match"]] == [label]
    assert found[0]["name"] == label


def test_a_value_of_a_condition_has_its_signs(client: Client) -> None:
    for value, count in (("C#", 1), ("c #", 1), ("C+", 0), ("Rh+", 0)):
        query = {"conditions": [{"matchType": "property", "propertyId": "skos:prefLabel", "propertyValue": value}]}
        told = client.post("/reconcile/-/draft/match", {"queries": [query]}).json["results"][0]["candidates"]
        assert [one["match"] for one in told] == [True] * count
        named = {"conditions": [{"matchType": "name", "propertyValue": value, "required": True}]}
        told = client.post("/reconcile/-/draft/match", {"queries": [named]}).json["results"][0]["candidates"]
        assert sum(one["match"] for one in told) == count


WORDS = st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd"]), min_size=1, max_size=8)
SIGNS = st.characters(categories=["Sm", "Sc", "So", "Po", "Ps", "Pe", "No"])


@given(st.lists(WORDS, min_size=1, max_size=3), SIGNS, st.data())
@example(["p", "q"], "≠", None)
def test_a_sign_beside_a_letter_or_digit_counts(words: list[str], sign: str, data: st.DataObject | None) -> None:
    label = " ".join(words)
    at = data.draw(st.integers(0, len(label))) if data is not None else 1
    assert name_key(label) != name_key(label[:at] + sign + label[at:])
    other = data.draw(SIGNS) if data is not None else "="
    assume(name_key(sign) != name_key(other))
    assert name_key(label[:at] + other + label[at:]) != name_key(label[:at] + sign + label[at:])


@given(st.lists(WORDS, min_size=1, max_size=3), st.sampled_from(["+", "#", " %", "(", "×"]), st.booleans())
def test_case_accents_and_spaces_do_not(words: list[str], sign: str, begins: bool) -> None:
    label = " ".join(words)
    label = f"{sign} {label}" if begins else f"{label} {sign}"
    accented = unicodedata.normalize("NFC", "".join(f"{one}\u0301" if one.isalpha() else one for one in label))
    for same in (label.replace(f"{sign} ", sign), f" {label}  ", accented, unicodedata.normalize("NFD", label)):
        assert name_key(same) == name_key(label)
    assume(label.upper().lower() == label.lower())
    assert name_key(label.upper()) == name_key(label)
