"""A vocabulary as a whole: its concepts, its graph, and what can be asked of it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from headword.api.index import VocabularyIndex
from headword.api.resources import Collection, Concept, ConceptScheme, Resource
from headword.api.search import KINDS, ConceptFinder, SearchName
from headword.api.values import to_term
from headword.core.errors import HeadwordError
from headword.core.findings import Location, Report
from headword.core.terminal import counted
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import PREFIXES, SKOS, is_blank, is_iri

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from headword.api.answers import Rows
    from headword.api.values import Value
    from headword.rdf.sparql.store import QueryStore


@dataclass(frozen=True, slots=True)
class Source:
    """What a vocabulary is made of.

    Attributes:
        name: what the user knows it by.
        title: of the whole; empty if it has none.
        base: what its IRIs begin with; empty if that is not known.
        language: the tag of the language that it is chiefly in.
        prefixes: beside those that are known anyway.
        facts: all that is said, each with its place.
        notices: sentences on what was left out, for people.
        check: gives the report on it.
        graph: the graph that the facts are from, if they are from one.
    """

    name: str
    title: str
    base: str
    language: str
    prefixes: Mapping[str, str]
    facts: LocatedGraph
    notices: tuple[str, ...]
    check: Callable[[], Report]
    graph: "Graph | None" = None


class UnknownConceptError(HeadwordError, KeyError):
    """A vocabulary has no such concept; it is a ``KeyError`` too."""

    __str__ = HeadwordError.__str__


class Vocabulary:
    """A vocabulary that was loaded; it stays as it was, whatever becomes of the files.

    Iterating gives the concepts, ``len`` says how many there are, and ``in`` takes a concept, an IRI or a CURIE. What
    takes time is made when it is first asked for, and once.

    Attributes:
        name: the path that it was loaded from.
        base: what its IRIs begin with; empty if that is not known.
        language: the tag of BCP 47 of the language in which texts are given where none is asked for: of pages that of
            the config, of RDF that in which most concepts have a preferred label.
        notices: sentences on what was left out, for people.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name
        self.base = source.base
        self.language = source.language
        self.notices = source.notices
        self._prefixes = {**PREFIXES, **source.prefixes}

    @cached_property
    def _index(self) -> VocabularyIndex:
        return VocabularyIndex(self._source.facts, self.language)

    @cached_property
    def graph(self) -> "Graph":
        """All that is said, as an ``rdflib.Graph``: of pages what a build publishes, of RDF what the files say.

        LanguageLabels that follow from those of SKOS-XL are in it, and the classes of SKOS that others are below.

        It is made when it is first asked for, and is the same one each time; of a graph it is that graph. Whoever
        changes it changes nothing else: the vocabulary stays as it was loaded.
        """
        if self._source.graph is not None:
            return self._source.graph

        from headword.rdf.rdflib_bridge import to_rdflib

        return to_rdflib(self._source.facts)

    def origin(self, triple: "tuple[Node, Node, Node]") -> Location:
        """The file, line and column that a triple of `graph` came from; lines and columns count from 1.

        Raises:
            KeyError: the vocabulary has no such triple.
        """
        from headword.rdf.rdflib_bridge import find_origin

        return find_origin(self._source.facts, triple)

    @property
    def title(self) -> str:
        """What the whole is called: by the config, else by its scheme if it has one only, else by its path."""
        if self._source.title:
            return self._source.title
        return self.schemes[0].label() if len(self.schemes) == 1 else self.name

    @cached_property
    def concepts(self) -> Sequence[Concept]:
        """All concepts, in the order of the outlines; of RDF in that of the files."""
        return tuple(Concept(iri, self._index) for iri in self._index.list_kind("concept"))

    @cached_property
    def schemes(self) -> Sequence[ConceptScheme]:
        """All concept schemes."""
        return tuple(ConceptScheme(iri, self._index) for iri in self._index.list_kind("scheme"))

    @cached_property
    def collections(self) -> Sequence[Collection]:
        """All collections."""
        return tuple(Collection(iri, self._index) for iri in self._index.list_kind("collection"))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages that concepts have preferred labels in; that of the vocabulary first."""
        found = {tag for concept in self.concepts for tag in concept.labels if tag}
        return tuple(sorted(found, key=lambda tag: (tag != self.language, tag)))

    def concept(self, name: str) -> Concept:
        """The concept with an IRI.

        Args:
            name: the IRI; or ``prefix:name``, by the prefixes of the config and those of `headword query`; or what
                follows `base` in the IRI.

        Raises:
            UnknownConceptError: there is no such concept; it is a `HeadwordError` and a ``KeyError``.
        """
        iri = self._expand(name)
        if self._index.kinds.get(iri) != "concept":
            from headword.core.suggest import nearest_hint

            ends = {one.iri.removeprefix(self.base): one.iri for one in self.concepts}
            same = [end for end in ends if re.split("[/#]", end)[-1] == name]
            hint = f"did you mean {same[0]}?" if same else nearest_hint(iri.removeprefix(self.base), ends)
            raise UnknownConceptError(f"there is no concept {name!r} in {self.name}", hint=hint)
        return Concept(iri, self._index)

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if colon and prefix in self._prefixes:
            return self._prefixes[prefix] + local
        return name if is_iri(name) or is_blank(name) else self.base + name

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    def __contains__(self, item: object) -> bool:
        iri = item.iri if isinstance(item, Resource) else self._expand(item) if isinstance(item, str) else ""
        return self._index.kinds.get(iri) == "concept"

    def search(self, text: str, lang: str | None = None) -> Sequence[Concept]:
        """The concepts with a label or notation that ``text`` is, begins, or has the words of; the best first.

        Capitals and accents do not count; the last word may go on. The order is that of the search of the site: a
        label that is just this, one that begins with it, one that has it inside, one that has its words; then what is
        in use before what is not, preferred labels before notations, alternative and hidden labels, shorter ones first.

        Args:
            text: one or more words.
            lang: the tag of the language whose labels come before others that fit as well; None for `language`.
        """
        iris = self._finder.find(text, self.language if lang is None else lang)
        return tuple(Concept(iri, self._index) for iri in iris)

    @cached_property
    def _finder(self) -> ConceptFinder:
        return ConceptFinder(self._list_names())

    def _list_names(self) -> Iterator[SearchName]:
        for iri in self._index.list_kind("concept"):
            is_deprecated = self._index.is_deprecated(iri)
            for rank, kind in enumerate(KINDS):
                for text in self._index.texts(iri, SKOS + kind):
                    yield SearchName(iri, rank, str(text), text.language, is_deprecated)

    def query(self, query: str, /, **bindings: "Value") -> "Rows | Graph | bool":
        """Ask in SPARQL 1.1, or by the name of a ready query: ``vocabulary.query("@search", text="ore")``.

        What is asked is what was loaded. The prefixes skos, dcterms, owl, rdf, rdfs, xsd, schema, dcat, void and
        those of the config need no declaration. Nothing is fetched from the network.

        Args:
            query: a SELECT, ASK, CONSTRUCT or DESCRIBE query, or ``@`` and the name of one that ``headword query
                --list`` shows.
            bindings: a value for each of some variables, put in their place. A ``str`` is a text without a language,
                a `Text` one with it, a concept its IRI, and a term of rdflib what it is. ``iri`` of a ready query
                takes a ``str`` with an IRI, a ``prefix:name``, the end of an IRI or a preferred label; ``lang`` of
                one that shows labels is the tag of the language in which they are shown, `language` by default.

        Returns:
            Rows for SELECT, with terms of rdflib; an ``rdflib.Graph`` for CONSTRUCT and DESCRIBE; a ``bool`` for ASK.

        Raises:
            HeadwordError: the query does not parse or cannot be answered; it uses ``SERVICE``; a binding is of no
                variable, or what it names is none or several.
            TypeError: a binding is of a type that is no term.
        """
        from headword.api.answers import read_answer
        from headword.rdf.sparql.store import find_query, sort_labels

        named = find_query(query) if query.startswith("@") else None
        if named is not None:
            missing = [name for name in named.parameters if name not in bindings]
            if missing:
                raise HeadwordError(f"{query} wants a value for {missing[0]}", hint=f"{missing[0]}=…")
            language = str(bindings.pop("lang", self.language)) if named.shows_labels else self.language
            query = sort_labels(named.write([language] if named.shows_labels else []), language)
        values = {
            name: self._store.name_iri(value)
            if named is not None and name == "iri" and type(value) is str
            else to_term(value)
            for name, value in bindings.items()
        }
        return read_answer(self._store.ask(query, values))

    def select(self, query: str, /, **bindings: "Value") -> "Rows":
        """The rows of a SELECT query, or of a ready one; otherwise as `query`.

        Raises:
            HeadwordError: as `query`; or it is another kind of query.
        """
        from headword.api.answers import Rows

        found = self.query(query, **bindings)
        if not isinstance(found, Rows):
            raise HeadwordError("this query gives no rows", hint="use query() for other kinds of query")
        return found

    @cached_property
    def _store(self) -> "QueryStore":
        from headword.rdf.sparql.exact.store import load_store
        from headword.rdf.sparql.store import QueryStore

        return QueryStore(load_store(self._source.facts), self._source.prefixes)

    def check(self) -> Report:
        """The report that ``headword check`` gives on the same path, by the rules of the project that it is in.

        The files are read again. Pages are looked at together with the whole site that they are part of.

        Raises:
            HeadwordError: a file, the config or a rule of the user's cannot be read.
        """
        return self._source.check()

    def __reduce__(self) -> "tuple[type[Vocabulary], tuple[Source]]":
        # What was made of the facts is made again.
        return Vocabulary, (self._source,)

    def __repr__(self) -> str:
        return f"<Vocabulary {self.title!r}: {len(self):,} concepts>"

    def _repr_html_(self) -> str:
        from headword.api.html import SHOWN, show_iri, show_list, show_rest, show_table, show_text

        counts = [
            counted(len(self), "concept"),
            counted(len(self.schemes), "concept scheme"),
            *([counted(len(self.collections), "collection")] if self.collections else []),
            f"{counted(len(self.languages), 'language')} ({', '.join(self.languages)})",
        ]
        rows = [
            [
                show_iri(one.iri),
                show_text(one.label()),
                show_list(map(show_text, one.alt_labels())),
                show_list(show_text(broader.label()) for broader in one.broader),
            ]
            for one in self.concepts[:SHOWN]
        ]
        head = ["Concept", "Preferred label", "Alternative labels", "Broader"]
        return (
            f"<h3>{escape(self.title)}</h3><p>{escape(', '.join(counts))}</p>"
            f"{show_table(head, rows)}{show_rest(len(self) - SHOWN, 'concept')}"
        )
