"""The page of queries, in a browser: with an endpoint, without one, and complete either way."""

import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pyoxigraph
import pytest
from tests.server.test_serving import make

from headword.rdf.sparql.store import named_queries
from support.browser import launch, serve, watch
from support.served import headword_serve


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("queries") / "site")


@pytest.fixture(scope="module")
def server(folder: Path):
    with headword_serve(folder) as server:
        yield server


@pytest.fixture(scope="module")
def browser():
    with launch() as browser:
        yield browser


@pytest.fixture
def watched(browser, server):
    page = browser.new_page()
    watched = watch(page)
    page.goto(f"http://127.0.0.1:{server.port}/sparql")
    page.wait_for_selector(".cm-content")
    yield watched
    page.close()


def write(page, text: str) -> None:
    """Replace the text of the editor as typing does; `fill` edits styles, which the policy forbids."""
    page.press(".cm-content", "Control+A")
    page.keyboard.insert_text(text)


def test_every_ready_query_runs_as_it_is_shown(server) -> None:
    page = server.ask("/-/sparql/").text
    shown = re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", page, re.DOTALL)
    assert len(shown) == len(named_queries())
    for text in shown:
        query = text.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace("&#39;", "'")
        # An endpoint that knows no prefixes, too.
        pyoxigraph.Store().query(query.replace("&amp;", "&"))
        assert server.query(query, "*/*").status == 200


def test_a_query_is_asked_by_keyboard_alone(watched) -> None:
    page = watched.page
    assert page.url.endswith("/-/sparql/")
    page.keyboard.press("Tab")
    page.focus(".cm-content")
    write(page, "SELECT ?c ?l { ?c skos:prefLabel ?l } ORDER BY ?l")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-query-rows] table")
    rows = page.locator("[data-query-rows] tbody tr")
    assert rows.count() == int(re.search(r"\d+", page.text_content("[data-query-status]"))[0])
    assert "Amethyst" in rows.nth(0).text_content()
    # A link leads to the page on this host, and has the label next to it.
    assert page.get_attribute("[data-query-rows] td a", "href") == page.url.partition("-/")[0] + "minerals/amethyst/"
    assert page.text_content("[data-query-rows] td a + .query-label") == "Amethyst"
    assert "query=" in page.url
    # Tab leads out of the field.
    page.focus(".cm-content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert watched.complaints == []


@pytest.mark.parametrize(
    ("written", "offered", "taken"),
    [
        ("SELECT ?c { ?c skos:prefL", "skos:prefLabel", "skos:prefLabel"),
        ("SELECT ?c { ?c prefLab", "skos:prefLabel", "skos:prefLabel"),
        ("SELECT ?concept { ?con", "?concept", "?concept"),
        ("SELECT ?c { ?c a dct", "dcterms:", "dcterms:"),
        ("SELECT ?c { ?c skos:broader ameth", "Amethyst", "<https://w3id.org/test/minerals/amethyst>"),
        ("sel", "SELECT", "SELECT"),
    ],
)
def test_what_may_follow_is_offered(watched, written: str, offered: str, taken: str) -> None:
    page = watched.page
    write(page, written[:-1])
    page.press(".cm-content", "Control+End")
    page.keyboard.type(written[-1])
    page.locator(".cm-tooltip-autocomplete li").get_by_text(offered, exact=True).wait_for()
    page.wait_for_timeout(100)  # a key that comes at once is not meant for the list
    page.keyboard.press("Enter")
    assert page.text_content(".cm-content").endswith(taken)
    assert watched.complaints == []


def test_numbers_are_drawn_queries_are_kept_and_links_copied(watched) -> None:
    page = watched.page
    query = "SELECT ?s (COUNT(?c) AS ?n) { ?c ?s ?o } GROUP BY ?s ORDER BY DESC(?n)"
    write(page, query)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".query-chart")
    bars = page.locator(".query-chart dd span").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().width)"
    )
    assert len(bars) > 3
    assert bars == sorted(bars, reverse=True)
    page.click("[data-query-share]")
    assert "link is copied" in page.text_content("[data-query-status]")
    page.reload()
    page.wait_for_selector(".cm-content")
    assert page.locator("#query-history option").nth(1).text_content() == query
    assert watched.complaints == []


