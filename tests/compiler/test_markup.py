"""Markup beyond CommonMark is removed from labels and kept in notes, without a change of columns."""

import itertools
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from headword.compiler.meaning.notes import write_note
from headword.markdown.inline import find_links
from headword.markdown.outline import Outline, read_outline
from headword.markdown.page import parse_page
from headword.markdown.profiles import PLAIN, SITES, SiteProfile
from headword.markdown.section import Heading
from headword.markdown.text import SourceText
from headword.site import prose

SITE = st.sampled_from(list(SITES.values()))


def read(text: str, site: SiteProfile = PLAIN) -> Outline:
    return read_outline(parse_page(text, "page.md", "page"), ("jsvis-*",), site)


def texts_of(heading: Heading) -> list[SourceText]:
    return [*heading.paragraphs, *heading.quotes, *(item.text for items in heading.lists for item in items)]


def notes_of(heading: Heading) -> list[str]:
    return [write_note(text, find_links(text), {}) for text in texts_of(heading)]


# What a word can stand in, by the shape of site; `{}` is the word.
NESTED = ["*{}*", "**{}**", "~~{}~~", "[{}](https://e.example/a;b)", "<b>{}</b>", "<kbd>{}</kbd>"]
ALWAYS = [
    *NESTED, "_{}_", "***{}***", "`{}`", "[{}][target]", "![{}](p.png)", "[![{}](p.png)](u)", "{}[^1]", "{}<!-- c -->",
    "[{}][target][^1]", "{}^[said; elsewhere]", "${}$", "$${}$$", "{{{{< x >}}}}{}{{{{< /x >}}}}", '<a id="x"></a>{}',
    '{} {{{{< badge "a;b" >}}}}', "{{{{% x %}}}}{}",
]  # fmt: skip
OWN = {
    "plain": ["~{}~", "[[Page|{}]]", "[[{}]]", "{{% if x %}}{}{{% endif %}}", "{} {{{{ x.y }}}}", "[{}](u){{.button}}"],
    "hugo": ["~{}~"],
    "obsidian": ["=={}==", "==**{}**==", "[[Page|{}]]", "[[Page#H|=={}==]]", "[[{}]]", "{} %%todo%%", "{} ![[x.png]]"],
    "mkdocs": [
        "=={}==",
        "~{}~",
        "^{}^",
        "^^{}^^",
        ":material-x: {}",
        "*{}*{{: .c }}",
        "{} {{{{ x }}}}",
        "{} {{# c #}}",
    ],
}
WORDS = st.lists(st.text("abcXYZéß岩", min_size=1, max_size=6), min_size=1, max_size=4)
DEFINED = "\n\n[target]: #elsewhere;x\n[^1]: Said *elsewhere*; here.\n"


@settings(max_examples=150)
@given(words=WORDS, site=SITE, data=st.data())
def test_markup_does_not_change_labels(words: list[str], site: SiteProfile, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    way = data.draw(st.sampled_from([*ALWAYS, *OWN.get(site.name, [])]))
    word = way.format(words[at])
    if way in NESTED:
        # Four signs are none.
        word = data.draw(st.sampled_from([one for one in NESTED if one != way])).format(word)
    marked = " ".join([*words[:at], word, *words[at + 1 :]])
    (heading,) = read(f"# {marked}; {marked} {{#id}}{DEFINED}", site).headings
    assert heading.label.text == " ".join(words)
    assert [keyword.text for keyword in heading.keywords] == [" ".join(words)]
    assert heading.attributes.id is not None


LITERAL = {
    "money": "From $5 to $10, US$ and A$, $/kg",
    "powers": "2^10 and 2^20",
    "about": "~5 km to ~6 km",
    "indexes": "x[[1]] and [1]",
    "comparison": "a == b and c == d",
    "negated class": "Pattern [^abc]",
    "braces": "{x y} and {}",
}


@pytest.mark.parametrize("name", LITERAL)
@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
def test_signs_without_markup_meaning_stay(name: str, site: SiteProfile) -> None:
    (heading,) = read(f"# {LITERAL[name]} end", site).headings
    assert heading.label.text == f"{LITERAL[name]} end"


INLINE = st.sampled_from(
    ["word", "*soft*", "`code`", "~~old~~", "[text](https://e.example/)", "$x$", "x[^1]", "[ref]", "$y$", "one two"]
)
PHRASE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
PARAGRAPH = st.lists(PHRASE, min_size=1, max_size=3).flatmap(
    lambda lines: st.lists(st.sampled_from(["\n", "  \n", "\\\n"]), min_size=len(lines), max_size=len(lines)).map(
        lambda breaks: "".join(a + b for a, b in zip(lines, [*breaks[1:], ""], strict=True))
    )
)


def indent(text: str, mark: str, rest: str) -> str:
    return "\n".join(
        (mark if not number else rest if line else rest.rstrip()) + line for number, line in enumerate(text.split("\n"))
    )


TABLE = st.lists(st.tuples(PHRASE, PHRASE), min_size=1, max_size=3).map(
    lambda rows: "\n".join(["| a | b |", "|---|:-:|", *(f"| {one} | {other} |" for one, other in rows)])
)
TERMS = st.lists(st.tuples(PHRASE, PARAGRAPH), min_size=1, max_size=2).map(
    lambda pairs: "\n\n".join(f"{term}\n{indent(text, ': ', '  ')}" for term, text in pairs)
)
FORMULA = st.just("$$\na\n=\nb\n$$")
FENCE = st.sampled_from(["```py\nx = [^1]\n\n# no\n```".replace("[^1]", "1"), "~~~\ny\n~~~"])
BLOCKS = st.recursive(
    st.one_of(PARAGRAPH, TABLE, TERMS, FORMULA),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["- ", "1. ", "* [ ] ", "- [x] "]), st.lists(inner, min_size=1, max_size=3)).map(
            lambda pair: "\n\n".join(indent(text, pair[0], " " * min(len(pair[0]), 3)) for text in pair[1])
        ),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: indent("\n\n".join(parts), "> ", "> ")),
    ),
    max_leaves=5,
)
PARTS = st.lists(st.one_of(BLOCKS, FENCE), min_size=1, max_size=3).map("\n\n".join)


