"""Vocabularies for searching, made up: labels in the scripts of thirty languages."""

import random
from collections.abc import Iterator

from headword.site.search.index import SearchEntry, SearchTerm

# From where to where the letters of a script are, and the languages that are written in it.
_SCRIPTS = {
    "abcdefghijklmnopqrstuvwxyz": ("en", "de", "fr", "it", "es", "pt", "nl", "fi", "hu", "id"),
    "aáäåbcčdeéęfghiíjklłmnňoóöøprřsšstuúüvyýzž": ("cs", "sk", "pl", "sv", "nb", "da", "tr", "hr"),
    "абвгдежзийклмнопрстуфхцчшщыэюя": ("ru", "uk", "bg", "sr"),
    "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ": ("el",),
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي": ("ar", "fa"),
    "אבגדהוזחטיכלמנסעפצקרשת": ("he",),
    "अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह": ("hi",),
    "กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวสหอ": ("th",),
    "".join(map(chr, range(0x4E00, 0x5400))): ("zh", "ja"),
}


def make_vocabulary(size: int) -> tuple[list[SearchTerm], list[SearchEntry]]:
    """``size`` concepts with about two and a half labels each; always the same."""
    # Words are drawn as in a language: some often, most seldom.
    chance = random.Random(size)
    stock = {language: list(_make_words(letters, chance)) for letters, all_ in _SCRIPTS.items() for language in all_}
    languages = list(stock)
    weights = [1 / (rank + 1) for rank in range(4000)]
    drawn = {language: iter(chance.choices(stock[language], weights, k=size)) for language in languages}
    words: list[SearchTerm] = []
    concepts: list[SearchEntry] = []
    for number in range(size):
        others = chance.sample(languages[1:], 1 + number % 2)
        labels = []
        for language in ("en", *others):
            between = "" if language in ("th", "zh", "ja") else " "
            text = between.join(
                next(drawn[language], "") or chance.choice(stock[language]) for _ in range(chance.choice((1, 2, 2, 3)))
            )
            labels.append((language, text))
            words.append(SearchTerm(text, language, "altLabel" if chance.random() < 0.3 else "prefLabel", number))
        concepts.append(
            SearchEntry(f"scheme-{number % 50}/concept-{number}/", tuple(labels), (("en", f"Scheme {number % 50}"),))
        )
    return words, concepts


def _make_words(letters: str, chance: random.Random) -> Iterator[str]:
    longest = 3 if len(letters) > 1000 else 11
    for _ in range(4000):
        yield "".join(chance.choices(letters, k=chance.randint(2, longest)))
