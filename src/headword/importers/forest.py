"""The graph as a forest: every concept below one broader concept, or at the top of a scheme."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from headword.importers.vocabulary import SourceVocabulary
from headword.rdf.terms import SKOS, Literal

Key = tuple[int, bool, tuple[tuple[bool, int, str], ...], str, str, str]
"""The order of headings."""


class Forest:
    """The forest: every concept below one broader concept, or at the top of a scheme."""

    def __init__(self, vocabulary: SourceVocabulary, left_out: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        entries = vocabulary.entries.keys() - left_out
        self.keys = {iri: _make_key(vocabulary, iri) for iri in entries}
        self._homes = self._find_homes()
        concepts = [iri for iri in entries if iri not in vocabulary.collections]
        self.parents = _cut_cycles({iri: self._choose_parent(iri) for iri in concepts}, self.keys)
        self.children: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(concepts, key=self.keys.__getitem__):
            self.children[self.parents[iri]].append(iri)
        self.sizes = self._count()

    def _find_homes(self) -> dict[str, str]:
        """Return the largest scheme of each resource."""
        schemes = frozenset(self._vocabulary.all_schemes)
        inside = {iri: [one for one in self._vocabulary.schemes_of(iri) if one in schemes] for iri in self.keys}
        counts = Counter(scheme for found in inside.values() for scheme in found)
        return {iri: min(found, key=lambda one: (-counts[one], one), default="") for iri, found in inside.items()}

    def _choose_parent(self, iri: str) -> str:
        """Return the parent of a concept, in its scheme if possible."""
        home = self._homes[iri]
        fit = [
            one
            for one in self._vocabulary.parents(iri)
            if one in self.keys
            and one != iri
            and one not in self._vocabulary.collections
            and ("" in (home, self._homes[one]) or home == self._homes[one])
        ]
        return min(fit, key=self.keys.__getitem__, default="")

    def _count(self) -> dict[str, int]:
        """Return the number of concepts in each branch."""
        sizes = dict.fromkeys(self.keys, 1)
        for iri in reversed(list(self._walk(self.children[""]))):
            sizes[iri] += sum(sizes[one] for one in self.children.get(iri, ()))
        return sizes

    def _walk(self, tops: Iterable[str]) -> Iterator[str]:
        """Yield the resources of branches, each after its parent."""
        left = list(tops)
        while left:
            iri = left.pop()
            yield iri
            left.extend(self.children.get(iri, ()))

    def tops(self) -> dict[str, list[str]]:
        """Return the resources without a parent, by scheme, collections last."""
        default = self._default()
        tops: dict[str, list[str]] = defaultdict(list)
        for top in self.children[""]:
            homes = Counter(home for iri in self._walk([top]) if (home := self._homes[iri]))
            tops[self._homes[top] or min(homes, key=lambda one: (-homes[one], one), default=default)].append(top)
        for iri in sorted(self._vocabulary.collections & self.keys.keys(), key=self.keys.__getitem__):
            homes = Counter(self._homes.get(one, "") for one in self._vocabulary.members(iri))
            del homes[""]
            tops[self._homes[iri] or min(homes, key=lambda one: (-homes[one], one), default=default)].append(iri)
        return tops

    def _default(self) -> str:
        """Return the scheme for resources without one: the scheme with most concepts."""
        counts = Counter(home for home in self._homes.values() if home)
        return min(self._vocabulary.all_schemes, key=lambda one: (-counts[one], one), default="")


def _cut_cycles(parents: Mapping[str, str], keys: Mapping[str, Key]) -> dict[str, str]:
    """Return the same without cycles: the first concept of each cycle has no parent."""
    cut = dict(parents)
    done: set[str] = set()
    for start in sorted(parents, key=keys.__getitem__):
        path: dict[str, None] = {}
        iri = start
        while iri and iri not in done and iri not in path:
            path[iri] = None
            iri = cut[iri]
        if iri in path:
            members = list(path)[list(path).index(iri) :]
            cut[min(members, key=keys.__getitem__)] = ""
        done.update(path)
    return cut


def _make_key(vocabulary: SourceVocabulary, iri: str) -> Key:
    """Return the sort key of headings: the order of the input, else the notation with its numbers, then the label."""
    notations = [value.value for value in vocabulary.values(iri, SKOS + "notation") if isinstance(value, Literal)]
    parts = re.findall(r"\d+|\D+", min(notations, default=""))
    notation = tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
    label = vocabulary.entries[iri].value
    place = vocabulary.places.get(iri, len(vocabulary.places))
    return place, not notations, notation, label.casefold(), label, iri
