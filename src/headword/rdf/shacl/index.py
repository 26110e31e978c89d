"""Indexes of facts: for each predicate, values by subject and subjects by value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from headword.rdf.terms import RDF_TYPE, RDFS, Term, Triple

Links = Mapping[Term, Sequence[Term]]

_SUBCLASS = RDFS + "subClassOf"


class GraphIndex:
    """Indexes of facts, each built at the first access."""

    def __init__(self, facts: Iterable[Triple]) -> None:
        columns: defaultdict[str, list[Triple]] = defaultdict(list)
        for triple in facts:
            columns[triple[1]].append(triple)
        self._columns = dict(columns)
        self._forward: dict[str, Links] = {}
        self._backward: dict[str, Links] = {}
        self._by_subject: dict[Term, list[tuple[str, Term]]] | None = None

    @property
    def predicates(self) -> Iterable[str]:
        """Return every predicate of the facts."""
        return self._columns.keys()

    def forward(self, predicate: str) -> Links:
        """Return values by subject."""
        links = self._forward.get(predicate)
        if links is None:
            column = self._columns.get(predicate, ())
            links = self._forward[predicate] = _link((subject, value) for subject, _, value in column)
        return links

    def backward(self, predicate: str) -> Links:
        """Return subjects by value."""
        links = self._backward.get(predicate)
        if links is None:
            column = self._columns.get(predicate, ())
            links = self._backward[predicate] = _link((value, subject) for subject, _, value in column)
        return links

    def about(self, subject: Term) -> Sequence[tuple[str, Term]]:
        """Return every predicate and value of ``subject``."""
        if self._by_subject is None:
            self._by_subject = {}
            for predicate, column in self._columns.items():
                for one, _, value in column:
                    self._by_subject.setdefault(one, []).append((predicate, value))
        return self._by_subject.get(subject, ())

    def subclasses(self, name: Term) -> set[Term]:
        """Return ``name`` and every class below it, by ``rdfs:subClassOf`` in the facts (SHACL, section 2.1.3.2)."""
        return reach(name, self.backward(_SUBCLASS))

    def instances(self, name: Term) -> dict[Term, None]:
        """Return the SHACL instances of the class ``name``, in the order of the facts."""
        of_class = self.backward(RDF_TYPE)
        found: dict[Term, None] = {}
        for one in sorted(self.subclasses(name), key=repr):
            found.update(dict.fromkeys(of_class.get(one, ())))
        return found


def _link(ends: Iterable[tuple[Term, Term]]) -> Links:
    """Return targets by source: a tuple for one target, which takes half the memory of a list, else a list."""
    links: dict[Term, tuple[Term, ...] | list[Term]] = {}
    for source, target in ends:
        have = links.get(source)
        if have is None:
            links[source] = (target,)
        elif isinstance(have, list):
            have.append(target)
        else:
            links[source] = [*have, target]
    return links


def reach(start: Term, links: Links) -> set[Term]:
    """Return ``start`` and everything that is reachable from it."""
    reached = {start}
    waiting = [start]
    while waiting:
        for other in links.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
