"""Every word under a heading is published or reported."""

import itertools
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headword.compiler.incremental import compile_pages
from headword.compiler.site import find_site
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.project.project import find_project
from headword.project.select import select_pages
from headword.rdf.graph import LocatedGraph
from headword.rdf.terms import SKOS, Literal
from support.project import CONFIG

WORD = re.compile(r"zq[a-z]+")
"""A word that a page is made of; all else in a page is markup, or a word of the dialect."""
PLACEHOLDER = "zq?"
"""Becomes another word wherever it is used."""
KEYS = [
    "Alt", "alt", "Synonyms", "Label", "Hidden", "Definition", "Note", "Example", "Scope note", "scope_note",
    "Notation", "Related", "Broader", "Exact match", "See also", "Source", "Created", "Deprecated", "In scheme", "Use",
    "UF", "Relatd", "Scop note", "Examples", "Member",
]  # fmt: skip
BEGINS_AS_FIELD = re.compile(r"[^\w|`]*(?:alt|synonyms|scope[_ ]note|exact match)\W", re.IGNORECASE)
LINKS = [
    "[zqb](#zqb)",
    "<https://example.org/a>",
    "[zqc](#zqc)",
    "skos:Concept",
    "[gone](#nowhere)",
    "<https://e.org/a b>",
    "[[page#zqb]]",
]
COLONS = [": ", ":", " : ", "\uff1a", ":: "]


@st.composite
def words(draw: st.DrawFn) -> str:
    joiner = draw(st.sampled_from([" ", " ", " ", "; ", ", ", "; ;", ": ", " **", " (", "<br>", " \\; ", " `", " | "]))
    return joiner.join([PLACEHOLDER] * draw(st.integers(1, 3)))


@st.composite
def values(draw: st.DrawFn) -> str:
    """Draw a value of a field: words, links, or both."""
    kinds = draw(st.lists(st.one_of(words(), st.sampled_from(LINKS)), max_size=3))
    return draw(st.sampled_from([" ", "; ", ", ", " and "])).join(kinds)


@st.composite
def fields(draw: st.DrawFn, keys: st.SearchStrategy[str] | None = None) -> str:
    """Draw a line that reads like a field, with a known key or a word."""
    key = draw(keys or st.one_of(st.sampled_from(KEYS), words()))
    language = draw(st.sampled_from(["", "", "", " (de)", " (zqlang)", " (none)"]))
    colon, mark = draw(st.sampled_from(COLONS)), draw(st.sampled_from(["", "", "**", "_", "`"]))
    value = draw(values())
    form = draw(
        st.sampled_from(["{m}{k}{l}{m}{c}{v}", "{m}{k}{m}{l}{c}{v}", "{m}{k}{l}{c}{m} {v}", "{m}{k}{l}{c}{v}{m}"])
    )
    return form.format(m=mark, k=key, l=language, c=colon, v=value).strip()


LINES = st.one_of(words(), fields(), fields())


@st.composite
def paragraphs(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(LINES, min_size=1, max_size=4))


@st.composite
def lists(draw: st.DrawFn) -> list[str]:
    """Draw a list with items of several lines, nested items, further paragraphs, and lines without indentation."""
    lines = []
    bullet = draw(st.sampled_from(["- ", "* ", "1. "]))
    for _ in range(draw(st.integers(1, 3))):
        lines.append(bullet + draw(LINES))
        indents = [" " * len(bullet), "", f"{' ' * len(bullet)}- ", f"\n{' ' * len(bullet)}"]
        for _ in range(draw(st.integers(0, 2))):
            lines += (draw(st.sampled_from(indents)) + draw(LINES)).split("\n")
    return lines


@st.composite
def quotes(draw: st.DrawFn) -> list[str]:
    lines = draw(st.lists(st.one_of(LINES, st.just("")), min_size=1, max_size=4))
    return [f"> {line}".rstrip() for line in lines]