def test_without_the_editor_a_query_is_written_in_a_field(browser, server) -> None:
    page = browser.new_page()
    page.route("**/query-editor.js", lambda route: route.abort())
    page.goto(f"http://127.0.0.1:{server.port}/-/sparql/")
    page.wait_for_selector("#query-text:visible")
    page.fill("#query-text", "ASK {}")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-query-rows] pre")
    page.close()


def test_the_editor_is_built_from_its_sources() -> None:
    folder = Path(__file__).parents[2] / "editor"
    digest = hashlib.sha256()
    for name in ("build.mjs", "package-lock.json", "package.json", "query-editor.js"):
        digest.update((folder / name).read_bytes())
    built = files("headword.site").joinpath("static/query-editor.js").read_text("utf-8")
    assert digest.hexdigest() in built.partition("\n")[0]
    assert built.count("MIT License") >= 4


def test_each_download_is_in_its_format(watched) -> None:
    page = watched.page
    for query, formats in (
        ("SELECT * { ?s ?p ?o }", ["csv", "tsv", "json", "xml"]),
        ("DESCRIBE <minerals/quartz>", ["ttl", "nt", "rdf", "jsonld"]),
    ):
        write(page, query)
        page.click("[data-query-form] button")
        page.wait_for_selector(f"[data-query-format={formats[0]}]:visible")
        links = page.locator("[data-query-format]:visible")
        assert [links.nth(number).text_content().strip() for number in range(links.count())] == formats
        for format_ in formats:
            with page.expect_download() as download:
                page.click(f"[data-query-format={format_}]")
            assert download.value.suggested_filename == f"answer.{format_}"
            assert Path(download.value.path()).stat().st_size > 50


def test_what_is_wrong_with_a_query_is_said(watched) -> None:
    page = watched.page
    write(page, "SELECT ?c { <script>alert(1)</script>")
    page.click("[data-query-form] button")
    page.wait_for_selector("[data-query-error]:visible")
    assert "does not parse" in page.text_content("[data-query-error]")
    assert page.evaluate("document.activeElement.shadowRoot.getSelection().toString()") == "<script>alert"
    write(page, "ASK {}")
    page.click("[data-query-form] button")
    page.wait_for_selector("[data-query-rows] pre")
    assert page.text_content("[data-query-rows]") == "Yes"


def test_hostile_answers_are_text(watched) -> None:
    page = watched.page
    write(page, "SELECT ('<img src=x onerror=alert(1)>' AS ?x) (<javascript:alert(1)> AS ?y) {}")
    page.click("[data-query-form] button")
    page.wait_for_selector("[data-query-rows] table")
    assert page.locator("[data-query-rows] img, [data-query-rows] a").count() == 0
    assert watched.complaints == []


def test_the_page_leads_to_the_other_apis(watched) -> None:
    page = watched.page
    page.click("[data-query-apis]")
    page.wait_for_selector("h2")
    assert page.url.endswith("/-/api/")
    assert "/rest/v1/search" in page.content()


def test_a_link_to_a_query_shows_it(browser, server) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/-/sparql/#query=ASK+%7B%7D")
    page.wait_for_selector("form[data-query-form]:not([hidden])")
    assert page.input_value("#query-text") == "ASK {}"
    page.close()


def test_without_an_endpoint_the_page_says_so(browser, folder: Path, headword) -> None:
    run = headword("site", cwd=folder)
    assert run.returncode == 0, run.stderr
    with serve(folder / "site") as address:
        page = browser.new_page()
        page.goto(f"{address}-/sparql/")
        page.wait_for_load_state("networkidle")
        assert not page.is_visible("form[data-query-form]")
        assert page.is_visible("[data-query-without]")
        assert page.locator("pre").count() == len(named_queries())
        page.close()


def test_the_page_is_accessible(watched) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = watched.page
    write(page, "SELECT * { ?s ?p ?o } LIMIT 5")
    page.click("[data-query-form] button")
    page.wait_for_selector("[data-query-rows] table")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
