"""The index for search as you type: everything is found, little is loaded, and the bytes are always the same."""

import json
import random
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.rdf.folding import find_beginnings, fold, fold_words
from headword.rdf.nearness import find_near
from headword.site.search.index import INDEX, SearchEntry, SearchTerm, write_index
from support.search_reader import Reader
from support.search_words import make_vocabulary

FOLDED = {
    "Quartz": "quartz",
    "Łódź": "lodz",
    "ŒUVRE Ångström Ørsted": "oeuvre angstrom orsted",
    "Straße": "strasse",
    "STRAẞE": "strasse",
    "Işık İstanbul": "isik istanbul",
    "ΟΔΥΣΣΕΥΣ ὀδυσσεύς": "οδυσσευσ οδυσσευσ",
    "ﬁssion x² ①": "fission x2 1",
    "ｆｕｌｌｗｉｄｔｈ": "fullwidth",
    "المُهَنْدِسُ مـحـمد": "المهندس محمد",
    "שָׁלוֹם": "שלום",
    "zero\u200bwidth \u202eright\u202c": "zerowidth right",
    "e\u0301te\u0301": "ete",
    "がぎ": "か\u3099き\u3099",
    "हिन्दी": "हिन्दी",
    "ที่": "ที่",
    "한글": unicodedata.normalize("NFKD", "한글"),
    "\u00ad\u0301": "",
}


@pytest.mark.parametrize(("text", "folded"), FOLDED.items(), ids=range(len(FOLDED)))
def test_accents_and_case_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_words(fold_words(text)) == fold_words(text)


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("Protein crystals", ["protein crystals", "crystals"]),
        ("l'acqua (dolce)", ["l acqua dolce", "acqua dolce", "dolce"]),
        ("日本語", ["日本語", "本語", "語"]),
        ("DNA検査", ["dna検査", "検査", "査"]),
        ("น้ำแข็ง", ["น้ําแข็ง", "แข็ง", "ข็ง", "ง"]),
        ("C++", ["c"]),
        ("???", ["???"]),
        ("\u200b", []),
    ],
)
def test_labels_are_found_from_each_word_on(text: str, beginnings: list[str]) -> None:
    words = fold_words(text)
    found = [words[position:] for position in find_beginnings(words)]
    if text == "น้ำแข็ง":  # each consonant, and the vowels that stand for themselves
        assert set(map(fold_words, beginnings)) <= set(found)
    else:
        assert found == beginnings


def index(words: list[SearchTerm], concepts: list[SearchEntry] | None = None) -> dict[str, bytes]:
    if concepts is None:
        concepts = [SearchEntry(f"c/{number}/", ()) for number in range(max(word.number for word in words) + 1)]
    return dict(write_index(words, concepts))


def labelled(*texts: str) -> list[SearchTerm]:
    return [SearchTerm(text, "en", "prefLabel", number) for number, text in enumerate(texts)]


WORDS = st.text("abcABCäß ,-日本กขאب\u0301\u200d😀", min_size=1, max_size=14)