@st.composite
def tables(draw: st.DrawFn) -> list[str]:
    """Draw a table whose first column may have keys; its header is empty, or a row as well."""
    columns = draw(st.integers(1, 3))
    header = draw(st.sampled_from(["Field", "", "Alt", "Note"]))
    rows = [[header, *("zqhead" if header in KEYS else "Value" for _ in range(columns - 1))]]
    for key in draw(st.lists(st.one_of(st.sampled_from(KEYS), words()), max_size=3)):
        rows.append([key, *(draw(values()) for _ in range(columns - 1))])  # noqa: PERF401 - values are drawn in turn
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (cells[0], ["---"] * columns, *cells[1:])]


@st.composite
def definitions(draw: st.DrawFn) -> list[str]:
    lines = []
    for _ in range(draw(st.integers(1, 2))):
        lines.append(draw(st.one_of(st.sampled_from(KEYS), words())))
        lines += draw(st.sampled_from([[], [""]]))
        for _ in range(draw(st.integers(1, 2))):
            lines.append(f": {draw(values().filter(str.strip))}")
        lines += draw(st.sampled_from([[], [""], [draw(words())]]))
    return lines


BLOCKS = st.one_of(paragraphs(), lists(), quotes(), tables(), definitions())


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw a page of headings with blocks, with or without blank lines between them."""
    lines = []
    for heading in ("# zqa", f"## zqb; {draw(words())}", "## zqc"):
        lines.append(heading)
        for block in draw(st.lists(BLOCKS, max_size=3)):
            lines += [*block, *draw(st.sampled_from([[""], [""], []]))]
        lines.append("")
    numbers = itertools.count(1000)
    return re.sub(re.escape(PLACEHOLDER), lambda _: spell(next(numbers)), "\n".join(lines))


def spell(number: int) -> str:
    """Return a unique word for a number."""
    return f"zq{str(number).translate(str.maketrans('0123456789', 'defghijklm'))}"


def read(text: str, profile: str) -> tuple[LocatedGraph, list[str]]:
    """Return the published texts of a page, and those of findings: each message, and the text at its location."""
    with tempfile.TemporaryDirectory() as name, open_cache(None) as cache:
        folder = Path(name)
        (folder / "headword.toml").write_text(f'{CONFIG}profile = "{profile}"\nsources = "taxonomy"\n')
        (folder / "taxonomy").mkdir()
        (folder / "taxonomy" / "page.md").write_text(text, encoding="utf-8")
        project = find_project(folder)
        made = compile_pages(find_site(project, select_pages(project, []), drafts=False), RunContext(cache))
        lines = text.split("\n")
        reported = []
        for seen in made.records["page.md"].observations:
            line, start, end = seen.location[1:]
            reported += [seen.message, lines[line - 1][start - 1 : end - 1] if start else lines[line - 1]]
        return made.stated("page.md").facts, reported


def find_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(text)}


@pytest.mark.parametrize("profile", ["plain", "hugo", "mkdocs", "obsidian"])
@given(pages())
@example("# zqa\n## zqb; zqd<br>zqe\n- Alt: zqf<br>zqg\n")
@example("# zqa\n\n| Alt | zqd |\n|---|---|\n| Note | zqe |\nSource (de):\n1. zqf; zqg\n")
@example("# zqa\n\nBroader:\n\n- `zqd:` <https://example.org/a>\n- zqe: zqf\n")
@example("# zqa\n\nAlt\n: \n\n**Scope note: zqd**\nzqe\n\n**Alt: zqf **zqg**\n")
@example("# zqa\n\n- Related: [zqb](#zqb), zqd, [zqb](#zqb)\n- Deprecated: zqe\n\n## zqb\n")
@example("# zqa\nDefinition:\n\n- zqd\n- Alt:\n\n")
@example("# zqa\n\n## zqb\n- Alt:\n  **Alt: zqd**\n  zqe\n\n")
@settings(max_examples=100)
def test_every_word_is_published_or_reported(profile: str, page: str) -> None:
    if profile == "obsidian":
        # There, a key with two colons is for others, unless it is ours.
        page = page.replace("::", ":")
    facts, reported = read(page, profile)
    literals = [value.value for _, _, value in facts if isinstance(value, Literal)]
    assert find_words([page]) - find_words(literals) - find_words(reported) == set()
    definitions = [value.value for _, predicate, value in facts if predicate == f"{SKOS}definition"]
    assert not list(filter(BEGINS_AS_FIELD.match, definitions))
