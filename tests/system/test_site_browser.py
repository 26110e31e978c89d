"""The site as it is built, in a real browser: each kind of page by itself, and what is done on pages together."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from headword.site.map import pages as mappages
from support.browser import launch, serve, watch
from support.programs import find_npm_package, find_program
from support.rich_site import (
    ARABIC,
    CHINESE,
    CONFIG,
    KINDS,
    LONG,
    UNSEEN,
    build_hashed,
    build_here,
    build_rich,
    write_files,
)

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
OVERFLOW = "document.scrollingElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with launch() as one:
        yield one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_rich(tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="module")
def hashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_hashed(tmp_path_factory.mktemp("hashed"))


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The site under a prefix, as a host has it that serves more than one."""
    (folder.parent / "rocks").symlink_to(folder, target_is_directory=True)
    with serve(folder.parent) as host:
        yield f"{host}rocks/"


@pytest.fixture
def shown(browser: object, address: str) -> Iterator[object]:
    """A page that must neither complain nor ask others."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    watched = watch(page)
    yield page
    assert watched.complaints == []
    assert [url for url in watched.asked if not url.startswith((address, "blob:"))] == []
    context.close()


def find_flaws(page) -> list[str]:
    """What axe-core finds wrong with a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright") if os.environ.get("CI") != "true" else None
    if axe is None:
        from axe_playwright_python import sync_playwright as axe
    found = axe.Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_page_is_for_everyone(shown, address: str, kind: str) -> None:
    shown.goto(address + KINDS[kind])
    assert shown.locator("h1").count() == 1
    assert find_flaws(shown) == []
    shown.set_viewport_size(PHONE)
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate(OVERFLOW) <= 0
    assert find_flaws(shown) == []


def test_a_flaw_is_found(shown, address: str) -> None:
    shown.goto(address)
    shown.evaluate("document.querySelector('h1').style.color = '#eee'")
    shown.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert {flaw.partition(":")[0] for flaw in find_flaws(shown)} == {"color-contrast", "button-name"}


@pytest.fixture(scope="module")
def still(browser: object) -> Iterator[object]:
    """A browser that runs no JavaScript, on a phone."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_page_is_complete_without_javascript(still, address: str, kind: str) -> None:
    page = still.new_page()
    watched = watch(page)
    page.goto(address + KINDS[kind])
    assert page.locator("main h1").is_visible()
    assert all(link.is_visible() for link in page.locator("nav.ways a").all())
    assert page.locator("main a").first.is_visible()
    # What does nothing without JavaScript is not there.
    assert not [button for button in page.locator("button:not([type=submit])").all() if button.is_visible()]
    assert page.evaluate(OVERFLOW) <= 0
    assert watched.complaints == []
    assert [url for url in watched.asked if not url.startswith(address)] == []
    page.close()


def test_without_javascript_trees_and_maps_are_read_and_search_leads_on(still, address: str) -> None:
    page = still.new_page()
    page.goto(f"{address}-/hierarchy/")
    rows = page.locator("ul.tree a")
    assert {"The crowd", "Minerals", "Mineral", "Silicates"} & {row.inner_text().strip() for row in rows.all()}
    assert all(row.is_visible() for row in rows.all())
    page.goto(f"{address}-/map/rocks/minerals/")
    drawing = page.locator(".map svg")
    box = drawing.bounding_box()
    assert box["width"] > 200
    assert box["height"] > 100
    links = {link.get_attribute("href") for link in drawing.locator("a").all()}
    assert "../../../../rocks/minerals/quartz/" in links
    page.locator("#-search-field").fill("quartz")
    page.locator("#-search-field").press("Enter")
    page.wait_for_url(f"{address}-/search/?q=quartz")
    page.locator("main a").click()
    page.wait_for_url(f"{address}-/a-z/")
    page.close()


def test_the_search_of_a_map_opens_the_way_to_a_concept(shown, address: str) -> None:
    shown.goto(f"{address}-/map/rocks/minerals/")
    shown.fill("#-map-field", "rock crys")
    shown.locator("#-map-field-list [role=option]").first.wait_for()
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("Enter")
    shown.locator("[role=treeitem][aria-current=true]").get_by_text("Quartz").wait_for()
    assert shown.url == f"{address}-/map/rocks/minerals/?at=rocks/minerals/quartz"
    assert shown.evaluate("document.activeElement.getAttribute('aria-label')") == "Quartz"


def test_what_is_nowhere_is_told_at_any_address(shown, address: str, folder: Path) -> None:
    page = (folder / "404.html").read_text(encoding="utf-8")
    shown.route("**/rocks/no/such/page/", lambda route: route.fulfill(body=page, content_type="text/html"))
    shown.goto(f"{address}no/such/page/")
    assert shown.locator("header").evaluate("each => getComputedStyle(each).display") == "flex"
    shown.locator("main a").first.click()
    shown.wait_for_url(f"{address}-/hierarchy/")


def test_another_language_is_the_same_page(shown, address: str) -> None:
    shown.goto(f"{address}rocks/minerals/quartz/")
    shown.get_by_role("link", name="Italiano").click()
    shown.wait_for_url(f"{address}rocks/minerals/quartz/index.it.html")
    assert shown.locator("html").get_attribute("lang") == "it"
    assert shown.locator("h1").inner_text() == "Quarzo"
    # Further pages are in the language that was chosen.
    shown.locator("nav.crumbs a").first.click()
    shown.wait_for_url(f"{address}rocks/minerals/index.it.html")
    assert shown.locator("h1").inner_text() == "Minerali"
    shown.get_by_role("link", name="English").click()
    shown.wait_for_url(f"{address}rocks/minerals/")


def test_what_is_in_other_languages_is_marked(shown, address: str) -> None:
    shown.goto(f"{address}rocks/minerals/quartz/")
    for text, language, way in ((ARABIC, "ar", "rtl"), (CHINESE, "zh", "ltr")):
        cell = shown.get_by_role("cell", name=text)
        assert cell.evaluate("each => each.closest('[lang]').lang") == language
        assert cell.evaluate("each => getComputedStyle(each).direction") == way


def test_labels_are_shown_whole(shown, address: str) -> None:
    for name, label in (("long", LONG), ("unseen", UNSEEN)):
        shown.goto(f"{address}rocks/minerals/{name}/")
        assert shown.locator("h1").text_content() == label
        assert shown.evaluate(OVERFLOW) <= 0


BROKEN_WORDS = """() => [...document.querySelectorAll("td bdi, .prose td")].flatMap((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const broken = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const word of node.data.matchAll(/\\p{L}+/gu)) {
      const range = new Range();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  }
  return broken;
})"""
LABELS = """\
# Occupations

