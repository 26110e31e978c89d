"""The concepts that a text is about: offsets, weights, proposed values, and what is written into front matter."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from headword.content.annotation.annotate import Annotator, TextAnnotation
from headword.content.annotation.formats import to_json, to_web_annotations
from headword.content.thesaurus import make_thesaurus
from headword.core.errors import SourceError
from headword.core.findings import Location
from headword.markdown.front_matter_edit import add_values
from headword.project.config.schema import Config
from headword.rdf.terms import RDF_TYPE, SKOS, Literal

BASE = "https://w3id.org/test/"
PLACE = Location("t.ttl", 1, 1)
CONCEPTS = {
    "mineral": ["Mineral"],
    "quartz": ["Quartz", "rock crystal"],
    "amethyst": ["Amethyst"],
    "gypsum": ["Gypsum", "selenite"],
    "moon": ["Moon mineral", "selenite"],
    "dose": ["µ-dose", "xyz;w", "(ab)c.d+"],
}
BROADER = {"quartz": "mineral", "amethyst": "quartz", "gypsum": "mineral"}


def make_annotator() -> Annotator:
    facts = {(BASE + name, RDF_TYPE, SKOS + "Concept"): PLACE for name in CONCEPTS}
    for name, (first, *others) in CONCEPTS.items():
        facts[BASE + name, SKOS + "prefLabel", Literal(first, "en", "")] = PLACE
        facts.update({(BASE + name, SKOS + "altLabel", Literal(one, "en", "")): PLACE for one in others})
    facts.update({(BASE + one, SKOS + "broader", BASE + above): PLACE for one, above in BROADER.items()})
    return Annotator(make_thesaurus(facts, "en"), Config(base=BASE))


ANNOTATOR = make_annotator()


def show(annotation: TextAnnotation) -> list[tuple[str, float, list[int]]]:
    return [
        (one.iri.removeprefix(BASE), one.weight, [mention.start for mention in one.mentions])
        for one in annotation.concepts
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amethysts.", [("amethyst", 1.0, [0])]),
        ("Amethyst and gypsum.", [("amethyst", 1.0, [0]), ("gypsum", 1.0, [13]), ("mineral", 0.75, [])]),
        ("# Gypsum\n\nQuartz", [("gypsum", 1.0, [2]), ("mineral", 0.75, []), ("quartz", 0.5, [10])]),
        (
            "---\ntitle: 'Gypsum'\n---\nA\r\nrock\r\ncrystal",
            [("gypsum", 1.0, [12]), ("mineral", 0.625, []), ("quartz", 0.25, [27])],
        ),
        ("---\ntitle: 'It''s quartz'\n---\n", [("quartz", 1.0, [18])]),
        ("---\ntitle: >-\n  A rock\n  crystal\n---\n", [("quartz", 1.0, [18])]),
        ("---\ntitle: A rock\n  crystal\n---\n", [("quartz", 1.0, [13])]),
        ('+++\ntitle = "\\"x\\" qua\\u0072tz"\n+++\n', [("quartz", 1.0, [19])]),
        ('{"title": "\\u00e9 \\"Quartz"}\n', [("quartz", 1.0, [20])]),
        # A label of two concepts is that of the one with a relative in the text.
        ("Selenite", []),
        ("Quartz, selenite", [("quartz", 1.0, [0])]),
        ("Mineral: selenite", [("mineral", 1.0, [0]), ("gypsum", 0.667, [9])]),
        ("`quartz`, (ab)c.d+ and xyz;w, abc.d+ and xyz", [("dose", 1.0, [10, 23])]),
        ("", []),
    ],
)
def test_concepts(text: str, found: list[tuple[str, float, list[int]]]) -> None:
    assert show(ANNOTATOR.annotate(text)) == found


def test_a_mention_of_several_concepts_is_listed_with_them() -> None:
    said = to_json(ANNOTATOR.annotate("A selenite, a Mineral: selenite"))
    assert said["ambiguous"] == []
    (one,) = to_json(ANNOTATOR.annotate("A selenite"))["ambiguous"]
    assert (one["start"], one["text"], one["candidates"]) == (2, "selenite", [BASE + "gypsum", BASE + "moon"])


@given(
    st.lists(
        st.sampled_from(
            [
                "Quartz",
                "rock crystal",
                "selenite",
                "µ-dose",
                "(ab)c.d+",
                "\r\n",
                "\n\n",
                "\r",
                " ",
                "# ",
                "> ",
                "`",
                "**",
                "é",
                "\U0001f4a0",
                "x",
            ]
        ),
        max_size=30,
    ).map("".join),
    st.sampled_from(
        [
            "",
            "\ufeff",
            "---\ntitle: Quartz\n---\n",
            "---\r\ntitle: 'A quartz'\r\n---\r\n",
            '+++\ntitle = "Quartz"\n+++\n',
        ]
    ),
)
@settings(max_examples=150)
def test_offsets_are_those_of_the_text(body: str, head: str) -> None:
    text = head + body
    for one in ANNOTATOR.annotate(text).concepts:
        for mention in one.mentions:
            assert text[mention.start : mention.end] == mention.text
            lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
            rest = lines[mention.line - 1][mention.column - 1 :]
            assert rest.startswith(mention.text.splitlines()[0])


def test_a_text_that_cannot_be_read() -> None:
    with pytest.raises(SourceError, match="merge conflict"):
        ANNOTATOR.annotate("<<<<<<< a\n=======\n>>>>>>> b\n", path="a.md")


SELECTORS = [
    {
        "properties": {"type": {"const": "TextPositionSelector"}, "start": {"minimum": 0}},
        "required": ["type", "start", "end"],
    },
    {"properties": {"type": {"const": "TextQuoteSelector"}}, "required": ["type", "exact", "prefix", "suffix"]},
]
MODEL = {
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "type": {"const": "AnnotationPage"},
        "items": {
            "items": {
                "required": ["id", "type", "target", "body"],
                "properties": {
                    "id": {"pattern": "^urn:uuid:"},
                    "type": {"const": "Annotation"},
                    "motivation": {"const": "identifying"},
                    "body": {
                        "required": ["type", "source", "purpose"],
                        "properties": {"source": {"pattern": "^https:"}},
                    },
                    "target": {
                        "required": ["source", "selector"],
                        "properties": {"selector": {"minItems": 2, "items": {"anyOf": SELECTORS}}},
                    },
                },
            }
        },
    },
}
"""What the Web Annotation Data Model asks for of these (sections 3.1, 3.2, 4.1, 4.2.4, 4.2.5 and 5.2)."""


def test_formats() -> None:
    text = "Quartz, and a\nrock crystal."
    annotation = ANNOTATOR.annotate(text)
    page = json.loads(json.dumps(to_web_annotations([("a b.md", text, annotation)])))
    Draft202012Validator(MODEL).validate(page)
    assert [one["target"]["source"]["id"] for one in page["items"]] == ["a%20b.md", "a%20b.md"]
    assert page["items"][1]["target"]["selector"][1] == {
        "type": "TextQuoteSelector", "exact": "rock crystal", "prefix": "Quartz, and a\n", "suffix": ".",
    }  # fmt: skip
    assert len({one["id"] for one in page["items"]}) == 2
    text = "A selenite"
    (one,) = to_web_annotations([("a.md", text, ANNOTATOR.annotate(text))])["items"]
    assert one["body"]["type"] == "Choice"
    assert [body["source"] for body in one["body"]["items"]] == [BASE + "gypsum", BASE + "moon"]
    assert to_json(annotation)["concepts"][0]["mentions"][1] == {
        "start": 14, "end": 26, "line": 2, "column": 1, "text": "rock crystal", "label": "rock crystal",
        "place": "text",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Text\n", '---\ntags: ["N: x", y]\n---\nText\n'),
        ("---\ntitle: x # c\n---\n", '---\ntitle: x # c\ntags: ["N: x", y]\n---\n'),
        ("---\ntags: [a, 'b'] # c\n---\n", "---\ntags: [a, 'b', 'N: x', 'y'] # c\n---\n"),
        ("---\ntags: [a,\n  b]\n---\n", '---\ntags: [a,\n  b, "N: x", y]\n---\n'),
        ("---\ntags: # c\n- a # d\n# e\nx: 1\n---\n", '---\ntags: # c\n- a # d\n- "N: x"\n- y\n# e\nx: 1\n---\n'),
        ('---\r\ntags:\r\n  - "a"\r\n---\r\n', '---\r\ntags:\r\n  - "a"\r\n  - "N: x"\r\n  - "y"\r\n---\r\n'),
        ("---\ntags: a\n---\n", '---\ntags: [a, "N: x", y]\n---\n'),
        ("---\ntags:\n---\n", '---\ntags: ["N: x", y]\n---\n'),
        ("---\ntags: [] # c\n---\n", '---\ntags: ["N: x", y] # c\n---\n'),
        ('+++\ntags = [ # c\n  "a",\n]\n[x]\n+++\n', '+++\ntags = [ # c\n  "a", "N: x", "y",\n]\n[x]\n+++\n'),
        ("+++\n[x]\ny = 1\n+++\n", '+++\ntags = ["N: x", "y"]\n[x]\ny = 1\n+++\n'),
        ('\ufeff{"x": 1}\n', '\ufeff{"tags": ["N: x", "y"], "x": 1}\n'),
        # These are left as they are.
        ("---\ntags: a b\n---\n", None),
        ("---\ntags: &t [a]\nx: *t\n---\n", None),
        ("---\ntags: |\n  a\n---\n", None),
        ("---\ntags: {a: b}\n---\n", None),
        ("---\ntags: [a\n---\n", None),
        ("---\ntags: [a]\ntags: [b]\n---\n", None),
        ('{"tags": ["a"], "tags": []}\n', None),
    ],
)
def test_values_are_added_to_front_matter(before: str, after: str | None) -> None:
    added = add_values(before.encode(), "tags", ["N: x", "y"])
    assert (None if added is None else added.decode()) == after
