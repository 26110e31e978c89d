"""The class of a vocabulary: its concepts, its graph, searches and queries."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from headword.api.index import VocabularyIndex
from headword.api.resources import Collection, Concept, ConceptScheme, Resource
from headword.api.search import FITS, KINDS, ConceptFinder, find_in_index
from headword.api.texts import Text
from headword.api.values import to_term
from headword.core.errors import HeadwordError
from headword.core.findings import Location, Report
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import PREFIXES, is_blank, is_iri

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from headword.api.annotations import Annotations
    from headword.api.answers import Rows
    from headword.api.values import Value
    from headword.content.annotation.annotate import Annotator
    from headword.project.config import Config
    from headword.rdf.sparql.store import QueryStore


@dataclass(frozen=True, slots=True)
class Source:
    """The data that a vocabulary is made from.

    Attributes:
        name: the path or graph that it was loaded from.
        title: the title of the whole; empty if it has none.
        base: the base IRI; empty if it is not known.
        language: the tag of its main language (BCP 47).
        prefixes: its own prefixes, in addition to the known ones.
        facts: all triples, each with its location.
        notices: sentences for people on what was left out.
        check: returns the report on it.
        graph: the graph of rdflib that the facts are from, if there is one.
        config: the config of the project, if there is one.
        count_uses: returns the numbers of pages of the content that name each concept.
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
    config: "Config | None" = None
    count_uses: Callable[[], Mapping[str, int]] = dict


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """A concept that a search found, and the reason.

    Attributes:
        concept: the concept.
        text: the label, notation or note that fits best, with its language.
        kind: the kind of it: ``prefLabel``, ``notation``, ``altLabel``, ``hiddenLabel`` or ``note``.
        fit: how it fits: it is the text (``exact``), begins with it (``beginning``), or contains it (``word``) or its
            words (``words``). A note has the words (``note``); a label has similar ones (``similar``).

    Example:
        >>> match = vocabulary.find("rock crys")[0]
        >>> match.concept.iri, match.text, match.kind, match.fit
        ('https://w3id.org/rocks/minerals/quartz', 'rock crystal', 'altLabel', 'beginning')
    """

    concept: Concept
    text: Text
    kind: str
    fit: str


class UnknownConceptError(HeadwordError, KeyError):
    """A concept that a vocabulary does not have; also a ``KeyError``."""

    __str__ = HeadwordError.__str__


