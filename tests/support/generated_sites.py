"""Sites made by hypothesis: pages, and Turtle beside them, with links of every kind among few files and labels."""

from pathlib import Path

from hypothesis import strategies as st

FILES = ["a.md", "b.md", "sub/_index.md", "sub/c.md", "sub/c/d.md", "a.it.md", "sub/c.it.md", "sub/c.de.md", "de/b.md"]
LABELS = ["Ore", "Gold", "Silver", "Tin", "C", "Oro"]
BASE = "https://w3id.org/x/"
TARGETS = st.sampled_from(
    [
        "a.md#ore", "a.it.md#oro", "/b.md#gold", "[[c#Silver]]", "#tin", "/sub/c/d.md", "[[b]]", "/nowhere.md",
        f"<{BASE}a/ore>", f"<{BASE}b/gold>", f"<{BASE}sub/c/silver>", f"<{BASE}sub/c>", "<https://other.example/one>",
        "<https://other.example/two>", f"<{BASE}subjects/metal>",
    ]
)  # fmt: skip
KEYS = st.sampled_from(["Related", "Broader", "Narrower", "Exact match", "Broad match", "Related match", "Alt", "See"])


def as_field(key: str, target: str) -> str:
    if key == "Alt":
        return f"- Alt: {target.strip('<>[]/')}"
    return f"- {key}: {target}" if target[0] in "<[" else f"- {key}: [that]({target})"


@st.composite
def pages(draw: st.DrawFn) -> str:
    lines = []
    category = draw(st.sampled_from(["", "metal", "stone", "Metal", "  "]))
    if category:
        lines += ["---", f"category: {category}", *draw(st.sampled_from([[], ["draft: true"], ["lang: xx"]])), "---"]
    for label in draw(st.lists(st.sampled_from(LABELS), max_size=4)):
        level = draw(st.integers(1, 3))
        given_id = draw(st.sampled_from(["", "", "", " {#gold}", " {#c}", " {.collection}", " {.deprecated}"]))
        lines += [f"{'#' * level} {label}{given_id}", ""]
        for key, target in draw(st.lists(st.tuples(KEYS, TARGETS), max_size=3)):
            lines.append(as_field(key, target))
        lines.append("")
    return "\n".join(lines) + "\n"


PREFIXES = (
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)
TERMS = st.sampled_from(
    [f"<{BASE}a/ore>", f"<{BASE}b/gold>", f"<{BASE}sub/c/silver>", f"<{BASE}a>", "<https://other.example/one>", "_:b"]
)
PROPERTIES = st.sampled_from(
    [
        "skos:broader",
        "skos:related",
        "skos:inScheme",
        "skos:topConceptOf",
        "skos:exactMatch",
        "skos:member",
        "a",
        "rdfs:subClassOf",
    ]
)
VALUES = st.one_of(
    TERMS, st.sampled_from(["skos:Concept", "skos:ConceptScheme", '"a text"@en', "_:b", "<https://other.example/two>"])
)
EXTRAS = st.lists(st.tuples(TERMS, PROPERTIES, VALUES), max_size=3).map(
    lambda triples: "".join(
        f"{s} {p} {o} .\n" for s, p, o in triples if p not in ("a", "rdfs:subClassOf") or o.startswith("skos:")
    )
)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str | None]:
    file = draw(st.sampled_from(FILES))
    if draw(st.integers(0, 4)) == 0:
        extra = file.replace(".md", ".extra.ttl")
        return extra, PREFIXES + draw(EXTRAS)
    return file, draw(st.one_of(st.none(), pages(), pages()))


def put(folder: Path, change: tuple[str, str | None]) -> None:
    file, text = folder / "taxonomy" / change[0], change[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text, encoding="utf-8")