@given(st.lists(WORDS, min_size=1, max_size=80), st.sampled_from([150, 600, 56_000]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_every_label_is_found_by_each_beginning_of_each_word(texts: list[str], leaf: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # Small leaves, so that a few labels are cut as many are.
        patch.setattr("headword.site.search.index._LEAF", leaf)
        reader = Reader(index(labelled(*texts)))
    for number, text in enumerate(texts):
        words = fold_words(text)
        for position in find_beginnings(words):
            for end in range(position + 1, len(words) + 1):
                beginning = words[position:end]
                assert f"c/{number}/" in reader.find(beginning), (beginning, text)


@pytest.mark.parametrize("size", [300, 3000])
def test_every_label_of_a_vocabulary_is_found(size: int) -> None:
    words, concepts = make_vocabulary(size)
    reader = Reader(index(words, concepts))
    chance = random.Random(size)
    for word in chance.sample(words, 150):
        folded = fold_words(word.text)
        position = chance.choice(find_beginnings(folded))
        end = chance.randint(position + 1, len(folded))
        assert word.text in reader.find(folded[position:end])[concepts[word.number].url]


def test_words_may_stand_apart_and_in_any_order() -> None:
    reader = Reader(index(labelled("Rover on Mars", "Marsh rover", "Mars")))
    assert set(reader.find("mars rov")) == {"c/0/", "c/1/"}
    assert set(reader.find("rover mar")) == {"c/0/", "c/1/"}


NEAR = {
    "educaton": ["educate", "education"],
    "phsyics": ["physics"],
    "libary": ["library"],
    "women": ["woman"],
    "woman": ["women"],
    "policies": ["police", "policy"],
    "organization": ["organisation"],
    "colours": ["colour", "color"],
    "banca": ["banche"],
    "образования": ["образование"],
    "icon": [],
    "ic": [],
    "nothing": [],
    "1234": [],
}
"""What is close to a word; a word that is known has no misspellings."""


@pytest.mark.parametrize(("word", "close"), NEAR.items(), ids=range(len(NEAR)))
def test_what_is_close_to_a_word(word: str, close: list[str]) -> None:
    known = "banche color colour educate education icon iron library organisation physics police policy woman women"
    assert find_near(word, [*known.split(), "образование"]) == close


def test_hyphens_may_be_left_out() -> None:
    reader = Reader(index(labelled("E-mail address", "Email", "Co\u2010operation", "-leaf-")))
    assert set(reader.find("email")) == {"c/0/", "c/1/"}
    assert set(reader.find("e-mail")) == {"c/0/", "c/1/"}
    assert set(reader.find("cooperation")) == {"c/2/"}
    assert set(reader.find("leaf")) == {"c/3/"}


def test_the_first_key_press_loads_little() -> None:
    words, concepts = make_vocabulary(40_000)
    files = index(words, concepts)
    reader = Reader(files)
    letters = {fold_words(word.text)[:length] for word in words for length in (1, 2, 3)}
    most = max(sum(len(files[file]) for file in reader.first(letter)) for letter in letters if letter.strip())
    # The list of files grows with the vocabulary: there is room for four times as many.
    assert most + 3 * len(files[INDEX]) < 200_000
    assert len(files) < 2_000


PATHOLOGICAL = {
    "long alike": [f"{'united nations convention on the law of the sea ' * 3}{number}" for number in range(10_000)],
    "one long word": ["a" * 60 + f"{number:05}" for number in range(10_000)],
    "the same": ["Crystal"] * 10_000,
    "ten thousand letters": ["lorem ipsum " * 850, "語" * 10_000, "a" * 10_000, "\u0301" * 10_000],
    "signs": ["???", "!", "C++", "#", "…", "\u202e", " "],
    "Chinese": [chr(0x4E00 + number % 3000) + "本" * (number % 9) for number in range(5_000)],
    "beyond the first plane": [chr(0x20000 + number % 40) + chr(0xFB50 + number) for number in range(400)],
}


@pytest.mark.parametrize("texts", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_odd_labels_make_no_large_file(texts: list[str]) -> None:
    files = index(labelled(*texts))
    assert max(map(len, files.values())) < 80_000
    assert len(files) < 800
    assert max(len(path) for path in files) < 255 + len("-/search/leaf/")
    reader = Reader(files)
    for number in {0, len(texts) // 2, len(texts) - 1}:
        if fold_words(texts[number]):
            assert f"c/{number}/" in reader.find(texts[number][:100])


def test_what_many_are_called_and_others_begin_with_makes_no_file_twice() -> None:
    """Notations: many are `1`, and as many `1.1`, `1.2` and so on."""
    words = [SearchTerm(text, "", "notation", number) for number in range(4_000) for text in ("1", f"1.{number % 7}")]
    concepts = [SearchEntry(f"c/{number}/", (("en", f"C {number}"),)) for number in range(4_000)]
    written = list(write_index(words, concepts))
    assert len({path for path, _ in written}) == len(written)
    reader = Reader(dict(written))
    assert len(reader.find("1")) == 4_000
    assert set(reader.find("1.3")) == {f"c/{number}/" for number in range(4_000) if number % 7 == 3}


def test_names_of_files_are_safe_and_differ_by_more_than_case() -> None:
    words, concepts = make_vocabulary(3000)
    paths = list(index(words, concepts))
    assert all(set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/.") for path in paths)
    assert len({path.lower() for path in paths}) == len(paths)


def test_what_is_found_is_shown_with_its_concept() -> None:
    concept = SearchEntry("min/quartz/", (("en", "Quartz"), ("it", "Quarzo")), (("en", "Minerals"),), deprecated=True)
    files = index(
        [SearchTerm("rock crystal", "en", "altLabel", 0), SearchTerm("Quartz", "en", "prefLabel", 0)], [concept]
    )
    content = json.loads(files["-/search/leaf/all.json"])
    assert content["ways"] == [["en", "Minerals"]]
    assert content["concepts"] == [
        ["min/quartz/", 0, 1, 0, "en", 0, "Quartz", "it", 0, "Quarzo", "en", 2, "rock crystal"],
    ]


def test_of_many_languages_few_are_told_and_that_of_what_is_found() -> None:
    labels = tuple((tag, f"label {tag}") for tag in ("en", "it", "de", "fr", "es", "pt"))
    files = index([SearchTerm("otro", "es", "altLabel", 0)], [SearchEntry("c/", labels)])
    told = json.loads(files["-/search/leaf/all.json"])["concepts"][0][4:]
    assert told[::3] == ["en", "it", "de", "fr", "es", "es"]


def test_the_best_are_those_that_fit_best_in_each_language() -> None:
    words = [SearchTerm(f"stone {number:04}", "en", "prefLabel", number) for number in range(3000)]
    words += [
        SearchTerm("stone", "de", "altLabel", 7),
        SearchTerm("a stone", "en", "prefLabel", 8),
        SearchTerm("sto", "en", "altLabel", 9),
    ]
    files = index(words)
    best = json.loads(files[Reader(files).first("s")[1]])["concepts"]
    texts = [text for _, _, _, _, *labels in best for text in labels[2::3]]
    assert {"stone", "sto"} <= set(texts)
    assert len(texts) < 100


def test_the_same_words_give_the_same_bytes() -> None:
    code = (
        "import hashlib; from support.search_words import make_vocabulary\n"
        "from headword.site.search.index import write_index\n"
        "print(hashlib.sha256(repr(list(write_index(*make_vocabulary(2000)))).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1


def test_the_order_of_words_does_not_matter() -> None:
    words, concepts = make_vocabulary(2000)
    mixed = random.Random(1).sample(words, len(words))
    assert index(words, concepts) == index(mixed, concepts)


def test_a_change_leaves_most_files_as_they_were() -> None:
    words, concepts = make_vocabulary(6000)
    before = index(words, concepts)
    after = index([*words, SearchTerm("wholly new label", "en", "altLabel", 17)], concepts)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert len(changed) < 12 < len(before)


def test_a_vocabulary_without_labels_has_an_index() -> None:
    assert Reader(dict(write_index([], []))).find("x") == {}
