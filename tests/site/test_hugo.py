"""The vocabulary in a Hugo site: shown by a real Hugo in the language of each page, beside what is the user's."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from headword.core.errors import HeadwordError
from headword.core.files.publish import FileChanges
from headword.site.context import SiteContext
from headword.site.hugo.data import render_hugo
from headword.site.hugo.place import SUMS_NAME, place
from support.programs import find_program
from support.services import CONFIG, FILES, opened

HUGO_CONFIG = """\
baseURL = "https://blog.example.org/"
title = "A blog"
defaultContentLanguage = "en"
[languages.en]
weight = 1
[languages.it]
weight = 2
[languages.fr]
weight = 3
"""
PAGE = """\
---
title: A page
---
We dig {{< headword-term "minerals/quartz" >}} and {{< headword-term "minerals/quartz" "the <i>hard</i> one" >}}.

{{< headword scheme="minerals" >}}

{{< headword concept="minerals/quartz" >}}

{{< headword concept="minerals/old" >}}
"""
BARE = "<!doctype html><title>x</title><main>{{ .Content }}</main>"


@pytest.fixture
def book(site: Callable[..., Path]) -> Iterator[SiteContext]:
    with opened(site(FILES, CONFIG)) as made:
        yield made


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A Hugo site of a user, with as little as can be."""
    folder = tmp_path / "blog"
    files = {
        "hugo.toml": HUGO_CONFIG,
        # Hugo before 0.110 and Debian's look for this name first.
        "config.toml": HUGO_CONFIG,
        "layouts/_default/single.html": BARE,
        "layouts/_default/list.html": BARE,
        "layouts/index.html": BARE,
        "data/prices.json": "{}",
        **{f"content/page{tag}.md": PAGE for tag in ("", ".it", ".fr")},
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def run_hugo(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [find_program("hugo"), "--source", str(folder), "--config", "hugo.toml"]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


def built(folder: Path) -> dict[str, Any]:
    """The content of the page in each language."""
    run = run_hugo(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    # A name that Hugo will take away is told of here.
    assert "deprecated" not in run.stdout + run.stderr
    pages = {"en": "page", "it": "it/page", "fr": "fr/page"}
    return {
        tag: html.document_fromstring((folder / "public" / path / "index.html").read_text(encoding="utf-8"))
        for tag, path in pages.items()
    }


def texts(page: Any, path: str) -> list[str]:
    return [re.sub(r"\s+", " ", found.text_content()).strip() for found in page.xpath(path)]


def test_pages_show_the_outline(book: SiteContext, blog: Path) -> None:
    place(render_hugo(book), blog)
    page = built(blog)["en"]
    (top,) = page.xpath("//main/ul[@class='headword-outline']/li")
    assert texts(top, "./a") == ["Mineral"]
    assert texts(top, "./ul/li/a") == [
        "Quartz",
        "9 Lives",
        "Agate",
        "Feldspar",
        'Old <script>alert(1)</script> "x"',
        "Zircon",
    ]
    assert texts(top, "./ul/li[1]/ul/li/a") == ["Rose Quartz"]
    assert texts(top, "./ul/li[1]/span") == ["Q1"]
    (note,) = top.xpath("./ul/li[1]/div[@class='headword-note']")
    assert note.text_content().strip() == "Silica, see feldspar and <b>the others</b>."
    assert note.xpath(".//a/@href") == ["https://rocks.example.org/v/minerals/feldspar/"]
    assert top.xpath("./ul/li[1]/a/@href") == ["https://rocks.example.org/v/minerals/quartz/"]
    assert page.xpath("//script") == []


def test_pages_show_a_concept_in_their_language(book: SiteContext, blog: Path) -> None:
    place(render_hugo(book), blog)
    pages = built(blog)
    names = {tag: texts(page, "(//dfn)[1]") for tag, page in pages.items()}
    assert names == {"en": ["Quartz"], "it": ["Quarzo"], "fr": ["Quartz"]}
    assert pages["fr"].xpath("(//dfn//span)[1]/@lang") == ["en"]
    assert pages["it"].xpath("(//dfn//span)[1]/@lang") == []
    assert texts(pages["en"], "(//dl)[1]/dt") == [
        "Alternative labels", "Example", "Note", "Broader", "Narrower", "Related", "Exact match",
    ]  # fmt: skip
    assert texts(pages["en"], "(//dl)[1]//dd/a")[-1] == "http://www.wikidata.org/entity/Q43010"
    assert "Use instead: Quartz" in texts(pages["en"], "//p[@class='headword-deprecated']")[0]


def test_terms_are_links_with_their_meaning(book: SiteContext, blog: Path) -> None:
    place(render_hugo(book), blog)
    pages = built(blog)
    first, second = pages["it"].xpath("//a[@class='headword-term']")
    assert (first.text_content(), first.get("title")) == ("Quarzo", "Silice.")
    assert second.text_content() == "the <i>hard</i> one"


def test_links_lead_where_the_site_says(book: SiteContext, blog: Path) -> None:
    place(render_hugo(book), blog)
    with (blog / "hugo.toml").open("a") as stream:
        stream.write('[params.headword]\nurl = "/vocabulary"\n')
    page = built(blog)["en"]
    assert page.xpath("//a[@class='headword-term']/@href") == ["/vocabulary/minerals/quartz/"] * 2
    assert "/vocabulary/minerals/feldspar/" in page.xpath("//div[@class='headword-note']//a/@href")


@pytest.mark.parametrize(
    "shortcode", ['{{< headword scheme="ores" >}}', '{{< headword-term "ores/tin" >}}', "{{< headword >}}"]
)
def test_what_is_not_there_fails_at_its_line(book: SiteContext, blog: Path, shortcode: str) -> None:
    place(render_hugo(book), blog)
    (blog / "content" / "page.md").write_text(f"---\ntitle: x\n---\nOne.\n\n{shortcode}\n")
    run = run_hugo(blog)
    assert run.returncode != 0
    assert "page.md:6:" in run.stdout + run.stderr


def test_placing_again_changes_nothing(book: SiteContext, blog: Path) -> None:
    first = place(render_hugo(book), blog)
    before = tree(blog)
    again = place(render_hugo(book), blog)
    assert first.added
    assert not again
    assert again.kept == len(first.added)
    assert tree(blog) == before


def test_sums_are_those_that_sha256sum_checks(book: SiteContext, blog: Path) -> None:
    place(render_hugo(book), blog)
    run = subprocess.run(["sha256sum", "--check", "--quiet", SUMS_NAME], cwd=blog, capture_output=True)
    assert run.returncode == 0


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_ours_are_replaced_and_removed_and_theirs_stay(blog: Path) -> None:
    place({"data/headword/a/b.json": b"1", "data/headword/c.json": b"2"}.items(), blog)
    before = tree(blog)
    done = place({"data/headword/c.json": b"3", "layouts/d.html": b"4"}.items(), blog)
    assert done == FileChanges(("layouts/d.html",), ("data/headword/c.json",), ("data/headword/a/b.json",), 0)
    after = tree(blog)
    assert not (blog / "data" / "headword" / "a").exists()
    assert {
        path: data for path, data in before.items() if path in after and "headword" not in path
    }.items() <= after.items()
    assert after["data/prices.json"] == b"{}"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("data/prices.json", "not written by headword"),
        ("layouts/ours.html", "changed since headword wrote it"),
        ("data", "in this place"),
    ],
)
def test_what_is_not_ours_is_never_replaced(blog: Path, path: str, message: str) -> None:
    place({"layouts/ours.html": b"1"}.items(), blog)
    (blog / "layouts" / "ours.html").write_text("mine now")
    before = tree(blog)
    with pytest.raises(HeadwordError, match=message) as caught:
        place({"a.json": b"1", path: b"2"}.items(), blog)
    assert caught.value.location is not None
    assert caught.value.location.path == str(blog / path)
    assert tree(blog) == before


def test_what_a_user_changed_is_not_removed(blog: Path) -> None:
    place({"layouts/ours.html": b"1", "b.html": b"1"}.items(), blog)
    (blog / "layouts" / "ours.html").write_text("mine now")
    done = place({"b.html": b"1"}.items(), blog)
    assert done.removed == ()
    assert (blog / "layouts" / "ours.html").read_text() == "mine now"


def test_a_list_that_leads_out_of_the_folder_is_not_followed(blog: Path) -> None:
    outside = blog.parent / "outside.txt"
    outside.write_bytes(b"1")
    sum_ = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    (blog / SUMS_NAME).write_text(f"{sum_}  ../outside.txt\n{sum_}  {outside}\n<<<<<<< HEAD\n")
    place({"b.html": b"1"}.items(), blog)
    assert outside.exists()


def test_a_folder_that_is_no_hugo_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadwordError, match="not the folder of a Hugo site"):
        place({"b.html": b"1"}.items(), tmp_path)
    assert not any(tmp_path.iterdir())


def test_data_has_every_concept_of_a_scheme(book: SiteContext) -> None:
    files = dict(render_hugo(book))
    data = json.loads(files["data/headword/schemes/minerals.json"])
    assert set(data["concepts"]) == {book.atlas.addresses[one.iri] for one in book.atlas.members(data["iri"])}
    assert set(data["collections"]) == {"minerals/kinds"}
    assert data["tops"] == ["minerals/mineral"]
    quartz = data["concepts"]["minerals/quartz"]
    assert quartz["notes"]["definition"]["it"] == [{"html": "<p>Silice.</p>", "markdown": "Silice.", "text": "Silice."}]
    assert quartz["mappings"] == {"exactMatch": ["http://www.wikidata.org/entity/Q43010"]}
    rose = data["concepts"]["minerals/rose-quartz"]
    assert set(rose["broader"]) == {"minerals/quartz", "rocks/colours/pink"}