class Vocabulary:
    """A loaded vocabulary. It does not follow changes of the files.

    You can iterate over the concepts, count them with ``len``, and test with ``in`` for a concept, an IRI or a
    ``prefix:name``. Expensive parts are computed at first use, once.

    Attributes:
        name: the path that it was loaded from.
        base: the base IRI; empty if it is not known.
        language: the tag of the default language of texts (BCP 47). For pages it is ``lang`` of the config. For RDF it
            is the language of most preferred labels.
        notices: sentences for people on what was left out.

    Example:
        >>> vocabulary
        <Vocabulary 'Rocks': 4 concepts>
        >>> [str(concept.label()) for concept in vocabulary]
        ['Minerals', 'Quartz', 'Amethyst', 'Feldspar']
        >>> "minerals/quartz" in vocabulary, vocabulary.base, vocabulary.language
        (True, 'https://w3id.org/rocks/', 'en')
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
        """Return all triples as an ``rdflib.Graph``: those of a build for pages, those of the files for RDF.

        It also has the labels that follow from SKOS-XL, and the classes of SKOS that follow from subclasses. The graph
        is created at first use. For a vocabulary that was loaded from a graph, it is that graph. Changes of the graph
        do not change the vocabulary.

        Example:
            >>> len(vocabulary.graph)
            39
        """
        if self._source.graph is not None:
            return self._source.graph

        from headword.rdf.rdflib_bridge import to_rdflib

        return to_rdflib(self._source.facts)

    def origin(self, triple: "tuple[Node, Node, Node]") -> Location:
        """Return the file, line and column of a triple of `graph`; lines and columns count from 1.

        Raises:
            KeyError: the vocabulary has no such triple.

        Example:
            >>> from rdflib import SKOS, URIRef
            >>> quartz = URIRef("https://w3id.org/rocks/minerals/quartz")
            >>> triple = next(vocabulary.graph.triples((quartz, SKOS.notation, None)))
            >>> print(vocabulary.origin(triple))
            taxonomy/minerals.md:9:13
        """
        from headword.rdf.rdflib_bridge import find_origin

        return find_origin(self._source.facts, triple)

    @property
    def title(self) -> str:
        """Return the title of the config, otherwise the label of the only scheme, otherwise the path.

        Example:
            >>> vocabulary.title
            'Rocks'
        """
        if self._source.title:
            return self._source.title
        return self.schemes[0].label() if len(self.schemes) == 1 else self.name

    @cached_property
    def concepts(self) -> Sequence[Concept]:
        """Return all concepts, in the order of the outlines or of the RDF files.

        Example:
            >>> vocabulary.concepts[1]
            <Concept 'Quartz' https://w3id.org/rocks/minerals/quartz>
        """
        return tuple(Concept(iri, self._index) for iri in self._index.list_kind("concept"))

    @cached_property
    def schemes(self) -> Sequence[ConceptScheme]:
        """Return all concept schemes.

        Example:
            >>> vocabulary.schemes
            (<ConceptScheme 'Minerals' https://w3id.org/rocks/minerals>,)
        """
        return tuple(ConceptScheme(iri, self._index) for iri in self._index.list_kind("scheme"))

    @cached_property
    def collections(self) -> Sequence[Collection]:
        """Return all collections.

        Example:
            >>> vocabulary.collections
            (<Collection 'Gemstones' https://w3id.org/rocks/minerals/gemstones>,)
        """
        return tuple(Collection(iri, self._index) for iri in self._index.list_kind("collection"))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of preferred labels, as tags of BCP 47; `language` is the first.

        Example:
            >>> vocabulary.languages
            ('en', 'de')
        """
        found = {tag for concept in self.concepts for tag in concept.labels if tag}
        return tuple(sorted(found, key=lambda tag: (tag != self.language, tag)))

    def concept(self, name: str) -> Concept:
        """Return the concept with an IRI. ``vocabulary[name]`` is the same.

        Args:
            name: the IRI, or the part of it after `base`, or ``prefix:name`` with a prefix of the config or of
                `headword query`.

        Raises:
            KeyError: there is no such concept. The error is a `HeadwordError` too.

        Example:
            >>> vocabulary.concept("https://w3id.org/rocks/minerals/quartz") == vocabulary["minerals/quartz"]
            True
            >>> vocabulary.concept("quartz")
            Traceback (most recent call last):
            ...
            headword.api.vocabulary.UnknownConceptError: there is no concept 'quartz' in .
              did you mean minerals/quartz?
        """
        iri = self._expand(name)
        if self._index.kinds.get(iri) != "concept":
            from headword.core.suggest import nearest_hint

            ends = {one.iri.removeprefix(self.base): one.iri for one in self.concepts}
            same = [end for end in ends if re.split("[/#]", end)[-1] == name]
            hint = f"did you mean {same[0]}?" if same else nearest_hint(iri.removeprefix(self.base), ends)
            raise UnknownConceptError(f"there is no concept {name!r} in {self.name}", hint=hint)
        return Concept(iri, self._index)

    def __getitem__(self, name: str) -> Concept:
        """Return the concept with an IRI, as `concept` does.

        Raises:
            KeyError: there is no such concept.

        Example:
            >>> vocabulary["minerals/quartz"].broader
            (<Concept 'Minerals' https://w3id.org/rocks/minerals/minerals>,)
        """
        return self.concept(name)

    def to_turtle(self) -> str:
        """Return the whole vocabulary as Turtle, in the order and with the prefixes of a build.

        Example:
            >>> vocabulary.to_turtle().splitlines()[0]
            '@prefix : <https://w3id.org/rocks/minerals/> .'
        """
        return self._write(".ttl")

    def save(self, path: str | Path) -> None:
        """Write the whole vocabulary to one file, or leave the file as it was.

        Args:
            path: the file. Its ending is the format: ``.ttl``, ``.jsonld``, ``.rdf`` or ``.nt``.

        Raises:
            HeadwordError: the ending is a different one, or the file cannot be written.

        Example:
            >>> vocabulary.save("rocks.jsonld")
            >>> len(headword.load("rocks.jsonld"))
            4
        """
        from headword.api.files import save_text

        file = Path(path)
        save_text(self._write(file.suffix), file)

    def _write(self, ending: str) -> str:
        from headword.api.files import write_text

        return write_text(self._source.facts, self._prefixes, ending)

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

    def search(self, text: str, lang: str | None = None, limit: int | None = None) -> Sequence[Concept]:
        """Return the concepts with a matching label, notation or note, the best match first.

        Case, accents and hyphens are ignored, and each word can be incomplete. The order is that of the search of the
        site. Equal labels are first, then labels that begin with the text, that contain it, and that have its words.
        Then come notes with its words, and labels with similar words: another ending or spelling, or a misspelled
        letter. Among these, deprecated concepts are last, and preferred labels are before others. Concepts that more
        pages of the content use are before others, and shorter labels before longer ones.

        Args:
            text: one or more words.
            lang: the language that is preferred among equal matches, as a tag of BCP 47; None for `language`.
            limit: the number of concepts to return at most; None for all.

        Example:
            >>> vocabulary.search("QUAR")
            (<Concept 'Quartz' https://w3id.org/rocks/minerals/quartz>,)
        """
        return tuple(match.concept for match in self.find(text, lang, limit))

    def find(self, text: str, lang: str | None = None, limit: int | None = None) -> Sequence[ConceptMatch]:
        """Return what `search` returns, with the label, notation or note that matches each concept best.

        Args:
            text: one or more words.
            lang: the language that is preferred among equal matches, as a tag of BCP 47; None for `language`.
            limit: the number of concepts to return at most; None for all.

        Example:
            >>> [match.kind for match in vocabulary.find("sand")]
            ['altLabel']
        """
        return tuple(
            ConceptMatch(
                Concept(name.iri, self._index), Text(name.text, name.language), (*KINDS, "note")[name.kind], FITS[fit]
            )
            for name, fit in self._finder.find(text, self.language if lang is None else lang, limit)
        )

    def find_similar(self, text: str, limit: int = 3) -> Sequence[Concept]:
        """Return the concepts with a label or notation that is spelled like ``text``, the nearest first.

        At most a third of the characters may be different. Deprecated concepts are left out.

        Args:
            text: one or more words.
            limit: the number of concepts to return at most.

        Example:
            >>> vocabulary.find_similar("qartz")
            (<Concept 'Quartz' https://w3id.org/rocks/minerals/quartz>,)
        """
        return tuple(Concept(iri, self._index) for iri in self._finder.find_near(text, limit))

    @cached_property
    def _finder(self) -> ConceptFinder:
        return find_in_index(self._index, self._source.count_uses())

    def annotate(self, text: str, language: str | None = None) -> "Annotations":
        r"""Return the concepts that a text is about, the one with the highest weight first.

        The search uses the labels in the language of the text, the longest first, with other forms of their words:
        `crystals` for `crystal`. Mentions in titles and headings count more. Mentions of narrower concepts also count.
        Short labels and common words are ignored. A label that several concepts have is listed in `ambiguous`.

        Args:
            text: the text, in Markdown, with or without front matter.
            language: the tag of its language; if None, that of the front matter, otherwise `language`.

        Raises:
            SourceError: the text contains a merge conflict.

        Example:
            >>> found = vocabulary.annotate("# Quartz\n\nAmethyst is violet quartz.")[0]
            >>> print(found.concept.label(), found.weight, [one.start for one in found.mentions])
            Quartz 1.0 [2, 29]
        """
        from headword.api.annotations import make_annotations

        return make_annotations(self._annotator.annotate(text, language), self._index)

    @cached_property
    def _annotator(self) -> "Annotator":
        from headword.content.annotation.annotate import Annotator
        from headword.content.thesaurus import make_thesaurus
        from headword.project.config import Config

        config = self._source.config or Config(base=self.base, lang=self.language)
        return Annotator(make_thesaurus(self._source.facts, self.language), config)

    def query(self, query: str, /, **bindings: "Value") -> "Rows | Graph | bool":
        """Run a query of SPARQL 1.1, or a named query, over the loaded data.

        The prefixes skos, dcterms, owl, rdf, rdfs, xsd, schema, dcat, void and those of the config need no
        declaration. The query never uses the network.

        Args:
            query: a SELECT, ASK, CONSTRUCT or DESCRIBE query, or ``@`` and a name that ``headword query --list``
                shows.
            bindings: values of variables. A ``str`` is a text without a language, a `Text` has its language, and a
                concept is its IRI. In a named query, ``iri`` can be an IRI, a ``prefix:name``, the end of an IRI or a
                preferred label. ``lang`` is then the language of labels [default: `language`].

        Returns:
            Rows for SELECT, with terms of rdflib; an ``rdflib.Graph`` for CONSTRUCT and DESCRIBE; a ``bool`` for ASK.

        Raises:
            HeadwordError: the query does not parse, uses ``SERVICE``, or cannot be answered. Or a binding has no
                variable, or names no concept or several.
            TypeError: the type of a binding cannot be a term.

        Example:
            >>> vocabulary.query("ASK { ?concept skos:notation ?code }", code="Q")
            True
        """
        from headword.api.answers import read_answer
        from headword.rdf.sparql.store import find_query, sort_labels

        named = find_query(query) if query.startswith("@") else None
        if named is not None:
            missing = [name for name in named.parameters if name not in bindings]
            if missing:
                raise HeadwordError(f"{query} needs a value for {missing[0]}", hint=f"add {missing[0]}=…")
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
        """Return the rows of a SELECT query or of a named query. The arguments are those of `query`.

        Raises:
            HeadwordError: as for `query`, or the query is not a SELECT query.

        Example:
            >>> [str(row.label) for row in vocabulary.select("@narrower", iri="minerals/quartz")]
            ['Amethyst']
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
        """Return the report of ``headword check`` on the same path, with the rules of its project.

        The files are read again. Pages are checked together with their whole site.

        Raises:
            HeadwordError: a file, the config or a custom rule cannot be read.

        Example:
            >>> report = vocabulary.check()
            >>> [finding.rule.name for finding in report.findings]
            ['scheme-creator', 'scheme-dates', 'scheme-licence']
        """
        return self._source.check()

    def __reduce__(self) -> "tuple[type[Vocabulary], tuple[Source]]":
        # Everything else is computed from the facts again.
        return Vocabulary, (self._source,)

    def __repr__(self) -> str:
        return f"<Vocabulary {self.title!r}: {len(self):,} concepts>"

    def _repr_html_(self) -> str:
        from headword.api.html import show_vocabulary

        return show_vocabulary(self)
