"""Search as you type, the tree, copying and the theme, in a real browser under a strict content security policy."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import pytest
from markupsafe import Markup

from headword.api.search import KINDS, ConceptFinder, SearchName
from headword.rdf.folding import find_beginnings, fold, fold_words
from headword.site.search.index import SearchEntry, SearchTerm, write_index
from headword.site.tree_files import write_trees
from support.browser import launch, serve, watch
from support.search_words import make_vocabulary

STATIC = Path(__file__).parents[2] / "src/headword/site/static"
TEMPLATES = Path(__file__).parents[2] / "src/headword/site/templates"
OPENS = 2
"""The flag of a row of a tree that has something below it."""
WORDS = {
    "search.label": "Search for concepts",
    "search.button": "Search",
    "search.list": "Concepts found",
    "search.none": "No concepts found.",
    "search.found.one": "{count} concept",
    "search.found.other": "{count} concepts",
    "search.more": "The first {count} concepts",
    "search.near": "Similar",
    "kind.collection": "Collection",
    "kind.scheme": "Scheme",
    "search.failed": "The search could not be loaded.",
}
BASE = """<!DOCTYPE html>
<html lang="{{ lang }}" dir="{{ dir }}" data-root="{{ here.root }}" data-default="en">
<head><meta charset="utf-8"><title>{% block title %}Minerals{% endblock %}</title>
{% block head %}
<link rel="stylesheet" href="{{ assets }}test.css">
<link rel="stylesheet" href="{{ assets }}search.css">
<link rel="stylesheet" href="{{ assets }}tree.css">
<link rel="icon" href="data:,">
<script src="{{ assets }}theme.js"></script>
<script type="module" src="{{ assets }}search.js"></script>
<script type="module" src="{{ assets }}tree.js"></script>
<script type="module" src="{{ assets }}copy.js"></script>
{% endblock %}
</head>
<body>
<header>{% include 'search-part.html' %}
<button type="button" data-theme-button hidden data-auto="Appearance: auto" data-light="Appearance: light"
 data-dark="Appearance: dark"></button></header>