Paid work.

| Occupation | Definition |
|---|---|
| Instrumentation technician | Maintains measurement instruments, and calibrates them after each commissioning |

- Alt: careers; jobs and posts; professional occupations of many kinds; positions held for a long time
- Alt: professions learned at school; trades learned from a master; vocational responsibilities
- Alt (de): Beschäftigungsverhältnisse; Berufe
"""


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_words_in_tables_are_not_broken(browser, tmp_path: Path, width: int) -> None:
    write_files(tmp_path, {"headword.toml": CONFIG, "taxonomy/work.md": LABELS})
    with serve(build_here(tmp_path)) as host:
        page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
        page.goto(f"{host}work/occupations/")
        assert page.locator("td bdi").count() > 5
        assert page.evaluate(BROKEN_WORDS) == []
        assert page.evaluate(OVERFLOW) <= 0
        page.context.close()


def test_words_that_are_missing_in_a_language_are_marked_as_english(browser, tmp_path: Path) -> None:
    languages = CONFIG.replace("[site]", '[site]\nlanguages = ["en", "he", "de-AT", "de"]')
    write_files(tmp_path, {"headword.toml": languages, "taxonomy/tea.md": "# Tea\n\n- Label (he): תה\n"})
    with serve(build_here(tmp_path)) as host:
        page = browser.new_context().new_page()
        page.goto(f"{host}tea/tea/index.he.html")
        assert page.locator(".tongues a").all_inner_texts() == ["English", "עברית", "Deutsch (Österreich)", "Deutsch"]
        heading = page.get_by_text("Hierarchy", exact=True).first
        assert heading.evaluate("(it) => [it.closest('[lang]').lang, getComputedStyle(it).direction]") == ["en", "ltr"]
        assert page.locator("h1").evaluate("(it) => it.closest('[lang]').lang") == "he"
        page.goto(f"{host}tea/tea/index.de.html")
        assert set(page.locator("main [lang=en]").all_inner_texts()) == {"Tea"}
        page.context.close()


def test_light_and_dark(shown, address: str) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    shown.goto(address)
    light = shown.evaluate(paper)
    shown.locator("[data-theme-button]").click()
    assert shown.evaluate(paper) == light
    shown.locator("[data-theme-button]").click()
    dark = shown.evaluate(paper)
    assert dark != light
    shown.goto(f"{address}rocks/minerals/")
    assert shown.evaluate(paper) == dark
    shown.locator("[data-theme-button]").click()
    assert shown.evaluate(paper) == light
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate(paper) == dark


def test_the_tree_by_keyboard(shown, address: str) -> None:
    focused = "document.activeElement.textContent.trim()"

    def press(*keys: str) -> str:
        for key in keys:
            shown.keyboard.press(key)
        return shown.evaluate(focused)

    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(f"{address}-/hierarchy/index.it.html")
    shown.locator("[role=treeitem][tabindex='0']").focus()
    assert shown.locator("[role=treeitem][tabindex='0']").count() == 1
    assert shown.evaluate(focused) == "The crowd"
    assert press("ArrowRight") == "Crowd"
    shown.keyboard.press("ArrowRight")
    shown.get_by_role("treeitem", name="Member 000").wait_for()
    assert f"{address}-/tree/it/index.json" in asked
    # Of a long level only the items near those that are seen are made.
    assert 100 <= shown.locator("[aria-level='3']").count() < 300
    assert press("ArrowRight") == "Member 000"
    shown.keyboard.press("ArrowRight")
    shown.get_by_role("treeitem", name="Below").wait_for()
    assert press("ArrowRight") == "Below"
    assert press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft") == "Crowd"
    # What is loaded is in the language of the page, and so is what it leads to.
    assert press("m", "i", "n") == "Minerali"
    assert press("ArrowDown") == "Minerale"
    shown.keyboard.press("ArrowRight")
    shown.get_by_role("treeitem", name="Silicati").wait_for()
    assert find_flaws(shown) == []
    assert press("ArrowRight") == "S Silicati"
    shown.keyboard.press("Enter")
    shown.wait_for_url(f"{address}rocks/minerals/silicates/index.it.html")


def test_the_tree_next_to_a_concept(shown, address: str) -> None:
    shown.goto(f"{address}rocks/minerals/quartz/")
    current = shown.locator(".side [aria-current=page]")
    current.wait_for()
    assert current.inner_text().split() == ["S1", "Quartz"]
    assert shown.locator(".side [aria-selected=true]").inner_text() == "Hierarchy"
    # What is opened stays open on the next page, which the tree leads to.
    shown.get_by_role("treeitem", name="The crowd").press("ArrowRight")
    shown.locator(".side").get_by_role("treeitem", name="Crowd", exact=True).wait_for()
    shown.get_by_role("treeitem", name="Silicates").click()
    shown.wait_for_url(f"{address}rocks/minerals/silicates/")
    assert shown.locator(".side [aria-current=page]").inner_text().split() == ["S", "Silicates"]
    assert shown.locator(".side").get_by_role("treeitem", name="Crowd", exact=True).is_visible()
    shown.get_by_role("tab", name="Hierarchy").press("ArrowRight")
    shown.get_by_role("tab", name="Collections").press("ArrowRight")
    shown.get_by_role("treeitem", name="Q", exact=True).press("ArrowRight")
    shown.get_by_role("treeitem", name="Quartz").first.click()
    shown.wait_for_url(f"{address}rocks/minerals/quartz/")
    shown.locator(".side [aria-current=page]").wait_for()
    assert shown.locator(".side [aria-selected=true]").inner_text() == "A–Z"
    assert find_flaws(shown) == []


def test_the_tree_of_collections_is_opened_at_a_member(shown, address: str) -> None:
    shown.goto(f"{address}rocks/minerals/amethyst/")
    shown.get_by_role("tab", name="Collections").click()
    current = shown.locator(".side [aria-current=page]")
    current.wait_for()
    assert (current.inner_text(), current.get_attribute("aria-level")) == ("Amethyst", "2")


def test_on_a_phone_the_tree_is_in_a_drawer(shown, address: str) -> None:
    shown.set_viewport_size(PHONE)
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(f"{address}rocks/minerals/quartz/")
    assert not [url for url in asked if "/-/tree/" in url]
    shown.get_by_role("button", name="Browse").click()
    shown.locator("dialog [aria-current=page]").wait_for()
    assert find_flaws(shown) == []
    shown.keyboard.press("Escape")
    assert not shown.locator("dialog").is_visible()
    assert shown.evaluate("document.activeElement.textContent") == "Browse"


SOUGHT = [
    ("quartz", "Quartz"),
    ("QUARZO", "Quartz"),
    ("bergkrist", "Quartz"),
    (ARABIC, "Quartz"),
    (CHINESE, "Quartz"),
    ("ametista", "Amethyst"),
    ("anahi", "Anahí ametrine"),
    ("strasse", "Straßenstein"),
    ("solido nat", "Mineral"),
    ("member 123", "Member 123"),
]


@pytest.mark.parametrize(("text", "label"), SOUGHT)
def test_search_finds_labels_of_every_language_without_accents(shown, address: str, text: str, label: str) -> None:
    shown.goto(f"{address}rocks/minerals/")
    shown.locator("#-search-field").fill(text)
    option = shown.locator("[role=option]").filter(has_text=label).first
    option.wait_for()
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("Enter")
    shown.wait_for_url(re.compile("/(quartz|amethyst|anahi|strassenstein|mineral|member-123)/$"))
    assert shown.locator("h1").inner_text() == label


def test_the_page_of_the_search(shown, address: str) -> None:
    shown.goto(f"{address}-/search/index.de.html?q=quar")
    shown.locator(".search-results a").first.click()
    shown.wait_for_url(f"{address}rocks/minerals/quartz/index.de.html")


def test_the_map_unfolds_what_is_loaded(browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mappages, "_MOST", 4)
    with serve(build_hashed(tmp_path)) as host:
        page = browser.new_context(viewport=DESK).new_page()
        watched = watch(page)
        page.goto(f"{host}-/map/stones/index.it.html")
        page.get_by_role("treeitem", name="Grain").focus()
        assert page.get_by_role("treeitem", name="Mote").count() == 0
        page.keyboard.press("ArrowLeft")  # "Pebble" is the second branch, and grows to the left.
        mote = page.get_by_role("treeitem", name="Mote")
        mote.wait_for()
        assert any("-/tree/it/" in url for url in watched.asked)
        assert watched.complaints == []
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{host}stones/mote/index.it.html")
        page.context.close()


def test_iris_are_copied(browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}rocks/minerals/quartz/")
    page.get_by_role("button", name="Copy IRI").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "https://w3id.org/rocks/rocks/minerals/quartz"
    context.close()


def test_on_paper_there_is_what_is_read(shown, address: str) -> None:
    shown.emulate_media(media="print")
    for kind in ("concept", "map", "hierarchy"):
        shown.goto(address + KINDS[kind])
        assert shown.locator("main h1").is_visible()
        for name in (".skip", "form.search", "nav.ways", "nav.tongues", ".theme", "footer.end", "main button"):
            assert not [each for each in shown.locator(name).all() if each.is_visible()], name


def test_hash_iris_lead_to_their_line(browser, hashed: Path) -> None:
    with serve(hashed) as host:
        page = browser.new_context(viewport=DESK).new_page()
        watched = watch(page)
        page.goto(f"{host}stones/#pebble")
        assert page.locator(":target").inner_text() == "Pebble"
        assert find_flaws(page) == []
        page.locator(":target a").click()
        page.wait_for_url(f"{host}stones/pebble/")
        assert page.locator(".iri code").inner_text() == "https://w3id.org/rocks/stones#pebble"
        page.locator("a", has_text="Cobble").first.click()
        page.wait_for_url(f"{host}stones/cobble/")
        assert watched.complaints == []
        page.context.close()


def find_checker() -> Path:
    return find_npm_package("vnu-jar") / "build" / "dist" / "vnu.jar"


def check_validity(files: list[Path]) -> list[str]:
    """What the Nu checker says of HTML, CSS and SVG."""
    run = subprocess.run(
        [
            find_program("java"), "-Xss8m", "-jar", str(find_checker()), "--also-check-css", "--also-check-svg",
            "--no-langdetect", "--format", "json", "--stdout", "--exit-zero-always", *map(str, files),
        ],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return [
        f"{Path(one['url']).name}: {one['message']}: {one.get('extract', '')}"
        for one in json.loads(run.stdout)["messages"]
    ]


def test_pages_styles_and_drawings_are_valid(folder: Path, hashed: Path, tmp_path: Path) -> None:
    broken = {
        "broken.html": "<!DOCTYPE html><html lang=en><title>x</title><p><h1>x</h2>",
        "broken.css": "a { colour: x }",
    }
    for name, text in broken.items():
        (tmp_path / name).write_text(text)
    endings = (".html", ".css", ".svg")
    files = [file for top in (folder, hashed) for file in sorted(top.rglob("*")) if file.suffix in endings]
    files = [file for file in files if not re.search(r"/member-\d\d+/", file.as_posix())]
    assert len(files) > 200
    found = check_validity([*files, *sorted(tmp_path.iterdir())])
    assert {one.partition(":")[0] for one in found if one.startswith("broken")} == broken.keys()
    assert [one for one in found if not one.startswith("broken")] == []
