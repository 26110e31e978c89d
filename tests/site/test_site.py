"""The site: what is written for a vocabulary, read back by what reads such files."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import rdflib
from lxml import html as lxml_html

from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.core.errors import HeadwordError
from headword.core.findings import Location
from headword.markdown.profiles import SITES
from headword.project.config import Config
from headword.rdf.languages import choose_text, find_direction
from headword.rdf.terms import SKOS
from headword.site.addresses import assign, find_address
from headword.site.locales import Locale
from headword.site.prose import render_prose, to_plain_text
from headword.site.resource_index import ResourceIndex
from headword.site.summaries import ResourceLabel
from headword.site.target_names import fetch_names, find_names, read_names
from headword.site.templating import break_iris
from headword.site.words import read_messages
from support.project import CONFIG, Run
from support.rdf_hosts import serve_rdf

MakeSite = Callable[..., Path]
BASE = "https://w3id.org/test/"

MINERALS = """\
---
title: Minerals
description: What stones are made of.
date: 2026-02-01
---

# Minerals; natural solids

## Quartz; rock crystal, silica {#quartz notation="Q1"}

The *commonest* mineral, akin to [feldspar](#feldspar) and to [salt](rocks/salt.md#halite).

See [the catalogue](https://example.org/quartz).

- Label (it): Quarzo
- Label (ar): مرو
- Related: [Feldspar](#feldspar)
- Exact match: <http://www.wikidata.org/entity/Q43010>
- Scope note: Not glass.

### Amethyst; purple quartz

- Broader: [Gemstones](#gemstones)

## Feldspar

## Gemstones

## Silica glass {.deprecated}

- Replaced by: [Quartz](#quartz)
"""
SALT = "---\ntitle: Salts\n---\n\n# Salts\n## Halite\n"


def publish(headword: Run, folder: Path, *words: str) -> Path:
    run = headword("site", *words, cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "site"


def list_files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def minerals(site: MakeSite, headword: Run) -> Path:
    return publish(headword, site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT}))


def read_page(folder: Path, address: str, name: str = "index.html") -> lxml_html.HtmlElement:
    return lxml_html.fromstring((folder / address / name).read_bytes())


def test_each_resource_has_a_page_and_its_data_beside_it(minerals: Path) -> None:
    files = list_files(minerals)
    for address in ("minerals", "minerals/quartz", "minerals/amethyst", "rocks/salt", "rocks/salt/halite"):
        assert {f"{address}/index.html", f"{address}.ttl", f"{address}.jsonld", f"{address}.json"} <= files
    assert {"index.html", "404.html", "sitemap.xml", "robots.txt", ".well-known/void", "-/feed.atom"} <= files


def test_a_page_says_everything_that_is_said_of_its_concept(minerals: Path) -> None:
    page = read_page(minerals, "minerals/quartz")
    text = " ".join(page.text_content().split())
    for said in (
        "Quartz", "rock crystal", "silica", "Quarzo", "مرو", "Q1", "The commonest mineral", "Not glass.", "Gemstones",
        "www.wikidata.org", f"{BASE}minerals/quartz", "taxonomy/minerals.md:9",
    ):  # fmt: skip
        assert (said in text) == (said != "Gemstones"), said
    links = {link.text_content(): link.get("href") for link in page.iter("a")}
    assert links["Feldspar"] == "../../minerals/feldspar/"
    assert links["feldspar"] == "../../minerals/feldspar/"
    assert links["salt"] == "../../rocks/salt/halite/"
    assert links["the catalogue"] == "https://example.org/quartz"
    assert page.xpath("//em")[0].text == "commonest"
    assert page.xpath("//*[@lang='ar']/@dir") == ["rtl"] * len(page.xpath("//*[@lang='ar']"))


def test_words_of_notes_have_an_index(minerals: Path) -> None:
    folder = minerals / "-/search/note"
    index, words, block = (json.loads((folder / name).read_bytes()) for name in ("index.json", "0.json", "of/0.json"))
    assert (index["words"], words["commonest"], words["glass"]) == (["akin"], [0], [0])
    assert block["concepts"][0][0] == "minerals/quartz/"
    assert block["notes"][0] == ["en", "The commonest mineral, akin to feldspar and to salt."]
    assert json.loads((minerals / "-/search/index.json").read_bytes())["notes"]


NAMED = "<http://a/b> <http://www.w3.org/2000/01/rdf-schema#label> 'B' , 'Be'@de ."


@pytest.mark.parametrize(
    ("media_type", "data", "names"),
    [
        ("text/turtle; charset=utf-8", NAMED, {"": "B", "de": "Be"}),
        ("text/turtle", f"{NAMED} <http://a/b> <http://www.w3.org/2004/02/skos/core#prefLabel> 'C'@en .", {"en": "C"}),
        ("text/turtle", "<http://a/other> a <http://a/x> .", {}),
        ("text/turtle", "not Turtle", {}),
        ("text/html", NAMED, {}),
    ],
)
def test_names_of_mapped_concepts_are_read(media_type: str, data: str, names: dict[str, str]) -> None:
    assert find_names("http://a/b", data.encode(), media_type) == names


NAMES = {
    "wikidata/entity/Q1": {"en": "quartz", "de": "Quarz", "ja": "石英"},
    "loc/sh1": {"en": "Quartz crystals"},
    "gnd/4": {"": "Quarz"},
    "skosmos/c_1": {"it": "Quarzo", "en": "quartz"},
    "busy/once": {"en": "patient"},
}
WITHOUT = ["page/1", "circle/1", "nothing/1", "slow/1"]


def test_names_of_mapped_concepts_are_fetched_from_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are asked politely and once, and pages have the names in their language."""
    monkeypatch.setattr("headword.core.web._SECONDS", 0.5)
    with serve_rdf() as host, serve_rdf() as busy, open_cache(tmp_path) as cache:
        context = RunContext(cache)
        iris = [f"{host.url}/{path}" for path in [*NAMES, *WITHOUT]]
        later = [f"{busy.url}/busy/{number}" for number in range(5)]
        assert fetch_names([*iris, *iris, *later, "urn:x:y"], context) == len(WITHOUT) + len(later)
        known = read_names(cache)
        assert {iri.removeprefix(f"{host.url}/"): names for iri, names in known.items()} == NAMES
        # A host that asks for a long pause gets no further requests.
        assert busy.asked == {"/busy/0": 2}
        before = host.asked.copy()
        assert fetch_names(iris[: len(NAMES)], context) == 0
        assert host.asked == before
    iri = iris[0]
    for language, name in (("de", ("Quarz", "de")), ("de-AT", ("Quarz", "de")), ("fr", ("quartz", "en"))):
        atlas = ResourceIndex((), {}, {}, "https://w3id.org/rocks/")
        atlas.names[iri] = [ResourceLabel("name", text, tag) for tag, text in known[iri].items()]
        words = read_messages(language, Path("none"))
        reader = Locale(atlas, Config(base="https://w3id.org/rocks/"), words, (language,))
        link = reader.refer(reader.here("x"), iri)
        assert (link.text, link.language) == name


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("https://w3id.org/a-b/c_d#x?q=1&r=<2>", "https://w3id.|org/|a-|b/|c_|d#|x?|q=|1&amp;|r=&lt;2&gt;"),
        ("See urn:isbn:12-3: <b> well-known", "See urn:isbn:|12-|3: &lt;b&gt; well-known"),
        ("Re: e-mail & fax", "Re: e-mail &amp; fax"),
    ],
)
def test_an_iri_breaks_at_its_separators(text: str, html: str) -> None:
    """And no other text does."""
    assert break_iris(text) == html.replace("|", "<wbr>")


def test_the_home_page_says_what_there_is(minerals: Path) -> None:
    page = read_page(minerals, "")
    shown = {a.text_content(): a.get("href") for a in page.xpath("//ul[@class='cards']/li/a")}
    assert shown == {"Minerals": "./minerals/", "Salts": "./rocks/salt/"}
    assert "What stones are made of." in page.xpath("string(//ul[@class='cards'])")
    figures = [text.strip() for text in page.xpath("//dl[@class='facts']//dd/text()") if text.strip()]
    assert figures[:2] == ["8", "2"]
    assert read_page(minerals, "-/statistics").xpath("string(//dl[@class='figures']//dd[1])") == "8"
    ways = page.xpath("//nav[@class='ways']//a/@href")
    assert ways == [f"./-/{way}/" for way in ("hierarchy", "a-z", "map", "statistics", "data", "sparql")]
    files = {href.removeprefix("./") for href in page.xpath("//a[@download]/@href")}
    assert {"-/data/vocabulary.ttl", "-/cite.bib", "-/cite.json"} <= files <= list_files(minerals)


def test_a_single_scheme_is_shown_on_the_home_page(site: MakeSite, headword: Run) -> None:
    config = f'base = "{BASE}"\ntitle = "Test"\ncreator = "Ann & Co_"\npublisher = "The museum"\n'
    release = 'version = "1.0"\nreleased = "2026-02-03"\n'
    page = SALT.replace("---\n\n", "license: http://creativecommons.org/licenses/by-sa/4.0/\n---\n\n")
    folder = publish(headword, site({"taxonomy/salt.md": page}, config + release))
    page = read_page(folder, "")
    assert [a.text_content() for a in page.xpath("//ul[@class='cards']/li/a")] == ["Salts"]
    assert "./-/map/salt/" in page.xpath("//nav[@class='ways']//a/@href")
    assert read_page(folder, "-/map").xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../../-/map/salt/"]
    assert page.xpath("//dl[@class='facts']//a[@rel='license']")[0].text == "CC BY-SA 4.0"
    cited = f"Ann & Co_ (2026). Test (version 1.0). The museum. {BASE}"
    assert page.xpath("string(//section[@class='cite']//bdi)") == cited
    assert r"author = {{Ann \& Co\_}}" in (folder / "-/cite.bib").read_text()
    item = json.loads((folder / "-/cite.json").read_text())[0]
    assert (item["issued"], item["author"]) == ({"date-parts": [[2026, 2, 3]]}, [{"literal": "Ann & Co_"}])


LOOKS = """
[site]
logo = "logo.svg"
image = "card.png"
header = "By [us](https://example.org/)"
footer = "Ask *us*."
report-url = "https://example.org/new?title={label}&body={iri}"

[site.theme]
accent = "#123456"
accent-dark = "#abcdef"
font = "Georgia, serif"
"""


def test_the_looks_of_the_config(site: MakeSite, headword: Run) -> None:
    files = {"taxonomy/salt.md": SALT, "site-templates/static/logo.svg": "<svg/>"}
    folder = site(files, CONFIG + LOOKS)
    run = headword("site", cwd=folder)
    assert "'site.image' is 'card.png', and site-templates/static/card.png does not exist" in run.stderr
    (folder / "site-templates/static/card.png").write_bytes(b"")
    output = publish(headword, folder)
    page = read_page(output, "salt/halite")
    assert page.xpath("//p[@class='brand']//img/@src") == ["../../-/assets/logo.svg"]
    assert page.xpath("//meta[@property='og:image']/@content") == [f"{BASE}-/assets/card.png"]
    assert page.xpath("//div[@class='above']//a/@href") == ["https://example.org/"]
    assert page.xpath("string(//footer[@class='end']//em)") == "us"
    report = "https://example.org/new?title=Halite&body=https%3A%2F%2Fw3id.org%2Ftest%2Fsalt%2Fhalite"
    assert page.xpath("//a[text()='Report a problem']/@href") == [report]
    style = (output / "-/assets/site.css").read_text()
    assert ":root {--font:Georgia, serif;}" in style
    assert ':root[data-theme="dark"] {--accent:#abcdef;}' in style
    assert '(prefers-color-scheme: light) { :root:not([data-theme="dark"]) {--accent:#123456;} }' in style


def test_the_tree_has_each_level_once(minerals: Path) -> None:
    index = json.loads((minerals / "-/tree/en/index.json").read_text())
    files = [json.loads((minerals / f"-/tree/en/{n}.json").read_text()) for n in range(index["files"])]
    rows = {key: found for file in files for key, found in file.items()}
    assert index["roots"] == ["-/hierarchy", "-/a-z"]
    assert [row[1] for row in rows["-/hierarchy"]] == ["Minerals", "Salts"]
    assert [row[1] for row in rows["minerals/quartz"]] == ["Amethyst"]
    # Deprecated, and without anything below.
    assert ["minerals/silica-glass", "Silica glass", "", "", 1] in rows["minerals/minerals"]
    assert ["minerals/quartz", "rock crystal", "", "", 0, "Quartz"] in rows["-/a-z/en/r"]


def test_a_page_shows_each_way_up(minerals: Path) -> None:
    page = read_page(minerals, "minerals/amethyst")
    ways = [[step.text_content().strip() for step in way.iter("a")] for way in page.xpath("//nav[@class='crumbs']/ol")]
    assert ways == [["Minerals", "Minerals", "Q1 Quartz"], ["Minerals", "Minerals", "Gemstones"]]


def test_what_is_deprecated_leads_on(minerals: Path) -> None:
    banner = read_page(minerals, "minerals/silica-glass").xpath("//div[@class='banner']")[0]
    assert " ".join(banner.text_content().split()) == "This is no longer used. Use instead: Q1 Quartz"
    assert banner.xpath(".//a/@href") == ["../../minerals/quartz/"]


def test_the_data_is_what_the_vocabulary_says(minerals: Path) -> None:
    whole = rdflib.Graph().parse(minerals / "minerals.ttl")
    concept = rdflib.URIRef(f"{BASE}minerals/quartz")
    wanted = set(whole.triples((concept, None, None)))
    assert set(rdflib.Graph().parse(minerals / "minerals/quartz.ttl")) == wanted
    context = json.loads((minerals / "context.jsonld").read_text())["@context"]
    document = json.loads((minerals / "minerals/quartz.jsonld").read_text())
    assert document["@context"] == "../context.jsonld"
    read = rdflib.Graph().parse(data=json.dumps({**document, "@context": context}), format="json-ld")
    assert set(read) == wanted


def test_what_is_embedded_is_skos_and_schema_org(minerals: Path) -> None:
    script = read_page(minerals, "minerals/quartz").xpath("//script[@type='application/ld+json']")[0].text
    graph = rdflib.Graph().parse(data=script, format="json-ld")
    concept = rdflib.URIRef(f"{BASE}minerals/quartz")
    schema = rdflib.Namespace("https://schema.org/")
    assert graph.value(concept, schema.termCode) == rdflib.Literal("Q1")
    assert graph.value(concept, schema.inDefinedTermSet) == rdflib.URIRef(f"{BASE}minerals")
    assert schema.DefinedTerm in set(graph.objects(concept, rdflib.RDF.type))
    named = (concept, rdflib.URIRef(SKOS + "prefLabel"), None)
    said = set(rdflib.Graph().parse(minerals / "minerals/quartz.ttl").triples(named))
    assert len(said) == 3
    assert said == set(graph.triples(named))


def find_links(folder: Path, file: Path) -> list[tuple[str, str]]:
    """The links of a page to others of the site: as written, and with the path and the anchor that they lead to."""
    page = lxml_html.fromstring(file.read_bytes())
    here = "https://site.invalid/" + file.relative_to(folder).as_posix()
    found = []
    for written in page.xpath("//@href | //@src"):
        target = urljoin(here, written)
        if urlsplit(target).hostname == "site.invalid":
            found.append((written, target.removeprefix("https://site.invalid/")))
    return found


def check_links(folder: Path) -> None:
    """See that every link and anchor within a site leads somewhere."""
    anchors: dict[Path, set[str]] = {}
    pages = sorted(folder.rglob("*.html"))
    assert pages
    for page in pages:
        if page.name == "404.html":
            continue
        for written, target in find_links(folder, page):
            path, _, anchor = target.partition("#")
            file = folder / unquote(path.partition("?")[0])
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), f"{page.relative_to(folder)}: {written}"
            if anchor:
                if file not in anchors:
                    anchors[file] = set(lxml_html.fromstring(file.read_bytes()).xpath("//@id"))
                assert unquote(anchor) in anchors[file], f"{page.relative_to(folder)}: {written}"


def test_every_link_leads_somewhere(minerals: Path) -> None:
    check_links(minerals)


def test_every_link_of_the_example_leads_somewhere(tmp_path: Path, headword: Run) -> None:
    run = headword("site", "--output", str(tmp_path / "site"), "--no-cache", cwd=Path(__file__).parents[2])
    assert run.returncode == 0, run.stderr
    check_links(tmp_path / "site")


def test_pages_in_other_languages(site: MakeSite, headword: Run) -> None:
    config = CONFIG + 'languages = ["it", "fi"]\n'
    page = "# Minerali\n## Quarzo\n"
    files = {"taxonomy/minerals.md": "# Minerals\n## Quartz\n", "taxonomy/minerals.it.md": page}
    folder = publish(headword, site(files, config), "--no-check")
    italian = read_page(folder, "minerals/quartz", "index.it.html")
    assert italian.get("lang") == "it"
    assert italian.xpath("//h1")[0].text_content() == "Quarzo"
    assert italian.xpath("//p[@class='kind']")[0].text.strip() == "Concetto"
    assert italian.xpath("//link[@rel='alternate'][@hreflang]/@hreflang") == ["en", "it", "x-default"]
    assert italian.xpath("//link[@rel='canonical']/@href") == [f"{BASE}minerals/quartz/index.it.html"]
    tongues = ["../../minerals/quartz/", "../../minerals/quartz/index.it.html"]
    assert italian.xpath("//nav[@class='tongues']//a/@href") == tongues
    # There are no words for pages in Finnish, so that there is none.
    assert not (folder / "minerals/quartz/index.fi.html").exists()
    check_links(folder)


def test_hash_iris_lead_to_an_anchor_of_the_page_that_they_are_fetched_from(site: MakeSite, headword: Run) -> None:
    page = MINERALS.replace("(rocks/salt.md#halite)", "(#feldspar)")
    folder = publish(headword, site({"taxonomy/minerals.md": page}, CONFIG + 'iri-style = "hash"\n'))
    assert f"{BASE}minerals#quartz" in (folder / "minerals/quartz/index.html").read_text()
    assert read_page(folder, "minerals").get_element_by_id("quartz").xpath(".//a/@href") == ["../minerals/quartz/"]


def test_the_whole_can_be_taken_along(site: MakeSite, headword: Run) -> None:
    config = CONFIG + 'formats = ["turtle", "jsonld", "rdfxml", "ntriples", "trig"]\n'
    folder = publish(headword, site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT}, config))
    wanted = rdflib.Graph()
    for name in ("minerals", "rocks/salt", "catalog"):
        wanted.parse(folder / f"{name}.ttl")
    for ending, format_ in (("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml"), ("nt", "nt")):
        assert set(rdflib.Graph().parse(folder / f"-/data/vocabulary.{ending}", format=format_)) == set(wanted), ending
    read = rdflib.Dataset().parse(folder / "-/data/vocabulary.trig", format="trig")
    assert {quad[:3] for quad in read.quads()} == set(wanted)
    described = rdflib.Graph().parse(folder / ".well-known/void", format="turtle")
    assert set(described) == set(rdflib.Graph().parse(folder / "catalog.ttl"))