<main>{% block content %}<h1>Minerals</h1>
<p><button type="button" data-copy="https://example.org/quartz" data-copied="Copied"
 data-failed="Not copied" hidden>Copy IRI</button></p>
{{ tree }}{% endblock %}</main>
</body></html>"""
CSS = """:root { --ink: #111; --paper: #fff; --line: #ccc; --accent: #00529b; --muted: #555; --focus: #b35c00; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --ink: #eee; --paper: #111; --line: #444;
--accent: #7db8ff; --muted: #aaa; --focus: #ffb454; } }
:root[data-theme=dark] { --ink: #eee; --paper: #111; --line: #444; --accent: #7db8ff; --muted: #aaa; --focus: #ffb454; }
body { color: var(--ink); background: var(--paper); font-family: sans-serif; } a { color: var(--accent); }"""
TREE = """<ul class="tree" aria-label="Minerals" data-failed="It could not be loaded."{path}>
<li><a href="{root}min/oxides/{page}">Oxides</a>
<ul><li><a href="{root}min/quartz/{page}">Quartz</a>
<ul><li data-more="min/agate"><a href="{root}min/agate/{page}">Agate</a></li></ul></li>
<li><a href="{root}min/rutile/{page}">Rutile</a></li></ul></li>
<li data-more="min/lost"><a href="{root}min/salts/{page}">Salts</a></li>
<li><a href="{root}min/zeolites/{page}">Zeolites</a></li>
</ul>"""

MINERALS = [
    (("en", "Quartz"), ("it", "Quarzo"), ("ar", "كوارتز"), ("ja", "石英")),
    (("en", "Oxides"), ("it", "Ossidi"), ("de", "Oxide")),
    (("en", "Rutile"), ("fr", "Rutilé")),
    (("en", "Rose quartz"), ("it", "Quarzo rosa")),
    (("de", "Straßenstein"),),
    (("en", "<img src=x onerror=alert(1)>"),),
    (("en", "Agate"),),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with launch() as one:
        yield one


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder)
    with serve(folder) as address:
        yield address


def write_site(folder: Path) -> None:
    files: dict[str, bytes] = {f"-/assets/{file.name}": file.read_bytes() for file in STATIC.iterdir()}
    files["-/assets/test.css"] = CSS.encode()
    concepts = [
        SearchEntry(f"min/{number}/", labels, (("en", "Minerals"), ("it", "Minerali")), number == 2)
        for number, labels in enumerate(MINERALS)
    ]
    words = [SearchTerm(text, tag, "prefLabel", n) for n, labels in enumerate(MINERALS) for tag, text in labels]
    words += [SearchTerm("rock crystal", "en", "altLabel", 0), SearchTerm("Kristall", "de", "altLabel", 0)]
    words += [SearchTerm("qartz", "en", "hiddenLabel", 0), SearchTerm("4.DA.05", "", "notation", 0)]
    words += [SearchTerm(f"Filling {number}", "en", "prefLabel", 6) for number in range(30)]
    concepts += [SearchEntry(f"fill/{number}/", (("en", f"Many {number}"),)) for number in range(40)]
    words += [SearchTerm(f"Many {number}", "en", "prefLabel", len(MINERALS) + number) for number in range(40)]
    files |= dict(write_index(words, concepts))
    files |= {
        "index.html": page("en", "", TREE),
        "index.it.html": page("it", "", TREE),
        "index.ar.html": page("ar", "", TREE, "rtl"),
        "min/agate/index.html": page("en", "min/agate", TREE, path="min/oxides/ min/quartz/ min/agate/"),
        "min/deep/index.html": page("en", "min/deep", TREE, path="min/oxides/ min/quartz/ min/agate/ min/onyx/"),
        "-/search/index.html": page("en", "-/search", "", template="search.html"),
    }
    for language, onyx in (("en", "Onyx"), ("it", "Onice"), ("ar", "Onyx")):
        sard = ("min/sard", "عقيق", "ar" if language != "ar" else "")
        rows = {
            "min/agate": [("min/onyx", onyx, "", "", OPENS), sard],
            "min/onyx": [("min/agate", "Agate", "", "", OPENS)],
        }
        files |= dict(write_trees(f"-/tree/{language}/", rows))
    for number in range(len(MINERALS)):
        files[f"min/{number}/index.html"] = page("en", f"min/{number}", "")
        files[f"min/{number}/index.it.html"] = page("it", f"min/{number}", "")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


class Here:
    def __init__(self, language: str, address: str) -> None:
        self.language = language
        self.address = address
        self.root = "../" * len(address.split("/")) if address else "./"

    def page(self, address: str) -> str:
        return f"{self.root}{address}/" + ("" if self.language == "en" else f"index.{self.language}.html")

    def file(self, path: str) -> str:
        return self.root + path


def page(
    language: str, address: str, tree: str, direction: str = "ltr", path: str = "", template: str = "base.html"
) -> bytes:
    loader = jinja2.ChoiceLoader([jinja2.DictLoader({"base.html": BASE}), jinja2.FileSystemLoader(TEMPLATES)])
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    here = Here(language, address)
    name = "" if language == "en" else f"index.{language}.html"
    written = tree.format(root=here.root, page=name, path=f' data-path="{path}"' if path else "")
    return (
        environment.get_template(template)
        .render(
            lang=language, dir=direction, here=here, own="-", assets=f"{here.root}-/assets/", site_title="Minerals",
            tree=Markup(written),
            t=lambda key: WORDS.get(key, key),
            w=lambda key: WORDS.get(key, key),
        )
        .encode()
    )  # fmt: skip


@pytest.fixture
def open_page(browser, site: str) -> Iterator[Callable[..., object]]:
    watched = []

    def go(path: str = "", **options: object):
        one = browser.new_context(**options).new_page()
        watched.append(watch(one))
        one.asked = watched[-1].asked
        one.complaints = watched[-1].complaints
        one.goto(site + path)
        return one

    yield go
    for each in watched:
        assert each.complaints == []
        assert [url for url in each.asked if not url.startswith((site, "data:"))] == []
        each.page.context.close()


def options_of(page) -> list[str]:
    page.wait_for_selector("[role=option], .search-status:not(:empty)", state="attached")
    return [re.sub(r"\s+", " ", text).strip() for text in page.locator("[role=option]").all_inner_texts()]


def type_in(page, text: str) -> list[str]:
    page.locator("#-search-field").fill("")
    page.locator("#-search-field").press_sequentially(text)
    page.wait_for_timeout(150)
    return options_of(page)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("quar", ["Quartz Minerals", "Rose quartz Minerals"]),
        ("QUARTZ r", ["Rose quartz Minerals"]),
        ("rock", ["rock crystal → Quartz Minerals"]),
        ("krist", ["Kristall → Quartz German · Minerals"]),
        ("rutile", ["Rutile Minerals"]),
        ("strass", ["Straßenstein German · Minerals"]),
        ("qart", ["Quartz Minerals"]),
        ("4.da", ["4.DA.05 → Quartz Minerals"]),
        ("كوار", ["كوارتز → Quartz Arabic · Minerals"]),
        ("英", ["石英 → Quartz Japanese · Minerals"]),
        ("<img", ["<img src=x onerror=alert(1)> Minerals"]),
        ("xyz", []),
    ],
)
def test_concepts_are_found_as_you_type(open_page, text: str, found: list[str]) -> None:
    page = open_page()
    assert type_in(page, text) == found
    status = "No concepts found." if not found else f"{len(found)} concept{'s' if len(found) > 1 else ''}"
    assert page.locator(".search-status").inner_text() == status


def test_the_page_s_language_comes_first_and_names_what_is_found(open_page) -> None:
    page = open_page("index.it.html")
    assert type_in(page, "q") == ["Quarzo Minerali", "Quarzo rosa Minerali"]
    assert type_in(page, "rock") == ["rock crystal → Quarzo inglese · Minerali"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/min/0/index.it.html")


def test_other_languages_are_marked(open_page) -> None:
    page = open_page()
    type_in(page, "كوار")
    label = page.locator("[role=option] .search-label")
    assert (label.get_attribute("lang"), label.get_attribute("dir")) == ("ar", "rtl")


def test_the_list_is_worked_by_keyboard(open_page) -> None:
    page = open_page()
    field = page.locator("#-search-field")
    assert field.get_attribute("role") == "combobox"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "-search-field"
    type_in(page, "quartz")
    assert field.get_attribute("aria-expanded") == "true"
    active = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        active.append(field.get_attribute("aria-activedescendant"))
    assert active == [
        "-search-field-list-0",
        "-search-field-list-1",
        None,
        "-search-field-list-1",
        "-search-field-list-0",
    ]
    assert page.locator("[aria-selected=true]").count() == 1
    page.keyboard.press("Escape")
    assert (field.get_attribute("aria-expanded"), field.input_value()) == ("false", "quartz")
    page.keyboard.press("Escape")
    assert field.input_value() == ""
    type_in(page, "quartz")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/min/3/")


def test_a_click_leads_to_the_concept(open_page) -> None:
    page = open_page()
    type_in(page, "quartz")
    page.locator("[role=option]").first.click()
    page.wait_for_url("**/min/0/")


def test_nothing_is_loaded_before_the_field_is_used(open_page) -> None:
    page = open_page()
    page.wait_for_timeout(200)
    assert not [url for url in page.asked if "/-/search/" in url]
    type_in(page, "q")
    assert [url.partition("/-/search/")[2].partition("?")[0] for url in page.asked if "/-/search/" in url] == [
        "index.json",
        "leaf/all.json",
    ]


def test_an_answer_that_comes_late_is_dropped(browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headword.site.search.index._LEAF", 300)
    write_site(tmp_path)
    with serve(tmp_path) as address:
        page = browser.new_page()
        page.goto(address)
        # The first of the two files comes last.
        page.evaluate("""() => { const real = window.fetch; let late = true;
            window.fetch = async (url, ...more) => {
              if (url.includes("/leaf/") && late) { late = false; await new Promise((go) => setTimeout(go, 500)); }
              return real(url, ...more); }; }""")
        page.locator("#-search-field").fill("rutile")
        page.wait_for_timeout(150)
        page.locator("#-search-field").fill("agate")
        page.wait_for_timeout(200)
        assert options_of(page) == ["Agate Minerals"]
        page.wait_for_timeout(600)
        assert options_of(page) == ["Agate Minerals"]
        page.locator("#-search-field").fill("")
        page.wait_for_timeout(50)
        assert not page.locator("[role=listbox]").is_visible()
        page.close()


def test_a_search_that_cannot_be_reached_says_so(open_page) -> None:
    page = open_page()
    page.route("**/index.json", lambda route: route.abort())
    page.locator("#-search-field").press_sequentially("q")
    page.get_by_text("The search could not be loaded.").wait_for()
    page.unroute("**/index.json")
    assert type_in(page, "quar") != []
    page.complaints[:] = [text for text in page.complaints if "ERR_FAILED" not in text]


def test_more_than_a_list_holds(open_page) -> None:
    page = open_page()
    assert len(type_in(page, "many")) == 12
    assert page.locator(".search-status").inner_text() == "The first 12 concepts"
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/search/?q=many")
    page.get_by_text("40 concepts").wait_for()
    assert page.locator(".search-results a").count() == 40
    assert page.locator(".search-results a").first.get_attribute("href").endswith("/fill/0/")


def test_the_search_page_without_javascript_says_what_to_use(open_page) -> None:
    page = open_page("-/search/?q=quartz", java_script_enabled=False)
    assert page.locator("noscript").count() == 1
    assert "../../-/a-z/" in page.content()


def test_the_key_may_be_turned_off(open_page) -> None:
    page = open_page("-/search/")
    page.locator("[data-search-key]").uncheck()
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "-search-field"


def is_one_of_many(code: int) -> bool:
    return unicodedata.name(chr(code), "").startswith(("CJK", "HANGUL SYLLABLE", "TANGUT", "EGYPTIAN", "CUNEIFORM"))


def test_python_and_browser_fold_alike(open_page) -> None:
    page = open_page()
    # Each letter that Unicode had when both learned it, and each next to others; of ideographs and syllables some.
    texts = [
        chr(code) for code in range(0x30000) if chr(code).isprintable() and not (is_one_of_many(code) and code % 17)
    ]
    texts += [f"a{one}b {one}" for one in texts[::7]] + ["ΟΔΥΣΣΕΥΣ", "İstanbul Işık", "น้ำแข็ง日本DNA", "مُـهندس"]
    told = page.evaluate(
        """async (texts) => { const { fold, foldWords, listBeginnings } = await import("./-/assets/fold.js");
        return texts.map((text) => [fold(text), foldWords(text), listBeginnings(foldWords(text))]); }""",
        texts,
    )
    for text, (folded, words, beginnings) in zip(texts, told, strict=True):
        own = fold_words(text)
        assert [folded, words, beginnings] == [fold(text), own, [own[at:] for at in find_beginnings(own)]], ascii(text)


RANKED = """
Education|Education|Educational policy|Policies†|Women and education|(Woman)|Police|E-mail|(Email archives@fr)
Physics education|Éducation physique@fr|Colour|(Color theory)|образование@ru|日本語教育@ja|-leaf- ' '
"""
"""Labels, each of a concept: alternative ones in brackets, those that are not English with a tag, † out of use."""
LABEL = re.compile(r"(\()?([^|\n()@†]+)(?:@(\w+))?\)?(†)?")
SOUGHT = """
educ|education|educaton|policy edu|edu polic|policies|women|woman|email|e-mail|colour|phsyics|physics educaton
образования|教育|leaf|nothing of it
"""


def test_python_and_browser_rank_alike(browser, tmp_path: Path) -> None:
    sought = [text for text in re.split(r"[|\n]", SOUGHT) if text]
    labels = [
        (text, "altLabel" if other else "prefLabel", tag or "en", bool(gone))
        for other, text, tag, gone in LABEL.findall(RANKED)
    ]
    words = [SearchTerm(text, tag, kind, number) for number, (text, kind, tag, _) in enumerate(labels)]
    concepts = [
        SearchEntry(f"c{number:02}/", (), (), gone, level=number % 3) for number, (*_, gone) in enumerate(labels)
    ]
    write_searchable(tmp_path, words, concepts)
    finder = ConceptFinder(
        SearchName(f"c{number:02}/", KINDS.index(kind), text, tag, gone, number % 3)
        for number, (text, kind, tag, gone) in enumerate(labels)
    )
    with serve(tmp_path) as address:
        one = browser.new_page()
        one.goto(address)
        found = one.evaluate(
            """async (sought) => { const { SearchIndex } = await import("./-/assets/search-index.js");
            const index = new SearchIndex(new URL("-/search/", location).href);
            const all = [];
            for (const text of sought) {
              const { hits } = await index.find(text, { language: "en", limit: 50, files: 50 });
              all.push(hits.map(({ url }) => url));
            }
            return all; }""",
            sought,
        )
        one.close()
    assert len(labels) == 16
    assert dict(zip(sought, found, strict=True)) == {
        text: [name.iri for name, _ in finder.find(text, "en")] for text in sought
    }
    assert all(found[:-1])


def write_searchable(folder: Path, words: list[SearchTerm], concepts: list[SearchEntry]) -> None:
    files = dict(write_index(words, concepts)) | {
        f"-/assets/{file.name}": file.read_bytes() for file in STATIC.iterdir()
    }
    for path, content in {**files, "index.html": page("en", "", "")}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def find_missing(page, asked: list[list[str]]) -> list[str]:
    """What the browser does not find, of texts and the concepts that they are labels of."""
    return page.evaluate(
        """async (asked) => { const { SearchIndex } = await import("./-/assets/search-index.js");
        const index = new SearchIndex(new URL("-/search/", location).href);
        const missing = [];
        for (const [text, url] of asked) {
          const { hits } = await index.find(text, { language: "en", limit: 200, files: 20 });
          if (!hits.some((hit) => hit.url === url)) missing.push(text);
        }
        return missing; }""",
        asked,
    )


def test_what_python_indexes_the_browser_finds(browser, tmp_path: Path, record_property) -> None:
    words, concepts = make_vocabulary(12_800)
    write_searchable(tmp_path, words, concepts)
    with serve(tmp_path) as address:
        one = browser.new_page()
        one.goto(address)
        asked = [[word.text, concepts[word.number].url] for word in words[:: len(words) // 300]]
        assert find_missing(one, asked) == []
        one.close()
        record_property("first result, ms", time_first_result(browser, address))


def test_letters_beyond_the_first_plane_are_in_the_same_order(
    browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headword.site.search.index._LEAF", 300)
    # Some before and some after what UTF-16 has its pairs of halves for.
    texts = [
        chr(code) + "x" for start in (0x4E00, 0x20000, 0xA4D0, 0xFA0E, 0x1D2E0) for code in range(start, start + 20)
    ]
    concepts = [SearchEntry(f"c/{number}/", ()) for number in range(len(texts))]
    words = [SearchTerm(text, "zh", "prefLabel", number) for number, text in enumerate(texts) if fold_words(text)]
    write_searchable(tmp_path, words, concepts)
    with serve(tmp_path) as address:
        one = browser.new_page()
        one.goto(address)
        assert find_missing(one, [[word.text, concepts[word.number].url] for word in words]) == []
        one.close()


def time_first_result(browser, address: str) -> float:
    one = browser.new_page()
    one.goto(address)
    one.evaluate("""() => { const field = document.querySelector("#-search-field");
        field.addEventListener("input", () => { window.began = performance.now(); }, { capture: true, once: true });
        new MutationObserver(() => { window.ended ??= performance.now(); }).observe(
          document.querySelector("[role=listbox]"), { childList: true }); }""")
    one.locator("#-search-field").focus()
    one.wait_for_timeout(300)  # as long as hands need to begin
    one.keyboard.press("s")
    one.wait_for_selector("[role=option]")
    taken = one.evaluate("window.ended - window.began")
    names = one.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert [name.split("?")[0] for name in names if "/-/search/" in name] == [
        f"{address}-/search/index.json",
        f"{address}-/search/best/73.json",
    ]
    one.close()
    print(f"first result after {taken:.1f} ms")
    return taken


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent")


def press(page, *keys: str) -> list[str]:
    seen = []
    for key in keys:
        page.keyboard.press(key)
        # What is loaded may take its time.
        page.locator("[role=tree]:not(:has([aria-busy]))").wait_for()
        seen.append(focused(page))
    return seen


def test_the_tree_is_worked_by_keyboard(open_page) -> None:
    page = open_page()
    assert page.locator("[role=tree] [tabindex='0']").count() == 1
    page.locator("[role=treeitem]").first.focus()
    assert press(page, "ArrowDown", "ArrowDown", "ArrowUp", "End", "Home") == [
        "Quartz", "Agate", "Quartz", "Zeolites", "Oxides",
    ]  # fmt: skip
    assert press(page, "ArrowLeft", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown") == [
        "Oxides", "Salts", "Oxides", "Oxides", "Quartz", "Agate",
    ]  # fmt: skip
    assert press(page, "ArrowLeft", "ArrowLeft", "ArrowLeft") == ["Quartz", "Quartz", "Oxides"]
    assert press(page, "r") == ["Rutile"]
    page.wait_for_timeout(800)
    assert press(page, "z", "Home") == ["Zeolites", "Oxides"]
    assert page.locator("[role=tree] [tabindex='0']").inner_text() == "Oxides"
    page.keyboard.press("Enter")
    page.wait_for_url("**/min/oxides/")
    page.complaints.clear()  # there is no such page


def test_further_levels_are_loaded_when_they_are_opened(open_page) -> None:
    page = open_page()
    page.get_by_role("treeitem", name="Agate").focus()
    assert press(page, "ArrowRight", "ArrowRight", "ArrowDown") == ["Agate", "Onyx", "عقيق"]
    sard = page.locator("bdi", has_text="عقيق")
    assert (sard.get_attribute("lang"), sard.get_attribute("dir")) == ("ar", "rtl")
    # Onyx leads back to agate, and so on without end.
    assert press(page, "ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight") == [
        "Onyx", "Onyx", "Agate", "Agate", "Onyx",
    ]  # fmt: skip
    assert page.evaluate("document.activeElement.getAttribute('aria-level')") == "6"
    assert page.evaluate("document.activeElement.href").endswith("/min/onyx/")


def test_a_star_opens_all_of_a_level_and_says_what_failed(open_page) -> None:
    page = open_page()
    page.route("**/-/tree/**", lambda route: route.abort())
    page.locator("[role=treeitem]").first.focus()
    press(page, "ArrowLeft", "*")
    page.get_by_text("It could not be loaded.").wait_for()
    assert page.get_by_role("treeitem", name="Oxides").get_attribute("aria-expanded") == "true"
    page.complaints[:] = [text for text in page.complaints if "ERR_FAILED" not in text]


def test_the_tree_opens_to_the_concept_of_the_page(open_page) -> None:
    page = open_page("min/deep/")
    page.locator("[aria-current=page]").wait_for()
    assert page.locator("[aria-current=page]").inner_text() == "Onyx"
    assert page.locator("[role=tree] [tabindex='0']").inner_text() == "Onyx"


def test_the_tree_of_a_page_in_another_language(open_page) -> None:
    page = open_page("index.it.html")
    page.locator("li:has(> [role=treeitem]:text('Agate')) > .tree-toggle").click()
    onyx = page.get_by_role("treeitem", name="Onice")
    onyx.wait_for()
    assert onyx.get_attribute("href").endswith("/min/onyx/index.it.html")
    assert focused(page) == "Agate"


def test_from_right_to_left_the_arrows_are_mirrored(open_page) -> None:
    page = open_page("index.ar.html")
    page.locator("[role=treeitem]").first.focus()
    assert press(page, "ArrowLeft", "ArrowRight", "ArrowRight") == ["Quartz", "Quartz", "Oxides"]


def test_the_tree_is_complete_without_javascript(open_page) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator(".tree a:visible").count() == 6


def test_a_text_is_copied(open_page) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy IRI").click()
    page.locator("[role=status]", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "https://example.org/quartz"
    page.get_by_role("button", name="Copy IRI").wait_for()


def test_the_theme_is_kept(open_page) -> None:
    page = open_page(color_scheme="light")
    button = page.locator("[data-theme-button]")
    seen = [button.get_attribute("aria-label")]
    for _ in range(2):
        button.click()
        seen.append(button.get_attribute("aria-label"))
    assert seen == ["Appearance: auto", "Appearance: light", "Appearance: dark"]
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 17, 17)"
    button.click()
    assert page.evaluate("document.documentElement.dataset.theme ?? null") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "index.ar.html", "min/deep/", "-/search/?q=quar"])
def test_axe_finds_nothing(open_page, path: str, scheme: str) -> None:
    axe = load_axe()
    page = open_page(path, color_scheme=scheme, bypass_csp=True)
    assert violations(axe.run(page)) == []
    type_in(page, "quar")
    page.keyboard.press("ArrowDown")
    assert violations(axe.run(page)) == []


def load_axe():
    if os.environ.get("CI") != "true":
        pytest.importorskip("axe_playwright_python")
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def violations(results) -> list[tuple[str, object]]:
    return [(one["id"], one["nodes"][0]["html"]) for one in results.response["violations"]]


def test_it_fits_a_phone(open_page) -> None:
    page = open_page("min/deep/", viewport={"width": 320, "height": 600})
    type_in(page, "quar")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