def render(text: str, *, breaks: bool, definitions: str = "") -> str:
    parser = prose._parser.__wrapped__(PLAIN)
    parser.options["breaks"] = breaks
    html = parser.render(text + definitions)
    return re.sub(r"\s+", " ", html).replace("> ", ">").replace(" <", "<")


def number(text: str) -> tuple[str, str]:
    """Return ``text`` with a different footnote for each mark, and the definitions."""
    numbers = itertools.count(1)
    text = re.sub(r"\[\^1\]", lambda _: f"[^{next(numbers)}]", text)
    notes = "".join(f"[^{one}]: Said *there* {one}.\n" for one in range(1, next(numbers)))
    return text, f"\n\n[ref]: https://e.example/ref\n\n{notes}"


@settings(max_examples=150, deadline=None)
@given(PARTS)
def test_quote_reads_as_it_renders(inside: str) -> None:
    inside, used = number(inside)
    outline = read(f"# A\n\n{indent(inside, '> ', '> ')}{used}")
    html = render(inside, breaks=False, definitions=used)
    assume("<p>" in html or "<table>" in html)
    (quote,) = notes_of(outline.headings[0])
    assert render(quote, breaks=True) == html


@settings(max_examples=150, deadline=None)
@given(st.one_of(TABLE, TERMS, FORMULA))
def test_block_reads_as_it_renders(block: str) -> None:
    block, used = number(block)
    outline = read(f"# A\n\n{block}{used}")
    html = render(block, breaks=False, definitions=used)
    assert [render(note, breaks=True) for note in notes_of(outline.headings[0])] == [html]


