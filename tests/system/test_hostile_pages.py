"""Texts that want to be code, in every place that a vocabulary has for texts: shown, and never run."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support.browser import launch, serve, watch
from support.rich_site import build_here, write_files

BASE = "https://w3id.org/hostile/"
ELSEWHERE = "https://elsewhere.invalid"
FRAGMENTS = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<!--<script>",
    "-->",
    "]]>",
    "<![CDATA[",
    "<?php echo 1 ?>",
    f"<img src=x onerror=alert(3)><img src={ELSEWHERE}/i.png>",
    f"<svg onload=alert(4)><iframe src={ELSEWHERE}/frame>",
    "</title><h1>x</h1>",
    "</textarea></style></template></noscript>",
    '" onmouseover="alert(5)" x="',
    "' autofocus onfocus='alert(6)",
    "`onclick=alert(7)`",
    "javascript:alert(8)",
    "[run](javascript:alert(9))",
    "[run](<JaVaScRiPt:alert(10)>)",
    "[run](data:text/html,<script>alert(11)</script>)",
    f"![seen]({ELSEWHERE}/seen.png)",
    f"[away](//{ELSEWHERE[8:]}/)",
    "<javascript:alert(12)>",
    "[ref]: javascript:alert(13)",
    "{{ 7 * 7 }}{% include 'base.html' %}{# gone #}",
    '{{< ref "x" >}}{{% x %}}',
    "${alert(14)}",
    "#{7*7}",
    "&lt;script&gt;&amp;#x41;&#65;&nbsp;&",
    "\\u003cscript>\\x3c\\",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING}",
    "\N{LEFT-TO-RIGHT ISOLATE}\N{RIGHT-TO-LEFT EMBEDDING}",
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\ufeff",
    "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}",
    "\N{PILE OF POO}\N{FAMILY}\N{VARIATION SELECTOR-16}",
    "مرحبا",
    "石英",
    "a\N{COMBINING ACUTE ACCENT}\N{COMBINING ACUTE ACCENT}",
    "nul\0",
    "\x01\x08\x0b\x1b\x7f\x85",
    "\t",
    "../../..",
    "?q=x#y%00%2e",
    "a" * 10_000,
    "word",
    " ",
]
LABELS = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4).map("".join).filter(str.strip)
BLOCKS = [
    "\n",
    "\n\n",
    "- ",
    "- [x] ",
    "| a |\n|---|\n| ",
    "x\n: ",
    "$$\n",
    "$",
    "x^[",
    "]",
    "[^1]: ",
    "[^1]",
    "~~",
    "<br>",
]
TEXTS = st.lists(st.sampled_from([*FRAGMENTS, *BLOCKS]), max_size=6).map("".join)

# What would run, or ask another host, or stand where a text of the vocabulary cannot put it.
LIVE = """() => {
  const found = [];
  for (const each of document.querySelectorAll("*")) {
    for (const { name, value } of each.attributes) {
      if (name.startsWith("on")) found.push(`${each.localName} ${name}=${value}`);
      if (["href", "src", "action", "data-more", "data-page"].includes(name)) {
        const { protocol } = new URL(value, document.baseURI);
        if (!["http:", "https:", "mailto:"].includes(protocol)) found.push(`${each.localName} ${name}=${value}`);
      }
    }
    if (["iframe", "object", "embed", "img", "base", "style", "video", "audio"].includes(each.localName))
      found.push(each.outerHTML.slice(0, 200));
    if (each.localName === "script" && !each.src && !each.type.endsWith("json"))
      found.push(each.outerHTML.slice(0, 200));
  }
  if (document.querySelectorAll("h1").length !== 1) found.push("headings");
  return found;
}"""


def quote(text: str) -> str:
    """``text`` as a literal of Turtle, or a string of TOML."""
    return '"' + "".join(one if one.isalnum() else f"\\U{ord(one):08X}" for one in text) + '"'


def write_hostile(folder: Path, label: str, others: list[str], notes: list[str]) -> None:
    """A small vocabulary in which ``label`` and the others stand wherever a text can."""
    one, two = f"<{BASE}things/one>", f"<{BASE}things/two>"
    alternative = ", ".join(f"{quote(other)}@de" for other in others)
    extra = [
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        f"{one} skos:prefLabel {quote(label)}@de ; skos:altLabel {alternative} ;",
        f"  skos:notation {quote(label)} ; dcterms:contributor {quote(label)} ;",
        "  skos:hiddenLabel " + quote(label + " hidden") + "@de .",
        f"{two} skos:prefLabel {quote(label + ' two')}@de ; skos:exactMatch <urn:x:1>, <javascript:alert(20)> ;",
        f"  dcterms:created {quote(label)}, '2026' ; dcterms:modified {quote(label)}, '2026-01-02' .",
        f"<{BASE}things/all> skos:prefLabel {quote(label + ' all')}@de .",
        f"<{BASE}things> skos:prefLabel {quote(label + ' things')}@de .",
    ]
    for number, text in enumerate(notes):
        name = ("definition", "scopeNote", "example", "note", "changeNote")[number % 5]
        extra.append(f"{one} skos:{name} {quote(text)}@{('de', 'en')[number % 2]} .")
    # What a release said that is no more.
    gone = f"<{BASE}things/gone> a skos:Concept ; skos:prefLabel {quote(label + ' gone')}@de ."
    config = [
        f'base = "{BASE}"', f"title = {quote(label)}", f"description = {quote(label)}", 'languages = ["de"]',
        'version = "1.0"', f"creator = {quote(label)}",
        "[site]", 'languages = ["de"]', 'redirects = { "things/gone" = "things/one" }',
    ]  # fmt: skip
    page = "---\ntitle: Things\n---\n# One {#one}\n## Two {#two}\n## All {#all .collection}\n### Three {#three}\n"
    write_files(folder, {
        "headword.toml": "\n".join(config), "taxonomy/things.md": page, "taxonomy/things.extra.ttl": "\n".join(extra),
        "vocab/versions/1.0/things.ttl": f"{extra[0]}\n{gone}",
    })  # fmt: skip


ACTIONS = {
    "-/search/index.html?q=one": lambda page: page.locator(".search-results a").first.wait_for(),
    "-/map/things/index.html": lambda page: page.locator(".map-live [role=treeitem]").last.focus(),
    # The page of the only map leads to it.
    "-/map/index.html": lambda page: page.wait_for_url("**/-/map/things/**"),
    "things/two/index.html": lambda page: (
        page.locator("#-search-field").fill("two"), page.locator("[role=option]").first.wait_for(),
    ),
}  # fmt: skip
"""What is done on a page so that it shows more texts."""
TOLD = {
    "index.html": "", "things/index.html": " things", "things/one/index.html": "", "things/two/index.html": " two",
    "things/all/index.html": " all", "-/hierarchy/index.html": "", "-/collections/index.html": " all",
    "-/changes/index.html": " gone", "-/search/index.html?q=one": "",
}  # fmt: skip
"""The pages whose text has the label, and what comes after it."""
PAGES = [
    "index.html", "things/index.html", "things/one/index.html", "things/two/index.html", "things/all/index.html",
    "-/hierarchy/index.html", "-/a-z/index.html", "-/search/index.html?q=one", "-/map/things/index.html",
    "-/map/index.html", "-/collections/index.html", "-/changes/index.html", "-/statistics/index.html",
    "-/data/index.html", "404.html",
]  # fmt: skip


def as_shown(label: str) -> str:
    """A label as what an element contains says it, once white space is one space."""
    return " ".join(label.replace("\0", "\N{REPLACEMENT CHARACTER}").split())


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with launch() as one:
        yield one


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A folder, and the address of it under a strict policy and under none."""
    top = tmp_path_factory.mktemp("served")
    folder = top / "hostile"
    folder.mkdir()
    with serve(top) as strict, serve(top, lenient=True) as lenient:
        yield folder, f"{strict}hostile/", f"{lenient}hostile/"


