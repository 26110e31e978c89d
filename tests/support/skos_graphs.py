"""SKOS graphs made by hypothesis: few resources, every property, and the oddities of decades."""

from hypothesis import strategies as st

from headword.rdf.terms import DCTERMS, OWL, RDF, RDF_TYPE, RDFS, SKOS, XSD, Literal, Triple

XL = "http://www.w3.org/2008/05/skos-xl#"
NAMES = ["c/rock", "c/granite", "c#ore", "c#1", "gem'stone", "odd(1)", "c/tin", "d/x"]
RESOURCES = [f"https://v.example/{name}" for name in NAMES]
SCHEMES = ["https://v.example/scheme", "https://v.example/other/"]
BLANKS = ["_:a", "_:b", "_:c"]
ANYTHING = st.sampled_from([*RESOURCES, *SCHEMES, *BLANKS, "https://elsewhere.example/one"])
TEXTS = st.one_of(
    st.sampled_from(
        [
            "Rock", "rock", "1. Rock", "2 Rocks", "1 Rock", "a; b", "a, b", "C#", "R&D", "R&amp;D", "<b>x</b>", "*x*",
            " x", "x ", "a  b", "x\u00a0", "\u00a0", "line\nline", "line\n\nline\n", "- item", "# head", "> quote",
            "a\\", "\\;", "[x](y.md)", "[[x]]", "{#id}", "{{< ref >}}", "<!-- headword: x -->", "Alt: x", "---", "===",
            "e\u0301", "Ωμέγα", "岩", "x{.y}", "`a`", "http://x.example/", "a|b", "\t", "\r", "x\ry", "~~~", "12) x",
            "a\n- b", "a\n  b", "it's", '"q"', "!", "_a_", "\u2028", "\x7f", "﻿x", "none", "#", "##", "a #",
            "]", "&#32;", "~~x~~", "H~2~O", "==x==", "x^2^", "^^x^^", "$x$", "$$x$$", "x^[y]", "x[^1]", "[^1]: x",
            "| a |\n|---|", "a\n|---|", "a | b\n-|-", "a\n: b", "$$\na\n$$", "::: note", "a\n:::", "/// note", "{.x}",
            "(x)=", "![x](y.png)", "<a id='x'></a>y", "{% x %}", "{{ x }}", "{# x #}", "a<br>b", "[toc]", "*[x]: y",
            "[a][b]", "[a]: b", "a  \nb", "- [x] a", "!!! note", "$a and b$", "x[[1]]",
        ]
    ),
    st.text(max_size=8).filter(lambda text: text.isprintable() or "\0" not in text),
    st.text(alphabet="ab ;,#\\*_[]()<>&{}`|!\n-1.", max_size=8),
).filter(lambda text: "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text))  # fmt: skip
LANGUAGES = st.sampled_from(["", "en", "en", "en", "de", "en-GB", "zh-Hans", "x-own"])
PLAIN = st.tuples(TEXTS, LANGUAGES).map(lambda pair: Literal(*pair))
TYPED = st.sampled_from(
    [
        Literal("2020-01-02", "", XSD + "date"), Literal("2020-13-45", "", XSD + "date"),
        Literal("2020-01-02T00:00:00", "", XSD + "dateTime"), Literal("x", "", "https://v.example/type"),
        Literal("true", "", XSD + "boolean"), Literal("1", "", XSD + "boolean"), Literal("07", "", XSD + "integer"),
    ]
)  # fmt: skip
LABELS = [SKOS + name for name in ("prefLabel", "prefLabel", "prefLabel", "altLabel", "hiddenLabel")]
NOTES = [
    SKOS + name
    for name in ("definition", "scopeNote", "note", "example", "historyNote", "editorialNote", "changeNote", "notation")
]
OTHERS = [DCTERMS + name for name in ("created", "modified", "source", "title", "description", "creator", "license")]
LINKS = [
    SKOS + name
    for name in (
        "broader", "broader", "broader", "narrower", "related", "inScheme", "inScheme", "topConceptOf", "hasTopConcept",
        "member", "exactMatch", "broadMatch", "narrowMatch", "closeMatch", "relatedMatch", "broaderTransitive",
        "semanticRelation", "memberList", "note", "definition",
    )
]  # fmt: skip
LINKS += [DCTERMS + "isReplacedBy", RDFS + "seeAlso", DCTERMS + "source", XL + "prefLabel", RDFS + "isDefinedBy"]
SUBJECTS = st.sampled_from([*RESOURCES, *SCHEMES, *BLANKS])
CLASSES = st.sampled_from(
    [SKOS + name for name in ("Concept", "Concept", "Concept", "ConceptScheme", "Collection", "OrderedCollection")]
    + ["https://v.example/Class"]
)
TRIPLES = st.one_of(
    st.tuples(SUBJECTS, st.just(RDF_TYPE), CLASSES),
    st.tuples(SUBJECTS, st.sampled_from(LABELS), PLAIN),
    st.tuples(SUBJECTS, st.sampled_from([*LABELS, *NOTES, *OTHERS, XL + "literalForm"]), st.one_of(PLAIN, TYPED)),
    st.tuples(SUBJECTS, st.sampled_from(LINKS), ANYTHING),
    st.tuples(SUBJECTS, st.just(OWL + "deprecated"), TYPED),
)


@st.composite
def lists(draw: st.DrawFn) -> list[Triple]:
    """An ordered collection with its list, well-formed more often than not."""
    collection = draw(st.sampled_from(RESOURCES))
    members = draw(st.lists(st.sampled_from(RESOURCES), max_size=3))
    cells = [f"_:list{number}" for number in range(len(members))]
    links = [*cells, draw(st.sampled_from([RDF + "nil", RDF + "nil", RDF + "nil", "_:a"]))]
    triples: list[Triple] = [
        (collection, RDF_TYPE, SKOS + "OrderedCollection"),
        (collection, SKOS + "prefLabel", Literal("In order", "en")),
        (collection, SKOS + "memberList", links[0]),
    ]
    for cell, member, rest in zip(cells, members, links[1:], strict=True):
        triples += [(cell, RDF + "first", member), (cell, RDF + "rest", rest)]
    if draw(st.booleans()):
        triples += [(collection, SKOS + "member", member) for member in members]
    return triples


@st.composite
def skos_graphs(draw: st.DrawFn) -> list[Triple]:
    """A graph in which at least one concept has a label."""
    first = "https://v.example/first"
    triples: list[Triple] = [(first, RDF_TYPE, SKOS + "Concept"), (first, SKOS + "prefLabel", Literal("First", "en"))]
    for iri in draw(st.lists(st.sampled_from(RESOURCES), max_size=6)):
        triples += [(iri, RDF_TYPE, SKOS + "Concept"), (iri, SKOS + "prefLabel", draw(PLAIN))]
    triples += draw(st.lists(TRIPLES, max_size=30))
    for part in draw(st.lists(lists(), max_size=2)):
        triples += part
    return triples
