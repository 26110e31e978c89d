"""The order of labels is their language's, and it is the same wherever labels are listed."""

import json
import math
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headword
from headword.core.findings import Location
from headword.rdf.collation import SIGNS, collate
from headword.rdf.locale_formats import find_separator
from headword.site.context import SiteContext
from headword.site.hugo.data import render_hugo
from headword.site.map.pages import grow_trunk
from headword.site.pages.alphabet import Alphabet, name_letter
from headword.site.pages.overview import hierarchy_values
from headword.site.pages.resource import resource_values
from headword.site.skosmos.concepts import answer_children, answer_hierarchy, answer_narrower
from headword.site.skosmos.search import Search, answer_index, answer_letters, find
from headword.site.summaries import CONCEPT, SCHEME, ResourceSummary, sort_siblings
from headword.site.words import read_messages
from support.api_server import serving, taking
from support.project import CONFIG, ROOT
from support.services import entries, opened

ORDERS = {
    "sv": ["2 steg", "10 steg", "Apa", "Zebra", "Ål", "Åska", "Ärla", "Örn"],
    "da": ["Abe", "Zebra", "Æble", "Øl", "Aabenraa", "Århus"],
    "de": ["Ahle", "Ähre", "Apfel", "Öl", "Ost", "Strasse", "Straße", "Zug"],
    "cs": ["cibule", "cukr", "čaj", "had", "chléb", "chmel", "ibišek", "ucho"],
    "sk": ["cibuľa", "čaj", "had", "chlieb", "ihla"],
    "es": ["nabo", "nube", "ñandú", "oca"],
    "hr": ["dan", "džep", "đak", "lav", "ljeto", "mir", "njega", "ocat"],
    "hu": ["cukor", "csap", "dal", "zab", "zseb"],
    "lt": ["ietis", "ynas", "jonas"],
    "tr": ["çam", "dal", "ırmak", "ip", "şal", "tas"],
    "fr": ["cote", "coté", "côte", "côté"],
    "fr-CA": ["cote", "côte", "coté", "côté"],
    "ru": ["ёлка", "ель", "жук"],
    "ko": ["가나", "나라", "다리"],
    "zh": ["阿姨", "北京", "量子", "中国"],
    "": ["1.9", "1.10", "a", "B", "c"],
    "xx": ["a", "ä", "b", "Z"],
}


@pytest.mark.parametrize(("language", "expected"), ORDERS.items())
def test_the_order_of_a_language(language: str, expected: list[str]) -> None:
    shuffled = random.Random(1).sample(expected, len(expected))
    assert sorted(shuffled, key=collate(language).key) == expected


FORMATS = {
    # A list, a number, a share, a size, a day, and the name of German.
    "en": ("a, b, c", "12,345", "12.5%", "8 kB", "January 31, 2024", "German"),
    "de": ("a, b, c", "12.345", "12,5\xa0%", "8 kB", "31. Januar 2024", "Deutsch"),
    "fr": ("a, b, c", "12\u202f345", "12,5\xa0%", "8\u202fko", "31 janvier 2024", "Allemand"),
    "ar": ("a، b، c", "12,345", "12.5\u200e%\u200e", "8 كيلوبايت", "31 يناير 2024", "الألمانية"),
    "zh": ("a、b、c", "12,345", "12.5%", "8 kB", "2024年1月31日", "德语"),
    "ja": ("a、b、c", "12,345", "12.5%", "8 KB", "2024年1月31日", "ドイツ語"),
    "th": ("a, b, c", "12,345", "12.5%", "8 kB", "31 มกราคม 2567", "เยอรมัน"),
    "hi": ("a, b, c", "12,345", "12.5%", "8 kB", "31 जनवरी 2024", "जर्मन"),
    "xx": ("a, b, c", "12,345", "12.5%", "8 kB", "2024-01-31", "de"),
}


@pytest.mark.parametrize(("language", "expected"), FORMATS.items())
def test_what_a_language_writes(language: str, expected: tuple[str, ...]) -> None:
    words = read_messages(language, Path("none"))
    listed = words.separator.join("abc")
    written = (words.number(12345), words.share(0.125), words.kilobytes(8), words.day("2024-01-31"), words.name("de"))
    assert (listed, *written) == expected