# What fails is small as it is; to make it smaller takes minutes.
@settings(max_examples=5, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(label=LABELS, others=st.lists(LABELS, min_size=1, max_size=3), notes=st.lists(TEXTS, max_size=6))
def test_texts_are_shown_and_never_run(browser, hosts, label: str, others: list[str], notes: list[str]) -> None:
    folder, strict, lenient = hosts
    with tempfile.TemporaryDirectory() as name:
        write_hostile(Path(name), label, others, notes)
        built = build_here(Path(name))
        shutil.rmtree(folder)
        shutil.copytree(built, folder)
    for name in ("-/feed.atom", "sitemap.xml"):
        ET.parse(folder / name)
    context = browser.new_context()
    page = context.new_page()
    watched = watch(page)
    leaves = [file.relative_to(folder).as_posix() for file in folder.glob("-/a-z/*/*/index.html")]
    for host, names in ((lenient, [*PAGES, *leaves[:3]]), (strict, PAGES[2:3])):
        for name in names:
            page.goto(host + name)
            ACTIONS.get(name, lambda _: None)(page)
            assert page.evaluate(LIVE) == [], name
            if name in TOLD:
                # Of long labels a search shows the beginning.
                assert as_shown(label[:190] if "?" in name else label + TOLD[name]) in as_shown(
                    page.locator("main").text_content()
                ), name
    # The policy of the last page was not needed.
    assert watched.complaints == []
    assert [url for url in watched.asked if not url.startswith((strict, lenient))] == []
    assert as_shown(page.locator("h1").text_content()) == as_shown(label)
    context.close()
