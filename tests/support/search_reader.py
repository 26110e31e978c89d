"""Reads the files of a search index as ``static/search-index.js`` does, without its limits."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import islice, product

from headword.rdf.folding import find_beginnings, fold_words
from headword.rdf.nearness import find_near
from headword.site.search.index import FOLDER, INDEX, list_forms


class Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        index = json.loads(files[INDEX])
        self.key = index["key"]
        self.leaves = [(leaf, 1) if isinstance(leaf, str) else tuple(leaf) for leaf in index["leaves"]]
        self.bests = index["bests"]
        self.words = index["words"]

    def locate(self, key: str) -> Iterator[str]:
        best = bisect_left(self.bests, key)
        if best < len(self.bests) and self.bests[best].startswith(key):
            yield f"{FOLDER}best/{self.bests[best].encode().hex()}.json"
        starts = [start for start, _ in self.leaves]
        at = bisect_left(starts, key)
        if at == len(starts) or not starts[at].startswith(key):
            at -= 1
        while 0 <= at < len(starts):
            start, pages = self.leaves[at]
            name = start.encode().hex() or "all"
            yield f"{FOLDER}leaf/{name}.json"
            yield from (f"{FOLDER}leaf/{name}-{page}.json" for page in range(1, pages))
            at += 1
            if at < len(starts) and not starts[at].startswith(key):
                return

    def first(self, text: str) -> list[str]:
        """The files that a browser loads first for a text."""
        return [INDEX, *list(self.locate(fold_words(text)[: self.key]))[:1]]

    def find(self, text: str) -> dict[str, list[str]]:
        """The labels that a text finds, by the address of the concept."""
        found: dict[str, list[str]] = {}
        forms = list_forms(text)
        words = [word for file in self._list_word_files() for word in json.loads(self.files[file])]
        choices = [[word, *find_near(word, words)] for word in forms[0].split(" ")]
        near = [" ".join(each) for each in islice(product(*choices), 1, 12)] if forms[0] else []
        for folded in (*forms, *near):
            self._find_form(folded, folded.split(" "), found)
        return found

    def _list_word_files(self) -> list[str]:
        return [f"{FOLDER}word/{number}.json" for number in range(len(self.words))]

    def _find_form(self, folded: str, parts: list[str], found: dict[str, list[str]]) -> None:
        for key in {folded, min(parts, key=lambda part: len(list(self.locate(part[: self.key]))))}:
            for file in self.locate(key[: self.key]):
                for url, _, _, _, *labels in json.loads(self.files[file])["concepts"]:
                    for label in labels[2::3]:
                        if any(_fits(form, parts) for form in list_forms(label)):
                            found.setdefault(url, []).append(label)


def _fits(folded: str, parts: list[str]) -> bool:
    beginnings = [folded[position:] for position in find_beginnings(folded)]
    return all(any(beginning.startswith(part) for beginning in beginnings) for part in parts)