def test_a_separator_has_a_sign_and_no_word() -> None:
    tags = [name.replace("_", "-") for name in icu.Locale.getAvailableLocales()]
    found = {tag: find_separator(tag) for tag in tags}
    assert len(tags) > 100
    wrong = {tag: text for tag, text in found.items() if not text.strip() or any(one.isalnum() for one in text)}
    assert not wrong
    # Pages have no separator of their own.
    templates = [file for file in (ROOT / "src/headword/site/templates").iterdir() if '", "' in file.read_text("utf-8")]
    assert not templates


LETTERS = [
    ("sv", {"Ål": "Å", "Ärla": "Ä", "Örn": "Ö", "Über": "Y", "éclair": "E"}),
    ("da", {"Århus": "Å", "Aabenraa": "Å", "Ærø": "Æ", "Øl": "Ø", "Ö": "Ø"}),
    ("de", {"Ähre": "A", "Öl": "O", "ßig": "S"}),
    ("cs", {"chléb": "Ch", "Chmel": "Ch", "cukr": "C", "čaj": "Č", "řeka": "Ř", "žula": "Ž"}),
    ("sk", {"CHLIEB": "Ch", "ôsmy": "Ô", "ľad": "L"}),
    ("es", {"ñandú": "Ñ", "chico": "C", "África": "A"}),
    ("hr", {"džep": "Dž", "ljeto": "Lj", "njega": "Nj", "đak": "Đ"}),
    ("hu", {"dzsem": "Dzs", "szél": "Sz", "zseb": "Zs"}),
    ("ko", {"가나": "ㄱ"}),
    ("ja", {"がく": "か", "きじ": "か", "漢字": "CJK"}),
    ("zh", {"量子": "L", "北京": "B", "DNA": "D"}),
    ("en", {"Łódź": "L", "Þing": "T", "α-ray": "Α", "Яма": "Я", "漢字": "CJK", "가나": "HANGUL", "Ʃ": "Ʃ"}),
    ("tr", {"ırmak": "I", "ip": "İ"}),
    ("", {"2 steps": "0-9", "(R)-x": SIGNS, "$": SIGNS, " x": "X", "e\u0301t": "E"}),
]


@pytest.mark.parametrize(("language", "expected"), LETTERS)
def test_the_letters_of_a_language(language: str, expected: dict[str, str]) -> None:
    assert {text: collate(language).letter(text) for text in expected} == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("da", "A Z Æ Ø Å"), ("cs", "C Č H Ch I"), ("es", "N Ñ O"), ("sv", "Z Å Ä Ö Α CJK 0-9 #"), ("de", "A Z Þ")],
)
def test_letters_are_in_the_order_of_the_alphabet(language: str, expected: str) -> None:
    letters = expected.split()
    shuffled = random.Random(1).sample(letters, len(letters))
    assert sorted(shuffled, key=collate(language).letter_key) == letters


TEXTS = st.lists(
    st.text("abcåäöčhñzÅÄÖ012 -(éя漢α", min_size=1, max_size=5).filter(lambda text: text.strip()), max_size=12
)


@given(TEXTS, st.sampled_from(["sv", "cs", "da", "es", "en", ""]))
def test_labels_under_one_letter_stand_together(texts: list[str], language: str) -> None:
    """In the order of all labels each letter of the alphabet is one run, and every letter has an address of its own."""
    order = collate(language)
    inside = [text for text in sorted(texts, key=order.key) if order.letter(text.strip()).isascii()]
    runs = [order.letter(text) for text in inside if order.letter(text) not in (SIGNS, "0-9", "CJK")]
    plain = [letter for letter, before in zip(runs, ["", *runs], strict=False) if letter != before]
    assert len(plain) == len(set(plain))
    found = {order.letter(text) for text in texts}
    assert len({name_letter(letter) for letter in found}) == len(found)