GONE = re.compile(r"\[[^\[\]]*\](?:\(#gone-\d+\)|\[gone-\d+\])")
"""A link to what is not there."""
PLACES = {
    "plain": ["::: note X {}\n\n{}\n\n- {}\n\n:::", ":::: tip\n::: tip T\n{}\n:::\n{}\n::::"],
    "hugo": [
        "> [!NOTE] X {}\n> {}\n>\n> {}",
        'Text {{{{< figure\n  src="x" >}}}} {}',
        "{{{{< x >}}}}\n# no\n{{{{< /x >}}}}\n{}",
    ],
    "obsidian": [
        "> [!tip] {}\n> {}",
        "Text %%hidden\nmore%% {}",
        "| a |\n|---|\n| [[page\\|x]] {} | {} |",
        "[[page]] {} ![[page]] {}",
    ],
    "mkdocs": [
        '!!! note "X {}"\n    {}\n\n    | a |\n    |---|\n    | {} |',
        "/// note | X {}\n    open: true\n\n{}\n///",
    ],
}
ANYWHERE = [
    "{}", "One {}\ntwo {}  \nthree\\\n{}", "> {}\n>\n> {}\n> - {}\n>   {}\n\n> > {}", "- {}\n\n  {}\n  - {}\n    {}",
    "1. {}\n2.   {}\n\n     > {}", "| a {} | {} |\n|---|---|\n| x[^f] {} | [text][ref] {} |", "{}\n: {}\n\n  {}",
    "{} [^f] {}", "[a long text][ref] {} [ref] {}", "~~{}~~ ==x== {}", "* [ ] {}\n* [x] {}", '<a id="q"></a>{} <br> {}',
    "![p](p.png) {}", "$x$ {} `{}`".replace("`{}`", "`code`"),
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(site=SITE, data=st.data())
def test_locations_of_links(site: SiteProfile, data: st.DataObject) -> None:
    shapes = data.draw(st.lists(st.sampled_from([*ANYWHERE, *PLACES.get(site.name, [])]), min_size=1, max_size=3))
    numbers = itertools.count(1)

    def fill(shape: str) -> str:
        holes = shape.replace("{{", "").replace("}}", "").count("{}")
        ways = ["[gone](#gone-{})", "[a word][gone-{}]", "[gone-{}]"]
        return shape.format(*(data.draw(st.sampled_from(ways[:2])).format(next(numbers)) for _ in range(holes)))

    blocks = [fill(shape) for shape in shapes]
    note = f"[^f]: In a footnote {fill('{}')}.\n\n    More {fill('{}')}."
    last = next(numbers)
    targets = "\n".join(f"[gone-{one}]: #gone-{one}" for one in range(1, last))
    text = "\n\n".join(["# A", *blocks, "Used.[^f]", note, "[ref]: https://e.example/a-long-target", targets])
    lines = text.split("\n")
    found = set()
    for heading in read(text, site).headings:
        for part in texts_of(heading):
            assert part.whole().end_column <= len(lines[part.whole().line - 1]) + 1
            for link in find_links(part):
                if link.fragment.startswith("gone-"):
                    place = link.location
                    shown = lines[place.line - 1][place.column - 1 : place.end_column - 1]
                    assert GONE.fullmatch(shown), (shown, link)
                    assert link.fragment in (shown, shown.replace("[", "#").rstrip(")]").rpartition("#")[2])
                    found.add(link.fragment)
    assert found == {f"gone-{one}" for one in range(1, last)}


@settings(max_examples=150, deadline=None)
@given(words=WORDS, site=SITE, data=st.data())
def test_locations_of_keywords(words: list[str], site: SiteProfile, data: st.DataObject) -> None:
    ways = data.draw(
        st.lists(st.sampled_from([*ALWAYS, *OWN.get(site.name, [])]), min_size=len(words), max_size=len(words))
    )
    line = f"## {' '.join(way.format(word) for way, word in zip(ways, words, strict=True))}; kw one, kw two"
    (heading,) = read(f"{line}{DEFINED}", site).headings
    shown = [line[at.location.column - 1 : at.location.end_column - 1] for at in heading.keywords]
    assert shown == [keyword.text for keyword in heading.keywords] == ["kw one", "kw two"]


BOMBS = {
    "footnotes in footnotes": "\n".join(f"[^{n}]: {f'[^{n + 1}] ' * 300}" for n in range(300))
    + "\n[^300]: "
    + "x" * 2000,
    "one long footnote": "[^1] " * 20_000 + "\n\n[^1]: " + "x" * 50_000,
    "one long target": "[a] " * 20_000 + "\n\n[a]: #" + "x" * 50_000,
    "a footnote of itself": "Text[^1]\n\n[^1]: Again[^1] [^2]\n[^2]: And[^1]",
    "open brackets": "[" * 20_000 + "\n\n[a]: b",
    "open footnotes": "^[" * 20_000,
    "open tags": "{{< a " * 20_000 + "{% x " * 20_000,
    "nested tags": "{{< a >}}\n" * 3_000 + "{{< /a >}}\n" * 3_000,
    "containers": "::: a\n" * 3_000 + ":::\n" * 3_000,
    "open containers": ":::: a\n" * 3_000 + ":::\n" * 3_000,
    "signs": "~~a~ ^b ==c " * 5_000,
    "formulas": "$a" * 10_000,
    "anchors": '<a id="x"></a>\n' * 5_000,
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
def test_size_of_text_read_is_limited(name: str, site: SiteProfile) -> None:
    text = f"# A\n\n{BOMBS[name]}\n\n## B {BOMBS[name][:1500].partition(chr(10))[0]}\n\nText[^0]"
    headings = read(text, site).headings
    assert sum(len(part.text) for heading in headings for part in texts_of(heading)) < 6 * len(text) + 200_000