def test_turtle_and_jsonld_are_there_whatever_a_build_writes(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/rocks/salt.md": SALT}, CONFIG + 'formats = ["ntriples"]\n')
    output = publish(headword, folder)
    assert {"rocks/salt.nt", "rocks/salt.ttl", "rocks/salt.jsonld", "context.jsonld"} <= list_files(output)
    check_links(output)


@pytest.mark.parametrize(
    ("formats", "endings", "documents"),
    [
        ('["turtle", "jskos"]', {"ttl", "json"}, {"ttl"}),
        ('["rdfxml"]', set(), {"rdf"}),
        ("[]", set(), set()),
        ('["html"]', set(), set()),
    ],
)
def test_a_site_has_the_data_files_that_the_config_names(
    formats: str, endings: set[str], documents: set[str], site: MakeSite, headword: Run
) -> None:
    pages = {"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT}
    output = publish(headword, site(pages, f"{CONFIG}[site]\nformats = {formats}\n"))
    files = list_files(output)
    assert {path.partition(".")[2] for path in files if path.startswith("minerals/quartz.")} == endings
    assert {path.partition(".")[2] for path in files if path.startswith("rocks/salt.")} == endings | documents
    check_links(output)
    linked = read_page(output, "minerals/quartz").xpath("//link[@rel='alternate']/@href | //p[@class='data']/a/@href")
    assert {href.rpartition(".")[2] for href in linked if "quartz." in href} == endings
    # The whole does not depend on it, and the catalogue names files that are there.
    assert {"-/data/vocabulary.ttl", "-/data/vocabulary.jsonld", "catalog.ttl", "catalog.jsonld"} <= files
    catalog = rdflib.Graph().parse(output / "catalog.ttl")
    named = {str(file).removeprefix(BASE) for file in catalog.objects(None, rdflib.DCAT.downloadURL)}
    assert named
    assert named <= files
    assert ("-/data/voc.json" in files) == ("json" in endings)
    assert read_map(output, "rocks/salt")["hasData"] == ("json" in endings)
    assert ("HW_NAME_TTL" in (output / ".htaccess").read_text()) == ("ttl" in endings)


def read_map(folder: Path, scheme: str) -> dict[str, str]:
    """What the map of a scheme is drawn from."""
    data: dict[str, str] = json.loads(read_page(folder, f"-/map/{scheme}").xpath("//script[@id='map-data']")[0].text)
    return data


def test_sitemap_and_robots(minerals: Path) -> None:
    tree = ET.parse(minerals / "sitemap.xml")
    found = {place.text: place for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert {BASE, f"{BASE}minerals/quartz/", f"{BASE}rocks/salt/"} <= found.keys()
    assert f"Sitemap: {BASE}sitemap.xml" in (minerals / "robots.txt").read_text()


def test_a_site_may_be_served_elsewhere_than_iris_live(site: MakeSite, headword: Run) -> None:
    config = (
        CONFIG
        + '[site]\nurl = "https://rocks.example.org/v"\nsource-url = "https://git.example.org/blob/{path}#L{line}"\n'
    )
    folder = publish(headword, site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT}, config))
    page = read_page(folder, "minerals/quartz")
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://rocks.example.org/v/minerals/quartz/"]
    assert page.xpath("//a[@class='source']/@href") == ["https://git.example.org/blob/taxonomy/minerals.md#L9"]
    assert read_page(folder, "", "404.html").xpath("//link[@rel='stylesheet']/@href") == ["/v/-/assets/site.css"]


def test_templates_styles_and_words_can_be_replaced(site: MakeSite, headword: Run) -> None:
    folder = site({
        "taxonomy/rocks/salt.md": SALT,
        "site-templates/concept.html": (
            '{% extends "headword/concept.html" %}{% block heading %}<h1>HERE {{ name.text }}</h1>{% endblock %}'
        ),
        "site-templates/static/custom.css": "body { color: red }",
        "site-templates/messages/en.toml": '[nav]\nstatistics = "Figures"\n',
    })  # fmt: skip
    output = publish(headword, folder)
    page = read_page(output, "rocks/salt/halite")
    assert page.xpath("//h1")[0].text == "HERE Halite"
    assert page.xpath("//a[@href='../../../-/statistics/']")[0].text == "Figures"
    assert (output / "-/assets/site.css").read_text().rstrip().endswith("body { color: red }")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            ("concept.html", "{% extends 'headword/concept.html' %}\n{% block heading %}"),
            "site-templates/concept.html:2: error: the template has an error",
        ),
        (
            ("concept.html", "{{ nothing_of_the_kind }}"),
            "site-templates/concept.html:1: error: the template has an error: 'nothing_of_the_kind' is undefined",
        ),
        (
            ("concept.html", "{% extends 'concept.html' %}"),
            'the template extends itself\n  to replace part of a template of headword, begin yours with {% extends "',
        ),
        (("concept.html", "{% extends 'nowhere.html' %}"), "there is no template 'nowhere.html'"),
        (
            ("concept.html", "\n{{ 1 + 'a' }}"),
            "site-templates/concept.html:2: error: the template has an error: unsupported",
        ),
        (
            ("messages/en.toml", "[scheme.concepts]\none = '{number} concept'"),
            "'scheme.concepts.one' may have {count} in it, and no other braces",
        ),
        (("messages/en.toml", "nav = ["), "messages/en.toml: error: the messages are not TOML"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(file: tuple[str, str], said: str, site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/a.md": SALT, f"site-templates/{file[0]}": file[1]})
    run = headword("site", cwd=folder)
    assert run.returncode == 2
    assert said in run.stderr
    assert not (folder / "site").exists()


def test_the_same_input_gives_the_same_bytes(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    for number, seed in enumerate(("0", "1")):
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": f"UTC{number}"}
        run = headword("site", "-o", f"out{number}", "--no-cache", cwd=folder, **environment)
        assert run.returncode == 0, run.stderr
    assert list_files(folder / "out0") == list_files(folder / "out1")
    for name in list_files(folder / "out0"):
        assert (folder / "out0" / name).read_bytes() == (folder / "out1" / name).read_bytes(), name


def test_what_was_published_is_not_lost(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    publish(headword, folder)
    page = folder / "taxonomy/minerals.md"
    page.write_text(MINERALS.replace("### Amethyst; purple quartz", "### Citrine"))
    run = headword("site", cwd=folder)
    assert run.returncode == 2
    assert "published pages would disappear: minerals/amethyst/" in run.stderr
    assert (folder / "site/minerals/amethyst/index.html").exists()
    (folder / "headword.toml").write_text(CONFIG + '[site.redirects]\n"minerals/amethyst" = "minerals/citrine"\n')
    publish(headword, folder)
    assert "minerals/citrine/" in (folder / "site/minerals/amethyst/index.html").read_text()
    (folder / "headword.toml").write_text(CONFIG + '[site.redirects]\n"minerals/amethyst" = "minerals/nowhere"\n')
    run = headword("site", cwd=folder)
    assert run.returncode == 2
    assert "headword.toml:7:2: error: the redirect of 'minerals/amethyst' leads to 'minerals/nowhere'" in run.stderr


@pytest.mark.parametrize("pattern", ["https://git.example.org/{path:d}", "https://git.example.org/{path!z}"])
def test_an_address_of_sources_says_no_form(pattern: str, site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/rocks/salt.md": SALT}, CONFIG + f'[site]\nsource-url = "{pattern}"\n')
    run = headword("site", cwd=folder)
    assert run.returncode == 2
    assert "'site.source-url' must be an address with {line} and {path} in it" in run.stderr


def test_the_site_does_not_go_where_builds_go(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/rocks/salt.md": SALT})
    assert headword("build", cwd=folder).returncode == 0
    run = headword("site", "-o", "vocab", cwd=folder)
    assert run.returncode == 2
    assert "vocab: error: headword build writes to this folder" in run.stderr
    assert not (folder / "vocab/index.html").exists()


def test_an_address_may_move_twice(site: MakeSite, headword: Run) -> None:
    moved = '[site.redirects]\n"rocks/a" = "rocks/b"\n"rocks/b" = "rocks/salt/halite"\n'
    folder = site({"taxonomy/rocks/salt.md": SALT}, CONFIG + moved)
    publish(headword, folder)
    assert "../../rocks/b/" in (folder / "site/rocks/a/index.html").read_text()
    (folder / "headword.toml").write_text(CONFIG + '[site.redirects]\n"rocks/a" = "javascript:alert(1)"\n')
    run = headword("site", cwd=folder)
    assert run.returncode == 2
    assert "leads to 'javascript:alert(1)', which is not a page of the site" in run.stderr


def test_what_has_no_page_is_not_lost_with_a_release(site: MakeSite, headword: Run) -> None:
    config = CONFIG.replace('creator = "Test"', f'creator = {{iri = "{BASE}team", name = "The team"}}')
    kinds = "# Kinds\n## By hardness {.collection .ordered}\n### Talc\n### Diamond\n"
    folder = site({"taxonomy/kinds.md": kinds}, config)
    assert headword("release", "1.0", "--date", "2026-03-01", cwd=folder).returncode == 0
    publish(headword, folder)


def test_a_redirect_to_an_iri_of_ours_has_to_be_there(site: MakeSite, headword: Run) -> None:
    config = CONFIG + f'[site.redirects]\n"old" = "{BASE}rocks/salt#nowhere"\n'
    folder = site({"taxonomy/rocks/salt.md": SALT}, config)
    run = headword("site", cwd=folder)
    assert run.returncode == 2
    assert "the redirect of 'old' leads to 'rocks/salt/nowhere', which is not a page of the site" in run.stderr
    (folder / "headword.toml").write_text(config.replace("nowhere", "halite"))
    assert headword("site", cwd=folder).returncode == 0


def test_what_a_release_had_is_not_lost(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    assert headword("release", "1.0", "--date", "2026-03-01", cwd=folder).returncode == 0
    (folder / "headword.lock").unlink()
    (folder / "taxonomy/minerals.md").write_text(MINERALS.replace("### Amethyst; purple quartz", "### Citrine"))
    run = headword("site", cwd=folder)
    assert run.returncode == 2
    assert "published pages would disappear: minerals/amethyst/" in run.stderr


def test_changes_and_versions(site: MakeSite, headword: Run) -> None:
    folder = site({"taxonomy/minerals.md": MINERALS, "taxonomy/rocks/salt.md": SALT})
    for version, day, more in (("1.0", "2026-03-01", ""), ("1.1", "2026-03-02", "## Sylvite\n")):
        (folder / "taxonomy/rocks/salt.md").write_text(SALT + more)
        assert headword("release", version, "--date", day, cwd=folder).returncode == 0
    (folder / "taxonomy/rocks/salt.md").write_text(SALT + "## Sylvite; potash\n")
    output = publish(headword, folder)
    text = " ".join(read_page(output, "-/changes").text_content().split())
    assert "Since version 1.1 labels: 1 Sylvite labels (en)" in text
    assert "Version 1.1, since 1.0 March 2, 2026 added: 1 Sylvite added" in text
    compared = " ".join(read_page(output, "-/changes/1.0").text_content().split())
    assert "Since version 1.0 8 concepts → 9 concepts · added: 1" in compared
    assert "Sylvite added" in " ".join(read_page(output, "-/changes/1.0/1.1").text_content().split())
    old = read_page(output, "versions/1.0")
    assert "March 1, 2026" in " ".join(old.text_content().split())
    hrefs = [link.get("href") for link in old.iter("a")]
    assert {"../../versions/1.1/", "../../-/changes/1.0/1.1/", "../../versions/1.0/rocks/salt.ttl"} <= {*hrefs}
    # Each scheme has a versionIRI of its own.
    scheme = read_page(output, "versions/1.0/rocks/salt")
    assert scheme.find(".//h1").text_content() == "Salts · Version 1.0"
    assert "../../../../versions/1.0/" in [link.get("href") for link in scheme.iter("a")]
    titles = [
        one.text for one in ET.parse(output / "-/feed/rocks/salt.atom").iter("{http://www.w3.org/2005/Atom}title")
    ]
    assert titles == ["Salts", "Sylvite"]
    kept = "versions/1.0/rocks/salt.ttl"
    assert (output / kept).read_bytes() == (folder / "vocab" / kept).read_bytes()
    feed = ET.parse(output / "-/feed.atom")
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")] == ["Sylvite"]
    assert feed.findtext(f"{atom}updated") == "2026-03-02T00:00:00Z"


HOSTILE = """\
# Things

## \\<script>alert(1)\\</script>; "quoted" 'words', {{ 7 * 7 }} {% include "x" %} {#one}

A <script>alert(2)</script> [link](javascript:alert(3)) ![image](https://elsewhere.invalid/x.png)
<img src=x onerror=alert(4)>

- Scope note: `</script><script>alert(5)</script>`
"""


DATA = {"application/ld+json", "application/json"}


def test_nothing_that_a_page_shows_can_run(site: MakeSite, headword: Run) -> None:
    output = publish(headword, site({"taxonomy/things.md": HOSTILE}), "--no-check")
    for file in sorted(output.rglob("*.html")):
        page = lxml_html.fromstring(file.read_bytes())
        assert {script.get("type") for script in page.iter("script") if not script.get("src")} <= DATA, file
        assert not page.xpath("//@onerror | //@onclick | //@style"), file
        assert not [link for link in page.xpath("//@href") if link.startswith("javascript:")], file
        assert not page.xpath("//img"), file
    page = read_page(output, "things/one")
    assert page.xpath("//h1")[0].text_content() == "<script>alert(1)</script>"
    assert "{{ 7 * 7 }}" in page.text_content()


@pytest.mark.parametrize(
    ("label", "address"),
    [
        ("!!!", "things/exclamation-mark-exclamation-mark-exclamation-mark"),
        ("石英", "things/石英"),
        ("مرو", "things/مرو"),
    ],
)
def test_every_label_has_an_address(label: str, address: str, site: MakeSite, headword: Run) -> None:
    output = publish(headword, site({"taxonomy/things.md": f"# Things\n## {label}\n"}), "--no-check")
    assert (output / address / "index.html").is_file()
    check_links(output)


def test_addresses_that_differ_only_by_case_are_refused(site: MakeSite, headword: Run) -> None:
    run = headword("site", "--no-check", cwd=site({"taxonomy/things.md": "# Things\n## A {#Quartz}\n## B {#quartz}\n"}))
    assert run.returncode == 2
    assert "taxonomy/things.md:3:4: error:" in run.stderr
    assert f"<{BASE}things/quartz>" in run.stderr
    assert f"<{BASE}things/Quartz> (taxonomy/things.md:2:4)" in run.stderr


def test_nothing_is_published_where_the_site_has_files(minerals: Path) -> None:
    """Each file of the site is a page, beside one, or where no address can be."""
    for path in sorted(list_files(minerals)):
        beside = path.rpartition(".")[0]
        if path.startswith("-/") or beside in ("catalog", "context") or (minerals / beside / "index.html").is_file():
            continue
        with pytest.raises(HeadwordError, match="its own files"):
            assign([(BASE + path, "a")], BASE, ["a"], {})


@pytest.mark.parametrize(
    ("page", "id_", "address"),
    [
        ("rest/v1", "vocabularies", "rest/v1"),
        ("rest/V1", "x", "rest/V1"),
        ("robots.txt", "x", "robots.txt"),
        ("minerals", "index.html", "minerals/index.html"),
    ],
)
def test_such_an_address_is_refused_before_anything_is_written(
    page: str, id_: str, address: str, site: MakeSite, headword: Run
) -> None:
    folder = site({f"taxonomy/{page}.md": f"---\ntitle: A\n---\n# A\n## B {{#{id_}}}\n"})
    run = headword("site", "--no-check", cwd=folder)
    assert run.returncode == 2
    assert f"taxonomy/{page}.md:" in run.stderr
    assert f"<{BASE}{address}> would be published as {address}, which the site needs for its own files" in run.stderr
    assert "give it another id, with {#id} at its heading, or rename its page" in run.stderr
    assert not (folder / "site").exists()


ADDRESSES = [
    (f"{BASE}a/b", "a", "a/b"),
    (f"{BASE}a#b", "a", "a/b"),
    (f"{BASE}a/", "a", "a"),
    (f"{BASE}a%20b/c%2Fd", "a", "a b/c/d"),
    (f"{BASE}a/../../b", "a", "a/b"),
    (f"{BASE}a//b", "a", "a/b"),
    (f"{BASE}a?x=1", "a", "a/x=1"),
    (BASE, "scheme", "scheme"),
    (BASE.rstrip("/"), "scheme", "scheme"),
    ("http://elsewhere.example/x/c12", "rocks", "rocks/c12"),
    ("http://elsewhere.example/", "rocks", "rocks/elsewhere.example"),
    ("urn:isbn:1", "rocks", "rocks/urn_isbn_1"),
    (f"{BASE}-/assets", "rocks", "rocks/assets"),
]


@pytest.mark.parametrize(("iri", "document", "address"), ADDRESSES)
def test_addresses(iri: str, document: str, address: str) -> None:
    assert find_address(iri, BASE, document) == address


def test_two_of_one_name_from_elsewhere_are_told_apart() -> None:
    found = assign([("http://a.example/x", "d"), ("http://b.example/x", "d")], BASE, ["d"], {})
    assert len(set(found.values())) == 2
    assert all(re.fullmatch(r"d/x-[0-9a-f]{8}", address) for address in found.values())


def test_a_folder_is_not_called_like_data() -> None:
    with pytest.raises(HeadwordError, match=r"a\.ttl"):
        assign([(f"{BASE}a", "a"), (f"{BASE}a.ttl/b", "a")], BASE, ["a"], {f"{BASE}a": Location("a.md", 1)})


class Said:
    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text, language


@pytest.mark.parametrize(
    ("languages", "wanted", "chosen"),
    [
        (["de", "en", "it"], ["it", "en"], "it"),
        (["de", "en"], ["it", "en"], "en"),
        (["en-GB", "de"], ["en"], "en-GB"),
        (["de", ""], ["it", "en"], ""),
        (["de", "fr"], ["it", "en"], "de"),
        (["EN"], ["en"], "EN"),
    ],
)
def test_which_text_a_reader_gets(languages: list[str], wanted: list[str], chosen: str) -> None:
    found = choose_text([Said("x", language) for language in languages], wanted)
    assert found is not None
    assert found.language == chosen


DIRECTIONS = [
    ("ar", "rtl"),
    ("he-IL", "rtl"),
    ("en", "ltr"),
    ("az-Arab", "rtl"),
    ("ar-Latn", "ltr"),
    ("", "ltr"),
]


@pytest.mark.parametrize(("tag", "way"), DIRECTIONS)
def test_direction(tag: str, way: str) -> None:
    assert find_direction(tag) == way


PROSE = [
    ("plain", "<p>plain</p>"),
    ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
    ("*soft* `code`", "<p><em>soft</em> <code>code</code></p>\n"),
    ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
    ("# Top\n\n##### Deep", "<h3>Top</h3>\n<h6>Deep</h6>\n"),
    ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
    ("[x](https://w3id.org/test/b)", '<p><a href="/p" rel="noopener noreferrer">x</a></p>\n'),
    (
        "<https://w3id.org/test/b>!",
        '<p><a href="/p" rel="noopener noreferrer">https://w3id.org/test/b</a>!</p>\n',
    ),
    ("[x](a.md#b) [[Page|shown]]", "<p>x shown</p>\n"),
    ("![a *flow*](https://a.example/i.png)", "<p>a flow</p>\n"),
    ("x" * 30_000, f"<p>{'x' * 30_000}</p>"),
    ("~~old~~ ~x~ ==y==", "<p><s>old</s> <s>x</s> ==y==</p>\n"),
    (
        "| a |\n|:-:|\n| <br>x<b> |",
        (
            '<div class="scroll" tabindex="0">\n<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n'
            "<tbody>\n<tr>\n<td><br>\nx&lt;b&gt;</td>\n</tr>\n</tbody>\n</table>\n</div>\n"
        ),
    ),
    (
        "x^[*y* <script>] z[^1]\n\n[^1]: [w](javascript:1)",
        (
            "<p>x<sup>1</sup> z<sup>2</sup></p>\n<ol>\n<li><p><em>y</em> &lt;script&gt;</p>\n</li>\n"
            "<li><p>[w](javascript:1)</p>\n</li>\n</ol>\n"
        ),
    ),
    ("T\n: <i>d</i>", "<dl>\n<dt>T</dt>\n<dd>&lt;i&gt;d&lt;/i&gt;</dd>\n</dl>\n"),
    (
        "$a<b$ and\n\n$$\n</code><img src=x>\n$$",
        "<p><code>a&lt;b</code> and</p>\n<pre><code>&lt;/code&gt;&lt;img src=x&gt;</code></pre>\n",
    ),
    ("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n"),
    ("line\nbreak", "<p>line<br>\nbreak</p>\n"),
]


@pytest.mark.parametrize(("text", "html"), PROSE, ids=range(len(PROSE)))
def test_prose(text: str, html: str) -> None:
    assert render_prose(text, lambda iri: "/p" if iri.startswith(BASE) else iri) == html


def test_prose_has_the_marks_of_its_site() -> None:
    text = "==a== ~b~ ^c^ ^^d^^"
    rendered = {name: render_prose(text, site=SITES[name]) for name in ("plain", "hugo", "obsidian", "mkdocs")}
    assert rendered == {
        "plain": "<p>==a== <s>b</s> ^c^ ^^d^^</p>\n",
        "hugo": "<p>==a== <s>b</s> ^c^ ^^d^^</p>\n",
        "obsidian": "<p><mark>a</mark> ~b~ ^c^ ^^d^^</p>\n",
        "mkdocs": "<p><mark>a</mark> <sub>b</sub> <sup>c</sup> <ins>d</ins></p>\n",
    }


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a *b* [c](d)", "a b c"),
        ("| *a* | b |\n|---|---|\n| c | `d` |", "a b c d"),
        ("Title\n\n- one^[note]\n  - two\n\n```\nx = 1\n```", "Title one two x = 1 note"),
        ("T\n: d\n\n$$\nx\n$$", "T d x"),
        ("line\nbreak", "line break"),
    ],
)
def test_prose_in_plain_text(text: str, plain: str) -> None:
    assert to_plain_text(text) == plain