def test_locales_of_the_machine_make_no_difference() -> None:
    program = (
        "from headword.rdf.collation import collate\n"
        "words = ['Zebra', 'Ål', 'Ärla', 'chléb', 'cibule', '10', '2', 'Öl']\n"
        "for tag in ('', 'xx', 'en'):\n"
        "    print(sorted(words, key=collate(tag).key), [collate(tag).letter(word) for word in words])"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True,
            env={**os.environ, "LANG": tag, "LC_ALL": tag, "PYTHONUTF8": "1", "PYTHONHASHSEED": seed},
        ).stdout
        for tag, seed in (("C", "1"), ("sv_SE.UTF-8", "2"), ("cs_CZ.UTF-8", "3"))
    ]  # fmt: skip
    assert len(set(told)) == 1


# One order everywhere

PAGE = """\
---
title: Ord
---
# Ord
"""
HEADINGS = ["Zebra", "Ål", "Ärla", "Örn", "Apa", "Åska", "10 steg", "2 steg"]
NUMBERED = ["10. Tionde", "9. Nionde"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("order")
    (folder / "taxonomy").mkdir()
    (folder / "headword.toml").write_text(f'lang = "sv"\n{CONFIG}')
    listed = "".join(f"\n## {heading}\n" for heading in HEADINGS)
    (folder / "taxonomy/ord.md").write_text(PAGE + listed, encoding="utf-8")
    (folder / "taxonomy/koder.md").write_text(
        "---\ntitle: Koder\n---\n# Koder\n\n## Åtta {notation=A.10}\n\n## Ett {notation=A.9}\n\n## Allt\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def book(folder: Path) -> Iterator[SiteContext]:
    with opened(folder) as found:
        yield found


EXPECTED = ["2 steg", "10 steg", "Apa", "Zebra", "Ål", "Åska", "Ärla", "Örn"]
BY_CODE = ["Ett", "Åtta", "Allt"]


def labels_of(book: SiteContext, iris: list[str]) -> list[str]:
    return [book.readers[0].name(book.atlas.cards[iri]).text for iri in iris]


def test_a_to_z(book: SiteContext) -> None:
    alphabet = Alphabet(book.atlas)
    assert [letter for letter, _, _ in alphabet.letters["sv"]] == ["A", "E", "K", "O", "Z", "Å", "Ä", "Ö", "0-9"]
    leaves = {leaf.letter: [label.text for label, _ in leaf.labels] for leaf in alphabet.leaves()}
    assert (leaves["Å"], leaves["0-9"]) == (["Ål", "Åska", "Åtta"], ["2 steg", "10 steg"])


def test_pages_trees_and_maps(book: SiteContext) -> None:
    reader = book.readers[0]
    for scheme, expected in (("ord", EXPECTED), ("koder", BY_CODE)):
        (entry,) = [
            entry for entry, _ in entries(book) if entry.card.kind != SCHEME and entry.card.iri.endswith(f"/{scheme}")
        ]
        told = resource_values(entry, reader)
        assert [link.text for link in dict(told["relations"])["skos:narrower"]] == expected
        card = next(card for card in book.atlas.of_kind(SCHEME) if card.iri.endswith(f"/{scheme}"))
        assert [branch.label for branch in grow_trunk(card, reader, {}).branches] == expected
        (page,) = [entry for entry, _ in entries(book) if entry.card.iri == card.iri]
        (top,) = resource_values(page, reader)["outline"]
        assert [twig.link.text for twig in top.below] == expected
    assert [twig.link.text for twig in hierarchy_values(reader)["outline"]] == ["Koder", "Ord"]


def test_data_for_others(book: SiteContext) -> None:
    for entry, described in entries(book):
        if entry.card.iri.endswith("/ord/ord"):
            told = book.jskos.describe(entry, described)["narrower"]
            assert isinstance(told, list)
            assert labels_of(book, [one["uri"] for one in told]) == EXPECTED
    files = dict(render_hugo(book))
    scheme = json.loads(files["data/headword/schemes/ord.json"])
    names = {concept["address"]: concept["prefLabel"]["sv"] for concept in scheme["concepts"].values()}
    assert [names[address] for address in scheme["concepts"]["ord/ord"]["narrower"]] == EXPECTED


def test_rest(folder: Path) -> None:
    with taking(folder) as snapshot:
        desk = snapshot.desk
        scheme = desk.schemes["ord"]
        top = f"{snapshot.config.base}ord/ord"
        for answer in (answer_narrower, answer_children):
            told = answer(desk, scheme, top, "sv")
            assert told is not None
            assert [one["prefLabel"] for one in told["narrower"]] == EXPECTED  # type: ignore[attr-defined]
        hierarchy = answer_hierarchy(desk, scheme, top, "sv")
        assert hierarchy is not None
        assert [one["label"] for one in hierarchy["broaderTransitive"][top]["narrower"]] == EXPECTED  # type: ignore[index]
        assert answer_letters(desk, scheme, "sv")["indexLetters"] == ["A", "O", "Z", "Å", "Ä", "Ö", "0-9"]
        found = answer_index(desk, scheme, "*", "sv")["indexConcepts"]
        assert [one["prefLabel"] for one in found] == [*EXPECTED[:3], "Ord", *EXPECTED[3:]]  # type: ignore[attr-defined]
        assert [one["prefLabel"] for one in answer_index(desk, scheme, "å", "sv")["indexConcepts"]] == ["Ål", "Åska"]  # type: ignore[attr-defined]
        hits = find(desk, Search("*", language="sv", schemes=(scheme.iri,)))
        assert [label.text for _, label in hits] == [*EXPECTED[:3], "Ord", *EXPECTED[3:]]
        with serving(snapshot) as client:
            told = client.get("/rest/v1/ord/children", {"uri": top, "lang": "sv"}).json
            assert [one["prefLabel"] for one in told["narrower"]] == EXPECTED


def test_python_searches_in_that_order(folder: Path) -> None:
    vocabulary = headword.load(folder)
    found = [one.label() for one in vocabulary.search("a")]
    assert found[:6] == ["Ål", "Apa", "Allt", "Åska", "Åtta", "Ärla"]


def test_what_is_built_has_the_order_of_the_page(folder: Path, tmp_path: Path) -> None:
    """Turtle lists what is narrower as the outline does, whatever language it is in."""
    shutil.copytree(folder, tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "headword", "build", "--no-check"]
    subprocess.run(command, cwd=tmp_path / "site", env=environment, check=True, capture_output=True)
    text = (tmp_path / "site/vocab/ord.ttl").read_text("utf-8")
    places = [text.index(f'skos:prefLabel "{heading}"@sv') for heading in HEADINGS]
    assert places == sorted(places)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_what_a_browser_loads_is_in_the_same_order(tmp_path: Path) -> None:
    """Scripts sort what they load by the browser's data of CLDR."""
    shutil.copy(ROOT / "src/headword/site/static/language.js", tmp_path / "language.mjs")
    shuffled = [
        *({"uri": text, "_page": "p/", "prefLabel": {"sv": text}, "notation": []} for text in HEADINGS),
        {"uri": "https://elsewhere.example/", "prefLabel": {}},
        {"uri": "b", "_page": "p/", "prefLabel": {"sv": "Z"}, "notation": ["A.10"]},
        {"uri": "a", "_page": "p/", "prefLabel": {"sv": "Å"}, "notation": ["A.9"]},
    ]
    program = f"""
import {{ inOrder, collate }} from "./language.mjs";
collate("x-own").compare("a", "b");
console.log(JSON.stringify(inOrder({json.dumps(shuffled)}, "sv", "en").map((one) => one.uri)));
"""
    run = subprocess.run(
        ["node", "--input-type=module", "-e", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == ["a", "b", *EXPECTED, "https://elsewhere.example/"]


def test_siblings_have_the_order_that_their_pages_say() -> None:
    places = {"water": math.inf, "tea": 2.0, "maté": -1.0, "cocoa": math.inf}
    cards = [
        ResourceSummary(name, CONCEPT, "drinks", (), (), {}, {}, is_deprecated=False, place=Location("x"), order=place)
        for name, place in places.items()
    ]
    assert [card.iri for card in sort_siblings(cards, "en", lambda card: card.iri)] == ["maté", "tea", "cocoa", "water"]
